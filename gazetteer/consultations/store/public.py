"""Consultations of the public, the comments on them, and the public copy of both."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import sqlalchemy as sa

from gazetteer.consultations.model import Comment, Handling, Moderation, PublicConsultation
from gazetteer.consultations.tables import (
    public_comment,
    public_consultation,
    published_comment,
    published_consultation,
)
from geocore.coordinates import METRES_PER_DEGREE
from geocore.db import UnitOfWork
from geocore.errors import NotFound, StaleVersion

_CONSULTATIONS = sa.text(
    "select id, question, range_text, issuer, opens_on, closes_on, closed_on, close_note, version"
    " from gazetteer.public_consultation where case_id = :case order by opens_on, id"
)
_COMMENTS = sa.text(
    "select id, consultation_id, receipt, text, author, contact, submitted_on, moderation, moderation_reason, handling,"
    " answer, answered_on, version from gazetteer.public_comment where case_id = :case order by submitted_at, id"
)
# The exact position never leaves the working schema: the copy is snapped to the public grid of its class, here, once.
_PUBLISH_ITEMS = sa.text(
    """
    insert into published.consultation_item
        (consultation_id, position, current_name, proposed_names, position_text, reason, meaning, origin, geom)
    select :id, i.position, m.text, i.candidate_names, i.position_text, i.reason, i.meaning, i.origin,
           st_snaptogrid(i.geom, k.public_grid_m / cast(:metres as double precision))
      from gazetteer.case_item i
      join gazetteer.naming_case c on c.id = i.case_id
      join gazetteer.feature_class k on k.code = c.class_code
      left join gazetteer.name m on m.id = i.old_name_id
     where i.case_id = :case
    """
)


def insert_consultation(
    work: UnitOfWork,
    case_id: UUID,
    *,
    question: str,
    range_text: str,
    issuer: str,
    opens_on: date,
    closes_on: date,
) -> UUID:
    consultation_id = uuid4()
    work.connection.execute(
        sa.insert(public_consultation).values(
            id=consultation_id,
            case_id=case_id,
            question=question,
            range_text=range_text,
            issuer=issuer,
            opens_on=opens_on,
            closes_on=closes_on,
        )
    )
    return consultation_id


def publish_consultation(
    work: UnitOfWork, case_id: UUID, consultation_id: UUID, kind: str, category: str, title: str, division: str
) -> None:
    """The public copy, with what is asked about each name. Tells nothing of applicant and case number."""
    found = next(one for one in consultations_of(work.connection, case_id) if one.id == consultation_id)
    work.connection.execute(
        sa.insert(published_consultation).values(
            id=found.id,
            kind=kind,
            category=category,
            title=title,
            question=found.question,
            range_text=found.range_text,
            issuer=found.issuer,
            division=division,
            opens_on=found.opens_on,
            closes_on=found.closes_on,
        )
    )
    work.connection.execute(_PUBLISH_ITEMS, {"id": found.id, "case": case_id, "metres": METRES_PER_DEGREE})


def consultations_of(connection: sa.Connection, case_id: UUID) -> tuple[PublicConsultation, ...]:
    return tuple(PublicConsultation(*row) for row in connection.execute(_CONSULTATIONS, {"case": case_id}))


def find_consultation(connection: sa.Connection, case_id: UUID, consultation_id: UUID) -> PublicConsultation:
    """Raises NotFound."""
    for found in consultations_of(connection, case_id):
        if found.id == consultation_id:
            return found
    raise NotFound("no such public consultation in this case", id=str(consultation_id))


def close_consultation(work: UnitOfWork, consultation_id: UUID, version: int, on: date, note: str) -> None:
    """Raises StaleVersion when it is closed already."""
    changed = work.connection.execute(
        sa.update(public_consultation)
        .where(
            public_consultation.c.id == consultation_id,
            public_consultation.c.version == version,
            public_consultation.c.closed_on.is_(None),
        )
        .values(closed_on=on, close_note=note, version=version + 1)
    ).rowcount
    if changed != 1:
        raise StaleVersion("somebody else closed this consultation in between", id=str(consultation_id))
    work.connection.execute(
        sa.update(published_consultation)
        .where(published_consultation.c.id == consultation_id)
        .values(closed_on=on, close_note=note)
    )


def comments_of(connection: sa.Connection, case_id: UUID) -> tuple[Comment, ...]:
    """All of the case, in the order in which they came."""
    found = []
    for row in connection.execute(_COMMENTS, {"case": case_id}):
        handling = None if row.handling is None else Handling(row.handling)
        found.append(Comment(**{**row._asdict(), "moderation": Moderation(row.moderation), "handling": handling}))
    return tuple(found)


def find_comment(connection: sa.Connection, case_id: UUID, comment_id: UUID) -> Comment:
    """Raises NotFound."""
    for found in comments_of(connection, case_id):
        if found.id == comment_id:
            return found
    raise NotFound("no such comment in this case", id=str(comment_id))


def change_comment(work: UnitOfWork, comment_id: UUID, version: int, **values: object) -> None:
    """Raises StaleVersion when somebody else changed it in between."""
    changed = work.connection.execute(
        sa.update(public_comment)
        .where(public_comment.c.id == comment_id, public_comment.c.version == version)
        .values(**values, version=version + 1)
    ).rowcount
    if changed != 1:
        raise StaleVersion("somebody else dealt with this comment in between", id=str(comment_id))


def publish_comment(work: UnitOfWork, comment: Comment) -> None:
    """Bring the public copy in line: a published comment with its answer, nothing of any other."""
    work.connection.execute(sa.delete(published_comment).where(published_comment.c.id == comment.id))
    if comment.moderation is Moderation.PUBLISHED:
        work.connection.execute(
            sa.insert(published_comment).values(
                id=comment.id,
                consultation_id=comment.consultation_id,
                author=comment.author,
                text=comment.text,
                submitted_on=comment.submitted_on,
                handling=comment.handling,
                answer=comment.answer,
                answered_on=comment.answered_on,
            )
        )


def add_comment(
    work: UnitOfWork,
    consultation_id: UUID,
    key: UUID,
    receipt: str,
    text: str,
    author: str,
    contact: str,
    today: date,
) -> str | None:
    """The receipt, also of the same comment sent before; None when the consultation is not open. Needs no account."""
    found: str | None = work.connection.execute(
        sa.text("select gazetteer.add_public_comment(:id, :key, :receipt, :text, :author, :contact, :today)"),
        {
            "id": consultation_id,
            "key": key,
            "receipt": receipt,
            "text": text,
            "author": author,
            "contact": contact,
            "today": today,
        },
    ).scalar_one_or_none()
    return found
