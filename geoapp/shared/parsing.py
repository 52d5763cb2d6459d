"""What comes in: parameters and bodies become checked Pydantic objects, or InvalidInput with every problem found.

`Parameters` is the base of all query strings: an unknown or repeated parameter is refused, never ignored, so that a
misspelt filter cannot pass for an unfiltered answer. The types below are the words that query strings share.
"""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Annotated, Any, Literal

from apiflask.schema_adapters import registry
from apiflask.schema_adapters.pydantic import PydanticAdapter
from flask import Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema
from pydantic_core import PydanticCustomError

from geocore.errors import InvalidInput
from geocore.problems import Problem

LONGEST_VALUE = 1_000
"""Characters of one parameter. Whatever is longer is a mistake or an attack; it is not even looked into."""

Box = tuple[float, float, float, float]
Position = tuple[float, float]


class Parameters(BaseModel):
    """A query string. Subclasses declare the parameters; nothing else is let through."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def parse_parameters(model: type[BaseModel], given: dict[str, list[str]]) -> BaseModel:
    """Check the values of a query string. Raises InvalidInput."""
    problems = [problem for name, values in given.items() for problem in _value_problems(name, values)]
    if problems:
        raise InvalidInput(problems[0].message, problems)
    return _validated(model, {name: values[0] for name, values in given.items()})


def _value_problems(name: str, values: list[str]) -> list[Problem]:
    if len(values) > 1:
        return [Problem(_shown(name), "repeated", "given more than once", hint="give each parameter once")]
    (value,) = values
    if "\x00" in value or "\x00" in name:
        return [Problem(_shown(name), "nul", "holds a NUL character", hint="remove it")]
    if any("\ud800" <= character <= "\udfff" for character in value):
        return [Problem(_shown(name), "encoding", "is not UTF-8", hint="encode the address as UTF-8")]
    if len(value) > LONGEST_VALUE:
        return [Problem(_shown(name), "too_long", f"longer than {LONGEST_VALUE} characters", hint="shorten it")]
    return []


def _shown(name: str) -> str:
    return name.replace("\x00", "␀")[:60]


def _validated(model: type[BaseModel], data: Any) -> BaseModel:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        problems = [_problem(model, item) for item in error.errors(include_url=False)]
        raise InvalidInput(_sentence(problems), problems) from error


def _sentence(problems: list[Problem]) -> str:
    first = problems[0]
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{first.field}: {first.message}{more}"


def _problem(model: type[BaseModel], item: Any) -> Problem:
    field = _shown(".".join(str(part) for part in item["loc"]) or "body")
    if item["type"] == "extra_forbidden":
        known = ", ".join(sorted(info.alias or name for name, info in model.model_fields.items())) or "none"
        return Problem(field, "unknown_parameter", "is not a parameter of this address", hint=f"known: {known}")
    hint = (item.get("ctx") or {}).get("hint")
    return Problem(field, item["type"], item["msg"], hint=str(hint) if hint is not None else None)


class StrictAdapter(PydanticAdapter):
    """How APIFlask reads input everywhere in this application: strictly, and with our own errors."""

    def validate_input(self, request: Request, location: str, **kwargs: Any) -> BaseModel:
        if location in ("query", "querystring"):
            return parse_parameters(self.model_class, request.args.to_dict(flat=False))
        if location == "json":
            return _validated(self.model_class, request.get_json())
        return super().validate_input(request, location, **kwargs)


registry.register("pydantic", StrictAdapter)


def _refuse(code: str, message: str, hint: str) -> PydanticCustomError:
    return PydanticCustomError(code, message, {"hint": hint})  # type: ignore[arg-type]  # wants a literal, for i18n


def parse_day(text: str) -> date:
    """A calendar day written YYYY-MM-DD, nothing else. Raises a Pydantic error."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise _refuse("bad_date", "is not a date of the form YYYY-MM-DD", "for example 2023-06-30")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _refuse("bad_date", "is not a day of the calendar", "check month and day") from error


def parse_numbers(text: str, count: int, names: str) -> tuple[float, ...]:
    """Finite numbers with commas between. Raises a Pydantic error."""
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise _refuse("bad_number", f"is not {count} numbers with commas between", names) from error
    if len(numbers) != count:
        raise _refuse("bad_number", f"has {len(numbers)} numbers instead of {count}", names)
    if not all(math.isfinite(number) for number in numbers):
        raise _refuse("not_finite", "holds NaN or infinity", names)
    return numbers


def _check_position(lon: float, lat: float, hint: str) -> None:
    if abs(lat) > 90 and abs(lon) <= 90 and abs(lat) <= 180:
        raise _refuse("swapped_axes", "has latitude and longitude exchanged", hint)
    if abs(lon) > 180 or abs(lat) > 90:
        raise _refuse("out_of_range", "is outside -180..180, -90..90", hint)


def parse_box(text: str) -> Box:
    """west,south,east,north in degrees of EPSG:4490. Raises a Pydantic error."""
    hint = "west,south,east,north in degrees, for example 112.9,25.5,113.4,26.1"
    west, south, east, north = parse_numbers(text, 4, hint)
    _check_position(west, south, hint)
    _check_position(east, north, hint)
    if west > east or south > north:
        raise _refuse("swapped_corners", "has its corners exchanged: west above east or south above north", hint)
    return west, south, east, north


def parse_position(text: str) -> Position:
    """lon,lat in degrees of EPSG:4490. Raises a Pydantic error."""
    hint = "longitude,latitude in degrees, for example 113.04,25.79"
    lon, lat = parse_numbers(text, 2, hint)
    _check_position(lon, lat, hint)
    return lon, lat


_CODE = re.compile(
    r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}|[0-9]{15}|156"
    r"|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
)


def parse_code(text: str) -> str:
    """Digits of a division code or its UUID; which division it is, the domain decides. Raises a Pydantic error."""
    if not _CODE.fullmatch(text):
        raise _refuse(
            "bad_code", "is neither a division code (2, 4, 6, 9 or 12 digits) nor an id", "for example 431003"
        )
    return text


def _number(text: object) -> int:
    if not isinstance(text, str):  # a default, or JSON
        return int(str(text))
    if not re.fullmatch(r"[0-9]{1,13}", text):
        raise _refuse("bad_number", "is not a whole number", "digits only")
    return int(text)


Day = Annotated[date, BeforeValidator(parse_day), WithJsonSchema({"type": "string", "format": "date"})]
BoxText = Annotated[
    Box,
    BeforeValidator(parse_box),
    WithJsonSchema({"type": "string", "description": "west,south,east,north", "examples": ["112.9,25.5,113.4,26.1"]}),
]
PositionText = Annotated[
    Position,
    BeforeValidator(parse_position),
    WithJsonSchema({"type": "string", "description": "longitude,latitude", "examples": ["113.04,25.79"]}),
]
DivisionCode = Annotated[
    str,
    BeforeValidator(parse_code),
    WithJsonSchema({"type": "string", "description": "code (431003, 156431003, 431003000000) or id"}),
]
WholeNumber = Annotated[int, Field(ge=0, le=10**12), BeforeValidator(_number)]
AtMost100 = Annotated[int, Field(ge=1, le=100), BeforeValidator(_number)]
AtMost1000 = Annotated[int, Field(ge=1, le=1000), BeforeValidator(_number)]
CategoryCode = Literal["natural", "division", "committee", "park", "street", "building", "facility", "other"]
"""The eight of art. 3 地名管理条例, as `published.category` lists them."""
CategoryWord = Literal[
    "natural", "division", "committee", "park", "street", "building", "facility", "other", "settlement"
]  # fmt: skip
"""The eight, and `settlement`: residential points (class 22…), legally `other`."""
Cursor = Annotated[str, Field(min_length=1, max_length=500, description="`next` of the page before")]
