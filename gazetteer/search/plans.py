"""Which way to the rows: decided per kind of match from the lists of frequent texts that exist.

A text without a list is in few rows: they are all read through an index and sorted. A text with a list takes its best
rows from there. Either way the answer is the same; a wrong choice costs time only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gazetteer.search.groups import Group, Tier
from gazetteer.search.selection import Selection

NO_LIST_MOST = 1000
"""About how many rows a text without a list has (`published.search_state.hot_at`)."""
SURELY_MANY = 2000
"""From this many rows on, more than 1,000 places are taken as given without counting them."""
ALL_NAMES = ("#", 0)
"""Key under which the start of a search tells how many rows there are."""


@dataclass(frozen=True, slots=True)
class FrequentText:
    """A list: all rows with the text and facet whose rank is at least `floor`, best first."""

    df: int
    floor: int
    ranks: Sequence[int]


Frequent = dict[tuple[str, int], FrequentText]
"""(gram, facet) -> its list, for those of a query that have one."""


@dataclass(frozen=True, slots=True)
class Step:
    """Tiers `first` to `last` of a group, read in one way.

    `lists` are the lists to read from; rows of the facets in `rest` have no list and are few. `lists_are_filtered` says
    that the lists belong to a facet of the filters, not to all rows; `then` reads on where the lists end. `outwards`
    searches around the point, where about one of so many rows matches. With none of these, all rows are read and
    sorted, or come sorted from an index.
    """

    first: int
    last: int
    lists: tuple[FrequentText, ...] = ()
    rest: tuple[int, ...] = ()
    outwards: int = 0
    lists_are_filtered: bool = False
    then: Step | None = None


def plan(group: Group, frequent: Frequent, selection: Selection, *, near: bool) -> list[Step]:
    """The steps that give a group's rows in order."""
    last_few = max((i for i, tier in enumerate(group.tiers) if _reads_all(tier, frequent, selection, near)), default=0)
    exact = frequent.get((group.tiers[0].exact_gram or "", 0))
    usable = exact is not None and last_few == 0 and not near and not selection.conditions
    steps = [Step(0, last_few, lists=(exact,) if exact is not None and usable else ())]
    for number in range(last_few + 1, len(group.tiers)):
        tier = group.tiers[number]
        if near:
            steps.append(Step(number, number, outwards=_rows_per_match(tier, frequent, selection)))
            continue
        step = _listed(number, tier, frequent, selection)
        if selection.conditions and not selection.by_tokens and not selection.is_local:
            # The best of all rows, filtered, are often enough and cost next to nothing.
            step = Step(number, number, (frequent[_rarest(tier, frequent), 0],), then=step)
        steps.append(step)
    return steps


def _reads_all(tier: Tier, frequent: Frequent, selection: Selection, near: bool) -> bool:
    """Whether so few rows can match, under the filters, that all of them may be read."""
    if not tier.grams:
        return False
    if selection.is_small_box or any((gram, 0) not in frequent for gram in tier.grams):
        return True
    return (near or selection.by_tokens) and _is_rare_inside(tier, frequent, selection)


def _is_rare_inside(tier: Tier, frequent: Frequent, selection: Selection) -> bool:
    """Whether a text that is frequent in all has no list within some filter."""
    return any(
        not any((gram, facet) in frequent for facet in facets)
        for gram in tier.grams
        for facets in selection.facet_groups
    )


def _rows_per_match(tier: Tier, frequent: Frequent, selection: Selection) -> int:
    """How many rows there are for each match, if searching around a point beats reading all matches; else 0."""
    gram, facets = _narrowest(tier, frequent, selection)
    matches = sum(frequent[gram, facet].df for facet in facets if (gram, facet) in frequent)
    names = frequent[ALL_NAMES].df if ALL_NAMES in frequent else 0
    return 1 + names // matches if matches * matches > 40 * names else 0


def _listed(number: int, tier: Tier, frequent: Frequent, selection: Selection) -> Step:
    if _is_rare_inside(tier, frequent, selection):
        return Step(number, number)
    gram, facets = _narrowest(tier, frequent, selection)
    lists = tuple(frequent[gram, facet] for facet in facets if (gram, facet) in frequent)
    rest = tuple(facet for facet in facets if (gram, facet) not in frequent)
    return Step(number, number, lists, rest, lists_are_filtered=facets != (0,))


def _rarest(tier: Tier, frequent: Frequent) -> str:
    return min(tier.grams, key=lambda gram: frequent[gram, 0].df)


def surely_many(group: Group, frequent: Frequent, selection: Selection) -> bool:
    """Whether a list alone tells that there are more than 1,000 places."""
    widest = group.tiers[-1]
    if len(widest.grams) != 1:
        return False
    facets: Iterable[int] = (0,)
    if selection.conditions:
        # Of a box, the cells within it are a lower bound.
        alone = selection.is_single or (selection.filters.bbox is not None and len(selection.conditions) == 1)
        facets = (selection.whole_cells or selection.tokens) if alone else ()
    gram = widest.grams[0]
    return sum(frequent[gram, facet].df for facet in facets if (gram, facet) in frequent) >= SURELY_MANY


def _narrowest(tier: Tier, frequent: Frequent, selection: Selection) -> tuple[str, tuple[int, ...]]:
    """The text and the facets whose lists leave the least to filter."""
    choices: list[tuple[int, str, tuple[int, ...]]] = []
    for gram in tier.grams:
        for facets in ((0,), *selection.facet_groups):
            rows = sum(frequent[gram, facet].df if (gram, facet) in frequent else NO_LIST_MOST for facet in facets)
            choices.append((rows, gram, facets))
    _, gram, facets = min(choices)
    return gram, facets
