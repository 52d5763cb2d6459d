"""The rules of pre-naming (预命名), readable by a lawyer: how long, until which day, extended when, by which row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.cases.pre_naming import (
    FormalLinks,
    PreNaming,
    PreNamingTerm,
    Standing,
    last_day,
    months_of,
    of_case,
    term_for,
)
from gazetteer.naming import Proposal

CASE = UUID(int=1)
HELD = PreNaming(
    item_id=UUID(int=2),
    name="同心路",
    decided_on=date(2026, 3, 2),
    months=6,
    granted_until=date(2026, 9, 2),
    extension_months=3,
    extended_on=None,
    extended_until=None,
    extension_reason=None,
    source="《示例市地名管理办法》（虚构）",
)


@pytest.mark.parametrize(
    ("decided", "months", "last"),
    [
        ("2026-03-02", 6, "2026-09-02"),  # the day of the decision is not counted, the day of the same number is
        ("2026-08-31", 6, "2027-02-28"),  # no 31st in February: its last day
        ("2027-08-31", 6, "2028-02-29"),  # nor in that of a leap year
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-01-30", 1, "2026-02-28"),
        ("2026-12-01", 1, "2027-01-01"),
        ("2026-12-31", 12, "2027-12-31"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-04-01", 6, "2026-10-01"),  # a holiday, and the last day all the same
    ],
)
def test_months_are_those_of_the_calendar(decided: str, months: int, last: str) -> None:
    assert last_day(date.fromisoformat(decided), months) == date.fromisoformat(last)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 99))
def test_the_last_day_lies_in_the_right_month_and_never_later_than_its_number(day: date, months: int) -> None:
    last = last_day(day, months)
    assert (last.year * 12 + last.month) - (day.year * 12 + day.month) == months
    assert last.day == day.day or (last.day < day.day and (last + timedelta(days=1)).day == 1)


def test_it_runs_on_its_last_day_and_has_lapsed_on_the_next() -> None:
    assert HELD.standing(date(2026, 9, 2)) is Standing.RUNNING
    assert HELD.standing(date(2026, 9, 3)) is Standing.LAPSED
    assert replace(HELD, used_by=CASE).standing(date(2030, 1, 1)) is Standing.USED


def test_an_extension_is_counted_from_the_last_day() -> None:
    assert HELD.extension == date(2026, 12, 2)
    extended = replace(HELD, extended_on=date(2026, 8, 1), extended_until=HELD.extension, extension_reason="x")
    assert extended.until == date(2026, 12, 2)
    assert extended.standing(date(2026, 12, 2)) is Standing.RUNNING
    assert extended.standing(date(2026, 12, 3)) is Standing.LAPSED


@pytest.mark.parametrize(
    ("changes", "today", "may"),
    [
        ({}, "2026-08-01", True),
        ({}, "2026-09-02", True),
        ({}, "2026-09-03", False),  # it has lapsed
        ({"extension_months": 0}, "2026-08-01", False),  # the row knows no extension
        ({"extended_until": date(2026, 12, 2)}, "2026-08-01", False),  # once
        ({"used_by": CASE}, "2026-08-01", False),  # it has become a naming
    ],
)
def test_it_is_extended_once_while_it_runs_and_where_the_row_knows_it(
    changes: dict[str, Any], today: str, may: bool
) -> None:
    assert replace(HELD, **changes).may_be_extended(date.fromisoformat(today)) is may


def term(months: int, division: int | None, category: str | None = None, since: str = "2020-01-01") -> PreNamingTerm:
    return PreNamingTerm(
        id=UUID(int=months),
        months=months,
        division=division,
        category=category,
        valid_from=date.fromisoformat(since),
        valid_to=date(2027, 1, 1),
        source="x",
    )


@pytest.mark.parametrize(
    ("terms", "day", "months"),
    [
        ([], "2026-03-02", None),  # local practice: without a row it is not offered
        ([term(6, 11)], "2026-03-02", 6),
        ([term(6, 99)], "2026-03-02", None),  # another county's row
        ([term(6, 11)], "2019-12-31", None),  # not in force yet
        ([term(6, 11)], "2027-01-01", None),  # repealed from that day on
        ([term(6, 11), term(3, 12)], "2026-03-02", 3),  # the nearest division's row
        ([term(6, 11), term(3, None)], "2026-03-02", 6),  # a row of the nation comes last
        ([term(6, 12), term(3, 12, "street")], "2026-03-02", 3),  # the row for the very kind of names
        ([term(6, 12, "building")], "2026-03-02", None),
        ([term(6, 12), term(3, 12, since="2026-01-01")], "2026-03-02", 3),  # the later of two
    ],
)
def test_the_row_that_counts(terms: list[PreNamingTerm], day: str, months: int | None) -> None:
    proposal = Proposal(name="同心路", category="street", division_path=(10, 11, 12))
    found = term_for(terms, proposal, date.fromisoformat(day))
    assert (found and found.months) == months


@pytest.mark.parametrize(
    ("details", "found"),
    [
        ("months=6", (6, 0)),
        ("months=6;extension_months=3", (6, 3)),
        ("months=0", None),
        ("months=100", None),
        ("extension_months=3", None),
        ("months=6;extension_months=0", None),
        ("months=half", None),
        ("months=6;days=1", None),
        ("", None),
    ],
)
def test_months_as_the_row_writes_them(details: str, found: tuple[int, int] | None) -> None:
    if found is None:
        with pytest.raises(ValueError, match="no months"):
            months_of(details)
    else:
        assert months_of(details) == found


def test_a_list_of_names_stands_as_what_still_runs_of_it() -> None:
    today = date(2026, 9, 1)
    used, lapsed = replace(HELD, used_by=CASE), replace(HELD, granted_until=date(2026, 8, 1))
    assert of_case([used, lapsed, HELD], today) is HELD
    assert of_case([lapsed, used], today) is used
    assert of_case([], today) is None


def test_of_several_formal_applications_the_one_that_has_not_ended_counts() -> None:
    assert FormalLinks().open_one is None
    assert FormalLinks(begun=((UUID(int=3), "ended"),)).open_one is None
    assert FormalLinks(begun=((UUID(int=4), "draft"), (UUID(int=3), "ended"))).open_one == UUID(int=4)
