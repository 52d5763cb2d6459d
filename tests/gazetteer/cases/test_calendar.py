"""The working-day calendar says what the notices say, and nothing about years without one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.cases.calendar import Calendar, CalendarUnknown, Span, official_calendar

CALENDAR = official_calendar()


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        ("2024-02-04", True),  # Sunday, make-up day before 春节
        ("2024-02-09", True),  # 除夕 was a working day that year
        ("2024-02-12", False),
        ("2024-10-12", True),
        ("2025-01-28", False),
        ("2025-10-08", False),
        ("2025-10-11", True),
        ("2025-10-12", False),
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-02-28", True),
        ("2026-09-20", True),
        ("2026-03-02", True),
        ("2026-03-07", False),
    ],
)
def test_days_of_the_notices(day: str, is_working: bool) -> None:
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is is_working


@pytest.mark.parametrize(("year", "working_days"), [(2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_a_year(year: int, working_days: int) -> None:
    """Counted independently: weekdays of the year, minus weekdays off, plus weekend days worked."""
    day, count = date(year, 1, 1), 0
    while day.year == year:
        count += CALENDAR.is_working_day(day)
        day += timedelta(days=1)
    assert count == working_days


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2027, 1, 1), date(1999, 5, 1)])
def test_a_year_without_notice_is_said(day: date) -> None:
    with pytest.raises(CalendarUnknown) as refused:
        CALENDAR.is_working_day(day)
    assert refused.value.details == {"year": day.year}


@given(st.dates(date(2024, 1, 1), date(2026, 12, 31)))
def test_every_week_has_a_day_off(day: date) -> None:
    """No make-up rule has ever made nine days of work in a row without one."""
    days = [d for n in range(9) if (d := day + timedelta(days=n)).year in CALENDAR.years]
    assert len(days) < 9 or not all(CALENDAR.is_working_day(d) for d in days)


def test_a_day_is_listed_once() -> None:
    span = Span(date(2026, 1, 1), date(2026, 1, 3), False, "元旦", "x")
    with pytest.raises(ValueError, match="2026-01-03 is listed twice"):
        Calendar([span, Span(date(2026, 1, 3), date(2026, 1, 3), True, "元旦", "x")])
