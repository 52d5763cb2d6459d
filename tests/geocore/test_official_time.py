"""Days are Beijing's: in Python, and in every connection of the program."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from geoapp.config import Settings
from geoapp.shared.db import databases, owner_engine
from geocore.official_time import CHINA_TIME, today
from tests.conftest import Database


def test_today_is_that_of_beijing() -> None:
    before = (datetime.now(UTC) + timedelta(hours=8)).date()
    assert before <= today() <= (datetime.now(UTC) + timedelta(hours=8)).date()
    assert CHINA_TIME.utcoffset(None) == timedelta(hours=8)


def test_every_connection_keeps_official_time(module_database: Database, monkeypatch: Any) -> None:
    """The cluster of the tests is on another zone, as a server on UTC is."""
    for name, value in module_database.environment().items():
        monkeypatch.setenv(name, value)
    settings = Settings.from_env()
    with_logins = databases(settings)
    monkeypatch.delenv("DATABASE_APP_URL")
    monkeypatch.delenv("DATABASE_READER_URL")
    by_role = databases(Settings.from_env())
    for engine in (with_logins.app, with_logins.reader, by_role.app, by_role.reader, owner_engine(settings)):
        with engine.connect() as connection:
            assert connection.exec_driver_sql("show timezone").scalar_one() == "Asia/Shanghai"
        engine.dispose()
