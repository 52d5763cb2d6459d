"""Files of polygons judged as they come, and what is said of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely
from shapely.geometry import mapping

from boundaries.checking import Unit, check_file, check_units
from geocore.errors import InvalidInput
from tests.builders.coverages import cells, grid


def written(path: Path, named: dict[str, shapely.Geometry], column: str = "名称") -> Path:
    features = [
        {"type": "Feature", "properties": {column: name}, "geometry": mapping(shape)} for name, shape in named.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_a_file_whose_units_fit_says_so_in_one_sentence(tmp_path: Path) -> None:
    country = cells(20)
    result = check_file(written(tmp_path / "a.geojson", {f"{n}县": one for n, one in enumerate(country)}))
    assert result.faults == ()
    assert result.sentences() == [f"{len(country)} units fit each other in every vertex"]
    assert result.as_dict() == {
        "valid": True, "units": len(country), "gaps": 0, "overlaps": 0, "unmatched": 0, "invalid": 0, "findings": [],
    }  # fmt: skip


def test_a_finding_names_its_units_rows_area_and_place(tmp_path: Path) -> None:
    west, east = grid(2, 1)
    wider = shapely.box(*west.bounds[:2], west.bounds[2] + 0.001, west.bounds[3])
    result = check_file(written(tmp_path / "a.geojson", {"甲县": wider, "乙县": east}))
    (finding,) = result.as_dict()["findings"]
    assert finding["kind"] == "overlap"
    assert finding["divisions"] == ("甲县", "乙县")
    assert finding["rows"] == [1, 2]
    assert finding["area_m2"] == pytest.approx(0.001 * 100_050 * 0.1 * 110_800, rel=0.01)
    assert 100 < finding["width_m"] < 115
    assert finding["geometry"]["type"] == "Polygon"
    assert result.sentences() == ["1 overlap, 111 ha in all, all narrower than 113 m"]


def test_the_widest_of_many_does_not_hide_how_narrow_most_are() -> None:
    squares = grid(5, 5)
    for n in (6, 8, 16):  # a hair too low at the top, and one of them far too low
        west, south, east, north = squares[n].bounds
        squares[n] = shapely.box(west, south, east, north - (0.01 if n == 16 else 1e-5))
    gaps, unmatched = check_units([Unit(f"{n}", n, one) for n, one in enumerate(squares)]).sentences()
    assert gaps.startswith("3 gaps, 1,1")
    assert gaps.endswith("half of them than 2 m")
    assert "vertices do not match" in unmatched  # at their sides, where the neighbours' lines go on


def test_a_unit_without_a_name_is_known_by_its_row_and_a_column_can_be_named(tmp_path: Path) -> None:
    squares = dict(zip(["甲", "乙"], grid(2, 1), strict=True))
    unnamed = check_file(written(tmp_path / "a.geojson", squares, column="remark"))
    assert [unit.name for unit in unnamed.units] == ["#1", "#2"]
    named = check_file(written(tmp_path / "b.geojson", squares, column="Remark"), name_column="remark")
    assert [unit.name for unit in named.units] == ["甲", "乙"]


def test_a_file_without_polygons_is_refused(tmp_path: Path) -> None:
    line = shapely.LineString([(112, 26), (112.1, 26)])
    with pytest.raises(InvalidInput):
        check_file(written(tmp_path / "a.geojson", {"线": line}))


def test_a_polygon_that_crosses_itself_is_a_finding_and_no_refusal(tmp_path: Path) -> None:
    bow = shapely.Polygon([(112, 26), (112.1, 26.1), (112.1, 26), (112, 26.1)])
    result = check_file(written(tmp_path / "a.geojson", {"甲县": bow}))
    assert result.sentences() == ["1 polygons that cross or touch themselves"]
