"""Moving a workflow's subject in the database: the one place that changes a state.

The tables are `app.workflow_subject` (state and version now) and `app.workflow_event` (append-only history). The
application role may only insert events; a trigger moves the subject if, and only if, the step is in the table of
steps, the actor holds its permission there, and (state, version) are still what the caller read.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from geocore.db import UnitOfWork
from geocore.errors import NotFound
from geocore.workflow import Step, Workflow


@dataclass(frozen=True, slots=True)
class SubjectState:
    """Where a subject stands. `version` counts the steps taken, starting at 0."""

    id: UUID
    workflow: str
    state: str
    version: int
    division_path: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WorkflowEvent:
    """One step taken: who, when, from where to where, and why."""

    version: int
    source: str
    action: str
    target: str
    actor_name: str
    at: datetime
    note: str | None
    changes: dict[str, Any] | None


def open_subject(work: UnitOfWork, workflow: Workflow, subject_id: UUID, division_path: tuple[int, ...]) -> None:
    """Enter a new subject in the workflow's initial state."""
    work.connection.execute(
        sa.text(
            "insert into app.workflow_subject (id, workflow, state, division_path)"
            " values (:id, :workflow, :state, :path)"
        ),
        {
            "id": subject_id,
            "workflow": workflow.name,
            "state": str(workflow.initial),
            "path": list(division_path),
        },
    )


def subject_state(connection: sa.Connection, subject_id: UUID) -> SubjectState:
    """Raises NotFound."""
    row = connection.execute(
        sa.text("select id, workflow, state, version, division_path from app.workflow_subject where id = :id"),
        {"id": subject_id},
    ).one_or_none()
    if row is None:
        raise NotFound("no such case", id=str(subject_id))
    return SubjectState(row.id, row.workflow, row.state, row.version, tuple(row.division_path))


def advance(
    work: UnitOfWork,
    subject: SubjectState,
    step: Step,
    *,
    note: str | None = None,
    changes: dict[str, Any] | None = None,
) -> None:
    """Take a planned step. Raises StaleVersion when somebody moved the subject since it was read."""
    work.connection.execute(
        sa.text(
            "insert into app.workflow_event"
            " (subject_id, version, workflow, source, action, target, actor_id, actor_name, note, changes)"
            " values (:id, :version, :workflow, :source, :action, :target, :actor, :name, :note,"
            " cast(:changes as jsonb))"
        ),
        {
            "id": subject.id,
            "version": subject.version + 1,
            "workflow": subject.workflow,
            "source": subject.state,
            "action": step.action,
            "target": str(step.target),
            "actor": work.actor.user_id,
            "name": work.actor.name,
            "note": note,
            "changes": json.dumps(changes, ensure_ascii=False) if changes is not None else None,
        },
    )


def events_of(connection: sa.Connection, subject_id: UUID) -> tuple[WorkflowEvent, ...]:
    rows = connection.execute(
        sa.text(
            "select version, source, action, target, actor_name, at, note, changes from app.workflow_event"
            " where subject_id = :id order by version"
        ),
        {"id": subject_id},
    )
    return tuple(WorkflowEvent(*row) for row in rows)
