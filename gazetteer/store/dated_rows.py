"""Rows that hold from a day to a day: they are never changed or deleted, one ends and another is entered."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import sqlalchemy as sa

from geocore.db import UnitOfWork
from geocore.errors import InvalidInput, StaleVersion
from geocore.problems import Problem


def end_row(work: UnitOfWork, table: str, row_id: UUID, version: int, first_day_without: date) -> None:
    """From that day on the row of `table` (a name of ours) holds no more; ended before its first day it never held.

    Raises StaleVersion: changed by somebody else, or ended by then.
    """
    changed = work.connection.execute(
        sa.text(
            f"update {table}"
            " set valid = daterange(lower(valid), greatest(lower(valid), cast(:day as date))), version = version + 1"
            " where id = :id and version = :version and (upper_inf(valid) or upper(valid) > :day)"
        ),
        {"id": row_id, "version": version, "day": first_day_without},
    ).rowcount
    if changed != 1:
        raise StaleVersion("somebody else changed this row in between", row=str(row_id))


def required_reason(reason: str) -> str:
    """Without spaces around it. Raises InvalidInput for an empty one."""
    if not reason.strip():
        raise InvalidInput("say why", [Problem("reason", "required", "must be said")])
    return reason.strip()
