"""Query strings of `/ogc`. Anything unknown, repeated or senseless is an InvalidInput, which is a 400 here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from pydantic_core import PydanticCustomError
from werkzeug.datastructures import MultiDict

from geoapp.api.ogc.collections import Collection
from geoapp.api.ogc.crs import CRS84, CRS84_URI, boxes_of, crs_named
from geoapp.shared.parsing import LONGEST_VALUE, parse_day, parse_numbers
from geocore.errors import InvalidInput
from geocore.features import Box, Crs
from geocore.problems import Problem

DEFAULT_LIMIT = 100
LARGEST_LIMIT = 1000
FORMATS = ("json", "html")

Arguments = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ItemsAsked:
    """A checked question for items; `filters` are the property filters as given."""

    crs: Crs
    limit: int
    boxes: tuple[Box, ...]
    period: tuple[date | None, date | None] | None
    filters: Mapping[str, str]
    cursor: str | None


def arguments(given: MultiDict[str, str], known: Iterable[str]) -> dict[str, str]:
    """Each parameter once and every one of them known (Part 1, requirements 8 and 9)."""
    allowed = ["f", *known]
    problems = []
    for name, values in given.lists():
        shown = name.replace("\x00", "␀")[:60]
        if name not in allowed:
            hint = f"known: {', '.join(sorted(allowed))}"
            problems.append(Problem(shown, "unknown_parameter", "is not a parameter of this address", hint=hint))
        elif len(values) > 1:
            problems.append(Problem(shown, "repeated", "given more than once"))
        elif "\x00" in values[0] or any("\ud800" <= c <= "\udfff" for c in values[0]):
            problems.append(Problem(shown, "encoding", "holds a character that is no text"))
        elif len(values[0]) > LONGEST_VALUE:
            problems.append(Problem(shown, "too_long", f"longer than {LONGEST_VALUE} characters"))
    if problems:
        raise InvalidInput(f"{problems[0].field}: {problems[0].message}", problems)
    return dict(given.items())


def items_asked(given: Arguments, collection: Collection) -> ItemsAsked:
    """Raises InvalidInput."""
    box_crs = crs_named(given.get("bbox-crs", CRS84_URI), "bbox-crs")
    return ItemsAsked(
        crs=crs_named(given["crs"], "crs") if "crs" in given else CRS84,
        limit=_limit(given.get("limit")),
        boxes=boxes_of(_bbox_numbers(given["bbox"]), box_crs) if "bbox" in given else (),
        period=parse_datetime(given["datetime"]) if "datetime" in given else None,
        filters={name: _filter(collection, name, given[name]) for name in collection.queryables if name in given},
        cursor=given.get("cursor"),
    )


def _limit(text: str | None) -> int:
    """More than the largest page is no error: a smaller page is the answer (requirement 22)."""
    if text is None:
        return DEFAULT_LIMIT
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) == 0:
        raise _refusal("limit", "bad_limit", "is not a whole number from 1", f"1 to {LARGEST_LIMIT}")
    return min(int(text), LARGEST_LIMIT)


def _bbox_numbers(text: str) -> tuple[float, ...]:
    count = 6 if text.count(",") == 5 else 4
    try:
        return parse_numbers(text, count, "four numbers, or six with heights, in the axis order of bbox-crs")
    except PydanticCustomError as error:
        raise _refusal("bbox", error.type, error.message(), "for example 112.9,25.5,113.4,26.1") from error


def _filter(collection: Collection, name: str, value: str) -> str:
    pattern, meaning = collection.queryables[name]
    if not re.fullmatch(pattern, value):
        raise _refusal(name, "bad_value", "has not the form of this property", meaning)
    return value


def parse_datetime(text: str) -> tuple[date | None, date | None]:
    """First and last day of an RFC 3339 instant or interval; None for an open end (requirement 25).

    What is published is dated by days, so a time of day asks for its day.
    """
    parts = text.split("/")
    if len(parts) > 2:
        raise _bad_datetime()
    first, last = _day(parts[0], open_allowed=len(parts) == 2), _day(parts[-1], open_allowed=len(parts) == 2)
    if first is not None and last is not None and first > last:
        raise _refusal("datetime", "bad_datetime", "ends before it begins", "first/last")
    return first, last


_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)


def _day(text: str, *, open_allowed: bool) -> date | None:
    if open_allowed and text in ("", ".."):
        return None
    try:
        if _INSTANT.fullmatch(text):
            return datetime.fromisoformat(text.upper()).date()
        return parse_day(text)
    except (ValueError, PydanticCustomError) as error:
        raise _bad_datetime() from error


def _bad_datetime() -> InvalidInput:
    return _refusal(
        "datetime",
        "bad_datetime",
        "is neither an RFC 3339 time nor an interval",
        "2020-01-01/2023-06-30, ../2000-01-01",
    )


def _refusal(field: str, code: str, message: str, hint: str) -> InvalidInput:
    return InvalidInput(f"{field}: {message}", [Problem(field, code, message, hint=hint)])
