"""Objections to announcements, and the public copy of those that are told."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import sqlalchemy as sa

from gazetteer.consultations.model import Objection, ObjectionOutcome
from gazetteer.consultations.tables import announcement_objection, published_objection
from geocore.db import UnitOfWork
from geocore.errors import NotFound, StaleVersion

_OBJECTIONS = sa.text(
    "select o.id, o.announcement_id, a.number as announcement_number, o.receipt, o.text, o.author, o.contact,"
    " o.submitted_on, o.outcome, o.answer, o.answered_on, o.is_public, o.version"
    " from gazetteer.announcement_objection o join gazetteer.announcement a on a.id = o.announcement_id"
    " where o.case_id = :case order by o.submitted_on, o.id"
)


def objections_of(connection: sa.Connection, case_id: UUID) -> tuple[Objection, ...]:
    return tuple(
        Objection(**{**row._asdict(), "outcome": None if row.outcome is None else ObjectionOutcome(row.outcome)})
        for row in connection.execute(_OBJECTIONS, {"case": case_id})
    )


def find_objection(connection: sa.Connection, case_id: UUID, objection_id: UUID) -> Objection:
    """Raises NotFound."""
    for found in objections_of(connection, case_id):
        if found.id == objection_id:
            return found
    raise NotFound("no such objection in this case", id=str(objection_id))


def answer_objection(work: UnitOfWork, objection_id: UUID, version: int, **values: object) -> None:
    """Raises StaleVersion when it is answered already: what was told to somebody stays as it was told."""
    changed = work.connection.execute(
        sa.update(announcement_objection)
        .where(
            announcement_objection.c.id == objection_id,
            announcement_objection.c.version == version,
            announcement_objection.c.answered_on.is_(None),
        )
        .values(**values, version=version + 1)
    ).rowcount
    if changed != 1:
        raise StaleVersion("this objection is answered already", id=str(objection_id))


def publish_objection(work: UnitOfWork, found: Objection) -> None:
    """The public copy: no name, no contact, no receipt."""
    work.connection.execute(
        sa.insert(published_objection).values(
            id=found.id,
            announcement_id=found.announcement_id,
            text=found.text,
            submitted_on=found.submitted_on,
            outcome=found.outcome,
            answer=found.answer,
            answered_on=found.answered_on,
        )
    )


def add_objection(
    work: UnitOfWork, announcement_id: UUID, key: UUID, receipt: str, text: str, author: str, contact: str, today: date
) -> str | None:
    """The receipt, also of the same objection sent before; None for no such announcement. Needs no account."""
    found: str | None = work.connection.execute(
        sa.text("select gazetteer.add_objection(:id, :key, :receipt, :text, :author, :contact, :today)"),
        {
            "id": announcement_id,
            "key": key,
            "receipt": receipt,
            "text": text,
            "author": author,
            "contact": contact,
            "today": today,
        },
    ).scalar_one_or_none()
    return found
