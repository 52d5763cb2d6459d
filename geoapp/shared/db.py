"""Engines of the two roles that serve requests, and shortcuts bound to the running application."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
import sqlalchemy as sa
from flask import current_app, g

from geoapp.config import Settings
from geoapp.shared.access import current_actor
from geocore import db as core
from geocore.official_time import SESSION_OPTION

ONLY_ON_REQUEST = 2**31 - 1
"""psycopg's `prepare_threshold`, counted in executions: no statement reaches it by itself."""


_READ_ONLY = "-c default_transaction_read_only=on"
ASKED_AFTER_S = 1.0
"""A connection that has rested this long is asked whether it still lives; one that broke within it fails one answer."""


@dataclass(frozen=True, slots=True)
class Databases:
    """`app` reads and writes under row security; `reader` sees the schema `published` and nothing else."""

    app: sa.Engine
    reader: sa.Engine

    def dispose(self) -> None:
        self.app.dispose()
        self.reader.dispose()


def databases(settings: Settings) -> Databases:
    return Databases(
        app=engine_for(settings, "geoapp_app", settings.database_app_url),
        reader=engine_for(settings, "geoapp_reader", settings.database_reader_url, _READ_ONLY),
    )


def owner_engine(settings: Settings) -> sa.Engine:
    """For migrations and checks only."""
    return sa.create_engine(
        _with_driver(settings.database_url), poolclass=sa.NullPool, connect_args={"options": SESSION_OPTION}
    )


def engine_for(settings: Settings, role: str, url: str | None, *session: str) -> sa.Engine:
    """Without an address of its own, a role is taken on at connect by the owner's login.

    `session` are further options of its connections.

    The driver prepares only what asks for it: after five executions PostgreSQL may switch to a generic plan, which
    turns the token search into a scan of the whole table (docs/search.md).
    """
    threshold = ONLY_ON_REQUEST if settings.prepared_statements else None
    options = " ".join([SESSION_OPTION, *session] if url else [SESSION_OPTION, *session, f"-c role={role}"])
    engine = sa.create_engine(
        _with_driver(url or settings.database_url),
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_timeout=0.5,
        connect_args={"prepare_threshold": threshold, "options": options},
    )
    sa.event.listen(engine, "checkin", _note_return)
    sa.event.listen(engine, "checkout", _check_after_rest)
    return engine


def _note_return(_connection: object, record: sa.pool.ConnectionPoolEntry) -> None:
    record.info["returned"] = time.monotonic()


def _check_after_rest(connection: psycopg.Connection, record: sa.pool.ConnectionPoolEntry, _proxy: object) -> None:
    """Ask whether the server is still there when a connection has rested: `pool_pre_ping` asks before every use.

    Under load a connection is used many times a second, and each such question costs a round trip of a public answer.
    """
    if time.monotonic() - record.info.get("returned", math.inf) < ASKED_AFTER_S:
        return
    try:
        connection.execute("select 1")
        connection.rollback()
    except psycopg.Error as error:
        raise sa.exc.DisconnectionError from error


def _with_driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _databases() -> Databases:
    found: Databases = current_app.extensions["databases"]
    return found


@contextmanager
def unit_of_work() -> Iterator[core.UnitOfWork]:
    """A unit of work as the signed-in person; the only way for a view to change anything."""
    with core.unit_of_work(_databases().app, current_actor(), request_id=g.get("request_id")) as work:
        yield work


@contextmanager
def reading() -> Iterator[sa.Connection]:
    """A read-only look at the working schemas, limited by row security to the person's jurisdiction."""
    with core.reading(_databases().app, current_actor()) as connection:
        yield connection


@contextmanager
def public_reading() -> Iterator[sa.Connection]:
    """A read-only look at schema `published`, with a role that can read nothing else."""
    with core.reading_published(_databases().reader) as connection:
        yield connection
