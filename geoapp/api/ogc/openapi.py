"""The OpenAPI 3.0 document of `/ogc` (3.0, not 3.1: clients and the conformance suite read that)."""

from __future__ import annotations

from typing import Any

from geoapp.api.ogc.collections import COLLECTIONS, Collection
from geoapp.api.ogc.crs import CRS84_URI, SUPPORTED
from geoapp.api.ogc.links import GEOJSON, HTML, JSON, OPENAPI, href
from geoapp.api.ogc.parameters import DEFAULT_LIMIT, FORMATS, LARGEST_LIMIT
from geoapp.version import VERSION

_NUMBERS = {"type": "array", "items": {"type": "number"}}
_LINKS = {"type": "array", "items": {"$ref": "#/components/schemas/link"}}
_FEATURE_PROPERTIES = {
    "type": {"type": "string", "enum": ["Feature"]},
    "id": {"type": "string", "format": "uuid"},
    "geometry": {"type": "object", "nullable": True},
    "properties": {"type": "object"},
    "links": _LINKS,
}
_SCHEMAS: dict[str, Any] = {
    "link": {"type": "object", "required": ["href", "rel"], "properties": {
        name: {"type": "string"} for name in ("href", "rel", "type", "title")}},
    "landingPage": {"type": "object", "required": ["links"], "properties": {
        "title": {"type": "string"}, "description": {"type": "string"}, "links": _LINKS}},
    "confClasses": {"type": "object", "required": ["conformsTo"], "properties": {
        "conformsTo": {"type": "array", "items": {"type": "string"}}, "links": _LINKS}},
    "collection": {"type": "object", "required": ["id", "links"], "properties": {
        "id": {"type": "string"}, "title": {"type": "string"}, "description": {"type": "string"},
        "itemType": {"type": "string"}, "extent": {"type": "object"}, "links": _LINKS,
        "crs": {"type": "array", "items": {"type": "string"}}, "storageCrs": {"type": "string"}}},
    "collections": {"type": "object", "required": ["links", "collections"], "properties": {
        "links": _LINKS, "crs": {"type": "array", "items": {"type": "string"}},
        "collections": {"type": "array", "items": {"$ref": "#/components/schemas/collection"}}}},
    "feature": {"type": "object", "required": ["type", "geometry", "properties"], "properties": _FEATURE_PROPERTIES},
    "featureCollection": {"type": "object", "required": ["type", "features"], "properties": {
        "type": {"type": "string", "enum": ["FeatureCollection"]},
        "features": {"type": "array", "items": {"$ref": "#/components/schemas/feature"}}, "links": _LINKS,
        "timeStamp": {"type": "string", "format": "date-time"},
        "numberMatched": {"type": "integer", "minimum": 0}, "numberReturned": {"type": "integer", "minimum": 0}}},
    "problem": {"type": "object", "required": ["status", "code", "detail"], "properties": {
        "status": {"type": "integer"}, "code": {"type": "string"}, "detail": {"type": "string"},
        "problems": {"type": "array", "items": {"type": "object"}}}},
}  # fmt: skip
_PARAMETERS: dict[str, Any] = {
    "f": {"name": "f", "in": "query", "description": "form of the answer; else the Accept header decides",
          "schema": {"type": "string", "enum": list(FORMATS)}},
    "limit": {"name": "limit", "in": "query", "style": "form", "explode": False, "description": "features in a page",
              "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT, "default": DEFAULT_LIMIT}},
    "bbox": {"name": "bbox", "in": "query", "style": "form", "explode": False,
             "description": "box in the axis order of bbox-crs; west above east crosses the antimeridian",
             "schema": {"oneOf": [{**_NUMBERS, "minItems": 4, "maxItems": 4},
                                  {**_NUMBERS, "minItems": 6, "maxItems": 6}]}},
    "bbox-crs": {"name": "bbox-crs", "in": "query", "description": "coordinate system of bbox",
                 "schema": {"type": "string", "format": "uri", "enum": list(SUPPORTED), "default": CRS84_URI}},
    "datetime": {"name": "datetime", "in": "query", "style": "form", "explode": False,
                 "description": "RFC 3339 time or interval that the validity meets; .. for an open end",
                 "schema": {"type": "string"}},
    "crs": {"name": "crs", "in": "query", "description": "coordinate system of the answer",
            "schema": {"type": "string", "format": "uri", "enum": list(SUPPORTED), "default": CRS84_URI}},
    "cursor": {"name": "cursor", "in": "query", "description": "from a link `next`; not to be made up",
               "schema": {"type": "string", "minLength": 1, "maxLength": 500}},
}  # fmt: skip


def document() -> dict[str, Any]:
    """Independent of who asks: the server's address is the configured one."""
    paths: dict[str, Any] = {
        "/": _get("getLandingPage", "Landing page", "landingPage", ["f"]),
        "/conformance": _get("getConformance", "Conformance classes", "confClasses", ["f"]),
        "/api": {
            "get": {
                "operationId": "getApi",
                "summary": "This document",
                "parameters": [_parameter("f")],
                "responses": {
                    "200": {"description": "OK", "content": {OPENAPI: {"schema": {"type": "object"}}, **_html()}},
                    **_errors("400"),
                },
            }
        },
        "/collections": _get("getCollections", "The collections", "collections", ["f"]),
    }
    for collection in COLLECTIONS.values():
        paths |= _collection_paths(collection)
    return {
        "openapi": "3.0.3",
        "info": {"title": "标准地名与行政区划 – OGC API Features", "version": VERSION,
                 "description": "Standard place names and divisions as published."},
        "servers": [{"url": href("")}],
        "paths": paths,
        "components": {"schemas": _SCHEMAS, "parameters": _PARAMETERS},
    }  # fmt: skip


def _collection_paths(collection: Collection) -> dict[str, Any]:
    path, name = f"/collections/{collection.id}", collection.id.title()
    items = _get(f"get{name}", collection.title, "featureCollection",
                 ["f", "limit", "bbox", "bbox-crs", "datetime", "crs", "cursor"], GEOJSON)  # fmt: skip
    items["get"]["parameters"] += [
        {"name": property_name, "in": "query", "description": meaning, "style": "form", "explode": False,
         "schema": {"type": "string", "pattern": pattern.replace("\\x00", "\\u0000")}}
        for property_name, (pattern, meaning) in collection.queryables.items()
    ]  # fmt: skip
    one = _get(f"get{name}Feature", f"One of {collection.id}", "feature", ["f", "crs"], GEOJSON)
    one["get"]["parameters"].append(
        {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    )
    one["get"]["responses"] |= _errors("404")
    return {
        path: _get(f"describe{name}", collection.description, "collection", ["f"]),
        f"{path}/items": items,
        f"{path}/items/{{featureId}}": one,
    }


def _get(operation: str, summary: str, schema: str, parameters: list[str], media_type: str = JSON) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": "OK",
        "content": {media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}, **_html()},
    }
    if media_type == GEOJSON:
        answer["headers"] = {"Content-Crs": {"description": "coordinate system, in angle brackets",
                                             "schema": {"type": "string"}}}  # fmt: skip
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "parameters": [_parameter(name) for name in parameters],
            "responses": {"200": answer, **_errors("400", "503")},
        }
    }


def _parameter(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/parameters/{name}"}


def _html() -> dict[str, Any]:
    return {HTML: {"schema": {"type": "string"}}}


def _errors(*statuses: str) -> dict[str, Any]:
    meaning = {"400": "A parameter is unknown or senseless", "404": "No such feature", "503": "Busy; see Retry-After"}
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}}
    return {status: {"description": meaning[status], "content": content} for status in statuses}
