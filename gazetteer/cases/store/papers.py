"""What lies in the file of a case: documents, consultations, opinions."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import sqlalchemy as sa

from gazetteer.cases.model import Consultation, Document, DocumentKind, Opinion
from gazetteer.cases.tables import case_consultation, case_document, case_opinion
from geocore.db import UnitOfWork
from geocore.errors import NotFound, StaleVersion


def insert_document(
    work: UnitOfWork, case_id: UUID, kind: str, file_name: str, media_type: str, sha256: str, content: bytes
) -> UUID:
    document_id = uuid4()
    work.connection.execute(
        sa.insert(case_document).values(
            id=document_id,
            case_id=case_id,
            kind=kind,
            file_name=file_name,
            media_type=media_type,
            size=len(content),
            sha256=sha256,
            content=content,
        )
    )
    return document_id


def documents_of(connection: sa.Connection, case_id: UUID) -> tuple[Document, ...]:
    """Those that have not been withdrawn."""
    rows = connection.execute(
        sa.text(
            "select id, kind, file_name, media_type, size, sha256, added_at from gazetteer.case_document"
            " where case_id = :case and withdrawn_at is null order by added_at, id"
        ),
        {"case": case_id},
    )
    return tuple(Document(row.id, DocumentKind(row.kind), *row[2:]) for row in rows)


def document_content(connection: sa.Connection, case_id: UUID, document_id: UUID) -> tuple[Document, bytes]:
    """Raises NotFound, also outside one's area."""
    row = connection.execute(
        sa.text(
            "select id, kind, file_name, media_type, size, sha256, added_at, content from gazetteer.case_document"
            " where case_id = :case and id = :id and withdrawn_at is null"
        ),
        {"case": case_id, "id": document_id},
    ).one_or_none()
    if row is None:
        raise NotFound("no such document", id=str(document_id))
    return Document(row.id, DocumentKind(row.kind), *row[2:7]), bytes(row.content)


def withdraw_document(work: UnitOfWork, case_id: UUID, document_id: UUID) -> None:
    """The bytes stay in the file. Raises NotFound."""
    changed = work.connection.execute(
        sa.text(
            "update gazetteer.case_document set withdrawn_at = now()"
            " where case_id = :case and id = :id and withdrawn_at is null"
        ),
        {"case": case_id, "id": document_id},
    ).rowcount
    if changed != 1:
        raise NotFound("no such document", id=str(document_id))


def insert_consultation(
    work: UnitOfWork, case_id: UUID, unit: str, is_mandatory: bool, asked_on: date, due_on: date, question: str = ""
) -> None:
    work.connection.execute(
        sa.insert(case_consultation).values(
            id=uuid4(),
            case_id=case_id,
            unit=unit,
            is_mandatory=is_mandatory,
            asked_on=asked_on,
            due_on=due_on,
            question=question,
        )
    )


def answer_consultation(
    work: UnitOfWork, case_id: UUID, consultation_id: UUID, answer: str, text: str, on: date
) -> None:
    """An answer is entered once. Raises StaleVersion when there is one, or no such question in the case."""
    changed = work.connection.execute(
        sa.update(case_consultation)
        .where(
            case_consultation.c.id == consultation_id,
            case_consultation.c.case_id == case_id,
            case_consultation.c.answered_on.is_(None),
        )
        .values(answer=answer, text=text, answered_on=on, version=case_consultation.c.version + 1)
    ).rowcount
    if changed != 1:
        raise StaleVersion("this consultation is answered already", id=str(consultation_id))


def consultations_of(connection: sa.Connection, case_id: UUID) -> tuple[Consultation, ...]:
    rows = connection.execute(
        sa.text(
            "select id, unit, is_mandatory, asked_on, due_on, answered_on, answer, text, version, question, answered_by"
            " from gazetteer.case_consultation where case_id = :case order by asked_on, unit"
        ),
        {"case": case_id},
    )
    return tuple(Consultation(*row) for row in rows)


def insert_opinion(work: UnitOfWork, case_id: UUID, received_on: date, text: str) -> UUID:
    opinion_id = uuid4()
    work.connection.execute(
        sa.insert(case_opinion).values(id=opinion_id, case_id=case_id, received_on=received_on, text=text)
    )
    return opinion_id


def handle_opinion(work: UnitOfWork, case_id: UUID, opinion_id: UUID, handling: str, on: date) -> None:
    """Raises StaleVersion when it is handled already, or not of this case."""
    changed = work.connection.execute(
        sa.update(case_opinion)
        .where(case_opinion.c.id == opinion_id, case_opinion.c.case_id == case_id, case_opinion.c.handled_on.is_(None))
        .values(handling=handling, handled_on=on, version=case_opinion.c.version + 1)
    ).rowcount
    if changed != 1:
        raise StaleVersion("this opinion is handled already", id=str(opinion_id))


def opinions_of(connection: sa.Connection, case_id: UUID) -> tuple[Opinion, ...]:
    rows = connection.execute(
        sa.text(
            "select id, received_on, text, handling, handled_on from gazetteer.case_opinion"
            " where case_id = :case order by received_on, id"
        ),
        {"case": case_id},
    )
    return tuple(Opinion(*row) for row in rows)
