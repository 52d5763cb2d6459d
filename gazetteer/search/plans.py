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
ALL_NAMES = ("#", 0)
"""Key under which the start of a search tells how many rows there are."""


@dataclass(frozen=True, slots=True)
class FrequentText:
    """A list: all rows with the text and facet whose rank is at least `floor`, best first.

    `df` and `places` count all rows with the text and facet, and the places that these have.
    """

    df: int
    places: int
    floor: int
    ranks: Sequence[int]


Frequent = dict[tuple[str, int], FrequentText]
"""(gram, facet) -> its list, for those of a query that have one."""


@dataclass(frozen=True, slots=True)
class Step:
    """Tiers `first` to `last` of a group, read in one way.

    `lists` are the lists to read from; rows of the facets in `rest` have no list and are few. `lists_are_filtered` says
    that the lists belong to a facet of the filters, not to all rows; `then` reads on where the lists end. `outwards`
    searches around the point, where about one of so many rows matches. `by_box` reads the few rows of a small box, of
    which many match. With none of these, all rows are read and
    sorted, or come sorted from an index.
    """

    first: int
    last: int
    lists: tuple[FrequentText, ...] = ()
    rest: tuple[int, ...] = ()
    outwards: int = 0
    by_box: bool = False
    lists_are_filtered: bool = False
    then: Step | None = None


def plan(group: Group, frequent: Frequent, selection: Selection, *, near: bool) -> list[Step]:
    """The steps that give a group's rows in order."""
    last_few = max((i for i, tier in enumerate(group.tiers) if _reads_all(tier, frequent, selection, near)), default=0)
    exact = frequent.get((group.tiers[0].exact_gram or "", 0))
    usable = exact is not None and last_few == 0 and not near and not selection.conditions
    by_box = selection.is_small_box and all((gram, 0) in frequent for gram in group.tiers[last_few].grams)
    steps = [Step(0, last_few, lists=(exact,) if exact is not None and usable else (), by_box=by_box)]
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
    return 1 + names // matches if matches * matches > 120 * names else 0


def _listed(number: int, tier: Tier, frequent: Frequent, selection: Selection) -> Step:
    if _is_rare_inside(tier, frequent, selection):
        return Step(number, number)
    gram, facets = _narrowest(tier, frequent, selection)
    lists = tuple(frequent[gram, facet] for facet in facets if (gram, facet) in frequent)
    rest = tuple(facet for facet in facets if (gram, facet) not in frequent)
    return Step(number, number, lists, rest, lists_are_filtered=facets != (0,))


def _rarest(tier: Tier, frequent: Frequent) -> str:
    return min(tier.grams, key=lambda gram: frequent[gram, 0].df)


def places_known(group: Group, frequent: Frequent, selection: Selection) -> tuple[int, bool]:
    """How many places the group has at least, as its list tells, and whether that is all of them."""
    widest = group.tiers[-1]
    if len(widest.grams) != 1 or widest.grams[0][1:] != group.wanted:
        return 0, False
    facets: Iterable[int] = (0,)
    if selection.conditions:
        # Of a box, the cells within it are a lower bound.
        alone = selection.is_single or (selection.filters.bbox is not None and len(selection.conditions) == 1)
        facets = (selection.whole_cells or selection.tokens) if alone else ()
    listed = [found.places for facet in facets if (found := frequent.get((widest.grams[0], facet)))]
    return sum(listed), bool(listed) and (selection.is_single or not selection.conditions)


def _narrowest(tier: Tier, frequent: Frequent, selection: Selection) -> tuple[str, tuple[int, ...]]:
    """The text and the facets whose lists leave the least to filter."""
    choices: list[tuple[int, str, tuple[int, ...]]] = []
    for gram in tier.grams:
        for facets in ((0,), *selection.facet_groups):
            rows = sum(frequent[gram, facet].df if (gram, facet) in frequent else NO_LIST_MOST for facet in facets)
            choices.append((rows, gram, facets))
    _, gram, facets = min(choices)
    return gram, facets
