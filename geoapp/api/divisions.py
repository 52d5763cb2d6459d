"""`/api/v1/divisions`: the tree of divisions, by id or by code in any form in use."""

from __future__ import annotations

from collections.abc import Callable

import orjson
import sqlalchemy as sa
from apiflask import APIBlueprint
from flask import Response

from boundaries import public_queries as public_boundaries
from geoapp.api.answers import json_answer
from geoapp.api.filters import division_filter
from geoapp.api.schemas import divisions as shapes
from geoapp.api.schemas.places import AsOfParameters
from geoapp.api.schemas.shared import Feature
from geoapp.shared import presenting
from geoapp.shared.access import public
from geoapp.shared.db import public_reading

bp = APIBlueprint("divisions", __name__, url_prefix="/api/v1/divisions", tag="Divisions")


@bp.get("")
@bp.input(shapes.DivisionListParameters, location="query", arg_name="asked")
@bp.output(shapes.DivisionList)
@public
def divisions(asked: shapes.DivisionListParameters) -> Response:
    """The divisions directly below another, by code; without `parent`, the provinces."""

    def find(connection: sa.Connection) -> int:
        return division_filter(connection, asked.parent, "parent") or public_boundaries.COUNTRY_SEQ

    return _children(find, asked)


@bp.get("/<division>/children")
@bp.input(shapes.ChildrenParameters, location="query", arg_name="asked")
@bp.output(shapes.DivisionList)
@public
def children(division: str, asked: shapes.ChildrenParameters) -> Response:
    """The divisions directly below."""
    return _children(lambda connection: public_boundaries.seq_of(connection, division), asked)


def _children(find: Callable[[sa.Connection], int], asked: shapes.ChildrenParameters) -> Response:
    def make() -> object:
        with public_reading() as connection:
            page = public_boundaries.children(connection, find(connection), asked.cursor, asked.limit)
        items = [presenting.division_summary(item) for item in page.items]
        return {"items": items, "total": page.total, "next": page.next}

    return json_answer(asked, make)


@bp.get("/<division>")
@bp.input(AsOfParameters, location="query", arg_name="asked")
@bp.output(shapes.DivisionRecord)
@public
def division(division: str, asked: AsOfParameters) -> Response:
    """The record of a division, by id or code (431003, 156431003 and 431003000000 are the same)."""

    def make() -> object:
        with public_reading() as connection:
            return presenting.division_record(public_boundaries.division_record(connection, division, asked.as_of))

    return json_answer(asked, make)


@bp.get("/<division>/area.geojson")
@bp.input(shapes.AreaParameters, location="query", arg_name="asked")
@bp.output(Feature, content_type="application/geo+json")
@public
def area(division: str, asked: shapes.AreaParameters) -> Response:
    """The published shape of a division as a GeoJSON feature, simplified on request."""

    def make() -> object:
        with public_reading() as connection:
            seq = public_boundaries.seq_of(connection, division)
            found = public_boundaries.division_area_geojson(connection, seq, asked.tolerance)
        return {
            "type": "Feature",
            "id": found.division_id,
            "geometry": orjson.Fragment(found.geojson),
            "properties": {
                "name": found.name,
                "accuracy_m": found.accuracy_m,
                "source": found.source,
                "as_of": found.as_of,
                "tolerance": asked.tolerance,
            },
        }

    return json_answer(asked, make, content_type="application/geo+json")
