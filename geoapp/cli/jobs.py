"""`geoapp jobs`: the worker, and what is in the queue."""

from __future__ import annotations

import logging
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from uuid import UUID

import click

from gazetteer.reminders.service import remind as write_reminders
from geoapp.auth.consoles import CONSOLE_SYSTEM
from geoapp.cli.consoles import reading_as, unit_of_work_as
from geoapp.cli.context import engines, print_json, settings
from geoapp.jobs import asking
from geoapp.jobs.job_queries import recent_jobs
from geoapp.jobs.kinds import kinds_of
from geoapp.jobs.mail import send_due
from geoapp.jobs.reminders import Housekeeping
from geoapp.jobs.worker import CONNECTIONS, Worker
from geoapp.shared.db import databases
from geocore.official_time import today

MOST_MEMORY = 6 * 1024**3
"""Bytes of address space of a worker."""


@click.group()
def jobs() -> None:
    """Long work (后台任务): the worker, the queue."""


@jobs.command()
@click.option("--beside", type=click.IntRange(1), help="end when the process of this number ends")
@click.option("--once", is_flag=True, help="work off what is waiting, then end")
def work(beside: int | None, once: bool) -> None:
    """Work off the queue, one job at a time, until interrupted (SIGTERM, Ctrl-C).

    Several may run at once, also on other machines. A job in progress when the worker is ended is undone and waits
    for the next worker.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    chosen = settings()
    made = databases(replace(chosen, pool_size=max(CONNECTIONS, chosen.pool_size)))
    worker = Worker(made.app, kinds_of(chosen))
    with _stopped_by_signals(worker), _bounded_memory():
        if once:
            worker.work_off()
        else:
            worker.run((lambda: _lives(beside)) if beside else (lambda: True), Housekeeping(made.app, chosen))
    made.dispose()


@contextmanager
def _stopped_by_signals(worker: Worker) -> Iterator[None]:
    before = {one: signal.signal(one, lambda _number, _frame: worker.stop()) for one in (signal.SIGTERM, signal.SIGINT)}
    yield
    for one, handler in before.items():
        signal.signal(one, handler)


@contextmanager
def _bounded_memory() -> Iterator[None]:
    """A file from outside that swells fails its own job and does not take the machine along."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, hard))
    yield
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _lives(process: int) -> bool:
    """One that has ended and whose parent has not asked for its result yet does not count."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@jobs.command()
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def remind(as_json: bool) -> None:
    """Write the reminders that fall due by today now, and send those that are to be sent; a worker does it daily.

    Nothing is written or sent twice.
    """
    with unit_of_work_as(CONSOLE_SYSTEM) as work:
        written = write_reminders(work, today(), by_mail=bool(settings().smtp_url))
    sent = send_due(engines().app, settings())
    if as_json:
        print_json({"written": written, "sent": sent})
    else:
        click.echo(f"{written} reminders written, {sent} sent by e-mail")


@jobs.command("list")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def list_(limit: int, as_json: bool) -> None:
    """The newest jobs with their state."""
    with reading_as(CONSOLE_SYSTEM) as connection:
        found = recent_jobs(connection, limit)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    for one in found:
        click.echo(f"{one.asked_at:%Y-%m-%d %H:%M} {one.id} {one.state:9} {one.kind:16} {one.done:,} ({one.asked_by})")


@jobs.command()
@click.argument("job", type=click.UUID)
def cancel(job: UUID) -> None:
    """Stop JOB at its next tick; nothing of it stays."""
    with unit_of_work_as(CONSOLE_SYSTEM) as work:
        asking.cancel(work, job)
    click.echo("cancelled, or will be at its next tick")
