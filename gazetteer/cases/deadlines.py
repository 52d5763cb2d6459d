"""How pressing a statutory clock is, and whom it concerns by then. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

SOON, NEAR = 2, 5
"""Calendar days left, this one counted as none: red, yellow."""


class Urgency(StrEnum):
    OVERDUE = "overdue"
    SOON = "soon"
    NEAR = "near"
    LATER = "later"
    STANDING = "standing"
    """Paused, or without the working days of its year."""


class Concerns(StrEnum):
    """Who else than the handler is to look at it; each includes those before."""

    REVIEW = "review"
    APPROVE = "approve"
    ABOVE = "above"
    """The officers of the next division up."""


@dataclass(frozen=True, slots=True)
class EscalationStep:
    """From `days_left` on (below zero: overdue) a clock concerns `to_whom`; `division_seq` says where that is so."""

    division_seq: int
    to_whom: Concerns
    days_left: int


def urgency(due_on: date | None, today: date) -> Urgency:
    if due_on is None:
        return Urgency.STANDING
    left = (due_on - today).days
    if left < 0:
        return Urgency.OVERDUE
    return Urgency.SOON if left <= SOON else Urgency.NEAR if left <= NEAR else Urgency.LATER


def escalated_to(
    due_on: date | None, today: date, path: Sequence[int], steps: Sequence[EscalationStep]
) -> Concerns | None:
    """The highest that the clock has reached in the division of this path; the nearest division's rows count."""
    if due_on is None:
        return None
    left = (due_on - today).days
    reached: Concerns | None = None
    within = [step for step in steps if step.division_seq in path]
    nearest = {step.to_whom: step for step in sorted(within, key=lambda one: path.index(one.division_seq))}
    for whom in Concerns:
        if (step := nearest.get(whom)) is not None and left <= step.days_left:
            reached = whom
    return reached
