"""`geoapp areas`: a planning office's file in, with every fault told; the list; ending one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from click.testing import CliRunner, Result

from geoapp.cli import context, main
from tests.builders.built_up import bow_tie, moved_to, write_file
from tests.builders.register import small_register
from tests.conftest import Database

SAID = ("--division", "431000", "--source", "郴州市国土空间总体规划（虚构）", "--valid-from", "2020-01-01")


@pytest.fixture(scope="module")
def register(module_database: Any) -> None:
    small_register(module_database.app)


@pytest.fixture
def geoapp(
    module_database: Database, register: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Callable[..., Result]]:
    for name, value in {**module_database.environment(), "GEOAPP_DATA": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    context.settings.cache_clear()
    context.engines.cache_clear()

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(main, ["areas", *map(str, arguments)])

    yield run
    context.engines().dispose()
    context.engines.cache_clear()
    context.settings.cache_clear()


def test_in_and_listed_and_ended(geoapp: Callable[..., Result], tmp_path: Path) -> None:
    file = write_file(tmp_path / "建成区.shp", {"郴州市中心城区": moved_to(shapely.box(113, 25.7, 113.1, 25.8), 4547)})
    dry = geoapp("import", file, *SAID, "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert dry.stdout.splitlines()[-1] == "dry run: nothing was stored"
    assert geoapp("list", "--json").stdout.strip() == "[]"
    answer = geoapp("import", file, *SAID, "--json")
    assert answer.exit_code == 0, answer.output
    (entered,) = json.loads(answer.stdout)
    assert entered["name"] == "郴州市中心城区"
    assert entered["area_m2"] == pytest.approx(111e6, rel=0.01)
    again = geoapp("import", file, *SAID)
    assert again.exit_code == 2
    assert "invalid_input" in again.stderr
    assert "“郴州市中心城区”与“郴州市中心城区”重叠，位置 113.05" in again.stderr
    assert "郴州市中心城区" in geoapp("list").stdout
    ended = geoapp("end", entered["id"], "--from", "2026-03-02", "--reason", "总体规划修编（虚构）")
    assert ended.stdout == "郴州市中心城区 ends before 2026-03-02\n"
    assert geoapp("import", file, *SAID[:-1], "2026-03-02").exit_code == 0


def test_a_wrong_system_and_a_crossing_line_are_told(geoapp: Callable[..., Result], tmp_path: Path) -> None:
    old = write_file(tmp_path / "老坐标.shp", {"某城": moved_to(shapely.box(113, 25.7, 113.1, 25.8), 4547)}, crs=2362)
    answer = geoapp("import", old, *SAID)
    assert answer.exit_code == 2
    assert "Xian 1980" in answer.stderr
    crossing = write_file(tmp_path / "叉.gpkg", {"叉城": bow_tie((112.5, 25.0, 112.6, 25.1))}, crs=4490)
    answer = geoapp("import", crossing, *SAID)
    assert answer.exit_code == 2
    assert "row 1, geometry: “叉城”图形自相交，位置 112.55" in answer.stderr
    assert geoapp("import", crossing, *SAID[2:]).exit_code == 2, "no division"
    unknown = geoapp("import", crossing, "--division", "不存在县", *SAID[2:])
    assert unknown.exit_code == 2
