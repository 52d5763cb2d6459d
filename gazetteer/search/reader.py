"""Finds the rows of one step of a plan, from any position on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from gazetteer.search import nearness, statements
from gazetteer.search.groups import Group, Tier
from gazetteer.search.plans import Step
from gazetteer.search.selection import Selection
from gazetteer.search.statements import BEST_RANK, LOWEST_FLOOR, RANK, RANK_STEP, Cursor, Hit, Row

FIRST = Hit(-1, -1, BEST_RANK)
"""Stands before every row."""
_MOST_LOOKS_AROUND, _WIDER = 4, 6
"""A text may be rarer around the point than it is elsewhere: look at six times as many rows, at most so often."""
_SLACK = 4
"""How many more rows than asked are read from a list at first: some belong to a better kind of match."""


@dataclass(slots=True)
class Rows:
    """The rows read so far by rank, and by place those that share it with another row."""

    cursor: Cursor
    by_rank: dict[int, Row] = field(default_factory=dict)
    of_place: dict[int, dict[int, Row]] = field(default_factory=dict)

    def load(self, hits: Iterable[Hit]) -> None:
        """Read the rows that are not known yet."""
        if missing := [hit.id for hit in hits if hit.rank not in self.by_rank]:
            self.add(statements.fetch_rows(self.cursor, missing))

    def add(self, rows: Iterable[Row]) -> None:
        """Keep rows of published.search_rows."""
        for row in rows:
            if row.is_other:
                self.of_place.setdefault(row.place_id.int, {})[row.id] = row
            else:
                self.by_rank[row.importance * RANK_STEP - row.id] = row

    def others(self, row: Row) -> list[Row]:
        """The further rows of the row's place."""
        shared = self.of_place.get(row.place_id.int)
        return [other for other in shared.values() if other.id != row.id] if shared else []


@dataclass(slots=True)
class Reader:
    """One group under the filters of a query. `total` is how many places it holds, if reading told that."""

    cursor: Cursor
    rows: Rows
    group: Group
    selection: Selection
    near: tuple[float, float] | None
    total: int | None = None

    def read(self, step: Step, after: Hit, count: int) -> list[Hit]:
        """At most `count` hits of the step past `after`, in order; fewer only if there are no more."""
        if after.tier < step.first:
            after = Hit(step.first, -1, BEST_RANK)
        if step.lists:
            return self._from_lists(step, after, count)
        if step.outwards:
            return self._outwards(step, after, count)
        tier = self.group.tiers[step.last]
        condition = tier.rare_inside if self.selection.conditions else tier.rare
        if condition and step.first == 0 and self.selection.by_tokens and self.near is None:
            return self._rare(step, condition, after, count)
        return self._sorted(step, after, count)

    @property
    def _parameters(self) -> dict[str, object]:
        near = nearness.parameters(self.near) if self.near else {}
        return {**self.group.parameters, **self.selection.parameters, **near}

    def _conditions(self, tier: Tier) -> tuple[list[str], dict[str, object]]:
        """A tier's rows (with those of better tiers) under all filters."""
        conditions = [tier.where, *self.selection.conditions]
        tokens = [*tier.tokens, *self.selection.tokens]
        if tokens:
            conditions.append("n.tokens @> %(tokens)s::integer[]")
        return conditions, {**self._parameters, "tokens": tokens}

    def _rare(self, step: Step, condition: str, after: Hit, count: int) -> list[Hit]:
        """All rows of a text that is in few, through a kept plan; the rows themselves come along."""
        parameters: dict[str, object] = {
            "field": condition,
            "wanted": self.group.wanted,
            "tokens": statements.array_of((*self.group.tiers[step.last].tokens, *self.selection.tokens)),
            "other_than": self.group.other_than,
        }
        found = statements.fetch(self.cursor, statements.RARE, parameters | _bounds(after, count))
        rows = [(tier, Row._make(values)) for tier, _, *values in found]
        self.rows.add(row for _, row in rows)
        if found and after.rank == BEST_RANK and step.last == len(self.group.tiers) - 1:
            self.total = found[0][1]
        return sorted((Hit(tier, 0, row.rank) for tier, row in rows if tier is not None), key=_order)

    def _sorted(self, step: Step, after: Hit, count: int) -> list[Hit]:
        conditions, parameters = self._conditions(self.group.tiers[step.last])
        if step.first > 0:
            conditions.append(f"{self.group.tier_sql} >= {step.first}")
        alone = step.first == step.last == 0 and self.near is None
        statement = statements.best_of(
            conditions,
            "0" if alone else self.group.tier_sql,
            nearness.BAND if self.near else "0",
            by_rank_alone=alone,
        )
        return statements.fetch_hits(self.cursor, statement, parameters | _bounds(after, count))

    def _from_lists(self, step: Step, after: Hit, count: int) -> list[Hit]:
        """The best rows from lists as far as they are complete, and beyond that from the table."""
        # Below the highest floor, some list may lack a row that another list's rows would have to stand behind.
        floor = max(found.floor for found in step.lists)
        ranks = sorted({r for found in step.lists for r in found.ranks if floor <= r < after.rank}, reverse=True)
        hits = set(self._without_list(step, after.rank, floor, count)) if step.rest else set()
        read, size = 0, count + _SLACK
        if not self._needs_no_filter(step):
            size = len(ranks)
        while read < len(ranks):
            part = [Hit(step.last, 0, rank) for rank in ranks[read : read + size]]
            hits.update(self._fitting(step, part))
            read, size = read + len(part), size * 4
            certain = [hit for hit in hits if hit.rank >= part[-1].rank or read == len(ranks)]
            if len(certain) >= count:
                return _best_first(certain)[:count]
        found = _best_first(hits)[:count]
        if len(found) < count and floor != LOWEST_FLOOR:
            below, missing = min(after.rank, floor), count - len(found)
            if step.then:
                found += self.read(step.then, Hit(step.last, 0, below), missing)
            else:
                found += self._from_table(step, below, missing)
        return found

    def _fitting(self, step: Step, hits: list[Hit]) -> list[Hit]:
        """Those list entries that fulfil everything and belong to this tier alone."""
        if self._needs_no_filter(step):
            self.rows.load(hits)
            known, tier_of, last = self.rows.by_rank, self.group.tier_of, step.last
            return [hit for hit in hits if (row := known.get(hit.rank)) is not None and tier_of(row) == last]
        tier = self.group.tiers[step.last]
        conditions = [tier.where, f"{self.group.tier_sql} = {step.last}", *self.selection.conditions]
        parameters = {**self._parameters, "ids": statements.array_of(hit.id for hit in hits)}
        return statements.fetch_hits(self.cursor, statements.among(conditions, step.last), parameters)

    def _needs_no_filter(self, step: Step) -> bool:
        return not self.selection.conditions or (self.selection.is_single and step.lists_are_filtered)

    def _without_list(self, step: Step, below: int, floor: int, count: int) -> list[Hit]:
        conditions, parameters = self._conditions(self.group.tiers[step.last])
        conditions += [
            f"{self.group.tier_sql} = {step.last}",
            "n.tokens && %(rest)s::integer[]",
            f"{RANK} >= %(floor)s",
        ]
        statement = statements.best_of(conditions, str(step.last), "0")
        parameters |= {"rest": list(step.rest), "floor": floor} | _bounds(Hit(step.last, 0, below), count)
        return statements.fetch_hits(self.cursor, statement, parameters)

    def _from_table(self, step: Step, below: int, count: int) -> list[Hit]:
        """Rows past all lists. The text is frequent, so walking the rank index or reading the tokens are both fair."""
        conditions, parameters = self._conditions(self.group.tiers[step.last])
        conditions.append(f"{self.group.tier_sql} = {step.last}")
        statement = statements.best_of(conditions, str(step.last), "0", by_rank_alone=True)
        parameters |= _bounds(Hit(step.last, 0, below), count)
        return statements.fetch_hits(self.cursor, statement, parameters)

    def _outwards(self, step: Step, after: Hit, count: int) -> list[Hit]:
        """Rows of a frequent text by distance, from the spatial index."""
        assert self.near is not None
        conditions, parameters = self._conditions(self.group.tiers[step.last])
        conditions.append(f"{self.group.tier_sql} = {step.last}")
        parameters |= _bounds(after, count)
        # Among the rows nearest in degrees, the matches tell a band that holds enough of them.
        statement = statements.nearest(conditions, str(step.last), nearness.BAND)
        around = count * step.outwards * 2
        for _ in range(_MOST_LOOKS_AROUND):
            band, found = statements.fetch(self.cursor, statement, parameters | {"around": around})[0]
            if found >= count:
                break
            around *= _WIDER
        limits = []
        if found >= count and band < len(nearness.EDGES_KM):
            box = nearness.box_within(self.near, nearness.EDGES_KM[band])
            parameters |= dict(zip(("around_w", "around_s", "around_e", "around_n"), box, strict=True))
            limits = [
                "n.geom && st_makeenvelope(%(around_w)s, %(around_s)s, %(around_e)s, %(around_n)s, 4490)",
                f"{nearness.BAND} <= {band}",
            ]
        statement = statements.best_of([*conditions, *limits], str(step.last), nearness.BAND)
        return statements.fetch_hits(self.cursor, statement, parameters)


def _order(hit: Hit) -> tuple[int, int, int]:
    return hit.tier, hit.band, -hit.rank


def _bounds(after: Hit, count: int) -> dict[str, object]:
    return {"count": count, "after_tier": after.tier, "after_band": after.band, "after_rank": after.rank}


def _best_first(hits: Iterable[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda hit: -hit.rank)
