"""Working days in China: weekends, holidays and make-up days (调休) as the State Council Office publishes them.

A year for which no notice has been entered is unknown: asking for it raises `CalendarUnknown`, because a guess of
twelve months ahead would put a date on paper that the notice may contradict.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources

from geocore.errors import Unavailable

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


class CalendarUnknown(Unavailable):
    """The holiday notice of a year is not in the table; `year` is in the details."""

    code = "calendar_unknown"

    def __init__(self, year: int) -> None:
        super().__init__(f"the holidays of {year} are not entered yet", year=year)
        self.year = year


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included, that are off (`is_work` false) or make-up working days."""

    first: date
    last: date
    is_work: bool
    name: str
    source: str

    def days(self) -> Iterator[date]:
        day = self.first
        while day <= self.last:
            yield day
            day += _ONE_DAY


class Calendar:
    """Which days are working days. Days are those of Asia/Shanghai."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._special: dict[date, bool] = {}
        for span in spans:
            for day in span.days():
                if day in self._special:
                    raise ValueError(f"{day} is listed twice")
                self._special[day] = span.is_work
        self.years = frozenset(day.year for day in self._special)

    def is_working_day(self, day: date) -> bool:
        """Raises CalendarUnknown for a day of a year that has no notice."""
        if day.year not in self.years:
            raise CalendarUnknown(day.year)
        return self._special.get(day, day.weekday() < _SATURDAY)


@cache
def official_calendar() -> Calendar:
    """The calendar of the notices that come with the program."""
    text = (resources.files("gazetteer.cases") / "data" / "holidays.csv").read_text(encoding="utf-8")
    return Calendar(
        Span(
            date.fromisoformat(row["first"]),
            date.fromisoformat(row["last"]),
            row["kind"] == "work",
            row["name"],
            row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    )
