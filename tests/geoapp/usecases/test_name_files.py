"""Names in: one batch, once, undoable, and nothing half done whatever happens to the process."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import gazetteer
from geoapp.usecases.demo import DIVISIONS
from geoapp.usecases.division_files import import_division_file
from geoapp.usecases.name_files import import_name_file
from geocore.errors import ActionNotAllowed, Conflict, InvalidInput
from tests.builders.packages import STREETS, VILLAGES
from tests.geoapp.usecases.conftest import no_progress

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def filled(register, package):
    """A register with the divisions of the small package."""
    register.run(import_division_file, package(), deepest_level=5, progress=no_progress, dry_run=False)
    return register


def test_a_place_has_a_name_and_a_computed_reading(filled, package) -> None:
    result = filled.run(import_name_file, package())
    assert result.outcome.counts.refused == 0
    assert filled.rows(
        """
        select n.name, n.spelling, n.initials, f.status, f.reading_status
          from published.name n join published.name_fact f using (name_id) where n.name like '白露塘%' order by 1
        """
    ) == [
        ("白露塘村", "Báilùtáng Cūn", "bltc", "listed", "proposed"),
        ("白露塘镇", "Báilùtáng Zhèn", "bltz", "listed", "proposed"),
    ]
    # the list holds no positions, and none appear by themselves
    assert filled.rows("select distinct position_kind, geom is null from published.place") == [("unknown", True)]


def test_local_readings_are_decided_by_where_the_place_is(register, package) -> None:
    tables = {
        "provinces": ["32,江苏省", "43,湖南省"],
        "cities": ["3201,南京市,32", "4310,郴州市,43"],
        "areas": ["320116,六合区,3201,32", "431003,苏仙区,4310,43"],
        "streets": ["320116001,雄州街道,320116,32,3201", "431003105,白露塘镇,431003,43,4310"],
        "villages": [
            "320116001201,六合村委会,320116001,32,3201,320116", "431003105201,六合村委会,431003105,43,4310,431003",
        ],
    }  # fmt: skip
    file = package(**tables)
    register.run(import_division_file, file, deepest_level=5, progress=no_progress, dry_run=False)
    register.run(import_name_file, file)
    assert register.rows(
        "select d.name, n.spelling from published.name n join published.division d on d.seq = n.division_path[4]"
        " where n.name = '六合村' order by d.name desc"
    ) == [("苏仙区", "Liùhé Cūn"), ("六合区", "Lùhé Cūn")]


def test_second_import_changes_nothing(filled, package) -> None:
    file = package()
    filled.run(import_name_file, file)
    before = filled.state()
    again = filled.run(import_name_file, file)
    assert again.outcome.batch_id is None
    assert again.outcome.counts.added == again.outcome.counts.changed == 0
    assert filled.state() == before


def test_renamed_place_keeps_its_old_name_findable(filled, package) -> None:
    filled.run(import_name_file, package())
    renamed = [line.replace("白露塘镇", "白鹭塘镇") for line in STREETS]
    result = filled.run(import_name_file, package(streets=renamed))
    assert result.outcome.counts.changed == 1
    assert filled.rows(
        "select name, kind from published.name where name in ('白露塘镇', '白鹭塘镇') order by kind desc"
    ) == [("白鹭塘镇", "standard"), ("白露塘镇", "former")]
    undone = filled.run(gazetteer.undo_names, result.outcome.batch_id, "试")
    assert undone.restored == 1
    assert filled.rows("select name, kind from published.name where name in ('白露塘镇', '白鹭塘镇')") == [
        ("白露塘镇", "standard")
    ]


def test_undo_takes_everything_back_once(filled, package) -> None:
    tables = ("gazetteer.place", "gazetteer.name", "gazetteer.reading", "published.place", "published.name")
    result = filled.run(import_name_file, package())
    filled.run(gazetteer.undo_names, result.outcome.batch_id, "试")
    assert [filled.value(f"select count(*) from {table}") for table in tables] == [0] * len(tables)
    # a reader of the feed who replays it ends with nothing, too
    assert filled.rows(
        """
        select operation, count(*) from (
            select distinct on (entity_id) operation from published.change where entity = 'place'
             order by entity_id, seq desc) last group by operation
        """
    ) == [("remove", 21)]
    with pytest.raises(ActionNotAllowed):
        filled.run(gazetteer.undo_names, result.outcome.batch_id, "再试")


def test_undo_is_refused_once_something_rests_on_the_batch(filled, package) -> None:
    result = filled.run(import_name_file, package())
    with filled.database.owner.begin() as connection:
        connection.exec_driver_sql(
            "insert into gazetteer.name_event (place_id, kind, actor_name)"
            " select id, 'corrigendum', '测试' from gazetteer.place limit 1"
        )
    with pytest.raises(Conflict):
        filled.run(gazetteer.undo_names, result.outcome.batch_id, "试")
    assert filled.value("select count(*) from published.place") == 21


def test_rows_of_unknown_divisions_are_refused_with_their_line(filled, package) -> None:
    villages = [*VILLAGES, "431003999201,某村委会,431003999,43,4310,431003"]
    streets = [*STREETS, "431003999,某镇,431003,43,4310"]
    result = filled.run(import_name_file, package(streets=streets, villages=villages))
    found = {(problem.code, problem.row) for problem in result.outcome.problems}
    assert ("unknown_division", 7) in found
    assert result.outcome.counts.refused == len(found)


def test_csv_with_aliases_and_former_names(filled, tmp_path) -> None:
    file = tmp_path / "地名.csv"
    file.write_text(
        "标准名称,类别,所在政区代码,经度,纬度,曾用名,别名,含义\n"
        "老槐树街,街路巷,431003,113.0412,25.7931,工农街,槐树街,因街口古槐得名\n"
        "坏坐标路,街路巷,431003,25.7931,113.0412,,,\n",
        encoding="gb18030",
    )
    result = filled.run(import_name_file, file, format_="csv")
    assert result.outcome.counts.added == 1
    assert result.outcome.counts.refused == 1
    assert [problem.row for problem in result.outcome.problems] == [3]
    assert sorted(filled.rows("select name, kind from published.name")) == [
        ("工农街", "former"), ("槐树街", "alias"), ("老槐树街", "standard"),
    ]  # fmt: skip
    snapped, exact = filled.rows(
        "select st_x(pub.geom), st_x(p.geom) from published.place pub join gazetteer.place p using (id)"
    )[0]
    assert exact == pytest.approx(113.0412)
    assert 0 < abs(snapped - exact) < 0.0005


def test_one_secret_row_refuses_the_whole_file(filled, tmp_path) -> None:
    file = tmp_path / "地名.csv"
    file.write_text("标准名称,类别,所在政区代码,密级\n甲街,街路巷,431003,\n乙街,街路巷,431003,秘密\n", encoding="utf-8")
    before = filled.state()
    with pytest.raises(InvalidInput):
        filled.run(import_name_file, file, format_="csv")
    assert filled.state() == before


def test_kill_anywhere_leaves_none_or_all(database, register, is_long) -> None:
    register.run(import_division_file, DIVISIONS, deepest_level=5, progress=no_progress, dry_run=False)
    environment = {**os.environ, **database.environment(), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "geoapp", "names", "import", str(DIVISIONS)]
    empty = register.state()
    rng = random.Random(7)
    whole = None
    for attempt in range(60 if is_long else 2):
        process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        time.sleep(rng.uniform(1.5, 14))
        process.send_signal(signal.SIGKILL)
        process.wait()
        _wait_for_backends(register)
        now = register.state()
        if now != empty:
            assert register.value("select count(*) from published.place") == 34_889, f"half of it, attempt {attempt}"
            whole = now
            break
    if whole is None:
        subprocess.run(command, env=environment, check=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    assert register.value("select count(*) from published.name") == 34_889
    assert register.value("select count(*) from app.suspended_definition") == 0


def _wait_for_backends(register) -> None:
    """Until the server has noticed that the client is gone and rolled back."""
    for _ in range(300):
        if not register.value(
            "select count(*) from pg_stat_activity where datname = current_database() and usename = 'geoapp_app'"
            " and state is distinct from 'idle'"
        ):
            return
        time.sleep(0.1)
    raise AssertionError("the killed import's server process is still at work")
