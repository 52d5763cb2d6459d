"""The map page: vector tiles of divisions and places over the whole window, with a list that says the same."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from flask import Blueprint, render_template, request

from boundaries import public_queries as public_boundaries
from boundaries.public_summary import published_bounds
from gazetteer import public_queries as public_gazetteer
from geoapp.shared.access import public
from geoapp.shared.caching import answers
from geoapp.shared.db import public_reading
from geoapp.shared.presenting import to_json
from geoapp.web.asked import day_argument
from geoapp.web.frame import map_number
from geocore.errors import InvalidInput, NotFound

bp = Blueprint("map_page", __name__)

PLACE_ZOOM = 13


@bp.get("/map")
@public
def index() -> Any:
    """The map, opened on everything, on `division` (id or code) or on `place` (id), as of a day."""
    as_of = day_argument("as_of")
    return render_template("map/index.html", as_of=as_of, start=_start() if map_number() else {})


def _start() -> dict[str, str]:
    """Where the map opens, as data attributes. An address that leads nowhere opens on everything."""
    with public_reading() as connection:
        try:
            found = _of_place(connection) or _of_division(connection)
        except (NotFound, InvalidInput, ValueError):
            found = None
    return found or _everything()


def _of_place(connection: sa.Connection) -> dict[str, str] | None:
    asked = request.args.get("place")
    if not asked:
        return None
    record = public_gazetteer.place_record(connection, UUID(asked))
    if record.lon is None:
        return None
    return {"center": f"{record.lon},{record.lat}", "zoom": str(PLACE_ZOOM)}


def _of_division(connection: sa.Connection) -> dict[str, str] | None:
    asked = request.args.get("division")
    record = public_boundaries.division_record(connection, asked) if asked else None
    return _extent(record.bounds) if record and record.bounds else None


def _everything() -> dict[str, str]:
    """All published areas, measured once for each data version."""

    def make() -> bytes:
        with public_reading() as connection:
            return to_json(published_bounds(connection))

    return _extent(orjson.loads(answers().body(("map bounds", answers().version()), make)))


def _extent(bounds: Any) -> dict[str, str]:
    return {} if bounds is None else {"extent": ",".join(f"{edge:.4f}" for edge in bounds)}
