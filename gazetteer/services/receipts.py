"""What became of what somebody sent in without an account, for whoever holds its receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gazetteer.receipts import plain_receipt
from geocore.db import UnitOfWork


@dataclass(frozen=True, slots=True)
class ReceiptProgress:
    """`matter`: comment, objection, listed_name, use_report or error_report, each with its own codes for state and
    outcome; `about`: the consultation, the announcement, the campaign or the published place.
    """

    matter: str
    received_on: date
    state: str
    reason: str
    outcome: str | None
    answer: str
    answered_on: date | None
    about: UUID | None


def progress_of(work: UnitOfWork, receipt: str) -> ReceiptProgress | None:
    """None for a receipt that nobody was given. Recorded, as guessing would be a breach."""
    asked = plain_receipt(receipt)
    found: dict[str, Any] | None = work.connection.execute(
        sa.text("select gazetteer.receipt_progress(:receipt)"), {"receipt": asked}
    ).scalar_one_or_none()
    if found is None:
        work.audit("receipt.follow", "receipt", asked or "-", result="denied", reason="receipt unknown")
        return None
    work.audit("receipt.follow", "receipt", asked)
    days = {key: found[key] and date.fromisoformat(found[key]) for key in ("received_on", "answered_on")}
    about = found["about"] and UUID(found["about"])
    return ReceiptProgress(**{**found, **days, "about": about})
