"""What each kind of job does. A new one: a row in `app.job_kind`, a function here, words in `web/job_words.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from gazetteer.campaigns.services import scanning
from geoapp.config import Settings
from geoapp.jobs import imports, reminders
from geoapp.jobs.model import HeldJob, Tick, Work
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput
from geocore.official_time import today


def kinds_of(settings: Settings) -> Mapping[str, Work]:
    """Every kind with its work, bound to what the installation chose."""
    return {
        scanning.KIND: _scan,
        imports.NAMES: partial(imports.import_names_job, highest_secrecy=settings.highest_secrecy),
        imports.DIVISIONS: imports.import_divisions_job,
        reminders.KIND: partial(reminders.write_job, settings=settings),
    }


def _scan(work: UnitOfWork, held: HeldJob, tick: Tick) -> dict[str, Any]:
    if held.subject_id is None:
        raise InvalidInput("which campaign?")
    return asdict(scanning.scan_names(work, held.subject_id, today(), tick))
