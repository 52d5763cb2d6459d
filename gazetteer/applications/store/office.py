"""What officers do with applications of their area, under row security. Drafts are not there for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from gazetteer.applications.model import NameApplication, Paper, application_from
from gazetteer.applications.tables import application_event
from gazetteer.cases.model import DocumentKind
from geocore.db import UnitOfWork
from geocore.errors import ActionNotAllowed, NotFound

_TOLD = "select gazetteer.application_told(a) from gazetteer.name_application a where {}"


def find(connection: sa.Connection, application_id: UUID) -> NameApplication:
    """Raises NotFound, also outside one's area and for drafts."""
    found = connection.execute(sa.text(_TOLD.format("a.id = :id")), {"id": application_id}).scalar_one_or_none()
    if found is None:
        raise NotFound("no such application", id=str(application_id))
    return application_from(found)


def lock(work: UnitOfWork, application_id: UUID) -> NameApplication:
    """The application, held until the end of the transaction. Raises NotFound, ActionNotAllowed (no longer waiting)."""
    held = work.connection.execute(
        sa.text("select id from gazetteer.name_application where id = :id and state = 'handed_in' for update"),
        {"id": application_id},
    ).one_or_none()
    found = find(work.connection, application_id)
    if held is None:
        raise ActionNotAllowed("this application does not wait for the office", state=str(found.state))
    return found


def of_case(connection: sa.Connection, case_id: UUID) -> NameApplication | None:
    """The application that a case came from."""
    found = connection.execute(sa.text(_TOLD.format("a.case_id = :case")), {"case": case_id}).scalar_one_or_none()
    return None if found is None else application_from(found)


def paper_content(connection: sa.Connection, application_id: UUID, paper_id: UUID) -> tuple[Paper, bytes]:
    """Raises NotFound, also when the paper has gone into the file of the case."""
    row = connection.execute(
        sa.text(
            "select id, kind, file_name, media_type, size, added_at, content from gazetteer.application_paper"
            " where application_id = :application and id = :id and content is not null"
        ),
        {"application": application_id, "id": paper_id},
    ).one_or_none()
    if row is None:
        raise NotFound("no such paper", id=str(paper_id))
    paper = Paper(row.id, DocumentKind(row.kind), row.file_name, row.media_type, row.size, row.added_at)
    return paper, bytes(row.content)


def hand_over(work: UnitOfWork, application_id: UUID, case_id: UUID) -> None:
    """Papers and contact go into the file of the case; here only their names stay."""
    values = {"application": application_id, "case": case_id}
    for statement in (
        "insert into gazetteer.case_document (id, case_id, kind, file_name, media_type, size, sha256, content)"
        " select gen_random_uuid(), :case, kind, file_name, media_type, size, sha256, content"
        "   from gazetteer.application_paper where application_id = :application order by added_at, id",
        "update gazetteer.name_application set state = 'taken_over', case_id = :case where id = :application",
        "update gazetteer.application_paper set content = null where application_id = :application",
        "delete from gazetteer.application_contact where application_id = :application",
    ):
        work.connection.execute(sa.text(statement), values)


def send_back(work: UnitOfWork, application_id: UUID, tasks: Iterable[str], expires_on: date) -> None:
    work.connection.execute(
        sa.text(
            "update gazetteer.name_application set state = 'returned', return_tasks = :tasks, expires_on = :expires"
            " where id = :id"
        ),
        {"id": application_id, "tasks": sorted(tasks), "expires": expires_on},
    )


def add_event(work: UnitOfWork, application_id: UUID, action: str, on: date, note: str = "") -> None:
    work.connection.execute(
        sa.insert(application_event).values(application_id=application_id, action=action, note=note, on_day=on)
    )
