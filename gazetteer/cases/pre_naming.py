"""预命名: a name held for an applicant until a day, and what may follow. Pure.

It is the practice of cities (Jiaxing: a provisional name, valid half a year, then the formal application), not national
law. Whether a division offers it, for which names and for how many months, is a dated row with its source, entered by
the rule keeper as the other rows of local law are (命名规则). Without a row it is not offered.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from gazetteer.naming import Proposal
from gazetteer.naming.provisions import Provision, nearest

SOON = 30
"""Calendar days before its last day from which officers are shown that a pre-naming ends."""
_MONTHS = re.compile(r"months=([1-9][0-9]?)(?:;extension_months=([1-9][0-9]?))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class PreNamingTerm(Provision):
    """One row of local rules: for how many months a name is held, and for how many more if it is extended."""

    id: UUID
    months: int
    extension_months: int = 0
    """0: the row knows no extension."""


def months_of(details: str) -> tuple[int, int]:
    """Months and months of the extension from ``months=6;extension_months=3``. Raises ValueError for anything else."""
    found = _MONTHS.fullmatch(details)
    if found is None:
        raise ValueError(f"no months from 1 to 99: {details}")
    return int(found[1]), int(found[2] or 0)


def term_for(terms: Iterable[PreNamingTerm], proposal: Proposal, day: date) -> PreNamingTerm | None:
    """The row that counts for such a name there on that day: the nearest division's first, as with all local rules."""
    return nearest(terms, proposal, day)


def last_day(day: date, months: int) -> date:
    """The last day of a period of so many calendar months that begins with an event on `day`.

    The day of the event itself is not counted. The period ends with the day of the same number in its last month, or
    with the last day of that month where it has no such day: six months from 31 August end on 28 or 29 February. The
    last day counts whole, also on a holiday.
    """
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class Standing(StrEnum):
    """How a pre-naming stands on a day."""

    RUNNING = "running"
    USED = "used"
    """It has become a naming."""
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class PreNaming:
    """A name that was pre-named. `granted_until` is its last day by the decision, `until` with its extension."""

    item_id: UUID
    name: str
    decided_on: date
    months: int
    granted_until: date
    extension_months: int
    extended_on: date | None
    extended_until: date | None
    extension_reason: str | None
    source: str
    """Of the row by which it was granted."""
    used_by: UUID | None = None

    @property
    def until(self) -> date:
        return self.extended_until or self.granted_until

    def standing(self, today: date) -> Standing:
        """It runs on its last day, and has lapsed on the day after; what was used up in time never lapses."""
        if self.used_by is not None:
            return Standing.USED
        return Standing.RUNNING if today <= self.until else Standing.LAPSED

    def may_be_extended(self, today: date) -> bool:
        """Once, by the months of its row, while it runs."""
        return (
            self.extension_months > 0 and self.extended_until is None and self.standing(today) is Standing.RUNNING
        )  # fmt: skip

    @property
    def extension(self) -> date:
        """The last day with the extension: its months are counted from the last day of the decision."""
        return last_day(self.granted_until, self.extension_months)


def of_case(found: Iterable[PreNaming], today: date) -> PreNaming | None:
    """The one that says how a case with several names stands: one that runs before one that was used or lapsed."""
    order = list(Standing)
    return min(found, key=lambda one: order.index(one.standing(today)), default=None)


@dataclass(frozen=True, slots=True)
class FormalLinks:
    """Which case a formal naming follows, and which formal namings were begun of a pre-naming, newest first."""

    follows: UUID | None = None
    until: date | None = None
    """Last day of the pre-naming that it follows: by then it is decided, to be sure of the name."""
    begun: tuple[tuple[UUID, str], ...] = ()
    """(case, state)."""

    @property
    def open_one(self) -> UUID | None:
        """The one that is still written or decided."""
        return next((case_id for case_id, state in self.begun if state != "ended"), None)


NO_LINKS = FormalLinks()
