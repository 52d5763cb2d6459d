"""Writing the queue: asking and cancelling as a person; holding, telling and ending as a worker."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from geoapp.jobs.model import HeldJob, JobFile, JobState, LeaseLost, NewJob
from geoapp.jobs.tables import job, job_file
from geocore.db import UnitOfWork, translated_errors
from geocore.errors import StaleVersion


def insert_job(work: UnitOfWork, new: NewJob) -> UUID:
    """Raises Conflict when the same is under way for the same subject, NotPermitted by row security."""
    job_id = uuid4()
    work.connection.execute(
        sa.insert(job).values(
            id=job_id,
            kind=new.kind,
            division_path=list(new.division_path),
            subject_id=new.subject_id,
            arguments=dict(new.arguments or {}),
            remote_address=work.actor.remote_address,
        )
    )
    if new.file is not None:
        work.connection.execute(
            sa.insert(job_file).values(job_id=job_id, file_name=new.file.name, content=new.file.content)
        )
    return job_id


def cancel_job(work: UnitOfWork, job_id: UUID) -> bool:
    """False when it has ended already, or is not the actor's to cancel."""
    return bool(work.connection.execute(sa.text("select app.cancel_job(:id)"), {"id": job_id}).scalar_one())


def hold_next(connection: sa.Connection) -> UUID | None:
    """The oldest open job that no living worker holds, held until the connection's transaction ends."""
    found: UUID | None = connection.execute(sa.text("select app.hold_job()")).scalar_one()
    return found


def start(connection: sa.Connection, job_id: UUID) -> HeldJob | None:
    """None when there is nothing left to do: cancelled meanwhile, or lost for the third time."""
    row = connection.execute(sa.text("select * from app.start_job(:id)"), {"id": job_id}).one_or_none()
    if row is None:
        return None
    return HeldJob(
        id=job_id,
        kind=row.kind,
        permission=row.permission,
        division_path=tuple(row.division_path),
        subject_id=row.subject_id,
        arguments=row.arguments,
        asked_by=row.asked_by,
        remote_address=row.remote_address,
        attempts=row.attempts,
        lease=row.lease,
        file=None if row.file_name is None else JobFile(row.file_name, row.content),
    )


def tell(connection: sa.Connection, held: HeldJob, stage: str, done: int, total: int | None) -> bool:
    """False when the job is to be cancelled. Raises LeaseLost."""
    statement = sa.text("select app.tell_job(:id, :lease, :stage, :done, :total)")
    values = {"id": held.id, "lease": held.lease, "stage": stage[:100], "done": done, "total": total}
    with _as_its_holder():
        return bool(connection.execute(statement, values).scalar_one())


def end(
    connection: sa.Connection,
    held: HeldJob,
    state: JobState,
    *,
    outcome: Mapping[str, Any] | None = None,
    error: Mapping[str, Any] | None = None,
) -> None:
    """Raises LeaseLost."""
    statement = sa.text("select app.end_job(:id, :lease, :state, cast(:outcome as jsonb), cast(:error as jsonb))")
    values = {"id": held.id, "lease": held.lease, "state": str(state), "outcome": _json(outcome), "error": _json(error)}
    with _as_its_holder():
        connection.execute(statement, values)


@contextmanager
def _as_its_holder() -> Iterator[None]:
    try:
        with translated_errors():
            yield
    except StaleVersion as error:
        raise LeaseLost from error


def _json(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(dict(value), ensure_ascii=False, default=str)
