"""Reading what an address or a form asks for, with messages in the reader's language."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from flask import request
from flask_babel import gettext as _
from pydantic_core import PydanticCustomError

from boundaries import public_queries as public_boundaries
from gazetteer.public_model import PlaceRecord
from gazetteer.public_queries import place_record
from geoapp.shared.db import public_reading
from geoapp.shared.parsing import parse_position
from geocore.divisions import DivisionRef, division_ref
from geocore.errors import InvalidInput, NotFound
from geocore.problems import Problem


def day_argument(name: str) -> date | None:
    """The day given under `name` as YYYY-MM-DD; None when it is missing or empty. Raises InvalidInput."""
    text = request.args.get(name, "").strip()
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or len(text) != 10:
        shown = text[:40].replace("\x00", "\N{REPLACEMENT CHARACTER}")
        message = _("“%(text)s”不是日期，请写成 年-月-日，例如 2023-06-30。", text=shown)
        raise InvalidInput(message, [Problem(name, "bad_date", message)])
    return found


def position_argument(name: str) -> tuple[float, float] | None:
    """Longitude and latitude given under `name` as lon,lat; None when it is missing or empty. Raises InvalidInput."""
    text = request.args.get(name, "").strip()
    try:
        return parse_position(text) if text else None
    except PydanticCustomError as error:
        message = _("请写成“经度,纬度”，例如 113.04,25.79")
        raise InvalidInput(message, [Problem(name, "bad_position", message)]) from error


def cursor_argument(name: str = "cursor") -> str | None:
    """The link to a further page of a list; None for the first."""
    return request.args.get(name) or None


def seen_version(name: str = "version") -> int:
    """The version that a person saw, from a sent form; a page that was tampered with is a stale one."""
    given = request.form.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 9 else -1


def wants_json() -> bool:
    """Whether a script asks, which shows the answer itself."""
    return request.accept_mimetypes.best == "application/json"


def place_of(given: str | None) -> PlaceRecord | None:
    """The place meant; None without one, or with one that is gone."""
    try:
        place_id = UUID(given or "")
        with public_reading() as connection:
            return place_record(connection, place_id)
    except (ValueError, NotFound):
        return None


def divisions_meant(connection: sa.Connection, text: str) -> tuple[tuple[DivisionRef, ...], ...]:
    """Paths of the divisions that a name, a code or an id may mean: one where it is sure."""
    if text.isascii():
        try:
            seq = public_boundaries.seq_of(connection, text)
        except (NotFound, InvalidInput):
            return ()
        return ((division_ref(connection, seq),),)
    found = public_boundaries.divisions_called(connection, text)
    # 朝阳 alone means the city and the districts before the hundred townships.
    return tuple(path for path in found if path[-1].level <= max(3, found[0][-1].level))
