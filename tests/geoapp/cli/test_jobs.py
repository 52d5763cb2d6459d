"""`geoapp jobs`: the queue and the reminders from the console."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from click.testing import Result

from gazetteer.campaigns.services import scanning
from geoapp.jobs import asking
from geoapp.jobs.model import NewJob
from tests.builders.campaigns import opened
from tests.builders.cases import Office, naming, office, street, submitted
from tests.builders.register import small_register


@pytest.fixture(scope="module")
def bureau(module_database: Any) -> Office:
    small_register(module_database.app)
    return office(module_database)


@pytest.fixture
def geoapp(command_line: Callable[..., Result]) -> Callable[..., Result]:
    return partial(command_line, "jobs")


def test_listed_worked_off_and_cancelled(bureau: Office, geoapp: Callable[..., Result]) -> None:
    jobs = []
    for _ in range(2):
        campaign = opened(bureau)
        with bureau.as_("reviewer@suxian") as work:
            path = scanning.may_scan(work, campaign).division_path
            jobs.append(str(asking.ask(work, NewJob(scanning.KIND, path, campaign))))
    assert geoapp("cancel", jobs[0]).exit_code == 0
    assert geoapp("cancel", jobs[0]).stderr.startswith("action_not_allowed: ")
    assert geoapp("cancel", str(uuid4())).stderr.startswith("not_found: ")
    assert geoapp("work", "--once").exit_code == 0
    states = {one["id"]: one["state"] for one in json.loads(geoapp("list", "--json").stdout)}
    assert states == {jobs[0]: "cancelled", jobs[1]: "done"}
    assert len(geoapp("list", "--limit", "1").stdout.splitlines()) == 1


def test_reminders_on_demand(bureau: Office, geoapp: Callable[..., Result]) -> None:
    submitted(bureau, naming(bureau, street()))  # on a day long past: overdue
    assert json.loads(geoapp("remind", "--json").stdout) == {"written": 1, "sent": 0}
    assert geoapp("remind").stdout == "0 reminders written, 0 sent by e-mail\n"
