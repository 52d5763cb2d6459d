"""`geoapp boundaries check`: exit codes, the JSON contract, and the map."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely
from click.testing import CliRunner
from shapely.geometry import mapping

from geoapp.cli import main
from tests.builders.coverages import grid

SCRIPT = "</script><b>{{ 7 * 7 }}${1}"


@pytest.fixture
def torn(tmp_path: Path) -> Path:
    west, east = grid(2, 1)
    wider = shapely.box(*west.bounds[:2], west.bounds[2] + 0.001, west.bounds[3])
    bow = shapely.Polygon([(113, 26), (113.1, 26.1), (113.1, 26), (113, 26.1)])
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": mapping(shape)}
        for name, shape in (("甲县", wider), (SCRIPT, east), ("丙县", bow))
    ]
    path = tmp_path / "counties.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_findings_are_told_and_end_with_1(torn: Path) -> None:
    done = CliRunner().invoke(main, ["boundaries", "check", str(torn)])
    assert done.exit_code == 1, done.output
    assert "1 overlap, 111 ha in all" in done.output
    assert "甲县" in done.output


def test_the_json_is_the_contract(torn: Path) -> None:
    done = CliRunner().invoke(main, ["boundaries", "check", str(torn), "--json"])
    told = json.loads(done.output)
    assert (told["valid"], told["gaps"], told["overlaps"], told["invalid"]) == (False, 0, 1, 1)
    assert {"kind", "divisions", "area_m2", "geometry"} <= set(told["findings"][0])


def test_the_map_shows_what_was_found_and_runs_nothing_from_the_file(torn: Path, tmp_path: Path) -> None:
    out = tmp_path / "found.html"
    CliRunner().invoke(main, ["boundaries", "check", str(torn), "--map", str(out)])
    page = out.read_text(encoding="utf-8")
    assert "重叠" in page
    assert "49" not in page.split("${1}")[0][-20:]
    assert "</script><b>" not in page


def test_a_file_that_fits_ends_with_0(tmp_path: Path) -> None:
    features = [{"type": "Feature", "properties": {}, "geometry": mapping(one)} for one in grid(3, 2)]
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    done = CliRunner().invoke(main, ["boundaries", "check", str(path)])
    assert done.exit_code == 0
    assert "6 units fit" in done.output


def test_a_file_that_is_none_is_refused_with_2(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"nothing")
    done = CliRunner().invoke(main, ["boundaries", "check", str(path)])
    assert done.exit_code == 2
