"""OGC API – Features Part 1 (17-069r4), Annex A.2, class Core. Docstrings name the abstract tests."""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.geoapp.api.ogc.conftest import CRS84, GEOJSON


def test_root(service) -> None:
    """/conf/core/root-op, /conf/core/root-success"""
    answer = service.get("/")
    assert answer.status == 200
    rels = {link["rel"] for link in answer.json["links"]}
    assert rels >= {"self", "alternate", "service-desc", "service-doc", "conformance", "data"}
    (description,) = answer.links("service-desc")
    assert description["type"] == "application/vnd.oai.openapi+json;version=3.0"


def test_every_link_of_the_landing_page_works(service) -> None:
    """/conf/core/root-success: links lead somewhere and to what they say"""
    for link in service.get("/").json["links"]:
        answer = service.get(link["href"])
        assert answer.status == 200, link
        assert answer.media_type == link["type"].partition(";")[0]


def test_api_definition(service) -> None:
    """/conf/core/api-definition-op, /conf/core/api-definition-success"""
    (link,) = service.get("/").links("service-desc")
    answer = service.get(link["href"])
    assert answer.status == 200
    assert answer.headers["content-type"] == link["type"]
    assert answer.json["openapi"].startswith("3.0.")


def test_conformance(service) -> None:
    """/conf/core/conformance-op, /conf/core/conformance-success"""
    answer = service.get("/conformance")
    assert answer.status == 200
    part1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
    assert set(answer.json["conformsTo"]) >= {part1 + part for part in ("core", "oas30", "html", "geojson")}


def test_collections(service) -> None:
    """/conf/core/fc-md-op, fc-md-success, fc-md-links, fc-md-items, fc-md-items-links"""
    answer = service.get("/collections")
    assert answer.status == 200
    assert {link["rel"] for link in answer.json["links"]} >= {"self", "alternate"}
    assert all({"rel", "type", "href"} <= set(link) for link in answer.json["links"])
    assert {collection["id"] for collection in answer.json["collections"]} == {"places", "names", "divisions"}
    for collection in answer.json["collections"]:
        items = [link for link in collection["links"] if link["rel"] == "items"]
        assert {link["type"] for link in items} == {GEOJSON, "text/html"}
        for link in items:
            found = service.get(link["href"])
            assert (found.status, found.media_type) == (200, link["type"])


def test_collection_extent(service, collection) -> None:
    """/conf/core/fc-md-extent: within what is said to be the extent, and in a system that is told"""
    extent = service.get(f"/collections/{collection}").json["extent"]
    (box,) = extent["spatial"]["bbox"]
    assert extent["spatial"]["crs"] == CRS84
    assert len(extent["temporal"]["interval"][0]) == 2
    assert service.ids(collection, bbox=",".join(map(str, box))) == {
        feature["id"] for feature in service.features(collection) if feature["geometry"] is not None
    }


def test_one_collection(service, collection) -> None:
    """/conf/core/sfc-md-op, /conf/core/sfc-md-success: the same as in the list, links and crs list apart"""
    answer = service.get(f"/collections/{collection}")
    assert answer.status == 200
    (listed,) = [c for c in service.get("/collections").json["collections"] if c["id"] == collection]
    for key in ("id", "title", "description", "extent", "itemType", "storageCrs"):
        assert answer.json[key] == listed[key]
    assert service.get("/collections/no-such-collection").status == 404


def test_items(service, collection) -> None:
    """/conf/core/fc-op, /conf/core/fc-response"""
    answer = service.items(collection)
    assert answer.media_type == GEOJSON
    assert answer.json["type"] == "FeatureCollection"
    assert all(feature["type"] == "Feature" for feature in answer.json["features"])
    assert service.get("/collections/no-such-collection/items").status == 404


def test_limit(service, collection) -> None:
    """/conf/core/fc-limit-definition, /conf/core/fc-limit-response"""
    document = service.get("/api").json
    schema = document["components"]["parameters"]["limit"]["schema"]
    assert (schema["type"], schema["minimum"]) == ("integer", 1)
    assert schema["minimum"] <= schema["default"] <= schema["maximum"]
    for limit in (1, 2, 5):
        assert len(service.items(collection, limit=limit).json["features"]) <= limit
    beyond = service.items(collection, limit=schema["maximum"] * 10)
    assert len(beyond.json["features"]) <= schema["maximum"]


@pytest.mark.parametrize("limit", ["0", "-1", "abc", "1.5", "", "1e2", "１", "99999999999999999999"])
def test_limit_must_be_a_number(service, collection, limit) -> None:
    """/conf/core/query-param-invalid"""
    answer = service.get(f"/collections/{collection}/items", limit=limit)
    assert answer.status == 400
    assert "limit" in answer.json["detail"]


def test_bbox_definition(service, collection) -> None:
    """/conf/core/fc-bbox-definition"""
    parameter = service.get("/api").json["components"]["parameters"]["bbox"]
    assert (parameter["in"], parameter["style"], parameter["explode"]) == ("query", "form", False)
    assert {schema["minItems"] for schema in parameter["schema"]["oneOf"]} == {4, 6}


@pytest.mark.parametrize(
    "box",
    [
        (113.0, 25.7, 113.2, 25.8), (112.6, 25.0, 112.8, 26.0), (113.11, 25.71, 113.11, 25.71), (0, 0, 1, 1),
        (-180, -90, 180, 90), (113.0, 25.79, 113.0, 25.81),
    ],
)  # fmt: skip
def test_bbox(service, collection, box) -> None:
    """/conf/core/fc-bbox-response: exactly the features whose geometry meets the box"""
    everything = service.features(collection)
    expected = {f["id"] for f in everything if f["geometry"] is not None and _meets(f["geometry"], box)}
    assert service.ids(collection, bbox=",".join(map(str, box))) == expected
    with_heights = (*box[:2], -100, *box[2:], 9000)
    assert service.ids(collection, bbox=",".join(map(str, with_heights))) == expected


def _meets(geometry, box) -> bool:
    """For points and upright rectangles, which is what the test data are."""
    points = [geometry["coordinates"]] if geometry["type"] == "Point" else geometry["coordinates"][0][0]
    longitudes, latitudes = [p[0] for p in points], [p[1] for p in points]
    west, south, east, north = box
    return min(longitudes) <= east and max(longitudes) >= west and min(latitudes) <= north and max(latitudes) >= south


def test_bbox_over_the_antimeridian(service, collection) -> None:
    """/conf/core/fc-bbox-response: west above east goes round the back of the earth"""
    round_the_back = service.ids(collection, bbox="112.8,20,-170,30")
    assert round_the_back == service.ids(collection, bbox="112.8,20,180,30")
    assert round_the_back
    assert service.ids(collection, bbox="170,20,-170,30") == set()


@pytest.mark.parametrize(
    "box",
    ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "nan,nan,nan,nan", "1,2,inf,4", "113,26,114,25", "200,0,210,1", "0,95,1,96",
     "1;2;3;4", "1,2,3,4,5,6,7"],
)  # fmt: skip
def test_bbox_must_make_sense(service, collection, box) -> None:
    """/conf/core/query-param-invalid"""
    answer = service.get(f"/collections/{collection}/items", bbox=box)
    assert answer.status == 400
    assert "bbox" in answer.json["detail"]


PERIODS = [
    "1979-12-31", "1980-01-01", "2026-01-01T12:00:00Z", "1900-01-01/1920-01-01", "1995-01-01/..", "../1913-01-01",
    "/1912-12-31", "1990-06-01T00:00:00+08:00/", "../..",
]  # fmt: skip


def test_datetime_definition(service) -> None:
    """/conf/core/fc-time-definition"""
    parameter = service.get("/api").json["components"]["parameters"]["datetime"]
    assert (parameter["in"], parameter["style"], parameter["explode"]) == ("query", "form", False)
    assert parameter["schema"]["type"] == "string"


@pytest.mark.parametrize("period", PERIODS)
def test_datetime(service, collection, period) -> None:
    """/conf/core/fc-time-response: exactly the features whose validity meets the instant or interval"""
    parts = [None if part in ("", "..") else date.fromisoformat(part[:10]) for part in period.split("/")]
    first, last = parts[0], parts[-1]
    expected = set()
    for feature in service.features(collection):
        since, until = feature["properties"]["valid_from"], feature["properties"]["valid_to"]
        begins_in_time = last is None or since is None or date.fromisoformat(since) <= last
        ends_in_time = first is None or until is None or date.fromisoformat(until) > first
        if begins_in_time and ends_in_time:
            expected.add(feature["id"])
    assert service.ids(collection, datetime=period) == expected


@pytest.mark.parametrize(
    "period",
    ["", "yesterday", "2020", "2020-13-01", "2020-02-30", "2020-01-01/2019-01-01", "2020-01-01/a", "a/..", "..",
     "2020-01-01T25:00:00Z", "2020-01-01/2020-01-02/2020-01-03", "20200101", "2020-01-01T00:00:00"],
)  # fmt: skip
def test_datetime_must_make_sense(service, collection, period) -> None:
    """/conf/core/query-param-invalid"""
    answer = service.get(f"/collections/{collection}/items", datetime=period)
    assert answer.status == 400
    assert "datetime" in answer.json["detail"]


@pytest.mark.parametrize(
    ("collection", "name", "value", "expected"),
    [
        ("places", "name", "东村", 2), ("places", "category", "natural", 2), ("places", "class_code", "21610", 4),
        ("places", "division", "431003", 8), ("places", "division", "431002", 2), ("names", "kind", "former", 1),
        ("names", "name", "寿佛山", 1), ("names", "division", "43", 12), ("names", "category", "street", 2),
        ("divisions", "kind", "municipal_district", 2), ("divisions", "level", "4", 1),
        ("divisions", "code", "431003", 1), ("divisions", "division", "4310", 4), ("divisions", "name", "苏仙区", 1),
    ],
)  # fmt: skip
def test_property_filters(service, places, collection, name, value, expected) -> None:
    """/conf/core/fc-filters (recommendation): a property filter gives what the property says"""
    found = service.features(collection, **{name: value})
    assert len(found) == expected
    if name in found[0]["properties"] and name not in ("division", "code"):
        assert {str(feature["properties"][name]) for feature in found} == {value}


def test_filters_are_anded(service, places) -> None:
    """/conf/core/fc-response: a feature meets every parameter"""
    found = service.features("places", category="committee", division="431003", bbox="113.1,25.6,113.15,25.8")
    assert [feature["properties"]["name"] for feature in found] == ["东村"]
    assert service.ids("names", kind="former", datetime="1996-01-01") == set()


def test_paging(service, collection) -> None:
    """/conf/core/fc-links: `next` leads through every feature once, with the filters kept"""
    whole = [feature["id"] for feature in service.features(collection)]
    assert len(whole) == len(set(whole))
    assert [feature["id"] for feature in service.features(collection, limit=1)] == whole
    filtered = service.ids(collection, limit=1, bbox="112.6,25.0,113.05,26.0")
    assert filtered == service.ids(collection, bbox="112.6,25.0,113.05,26.0")
    assert 1 < len(filtered) < len(whole)


def test_links_of_a_page(service, collection) -> None:
    """/conf/core/fc-links, /conf/core/fc-rel-type"""
    answer = service.items(collection, limit=1, datetime="2020-01-01/..")
    for link in answer.json["links"]:
        assert {"rel", "type", "href"} <= set(link)
    (this,) = answer.links("self")
    assert parse_qs(urlsplit(this["href"]).query)["datetime"] == ["2020-01-01/.."]
    assert service.get(this["href"]).json["features"] == answer.json["features"]
    (alternate,) = answer.links("alternate")
    assert service.get(alternate["href"]).media_type == alternate["type"] == "text/html"
    (following,) = answer.links("next")
    assert following["type"] == GEOJSON
    last = service.items(collection, limit=1000)
    assert last.links("next") == []


def test_time_stamp(service, collection) -> None:
    """/conf/core/fc-timeStamp"""
    assert datetime.fromisoformat(service.items(collection).json["timeStamp"]).tzinfo is not None


def test_number_matched(service, collection) -> None:
    """/conf/core/fc-numberMatched: exact on every page"""
    total = len(service.features(collection))
    answer = service.items(collection, limit=3)
    while True:
        assert answer.json["numberMatched"] == total
        if not answer.links("next"):
            break
        answer = service.get(answer.links("next")[0]["href"])
    few = service.items(collection, bbox="112.6,25,112.8,26").json
    assert few["numberMatched"] == len(few["features"])


def test_number_returned(service, collection) -> None:
    """/conf/core/fc-numberReturned"""
    for limit in (1, 3, 1000):
        page = service.items(collection, limit=limit).json
        assert page["numberReturned"] == len(page["features"])


def test_one_feature(service, collection) -> None:
    """/conf/core/f-op, /conf/core/f-success, /conf/core/f-links"""
    for listed in service.features(collection):
        answer = service.get(f"/collections/{collection}/items/{listed['id']}")
        assert (answer.status, answer.media_type) == (200, GEOJSON)
        for key in ("type", "id", "geometry", "properties"):
            assert answer.json[key] == listed[key]
        rels = {link["rel"] for link in answer.json["links"]}
        assert rels >= {"self", "alternate", "collection"}
        assert service.get(answer.links("collection")[0]["href"]).json["id"] == collection


@pytest.mark.parametrize("key", ["00000000-0000-0000-0000-000000000000", "not-an-id", "1", "%00", "'"])
def test_unknown_features(service, collection, key) -> None:
    """/conf/core/f-op: 404"""
    answer = service.get(f"/collections/{collection}/items/{key}")
    assert (answer.status, answer.media_type) == (404, "application/problem+json")


@pytest.mark.parametrize(
    "path",
    ["/", "/conformance", "/api", "/collections", "/collections/places", "/collections/places/items",
     "/collections/names/items", "/collections/divisions/items"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["unknownParameter", "LIMIT", "bbox_", "", "na\x00me"])
def test_unknown_parameters(service, path, name) -> None:
    """/conf/core/query-param-unknown"""
    answer = service.get(path, **{name: "x"})
    assert answer.status == 400
    assert answer.json["problems"][0]["code"] == "unknown_parameter"


@pytest.mark.parametrize(
    "query",
    ["limit=1&limit=2", "f=xml", "f=", "cursor=", "cursor=x", "cursor=WyJ4Il0", "cursor=WyIxIiwiMiJd",
     "name=", "name=%00", "crs=", "division=x", "category=nature", "level=9", "division=999999", "name=" + "x" * 2000],
)  # fmt: skip
def test_invalid_parameters(service, collection, query) -> None:
    """/conf/core/query-param-invalid"""
    answer = service.get(f"/collections/{collection}/items?{query}")
    assert answer.status == 400, answer.text
    assert answer.media_type == "application/problem+json"


def test_names_in_chinese(service, places) -> None:
    """/conf/core/string-i18n: text is UTF-8 all the way"""
    assert [feature["properties"]["name"] for feature in service.features("names", name="寿佛山")] == ["寿佛山"]


def test_cross_origin(service, collection) -> None:
    """/conf/core/cross-origin (recommendation)"""
    for path in ("/", f"/collections/{collection}/items", "/collections/none"):
        assert (
            service.get(path, headers={"Origin": "https://map.example"}).headers["access-control-allow-origin"] == "*"
        )


def test_crs84(service, collection) -> None:
    """/conf/core/crs84: longitude first unless asked otherwise"""
    for feature in service.features(collection):
        if feature["geometry"] is not None and feature["geometry"]["type"] == "Point":
            lon, lat = feature["geometry"]["coordinates"]
            assert 73 < lon < 136
            assert 3 < lat < 54


def test_http(service) -> None:
    """/conf/core/http: answers can be kept and asked for again"""
    first = service.get("/collections/places/items", limit=1)
    assert first.headers["cache-control"].startswith("public")
    again = service.get("/collections/places/items", headers={"If-None-Match": first.headers["etag"]}, limit=1)
    assert again.status == 304
    assert "Accept" in first.headers["vary"]


def test_invented_positions_are_flagged(service, places) -> None:
    """Ours: whoever takes positions is told which are not real"""
    for collection in ("places", "names"):
        notes = {f["properties"]["position_note"] for f in service.features(collection)
                 if f["properties"]["position_kind"] == "demo"}  # fmt: skip
        assert notes == {"示例位置"}
