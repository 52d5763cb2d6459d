"""Statutory and promised periods: when they start, what stops them, when they end. Pure; dates are Asia/Shanghai.

The day of the starting event is not counted (民法典第二百零一条). Periods that the law gives in 日 are calendar days,
and their last day stays where it falls, holiday or not: the 条例 grants no extension, and an office that reckons with
the earlier day is never late.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from gazetteer.cases.calendar import Calendar, CalendarUnknown

_ONE_DAY = timedelta(days=1)


class ClockKind(StrEnum):
    """What has to be done by the day that the clock shows."""

    ACCEPTANCE = "acceptance"
    """受理审查: accept, decline, or tell once what is missing."""
    DECISION = "decision"
    """承诺办结: from acceptance to the decision."""
    FILING = "filing"
    """备案."""
    ANNOUNCEMENT = "announcement"
    """公告."""


class DayUnit(StrEnum):
    CALENDAR = "calendar"
    """日."""
    WORKING = "working"
    """工作日."""


class ApproverKind(StrEnum):
    """Who approved, as far as arts 13 and 14 distinguish."""

    STATE_COUNCIL_DEPARTMENT = "state_council_department"
    LOCAL_GOVERNMENT = "local_government"
    """A local people's government at or above the county (县级以上地方人民政府)."""
    PLACE_NAME_AUTHORITY = "place_name_authority"
    """The place-name authority itself (县级以上地方人民政府地名行政主管部门)."""
    OTHER_DEPARTMENT = "other_department"
    """Another authority, for example 住建 for estates and buildings."""


class Start(StrEnum):
    """The event that starts the period of the announcement."""

    APPROVAL = "approval"
    FILING = "filing"


ANNOUNCEMENT_STARTS = {
    ApproverKind.STATE_COUNCIL_DEPARTMENT: Start.APPROVAL,
    ApproverKind.LOCAL_GOVERNMENT: Start.APPROVAL,
    ApproverKind.PLACE_NAME_AUTHORITY: Start.APPROVAL,
    ApproverKind.OTHER_DEPARTMENT: Start.FILING,
}
"""条例第十四条: what another department approved is announced within the period counted from its filing."""


@dataclass(frozen=True, slots=True)
class Period:
    """How long something may take, and the law or promise that says so."""

    kind: ClockKind
    days: int
    unit: DayUnit
    law: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that do not count: from `first` up to, without, `until`; open while `until` is None."""

    first: date
    until: date | None

    def holds_on(self, day: date) -> bool:
        return self.first <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a period. `day` is None while it cannot be said: then `reason` is `paused` or `calendar`."""

    day: date | None
    reason: str | None = None
    unknown_year: int | None = None


def due(starts: date, period: Period, calendar: Calendar, pauses: Iterable[Pause] = ()) -> Due:
    """The `period.days`-th day after `starts` that counts; a day inside a pause does not count."""
    stopped = tuple(pauses)
    day, left = starts, period.days
    while left > 0:
        day += _ONE_DAY
        holding = next((pause for pause in stopped if pause.holds_on(day)), None)
        if holding is not None:
            if holding.until is None:
                return Due(None, "paused")
            day = holding.until - _ONE_DAY
            continue
        try:
            left -= 1 if period.unit is DayUnit.CALENDAR or calendar.is_working_day(day) else 0
        except CalendarUnknown as error:
            return Due(None, "calendar", error.year)
    return Due(day)


def paused_days(pauses: Iterable[Pause], today: date) -> int:
    """How many days stood still up to and with `today`, each counted once."""
    still = {
        pause.first + timedelta(days=offset)
        for pause in pauses
        for offset in range(((pause.until or today + _ONE_DAY) - pause.first).days)
    }
    return len({day for day in still if day <= today})


def announcement_starts(approver: ApproverKind, approved_on: date, filed_on: date | None) -> date | None:
    """The day from which the announcement's period runs; None while another department has not filed (art. 14)."""
    return filed_on if ANNOUNCEMENT_STARTS[approver] is Start.FILING else approved_on


def resumed(pauses: tuple[Pause, ...], on: date) -> tuple[Pause, ...]:
    """The same pauses, with the open one ended on `on`, which is the first day that counts again."""
    return tuple(replace(pause, until=on) if pause.until is None else pause for pause in pauses)
