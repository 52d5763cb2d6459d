"""Reminding: the daily writing, and taking note of one's own."""

from __future__ import annotations

from datetime import date

from gazetteer.reminders import store
from geocore.db import UnitOfWork


def remind(work: UnitOfWork, today: date, *, by_mail: bool) -> int:
    """Write the reminders that a rule asks for by this day and that were not written before; how many."""
    count = store.write_due(work, today, by_mail)
    work.audit("reminders.write", "reminder", today, changes={"count": count})
    return count


def take_note(work: UnitOfWork) -> int:
    """All of one's own are seen; how many there were."""
    count = store.mark_seen(work)
    work.audit("reminders.seen", "reminder", work.actor.user_id, changes={"count": count})
    return count
