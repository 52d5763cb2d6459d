"""OGC API – Features Part 2 (18-058r1), Annex A: coordinate systems by reference. PROJ is the oracle."""

from __future__ import annotations

import pytest
from pyproj import CRS, Transformer

from tests.geoapp.api.ogc.conftest import CRS84, EPSG

SYSTEMS = [CRS84, *(f"{EPSG}{code}" for code in (4490, 4326, 3857, 4547, 4546, 4525, 4526, 4534, 4554, 4513, 4533))]


def authority(uri: str) -> CRS:
    return CRS("OGC:CRS84") if uri == CRS84 else CRS.from_epsg(int(uri.rsplit("/", 1)[1]))


def transformed(point: list[float], uri: str) -> tuple[float, ...]:
    """By PROJ, in the system's own axis order. CGCS2000 and WGS 84 are taken as one, as the service says."""
    wanted = authority(uri)
    source = CRS("OGC:CRS84") if wanted.to_epsg() in (None, 4326, 3857) else CRS.from_epsg(4490)
    transformer = Transformer.from_crs(source, wanted, always_xy=source.to_epsg() == 4490)
    x, y = transformer.transform(*point)
    if source.to_epsg() == 4490 and wanted.axis_info[0].direction == "north":
        return y, x
    return x, y


def points_of(service, collection, **parameters) -> dict[str, list[float]]:
    features = service.features(collection, **parameters)
    return {
        f["id"]: f["geometry"]["coordinates"] for f in features if f["geometry"] and f["geometry"]["type"] == "Point"
    }


def test_conformance_class(service) -> None:
    """/conf/crs/conformance"""
    conforms = service.get("/conformance").json["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in conforms


def test_crs_identifiers(service) -> None:
    """/conf/crs/crs-uri: identifiers are URIs that PROJ knows"""
    for uri in service.get("/collections").json["crs"]:
        assert uri.startswith("http://www.opengis.net/def/crs/")
        assert authority(uri) is not None


def test_crs_list_of_a_collection(service, collection) -> None:
    """/conf/crs/fc-md-crs-list-A, B: the default first, and those that the trade uses"""
    listed = service.get(f"/collections/{collection}").json["crs"]
    assert listed[0] == CRS84
    assert set(SYSTEMS) <= set(listed)
    assert len(listed) == len(set(listed)) == 46


def test_global_crs_list(service) -> None:
    """/conf/crs/fc-md-crs-list-global: `#/crs` stands for the list beside it"""
    answer = service.get("/collections").json
    for collection in answer["collections"]:
        assert collection["crs"] == ["#/crs"]
        assert answer["crs"] == service.get(f"/collections/{collection['id']}").json["crs"]


def test_storage_crs(service, collection) -> None:
    """/conf/crs/fc-md-storageCrs, fc-md-storageCrs-valid-value"""
    answer = service.get(f"/collections/{collection}").json
    assert answer["storageCrs"] == f"{EPSG}4490"
    assert answer["storageCrs"] in answer["crs"]


def test_parameters_are_described(service, collection) -> None:
    """/conf/crs/fc-bbox-crs-definition, fc-crs-definition, default values"""
    document = service.get("/api").json
    for name in ("crs", "bbox-crs"):
        parameter = document["components"]["parameters"][name]
        assert parameter["in"] == "query"
        assert parameter.get("required", False) is False
        assert parameter["schema"]["default"] == CRS84
        assert parameter["schema"]["enum"] == service.get(f"/collections/{collection}").json["crs"]


@pytest.mark.parametrize("uri", SYSTEMS)
@pytest.mark.parametrize("collection", ["places", "names"])
def test_coordinates_are_transformed(service, places, collection, uri) -> None:
    """/conf/crs/fc-crs-action, /conf/crs/ogc-crs-header-value, crs of a feature"""
    plain = points_of(service, collection)
    answer = service.items(collection, crs=uri)
    assert answer.headers["content-crs"] == f"<{uri}>"
    tolerance = 0.02 if authority(uri).is_projected else 2e-6
    moved = points_of(service, collection, crs=uri)
    assert set(moved) == set(plain)
    for key, point in moved.items():
        assert point == pytest.approx(transformed(plain[key], uri), abs=tolerance)
    one = service.get(f"/collections/{collection}/items/{key}", crs=uri)
    assert one.headers["content-crs"] == f"<{uri}>"
    assert one.json["geometry"]["coordinates"] == moved[key]


def test_latitude_comes_first_in_cgcs2000(service, places) -> None:
    """/conf/crs/fc-crs-action: the axis order is the definition's"""
    (feature,) = service.features("places", name="东河", crs=f"{EPSG}4490")
    assert feature["geometry"]["coordinates"] == [25.75, 113.05]


def test_northing_comes_first_in_the_zones(service, places) -> None:
    """/conf/crs/fc-crs-action; zone 38 leads the easting of EPSG:4526, 4547 has none"""
    (by_meridian,) = service.features("places", name="东河", crs=f"{EPSG}4547")
    (by_zone,) = service.features("places", name="东河", crs=f"{EPSG}4526")
    northing, easting = by_meridian["geometry"]["coordinates"]
    assert 2_800_000 < northing < 2_900_000
    assert 400_000 < easting < 410_000
    assert by_zone["geometry"]["coordinates"] == pytest.approx([northing, easting + 38_000_000], abs=0.02)


def test_areas_are_transformed(service, places) -> None:
    """/conf/crs/fc-crs-action for polygons"""
    (plain,) = service.features("divisions", name="苏仙区")
    (moved,) = service.features("divisions", name="苏仙区", crs=f"{EPSG}4547")
    for before, after in zip(
        plain["geometry"]["coordinates"][0][0], moved["geometry"]["coordinates"][0][0], strict=True
    ):
        assert after == pytest.approx(transformed(before, f"{EPSG}4547"), abs=0.2)


@pytest.mark.parametrize("collection", ["places", "names", "divisions"])
def test_default_crs(service, places, collection) -> None:
    """/conf/crs/fc-crs-default-value, /conf/crs/ogc-crs-header"""
    answer = service.items(collection)
    assert answer.headers["content-crs"] == f"<{CRS84}>"
    assert answer.json["features"] == service.items(collection, crs=CRS84).json["features"]


@pytest.mark.parametrize("uri", SYSTEMS)
def test_bbox_in_another_system(service, places, uri) -> None:
    """/conf/crs/bbox-crs-action: exactly the features that lie in the box of that system"""
    points = points_of(service, "places")
    inside = transformed([113.02, 25.70], uri), transformed([113.15, 25.95], uri)
    low = [min(a, b) for a, b in zip(*inside, strict=True)]
    high = [max(a, b) for a, b in zip(*inside, strict=True)]
    expected = {
        key
        for key, point in points.items()
        if all(a <= value <= b for a, value, b in zip(low, transformed(point, uri), high, strict=True))
    }
    assert 2 <= len(expected) < len(points)
    box = ",".join(f"{value:.9f}" for value in (*low, *high))
    assert service.ids("places", bbox=box, bbox_crs=uri) == expected


def test_default_bbox_crs(service, collection) -> None:
    """/conf/crs/fc-bbox-crs-default-value"""
    box = "112.6,25.0,113.05,26.0"
    assert service.ids(collection, bbox=box) == service.ids(collection, bbox=box, bbox_crs=CRS84)
    turned = "25.0,112.6,26.0,113.05"
    assert service.ids(collection, bbox=turned, bbox_crs=f"{EPSG}4490") == service.ids(collection, bbox=box)


@pytest.mark.parametrize("parameter", ["crs", "bbox-crs"])
@pytest.mark.parametrize(
    "uri",
    ["http://www.opengis.net/def/crs/0/unsupported", f"{EPSG}2000000", f"{EPSG}4214", "EPSG:4490", "4490", "'; --",
     "urn:ogc:def:crs:EPSG::4490", f"{CRS84}h"],
)  # fmt: skip
def test_unsupported_systems(service, collection, parameter, uri) -> None:
    """/conf/crs/fc-crs-valid-value, fc-bbox-crs-valid-value: 400"""
    answer = service.get(f"/collections/{collection}/items", **{parameter: uri, "bbox": "1,1,2,2"})
    assert answer.status == 400
    assert answer.json["problems"][0]["code"] == "unsupported_crs"


def test_unsupported_system_of_a_feature(service, collection) -> None:
    """/conf/crs/fc-crs-valid-value for one feature"""
    feature_id = service.features(collection)[0]["id"]
    answer = service.get(f"/collections/{collection}/items/{feature_id}", crs=f"{EPSG}2000000")
    assert answer.status == 400


@pytest.mark.parametrize("box", ["1e300,1e300,1e301,1e301", "5,5,1,1", "0,1e9,1,0"])
def test_boxes_off_the_earth(service, collection, box) -> None:
    """Ours: a box that PROJ cannot place is a 400 or finds nothing, never an error of ours"""
    answer = service.get(f"/collections/{collection}/items", **{"bbox": box, "bbox-crs": f"{EPSG}4547"})
    assert answer.status in (200, 400)
    if answer.status == 200:
        assert answer.json["features"] == []
