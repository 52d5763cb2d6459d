"""One meaning of a query, answered: its groups of matches one after the other, each place once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gazetteer.search import fuzzy, nearness, statements
from gazetteer.search.groups import Group, initials_group, name_group, pinyin_group, sound_group
from gazetteer.search.interpretation import Interpretation
from gazetteer.search.model import Match
from gazetteer.search.plans import Frequent, FrequentText, plan, surely_many
from gazetteer.search.query import SearchQuery
from gazetteer.search.reader import FIRST, Reader, Rows
from gazetteer.search.readings import reading_of
from gazetteer.search.selection import Selection, selection_of
from gazetteer.search.statements import LOWEST_FLOOR, Cursor, Hit, Row

_FEW = 5
"""With fewer places than this and no exact match, names that sound the same are added."""
_FEW_RANKS, _ALL_RANKS = 64, 100_000
"""How much of a list the first page without filters needs, and more than the longest list has."""

Place = tuple[int, Hit]
"""Where a row stands in an answer: number of the group, then within it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A row that stands for its place, with the standard name of the place if the row is not that itself."""

    row: Row
    place: Place
    match: Match
    standard: Row | None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a page; `end` is where the next one begins after, None on the last. `extras` as in `Answer.page`."""

    found: list[Found]
    end: Place | None
    extras: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known before the first row is read."""

    cursor: Cursor
    rows: Rows
    meaning: Interpretation
    selection: Selection
    near: tuple[float, float] | None
    groups: tuple[Group, ...]
    frequent: Frequent

    @staticmethod
    def prepared(cursor: Cursor, query: SearchQuery, meaning: Interpretation, timeout_ms: int) -> Answer:
        """Looks up which texts of the query are frequent."""
        selection = selection_of(query.filters, meaning.divisions)
        groups = [name_group(meaning.text)]
        if meaning.letters:
            groups += [pinyin_group(meaning.letters), initials_group(meaning.letters)]
        filtered = bool(selection.conditions) or query.near is not None
        short = not filtered and query.cursor is None and query.limit < _FEW_RANKS - 8
        exact_most = 0 if filtered or query.cursor is not None else query.limit + 1
        rows = statements.fetch(
            cursor,
            statements.START,
            {
                "grams": sorted({gram for group in groups for tier in group.tiers for gram in tier.grams}),
                "facets": selection.facets,
                "most": _FEW_RANKS if short else _ALL_RANKS,
                "name": meaning.text,
                "letters": meaning.letters,
                "exact_most": exact_most,
                "leash": str(timeout_ms),
            },
        )
        frequent: Frequent = {}
        for gram, facet, df, floor, ranks in rows:
            if gram.startswith("="):
                frequent[gram, 0] = FrequentText(
                    len(ranks), LOWEST_FLOOR if len(ranks) < exact_most else ranks[-1], ranks
                )
            else:
                # A shortened list reaches down to its last entry only.
                cut = len(ranks) == _FEW_RANKS and short
                frequent[gram, facet] = FrequentText(df, ranks[-1] if cut else floor, ranks)
        return Answer(cursor, Rows(cursor), meaning, selection, query.near, tuple(groups), frequent)

    def page(self, limit: int, extras: int, after: Place | None = None) -> Page:
        """At most `limit` places past `after`.

        `extras` is how many kinds of guess follow the groups: 0 none, 1 names that sound the same, 2 also names with
        one character different.
        """
        groups = self._with_extras(extras)
        first, hit = after or (0, FIRST)
        found: list[Found] = []
        for number in range(first, len(groups)):
            if self._fill(found, groups, number, hit, limit + 1):
                break
            hit = FIRST
        if len(found) <= limit:
            return Page(found, None, extras)
        return Page(found[:limit], found[limit - 1].place, extras)

    def needs_sound(self, page: Page) -> bool:
        """Whether so little was found that the same sound should be tried as well."""
        return (
            self.meaning.letters is None
            and page.end is None
            and len(page.found) < _FEW
            and all(found.match is not Match.EXACT for found in page.found)
        )

    def count(self, extras: int, most: int) -> int:
        """How many places the groups hold, counted up to `most`."""
        if any(surely_many(group, self.frequent, self.selection) for group in self.groups):
            return most
        if extras:
            return len(self.page(most, extras).found)
        parameters: dict[str, object] = {"most": most, **self.selection.parameters}
        sources = []
        for number, group in enumerate(self.groups):
            tier = group.tiers[-1]
            tokens = [*tier.tokens, *self.selection.tokens]
            parameters |= group.parameters | {f"tokens{number}": tokens}
            indexed = [f"n.tokens @> %(tokens{number})s::integer[]"] if tokens else []
            sources.append([tier.where, *indexed, *self.selection.conditions])
        return int(statements.fetch(self.cursor, statements.count_places(sources), parameters)[0][0])

    def _with_extras(self, extras: int) -> list[Group]:
        groups = list(self.groups)
        if extras == 0 or self.meaning.letters is not None:
            return groups
        text = self.meaning.text
        reading = reading_of(text)
        if reading:
            groups.append(sound_group(text, reading))
        if extras > 1:
            groups.append(fuzzy.fuzzy_group(text, reading))
        return groups

    def _fill(self, found: list[Found], groups: Sequence[Group], number: int, after: Hit, wanted: int) -> bool:
        """Append places of one group until there are `wanted`; says whether there are."""
        group = groups[number]
        if group.tiers[0].match is Match.FUZZY:
            text = self.meaning.text
            hits = fuzzy.near_misses(self.cursor, text, group, self.selection, after, wanted - len(found))
            found += self._best_of_places(groups, number, hits)
            return len(found) >= wanted
        reader = Reader(self.cursor, self.rows, group, self.selection, self.near)
        for step in plan(group, self.frequent, self.selection, near=self.near is not None):
            while step.last >= after.tier:
                missing = wanted - len(found)
                hits = reader.read(step, after, missing)
                found += self._best_of_places(groups, number, hits)
                if len(found) >= wanted:
                    return True
                if len(hits) < missing:
                    break
                after = hits[-1]
        return False

    def _best_of_places(self, groups: Sequence[Group], number: int, hits: list[Hit]) -> list[Found]:
        """Hits that are the best match of their place. One yields to another row of its place that stands before."""
        self.rows.load(hit.id for hit in hits)
        kept = []
        for hit in hits:
            row = self.rows.by_id.get(hit.id)
            if row is None:  # withdrawn between two statements
                continue
            place = (number, hit)
            others = [other for other in self.rows.of_place[row.place_id].values() if other.id != row.id]
            if any(self._stands_before(groups, other, place) for other in others):
                continue
            standard = None
            if row.kind != "standard":
                standard = next((other for other in others if other.kind == "standard"), None)
            kept.append(Found(row, place, groups[number].tiers[hit.tier].match, standard))
        return kept

    def _stands_before(self, groups: Sequence[Group], other: Row, place: Place) -> bool:
        number, hit = place
        if not self.selection.passes(other):
            return False
        for earlier, group in enumerate(groups[: number + 1]):
            tier = group.tier_of(other)
            if tier is not None:
                if group.tiers[0].match is Match.FUZZY:
                    band = fuzzy.band_of(self.meaning.text, other)
                else:
                    band = nearness.band(self.near, other.lon, other.lat)
                return (earlier, tier, band, -other.rank) < (number, hit.tier, hit.band, -hit.rank)
        return False
