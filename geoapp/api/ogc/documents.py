"""The documents of `/ogc` as dictionaries: landing page, conformance, collections, pages of features."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from geoapp.api.ogc.collections import COLLECTIONS, Collection
from geoapp.api.ogc.crs import CRS84_URI, STORAGE, SUPPORTED
from geoapp.api.ogc.links import GEOJSON, HTML, JSON, OPENAPI, link, self_and_alternate
from geoapp.shared.presenting import link as public_link
from geocore.features import Feature, FeaturePage

CONFORMANCE = [
    *[
        f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{part}"
        for part in ("core", "oas30", "html", "geojson")
    ],
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
]
ENVELOPE = [73.0, 3.0, 136.0, 54.0]
"""Extent of what may be published at all; the data's own extent would change with every edit."""


def landing(shown: str) -> dict[str, Any]:
    return {
        "title": "标准地名与行政区划",
        "description": "Standard place names and administrative divisions as published: OGC API – Features",
        "links": [
            *self_and_alternate("/", shown),
            link("service-desc", "/api", OPENAPI, "the API as OpenAPI 3.0"),
            link("service-doc", "/api", HTML, "the API for reading", {"f": "html"}),
            link("conformance", "/conformance", JSON, "conformance classes"),
            link("data", "/collections", JSON, "the collections"),
        ],
    }


def conformance(shown: str) -> dict[str, Any]:
    return {"links": self_and_alternate("/conformance", shown), "conformsTo": CONFORMANCE}


def collections(shown: str) -> dict[str, Any]:
    return {
        "links": self_and_alternate("/collections", shown),
        "crs": list(SUPPORTED),
        "collections": [collection(item, shown, is_listed=True) for item in COLLECTIONS.values()],
    }


def collection(item: Collection, shown: str, *, is_listed: bool = False) -> dict[str, Any]:
    path = f"/collections/{item.id}"
    return {
        "id": item.id,
        "title": item.title,
        "description": item.description,
        "itemType": "feature",
        "extent": {
            "spatial": {"bbox": [ENVELOPE], "crs": CRS84_URI},
            "temporal": {"interval": [[None, None]],
                         "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"},
        },
        "crs": ["#/crs"] if is_listed else list(SUPPORTED),
        "storageCrs": STORAGE.uri,
        "links": [
            *([link("self", path, JSON, item.title)] if is_listed else self_and_alternate(path, shown)),
            link("items", f"{path}/items", GEOJSON, f"{item.title} (GeoJSON)", {"f": "json"}),
            link("items", f"{path}/items", HTML, f"{item.title} (HTML)", {"f": "html"}),
        ],
    }  # fmt: skip


def items(item: Collection, page: FeaturePage, given: Mapping[str, str], shown: str) -> dict[str, Any]:
    path = f"/collections/{item.id}/items"
    links = self_and_alternate(path, shown, given)
    if page.next is not None:
        form = {"f": "html"} if shown == HTML else {"f": "json"}
        links.append(link("next", path, shown, "the next page", {**given, "cursor": page.next, **form}))
    links.append(link("collection", f"/collections/{item.id}", JSON, item.title))
    matched = {} if page.matched is None else {"numberMatched": page.matched}
    return {
        "type": "FeatureCollection",
        "timeStamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        **matched,
        "numberReturned": len(page.items),
        "links": links,
        "features": [_feature(item, feature) for feature in page.items],
    }


def feature(item: Collection, found: Feature, given: Mapping[str, str], shown: str) -> dict[str, Any]:
    path = f"/collections/{item.id}/items/{found.id}"
    return {
        **_feature(item, found),
        "links": [
            *self_and_alternate(path, shown, given),
            link("collection", f"/collections/{item.id}", JSON, item.title),
            {"rel": "canonical", "href": public_link(f"{item.page_path}{found.id}"), "type": HTML,
             "title": "the permanent page"},
        ],
    }  # fmt: skip


def _feature(item: Collection, found: Feature) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": str(found.id),
        "geometry": None if found.geometry is None else orjson.Fragment(found.geometry),
        "properties": {**found.properties, "page": public_link(f"{item.page_path}{found.id}")},
    }
