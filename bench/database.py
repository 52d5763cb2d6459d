"""A database of its own for the bench, on the server of DATABASE_URL; migrated, loaded once, and reused."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable
from pathlib import Path

import psycopg
import sqlalchemy as sa
from alembic import command
from psycopg import sql

from bench.loading import load_divisions, load_names
from bench.national import Division, Name, read_package
from bench.variation import vary
from gazetteer.search.maintenance import rebuild_on
from geoapp.shared.db import ONLY_ON_REQUEST
from geoapp.shared.migrations import alembic_config

REAL = "663k"
PREPARE_THRESHOLD = ONLY_ON_REQUEST
"""As the program itself connects."""
SIZES = {REAL: None, "5m": 5_000_000}
"""Name of a size -> rows; the first is the national list as it is."""


def server_url() -> sa.URL:
    """The owner's address. Ends the program with a sentence if there is none."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        raise SystemExit("the bench needs DATABASE_URL: ./run bench sets it, or give a server of your own")
    return sa.make_url(url)


def rows_wanted(size: str) -> int | None:
    """The number of rows that a size such as 663k, 5m or 40000 means; None for the list as it is."""
    if size in SIZES:
        return SIZES[size]
    if not re.fullmatch(r"[1-9][0-9]{2,8}", size):
        raise SystemExit(f"--rows: {size} is neither 663k nor 5m nor a number")
    return int(size)


def prepared(size: str, package: Path) -> tuple[sa.URL, dict[str, float]]:
    """Address of a filled database, and the seconds that each part of filling took (empty if it was there)."""
    wanted = rows_wanted(size)
    url = server_url().set(database=f"geoapp_bench_{size}")
    server = sa.create_engine(server_url(), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with server.connect() as connection:
        known = connection.execute(
            sa.text("select count(*) from pg_database where datname = :name"), {"name": url.database}
        ).scalar_one()
        if not known:
            connection.exec_driver_sql(f'create database "{url.database}"')
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        command.upgrade(alembic_config(connection), "head")
    with engine.connect() as connection:
        if connection.exec_driver_sql("select count(*) from published.gram").scalar_one():
            return url, {}
    return url, _fill(url, package, wanted)


def dsn(url: sa.URL) -> str:
    """The same address for the driver."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def made_anew(database: str) -> sa.URL:
    """Address of a migrated, empty database of this name; what had the name before is gone."""
    url = server_url().set(database=database)
    dropped(database)
    with psycopg.connect(dsn(server_url()), autocommit=True) as server:
        server.execute(sql.SQL("create database {}").format(sql.Identifier(database)))
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        command.upgrade(alembic_config(connection), "head")
    return url


def dropped(database: str) -> None:
    """Drop a database of the bench, if it is there, whoever uses it."""
    with psycopg.connect(dsn(server_url()), autocommit=True) as server:
        server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(database)))


def _fill(url: sa.URL, package: Path, wanted: int | None) -> dict[str, float]:
    started = time.perf_counter()
    divisions, names = read_package(package)
    seconds = {"read": time.perf_counter() - started}
    return seconds | fill(url, divisions, vary(names, wanted or len(names)))


def fill(url: sa.URL, divisions: Iterable[Division], names: Iterable[Name]) -> dict[str, float]:
    """Seconds of each part of filling the search tables of a migrated database with nothing but these rows."""
    with psycopg.connect(dsn(url)) as connection:
        connection.execute("truncate published.name, published.division")
        load_divisions(connection, divisions)
        seconds = load_names(connection, names)
        started = time.perf_counter()
        with connection.cursor() as cursor:
            rebuild_on(cursor)
        seconds["lists"] = time.perf_counter() - started
    with psycopg.connect(dsn(url), autocommit=True) as connection:
        started = time.perf_counter()
        connection.execute("vacuum analyze published.name")
        seconds["vacuum"] = time.perf_counter() - started
    return seconds
