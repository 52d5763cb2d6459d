from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import mapping, shape

from geocore.coordinates import Envelope
from geocore.errors import InvalidInput
from geocore.geojson import Limits, read_geojson
from geocore.problems import Problem

CHINA = Envelope(70, 0, 140, 56)
SQUARE = [[113.0, 28.0], [113.1, 28.0], [113.1, 28.1], [113.0, 28.1], [113.0, 28.0]]


def feature(geometry: Any, **members: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"name": "白露塘"}, "geometry": geometry, **members}


def collection(*features: Any, **members: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **members}).encode()


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def point(*numbers: Any) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(numbers)}


def raw(coordinates: str, kind: str = "Point") -> bytes:
    """A feature whose coordinates are given as JSON text, for what Python cannot write."""
    geometry = f'{{"type":"{kind}","coordinates":{coordinates}}}'
    text = f'{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":null,"geometry":{geometry}}}]}}'
    return text.encode()


def refusals(data: bytes, **options: Any) -> tuple[Problem, ...]:
    with pytest.raises(InvalidInput) as refused:
        read_geojson(data, **options)
    assert refused.value.problems
    return refused.value.problems


G = "features[0].geometry"
C = f"{G}.coordinates"
BAD: list[tuple[str, bytes, str, str]] = [
    # numbers that JSON does not know
    ("NaN", raw("[NaN,28.1]"), f"{C}[0]", "not_finite"),
    ("Infinity", raw("[113.1,Infinity]"), f"{C}[1]", "not_finite"),
    ("-Infinity", raw("[113.1,-Infinity]"), f"{C}[1]", "not_finite"),
    ("1e999", raw("[1e999,28.1]"), f"{C}[0]", "not_finite"),
    ("-1e999", raw("[113.1,-1e999]"), f"{C}[1]", "not_finite"),
    ("NaN in a ring", raw("[[[113,28],[114,NaN],[114,29],[113,28]]]", "Polygon"), f"{C}[0][1][1]", "not_finite"),
    ("huge integer", raw("[" + "9" * 5000 + ",28]"), f"{C}[0]", "not_finite"),
    ("huge float text", raw("[" + "9" * 400 + ".0,28]"), f"{C}[0]", "not_finite"),
    # things in place of numbers
    ("null coordinate", raw("[null,28.1]"), f"{C}[0]", "not_a_number"),
    ("text coordinate", raw('["113.1",28.1]'), f"{C}[0]", "not_a_number"),
    ("truth value", raw("[true,28.1]"), f"{C}[0]", "not_a_number"),
    ("object coordinate", raw('[{"x":113},28.1]'), f"{C}[0]", "not_a_number"),
    ("null position", raw("[[113,28],null]", "LineString"), f"{C}[1]", "bad_nesting"),
    ("text position", raw('[[113,28],"114,29"]', "LineString"), f"{C}[1]", "bad_nesting"),
    ("null coordinates", raw("null"), C, "bad_nesting"),
    ("text coordinates", raw('"113,28"', "LineString"), C, "bad_nesting"),
    ("object coordinates", raw('{"x":113,"y":28}', "Polygon"), C, "bad_nesting"),
    ("no coordinates", collection(feature({"type": "Point"})), C, "bad_nesting"),
    # widths
    ("one number", raw("[113.1]"), C, "position_width"),
    ("four numbers", raw("[113.1,28.1,5,6]"), C, "position_width"),
    ("five numbers in a line", raw("[[113,28,1,2,3],[114,29]]", "LineString"), f"{C}[0]", "position_width"),
    ("empty position", raw("[[113,28],[]]", "LineString"), f"{C}[1]", "position_width"),
    # nesting
    ("point too deep", raw("[[113.1,28.1]]"), C, "bad_nesting"),
    ("line as point", raw("[113,28]", "LineString"), f"{C}[0]", "bad_nesting"),
    ("polygon as line", raw("[[113,28],[114,28],[114,29],[113,28]]", "Polygon"), f"{C}[0][0]", "bad_nesting"),
    ("multipolygon as polygon", raw(json.dumps([SQUARE]), "MultiPolygon"), f"{C}[0][0][0]", "bad_nesting"),
    ("polygon as multipolygon", raw(json.dumps([[SQUARE]]), "Polygon"), f"{C}[0][0]", "bad_nesting"),
    ("mixed depth", raw("[[113,28],[[114,29]]]", "LineString"), f"{C}[1]", "bad_nesting"),
    # rings and lines
    ("open ring", collection(feature(polygon(SQUARE[:-1]))), f"{C}[0]", "open_ring"),
    ("open by a hair", collection(feature(polygon([*SQUARE[:-1], [113.0, 28.0000001]]))), f"{C}[0]", "open_ring"),
    ("open hole", collection(feature(polygon(SQUARE, SQUARE[:-1]))), f"{C}[1]", "open_ring"),
    ("three positions", collection(feature(polygon([*SQUARE[:2], SQUARE[0]]))), f"{C}[0]", "too_few_positions"),
    ("ring of nothing", collection(feature(polygon([]))), f"{C}[0]", "empty"),
    ("ring on one spot", collection(feature(polygon([SQUARE[0]] * 4))), f"{C}[0]", "zero_area"),
    ("polygon of nothing", collection(feature(polygon())), C, "empty"),
    ("multipolygon of nothing", raw("[]", "MultiPolygon"), C, "empty"),
    ("point of nothing", raw("[]"), C, "empty"),
    ("multipoint of nothing", raw("[]", "MultiPoint"), C, "empty"),
    ("line of one", raw("[[113,28]]", "LineString"), C, "too_few_positions"),
    ("line of no length", raw("[[113,28],[113,28]]", "LineString"), C, "zero_length"),
    ("bow-tie", collection(feature(polygon([[113, 28], [114, 29], [114, 28], [113, 29], [113, 28]]))), C,
     "self_crossing"),
    ("there and back", collection(feature(polygon([[113, 28], [114, 28], [113, 28], [113, 28]]))), C,
     "invalid_polygon"),
    ("hole outside", collection(feature(polygon(SQUARE, [[x + 1, y] for x, y in SQUARE]))), C, "invalid_polygon"),
    # structure
    ("array on top", b"[1,2]", "$", "not_an_object"),
    ("text on top", b'"FeatureCollection"', "$", "not_an_object"),
    ("no type", b'{"features":[]}', "$.type", "bad_type"),
    ("wrong type", b'{"type":"featurecollection","features":[]}', "$.type", "bad_type"),
    ("type of list", b'{"type":["Point"],"coordinates":[113,28]}', "$.type", "bad_type"),
    ("no features", b'{"type":"FeatureCollection"}', "$.features", "missing_features"),
    ("features object", b'{"type":"FeatureCollection","features":{}}', "$.features", "missing_features"),
    ("feature null", collection(None), "features[0]", "not_a_feature"),
    ("geometry as feature", collection(point(113, 28)), "features[0]", "not_a_feature"),
    ("feature without geometry", collection({"type": "Feature", "properties": None}), G, "missing_member"),
    ("feature without properties", collection({"type": "Feature", "geometry": None}), "features[0].properties",
     "missing_member"),
    ("geometry text", collection(feature("POINT(113 28)")), G, "not_a_geometry"),
    ("geometry type missing", collection(feature({"coordinates": [113, 28]})), f"{G}.type", "bad_type"),
    ("geometry type lower case", collection(feature({"type": "point", "coordinates": [113, 28]})), f"{G}.type",
     "bad_type"),
    ("curve", collection(feature({"type": "CircularString", "coordinates": [[1, 2], [3, 4]]})), f"{G}.type",
     "bad_type"),
    ("collection of geometries", collection(feature({"type": "GeometryCollection", "geometries": []})), G,
     "collection"),
    ("properties list", collection(feature(None, properties=[1])), "features[0].properties", "bad_properties"),
    ("id list", collection(feature(None, id=[1])), "features[0].id", "bad_id"),
    ("id truth", collection(feature(None, id=True)), "features[0].id", "bad_id"),
    ("feature with features", collection(feature(None, features=[])), "features[0].features", "foreign_member"),
    ("geometry with properties", collection(feature({**point(113, 28), "properties": {}})), f"{G}.properties",
     "foreign_member"),
    ("collection with geometry", collection(geometry=None), "$.geometry", "foreign_member"),
    ("bbox of three", collection(bbox=[1, 2, 3]), "$.bbox", "bad_bbox"),
    ("bbox of text", collection(feature(None, bbox=["1", "2", "3", "4"])), "features[0].bbox", "bad_bbox"),
    # crs
    ("crs 1980西安", collection(crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4610"}}), "$.crs",
     "crs_member"),
    ("crs Gauss–Krüger", collection(crs={"type": "name", "properties": {"name": "EPSG:4544"}}), "$.crs", "crs_member"),
    ("crs null", collection(crs=None), "$.crs", "crs_member"),
    ("crs list in name", collection(crs={"properties": {"name": ["EPSG:4490"]}}), "$.crs", "crs_member"),
    ("crs link", collection(crs={"type": "link", "properties": {"href": "http://x"}}), "$.crs", "crs_member"),
    # keys and texts
    ("duplicate type", b'{"type":"FeatureCollection","type":"Feature","features":[]}', "$.type", "duplicate_key"),
    ("duplicate coordinates", collection(feature(None)).replace(
        b'"geometry": null', b'"geometry": {"type":"Point","coordinates":[113,28],"coordinates":[1,2]}'), C,
     "duplicate_key"),
    ("duplicate attribute", collection(feature(None)).replace(b'"properties": {', b'"properties": {"name":1,'),
     "features[0].properties.name", "duplicate_key"),
    ("NaN attribute", collection(feature(None, properties={"area": float("nan")})), "features[0].properties.area",
     "not_finite"),
    ("1e999 attribute", collection(feature(None)).replace(b'"\\u767d\\u9732\\u5858"', b"[1,1e999]"),
     "features[0].properties.name[1]", "not_finite"),
    ("NUL in a name", collection(feature(None, properties={"name": "白\x00露"})), "features[0].properties.name",
     "nul_character"),
    ("NUL in a key", collection(feature(None, properties={"na\x00me": 1})), "features[0].properties",
     "nul_character"),
    ("half a surrogate", collection(feature(None, properties={"name": "\ud840"})), "features[0].properties.name",
     "broken_character"),
    ("NUL in the id", collection(feature(None, id="\x00")), "features[0].id", "nul_character"),
    ("deep attribute", collection(feature(None, properties={"a": json.loads("[" * 60 + "]" * 60)})),
     "features[0].properties.a" + "[0]" * 32, "too_deep"),
    # text level
    ("nothing", b"", "line 1, column 1", "not_json"),
    ("truncated", collection(feature(point(113, 28)))[:-20], "line 1, column", "not_json"),
    ("trailing comma", b'{"type":"FeatureCollection","features":[],}', "line 1, column", "not_json"),
    ("two documents", collection() + collection(), "line 1, column", "not_json"),
    ("comment", b'{/*x*/"type":"FeatureCollection","features":[]}', "line 1, column 2", "not_json"),
    ("single quotes", b"{'type':'FeatureCollection','features':[]}", "line 1, column 2", "not_json"),
    ("raw newline in text", b'{"type":"Feature\nCollection","features":[]}', "line 1, column", "not_json"),
    ("leading zero", raw("[0113,28]"), "line 1, column", "not_json"),
    ("hexadecimal", raw("[0x71,28]"), "line 1, column", "not_json"),
    ("GBK", '{"type":"FeatureCollection","name":"湖南","features":[]}'.encode("gbk"), "byte 36", "not_utf8"),
    ("UTF-16", collection().decode().encode("utf-16"), "byte 0", "not_utf8"),
    ("cut character", '{"type":"湖'.encode()[:-1], "byte 9", "not_utf8"),
    ("200,000 brackets", b"[" * 200_000, "$", "too_deep"),
    ("200,000 objects", b'{"a":' * 200_000, "$", "too_deep"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "place", "code"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_every_bad_file_is_refused_with_its_place(data: bytes, place: str, code: str) -> None:
    first = refusals(data)[0]
    assert first.code == code
    assert first.field.startswith(place) if code == "not_json" else first.field == place
    assert first.message


def test_the_corpus_is_as_large_as_asked() -> None:
    assert len(BAD) >= 60


GOOD: list[tuple[str, bytes, str | None]] = [
    ("nothing in it", collection(), None),
    ("no place", collection(feature(None)), None),
    ("point", collection(feature(point(113, 28))), "Point"),
    ("bare geometry", json.dumps(point(113.5, 28)).encode(), "Point"),
    ("one feature", json.dumps(feature(point(113, 28))).encode(), "Point"),
    ("multipoint", collection(feature({"type": "MultiPoint", "coordinates": SQUARE[:2]})), "MultiPoint"),
    ("line", collection(feature({"type": "LineString", "coordinates": SQUARE[:2]})), "LineString"),
    ("lines", collection(feature({"type": "MultiLineString", "coordinates": [SQUARE[:2]]})), "MultiLineString"),
    ("polygon with hole", collection(feature(polygon(
        SQUARE, [[113.02, 28.02], [113.02, 28.05], [113.05, 28.05], [113.02, 28.02]]))), "Polygon"),
    ("multipolygon", collection(feature({"type": "MultiPolygon", "coordinates": [[SQUARE]]})), "MultiPolygon"),
    ("clockwise", collection(feature(polygon(SQUARE[::-1]))), "Polygon"),
    ("foreign members", collection(feature(point(113, 28), style={"color": "#f00"}), name="x"), "Point"),
    ("with bbox", collection(feature(point(113, 28), bbox=[113, 28, 113, 28])), "Point"),
    ("number id", collection(feature(point(113, 28), id=7)), "Point"),
    ("self-touching line", collection(feature({"type": "LineString", "coordinates": SQUARE})), "LineString"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "kind"), [case[1:] for case in GOOD], ids=[case[0] for case in GOOD])
def test_what_the_standard_allows_is_read(data: bytes, kind: str | None) -> None:
    read = read_geojson(data, envelope=CHINA)
    assert [item.geometry.geom_type if item.geometry else None for item in read.features] in ([kind], [])
    assert not read.notes


def test_all_faults_are_told_at_once_each_with_its_path() -> None:
    bad = feature(polygon([[113, 28], ["114", 28], [114, None], [113, 28]]))
    found = refusals(collection(feature(point(113, 28)), bad, feature(point(1, 2, 3, 4))))
    assert [(problem.field, problem.code) for problem in found] == [
        ("features[1].geometry.coordinates[0][1][0]", "not_a_number"),
        ("features[1].geometry.coordinates[0][2][1]", "not_a_number"),
        ("features[2].geometry.coordinates", "position_width"),
    ]


def test_a_refusal_lists_fifty_faults_at_most() -> None:
    assert len(refusals(collection(*[feature(point(None, 28))] * 500))) == 50


def test_the_crossing_point_is_told() -> None:
    bow_tie = feature(polygon([[113, 28], [114, 29], [114, 28], [113, 29], [113, 28]]))
    (problem,) = refusals(collection(feature(point(113, 28)), bow_tie))
    assert (problem.field, problem.code) == ("features[1].geometry.coordinates", "self_crossing")
    assert "113.5, 28.5" in problem.message
    assert len(read_geojson(collection(bow_tie), allow_invalid=True).features) == 1


def test_tolerated_oddities_are_noted() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    read = read_geojson(b"\xef\xbb\xbf" + collection(feature(point(113, 28, 45.5)), crs=crs))
    assert {note.code for note in read.notes} == {"byte_order_mark", "crs_member", "height_dropped"}
    geometry = read.features[0].geometry
    assert geometry is not None
    assert not geometry.has_z


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::4490", "EPSG:4490", "urn:ogc:def:crs:OGC:1.3:CRS84"])
def test_a_crs_that_means_longitude_and_latitude_is_let_through(name: str) -> None:
    data = collection(feature(point(113, 28)), crs={"type": "name", "properties": {"name": name}})
    assert [note.code for note in read_geojson(data).notes] == ["crs_member"]


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (point(28.2, 112.9), "swapped_axes"),
        (polygon([[y, x] for x, y in SQUARE]), "swapped_axes"),
        (point(-0.1, 51.5), "out_of_area"),
        (polygon([[113, 28], [150, 28], [150, 29], [113, 28]]), "out_of_area"),
    ],
)
def test_with_an_envelope_places_must_lie_in_it(geometry: dict[str, Any], code: str) -> None:
    assert refusals(collection(feature(geometry)), envelope=CHINA)[0].code == code


@pytest.mark.parametrize(
    ("numbers", "code"), [((500, 95), "out_of_area"), ((35495566.4, 2910892.3), "planar_coordinates")]
)
def test_without_an_envelope_degrees_must_be_degrees(numbers: tuple[float, float], code: str) -> None:
    assert refusals(collection(feature(point(*numbers))))[0].code == code


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(bytes=100), "too_large"),
        (Limits(features=2), "too_many_features"),
        (Limits(vertices=12), "too_many_vertices"),
        (Limits(vertices_per_feature=4), "too_many_vertices"),
    ],
)
def test_limits_refuse_the_whole_file(limits: Limits, code: str) -> None:
    data = collection(*[feature(polygon(SQUARE))] * 3)
    assert code in {problem.code for problem in refusals(data, limits=limits)}


_coordinate = st.tuples(st.floats(73.5, 135.1), st.floats(3.4, 53.6))


@settings(deadline=None)
@given(st.lists(_coordinate, min_size=2, max_size=8, unique=True))
def test_lines_come_through_bit_by_bit(positions: list[tuple[float, float]]) -> None:
    geometry = {"type": "LineString", "coordinates": positions}
    (read,) = read_geojson(collection(feature(geometry)), envelope=CHINA).features
    assert read.geometry == shape(geometry)
    assert json.dumps(mapping(read.geometry)["coordinates"]) == json.dumps(positions)


_json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(_json, st.sampled_from(["top", "feature", "geometry", "coordinates", "properties"]))
def test_whatever_comes_is_read_or_refused_and_never_breaks(value: Any, where: str) -> None:
    data = {
        "top": json.dumps(value).encode(),
        "feature": collection(value),
        "geometry": collection(feature(value)),
        "coordinates": collection(feature({"type": "MultiPolygon", "coordinates": value})),
        "properties": collection(feature(None, properties=value)),
    }[where]
    try:
        read_geojson(data)
    except InvalidInput as refused:
        assert refused.problems


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_file_with_damaged_bytes_is_read_or_refused_and_never_breaks(seed: int) -> None:
    chosen = random.Random(seed)
    data = bytearray(collection(feature(polygon(SQUARE)), feature(point(113, 28))))
    for _ in range(chosen.randint(1, 4)):
        data[chosen.randrange(len(data))] = chosen.randrange(256)
    try:
        read_geojson(bytes(data))
    except InvalidInput as refused:
        assert refused.problems
