"""From a query of the reconciliation API to the question of the domain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from pydantic_core import PydanticCustomError

from gazetteer.reconciliation import PROPERTIES, Asked
from geoapp.api.schemas import reconcile as shapes
from geoapp.shared.parsing import parse_position
from geocore.errors import InvalidInput
from geocore.problems import Problem

MOST_CANDIDATES = 25
_ASKS = tuple(one.id for one in PROPERTIES.values() if one.asks)


def asked_of(key: str, query: shapes.Query, types: Mapping[str, str]) -> Asked:
    """`types`: codes of the legal categories and their names. Raises InvalidInput for unknown types and properties.

    Values of a row are as dirty as its name: one that cannot be read is as if it were not there.
    """
    wanted = [query.type] if isinstance(query.type, str) else query.type
    wanted = [one for one in wanted if one]
    problems = [
        Problem(
            f"queries.{key[:40]}.type", "unknown_type", f"{one[:40]!r} is no type", hint="known: " + ", ".join(types)
        )
        for one in wanted
        if one not in types
    ]
    problems += [
        Problem(f"queries.{key[:40]}.properties", "unknown_property", f"{one.pid[:40]!r} cannot be asked for",
                hint="known: " + ", ".join(_ASKS))
        for one in query.properties
        if one.pid not in _ASKS
    ]  # fmt: skip
    if problems:
        raise InvalidInput(problems[0].message, problems)
    told = _told(query.properties)
    by_name = {name: code for code, name in types.items()}
    return Asked(
        text=query.query if len(query.query) <= shapes.LONGEST_TEXT else "",
        categories=tuple(wanted),
        divisions=told["division"],
        classes=(*told["class"], *(by_name.get(one, one) for one in told["category"])),
        pinyin=told["pinyin"],
        codes=told["code"],
        position=_position(told["lon"], told["lat"]),
        limit=min(max(1, int(query.limit)), MOST_CANDIDATES),
    )


def _told(properties: list[shapes.AskedProperty]) -> dict[str, tuple[str, ...]]:
    told: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for one in properties:
        values = one.v if isinstance(one.v, list) else [one.v]
        texts = [value.id if isinstance(value, shapes.Entity) else _text(value) for value in values]
        told[one.pid] += tuple(text for text in texts if text)
    return told


def _text(value: str | float | bool) -> str:
    """A code that a table keeps as a number is 431003.0 by now."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _position(lon: tuple[str, ...], lat: tuple[str, ...]) -> tuple[float, float] | None:
    if not (lon and lat):
        return None
    try:
        return parse_position(f"{lon[0]},{lat[0]}")
    except PydanticCustomError:
        return None
