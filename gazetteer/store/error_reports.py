"""Reports of errors (纠错) from the public: entered once, never changed; read where the reader is responsible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from gazetteer.tables import error_report
from geocore.db import UnitOfWork
from geocore.errors import NotFound

NATION = (1,)
"""A report that names no place is everybody's."""


@dataclass(frozen=True, slots=True)
class ErrorReport:
    """One report as officers read it; `contact` is personal data and leaves this page for nowhere."""

    id: UUID
    receipt: str
    place_id: UUID | None
    place_name: str | None
    text: str
    contact: str | None
    received_at: datetime


def published_place(connection: sa.Connection, place_id: UUID) -> tuple[str, tuple[int, ...]]:
    """Name and division path of a published place. Raises NotFound."""
    row = connection.execute(
        sa.text(
            "select n.name, p.division_path from published.place p join published.name n on n.place_id = p.id"
            " where p.id = :id order by n.kind <> 'standard', upper(n.valid) desc nulls first, n.id limit 1"
        ),
        {"id": place_id},
    ).one_or_none()
    if row is None:
        raise NotFound("no such place", place=str(place_id))
    return row.name, tuple(row.division_path)


def insert_report(
    work: UnitOfWork,
    receipt: str,
    place_id: UUID | None,
    place_name: str | None,
    division_path: tuple[int, ...],
    text: str,
    contact: str | None,
) -> None:
    """Whoever reports may not read reports: the id is made here, because a row that is returned is a row read."""
    work.connection.execute(
        sa.insert(error_report).values(
            id=uuid4(),
            receipt=receipt,
            place_id=place_id,
            place_name=place_name,
            division_path=list(division_path),
            text=text,
            contact=contact,
        )
    )


def recent_reports(connection: sa.Connection, limit: int = 20) -> tuple[ErrorReport, ...]:
    """The newest reports on places in the reader's area."""
    rows = connection.execute(
        sa.text(
            "select id, receipt, place_id, place_name, text, contact, received_at from gazetteer.error_report"
            " order by received_at desc, id limit :limit"
        ),
        {"limit": limit},
    )
    return tuple(ErrorReport(*row) for row in rows)
