"""From a question to candidates: identifiers and codes first, then the search, told apart by what else the row says."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

import sqlalchemy as sa

from gazetteer.public_queries import place_record
from gazetteer.public_search import FoundPage, FoundPlace, find_places
from gazetteer.reconciliation import scoring_rules as rules
from gazetteer.reconciliation.model import Asked, Candidate
from gazetteer.romanization import normalize_query_pinyin
from gazetteer.search import parse_query
from gazetteer.search.variants import simplified
from geocore.errors import InvalidInput, NotFound

LOOKED_AT = 10
"""Places of a search at least, so that a lead over the next can be told when only one is wanted."""
_EARTH_M = 6_371_000.0
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_CODE = re.compile(r"(156)?([0-9]{6}|[0-9]{9}|[0-9]{12})")
_BY_CODE = sa.text(
    """
    select p.id from published.division d join published.place p on p.is_division_seq = d.seq
     where d.code = any (:padded) or d.civil_code = any (:codes) order by d.level limit 5
    """
)


def candidates(connection: sa.Connection, asked: Asked) -> tuple[Candidate, ...]:
    """The best first, at most `asked.limit`. A text that no name can be has none.

    Raises Unavailable when the search takes too long.
    """
    asked = replace(asked, divisions=tuple(_division_word(connection, one) for one in asked.divisions))
    known = [*_by_identifier(connection, asked.text), *_by_code(connection, (asked.text, *asked.codes))]
    found = {one.place_id: one for one in known}
    for page in _pages(connection, asked):
        for place in page.items:
            if place.place_id not in found and (not asked.categories or place.category in asked.categories):
                found[place.place_id] = _judged(place, page.read_as, asked)
    return rules.decided(list(found.values()), asked.limit)


def _by_identifier(connection: sa.Connection, text: str) -> Iterable[Candidate]:
    """An identifier, alone or at the end of an address, is that place."""
    match = _ID.search(text.strip().lower())
    if match is None or match.end() != len(text.strip()):
        return
    try:
        yield _certain(connection, UUID(match[0]))
    except NotFound:
        return


def _division_word(connection: sa.Connection, value: str) -> str:
    """A division that was itself reconciled comes as the identifier of its place: then its code."""
    for one in _by_identifier(connection, value):
        own = place_record(connection, one.place_id).is_division
        return (own.code or own.name) if own else one.name
    return value


def _by_code(connection: sa.Connection, texts: Iterable[str]) -> Iterable[Candidate]:
    codes = [match[2] for text in texts if (match := _CODE.fullmatch(text.strip()))]
    if codes:
        asked = {"padded": [code.ljust(12, "0") for code in codes], "codes": codes}
        for place_id in connection.execute(_BY_CODE, asked).scalars().all():
            yield _certain(connection, place_id)


def _certain(connection: sa.Connection, place_id: UUID) -> Candidate:
    record = place_record(connection, place_id)
    return Candidate(
        place_id=record.id,
        name=record.name.name,
        category=record.category,
        class_name=record.class_name,
        division="".join(ref.name for ref in record.division_path if ref.level > 0),
        matched=record.name.name,
        score=100.0,
        features={"identifier": True},
    )


def _pages(connection: sa.Connection, asked: Asked) -> Iterable[FoundPage]:
    """In the divisions that the row names, then anywhere: a row may have the county wrong."""
    category = asked.categories[0] if len(asked.categories) == 1 else None
    limit = max(asked.limit, LOOKED_AT) * (1 if len(asked.categories) < 2 else 3)
    text = asked.text or next(iter(asked.pinyin), "")
    for division in (*asked.divisions, None):
        is_code = division is not None and division.isdigit()
        try:
            query = parse_query(
                text if division is None or is_code else f"{division} {text}",
                division_code=division if is_code else None,
                category=category,
                near=asked.position,
                limit=limit,
            )
            yield find_places(connection, query)
        except InvalidInput:
            # Nothing to search for, or a division that nobody knows: no place, and no reason to refuse the other rows.
            continue


def _judged(place: FoundPlace, read_as: str, asked: Asked) -> Candidate:
    points = rules.name_points(
        simplified(asked.text.replace(" ", "")), read_as, place.matched, place.match, place.division
    )
    features: dict[str, bool | float] = {"name": round(points, 1)}
    if place.matched != place.name:
        points -= rules.FORMER
        features["other_name"] = rules.FORMER
    if asked.divisions:
        path = [(ref.name, ref.code) for ref in place.division_path if ref.level > 0]
        features["division"] = any(rules.agrees_with_division(simplified(one), path) for one in asked.divisions)
        points -= 0.0 if features["division"] else rules.OTHER_DIVISION
    if asked.classes:
        features["class"] = bool({place.class_code, place.class_name} & set(asked.classes))
        points -= 0.0 if features["class"] else rules.OTHER_CLASS
    if asked.pinyin:
        wanted = {normalize_query_pinyin(one) for one in asked.pinyin}
        features["pinyin"] = normalize_query_pinyin(place.spelling) in wanted
        points -= 0.0 if features["pinyin"] else rules.OTHER_PINYIN
    # An invented position is inside the county, and nowhere in particular.
    if asked.position and place.position_kind != "demo" and place.lon is not None and place.lat is not None:
        metres = _distance(asked.position, (place.lon, place.lat))
        features["distance_m"] = round(metres)
        points -= rules.distance_points(metres)
    return Candidate(
        place_id=place.place_id,
        name=place.name,
        category=place.category,
        class_name=place.class_name,
        division=place.division,
        matched=place.matched,
        score=round(max(0.0, points), 1),
        features=features,
    )


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres on the sphere between two positions in degrees."""
    (lon, lat), (to_lon, to_lat) = (map(math.radians, position) for position in (one, other))
    half = math.sin((to_lat - lat) / 2) ** 2 + math.cos(lat) * math.cos(to_lat) * math.sin((to_lon - lon) / 2) ** 2
    return 2 * _EARTH_M * math.asin(min(1.0, math.sqrt(half)))
