"""A small register with officers, a backup of it that was made while somebody went on working, and the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from geoapp.backups.making import make_backup
from geoapp.cli import context, main
from geoapp.config import Settings
from tests.builders.accounts import Person
from tests.builders.register import BAILUTANG, Place, add_officer, add_places, console_work, small_register
from tests.builders.site import quick_hashing
from tests.conftest import SECRET_KEY, Database

__all__ = ["quick_hashing"]

LATER = "后来村"
"""The place that is written while the backup is being made, and so is not in it."""


@dataclass(frozen=True)
class Kept:
    """The database, its backup, what it held at that moment, and two officers of neighbouring districts."""

    database: Database
    data: Path
    file: Path
    state: dict[str, Any]
    own: Person
    neighbour: Person

    def environment(self) -> dict[str, str]:
        return {**self.database.environment(), "GEOAPP_DATA": str(self.data)}

    def process(self, *arguments: str) -> subprocess.Popen[str]:
        """`geoapp …` in a process of its own, whose progress can be read."""
        return subprocess.Popen(
            [sys.executable, "-m", "geoapp", *arguments],
            env={**os.environ, **self.environment()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )


def state_of(database: Database) -> dict[str, Any]:
    """Every row of every table, every sequence, policy, trigger, function and grant, as fingerprints."""
    with database.owner.connect() as connection:
        tables = connection.execute(
            sa.text("select schemaname || '.' || tablename from pg_tables where schemaname = any (:ours) order by 1"),
            {"ours": ["app", "boundaries", "gazetteer", "published"]},
        ).scalars()
        rows = {
            table: connection.exec_driver_sql(
                f"select md5(coalesce(string_agg(t::text, chr(10) order by t::text), '')) from {table} t"
            ).scalar_one()
            for table in tables
        }
        rest = {
            "sequences": "select schemaname, sequencename, last_value from pg_sequences order by 1, 2",
            "policies": "select tablename, policyname, cmd, qual, with_check from pg_policies order by 1, 2",
            # Brackets around a or b or c are PostgreSQL's to choose.
            "triggers": "select translate(pg_get_triggerdef(oid), '()', '') from pg_trigger where not tgisinternal"
            " order by 1",
            "grants": "select c.oid::regclass::text, relacl::text, relrowsecurity, relforcerowsecurity from pg_class c"
            " where relnamespace::regnamespace::text = any (array['app','boundaries','gazetteer','published'])"
            " order by 1",
            "functions": "select p.oid::regprocedure::text, prosecdef, proacl::text, md5(prosrc) from pg_proc p where"
            " pronamespace::regnamespace::text = any (array['app','boundaries','gazetteer','published']) order by 1",
        }
        found = {name: [tuple(row) for row in connection.exec_driver_sql(text)] for name, text in rest.items()}
        return {**rows, **found}


def add_village(database: Database, name: str) -> None:
    with console_work(database.app) as work:
        add_places(work, (Place(name, BAILUTANG, lon=113.14, lat=25.74),), f"{name}.csv")


@pytest.fixture(scope="module")
def kept(module_database: Database, tmp_path_factory: pytest.TempPathFactory, quick_hashing: None) -> Kept:
    small_register(module_database.app)
    with module_database.owner.begin() as connection:
        own = add_officer(connection, "steward", "431003", login="suxian")
        neighbour = add_officer(connection, "steward", "431002", login="beihu")
    folder = tmp_path_factory.mktemp("keeping")
    state = state_of(module_database)
    written: list[str] = []

    def meanwhile(stage: str, done: int) -> None:
        """As soon as the dump's first bytes are there, its picture of the database is taken."""
        if stage == "dump" and not written:
            written.append(LATER)
            add_village(module_database, LATER)

    settings = Settings(database_url=module_database.owner_url, data=folder / "data", secret_key=SECRET_KEY)
    file = folder / "register.geoapp-backup"
    make_backup(settings, file, meanwhile)
    assert written, "nothing was written while the backup was made"
    return Kept(module_database, folder / "data", file, state, own, neighbour)


@pytest.fixture
def geoapp(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Result]]:
    """The command line on that database."""
    for name, value in kept.environment().items():
        monkeypatch.setenv(name, value)
    context.settings.cache_clear()
    context.engines.cache_clear()
    # A restore cuts off every connection: the pools of the tests begin anew.
    kept.database.dispose()
    yield lambda *arguments: CliRunner().invoke(main, arguments)
    context.engines().dispose()
    context.engines.cache_clear()
    context.settings.cache_clear()
    kept.database.dispose()
