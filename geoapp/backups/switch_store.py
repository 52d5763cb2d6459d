"""Databases as a whole: made, dropped, and one put in the place of the other in one transaction.

Everything here runs on a connection to the server's database `postgres`, as the owner of ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import sqlalchemy as sa

from geocore.errors import Conflict, Unavailable

_LOCK: Final = 7_340_212
"""Advisory lock: one restore at a time on a server."""
_TRIES: Final = 5
"""A server's workers connect anew when they are cut off; in each try PostgreSQL waits up to five seconds."""

_TERMINATE = sa.text(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = any (:names) and pid <> pg_backend_pid()"
)
_LOCALE = sa.text("select datcollate as collation, datctype as ctype from pg_database where datname = :name")


@contextmanager
def only_restore(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection, each statement committed by itself, that no other restore has. Raises Conflict when one runs."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.execute(sa.text("select pg_try_advisory_lock(:lock)"), {"lock": _LOCK}).scalar_one():
            raise Conflict("another restore is running on this server")
        yield connection


def exists(connection: sa.Connection, name: str) -> bool:
    return bool(
        connection.execute(
            sa.text("select exists (select from pg_database where datname = :name)"), {"name": name}
        ).scalar_one()
    )


def drop(connection: sa.Connection, name: str) -> None:
    connection.exec_driver_sql(f"drop database if exists {_quoted(connection, name)} with (force)")


def create_like(connection: sa.Connection, name: str, model: str) -> None:
    """An empty database with the locale of `model`, or C.UTF-8 when there is none."""
    locale = connection.execute(_LOCALE, {"name": model}).one_or_none()
    collation, ctype = (locale.collation, locale.ctype) if locale else ("C.UTF-8", "C.UTF-8")
    connection.exec_driver_sql(
        f"create database {_quoted(connection, name)} template template0 encoding 'UTF8'"
        f" lc_collate {_literal(collation)} lc_ctype {_literal(ctype)}"
    )


def switch(engine: sa.Engine, new: str, live: str, aside: str) -> None:
    """`live` becomes `aside` and `new` becomes `live`, in one commit; whoever was connected is cut off.

    Raises Unavailable when somebody keeps a connection that we may not end.
    """
    for tried in range(1, _TRIES + 1):
        try:
            with engine.begin() as connection:
                connection.execute(_TERMINATE, {"names": [live, new]})
                if exists(connection, live):
                    _rename(connection, live, aside)
                _rename(connection, new, live)
            return
        except sa.exc.OperationalError as error:
            if getattr(error.orig, "sqlstate", None) != "55006" or tried == _TRIES:  # object_in_use
                raise Unavailable(
                    "the restored database cannot take its place: stop what is connected to the present one",
                    reason=str(error.orig).strip(),
                ) from error


def _rename(connection: sa.Connection, old: str, new: str) -> None:
    connection.exec_driver_sql(f"alter database {_quoted(connection, old)} rename to {_quoted(connection, new)}")


def _quoted(connection: sa.Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(name)


def _literal(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"
