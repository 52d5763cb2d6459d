"""Writing, reading and sending reminders; row security shows everybody only their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from gazetteer.reminders.tables import reminder
from gazetteer.store.case_titles import case_title
from geocore.db import UnitOfWork

# A case that the person may no longer see takes its reminders along.
_OWN = sa.text(
    f"""
    select r.id, r.matter, r.case_id, coalesce(n.number, ''), {case_title("r.case_id")},
           r.detail, r.due_on, r.made_at, r.mail, coalesce(r.mail_error, '')
      from gazetteer.reminder r
      join gazetteer.naming_case c on c.id = r.case_id
      left join gazetteer.case_number n on n.case_id = c.id
     where r.seen_at is null order by r.due_on, r.made_at, r.id limit :limit
    """
)


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something that falls due, for one person. `detail`: the kind of a clock, the unit that was asked."""

    id: UUID
    matter: str
    case_id: UUID
    number: str
    name: str
    detail: str
    due_on: date
    made_at: datetime
    mail: str
    mail_error: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A reminder on its way: nothing of the case but its number leaves the machine. `tries` counts this one."""

    id: UUID
    email: str
    matter: str
    case_id: UUID
    due_on: date
    number: str
    tries: int


def write_due(work: UnitOfWork, today: date, by_mail: bool) -> int:
    """Write what is new since last time; how many."""
    statement = sa.text("select gazetteer.write_reminders(:today, :by_mail)")
    return int(work.connection.execute(statement, {"today": today, "by_mail": by_mail}).scalar_one())


def unseen(connection: sa.Connection, limit: int) -> tuple[Reminder, ...]:
    """One's own, the most pressing first."""
    return tuple(Reminder(*row) for row in connection.execute(_OWN, {"limit": limit}))


def mark_seen(work: UnitOfWork) -> int:
    """All of the person's own; how many."""
    seen = work.connection.execute(
        sa.update(reminder).where(reminder.c.seen_at.is_(None)).values(seen_at=sa.func.now())
    )
    return int(seen.rowcount)


def next_mail(connection: sa.Connection) -> Mail | None:
    """One that is due, counted as tried: commit before sending it."""
    row = connection.execute(sa.text("select * from gazetteer.next_mail()")).one_or_none()
    return None if row is None else Mail(*row)


def note_mail(connection: sa.Connection, mail_id: UUID, state: str, reason: str | None) -> None:
    """`state`: sent, failed, or to_send for another try."""
    connection.execute(
        sa.text("select gazetteer.note_mail(:id, :state, :reason)"),
        {"id": mail_id, "state": state, "reason": reason[:500] if reason else None},
    )
