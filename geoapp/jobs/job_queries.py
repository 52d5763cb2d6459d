"""Reading jobs; row security shows a person their own, a system administrator those of the area."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from geoapp.jobs.model import Job, JobState
from geocore.errors import NotFound

_SELECT = """
select j.id, j.kind, j.subject_id, a.display_name, j.asked_at, j.state, j.stage, j.done, j.total, j.attempts,
       j.cancel_asked_at, j.started_at, j.finished_at, j.outcome, j.error
  from app.job j join app.user_account a on a.id = j.asked_by
"""


def find_job(connection: sa.Connection, job_id: UUID) -> Job:
    """Raises NotFound, also for somebody else's."""
    row = connection.execute(sa.text(f"{_SELECT} where j.id = :id"), {"id": job_id}).one_or_none()
    if row is None:
        raise NotFound("no such job", id=str(job_id))
    return _job(row)


def recent_jobs(connection: sa.Connection, limit: int) -> tuple[Job, ...]:
    """The newest first."""
    rows = connection.execute(sa.text(f"{_SELECT} order by j.asked_at desc, j.id limit :limit"), {"limit": limit})
    return tuple(_job(row) for row in rows)


def latest_job(connection: sa.Connection, kind: str, subject_id: UUID) -> Job | None:
    """The last of a kind about a subject, that this person may see."""
    row = connection.execute(
        sa.text(f"{_SELECT} where j.kind = :kind and j.subject_id = :id order by j.asked_at desc, j.id limit 1"),
        {"kind": kind, "id": subject_id},
    ).one_or_none()
    return None if row is None else _job(row)


def _job(row: sa.Row[tuple[object, ...]]) -> Job:
    values = list(row)
    values[5] = JobState(values[5])
    return Job(*values)
