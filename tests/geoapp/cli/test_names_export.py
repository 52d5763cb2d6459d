"""`geoapp names export`: every format whole, read by other programs, and tables that the import takes again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from click.testing import Result
from openpyxl import load_workbook

from geoapp.usecases.name_export import TABLE
from tests.builders.register import BAILUTANG, Place, add_places, console_work, small_register
from tests.conftest import Database

HOSTILE = "=1+1（虚构）"
NAMES = sorted(["苏仙区", "白露塘镇", "白露塘村", "东村", "东村", "五盖山", "朝阳村", "新村", "坏公式村"])

CommandLine = Callable[..., Result]


@pytest.fixture(scope="module", autouse=True)
def register(module_database: Database) -> None:
    small_register(module_database.app)
    with console_work(module_database.app) as work:
        add_places(work, (Place("坏公式村", BAILUTANG, lon=113.14, lat=25.74, origin=HOSTILE),), "more.csv")


def exported(command_line: CommandLine, out: Path, *options: str) -> Path:
    result = command_line("names", "export", str(out), *options)
    assert result.exit_code == 0, result.output
    assert [path.name for path in out.parent.iterdir() if path.name.startswith(".")] == [], "nothing half written"
    return out


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_a_table_for_an_office(command_line: CommandLine, tmp_path: Path) -> None:
    rows = rows_of(exported(command_line, tmp_path / "地名.csv"))
    assert sorted(row["标准名称"] for row in rows) == NAMES
    town = next(row for row in rows if row["标准名称"] == "白露塘镇")
    assert (town["所在政区代码"], town["所在政区"], town["曾用名"]) == (
        BAILUTANG,
        "湖南省郴州市苏仙区白露塘镇",
        "白芦塘",
    )
    assert (town["罗马字母拼写"], town["坐标系"]) == ("Báilùtáng Zhèn", "CGCS2000")
    new = next(row for row in rows if row["标准名称"] == "新村")
    assert (new["经度"], new["纬度"], new["坐标系"]) == ("", "", "")
    assert {row["来历"] for row in rows if row["标准名称"] == "坏公式村"} == {f"'{HOSTILE}"}


def test_a_workbook_without_formulas(command_line: CommandLine, tmp_path: Path) -> None:
    sheet = load_workbook(exported(command_line, tmp_path / "地名.xlsx")).active
    head, *rows = sheet.iter_rows(values_only=True)
    assert head == tuple(TABLE)
    assert sorted(row[0] for row in rows) == NAMES
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == HOSTILE]
    assert [cell.data_type for cell in cells] == ["s"]


def test_only_a_division_and_only_a_day(command_line: CommandLine, module_database: Database, tmp_path: Path) -> None:
    inside = rows_of(exported(command_line, tmp_path / "a.csv", "--division", "431003101"))
    assert sorted(row["标准名称"] for row in inside) == ["东村", "坏公式村", "朝阳村", "白露塘村", "白露塘镇"]
    with module_database.owner.begin() as connection:
        connection.exec_driver_sql("update published.name set valid = '[2020-01-01,)' where name = '五盖山'")
    before = rows_of(exported(command_line, tmp_path / "b.csv", "--as-of", "2019-12-31"))
    assert sorted([*(row["标准名称"] for row in before), "五盖山"]) == NAMES


@pytest.mark.parametrize("ending", ["geojson", "gpkg"])
def test_map_programs_read_it(command_line: CommandLine, tmp_path: Path, ending: str) -> None:
    frame = gpd.read_file(exported(command_line, tmp_path / f"names.{ending}"))
    assert sorted(frame["标准名称"]) == NAMES
    assert frame.geometry.isna().sum() == 1
    (mountain,) = frame[frame["标准名称"] == "五盖山"].geometry
    assert (round(mountain.x, 2), round(mountain.y, 2)) == (113.15, 25.6)
    if ending == "gpkg":
        assert frame.crs.to_epsg() == 4490


def test_linked_places(command_line: CommandLine, tmp_path: Path) -> None:
    """Every feature has what the format asks for: @id, properties.title, names with toponym and citations."""
    path = exported(command_line, tmp_path / "names.json", "--format", "lpf")
    collection = json.loads(path.read_text(encoding="utf-8"))
    assert collection["@context"].endswith("linkedplaces-context-v1.2.jsonld")
    places: dict[str, Any] = {one["properties"]["title"]: one for one in collection["features"]}
    for place in places.values():
        assert place["@id"].startswith("http")
        assert place["type"] == "Feature"
        assert all(name["toponym"] and name["citations"] for name in place["names"])
        assert all(kind["identifier"] for kind in place["types"])
    assert {name["toponym"] for name in places["苏仙区"]["names"]} == {"苏仙区", "Sūxiān Qū", "郴县"}
    assert "geometry" not in places["新村"]


def test_refusals(command_line: CommandLine, tmp_path: Path) -> None:
    for arguments, words in (
        ((str(tmp_path / "names.docx"),), "不认识的格式"),
        ((str(tmp_path / "a.csv"), "--division", "999999"), "not_found"),
        ((str(tmp_path / "a.gpkg"), "--division", "431003400000"), "没有可以导出的地名"),
    ):
        result = command_line("names", "export", *arguments)
        assert result.exit_code == 2, result.output
        assert words in result.output + (result.stderr or "")
    assert list(tmp_path.iterdir()) == [], "no file, whole or half"


def test_a_table_goes_in_again(command_line: CommandLine, tmp_path: Path) -> None:
    path = exported(command_line, tmp_path / "again.csv", "--division", "431003101")
    result = command_line("names", "import", str(path), "--dry-run", "--json")
    told = json.loads(result.stdout)
    assert told["problems"] == [], result.output
    assert told["counts"]["read"] == 5
