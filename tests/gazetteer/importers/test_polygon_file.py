"""Files of polygons from outside: GBK Shapefiles, GeoPackages, GeoJSON; and everything that must not be taken."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
import shapely

from gazetteer.importers.polygon_file import read_polygon_file
from geocore.errors import InvalidInput
from tests.builders.built_up import moved_to, rectangle, write_file

BOX = (113.0, 25.7, 113.05, 25.8)
NAME = "郴州市中心城区"


def shapefile(folder: Path, *, crs: int | None = 4547, drawn_in: int = 4547, name: str = NAME) -> Path:
    return write_file(folder / "建成区.shp", {name: moved_to(shapely.box(*BOX), drawn_in)}, crs=crs)


def packed(shp: Path, **extra: bytes) -> Path:
    """As offices send it: the parts of a Shapefile in a ZIP."""
    archive = shp.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for part in sorted(shp.parent.glob(f"{shp.stem}.*")):
            if part != archive:
                file.write(part, part.name)
        for file_name, content in extra.items():
            file.writestr(file_name, content)
    return archive


def refusal(path: Path, **options: str) -> InvalidInput:
    with pytest.raises(InvalidInput) as refused:
        read_polygon_file(path, **options)
    return refused.value


def codes(path: Path, **options: str) -> list[str]:
    return [problem.code for problem in refusal(path, **options).problems]


def lies_at(shape: shapely.MultiPolygon) -> bool:
    return bool(shapely.hausdorff_distance(shape, rectangle(BOX)) < 1e-7)


@pytest.mark.parametrize("says_its_encoding", [True, False])
def test_a_gbk_shapefile_in_gauss_krueger_is_read_in_degrees(tmp_path: Path, says_its_encoding: bool) -> None:
    shp = shapefile(tmp_path)
    if not says_its_encoding:
        shp.with_suffix(".cpg").unlink()
    found = read_polygon_file(packed(shp))
    (only,) = found.polygons
    assert (only.name, only.row, found.source_crs, found.name) == (NAME, 1, "EPSG:4547", "建成区.zip")
    assert lies_at(only.geometry)
    assert read_polygon_file(shp).polygons == found.polygons


def test_a_geopackage_and_its_parts_of_one_name(tmp_path: Path) -> None:
    west, east = shapely.box(113.0, 25.7, 113.02, 25.8), shapely.box(113.02, 25.7, 113.05, 25.8)
    table = {NAME: west, f" {NAME} ": east, "东城": shapely.box(113.2, 25.7, 113.3, 25.8)}
    file = write_file(tmp_path / "x.gpkg", {name: moved_to(shape, 4547) for name, shape in table.items()})
    centre, other = read_polygon_file(file).polygons
    assert (centre.name, other.name, other.row) == (NAME, "东城", 3)
    assert lies_at(centre.geometry)


def test_geojson_and_a_column_of_another_name(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "properties": {"cheng": NAME},
        "geometry": json.loads(shapely.to_geojson(shapely.box(*BOX))),
    }
    file = tmp_path / "x.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    assert codes(file) == ["no_name"]
    (only,) = read_polygon_file(file, name_column="CHENG").polygons
    assert lies_at(only.geometry)


def test_a_file_that_does_not_tell_its_system_needs_it_said(tmp_path: Path) -> None:
    shp = shapefile(tmp_path, crs=None)
    assert codes(shp) == ["no_crs"]
    assert lies_at(read_polygon_file(shp, crs="4547").polygons[0].geometry)


@pytest.mark.parametrize(("crs", "name"), [(2362, "Xian 1980"), (4214, "Beijing 1954")])
def test_old_systems_are_refused_and_never_shifted_by_nothing(tmp_path: Path, crs: int, name: str) -> None:
    shp = shapefile(tmp_path, crs=crs)
    found = refusal(shp)
    assert [problem.code for problem in found.problems] == ["no_transformation"]
    assert name in str(found)


def test_a_wrong_system_ends_outside_the_country_and_is_told(tmp_path: Path) -> None:
    assert codes(shapefile(tmp_path, crs=4525)) == ["outside_envelope"]
    assert codes(shapefile(tmp_path, crs=None), crs="4490") == ["outside_envelope"]
    assert codes(shapefile(tmp_path, crs=None), crs="nonsense") == ["unknown_crs"]


def test_points_rows_without_name_and_secrets_are_refused(tmp_path: Path) -> None:
    assert codes(shapefile(tmp_path, name="")) == ["no_name"]
    points = {"type": "Feature", "properties": {"name": NAME}, "geometry": {"type": "Point", "coordinates": [113, 25]}}
    file = tmp_path / "x.json"
    file.write_text(json.dumps(points), "utf-8")
    assert codes(file) == ["no_polygon"]
    points["properties"]["密级"] = "秘密"
    file.write_text(json.dumps(points), "utf-8")
    assert codes(file) == ["secret_row"]


def test_what_is_no_such_file_is_refused(tmp_path: Path) -> None:
    for name, content, code in (
        ("x.kml", b"<kml/>", "unknown_form"),
        ("x.gpkg", b"no database", "unreadable"),
        ("x.gpkg", b"SQLite format 3\x00" + b"\xff" * 4096, "unreadable"),
        ("x.shp", b"\x00\x00\x27\x0a" + b"\xff" * 200, "unreadable"),
        ("x.zip", b"PK\x03\x04 broken", "broken_archive"),
        ("x.zip", b"no archive", "not_an_archive"),
        ("x.shp", b"<OGRVRTDataSource/>", "unreadable"),
        ("x.json", b"{", "not_json"),
    ):
        file = tmp_path / name
        file.write_bytes(content)
        assert codes(file)[0] == code, (name, content[:20])
    assert codes(packed(shapefile(tmp_path), **{"second.shp": b"x"})) == ["several_layers"]
    (tmp_path / "large.gpkg").write_bytes(b"\x00" * (32 * 1024 * 1024 + 1))
    assert codes(tmp_path / "large.gpkg") == ["too_large"]
