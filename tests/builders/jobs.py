"""A worker for tests that look at what comes before and after it."""

from __future__ import annotations

from typing import Any

from geoapp.config import Settings
from geoapp.jobs.kinds import kinds_of
from geoapp.jobs.worker import Worker

SETTINGS = Settings(database_url="postgresql://")


def work_off(database: Any) -> None:
    """Everything that waits, in this process."""
    worker = Worker(database.app, kinds_of(SETTINGS))
    while worker.run_one():
        pass
