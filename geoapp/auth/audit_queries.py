"""Reading the audit trail: pages for people, the whole chain for its proof."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from geoapp.auth.audit_chain import GENESIS, Record, link_faults
from geocore.paging import Page, decode_cursor, encode_cursor
from geocore.tables import audit_event

_event = audit_event.c
_COLUMNS = (
    *(column for column in _event if column.name not in ("changes", "previous_hash", "payload", "hash")),
    sa.cast(_event.changes, sa.Text).label("changes"),
    _event.previous_hash,
    _event.payload,
    _event.hash,
)


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Empty parts do not limit."""

    person: str = ""
    since: datetime | None = None
    until: datetime | None = None
    object_type: str = ""
    object_id: str = ""
    action: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record on a page. `faults`: why the chain is broken at it, empty when it is whole."""

    record: Record
    faults: tuple[str, ...]


def whole_chain(connection: sa.Connection) -> Iterator[Record]:
    """Every record in order, streamed."""
    rows = connection.execution_options(yield_per=2000).execute(sa.select(*_COLUMNS).order_by(_event.seq))
    for row in rows:
        yield _record(row)


def newest(connection: sa.Connection) -> tuple[int, str]:
    """(seq, hash) of the newest record; (0, hash of nothing) for an empty trail."""
    row = connection.execute(sa.select(_event.seq, _event.hash).order_by(_event.seq.desc()).limit(1)).one_or_none()
    return (0, GENESIS.hex()) if row is None else (row.seq, bytes(row.hash).hex())


def find_entries(
    connection: sa.Connection, wanted: AuditFilter, *, cursor: str | None = None, limit: int = 100
) -> Page[Entry]:
    """Newest first. Each record is checked against itself and against the one before it in the whole trail."""
    before = audit_event.alias("before")
    query = (
        sa.select(*_COLUMNS, before.c.seq.label("before_seq"), before.c.hash.label("before_hash"))
        .outerjoin(before, before.c.seq == _event.seq - 1)
        .where(*_conditions(wanted))
        .order_by(_event.seq.desc())
        .limit(limit + 1)
    )
    if cursor:
        (last,) = decode_cursor(cursor, (int,))
        query = query.where(_event.seq < last)
    rows = connection.execute(query).all()
    items = tuple(_entry(row) for row in rows[:limit])
    return Page(items, next=encode_cursor(items[-1].record.seq) if len(rows) > limit else None)


def known_words(connection: sa.Connection) -> dict[str, list[str]]:
    """Actions and kinds of object that occur, for the choices of the filter (from the newest 20,000)."""
    recent = sa.select(_event.action, _event.object_type).order_by(_event.seq.desc()).limit(20_000).subquery("recent")
    return {
        "action": sorted(connection.execute(sa.select(recent.c.action).distinct()).scalars()),
        "object_type": sorted(connection.execute(sa.select(recent.c.object_type).distinct()).scalars()),
    }


def _conditions(wanted: AuditFilter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.person:
        found.append(
            _event.actor_id == UUID(wanted.person)
            if _is_uuid(wanted.person)
            else _event.actor_name.icontains(wanted.person, autoescape=True)
        )
    if wanted.since:
        found.append(_event.at >= wanted.since)
    if wanted.until:
        found.append(_event.at < wanted.until)
    for name in ("object_type", "object_id", "action", "result"):
        if value := getattr(wanted, name):
            found.append(_event[name] == value)
    return found


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _record(row: Any) -> Record:
    values = {field.name: getattr(row, field.name) for field in fields(Record)}
    values |= {"previous_hash": bytes(row.previous_hash), "hash": bytes(row.hash)}
    return Record(**values)


def _entry(row: Any) -> Entry:
    record = _record(row)
    if row.before_hash is not None:
        previous, expected = bytes(row.before_hash), record.seq
    else:
        previous, expected = GENESIS, 1
    return Entry(record, tuple(fault.kind for fault in link_faults(record, expected, previous)))
