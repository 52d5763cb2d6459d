"""The public page of a division, the browse page of the country, and the review map for officers."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
import sqlalchemy as sa
from flask import Blueprint, Response, render_template, request

from boundaries import public_queries as public_boundaries
from boundaries.public_model import DivisionRecord
from boundaries.public_summary import area_facts, child_areas
from gazetteer import public_queries as public_gazetteer
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, public, requires
from geoapp.shared.caching import public_answer
from geoapp.shared.db import public_reading
from geoapp.shared.presenting import address, to_json
from geoapp.web import structured_data
from geoapp.web.asked import cursor_argument, day_argument
from geoapp.web.frame import today
from geoapp.web.review_maps import SIMPLIFIED_DEGREES, attachment, division_map
from geocore.errors import InvalidInput, NotFound

bp = Blueprint("division", __name__)

CHILDREN, PLACES = 60, 20
ALL_CHILDREN = 500
COUNTRY = "156"


@bp.get("/divisions")
@public
def browse() -> Any:
    """The country: its provinces."""
    return _page(COUNTRY)


@bp.get("/division/<division>")
@public
def show(division: str) -> Any:
    """The record as of a day, what lies below it, the places in it. By id, or by a code in any form in use."""
    return _page(division)


def _page(division: str) -> Any:
    as_of = day_argument("as_of")
    with public_reading() as connection:
        record = _record(connection, division, as_of)
        if record is None:
            return render_template("divisions/gone.html", asked=division[:60]), 404
        categories = public_gazetteer.categories(connection)
        category = next((known.code for known in categories if known.code == request.args.get("category")), None)
        children = public_boundaries.children(connection, record.seq, cursor_argument("children"), CHILDREN)
        places = public_gazetteer.places_in_division(
            connection, record.seq, category, cursor_argument("places"), PLACES
        )
        area = area_facts(connection, record.seq)
    permanent = address("division.show", division=record.id)
    kept = {"as_of": as_of, "category": category}
    return render_template(
        "divisions/show.html",
        division=record,
        as_of=as_of,
        area=area,
        children=children,
        places=places,
        categories=categories,
        category=category,
        kept={key: value for key, value in kept.items() if value},
        permanent=permanent,
        json_ld=structured_data.division(record, permanent),
        may_review=current_actor().may(permissions.NAMES_READ),
    )


def _record(connection: sa.Connection, division: str, as_of: date | None) -> DivisionRecord | None:
    """None for a code that no division has, and for what is no code: both are an address that leads nowhere."""
    try:
        return public_boundaries.division_record(connection, division, as_of)
    except (InvalidInput, NotFound):
        return None


@bp.get("/division/<division>/children.geojson")
@public
def children_areas(division: str) -> Response:
    """Outlines of the divisions directly below, for the map of the page."""

    def make() -> bytes:
        with public_reading() as connection:
            seq = public_boundaries.seq_of(connection, division)
            areas = child_areas(connection, seq, SIMPLIFIED_DEGREES)
        features = [
            {
                "type": "Feature",
                "id": area.division_id,
                "geometry": orjson.Fragment(area.geojson),
                "properties": {"name": area.name},
            }
            for area in areas
        ]
        return to_json({"type": "FeatureCollection", "features": features})

    return public_answer(("children areas", division), make, "application/geo+json")


@bp.get("/division/<division>/review-map.html")
@requires(permissions.NAMES_READ)
def review_map(division: str) -> Response:
    """A document that opens anywhere, stamped 非公开 · 未经审核: for work, not for publication."""
    with public_reading() as connection:
        record = public_boundaries.division_record(connection, division)
        children = public_boundaries.children(connection, record.seq, limit=ALL_CHILDREN).items
        document = division_map(connection, record, children, today())
    return attachment(document, f"{record.name}-审核图.html")
