"""Files as the world has them: Gauss–Krüger, GBK, wrong .cpg, folders of KML, polylines of CAD, folders of FileGDB."""

from __future__ import annotations

import hashlib
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely

from geocore.errors import InvalidInput
from geocore.vector_files import VectorFile, VectorLimits, read_vector_file
from tests.builders.built_up import moved_to, write_file

SHAPE = shapely.Polygon([(113.0, 25.7), (113.0, 25.8), (113.05, 25.8), (113.05, 25.7), (113.0, 25.7)])
NAME = "郴州市中心城区"


def write(path: Path, shapes: list[Any], driver: str, crs: str | None = "EPSG:4490", **options: Any) -> Path:
    names = options.pop("names", [NAME] * len(shapes))
    pyogrio.raw.write(
        path, np.array([shape.wkb for shape in shapes], dtype=object), [np.array(names, dtype=object)],
        [options.pop("column", "名称")], crs=crs, driver=driver, geometry_type=shapes[0].geom_type, **options,
    )  # fmt: skip
    return path


def packed(folder: Path, archive: Path, **extra: bytes) -> Path:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for part in sorted(folder.rglob("*")):
            if part.is_file() and part != archive:
                file.write(part, part.relative_to(folder).as_posix())
        for name, content in extra.items():
            file.writestr(name, content)
    return archive


def refused(path: Path, **options: Any) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        read_vector_file(path, **options)
    return caught.value


def codes(path: Path, **options: Any) -> list[str]:
    return [problem.code for problem in refused(path, **options).problems]


def names(found: VectorFile) -> list[str]:
    return [one.properties["名称"] for one in found.features]


@pytest.mark.parametrize("crs", [4547, 4523, 4490, 4326])
def test_every_trusted_system_ends_in_degrees(tmp_path: Path, crs: int) -> None:
    """4547: 3° zone of 114°E; 4523: zone 35 with its number before the easting."""
    shape = shapely.transform(SHAPE, lambda points: points - (8, 0)) if crs == 4523 else SHAPE
    drawn = moved_to(shape, crs)
    assert drawn.bounds[0] > (35_400_000 if crs == 4523 else 113 if crs in (4490, 4326) else 300_000) - 1
    found = read_vector_file(write_file(tmp_path / "面.shp", {NAME: drawn}, crs=crs))
    (only,) = found.features
    assert only.geometry is not None
    assert shapely.hausdorff_distance(only.geometry, shape) < 1e-9
    assert (found.source_crs, found.driver, found.layer, found.layers) == (
        f"EPSG:{crs}",
        "ESRI Shapefile",
        "面",
        ("面",),
    )
    if crs in (4490, 4326):
        assert shapely.get_coordinates(only.geometry).tobytes() == shapely.get_coordinates(SHAPE).tobytes()


@pytest.mark.parametrize(("crs", "told"), [(2362, "Xian 1980"), (4610, "Xian 1980"), (4214, "Beijing 1954")])
@pytest.mark.parametrize("form", ["shp", "gpkg"])
def test_old_systems_are_refused(tmp_path: Path, crs: int, told: str, form: str) -> None:
    found = refused(write_file(tmp_path / f"x.{form}", {NAME: SHAPE}, crs=crs))
    assert [one.code for one in found.problems] == ["no_transformation"]
    assert told in str(found)
    assert "拟合" in str(found.problems[0].hint)


def test_a_system_is_told_by_the_file_or_by_a_person_and_the_file_counts(tmp_path: Path) -> None:
    bare = write_file(tmp_path / "a.shp", {NAME: moved_to(SHAPE, 4547)}, crs=None)
    assert codes(bare) == ["no_crs"]
    assert read_vector_file(bare, crs="4547").source_crs == "EPSG:4547"
    assert codes(bare, crs="nonsense") == ["unknown_crs"]
    telling = write_file(tmp_path / "b.gpkg", {NAME: moved_to(SHAPE, 4547)}, crs=4547)
    found = read_vector_file(telling, crs="EPSG:4523")
    assert found.source_crs == "EPSG:4547"
    assert [note.code for note in found.notes] == ["crs_not_used"]
    assert read_vector_file(telling, crs="EPSG:4547").notes == ()


TEXTS = ["郴州市", "永州市䶮㙍"]
BY_GB, BY_UTF8, WITHOUT = "GB18030", "UTF-8", None


@pytest.mark.parametrize(
    ("written", "cpg", "read", "notes"),
    [
        (BY_GB, WITHOUT, "gb18030", ["encoding_guessed"]),
        (BY_GB, "GBK", "gb18030", []),
        (BY_GB, "936", "gb18030", []),
        (BY_GB, "UTF-8", "gb18030", ["wrong_cpg"]),
        (BY_GB, "ISO-8859-1", "gb18030", ["encoding_guessed"]),
        (BY_UTF8, WITHOUT, "utf-8", []),
        (BY_UTF8, "UTF-8", "utf-8", []),
        (BY_UTF8, "GBK", "utf-8", ["wrong_cpg"]),
        (BY_UTF8, "ISO-8859-1", "utf-8", []),
    ],
)
def test_texts_of_a_shapefile(tmp_path: Path, written: str, cpg: str | None, read: str, notes: list[str]) -> None:
    shp = write_file(tmp_path / "x.shp", dict.fromkeys(TEXTS, SHAPE), crs=4490, encoding=written)
    shp.with_suffix(".cpg").unlink()
    if cpg is not None:
        shp.with_suffix(".cpg").write_text(cpg)
    found = read_vector_file(packed(tmp_path, tmp_path / "x.zip"))
    assert names(found) == TEXTS
    assert (found.encoding, [note.code for note in found.notes]) == (read, notes)


@pytest.mark.parametrize("encoding", [BY_GB, BY_UTF8])
def test_a_character_cut_off_by_the_width_of_its_column_is_left_out(tmp_path: Path, encoding: str) -> None:
    """Many programs cut at the byte; the rest of the text, and of the file, is as it was."""
    shp = write_file(tmp_path / "x.shp", {"郴" * 26: SHAPE}, crs=4490, encoding=encoding)
    shp.with_suffix(".cpg").unlink()
    table = shp.with_suffix(".dbf").read_bytes()
    header = struct.unpack_from("<H", table, 8)[0]
    width = table[32 + 16]
    fill = ("字" * 60).encode(encoding)[: width - 1] + b" " if width % 2 else ("a" + "字" * 60).encode(encoding)[:width]
    shp.with_suffix(".dbf").write_bytes(table[: header + 1] + fill + table[header + 1 + width :])
    assert fill.decode(encoding, "ignore").encode(encoding) != fill.rstrip()
    (text,) = names(read_vector_file(shp))
    assert text == fill.decode(encoding, "ignore").strip()


def test_numbers_keep_their_digits_and_have_no_exponent(tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    values = [431_002_000_000.0, 1e-7, 1.5e17, np.nan, 0.1]
    codes_ = np.array([431_002_000_001, 2, 3, 4, 0])
    gap = np.array([False, False, False, False, True])
    pyogrio.raw.write(
        path, np.array([SHAPE.wkb] * 5, dtype=object), [np.array(values), codes_], ["real", "whole"],
        field_mask=[None, gap], crs="EPSG:4490", driver="GPKG", geometry_type="Polygon",
    )  # fmt: skip
    found = [dict(one.properties) for one in read_vector_file(path).features]
    assert found == [
        {"real": "431002000000", "whole": "431002000001"},
        {"real": "0.0000001", "whole": "2"},
        {"real": "150000000000000000", "whole": "3"},
        {"whole": "4"},
        {"real": "0.1"},
    ]


def test_layers_are_told_and_chosen(tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    write(path, [SHAPE], "GPKG", layer="县界面")
    write(path, [shapely.LineString(SHAPE.exterior)], "GPKG", layer="县界线", append=True)
    found = refused(path)
    assert [one.code for one in found.problems] == ["several_layers"]
    assert "县界面" in str(found)
    assert "县界线" in str(found)
    assert read_vector_file(path, layer="县界线").features[0].geometry == shapely.LineString(SHAPE.exterior)
    assert read_vector_file(path, kind="Polygon").layer == "县界面"
    assert read_vector_file(path, kind="Polygon").layers == ("县界面", "县界线")
    assert codes(path, layer="省界") == ["no_such_layer"]


def test_of_several_shapefiles_in_one_archive_one_is_chosen(tmp_path: Path) -> None:
    folder = tmp_path / "数据"
    folder.mkdir()
    write_file(folder / "县.shp", {"县": SHAPE}, crs=4490)
    write_file(folder / "乡.shp", {"乡": SHAPE}, crs=4490)
    archive = packed(tmp_path, tmp_path / "x.zip", **{"__MACOSX/._县.shp": b"resource fork"})
    found = refused(archive)
    assert [one.code for one in found.problems] == ["several_layers"]
    assert "乡、县" in str(found)
    assert names(read_vector_file(archive, layer="乡")) == ["乡"]


KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>区划</name>
<Folder><name>界线</name><Placemark><name>北线</name><LineString><coordinates>
113.0,25.7,12 113.1,25.70000000000001,12</coordinates></LineString></Placemark></Folder>
<Folder><name>政区</name><Placemark><name>甲县</name><ExtendedData><Data name="代码"><value>0431002</value></Data>
<Data name='&quot;面积&quot;'><value>1</value></Data><Data name="年份"><value>2024</value></Data>
</ExtendedData><Polygon><outerBoundaryIs><LinearRing><coordinates>113,25 113.1,25 113.1,25.1 113,25
</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Folder></Document></kml>"""


@pytest.mark.parametrize("suffix", [".kml", ".kmz", ".zip"])
def test_folders_of_kml_are_layers(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"x{suffix}"
    if suffix == ".kml":
        path.write_text(KML, "utf-8")
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("doc.kml", KML)
            archive.writestr("files/other.png", b"\x89PNG")
    assert codes(path) == ["several_layers"]
    assert refused(path).message.endswith("界线、政区")
    (line,) = read_vector_file(path, layer="界线").features
    assert line.geometry == shapely.LineString([(113.0, 25.7), (113.1, 25.70000000000001)])
    assert line.properties == {"Name": "北线"}
    found = read_vector_file(path, layer="政区")
    assert found.features[0].properties == {"Name": "甲县", "代码": "0431002", '"面积"': "1", "年份": "2024"}
    assert (found.source_crs, found.driver) == ("EPSG:4326", "LIBKML")


def dxf(*entities: str, page: str = "ANSI_936", version: str = "AC1018") -> bytes:
    head = f"0 SECTION 2 HEADER 9 $ACADVER 1 {version} 9 $DWGCODEPAGE 3 {page} 0 ENDSEC 0 SECTION 2 ENTITIES"
    return "\n".join([*head.split(), *" ".join(entities).split(), *"0 ENDSEC 0 EOF".split(), ""]).encode("gbk")


CLOSED = "0 LWPOLYLINE 5 20 100 AcDbEntity 8 县界 100 AcDbPolyline 90 3 70 1 10 {0} 20 {1} 10 {2} 20 {1} 10 {2} 20 {3}"


def test_polylines_of_cad_are_lines_and_need_a_system_told(tmp_path: Path) -> None:
    path = tmp_path / "x.dxf"
    corners = shapely.get_coordinates(moved_to(shapely.box(113, 25.7, 113.1, 25.8), 4547))
    west, south, east, north = corners[:, 0].min(), corners[:, 1].min(), corners[:, 0].max(), corners[:, 1].max()
    line = f"0 LINE 5 21 100 AcDbEntity 8 乡界 100 AcDbLine 10 {west} 20 {south} 11 {east} 21 {north}"
    path.write_bytes(dxf(CLOSED.format(west, south, east, north), line))
    assert codes(path) == ["no_crs"]
    closed, open_ = read_vector_file(path, crs="4547").features
    assert (closed.properties, open_.properties) == ({"Layer": "县界"}, {"Layer": "乡界"})
    assert closed.geometry is not None
    assert open_.geometry is not None
    assert (closed.geometry.geom_type, open_.geometry.geom_type) == ("LineString", "LineString")
    assert closed.geometry.is_closed
    assert not open_.geometry.is_closed
    assert closed.geometry.bounds == pytest.approx((113, 25.7, 113.1, 25.8), abs=2e-3)


@pytest.mark.parametrize("packing", ["folder", "gdb.zip", "flat.gdb.zip"])
def test_a_file_geodatabase_as_folder_or_packed(tmp_path: Path, packing: str) -> None:
    folder = write(tmp_path / "区划.gdb", [moved_to(SHAPE, 4547)], "OpenFileGDB", crs="EPSG:4547", layer="县级")
    (folder / "区划.HOST.1.2.sr.lock").write_bytes(b"")
    path = folder
    if packing != "folder":
        path = packed(tmp_path if packing == "gdb.zip" else folder, tmp_path / "区划.gdb.zip")
    found = read_vector_file(path)
    assert names(found) == [NAME]
    assert (found.driver, found.layer, found.source_crs) == ("OpenFileGDB", "县级", "EPSG:4547")
    assert found.features[0].geometry is not None
    # The format keeps a grid of a tenth of a millimetre.
    assert shapely.hausdorff_distance(found.features[0].geometry, SHAPE) < 1e-8
    assert len(found.sha256) == 64


def test_geojson_is_read_by_our_rules_with_invalid_polygons_let_through(tmp_path: Path) -> None:
    bow = {"type": "Polygon", "coordinates": [[[113, 25], [114, 26], [114, 25], [113, 26], [113, 25]]]}
    properties = {"名称": NAME, "n": 1.5e17, "code": 7, "list": [1, "二"], "yes": True, "none": None}
    path = tmp_path / "x.geojson"
    path.write_text(json.dumps({"type": "Feature", "properties": properties, "geometry": bow}), "utf-8")
    (only,) = (found := read_vector_file(path)).features
    assert only.geometry is not None
    assert not only.geometry.is_valid
    assert only.properties == {"名称": NAME, "n": "150000000000000000", "code": "7", "list": '[1, "二"]', "yes": "true"}
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_text('{"type":"Feature","properties":null,"geometry":{"type":"Polygon","coordinates":[[[113,25]]]}}')
    (problem,) = refused(path).problems
    assert (problem.code, problem.field) == ("too_few_positions", "$.geometry.coordinates[0]")


def test_a_geopackage_that_qgis_left_in_its_journal_mode(tmp_path: Path) -> None:
    path = write(tmp_path / "x.gpkg", [SHAPE], "GPKG")
    content = bytearray(path.read_bytes())
    content[18:20] = b"\x02\x02"
    path.write_bytes(content)
    assert names(read_vector_file(path)) == [NAME]
    assert path.read_bytes() == content
    (tmp_path / "x.gpkg-wal").write_bytes(b"not yet in the file")
    assert codes(path) == ["unfinished"]


def test_limits_are_those_that_are_given(tmp_path: Path) -> None:
    path = write(tmp_path / "x.gpkg", [SHAPE] * 10, "GPKG")
    assert len(read_vector_file(path, limits=VectorLimits(features=10, vertices=50)).features) == 10
    assert codes(path, limits=VectorLimits(features=9)) == ["too_many_features"]
    assert codes(path, limits=VectorLimits(vertices=49)) == ["too_many_vertices"]
    assert codes(path, limits=VectorLimits(vertices=20)) == ["too_many_vertices"]
    assert codes(path, limits=VectorLimits(file_bytes=path.stat().st_size - 1)) == ["too_large"]
    feature = '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[113,25]}}'
    text = tmp_path / "x.geojson"
    text.write_text(f'{{"type":"FeatureCollection","features":[{",".join([feature] * 10)}]}}')
    assert codes(text, limits=VectorLimits(features=9)) == ["too_many_features"]
    assert codes(text, limits=VectorLimits(vertices=9)) == ["too_many_vertices"]


def test_a_million_vertices_pass_in_seconds(tmp_path: Path) -> None:
    turns = np.linspace(0, 2 * np.pi, 100_000, endpoint=False)
    shapes = [shapely.Polygon(np.column_stack([113 + np.cos(turns) * size, 25 + np.sin(turns) * size]))
              for size in np.linspace(0.1, 1, 10)]  # fmt: skip
    path = write(tmp_path / "x.gpkg", shapes, "GPKG")
    found = read_vector_file(path, limits=VectorLimits(seconds=20))
    assert [one.geometry for one in found.features] == shapes
