"""Finds the rows of one step of a plan, from any position on."""

from __future__ import annotations

import operator
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from gazetteer.search import nearness, statements
from gazetteer.search.groups import Group
from gazetteer.search.plans import NO_LIST_MOST, Step
from gazetteer.search.selection import Selection
from gazetteer.search.statements import BEST_RANK, LOWEST_FLOOR, RANK, RANK_STEP, Cursor, Hit, Row, id_of

FIRST = Hit(-1, -1, BEST_RANK)
"""Stands before every row."""
_MOST_LOOKS_AROUND, _WIDER = 4, 6
"""A text may be rarer around the point than it is elsewhere: look at six times as many rows, at most so often."""
_SLACK = 4
"""How many more rows than asked a later page reads from a list: some belong to a better kind of match."""


@dataclass(slots=True)
class Rows:
    """The rows read so far by rank, and by place those that share it with another row.

    `pages` are first pages of rare rows that came with the start of the search, by condition.
    """

    cursor: Cursor
    pages: dict[str, statements.Page] = field(default_factory=dict)
    by_rank: dict[int, Row] = field(default_factory=dict)
    of_place: dict[int, dict[int, Row]] = field(default_factory=dict)

    def load(self, ranks: Iterable[int]) -> bool:
        """Read the rows that are not known yet; says whether there were any."""
        known = self.by_rank
        missing = [id_of(rank) for rank in ranks if rank not in known]
        if missing:
            self.add(statements.fetch_pieces(self.cursor, statements.ROWS, {"ids": statements.array_of(missing)})[2])
        return bool(missing)

    def add(self, rows: Iterable[Row]) -> None:
        """Keep rows of published.search_rows."""
        for row in rows:
            if row.is_other:
                self.of_place.setdefault(row.place_id.int, {})[row.id] = row
            else:
                self.by_rank[row.importance * RANK_STEP - row.id] = row

    def others(self, row: Row) -> list[Row]:
        """The further rows of the row's place."""
        if not self.of_place:
            return []
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

    def _conditions(self, step: Step) -> tuple[list[str], dict[str, object]]:
        """The rows of a step's last tier (with those of better tiers) under all filters."""
        tier = self.group.tiers[step.last]
        where = tier.where_inside if self.selection.facet_groups else None
        conditions = [where or tier.where, *self.selection.conditions]
        tokens = [*tier.tokens, *self.selection.tokens]
        if tokens and not step.by_box:
            conditions.append("n.tokens @> %(tokens)s::integer[]")
        return conditions, {**self._parameters, "tokens": tokens}

    def _rare(self, step: Step, condition: str, after: Hit, count: int) -> list[Hit]:
        """All rows of a text that is in few, through a kept plan; the rows themselves come along."""
        page = self.rows.pages.get(condition) if after.rank == BEST_RANK else None
        if page is None or len(page.hits) == page.asked < count:
            tokens = (*self.group.tiers[step.last].tokens, *self.selection.tokens)
            page = self._rare_page(condition, tokens, after, count)
        if after.rank == BEST_RANK and step.last == len(self.group.tiers) - 1:
            self.total = page.places
        return page.hits[:count]

    def _rare_page(self, condition: str, tokens: Iterable[int], after: Hit, count: int) -> statements.Page:
        parameters: dict[str, object] = {
            "field": condition,
            "wanted": self.group.wanted,
            "tokens": statements.array_of(tokens),
            "other_than": self.group.other_than,
        }
        _, pages, rows = statements.fetch_pieces(self.cursor, statements.RARE, parameters | _bounds(after, count))
        self.rows.add(rows)
        return pages[condition]

    def _sorted(self, step: Step, after: Hit, count: int) -> list[Hit]:
        conditions, parameters = self._conditions(step)
        parameters |= _bounds(after, count)
        if step.first == step.last == 0 and self.near is None:
            return statements.fetch_hits(self.cursor, statements.best_by_rank(conditions, 0), parameters)
        if step.first > 0:
            conditions.append(f"{self.group.tier_sql} >= {step.first}")
        counts = step.first == 0 and step.last == len(self.group.tiers) - 1
        band = nearness.BAND if self.near else "0"
        found = statements.fetch(
            self.cursor, statements.best_of(conditions, self.group.tier_sql, band, counts=counts), parameters
        )
        if found and counts:
            self.total = found[0][3]
        return [Hit._make(values[:3]) for values in found]

    def _from_lists(self, step: Step, after: Hit, count: int) -> list[Hit]:
        """The best rows from lists as far as they are complete, and beyond that from the table."""
        if self._needs_no_filter(step):
            floor = step.lists[0].floor
            found = self._from_list(step, after.rank, count)
        else:
            # Below the highest floor, some list may lack a row that another list's rows would have to stand behind.
            floor = max(listed.floor for listed in step.lists)
            ranks = {rank for listed in step.lists for rank in listed.ranks if floor <= rank < after.rank}
            hits = self._fitting(step, ranks) if ranks else []
            if step.rest:
                hits += self._without_list(step, after.rank, floor, count)
            found = sorted(set(hits), key=_order)[:count]
        if len(found) == count or floor == LOWEST_FLOOR:
            return found
        below, missing = Hit(step.last, 0, min(after.rank, floor)), count - len(found)
        rare = self.group.tiers[step.last].rare
        if rare and not self.selection.conditions and step.lists[0].df < NO_LIST_MOST:
            return found + self._rare(step, rare, below, missing)
        if step.then:
            return found + self.read(step.then, below, missing)
        return found + self._from_table(step, below.rank, missing)

    def _from_list(self, step: Step, below: int, count: int) -> list[Hit]:
        """The best rows of one list that is for exactly these filters."""
        ranks, found = step.lists[0].ranks, list[Hit]()
        position = bisect_right(ranks, -below, key=operator.neg)
        slack = 0 if below == BEST_RANK else _SLACK
        known, tier_of = self.rows.by_rank, self.group.tier_of
        while len(found) < count and position < len(ranks):
            part = ranks[position : position + count - len(found) + slack]
            position += len(part)
            if self.rows.load(part):
                slack = 4 * slack + len(part)
            for rank in part:
                row = known.get(rank)  # none if withdrawn between two statements
                if row is not None and tier_of(row) == step.last:
                    found.append(Hit(step.last, 0, rank))
        return found[:count]

    def _fitting(self, step: Step, ranks: Iterable[int]) -> list[Hit]:
        """Those list entries that fulfil everything and belong to this tier alone."""
        tier = self.group.tiers[step.last]
        conditions = [tier.where, f"{self.group.tier_sql} = {step.last}", *self.selection.conditions]
        parameters = {**self._parameters, "ids": statements.array_of(map(id_of, ranks))}
        return statements.fetch_hits(self.cursor, statements.among(conditions, step.last), parameters)

    def _needs_no_filter(self, step: Step) -> bool:
        return not self.selection.conditions or (self.selection.is_single and step.lists_are_filtered)

    def _without_list(self, step: Step, below: int, floor: int, count: int) -> list[Hit]:
        conditions, parameters = self._conditions(step)
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
        conditions, parameters = self._conditions(step)
        conditions.append(f"{self.group.tier_sql} = {step.last}")
        statement = statements.best_by_rank(conditions, step.last)
        parameters |= _bounds(Hit(step.last, 0, below), count)
        return statements.fetch_hits(self.cursor, statement, parameters)

    def _outwards(self, step: Step, after: Hit, count: int) -> list[Hit]:
        """Rows of a frequent text by distance, from the spatial index."""
        assert self.near is not None
        conditions, parameters = self._conditions(step)
        conditions.append(f"{self.group.tier_sql} = {step.last}")
        parameters |= _bounds(after, count)
        # The matches nearest in degrees tell a band that holds enough of them.
        statement = statements.nearest(conditions, str(step.last), nearness.BAND)
        around = count * step.outwards * _WIDER
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
