"""What keeps a number or a unit of the procedure from being entered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from gazetteer.procedure.model import (
    NUMBER_KINDS,
    NewFollowUpRule,
    NewNumber,
    NewUnitRule,
    NumberKind,
    follow_up_rule_problems,
    number_problems,
    unit_rule_problems,
)

NUMBER = NewNumber(
    code="decision", value=10, division_id=UUID(int=1), source="区政府令第1号（虚构）", valid_from=date(2026, 1, 1)
)
UNIT = NewUnitRule(
    condition="always",
    unit="{county}住房和城乡建设局",
    reason="道路建设",
    division_id=UUID(int=1),
    source="本机关决定（虚构）",
    valid_from=date(2026, 1, 1),
)


@pytest.mark.parametrize("days", [1, 10, 20])
def test_a_promise_may_be_as_short_as_one_likes(days: int) -> None:
    assert number_problems(replace(NUMBER, value=days), days_of_the_law=20) == []


@pytest.mark.parametrize(
    ("changes", "law", "expected"),
    [
        ({"value": 21}, 20, ("value", "longer_than_law")),
        ({"value": 0}, 20, ("value", "out_of_range")),
        ({"code": "experts_min", "value": 0}, None, ("value", "out_of_range")),
        ({"code": "above", "value": -366}, None, ("value", "out_of_range")),
        ({"code": "pages"}, None, ("code", "unknown")),
        ({"source": ""}, 20, ("source", "required")),
        ({"source": "令" * 301}, 20, ("source", "too_long")),
    ],
)
def test_numbers_that_are_not_taken(changes: dict[str, Any], law: int | None, expected: tuple[str, str]) -> None:
    found = number_problems(replace(NUMBER, **changes), law)
    assert [(problem.field, problem.code) for problem in found] == [expected]


@pytest.mark.parametrize("kind", NUMBER_KINDS.values(), ids=NUMBER_KINDS.keys())
def test_both_ends_of_each_range_are_taken(kind: NumberKind) -> None:
    for value in (kind.least, kind.most):
        assert number_problems(replace(NUMBER, code=kind.code, value=value), None) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"unit": "{township}、{village}"}, None),
        ({"unit": ""}, ("unit", "required")),
        ({"unit": "局" * 101}, ("unit", "too_long")),
        ({"unit": "{county}{0.__class__}局"}, ("unit", "unknown_placeholder")),
        ({"unit": "{County}局"}, ("unit", "unknown_placeholder")),
        ({"reason": ""}, ("reason", "required")),
        ({"condition": "sometimes"}, ("condition", "unknown")),
        ({"class_prefix": "23a"}, ("class_prefix", "not_digits")),
        ({"class_prefix": "２３"}, ("class_prefix", "not_digits")),
        ({"source": ""}, ("source", "required")),
    ],
)
def test_units(changes: dict[str, str], expected: tuple[str, str] | None) -> None:
    found = unit_rule_problems(replace(UNIT, **changes))
    assert [(problem.field, problem.code) for problem in found] == ([expected] if expected else [])


FOLLOW_UP = NewFollowUpRule(
    unit="{county}公安局",
    task="更换门牌",
    days=30,
    division_id=UUID(int=1),
    source="本机关决定（虚构）",
    valid_from=date(2026, 1, 1),
)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"unit": "{province}{city}局", "days": 1, "case_kind": "retirement", "category": "street"}, None),
        ({"days": 365, "task": "事" * 200}, None),
        ({"days": 0}, ("days", "out_of_range")),
        ({"days": 366}, ("days", "out_of_range")),
        ({"unit": ""}, ("unit", "required")),
        ({"unit": "局" * 101}, ("unit", "too_long")),
        ({"unit": "{township}"}, ("unit", "unknown_placeholder")),
        ({"task": ""}, ("task", "required")),
        ({"task": "事" * 201}, ("task", "too_long")),
        ({"case_kind": "naming"}, ("case_kind", "unknown")),
        ({"case_kind": "correction"}, ("case_kind", "unknown")),
        ({"class_prefix": "x"}, ("class_prefix", "not_digits")),
        ({"source": ""}, ("source", "required")),
    ],
)
def test_tasks_of_other_offices(changes: dict[str, Any], expected: tuple[str, str] | None) -> None:
    found = follow_up_rule_problems(replace(FOLLOW_UP, **changes))
    assert [(problem.field, problem.code) for problem in found] == ([expected] if expected else [])
