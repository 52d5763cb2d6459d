"""What a job is, and the two ways in which it ends before its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from geocore.db import UnitOfWork


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = frozenset({JobState.WAITING, JobState.RUNNING})


@dataclass(frozen=True, slots=True)
class Job:
    """A job as its asker sees it. `total` is None while it is not known; `error` has a code and perhaps problems."""

    id: UUID
    kind: str
    subject_id: UUID | None
    asked_by: str
    asked_at: datetime
    state: JobState
    stage: str
    done: int
    total: int | None
    attempts: int
    cancel_asked_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    outcome: Mapping[str, Any] | None
    error: Mapping[str, Any] | None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True, slots=True)
class JobFile:
    """What a job reads, as it was sent; the name is for the record, never a path."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class NewJob:
    """What is asked for. `division_path` is where the permission of the kind must hold."""

    kind: str
    division_path: tuple[int, ...]
    subject_id: UUID | None = None
    arguments: Mapping[str, Any] | None = None
    file: JobFile | None = None


@dataclass(frozen=True, slots=True)
class HeldJob:
    """A job in the hands of a worker. Whoever has the `lease` may write about it, nobody else."""

    id: UUID
    kind: str
    permission: str
    division_path: tuple[int, ...]
    subject_id: UUID | None
    arguments: Mapping[str, Any]
    asked_by: UUID
    remote_address: str | None
    attempts: int
    lease: UUID
    file: JobFile | None


Tick = Callable[[str, int, int | None], None]
"""`tick(stage, done, total)`: tells how far the work is. Raises Cancelled or WorkerStops, which undo it."""

Work = Callable[[UnitOfWork, HeldJob, Tick], Mapping[str, Any]]
"""Does a job in a unit of work that is committed with its outcome, and writes its one audit record."""


class Cancelled(Exception):
    """Somebody asked for the job to stop."""


class WorkerStops(Exception):
    """The worker is to end; the job goes back into the queue."""


class LeaseLost(Exception):
    """The job is another worker's by now: this one was thought dead. Nothing of it may be stored."""
