"""The worker: one job after the other, each in one unit of work as the person who asked.

Three connections: one holds the job by a lock in an open transaction, one tells how far it is, one does the work. The
outcome is written in the transaction of the work, so that a job is done exactly when its work is stored.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from time import monotonic

import sqlalchemy as sa

from geoapp.auth.actors import load_actor
from geoapp.jobs import job_store
from geoapp.jobs.model import Cancelled, HeldJob, JobState, LeaseLost, Tick, Work, WorkerStops
from geocore import db
from geocore.errors import DomainError, InvalidInput, NotPermitted

log = logging.getLogger(__name__)

IDLE_S = 2.0
"""Between two looks at an empty queue."""
TELL_EVERY_S = 0.5
"""Progress within one stage is written no oftener."""
MOST_PROBLEMS = 200
CONNECTIONS = 3


class Worker:
    """Works off the queue of a database. `stop` may be called from a signal handler or another thread."""

    def __init__(self, engine: sa.Engine, kinds: Mapping[str, Work], *, tell_every_s: float = TELL_EVERY_S) -> None:
        self._engine, self._kinds, self._tell_every_s = engine, kinds, tell_every_s
        self._stopping = threading.Event()

    def stop(self) -> None:
        """The job at hand is undone at its next tick and goes back into the queue."""
        self._stopping.set()

    def run(self, goes_on: Callable[[], bool] = lambda: True, between: Callable[[], None] = lambda: None) -> None:
        """Until stopped, or until `goes_on` says no; `between` jobs. A database that is away is waited for."""
        while not self._stopping.is_set() and goes_on():
            try:
                between()
                is_idle = not self.run_one()
            except sa.exc.DBAPIError as error:
                log.warning("the database did not answer: %s", error.orig)
                is_idle = True
            if is_idle:
                self._stopping.wait(IDLE_S)

    def work_off(self) -> None:
        """What is waiting now, unless stopped."""
        while not self._stopping.is_set() and self.run_one():
            pass

    def run_one(self) -> bool:
        """Take the oldest job that nobody holds and bring it to an end. False when there is none."""
        with self._engine.connect() as keeper, keeper.begin():
            job_id = job_store.hold_next(keeper)
            if job_id is None:
                return False
            with self._engine.begin() as connection:
                held = job_store.start(connection, job_id)
            if held is not None:
                try:
                    self._bring_to_an_end(held)
                except LeaseLost:
                    log.warning("job %s is another worker's by now", held.id)
            return True

    def _bring_to_an_end(self, held: HeldJob) -> None:
        log.info("job %s (%s) begins, try %s", held.id, held.kind, held.attempts)
        try:
            self._work(held)
        except Cancelled:
            self._end(held, JobState.CANCELLED)
        except WorkerStops:
            self._end(held, JobState.WAITING)
        except DomainError as error:
            self._end(held, JobState.FAILED, _told(error))
        except LeaseLost:
            raise
        except Exception as error:
            if isinstance(error, sa.exc.DBAPIError) and error.connection_invalidated:
                raise  # The database went away: the job is begun anew when it is back.
            log.exception("job %s (%s) failed", held.id, held.kind)
            self._end(held, JobState.FAILED, {"code": "internal_error", "message": "an error of the program"})

    def _work(self, held: HeldJob) -> None:
        with self._engine.connect() as connection:
            actor = load_actor(connection, held.asked_by, held.remote_address)
        if not actor.may(held.permission, held.division_path):
            raise NotPermitted("the right to do this was withdrawn after it was asked for", needs=held.permission)
        with db.unit_of_work(self._engine, actor, request_id=str(held.id)) as work:
            outcome = self._kinds[held.kind](work, held, self._ticker(held))
            job_store.end(work.connection, held, JobState.DONE, outcome=outcome)
        log.info("job %s (%s): %s", held.id, held.kind, JobState.DONE)

    def _ticker(self, held: HeldJob) -> Tick:
        told_stage, told_at = "", float("-inf")

        def tick(stage: str, done: int, total: int | None) -> None:
            nonlocal told_stage, told_at
            if self._stopping.is_set():
                raise WorkerStops
            if stage == told_stage and done != total and monotonic() - told_at < self._tell_every_s:
                return
            told_stage, told_at = stage, monotonic()
            with self._engine.begin() as connection:
                if not job_store.tell(connection, held, stage, done, total):
                    raise Cancelled

        return tick

    def _end(self, held: HeldJob, state: JobState, error: Mapping[str, object] | None = None) -> None:
        with self._engine.begin() as connection:
            job_store.end(connection, held, state, error=error)
        log.info("job %s (%s): %s", held.id, held.kind, state)


def _told(error: DomainError) -> dict[str, object]:
    """What the person gets to read; details of the machine stay in the log."""
    told: dict[str, object] = {"code": error.code, "message": error.message}
    if isinstance(error, InvalidInput):
        told["problems"] = [problem.as_dict() for problem in error.problems[:MOST_PROBLEMS]]
    return told
