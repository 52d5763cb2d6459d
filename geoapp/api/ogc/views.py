"""The addresses below `/ogc`. Each reads its query string strictly, then answers as JSON or as a plain page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from apiflask import APIBlueprint
from flask import Response, render_template, request
from werkzeug.exceptions import NotAcceptable

from geoapp.api.filters import division_filter
from geoapp.api.ogc import documents, openapi
from geoapp.api.ogc.collections import COLLECTIONS, Collection, collection_named
from geoapp.api.ogc.crs import CRS84, crs_named
from geoapp.api.ogc.links import GEOJSON, HTML, JSON, OPENAPI
from geoapp.api.ogc.parameters import FORMATS, ItemsAsked, arguments, items_asked
from geoapp.shared.access import public
from geoapp.shared.caching import public_answer
from geoapp.shared.db import public_reading
from geoapp.shared.extensions import chosen_language
from geoapp.shared.presenting import to_json
from geocore.errors import InvalidInput, NotFound
from geocore.features import Crs, FeatureQuery
from geocore.problems import Problem

bp = APIBlueprint("ogc", __name__, url_prefix="/ogc", enable_openapi=False, template_folder="../templates")

_ITEM_PARAMETERS = ("limit", "bbox", "bbox-crs", "datetime", "crs", "cursor")


@bp.get("/", strict_slashes=False)
@public
def landing() -> Response:
    given = arguments(request.args, ())
    return _answer(given, JSON, documents.landing, "ogc/landing.html")


@bp.get("/conformance")
@public
def conformance() -> Response:
    given = arguments(request.args, ())
    return _answer(given, JSON, documents.conformance, "ogc/conformance.html")


@bp.get("/api")
@public
def api() -> Response:
    given = arguments(request.args, ())
    if _media_type(given, OPENAPI) == HTML:
        return Response(render_template("api/docs.html", title="OGC API", document="/ogc/api?f=json"))
    return _vary(public_answer(("ogc", "api"), lambda: to_json(openapi.document()), OPENAPI))


@bp.get("/collections")
@public
def collections() -> Response:
    given = arguments(request.args, ())
    return _answer(given, JSON, documents.collections, "ogc/collections.html")


@bp.get("/collections/<name>")
@public
def collection(name: str) -> Response:
    found = collection_named(name)
    given = arguments(request.args, ())
    return _answer(given, JSON, lambda shown: documents.collection(found, shown), "ogc/collection.html")


@bp.get("/collections/<name>/items")
@public
def items(name: str) -> Response:
    found = collection_named(name)
    given = arguments(request.args, (*_ITEM_PARAMETERS, *found.queryables))
    asked = items_asked(given, found)

    def make(shown: str) -> dict[str, Any]:
        with public_reading() as connection:
            page = found.page(connection, _query(connection, asked))
        return documents.items(found, page, given, shown)

    return _with_crs(_answer(given, GEOJSON, make, "ogc/items.html", collection=found), asked.crs)


@bp.get("/collections/<name>/items/<feature_id>")
@public
def feature(name: str, feature_id: str) -> Response:
    found = collection_named(name)
    given = arguments(request.args, ("crs",))
    crs = crs_named(given["crs"], "crs") if "crs" in given else CRS84
    key = _feature_id(feature_id)

    def make(shown: str) -> dict[str, Any]:
        with public_reading() as connection:
            return documents.feature(found, found.one(connection, key, crs), given, shown)

    return _with_crs(_answer(given, GEOJSON, make, "ogc/feature.html", collection=found), crs)


def _query(connection: Any, asked: ItemsAsked) -> FeatureQuery:
    properties: dict[str, Any] = dict(asked.filters)
    if "division" in properties:
        properties["division"] = division_filter(connection, properties["division"])
    if "level" in properties:
        properties["level"] = int(properties["level"])
    first, last = asked.period or (None, None)
    return FeatureQuery(
        crs=asked.crs,
        limit=asked.limit,
        boxes=asked.boxes,
        has_period=asked.period is not None,
        since=first,
        until=last,
        properties=properties,
        cursor=asked.cursor,
    )


def _feature_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound("no such feature", id=text[:60]) from error


def _media_type(given: Mapping[str, str], machine: str) -> str:
    """`f` decides, else the Accept header; `machine` is the form for programs at this address."""
    wanted = given.get("f")
    if wanted is not None:
        if wanted not in FORMATS:
            problem = Problem("f", "bad_value", "is not a form that is offered", hint=", ".join(FORMATS))
            raise InvalidInput("f: is not a form that is offered", [problem])
        return HTML if wanted == "html" else machine
    accepted = request.accept_mimetypes
    if not accepted:
        return machine
    best = accepted.best_match([machine.partition(";")[0], JSON, GEOJSON, HTML])
    if best is None:
        raise NotAcceptable("offered here: JSON and HTML")
    return HTML if best == HTML else machine


def _answer(
    given: Mapping[str, str],
    machine: str,
    make: Callable[[str], dict[str, Any]],
    template: str,
    collection: Collection | None = None,
) -> Response:
    """One document in the form asked for, cached under everything that shapes it."""
    shown = _media_type(given, machine)
    key = ("ogc", request.path, tuple(sorted(given.items())), shown)
    if shown != HTML:
        return _vary(public_answer(key, lambda: to_json(make(shown)), shown))
    language = chosen_language()

    def page() -> bytes:
        document = make(HTML)
        return render_template(template, document=document, collection=collection, collections=COLLECTIONS).encode()

    response = _vary(public_answer((*key, language), page, "text/html; charset=utf-8"))
    response.vary.add("Cookie")  # the language switch
    return response


def _vary(response: Response) -> Response:
    response.vary.add("Accept")
    return response


def _with_crs(response: Response, crs: Crs) -> Response:
    response.headers["Content-Crs"] = f"<{crs.uri}>"
    return response
