"""`geoapp applications expire`: drafts past their day go, what was handed in stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from geoapp.cli import context, main
from tests.builders.applications import handed_in, seen, started
from tests.builders.cases import office
from tests.builders.register import small_register
from tests.conftest import Database


def test_expire(module_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    small_register(module_database.app)
    bureau = office(module_database)
    draft, kept = started(bureau), started(bureau)
    waiting, _id = handed_in(bureau)
    with module_database.owner.begin() as connection:
        connection.exec_driver_sql("update gazetteer.name_application set expires_on = current_date - 2")
        connection.exec_driver_sql(
            f"update gazetteer.name_application set expires_on = current_date + 2 where id = '{seen(bureau, kept).id}'"
        )
    for name, value in {**module_database.environment(), "GEOAPP_DATA": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    context.settings.cache_clear()
    context.engines.cache_clear()
    done = CliRunner().invoke(main, ["applications", "expire", "--json"])
    assert (done.exit_code, json.loads(done.output)) == (0, {"deleted": 1})
    assert CliRunner().invoke(main, ["applications", "expire"]).output == "0 drafts deleted\n"
    context.engines().dispose()
    left = bureau.scalar("select array_agg(id) from gazetteer.name_application")
    assert set(left) == {seen(bureau, kept).id, seen(bureau, waiting).id}
    assert draft not in str(left)
