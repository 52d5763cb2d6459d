"""The write side of marker texts and oral histories. Row security decides whose are seen; triggers publish."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from uuid import UUID, uuid4

import sqlalchemy as sa

from gazetteer.memories.model import NewMarkerText, NewOralHistory
from gazetteer.memories.tables import marker_text, oral_history, oral_recording
from geocore.db import UnitOfWork
from geocore.errors import NotFound, StaleVersion


def insert_marker(work: UnitOfWork, new: NewMarkerText) -> UUID:
    """The database refuses a case that is no retirement of this place's name, or is before the approver already."""
    text_id = uuid4()
    work.connection.execute(sa.insert(marker_text).values(id=text_id, **asdict(new)))
    return text_id


def place_of_marker(connection: sa.Connection, text_id: UUID) -> UUID:
    """Raises NotFound, also outside one's area."""
    return _place_of(connection, marker_text, text_id)


def place_of_history(connection: sa.Connection, history_id: UUID) -> UUID:
    """Raises NotFound, also outside one's area and without the permission."""
    return _place_of(connection, oral_history, history_id)


def _place_of(connection: sa.Connection, table: sa.Table, record_id: UUID) -> UUID:
    found: UUID | None = connection.execute(
        sa.select(table.c.place_id).where(table.c.id == record_id)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound("no such record", id=str(record_id))
    return found


def approve_marker(work: UnitOfWork, text_id: UUID) -> None:
    """As the person of the unit of work. Raises StaleVersion when it is approved or has ended already."""
    _change(work, marker_text, text_id, marker_text.c.approved_at.is_(None), approved_at=sa.func.now())


def end_marker(work: UnitOfWork, text_id: UUID, reason: str) -> None:
    _change(work, marker_text, text_id, sa.true(), end_reason=reason)


def insert_history(work: UnitOfWork, new: NewOralHistory) -> UUID:
    history_id = uuid4()
    work.connection.execute(sa.insert(oral_history).values(id=history_id, **asdict(new)))
    return history_id


def insert_recording(work: UnitOfWork, history_id: UUID, media_type: str, content: bytes) -> str:
    """Returns the SHA-256. Public only where the speaker agreed to that as well."""
    sha256 = hashlib.sha256(content).hexdigest()
    work.connection.execute(
        sa.insert(oral_recording).values(
            history_id=history_id, media_type=media_type, size=len(content), sha256=sha256, content=content
        )
    )
    return sha256


def end_consent(work: UnitOfWork, history_id: UUID, note: str) -> None:
    """Raises StaleVersion when it is taken back already."""
    _change(work, oral_history, history_id, oral_history.c.consent_end_note.is_(None), consent_end_note=note)


def end_history(work: UnitOfWork, history_id: UUID, reason: str) -> None:
    _change(work, oral_history, history_id, sa.true(), end_reason=reason)


def _change(
    work: UnitOfWork, table: sa.Table, record_id: UUID, still: sa.ColumnElement[bool], **values: object
) -> None:
    changed = work.connection.execute(
        sa.update(table).where(table.c.id == record_id, table.c.end_reason.is_(None), still).values(**values)
    ).rowcount
    if changed != 1:
        raise StaleVersion("somebody else has changed this record, or it has ended", id=str(record_id))
