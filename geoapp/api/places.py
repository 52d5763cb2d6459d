"""`/api/v1/places`, `/names`, `/categories`, `/classes`: records of the public register."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from apiflask import APIBlueprint
from flask import Response

from gazetteer import public_queries as public_gazetteer
from geoapp.api.answers import json_answer
from geoapp.api.filters import division_filter
from geoapp.api.schemas import places as shapes
from geoapp.api.schemas.shared import Feature
from geoapp.shared import presenting
from geoapp.shared.access import public
from geoapp.shared.db import public_reading

bp = APIBlueprint("places", __name__, url_prefix="/api/v1", tag="Places")


@bp.get("/places")
@bp.input(shapes.ListParameters, location="query", arg_name="asked")
@bp.output(shapes.PlaceList)
@public
def places(asked: shapes.ListParameters) -> Response:
    """Places in a division and below, the important first."""

    def make() -> object:
        with public_reading() as connection:
            seq = division_filter(connection, asked.division)
            page = public_gazetteer.places_in_division(connection, seq, asked.category, asked.cursor, asked.limit)
        items = [presenting.place_summary(item) for item in page.items]
        return {"items": items, "total": page.total, "next": page.next}

    return json_answer(asked, make)


@bp.get("/places/<uuid:place_id>")
@bp.input(shapes.AsOfParameters, location="query", arg_name="asked")
@bp.output(shapes.Place)
@public
def place(place_id: UUID, asked: shapes.AsOfParameters) -> Response:
    """The record of a place as of a day."""

    def make() -> object:
        with public_reading() as connection:
            record = public_gazetteer.place_record(connection, place_id, asked.as_of)
        return presenting.place_record(record)

    return json_answer(asked, make)


@bp.get("/places/<uuid:place_id>.geojson")
@bp.input(shapes.AsOfParameters, location="query", arg_name="asked")
@bp.output(Feature, content_type="application/geo+json")
@public
def place_geojson(place_id: UUID, asked: shapes.AsOfParameters) -> Response:
    """The record of a place as a GeoJSON feature."""

    def make() -> object:
        with public_reading() as connection:
            record = public_gazetteer.place_record(connection, place_id, asked.as_of)
        return presenting.place_feature(record)

    return json_answer(asked, make, content_type="application/geo+json")


@bp.get("/places/<uuid:place_id>/nearby")
@bp.input(shapes.LimitParameters, location="query", arg_name="asked")
@bp.output(shapes.PlaceList)
@public
def nearby(place_id: UUID, asked: shapes.LimitParameters) -> Response:
    """The nearest other places; distances are between public, snapped positions."""

    def make() -> object:
        with public_reading() as connection:
            public_gazetteer.place_record(connection, place_id)
            found = public_gazetteer.nearby(connection, place_id, asked.limit)
        return {"items": [presenting.place_summary(item) for item in found], "total": None, "next": None}

    return json_answer(asked, make)


@bp.get("/places/<uuid:place_id>/same-name")
@bp.input(shapes.LimitParameters, location="query", arg_name="asked")
@bp.output(shapes.PlaceList)
@public
def same_name(place_id: UUID, asked: shapes.LimitParameters) -> Response:
    """Other places with the same standard name, told apart by division and class."""

    def make() -> object:
        with public_reading() as connection:
            found = public_gazetteer.same_name(connection, place_id, asked.limit)
        return {"items": [presenting.place_summary(item) for item in found], "total": None, "next": None}

    return json_answer(asked, make)


@bp.get("/names/<uuid:name_id>")
@bp.input(shapes.NoParameters, location="query", arg_name="asked")
@bp.output(shapes.NamedPlace)
@public
def name(name_id: UUID, asked: shapes.NoParameters) -> Response:
    """A name, present or past, and the place that bears it."""

    def make() -> object:
        with public_reading() as connection:
            record = public_gazetteer.place_record(connection, public_gazetteer.place_of_name(connection, name_id))
        found = next(item for item in record.names if item.name_id == name_id)
        return {
            "name": presenting.public_name(found),
            "place_id": record.id,
            "place_name": record.name.name,
            "links": {
                "self": presenting.address("places.name", name_id=name_id),
                "place": presenting.address("places.place", place_id=record.id),
                "page": presenting.link(f"/name/{name_id}"),
            },
        }

    return json_answer(asked, make)


@bp.get("/categories")
@bp.input(shapes.NoParameters, location="query", arg_name="asked")
@bp.output(shapes.Categories)
@public
def categories(asked: shapes.NoParameters) -> Response:
    """The eight categories of article 3 of the Regulation on Place Names (地名管理条例)."""

    def make() -> object:
        with public_reading() as connection:
            return {"items": [asdict(item) for item in public_gazetteer.categories(connection)]}

    return json_answer(asked, make)


@bp.get("/classes")
@bp.input(shapes.NoParameters, location="query", arg_name="asked")
@bp.output(shapes.Classes)
@public
def classes(asked: shapes.NoParameters) -> Response:
    """The classes of GB/T 18521 with the legal category of each."""

    def make() -> object:
        with public_reading() as connection:
            return {"items": [asdict(item) for item in public_gazetteer.classes(connection)]}

    return json_answer(asked, make)
