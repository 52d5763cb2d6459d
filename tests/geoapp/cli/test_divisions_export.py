"""`geoapp divisions export`: every format whole, as of a day, by level and area, and read by other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
from click.testing import Result
from openpyxl import load_workbook

from geoapp.usecases.division_export import TABLE
from tests.builders.register import small_register
from tests.conftest import Database

CommandLine = Callable[..., Result]

BY_CODE = ["湖南省", "郴州市", "北湖区", "苏仙区", "白露塘镇", "郴州高新区"]
HOSTILE = "=1+1（虚构）"


@pytest.fixture(scope="module", autouse=True)
def register(module_database: Database) -> None:
    """苏仙区 has an area and was 郴县 with another code until 1995; its source looks like a formula."""
    small_register(module_database.app)
    with module_database.owner.begin() as connection:
        connection.exec_driver_sql(
            f"""
            insert into published.division_area (division_seq, geom, label_point, accuracy_m, source, as_of)
            select seq, st_multi(st_makeenvelope(113, 25.5, 113.4, 25.9, 4490)),
                   st_setsrid(st_makepoint(113.1, 25.7), 4490), 185, '测试', '2018-01-01'
              from published.division where name = '苏仙区';
            insert into published.division_history (division_seq, name, kind, kind_name, valid, source)
            select seq, '郴县', 'county', '县', '[1990-01-01,1995-01-01)', '测试'
              from published.division where name = '苏仙区';
            insert into published.division_former_code (division_seq, system, code, valid, source)
            select seq, 'statistical', '432821000000', '[1990-01-01,1995-01-01)', '测试'
              from published.division where name = '苏仙区';
            update published.division set source = '{HOSTILE}' where name = '苏仙区';
            """
        )


def exported(command_line: CommandLine, out: Path, *options: str) -> Path:
    result = command_line("divisions", "export", str(out), *options)
    assert result.exit_code == 0, result.output
    assert [path.name for path in out.parent.iterdir() if path.name.startswith(".")] == [], "nothing half written"
    return out


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_a_table_by_code_each_after_what_holds_it(command_line: CommandLine, tmp_path: Path) -> None:
    rows = rows_of(exported(command_line, tmp_path / "政区.csv"))
    assert [row["政区名称"] for row in rows] == BY_CODE
    assert list(rows[0]) == list(TABLE)
    town = rows[4]
    assert (town["级别"], town["类型"], town["上级政区"], town["上级政区代码"], town["行政区划代码"]) == (
        "4", "镇", "湖南省郴州市苏仙区", "431003000000", "431003101",
    )  # fmt: skip
    assert (rows[3]["代表点经度"], rows[3]["坐标系"], rows[3]["范围资料日期"]) == ("113.1", "CGCS2000", "2018-01-01")
    assert rows[3]["资料来源"] == f"'{HOSTILE}"
    assert [row["仅统计使用"] for row in rows[-2:]] == ["否", "是"]


def test_as_of_a_day(command_line: CommandLine, tmp_path: Path) -> None:
    """What did not exist yet is left out; name, kind and code are those of the day, for what lies below as well."""
    (row,) = rows_of(exported(command_line, tmp_path / "then.csv", "--as-of", "1994-12-31"))
    assert (row["政区名称"], row["类型"], row["统计用区划代码"]) == ("郴县", "县", "432821000000")
    assert (row["启用日期"], row["停用日期"], row["罗马字母拼写"]) == ("1990-01-01", "1995-01-01", "")
    assert rows_of(exported(command_line, tmp_path / "between.csv", "--as-of", "1995-01-01")) == []


def test_only_a_level_and_only_an_area(command_line: CommandLine, tmp_path: Path) -> None:
    def names(file: str, *options: str) -> list[str]:
        return [row["政区名称"] for row in rows_of(exported(command_line, tmp_path / file, *options))]

    assert names("a.csv", "--level", "3") == ["北湖区", "苏仙区"]
    assert names("b.csv", "--within", "431003") == BY_CODE[3:]
    assert names("c.csv", "--within", "431003", "--level", "2") == []


def test_a_workbook_without_formulas(command_line: CommandLine, tmp_path: Path) -> None:
    sheet = load_workbook(exported(command_line, tmp_path / "政区.xlsx")).active
    head, *rows = sheet.iter_rows(values_only=True)
    assert head == tuple(TABLE)
    assert [row[0] for row in rows] == BY_CODE
    assert [cell.data_type for row in sheet.iter_rows() for cell in row if cell.value == HOSTILE] == ["s"]


@pytest.mark.parametrize("ending", ["geojson", "gpkg"])
def test_map_programs_read_it(command_line: CommandLine, tmp_path: Path, ending: str) -> None:
    frame = gpd.read_file(exported(command_line, tmp_path / f"divisions.{ending}"))
    assert list(frame["政区名称"]) == BY_CODE
    assert frame.geometry.notna().sum() == 1
    (area,) = frame[frame["政区名称"] == "苏仙区"].geometry
    assert area.geom_type == "MultiPolygon"
    assert area.bounds == (113, 25.5, 113.4, 25.9)
    assert all(link.startswith("http") and "/division/" in link for link in frame["link"])
    if ending == "gpkg":
        assert frame.crs.to_epsg() == 4490


def test_refusals(command_line: CommandLine, tmp_path: Path) -> None:
    for arguments, words in (
        ((str(tmp_path / "divisions.docx"),), "不认识的格式 docx"),
        ((str(tmp_path / "a.csv"), "--within", "999999"), "not_found"),
        ((str(tmp_path / "a.csv"), "--level", "6"), "Invalid value"),
        ((str(tmp_path / "a.gpkg"), "--as-of", "1950-01-01"), "没有可以导出的政区"),
    ):
        result = command_line("divisions", "export", *arguments)
        assert result.exit_code == 2, result.output
        assert words in result.output + (result.stderr or "")
    assert list(tmp_path.iterdir()) == [], "no file, whole or half"
