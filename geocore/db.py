"""The one way to change the database: a unit of work with its actor, its audit record and its single commit.

Nothing here knows which tables exist. Domains register what their constraints mean with `explain_constraint`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
import sqlalchemy as sa

from geocore.actor import Actor
from geocore.errors import ActionNotAllowed, Conflict, DomainError, InvalidInput, NotPermitted, StaleVersion

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Shared by every schema, so that a foreign key may name a table of another schema as text."""

_CONSTRAINT_ERRORS: dict[str, DomainError] = {}

# SQLSTATE raised by our own database functions (migration 0002) -> what it means to the caller.
_RAISED: dict[str, type[DomainError]] = {
    "GA001": StaleVersion,
    "GA002": ActionNotAllowed,
    "42501": NotPermitted,  # insufficient_privilege: a row-security policy or a missing grant
}


def explain_constraint(name: str, error: DomainError) -> None:
    """Say which domain error a violated constraint means. Called beside the table definitions."""
    _CONSTRAINT_ERRORS[name] = error


class AuditMissing(RuntimeError):
    """A unit of work changed data and recorded nothing. A programming error: no audit, no change."""


def fingerprint(value: object) -> str | None:
    """SHA-256 of a state in canonical JSON, for the old/new columns of the audit; None for no state."""
    if value is None:
        return None
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, UUID | date | datetime):
        return str(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)


@dataclass(slots=True)
class UnitOfWork:
    """One connection in one transaction, with the person who asked. Services write through it and never commit."""

    connection: sa.Connection
    actor: Actor
    request_id: str | None = None
    _audited: int = 0
    _after_commit: list[Callable[[], None]] = field(default_factory=list)

    def audit(
        self,
        action: str,
        object_type: str,
        object_id: object,
        *,
        old: object = None,
        new: object = None,
        changes: dict[str, Any] | None = None,
        reason: str | None = None,
        result: str = "done",
    ) -> None:
        """Append the audit record of this unit of work, in the same transaction.

        Takes the chain's lock until commit, so call it last. `old` and `new` are stored as fingerprints;
        `changes` (readable, no personal data) is stored as given.
        """
        self.connection.execute(
            sa.text(
                "select app.write_audit(:actor, :name, :address, :request, :action, :type, :id, :result, :reason,"
                " :old, :new, cast(:changes as jsonb))"
            ),
            {
                "actor": self.actor.user_id,
                "name": self.actor.name,
                "address": self.actor.remote_address,
                "request": self.request_id,
                "action": action,
                "type": object_type,
                "id": str(object_id),
                "result": result,
                "reason": reason,
                "old": fingerprint(old),
                "new": fingerprint(new),
                "changes": json.dumps(changes, ensure_ascii=False, default=_plain) if changes is not None else None,
            },
        )
        self._audited += 1

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Run `callback` once the transaction is durable: mail, caches. It must not write to the database."""
        self._after_commit.append(callback)


@contextmanager
def unit_of_work(engine: sa.Engine, actor: Actor, *, request_id: str | None = None) -> Iterator[UnitOfWork]:
    """The only commit point. Commits on normal exit, rolls back on any exception, then runs the callbacks.

    Raises AuditMissing when nothing was audited, and the registered DomainError for a known constraint.
    """
    with translated_errors(), engine.begin() as connection:
        act_as(connection, actor)
        work = UnitOfWork(connection, actor, request_id)
        yield work
        if work._audited != 1:
            raise AuditMissing(f"a unit of work must write exactly one audit record, this one wrote {work._audited}")
    for callback in work._after_commit:
        callback()


@contextmanager
def reading(engine: sa.Engine, actor: Actor) -> Iterator[sa.Connection]:
    """A read-only transaction as `actor`; row-level security shows only what the actor may see."""
    with translated_errors(), engine.connect() as connection, connection.begin():
        connection.execute(_READ_AS, {"actor": _told(actor)})
        yield connection


@contextmanager
def reading_published(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction of the role that can read schema `published` and nothing else, whoever asks.

    It need not be told who asks or that nothing is written: the engine's connections are read only from the start.
    """
    with translated_errors(), engine.connect() as connection, connection.begin():
        yield connection


def act_as(connection: sa.Connection, actor: Actor) -> None:
    """Tell the database who asks, for this transaction only (works behind a transaction-mode pooler)."""
    connection.execute(_ACT_AS, {"actor": _told(actor)})


_ACT_AS = sa.text("select set_config('app.actor', :actor, true)")
_READ_AS = sa.text("select set_config('transaction_read_only', 'on', true), set_config('app.actor', :actor, true)")
"""In one statement, since a round trip costs a public answer as much as what it reads."""


def _told(actor: Actor) -> str:
    return "" if actor.user_id is None else str(actor.user_id)


def read_prepared(connection: sa.Connection, statement: str, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
    """All rows of a statement whose plan the connection keeps, if its settings allow that; parameters: `%(name)s`.

    For short statements that every public answer runs and any plan of which will do: planning costs them more than
    running.
    """
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    with driver.cursor(binary=True) as cursor:
        return cursor.execute(statement, parameters, prepare=True).fetchall()


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn what the database refuses by a known rule into a domain error; anything unknown stays as it is."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        known = _domain_error(error)
        if known is None:
            raise
        raise known from error


def _domain_error(error: sa.exc.DBAPIError) -> DomainError | None:
    cause = error.orig
    diagnosis = getattr(cause, "diag", None)
    name = getattr(diagnosis, "constraint_name", None)
    if name in _CONSTRAINT_ERRORS:
        known = _CONSTRAINT_ERRORS[name]
        problems = {"problems": known.problems} if isinstance(known, InvalidInput) else {}
        return type(known)(known.message, **problems, **known.details, constraint=name)
    state = getattr(cause, "sqlstate", None)
    if state in _RAISED:
        return _RAISED[state](getattr(diagnosis, "message_primary", None) or "refused by the database")
    if state == "55P03":
        return Conflict("somebody else is changing the same records; try again in a moment")
    if state == "22021" or (state is None and isinstance(cause, psycopg.DataError)):
        # Without a state the driver itself refused the value, before the database saw it.
        return InvalidInput("the text holds a character that cannot be stored (NUL)")
    return None
