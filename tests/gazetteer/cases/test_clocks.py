"""WF8: periods over month ends, leap days, holidays and pauses; the starting events of arts 13 and 14."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.cases.calendar import official_calendar
from gazetteer.cases.clocks import (
    ApproverKind,
    ClockKind,
    DayUnit,
    Due,
    Pause,
    Period,
    announcement_starts,
    due,
    paused_days,
    resumed,
)

CALENDAR = official_calendar()
FILING = Period(ClockKind.FILING, 15, DayUnit.CALENDAR, "地名管理条例第十三条")
ACCEPTANCE = Period(ClockKind.ACCEPTANCE, 5, DayUnit.WORKING, "行政许可法第三十二条")
DECISION = Period(ClockKind.DECISION, 20, DayUnit.WORKING, "行政许可法第四十二条")
DAYS = st.dates(date(2024, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        ("2026-03-01", "2026-03-16"),  # the worked example of the rules
        ("2024-02-15", "2024-03-01"),  # over a leap day
        ("2025-02-15", "2025-03-02"),
        ("2026-12-20", "2027-01-04"),  # calendar days need no calendar
        ("2026-09-16", "2026-10-01"),  # ends on a holiday and stays there
    ],
)
def test_fifteen_days(starts: str, ends: str) -> None:
    assert due(date.fromisoformat(starts), FILING, CALENDAR).day == date.fromisoformat(ends)


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        ("2026-03-02", "2026-03-09"),
        ("2026-02-13", "2026-02-27"),  # the 14th is worked, then nine days off
        ("2025-09-26", "2025-10-10"),  # the 28th is worked, then eight days off
    ],
)
def test_five_working_days(starts: str, ends: str) -> None:
    assert due(date.fromisoformat(starts), ACCEPTANCE, CALENDAR).day == date.fromisoformat(ends)


def test_a_period_that_runs_into_an_unknown_year_has_no_date() -> None:
    assert due(date(2026, 12, 20), DECISION, CALENDAR) == Due(None, "calendar", 2027)


def test_another_department_starts_the_announcement_with_its_filing() -> None:
    """住建 approves on 1 March and files on the 10th: announced by the 25th; a government's name by the 16th."""
    approved, filed = date(2026, 3, 1), date(2026, 3, 10)
    other = announcement_starts(ApproverKind.OTHER_DEPARTMENT, approved, filed)
    assert other is not None
    assert due(other, FILING, CALENDAR).day == date(2026, 3, 25)
    assert announcement_starts(ApproverKind.OTHER_DEPARTMENT, approved, None) is None
    for kind in set(ApproverKind) - {ApproverKind.OTHER_DEPARTMENT}:
        assert announcement_starts(kind, approved, filed) == approved


@given(DAYS, st.integers(1, 60))
def test_calendar_days_are_plain_addition(starts: date, days: int) -> None:
    period = Period(ClockKind.FILING, days, DayUnit.CALENDAR, "x")
    assert due(starts, period, CALENDAR).day == starts + timedelta(days=days)


@given(DAYS, st.integers(1, 60))
def test_as_many_working_days_lie_in_the_period_as_it_says(starts: date, days: int) -> None:
    ends = due(starts, Period(ClockKind.DECISION, days, DayUnit.WORKING, "x"), CALENDAR).day
    assert ends is not None
    assert CALENDAR.is_working_day(ends)
    between = (starts + timedelta(days=n) for n in range(1, (ends - starts).days + 1))
    assert sum(map(CALENDAR.is_working_day, between)) == days


@given(DAYS, st.lists(st.integers(1, 6), min_size=1, max_size=4), st.integers(1, 3))
def test_pauses_add_up(starts: date, lengths: list[int], gap: int) -> None:
    """Disjoint pauses inside the period move its end by their lengths together."""
    pauses, first = [], starts + timedelta(days=1)
    for length in lengths:
        pauses.append(Pause(first, first + timedelta(days=length)))
        first += timedelta(days=length + gap)
    assert due(starts, FILING, CALENDAR, pauses).day == starts + timedelta(days=15 + sum(lengths))


@given(DAYS, st.integers(0, 10), st.integers(1, 10), st.integers(1, 10))
def test_a_pause_in_two_halves_is_one_pause(starts: date, after: int, first: int, second: int) -> None:
    begin = starts + timedelta(days=after)
    middle, end = begin + timedelta(days=first), begin + timedelta(days=first + second)
    whole = due(starts, DECISION, CALENDAR, [Pause(begin, end)])
    assert due(starts, DECISION, CALENDAR, [Pause(begin, middle), Pause(middle, end)]) == whole
    assert due(starts, DECISION, CALENDAR, [Pause(begin, end), Pause(begin, middle)]) == whole


@given(DAYS, st.integers(1, 12))
def test_an_open_pause_leaves_the_end_open_until_it_ends(starts: date, after: int) -> None:
    pauses = (Pause(starts + timedelta(days=after), None),)
    assert due(starts, FILING, CALENDAR, pauses) == Due(None, "paused")
    ended = resumed(pauses, starts + timedelta(days=after + 3))
    assert due(starts, FILING, CALENDAR, ended).day == starts + timedelta(days=18)


def test_paused_days_are_counted_once() -> None:
    pauses = [Pause(date(2026, 3, 2), date(2026, 3, 5)), Pause(date(2026, 3, 4), date(2026, 3, 6))]
    assert paused_days(pauses, date(2026, 3, 31)) == 4
    assert paused_days([Pause(date(2026, 3, 2), None)], date(2026, 3, 13)) == 12
    assert paused_days([Pause(date(2026, 3, 2), None)], date(2026, 3, 1)) == 0
