"""One meaning of a query, answered: its groups of matches one after the other, each place once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from gazetteer.search import fuzzy, nearness, statements
from gazetteer.search.groups import Group, initials_group, name_group, pinyin_group, sound_group
from gazetteer.search.interpretation import Interpretation
from gazetteer.search.model import Match
from gazetteer.search.plans import ALL_NAMES, SURELY_MANY, Frequent, FrequentText, plan, surely_many
from gazetteer.search.query import SearchQuery
from gazetteer.search.reader import FIRST, Reader, Rows
from gazetteer.search.readings import reading_of
from gazetteer.search.selection import Selection, selection_of
from gazetteer.search.statements import LOWEST_FLOOR, Cursor, Hit, Row
from gazetteer.search.tokens import text_tokens

_FEW = 5
"""With fewer places than this and no exact match, names that sound the same are added."""
_FEW_RANKS, _ALL_RANKS = 64, 100_000
"""How much of a list the first page without filters needs, and more than the longest list has."""

Place = tuple[int, Hit]
"""Where a row stands in an answer: number of the group, then within it."""


class Found(NamedTuple):
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
    timeout_ms: int
    totals: dict[int, int] = field(default_factory=dict)
    """Number of a group -> how many places it holds, as far as reading told."""

    @staticmethod
    def prepared(cursor: Cursor, query: SearchQuery, meaning: Interpretation, timeout_ms: int) -> Answer:
        """Looks up which texts of the query are frequent."""
        selection = selection_of(query.filters, meaning.divisions)
        groups = [name_group(meaning.text)]
        if meaning.letters:
            groups += [pinyin_group(meaning.letters), initials_group(meaning.letters)]
        plain = not selection.conditions and query.near is None and query.cursor is None
        most = _FEW_RANKS if plain and query.limit < _FEW_RANKS - 8 else _ALL_RANKS
        exact_most = query.limit + 1 if plain else 0
        frequent = _frequent_texts(
            cursor,
            {
                "grams": statements.joined(
                    sorted({gram for group in groups for tier in group.tiers for gram in tier.grams})
                ),
                "facets": statements.array_of(selection.facets),
                "most": most,
                "name": meaning.text,
                "letters": meaning.letters,
                "name_tokens": statements.array_of(text_tokens(meaning.text)),
                "exact_most": exact_most,
                "leash": str(timeout_ms),
            },
        )
        if meaning.letters and frequent.pop(("?n", 0), None) is None:
            groups = groups[1:]
        return Answer(cursor, Rows(cursor), meaning, selection, query.near, tuple(groups), frequent, timeout_ms)

    def page(self, limit: int, after: Place | None = None, *, extras: int = 0) -> Page:
        """At most `limit` places past `after`.

        `extras` is how many kinds of guess follow the groups: 0 none, 1 names that sound the same, 2 also names with
        one character different.
        """
        return self._read(limit, after or (0, FIRST), self._with_extras(extras), extras)

    def guesses(self, page: Page, limit: int, extras: int) -> Page:
        """A last page of the groups, filled up with guesses."""
        start = (len(self.groups), FIRST)
        return self._read(limit, start, self._with_extras(extras), extras, list(page.found))

    def _read(
        self, limit: int, start: Place, groups: Sequence[Group], extras: int, found: list[Found] | None = None
    ) -> Page:
        found = [] if found is None else found
        first, hit = start
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
        """How many places there are, counted up to `most`."""
        if any(surely_many(group, self.frequent, self.selection) for group in self.groups):
            return most
        if extras:
            return len(self.page(most, extras=extras).found)
        if len(self.groups) == 1 and 0 in self.totals:
            return min(most, self.totals[0])
        parameters: dict[str, object] = {"most": SURELY_MANY, **self.selection.parameters}
        sources = []
        for number, group in enumerate(self.groups):
            tier = group.tiers[-1]
            tokens = [*tier.tokens, *self.selection.tokens]
            parameters |= group.parameters | {f"tokens{number}": tokens}
            indexed = [f"n.tokens @> %(tokens{number})s::integer[]"] if tokens else []
            sources.append([tier.where, *indexed, *self.selection.conditions])
        places, rows = statements.fetch(self.cursor, statements.count_places(sources), parameters)[0]
        return most if rows == SURELY_MANY else min(most, places)

    def _with_extras(self, extras: int) -> list[Group]:
        groups = list(self.groups)
        if extras == 0 or self.meaning.letters is not None:
            return groups
        text = self.meaning.text
        reading = reading_of(text)
        if reading:
            groups.append(sound_group(text, reading))
            self._look_up(groups[-1])
        if extras > 1:
            groups.append(fuzzy.fuzzy_group(text, reading))
        return groups

    def _look_up(self, group: Group) -> None:
        """Whether the texts of a further group are frequent."""
        parameters: dict[str, object] = {
            "grams": statements.joined(gram for tier in group.tiers for gram in tier.grams),
            "facets": statements.array_of(self.selection.facets),
            "most": _ALL_RANKS,
            "name": "",
            "letters": None,
            "name_tokens": "{}",
            "exact_most": 0,
            "leash": str(self.timeout_ms),
        }
        self.frequent.update(_frequent_texts(self.cursor, parameters))

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
                if reader.total is not None:
                    self.totals[number] = reader.total
                found += self._best_of_places(groups, number, hits)
                if len(found) >= wanted:
                    return True
                if len(hits) < missing:
                    break
                after = hits[-1]
        return False

    def _best_of_places(self, groups: Sequence[Group], number: int, hits: list[Hit]) -> list[Found]:
        """Hits that are the best match of their place. One yields to another row of its place that stands before."""
        self.rows.load(hits)
        kept = []
        for hit in hits:
            row = self.rows.by_rank.get(hit.rank)
            if row is None:  # withdrawn between two statements
                continue
            place = (number, hit)
            others = self.rows.others(row)
            if others and any(self._stands_before(groups, other, place) for other in others):
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


def _frequent_texts(cursor: Cursor, parameters: dict[str, object]) -> Frequent:
    """The lists that a search begins with. "=" before a letter marks the best exact matches."""
    frequent: Frequent = {}
    for gram, facet, df, floor, ranks in statements.fetch(cursor, statements.START, parameters):
        if gram == ALL_NAMES[0]:
            frequent[ALL_NAMES] = FrequentText(df, 0, ())
        elif gram.startswith("="):
            complete = len(ranks) < int(str(parameters["exact_most"]))
            frequent[gram, 0] = FrequentText(len(ranks), LOWEST_FLOOR if complete else ranks[-1], ranks)
        else:
            # A shortened list reaches down to its last entry only.
            cut = parameters["most"] == len(ranks) == _FEW_RANKS
            frequent[gram, facet] = FrequentText(df, ranks[-1] if cut else floor, ranks)
    return frequent
