"""`geoapp audit`: exit codes are what a nightly job looks at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geoapp.cli import context, main
from geocore.actor import ANONYMOUS
from geocore.db import unit_of_work
from tests.conftest import Database


@pytest.fixture
def geoapp(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator:
    for name, value in {**database.environment(), "GEOAPP_DATA": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    context.settings.cache_clear()
    context.engines.cache_clear()

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["audit", *arguments])

    yield run
    context.engines().dispose()
    context.engines.cache_clear()
    context.settings.cache_clear()


def write(database: Database, count: int) -> None:
    for number in range(count):
        with unit_of_work(database.app, ANONYMOUS) as work:
            work.audit("test.write", "thing", number)


def as_owner(database: Database, statement: str) -> None:
    with database.owner.begin() as connection:
        connection.exec_driver_sql("alter table app.audit_event disable trigger user")
        connection.exec_driver_sql(statement)


def test_a_whole_trail(geoapp, database: Database) -> None:
    write(database, 3)
    assert geoapp("verify").output == "audit trail whole: 3 records, 0 exported heads compared\n"
    exported = json.loads(geoapp("head", "--json").output)
    assert exported["seq"] == 3
    assert Path(exported["file"]).exists()
    write(database, 2)
    verdict = json.loads(geoapp("verify", "--json").output)
    assert (verdict["whole"], verdict["records"], verdict["heads"], verdict["faults"]) == (True, 5, 1, [])


def test_an_edit_exits_with_1_and_says_where(geoapp, database: Database) -> None:
    write(database, 5)
    as_owner(database, "update app.audit_event set actor_name = 'somebody' where seq = 2")
    result = geoapp("verify")
    assert result.exit_code == 1
    assert "columns: record 2: columns differ from the hashed text: actor_name" in result.output
    assert json.loads(geoapp("verify", "--json").output)["whole"] is False


def test_a_cut_tail_is_found_by_the_exported_head_which_is_not_overwritten(geoapp, database: Database) -> None:
    write(database, 5)
    exported = json.loads(geoapp("head", "--json").output)
    as_owner(database, "delete from app.audit_event where seq > 3")
    assert "head: record 5: missing" in geoapp("verify").output
    refused = geoapp("head")
    assert refused.exit_code == 2
    assert refused.output.startswith("conflict: today's exported head does not fit")
    assert json.loads(Path(exported["file"]).read_text())["seq"] == 5


def test_damaged_heads_are_bad_input(geoapp, database: Database, tmp_path: Path) -> None:
    (tmp_path / "audit-heads").mkdir()
    (tmp_path / "audit-heads" / "2026-01-01.json").write_text("nonsense")
    result = geoapp("verify")
    assert (result.exit_code, "head_unreadable" in result.output) == (2, True)


def test_an_empty_trail_is_whole(geoapp) -> None:
    assert geoapp("verify").exit_code == 0
