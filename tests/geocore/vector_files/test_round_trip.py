"""What is written comes back: every bit of every coordinate, every character of every column."""

from __future__ import annotations

import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely

from geocore.errors import InvalidInput
from geocore.vector_files import FORMATS, NewLayer, VectorFile, read_vector_file, write_vector_file

FIELDS: dict[str, type] = {"名称": str, "行政区划代码": str, "人口数": int, "面积（平方千米）": float}
ROWS: list[dict[str, Any]] = [
    {
        "名称": "郴州市䶮㙍",
        "行政区划代码": "431000000000",
        "人口数": 4_667_134,
        "面积（平方千米）": 19_342.123456789013,
    },
    {"名称": "永州 <市> & “南”", "行政区划代码": "0431", "人口数": None, "面积（平方千米）": 1.5e-7},
    {"名称": "𰻞𫭟 多行\n文字", "行政区划代码": None, "人口数": 2**53, "面积（平方千米）": 2.5e17},
]
TEXTS = [
    {
        "名称": "郴州市䶮㙍",
        "行政区划代码": "431000000000",
        "人口数": "4667134",
        "面积（平方千米）": "19342.123456789013",
    },
    {"名称": "永州 <市> & “南”", "行政区划代码": "0431", "面积（平方千米）": "0.00000015"},
    {"名称": "𰻞𫭟 多行\n文字", "人口数": "9007199254740992", "面积（平方千米）": "250000000000000000"},
]


def polygon(seed: int, lon: float, lat: float) -> shapely.Polygon:
    """With a hole, and coordinates that need all 17 digits; turned as a Shapefile turns them."""
    random = np.random.default_rng(seed)
    angles = np.linspace(2 * np.pi, 0, 40, endpoint=False)
    around = np.column_stack([np.cos(angles), np.sin(angles)]) * (0.1 + random.random((40, 1)) / 100)
    return shapely.Polygon(around + np.array([lon, lat]), [around[::-1] / 3 + np.array([lon, lat])])


def polygons() -> list[shapely.Geometry]:
    return [polygon(1, 113.03, 25.77), shapely.MultiPolygon([polygon(2, 111.6, 26.4), polygon(3, 112.1, 26.5)]), None]


def lines() -> list[shapely.Geometry]:
    return [shapely.LineString(shapely.get_coordinates(polygon(seed, 113, 25 + seed))[:30]) for seed in (1, 2, 3)]


def layer(shapes: list[shapely.Geometry], kind: Any) -> NewLayer:
    return NewLayer("政区", FIELDS, kind, list(zip(ROWS, shapes, strict=True)))


def bits(shapes: list[Any]) -> list[bytes]:
    """Coordinates as bytes, whether one part stands in a Multi shape or alone."""
    return [shapely.get_coordinates(shape).tobytes() for shape in shapes]


def drawn(found: VectorFile) -> list[Any]:
    return [feature.geometry for feature in found.features]


@pytest.mark.parametrize("format_", ["shp", "gpkg", "geojson", "kml", "fgb"])
@pytest.mark.parametrize("kind", ["MultiPolygon", "LineString"])
def test_nothing_is_lost(tmp_path: Path, format_: str, kind: str) -> None:
    shapes = polygons() if kind == "MultiPolygon" else lines()
    path = tmp_path / f"政区{FORMATS[format_]}"
    names = write_vector_file(path, layer(shapes, kind), format_)
    found = read_vector_file(path, layer="政区" if format_ != "geojson" else "")
    assert bits(drawn(found)) == bits(shapes)
    assert [None if shape is None else shape.is_valid for shape in drawn(found)] == [
        None if shape is None else True for shape in shapes
    ]
    expected = [{names[name]: text for name, text in row.items()} for row in TEXTS]
    read = [{name: text for name, text in one.properties.items() if name != "Name"} for one in found.features]
    assert read == expected
    assert [one.row for one in found.features] == [1, 2, 3]
    assert found.source_crs == ("EPSG:4326" if format_ == "kml" else "EPSG:4490")
    assert [item.name for item in tmp_path.iterdir()] == [path.name]


def test_a_shapefile_has_short_names_and_says_what_they_mean(tmp_path: Path) -> None:
    fields: dict[str, type] = dict.fromkeys(
        ("面积（平方千米）", "面积（公顷）", "面积", "longer_than_ten", "LONGER_THAN"), str
    )
    row: dict[str, Any] = {name: name for name in fields}
    path = tmp_path / "x.zip"
    names = write_vector_file(path, NewLayer("界线", fields, "Point", [(row, shapely.Point(113, 25))]), "shp")
    assert names == {
        "面积": "面积",
        "面积（平方千米）": "面积（",
        "面积（公顷）": "面积（2",
        "longer_than_ten": "longer_tha",
        "LONGER_THAN": "LONGER_TH2",
    }
    assert read_vector_file(path).features[0].properties == {short: name for name, short in names.items()}
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert archive.read("界线.cpg") == b"UTF-8"
        legend = dict(line.split("\t")[::-1] for line in archive.read("字段对照.txt").decode().splitlines())
    assert legend == names


def test_a_text_that_a_table_would_cut_is_refused_and_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"old")
    for text, fits in (("字" * 84, True), ("字" * 85, False)):
        rows: list[Any] = [({"名称": text}, shapely.Point(113, 25))]
        if fits:
            write_vector_file(path, NewLayer("x", {"名称": str}, "Point", rows), "shp")
            assert read_vector_file(path).features[0].properties == {"名称": text}
            path.write_bytes(b"old")
            continue
        with pytest.raises(InvalidInput) as refused:
            write_vector_file(path, NewLayer("x", {"名称": str}, "Point", rows), "shp")
        assert [(one.code, one.row) for one in refused.value.problems] == [("text_too_long", 1)]
    assert path.read_bytes() == b"old"
    assert [item.name for item in tmp_path.iterdir()] == ["x.zip"]


@pytest.mark.parametrize("format_", sorted(FORMATS))
def test_a_failing_source_of_rows_leaves_no_file(tmp_path: Path, format_: str) -> None:
    def rows() -> Any:
        yield ROWS[0], polygon(1, 113, 25)
        yield ROWS[0], shapely.Point(113, 25)

    path = tmp_path / f"x{FORMATS[format_]}"
    with pytest.raises(InvalidInput) as refused:
        write_vector_file(path, NewLayer("x", FIELDS, "MultiPolygon", rows()), format_)
    assert [one.code for one in refused.value.problems] == ["wrong_kind"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("format_", sorted(FORMATS))
def test_a_layer_without_rows_can_be_written(tmp_path: Path, format_: str) -> None:
    path = tmp_path / f"x{FORMATS[format_]}"
    write_vector_file(path, NewLayer("x", FIELDS, "MultiPolygon", []), format_)
    if format_ == "kml":  # the format knows no layer but by its shapes
        with pytest.raises(InvalidInput, match="没有图形"):
            read_vector_file(path)
    else:
        assert read_vector_file(path, crs="4490", kind="Polygon").features == ()


def test_dxf_holds_closed_rings_on_layers_with_chinese_names(tmp_path: Path) -> None:
    rows: list[Any] = [
        ({"Layer": "省界䶮"}, polygon(1, 113, 25)),
        ({"Layer": "县界"}, None),
        ({"Layer": "县界"}, polygon(2, 112, 25)),
    ]
    path = tmp_path / "x.dxf"
    write_vector_file(path, NewLayer("x", {"Layer": str}, "Polygon", rows), "dxf")
    found = read_vector_file(path, crs="4490")
    rings = [ring for _, shape in rows if shape for ring in (shape.exterior, *shape.interiors)]
    assert bits(drawn(found)) == bits(rings)
    assert all(shape.is_closed for shape in drawn(found))
    assert [one.properties["Layer"] for one in found.features] == ["省界䶮", "省界䶮", "县界", "县界"]
    assert path.read_bytes().count(b"VERTEX") == 4 * 40


def test_a_geopackage_is_written_in_pieces_and_another_program_reads_it(tmp_path: Path) -> None:
    from geocore.vector_files.library_formats import write_geopackage

    path = tmp_path / "x.gpkg"
    write_geopackage(path, layer(polygons(), "MultiPolygon"), at_once=2)
    frame = pyogrio.read_dataframe(path, layer="政区")
    assert frame["名称"].tolist() == [row["名称"] for row in ROWS]
    assert frame.crs.to_epsg() == 4490
    with sqlite3.connect(path) as connection:
        assert connection.execute('select "人口数", "面积（平方千米）" from "政区"').fetchall() == [
            (row["人口数"], row["面积（平方千米）"]) for row in ROWS
        ]
    connection.close()


def test_control_characters_are_refused_where_xml_cannot_hold_them(tmp_path: Path) -> None:
    rows: list[Any] = [({"名称": "郴\x01州"}, None)]
    with pytest.raises(InvalidInput, match="控制字符"):
        write_vector_file(tmp_path / "x.kml", NewLayer("x", {"名称": str}, "Point", rows), "kml")
    with pytest.raises(InvalidInput, match="不认识的格式"):
        write_vector_file(tmp_path / "x.dwg", NewLayer("x", {"名称": str}, "Point", []), "dwg")
