"""What to offer when a search finds nothing: without the filters, in the area around, with fewer characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import sqlalchemy as sa

from gazetteer.public_search import FoundPlace, find_places
from gazetteer.search import Filters, Match, SearchQuery, parse_query
from geocore.divisions import DivisionRef

OFFERS = 3
SEARCHES = 8
"""So many at most are tried for one empty answer."""
SHOWN = 4
LOOSE_MATCHES = frozenset({Match.SOUND.value, Match.FUZZY.value})
"""Near misses. Near misses of a shortened text have little to do with what was asked."""
SHORTEST = 2
"""A single character of a name finds a quarter of the country."""


class Loosened(StrEnum):
    """In what the offered search asks for less."""

    ANY_TIME = "any_time"
    ANY_CATEGORY = "any_category"
    WIDER_AREA = "wider_area"
    EVERYWHERE = "everywhere"
    SHORTER = "shorter"


@dataclass(frozen=True, slots=True)
class Offer:
    """A search that does find something. `division` is the wider area, where that is what was loosened."""

    loosened: Loosened
    query: SearchQuery
    division: DivisionRef | None
    found: tuple[FoundPlace, ...]


def offers(connection: sa.Connection, query: SearchQuery, path: Sequence[DivisionRef]) -> tuple[Offer, ...]:
    """Searches near an empty one, most alike first. `path` is that of the division filter, country first."""
    made: list[Offer] = []
    for number, (loosened, nearby, division) in enumerate(_nearby(query, path)):
        if number == SEARCHES or len(made) == OFFERS:
            break
        found = find_places(connection, replace(nearby, limit=SHOWN, cursor=None, counts=False)).items
        if loosened is Loosened.SHORTER:
            found = tuple(item for item in found if item.match not in LOOSE_MATCHES)
        already = {item.place_id for offer in made for item in offer.found}
        if any(item.place_id not in already for item in found):
            made.append(Offer(loosened, nearby, division, found))
    return tuple(made)


def _nearby(
    query: SearchQuery, path: Sequence[DivisionRef]
) -> Iterator[tuple[Loosened, SearchQuery, DivisionRef | None]]:
    filters = query.filters
    if filters.as_of is not None:
        yield Loosened.ANY_TIME, _with(query, replace(filters, as_of=None)), None
    if filters.category is not None:
        yield Loosened.ANY_CATEGORY, _with(query, replace(filters, category=None)), None
    for wider in [ref for ref in path[:-1] if ref.level > 0][::-1][:2]:
        yield Loosened.WIDER_AREA, _with(query, replace(filters, division=wider.seq)), wider
    if filters != Filters():
        yield Loosened.EVERYWHERE, _with(query, Filters()), None
    for text in _shorter(query.text):
        yield Loosened.SHORTER, _with(parse_query(text), filters), None


def _with(query: SearchQuery, filters: Filters) -> SearchQuery:
    return replace(query, filters=filters)


def _shorter(text: str) -> Iterator[str]:
    """First all but the last character (its generic term is often the doubtful part), then all but the first."""
    parts = text.split(" ")
    if len(parts) > 1:
        yield parts[-1]
        return
    if any(character.isascii() for character in text):  # pinyin: its prefixes were tried already
        return
    for length in range(len(text) - 1, SHORTEST - 1, -1):
        yield text[:length]
        yield text[-length:]
