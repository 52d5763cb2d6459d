"""The clocks of a case: the period that applies there, starting, pausing, going on, ending."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gazetteer.cases.calendar import Calendar
from gazetteer.cases.clocks import ClockKind, DayUnit, Pause, Period, due, resumed
from gazetteer.cases.model import CaseClock
from gazetteer.cases.tables import case_clock, case_clock_pause
from geocore.db import UnitOfWork


def period_for(connection: sa.Connection, kind: ClockKind, path: Sequence[int], on: date) -> Period:
    """The period of the nearest division above the case; the country has one of each kind."""
    row = connection.execute(
        sa.text(
            "select days, unit, law from gazetteer.case_period"
            " where kind = :kind and division_seq = any (:path) and valid @> cast(:on as date)"
            " order by array_position(cast(:path as integer[]), division_seq) desc limit 1"
        ),
        {"kind": str(kind), "path": list(path), "on": on},
    ).one()
    return Period(kind, row.days, DayUnit(row.unit), row.law)


def start_clock(
    work: UnitOfWork, case_id: UUID, kind: ClockKind, path: Sequence[int], starts_on: date, calendar: Calendar
) -> None:
    period = period_for(work.connection, kind, path, starts_on)
    ends = due(starts_on, period, calendar)
    work.connection.execute(
        sa.insert(case_clock).values(
            id=uuid4(),
            case_id=case_id,
            kind=str(kind),
            starts_on=starts_on,
            days=period.days,
            unit=str(period.unit),
            law=period.law,
            due_on=ends.day,
            due_reason=ends.reason,
            version=0,
        )
    )


def end_clock(work: UnitOfWork, case_id: UUID, kind: ClockKind | None, on: date, outcome: str = "met") -> None:
    """End the running clock of a kind, or all of the case (None). `outcome`: met, stopped."""
    running = [case_clock.c.case_id == case_id, case_clock.c.ended_on.is_(None)]
    if kind is not None:
        running.append(case_clock.c.kind == str(kind))
    work.connection.execute(
        sa.update(case_clock).where(*running).values(ended_on=on, outcome=outcome, version=case_clock.c.version + 1)
    )


def pause_clock(work: UnitOfWork, case_id: UUID, kind: ClockKind, on: date, calendar: Calendar) -> None:
    """From `on` on the running clock stands still; one that stands still already goes on doing so.

    A pause that ended on the day on which the next begins is the same pause.
    """
    for clock in clocks_of(work.connection, case_id):
        if clock.kind is kind and clock.ended_on is None and not _stands_still(clock):
            work.connection.execute(
                pg.insert(case_clock_pause)
                .values(clock_id=clock.id, first_day=on)
                .on_conflict_do_update(constraint="pk_case_clock_pause", set_={"until_day": None})
            )
            earlier = tuple(pause for pause in clock.pauses if pause.first != on)
            _reckon(work, clock, (*earlier, Pause(on, None)), calendar)


def _stands_still(clock: CaseClock) -> bool:
    return any(pause.until is None for pause in clock.pauses)


def resume_clock(work: UnitOfWork, case_id: UUID, kind: ClockKind, on: date, calendar: Calendar) -> None:
    """`on` is the first day that counts again."""
    for clock in clocks_of(work.connection, case_id):
        if clock.kind is kind and clock.ended_on is None:
            work.connection.execute(
                sa.update(case_clock_pause)
                .where(case_clock_pause.c.clock_id == clock.id, case_clock_pause.c.until_day.is_(None))
                .values(until_day=on)
            )
            _reckon(work, clock, resumed(clock.pauses, on), calendar)


def _reckon(work: UnitOfWork, clock: CaseClock, pauses: tuple[Pause, ...], calendar: Calendar) -> None:
    period = Period(clock.kind, clock.days, DayUnit(clock.unit), clock.law)
    ends = due(clock.starts_on, period, calendar, pauses)
    work.connection.execute(
        sa.update(case_clock)
        .where(case_clock.c.id == clock.id, case_clock.c.ended_on.is_(None))
        .values(due_on=ends.day, due_reason=ends.reason, version=case_clock.c.version + 1)
    )


def clocks_of(connection: sa.Connection, case_id: UUID) -> tuple[CaseClock, ...]:
    """All clocks of the case in the order in which they started."""
    pauses: defaultdict[UUID, list[Pause]] = defaultdict(list)
    for row in connection.execute(
        sa.text(
            "select p.clock_id, p.first_day, p.until_day from gazetteer.case_clock_pause p"
            " join gazetteer.case_clock k on k.id = p.clock_id where k.case_id = :case order by p.first_day"
        ),
        {"case": case_id},
    ):
        pauses[row.clock_id].append(Pause(row.first_day, row.until_day))
    rows = connection.execute(
        sa.text(
            "select id, kind, starts_on, days, unit, law, due_on, due_reason, ended_on, outcome"
            " from gazetteer.case_clock where case_id = :case order by starts_on, kind"
        ),
        {"case": case_id},
    )
    return tuple(
        CaseClock(**{**row._asdict(), "kind": ClockKind(row.kind), "pauses": tuple(pauses[row.id])}) for row in rows
    )
