"""Two applications for one place: a note in the file, of names in use and under way at the very position."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from gazetteer.cases.model import CaseKind
from gazetteer.cases.services import deciding
from tests.builders.cases import (
    Office,
    about,
    announced,
    approval,
    before_decision,
    naming,
    opened,
    submitted,
)

SPOT = {"lon": 113.21, "lat": 25.71}
STEP = 0.0001
"""Degrees: ten metres, twice what is told."""


def told(bureau: Office, case_id: UUID) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Severity, message, and name with standing of each name that is told at the position."""
    return [
        (found["severity"], found["message"], [(one["name"], one["status"]) for one in found["evidence"]])
        for check in bureau.checks(case_id)
        for found in check.report["findings"]
        if found["rule"] == "duplicate.same_spot"
    ]


@pytest.fixture(scope="module")
def spring(bureau: Office) -> UUID:
    """A named street at the spot."""
    return announced(bureau, naming(bureau, "龙女温泉路", **SPOT))


def test_a_named_place_at_the_point_is_a_note_and_no_hindrance(bureau: Office, spring: UUID) -> None:
    beside: dict[str, Any] = {"lon": SPOT["lon"] + 0.00001, "lat": SPOT["lat"]}
    case_id = before_decision(bureau, naming(bureau, "白鹭洲路", **beside))
    assert told(bureau, case_id) == [
        ("note", "同一位置已有“龙女温泉路”（现行地名）。", [("龙女温泉路", "current")])
    ]  # fmt: skip
    command = approval(bureau, case_id)
    with bureau.as_("approver@suxian") as work:
        assert deciding.approve(work, command) == ()


def test_an_item_of_another_case_is_told_without_its_case(bureau: Office) -> None:
    at = {"lon": 113.22, "lat": 25.72}
    opened(bureau, naming(bureau, "草稿桥路", **at))
    first = submitted(bureau, naming(bureau, "甲辰桥路", "乙巳桥路", **at))
    assert told(bureau, first) == [], "a draft is nobody's business"
    second = submitted(bureau, naming(bureau, "丙午塘路", **at))
    assert told(bureau, second) == [
        ("note", "同一位置已有“甲辰桥路”（正在办理的名称）。", [("甲辰桥路", "pending")])
    ]  # fmt: skip
    (check,) = bureau.checks(second)
    assert str(first) not in str(check.report)


def test_what_is_beside_or_of_another_sort_is_not_told(bureau: Office, spring: UUID) -> None:
    assert told(bureau, submitted(bureau, naming(bureau, "丁未塘路", lon=SPOT["lon"] - STEP, lat=SPOT["lat"]))) == []
    house = replace(naming(bureau, "戊申苑", **SPOT), category="building", class_code="22100")
    assert told(bureau, submitted(bureau, house)) == []


def test_a_renaming_is_not_told_of_its_own_place(bureau: Office, spring: UUID) -> None:
    place = bureau.scalar("select place_id from gazetteer.name where text = '龙女温泉路'")
    assert told(bureau, submitted(bureau, about(naming(bureau, "己酉泉路", **SPOT), CaseKind.RENAMING, place))) == []
