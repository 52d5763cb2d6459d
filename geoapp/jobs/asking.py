"""Asking for a job and cancelling it: what a person does, in a unit of work with its audit record."""

from __future__ import annotations

from uuid import UUID

from geoapp.jobs import job_store
from geoapp.jobs.job_queries import find_job
from geoapp.jobs.model import NewJob
from geocore.db import UnitOfWork
from geocore.errors import ActionNotAllowed


def ask(work: UnitOfWork, new: NewJob) -> UUID:
    """Put it into the queue. Raises Conflict (asked for already), NotPermitted."""
    job_id = job_store.insert_job(work, new)
    told = {"kind": new.kind, "subject": new.subject_id, "file": new.file.name if new.file else None}
    work.audit("job.ask", "job", job_id, changes=told)
    return job_id


def cancel(work: UnitOfWork, job_id: UUID) -> None:
    """It ends at its next tick, and nothing of it stays. Raises NotFound, ActionNotAllowed when it has ended."""
    found = find_job(work.connection, job_id)
    if not job_store.cancel_job(work, job_id):
        raise ActionNotAllowed("the job has ended", state=str(found.state))
    work.audit("job.cancel", "job", job_id, changes={"kind": found.kind})
