"""`geoapp campaigns`: the machine pass in the foreground, in parts that go on where the last run stopped."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from click.testing import Result

from tests.builders.campaigns import add_streets, opened
from tests.builders.cases import Office, office
from tests.builders.register import small_register


@pytest.fixture(scope="module")
def bureau(module_database: Any) -> Office:
    small_register(module_database.app)
    add_streets(module_database)
    return office(module_database)


@pytest.fixture
def geoapp(command_line: Callable[..., Result]) -> Callable[..., Result]:
    return partial(command_line, "campaigns")


def test_a_pass_in_two_runs_and_its_report(bureau: Office, geoapp: Callable[..., Result]) -> None:
    campaign = str(opened(bureau))
    assert campaign in geoapp("list").stdout
    first = geoapp("scan", campaign, "--part", "4", "--parts", "1", "--json")
    assert first.exit_code == 0, first.output
    assert json.loads(first.stdout)["checked"] == 4
    second = geoapp("scan", campaign)
    assert second.stdout == "done: 6 of 6 names, 5 found, 0 left alone\n"
    assert geoapp("scan", campaign).stdout == second.stdout  # nothing is left to do
    report = json.loads(geoapp("report", campaign).stdout)
    assert {count["code"]: count["names"] for count in report["by_kind"]} == {
        "big": 1, "foreign": 1, "odd": 1, "duplicate": 2,
    }  # fmt: skip
    assert [one["id"] for one in json.loads(geoapp("list", "--json").stdout)][-1] == campaign


@pytest.mark.parametrize("command", ["scan", "report"])
def test_no_such_campaign(bureau: Office, geoapp: Callable[..., Result], command: str) -> None:
    answer = geoapp(command, str(uuid4()))
    assert answer.exit_code == 2
    assert answer.stderr.startswith("not_found: ")
