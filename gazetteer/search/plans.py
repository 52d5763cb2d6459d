"""Which way to the rows: decided per kind of match from the lists of frequent texts that exist.

A text without a list is in few rows: they are all read through an index and sorted. A text with a list takes its best
rows from there. Either way the answer is the same; a wrong choice costs time only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gazetteer.search.groups import Group, Tier
from gazetteer.search.selection import Selection

NO_LIST_MOST = 1000
"""About how many rows a text without a list has (`published.search_state.hot_at`)."""
SURELY_MANY = 2000
"""From this many rows on, more than 1,000 places are taken as given without counting them."""
_SORTED_WHEN_NEAR = 12_000
"""Up to this many rows are sorted by distance; more are searched outwards from the point."""


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

    `lists` are the lists to read from; rows of the facets in `rest` have no list and are few. `outwards` searches
    around the point. With neither, all rows are read and sorted, or come sorted from an index. `lists_are_filtered`
    says that the lists belong to a facet of the filters, not to all rows.
    """

    first: int
    last: int
    lists: tuple[FrequentText, ...] = ()
    rest: tuple[int, ...] = ()
    outwards: bool = False
    lists_are_filtered: bool = False


def plan(group: Group, frequent: Frequent, selection: Selection, *, near: bool) -> list[Step]:
    """The steps that give a group's rows in order."""
    last_few = max((i for i, tier in enumerate(group.tiers) if is_rare(tier, frequent, selection)), default=0)
    exact = frequent.get((group.tiers[0].exact_gram or "", 0))
    usable = exact is not None and last_few == 0 and not near and not selection.conditions
    steps = [Step(0, last_few, lists=(exact,) if exact is not None and usable else ())]
    for number in range(last_few + 1, len(group.tiers)):
        tier = group.tiers[number]
        gram, facets = _narrowest(tier, frequent, selection)
        lists = tuple(frequent[gram, facet] for facet in facets if (gram, facet) in frequent)
        if near:
            steps.append(Step(number, number, outwards=sum(found.df for found in lists) > _SORTED_WHEN_NEAR))
        else:
            rest = tuple(facet for facet in facets if (gram, facet) not in frequent)
            steps.append(Step(number, number, lists, rest, lists_are_filtered=facets != (0,)))
    return steps


def is_rare(tier: Tier, frequent: Frequent, selection: Selection) -> bool:
    """Whether so few rows can match, under the filters, that all of them may be read."""
    if not tier.grams:
        return False
    for gram in tier.grams:
        if (gram, 0) not in frequent:
            return True
        for facets in selection.facet_groups:
            if not any((gram, facet) in frequent for facet in facets):
                return True
    return False


def surely_many(group: Group, frequent: Frequent, selection: Selection) -> bool:
    """Whether a list alone tells that there are more than 1,000 places."""
    widest = group.tiers[-1]
    if len(widest.grams) != 1 or (selection.conditions and not selection.is_single):
        return False
    facets = selection.facet_groups[0] if selection.conditions else (0,)
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
