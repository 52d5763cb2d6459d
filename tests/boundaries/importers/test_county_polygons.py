from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from boundaries.importers.county_polygons import (
    CountyPolygon,
    read_county_polygons,
    read_polygon_release,
    report_shared_codes,
)
from geocore.coordinates import METRES_PER_DEGREE
from geocore.datum import to_gcj02
from geocore.errors import InvalidInput
from geocore.repair import area_m2
from tests.builders.packages import SAMPLES, polygon_files, write_folder, write_tgz

DEMO = Path(__file__).resolve().parents[3] / "geoapp" / "demo_data" / "county-polygons-hunan.tgz"
RING = [[113.0, 28.0], [113.5, 28.0], [113.5, 28.5], [113.0, 28.5], [113.0, 28.0]]


@pytest.fixture
def counties(tmp_path: Path) -> dict[str, CountyPolygon]:
    path = write_tgz(tmp_path / "a.tgz", polygon_files())
    return {county.name: county for county in read_county_polygons(path)}


def one_county(tmp_path: Path, *features: Any, file: str = "src/湖南/长沙市/测试县.geojson") -> CountyPolygon:
    data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    path = write_tgz(tmp_path / "a.tgz", polygon_files({file: data}))
    (county,) = [county for county in read_county_polygons(path) if county.file.endswith(file)]
    return county


def county_feature(geometry: Any, identifier: Any = "430199", **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "id": identifier, "properties": {"name": "测试县", **properties}, "geometry": geometry}


def control_points(prefix: str, names: str) -> list[tuple[float, float]]:
    with (SAMPLES / "control_points.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["set"] == prefix and row["name"].startswith(names)]
    return [(float(row["lon"]), float(row["lat"])) for row in rows]


def metres_to_line(geometry: BaseGeometry, lon: float, lat: float) -> float:
    squeeze = np.array([np.cos(np.radians(lat)), 1.0])
    flat = shapely.transform(geometry.boundary, lambda xy: xy * squeeze)
    return float(shapely.distance(flat, shapely.Point(lon * squeeze[0], lat))) * METRES_PER_DEGREE


@pytest.mark.parametrize(
    ("county", "points", "within_m"),
    [("北区", ("order221", ""), 100), ("三沙市", ("baseline1996-xisha", "中建岛"), 60)],
)
def test_converted_lines_pass_the_published_points(
    counties: dict[str, CountyPolygon], county: str, points: tuple[str, str], within_m: float
) -> None:
    """The boundary of 香港 (Order 221) and the base points around 中建岛: decision record 0005."""
    geometry = counties[county].geometry
    assert geometry is not None
    drawn = shapely.transform(geometry, lambda xy: np.column_stack(to_gcj02(xy[:, 0], xy[:, 1])))
    control = control_points(*points)
    assert len(control) in (5, 7)
    assert all(metres_to_line(geometry, lon, lat) < within_m for lon, lat in control)
    assert sorted(metres_to_line(drawn, lon, lat) for lon, lat in control)[len(control) // 2] > 115


def test_conversion_undoes_the_grid_exactly(counties: dict[str, CountyPolygon]) -> None:
    geometry = counties["嘉禾县"].geometry
    assert geometry is not None
    positions = shapely.get_coordinates(geometry)
    steps = np.column_stack(to_gcj02(positions[:, 0], positions[:, 1])) * 1024
    assert np.abs(steps - np.round(steps)).max() < 1e-6


def test_each_county_says_what_it_is(counties: dict[str, CountyPolygon]) -> None:
    county = counties["嘉禾县"]
    assert (county.code, county.province, county.prefecture) == ("431024", "湖南", "郴州市")
    assert county.file == "package/src/湖南/郴州市/嘉禾县.geojson"
    assert county.vertices > 300
    assert county.accuracy_m == pytest.approx(185, abs=3)
    assert county.label is not None
    assert county.usable_geometry is not None
    assert county.usable_geometry.contains(shapely.Point(county.label))
    assert area_m2(county.usable_geometry) == pytest.approx(699e6, rel=0.02)  # 699 km² by the county's own figure


def test_a_county_without_coordinates_is_reported_not_dropped(counties: dict[str, CountyPolygon]) -> None:
    county = counties["蓟州区"]
    assert county.geometry is None
    assert county.usable_geometry is None
    assert [problem.code for problem in county.problems] == ["empty"]
    assert county.problems[0].field.endswith("蓟州区.geojson")


def test_a_county_without_a_code_keeps_its_polygon(counties: dict[str, CountyPolygon]) -> None:
    county = counties["运河区"]
    assert county.code is None
    assert county.usable_geometry is not None
    assert "no_code" in {problem.code for problem in county.problems}


def test_collapsed_islets_are_said(counties: dict[str, CountyPolygon]) -> None:
    county = counties["大渡口区"]
    assert county.usable_geometry is not None
    (problem,) = [problem for problem in county.problems if problem.code == "collapsed_parts"]
    assert "2 个" in problem.message


def test_a_self_crossing_county_is_yielded_as_drawn_with_a_proposal(tmp_path: Path) -> None:
    spiked = [*RING[:3], [113.25, 28.5], [113.25, 29.0], [113.25, 28.5], *RING[3:]]
    county = one_county(tmp_path, county_feature({"type": "Polygon", "coordinates": [spiked]}))
    assert county.geometry is not None
    assert not county.geometry.is_valid
    assert not county.is_valid
    assert county.repair is not None
    assert county.repair.geometry.is_valid
    assert county.repair.relative_difference < 1e-3
    assert county.usable_geometry == county.repair.geometry
    assert {problem.code for problem in county.problems} <= {"self_crossing", "invalid_polygon"}


@pytest.mark.parametrize(
    ("feature", "code"),
    [
        (county_feature({"type": "Point", "coordinates": [113, 28]}), "no_polygon"),
        (county_feature(None), "no_polygon"),
        (county_feature({"type": "Polygon", "coordinates": [RING[:-1]]}), "open_ring"),
        (county_feature({"type": "Polygon", "coordinates": "x"}), "bad_nesting"),
        (county_feature({"type": "MultiPolygon", "coordinates": [[RING[:2] + RING[:1]]]}), "empty"),
        (county_feature({"type": "Polygon", "coordinates": [[[None, 28.0], *RING[1:]]]}), "not_a_number"),
    ],
)
def test_a_file_that_cannot_be_read_is_yielded_with_its_reason(tmp_path: Path, feature: Any, code: str) -> None:
    county = one_county(tmp_path, feature)
    assert county.usable_geometry is None
    assert county.name == "测试县"
    assert code in {problem.code for problem in county.problems}


def test_a_file_of_several_counties_is_not_taken_for_one(tmp_path: Path) -> None:
    feature = county_feature({"type": "Polygon", "coordinates": [RING]})
    assert [problem.code for problem in one_county(tmp_path, feature, feature).problems] == ["mixed_file"]


@pytest.mark.parametrize("identifier", [None, 430199, "43019", "4301990", "abc", "043019", "４３０１９９"])
def test_only_six_digits_are_a_code(tmp_path: Path, identifier: Any) -> None:
    county = one_county(tmp_path, county_feature({"type": "Polygon", "coordinates": [RING]}, identifier=identifier))
    assert county.code is None


def test_broken_json_is_reported_with_its_place(tmp_path: Path) -> None:
    path = write_tgz(tmp_path / "a.tgz", polygon_files({"src/湖南/长沙市/坏.geojson": b'{"type":'}))
    (county,) = [county for county in read_county_polygons(path) if county.name == "坏"]
    assert county.problems[0].code == "not_json"


def test_codes_in_two_files_are_reported(tmp_path: Path) -> None:
    copy = (SAMPLES / "county_polygons" / "湖南" / "郴州市" / "嘉禾县.geojson").read_bytes()
    path = write_tgz(tmp_path / "a.tgz", polygon_files({"src/湖南/永州市/嘉禾县.geojson": copy}))
    (problem,) = report_shared_codes(list(read_county_polygons(path)))
    assert (problem.code, "431024" in problem.message) == ("duplicate_code", True)


def test_release_and_selection(tmp_path: Path) -> None:
    files = polygon_files()
    packed, folder = write_tgz(tmp_path / "a.tgz", files), write_folder(tmp_path / "package", files)
    release = read_polygon_release(packed)
    assert (release.version, release.licence, release.files) == ("1.0.1", "MIT", 6)
    assert read_polygon_release(folder).files == 6
    assert [county.name for county in read_county_polygons(folder, only_codes=("43",))] == ["嘉禾县"]


def test_other_packages_are_refused(tmp_path: Path) -> None:
    files = {**polygon_files(), "package.json": b'{"name":"left-pad"}'}
    with pytest.raises(InvalidInput) as refused:
        read_polygon_release(write_tgz(tmp_path / "a.tgz", files))
    assert refused.value.problems[0].code == "not_county_polygons"


def test_the_demo_package_is_what_its_readme_says() -> None:
    counties = list(read_county_polygons(DEMO))
    geometries = [county.usable_geometry for county in counties]
    assert len(counties) == len({county.code for county in counties}) == 122
    assert sum(county.vertices for county in counties) == 145_429
    assert sum(county.repair is not None for county in counties) == 53
    assert all(geometry is not None and geometry.is_valid for geometry in geometries)
    assert max(county.repair.relative_difference for county in counties if county.repair) < 4e-7
    total = sum(area_m2(geometry) for geometry in geometries if geometry is not None)
    assert total / 1e6 == pytest.approx(211_800, rel=0.001)  # the province's published area in km²
