"""The daily job of reminders: asked for by the worker itself, once a day, as the console's system administrator."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any, Final

import sqlalchemy as sa

from gazetteer.reminders.service import remind
from geoapp.auth.actors import load_actor
from geoapp.auth.consoles import CONSOLE_SYSTEM
from geoapp.config import Settings
from geoapp.jobs import asking
from geoapp.jobs.mail import send_due
from geoapp.jobs.model import HeldJob, NewJob, Tick
from geocore.batch_store import NATION
from geocore.db import UnitOfWork, unit_of_work
from geocore.errors import Conflict
from geocore.official_time import today

KIND: Final = "reminders.write"


def write_job(work: UnitOfWork, held: HeldJob, tick: Tick, settings: Settings) -> dict[str, Any]:
    tick("remind", 0, None)
    return {"written": remind(work, today(), by_mail=bool(settings.smtp_url))}


class Housekeeping:
    """What a worker does between jobs: ask for the day's reminders, send those that are to be sent."""

    def __init__(self, engine: sa.Engine, settings: Settings) -> None:
        self._engine, self._asked_on = engine, date.min
        self._send = partial(send_due, engine, settings)

    def __call__(self) -> None:
        day = today()
        if day != self._asked_on:
            ask_for(self._engine, day)
            self._asked_on = day
        self._send()


def ask_for(engine: sa.Engine, day: date) -> bool:
    """False when another worker was first."""
    with engine.connect() as connection:
        actor = load_actor(connection, CONSOLE_SYSTEM)
    try:
        with unit_of_work(engine, actor) as work:
            asking.ask(work, NewJob(KIND, NATION, arguments={"day": day.isoformat()}))
    except Conflict:
        return False
    return True
