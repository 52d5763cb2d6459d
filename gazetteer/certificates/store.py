"""Certificates as rows that are only ever added. The database itself refuses one that the register contradicts."""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

import sqlalchemy as sa

from gazetteer.certificates.model import Certificate
from gazetteer.certificates.tables import certificate as table
from geocore.db import UnitOfWork


def next_serial(work: UnitOfWork) -> int:
    """Never given twice; one that is not used after all leaves a gap."""
    return int(work.connection.execute(sa.text("select nextval('published.certificate_serial')")).scalar_one())


def insert_certificate(work: UnitOfWork, certificate: Certificate) -> None:
    """Raises Conflict when the register says otherwise by now."""
    work.connection.execute(
        sa.insert(table).values(**asdict(certificate), content_hash=certificate.content_hash, issued_at=sa.func.now())
    )


def announcement_number(connection: sa.Connection, name_id: UUID) -> str | None:
    """Of the announcement with which the name was given, for names that a case announced."""
    found: str | None = connection.execute(
        sa.text(
            "select number from published.announcement where name_id = :name and corrects is null"
            " order by announced_on limit 1"
        ),
        {"name": name_id},
    ).scalar_one_or_none()
    return found
