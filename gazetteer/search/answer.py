"""One meaning of a query, answered: its groups of matches one after the other, each place once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from gazetteer.search import fuzzy, nearness, statements
from gazetteer.search.groups import Group, initials_group, name_group, pinyin_group, sound_group
from gazetteer.search.interpretation import Interpretation
from gazetteer.search.model import Match
from gazetteer.search.plans import ALL_NAMES, Frequent, FrequentText, places_known, plan
from gazetteer.search.query import SearchQuery
from gazetteer.search.reader import FIRST, Reader, Rows
from gazetteer.search.readings import reading_of
from gazetteer.search.selection import Selection, selection_of
from gazetteer.search.statements import Cursor, Hit, Row
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
    limit: int
    groups: tuple[Group, ...]
    frequent: Frequent
    totals: dict[int, int] = field(default_factory=dict)
    """Number of a group -> how many places it holds, as far as reading told."""
    extra_groups: list[Group] = field(default_factory=list)
    """Names that sound the same, once they were asked for."""

    @staticmethod
    def prepared(cursor: Cursor, query: SearchQuery, meaning: Interpretation, timeout_ms: int) -> Answer:
        """Looks up which texts of the query are frequent."""
        selection = selection_of(query.filters, meaning.divisions)
        groups = [name_group(meaning.text)]
        if meaning.letters:
            groups += [pinyin_group(meaning.letters), initials_group(meaning.letters)]
        # Names in Latin letters are few, whatever the text: nothing of theirs is looked up.
        looked_up = groups[1:] or groups
        is_first = query.near is None and query.cursor is None and query.limit < _FEW_RANKS - 8
        brings_page = is_first and (not selection.conditions or selection.is_single)
        rows = Rows(cursor)
        frequent = _start(
            rows,
            {
                "grams": statements.joined(
                    sorted({gram for group in looked_up for tier in group.tiers for gram in tier.grams})
                ),
                "facets": statements.array_of(selection.facets),
                "most": _FEW_RANKS if brings_page else _ALL_RANKS,
                "text": meaning.text,
                "letters": meaning.letters,
                "tokens": statements.array_of((*text_tokens(meaning.text), *selection.tokens)),
                "start_tokens": statements.array_of((*text_tokens(meaning.text, at_start=True), *selection.tokens)),
                "page": query.limit + 1 if brings_page else 0,
                "leash": str(timeout_ms),
            },
        )
        if meaning.letters and frequent.pop(("?n", 0), None) is None:
            groups = groups[1:]
        if query.filters.bbox is not None:
            selection = selection_of(query.filters, meaning.divisions, frequent[ALL_NAMES].df)
        return Answer(cursor, rows, meaning, selection, query.near, query.limit, tuple(groups), frequent)

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

    def count(self, page: Page, most: int) -> int:
        """How many places there are, counted up to `most`; `page` is the first one and not the last."""
        known = [places_known(group, self.frequent, self.selection) for group in self.groups]
        if max(places for places, _ in known) >= most:
            return most
        if len(known) == 1 and known[0][1] and not page.extras:
            return known[0][0]
        last = len(self._with_extras(page.extras)) - 1
        if last in self.totals and page.end is not None and page.end[0] == last:
            return min(most, self._count_beside(page.found, last))
        if page.extras:
            return len(self.page(most, extras=page.extras).found)
        if len(self.groups) == 2 and not self.selection.conditions and (known[0][1] or 0 in self.totals):
            asked = {"letters": self.meaning.letters}
            initials = cast(int, statements.fetch(self.cursor, statements.COUNT_INITIALS, asked, prepare=True)[0][0])
            return min(most, self.totals.get(0, known[0][0]) + initials)
        return self._counted(most)

    def _count_beside(self, found: list[Found], last: int) -> int:
        """Places on a page that ends in the last group, with all places of that group."""
        before = [one for one in found if one.place[0] < last]
        group = [*self.groups, *self.extra_groups][last]
        both = sum(
            any(self.selection.passes(row) and group.tier_of(row) is not None for row in self.rows.others(one.row))
            for one in before
        )
        return len(before) + self.totals[last] - both

    def _counted(self, most: int) -> int:
        parameters: dict[str, object] = {"most": most, **self.selection.parameters}
        sources = []
        for number, group in enumerate(self.groups):
            tier = group.tiers[-1]
            tokens = [*tier.tokens, *self.selection.tokens]
            parameters |= group.parameters | {f"tokens{number}": tokens}
            indexed = [f"n.tokens @> %(tokens{number})s::integer[]"] if tokens else []
            sources.append([tier.where, *indexed, *self.selection.conditions])
        statement = statements.count_places(sources)
        places: int
        places, rows = statements.fetch(self.cursor, statement, parameters)[0]
        if places < rows == most:  # as many rows, of fewer places: there may be more
            places, _ = statements.fetch(self.cursor, statement, parameters | {"most": None})[0]
        return min(most, places)

    def _with_extras(self, extras: int) -> list[Group]:
        if extras == 0 or self.meaning.letters is not None:
            return [*self.groups]
        text = self.meaning.text
        if not self.extra_groups and (reading := reading_of(text)):
            self.extra_groups.append(sound_group(text, reading))
            self._look_up(self.extra_groups[0])
        groups = [*self.groups, *self.extra_groups]
        if extras > 1:
            groups.append(fuzzy.fuzzy_group(text, reading_of(text)))
        return groups

    def _look_up(self, group: Group) -> None:
        """Whether the reading of a sound group is frequent. If not, and without filters, its first page comes along."""
        if self.selection.conditions:
            grams = statements.joined(gram for tier in group.tiers for gram in tier.grams)
            facets = statements.array_of(self.selection.facets)
            self.frequent.update(_start(self.rows, _NOTHING | {"grams": grams, "facets": facets}))
        else:
            asked = {"reading": group.wanted, "text": self.meaning.text, "count": self.limit + 1}
            lists, pages, rows = statements.fetch_pieces(self.cursor, statements.SOUND, asked)
            self.rows.pages.update(pages)
            self.rows.add(rows)
            self.frequent.update(_frequent_texts(lists))

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
        self.rows.load(hit.rank for hit in hits)
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


_NOTHING: dict[str, object] = {
    "most": _ALL_RANKS, "text": "", "letters": None, "tokens": "{}", "start_tokens": "{}", "page": 0, "leash": None
}  # fmt: skip
"""Parameters of a start that only looks up texts."""


def _start(rows: Rows, parameters: dict[str, object]) -> Frequent:
    """The lists that a search begins with; "=" before a letter marks the best exact matches. Rows go to `rows`."""
    lists, pages, found = statements.fetch_pieces(rows.cursor, statements.START, parameters)
    rows.pages.update(pages)
    rows.add(found)
    return _frequent_texts(lists)


def _frequent_texts(lists: Iterable[tuple[Any, ...]]) -> Frequent:
    frequent: Frequent = {}
    for gram, facet, df, places, floor, ranks in lists:
        if gram == "?n" or gram == ALL_NAMES[0]:
            frequent[gram, 0] = FrequentText(df or 0, 0, 0, ())
        elif df is None:  # the best exact matches
            frequent[gram, 0] = FrequentText(len(ranks), len(ranks), floor, ranks)
        else:
            frequent[gram, facet] = FrequentText(df, places, floor, ranks)
    return frequent
