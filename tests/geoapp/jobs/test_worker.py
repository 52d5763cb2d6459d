"""A job is done once, as the person who asked, all of it or nothing: also when workers are killed or many."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from gazetteer.campaigns.services import scanning
from geoapp.cli.jobs import MOST_MEMORY
from geoapp.jobs import job_store
from geoapp.jobs.model import HeldJob, JobState, LeaseLost, NewJob, Tick
from geocore.db import UnitOfWork, reading
from geocore.errors import ActionNotAllowed, Conflict, DomainError, InvalidInput, NotFound, NotPermitted
from geocore.problems import Problem
from tests.geoapp.jobs.conftest import REVIEWER, Queue

ROOT = Path(__file__).parents[3]
PATIENCE_S = 120


def until(holds: Callable[[], bool]) -> None:
    """Wait for what is meant; the end is only for a test that would otherwise never end."""
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


@contextmanager
def worker_process(queue: Queue, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, **queue.bureau.database.environment()}
    command = [sys.executable, "-m", "geoapp", "jobs", "work", *options]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def stuck(queue: Queue) -> Iterator[Callable[[], bool]]:
    """A pass that begins meanwhile stops in the middle of its first part; yields whether one stands there."""
    with queue.bureau.database.owner.connect() as connection, connection.begin():
        connection.exec_driver_sql("lock table gazetteer.campaign_candidate in exclusive mode")
        waiting = (
            "select count(*) from pg_locks where not granted and relation = 'gazetteer.campaign_candidate'::regclass"
        )
        yield lambda: queue.bureau.scalar(waiting) > 0


def test_a_pass_as_a_job(queue: Queue) -> None:
    campaign = queue.campaign()
    job = queue.ask(campaign)
    assert queue.look(job).state is JobState.WAITING
    assert queue.worker().run_one()
    done = queue.look(job)
    assert (done.state, done.stage, done.done, done.total, done.attempts) == (JobState.DONE, "scan", 6, 6, 1)
    assert done.outcome is not None
    assert (done.outcome["checked"], done.outcome["found"]) == (6, 5)
    assert queue.found(campaign) == 5
    record = "select actor_id from app.audit_event where action = 'campaign.scan' and request_id = :job"
    assert queue.bureau.scalar(record, job=str(job)) == queue.bureau.actors[REVIEWER].user_id
    assert not queue.worker().run_one()


def test_a_killed_worker_leaves_nothing_and_the_next_begins_anew(queue: Queue) -> None:
    campaign = queue.campaign()
    job = queue.ask(campaign)
    with worker_process(queue, "--once") as process:  # and so without a job of reminders
        with stuck(queue) as stands:
            until(stands)
            assert queue.look(job).state is JobState.RUNNING
            assert not queue.worker().run_one(), "held by the living worker"
            assert str(MOST_MEMORY) in Path(f"/proc/{process.pid}/limits").read_text()
            process.send_signal(signal.SIGKILL)
            process.wait()
        holders = "select count(*) from pg_locks where locktype = 'advisory' and classid = 7340215"
        until(lambda: queue.bureau.scalar(holders) == 0)
    assert queue.found(campaign) == 0
    assert queue.worker().run_one()
    done = queue.look(job)
    assert (done.state, done.attempts, queue.found(campaign)) == (JobState.DONE, 2, 5)


@pytest.mark.parametrize("options", [(), ("--once",)])
def test_a_worker_that_is_told_to_end_puts_its_job_back(queue: Queue, options: tuple[str, ...]) -> None:
    campaign = queue.campaign()
    job = queue.ask(campaign)
    with worker_process(queue, *options) as process:
        with stuck(queue) as stands:
            until(stands)
            process.terminate()
        assert process.wait(PATIENCE_S) == 0
    put_back = queue.look(job)
    assert (put_back.state, put_back.attempts, queue.found(campaign)) == (JobState.WAITING, 0, 0)


def test_a_worker_ends_with_what_started_it(queue: Queue) -> None:
    """A shell that starts a worker and is gone: `./run` killed by force."""
    command = f"{sys.executable} -m geoapp jobs work --beside $$ & echo $!; read _"
    environment = {**os.environ, **queue.bureau.database.environment()}
    with subprocess.Popen(
        ["sh", "-c", command], cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as shell:  # fmt: skip
        assert shell.stdout is not None
        worker = int(shell.stdout.readline())
        job = queue.ask(queue.campaign())
        until(lambda: queue.look(job).state is JobState.DONE)
        shell.kill()
    until(lambda: not _lives(worker))


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_the_third_loss_is_the_end(queue: Queue) -> None:
    job = queue.ask(queue.campaign())
    app = queue.bureau.database.app
    for attempt in (1, 2, 3):
        with app.begin() as connection:
            held = job_store.start(connection, job)
        assert held is not None
        assert held.attempts == attempt
    assert queue.worker().run_one()
    lost = queue.look(job)
    assert lost.state is JobState.FAILED
    assert lost.error is not None
    assert lost.error["code"] == "worker_lost"


def test_who_was_thought_dead_can_store_nothing_more(queue: Queue) -> None:
    """A worker that comes back after another took its job over: its work is undone at the commit."""
    campaign = queue.campaign()
    job = queue.ask(campaign)

    def slow(work: UnitOfWork, held: HeldJob, tick: Tick) -> dict[str, Any]:
        scanning.scan_names(work, campaign, queue.bureau.today)
        with queue.bureau.database.app.begin() as connection:
            job_store.start(connection, job)
        with pytest.raises(LeaseLost):
            tick("scan", 6, 6)
        return {}

    assert queue.worker(**{scanning.KIND: slow}).run_one()
    assert queue.found(campaign) == 0
    assert queue.worker().run_one()
    assert (queue.look(job).state, queue.found(campaign)) == (JobState.DONE, 5)


def test_two_workers_never_do_one_job_twice(queue: Queue) -> None:
    jobs = [queue.ask(queue.campaign()) for _ in range(8)]
    begun: list[UUID] = []

    def count(work: UnitOfWork, held: HeldJob, tick: Tick) -> dict[str, Any]:
        begun.append(held.id)
        tick("scan", 0, 1)
        work.audit("campaign.scan", "clean_up_campaign", held.subject_id)
        return {}

    start = threading.Barrier(2)

    def run() -> None:
        worker = queue.worker(**{scanning.KIND: count})
        start.wait()
        while worker.run_one():
            pass

    with ThreadPoolExecutor(2) as threads:
        for ended in [threads.submit(run), threads.submit(run)]:
            ended.result()
    assert sorted(begun) == sorted(jobs)
    assert {queue.look(job).attempts for job in jobs} == {1}
    assert {queue.look(job).state for job in jobs} == {JobState.DONE}


def test_cancelled_while_it_waits(queue: Queue) -> None:
    job = queue.ask(queue.campaign())
    queue.cancel(job)
    assert queue.look(job).state is JobState.CANCELLED
    assert not queue.worker().run_one()
    with pytest.raises(ActionNotAllowed):
        queue.cancel(job)


def test_cancelled_while_it_runs_leaves_nothing(queue: Queue) -> None:
    campaign = queue.campaign()
    job = queue.ask(campaign)

    def scan(work: UnitOfWork, held: HeldJob, tick: Tick) -> dict[str, Any]:
        def cancelled_at_four(stage: str, done: int, total: int | None) -> None:
            if done == 4:
                queue.cancel(job, "admin")
                assert queue.look(job).cancel_asked_at is not None
            tick(stage, done, total)

        scanning.scan_names(work, campaign, queue.bureau.today, cancelled_at_four, part=2)
        raise AssertionError("not reached")

    assert queue.worker(**{scanning.KIND: scan}).run_one()
    assert (queue.look(job).state, queue.look(job).done) == (JobState.CANCELLED, 2)
    assert queue.found(campaign) == 0
    scans = "select count(*) from app.audit_event where action = 'campaign.scan' and object_id = :c"
    assert queue.bureau.scalar(scans, c=str(campaign)) == 0


def test_cancelled_after_its_worker_was_lost(queue: Queue) -> None:
    job = queue.ask(queue.campaign())
    with queue.bureau.database.app.begin() as connection:
        job_store.start(connection, job)
    queue.cancel(job)
    assert queue.look(job).state is JobState.RUNNING
    assert queue.worker().run_one()
    assert queue.look(job).state is JobState.CANCELLED


def test_a_right_that_was_withdrawn_meanwhile(queue: Queue) -> None:
    campaign = queue.campaign()
    job = queue.ask(campaign)
    person = queue.bureau.actors[REVIEWER].user_id
    grants = "update app.role_grant set withdrawn_at = {} where user_id = '{}'"
    with queue.bureau.database.owner.begin() as connection:
        connection.exec_driver_sql(grants.format("now()", person))
    assert queue.worker().run_one()
    with queue.bureau.database.owner.begin() as connection:
        connection.exec_driver_sql(grants.format("null", person))
    refused = queue.look(job)
    assert refused.error is not None
    assert (refused.state, refused.error["code"]) == (JobState.FAILED, "not_permitted")
    assert queue.found(campaign) == 0


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InvalidInput("no", [Problem("file", "bad", "坏了", 3)]), "invalid_input"),
        (RuntimeError("secret of the machine"), "internal_error"),
    ],
)
def test_a_failed_job_says_why_and_leaves_nothing(queue: Queue, error: Exception, code: str) -> None:
    campaign = queue.campaign()
    job = queue.ask(campaign)

    def fail(work: UnitOfWork, held: HeldJob, tick: Tick) -> dict[str, Any]:
        scanning.scan_names(work, campaign, queue.bureau.today)
        raise error

    assert queue.worker(**{scanning.KIND: fail}).run_one()
    failed = queue.look(job)
    assert failed.error is not None
    assert (failed.state, failed.error["code"], queue.found(campaign)) == (JobState.FAILED, code, 0)
    assert "secret" not in str(failed.error)
    if isinstance(error, DomainError):
        assert failed.error["problems"] == [{"field": "file", "code": "bad", "message": "坏了", "row": 3}]


def test_another_county_asks_for_nothing_here(queue: Queue) -> None:
    campaign = queue.campaign()
    for who in ("reviewer@beihu", "clerk@suxian"):
        with pytest.raises(NotPermitted):
            queue.ask(campaign, who)


def test_a_path_that_is_no_division(queue: Queue) -> None:
    campaign = queue.campaign()
    path = queue.path(campaign)
    with pytest.raises(NotPermitted), queue.bureau.as_(REVIEWER) as work:
        job_store.insert_job(work, NewJob(scanning.KIND, (*path, 99), campaign))


def test_the_same_is_asked_for_once(queue: Queue) -> None:
    campaign = queue.campaign()
    queue.ask(campaign)
    with pytest.raises(Conflict):
        queue.ask(campaign)


def test_only_the_asker_and_administrators_see_it(queue: Queue) -> None:
    job = queue.ask(queue.campaign())
    assert queue.look(job, "admin").id == job
    for who in ("clerk@suxian", "approver@suxian", "reviewer@beihu", "everybody@suxian"):
        with pytest.raises(NotFound):
            queue.look(job, who)
        with pytest.raises(NotFound):
            queue.cancel(job, who)
    assert queue.look(job).state is JobState.WAITING


@pytest.mark.parametrize(
    "statement",
    [
        "update app.job set state = 'done'",
        "update app.job set asked_by = gen_random_uuid()",
        "delete from app.job",
        "select lease from app.job",
        "select content from app.job_file",
        "insert into app.job (kind, division_path, asked_by) values ('campaigns.scan', '{1}', gen_random_uuid())",
        "insert into app.job_kind values ('x.y', 'x.y')",
    ],
)
def test_the_application_moves_no_job_by_itself(queue: Queue, statement: str) -> None:
    queue.ask(queue.campaign())
    with reading(queue.bureau.database.app, queue.bureau.actors["admin"]) as connection:
        connection.exec_driver_sql("rollback; begin")
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
            connection.exec_driver_sql(statement)


def test_no_progress_without_the_lease(queue: Queue) -> None:
    job = queue.ask(queue.campaign())
    app = queue.bureau.database.app
    with app.begin() as connection:
        held = job_store.start(connection, job)
    assert held is not None
    stranger = HeldJob(
        job, held.kind, held.permission, held.division_path, None, {}, held.asked_by, None, 1, uuid4(), None
    )
    with pytest.raises(LeaseLost), app.begin() as connection:
        job_store.tell(connection, stranger, "x", 1, 1)
    with pytest.raises(LeaseLost), app.begin() as connection:
        job_store.end(connection, stranger, JobState.DONE, outcome={})
    assert queue.look(job).state is JobState.RUNNING
