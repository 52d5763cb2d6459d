"""The engines that serve requests: what their connections may do, and what becomes of one that the server has lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from geoapp.config import Settings
from geoapp.shared import db
from geocore.db import reading_published
from tests.conftest import Database

BACKEND = sa.text("select pg_backend_pid()")


@pytest.fixture
def engines(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[db.Databases]:
    for name, value in database.environment().items():
        monkeypatch.setenv(name, value)
    made = db.databases(Settings.from_env())
    yield made
    made.dispose()


def test_what_reads_for_the_public_cannot_write(engines: db.Databases) -> None:
    with (
        pytest.raises(sa.exc.DBAPIError, match="read-only transaction"),
        reading_published(engines.reader) as connection,
    ):
        connection.exec_driver_sql("create table published.mine (id integer)")


def end_of(database: Database, backend: int) -> None:
    with database.owner.connect() as connection:
        connection.execute(sa.text("select pg_terminate_backend(:backend, 5000)"), {"backend": backend})


def backend_of(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(BACKEND).scalar_one())


def test_a_connection_that_broke_while_it_rested_is_replaced_unseen(
    engines: db.Databases, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "ASKED_AFTER_S", 0.0)
    before = backend_of(engines.app)
    assert backend_of(engines.app) == before
    end_of(database, before)
    assert backend_of(engines.app) != before


def test_a_connection_in_steady_use_is_not_asked_and_costs_one_answer_when_it_breaks(
    engines: db.Databases, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "ASKED_AFTER_S", 3600.0)
    end_of(database, backend_of(engines.app))
    with pytest.raises(sa.exc.OperationalError):
        backend_of(engines.app)
    assert backend_of(engines.app)
