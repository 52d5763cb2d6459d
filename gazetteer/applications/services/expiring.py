"""Drafts that nobody hands in are deleted after their last day: an application that was never made is no record."""

from __future__ import annotations

from datetime import date

from gazetteer.applications.store.by_link import delete_expired
from geocore.db import UnitOfWork


def expire(work: UnitOfWork, today: date) -> int:
    """Delete drafts past their last day with all that was sent along; how many there were."""
    count = delete_expired(work, today)
    work.audit("application.expire", "name_application", "expired", changes={"count": count})
    return count
