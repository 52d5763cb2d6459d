"""How much of a campaign is left, day by day. Pure; the page draws it and prints the same numbers as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DayLeft:
    """At the end of a day: names that wait for their verdict, and listed names that wait for their outcome; and how
    many signs have been replaced.

    `to_settle` is None as long as nobody knows which names are listed.
    """

    day: date
    to_judge: int
    to_settle: int | None
    replaced: int = 0


def burn_down(
    first: date,
    last: date,
    total: int,
    resolved: Mapping[date, int],
    *,
    listed: int | None = None,
    listed_on: date | None = None,
    settled: Mapping[date, int] | None = None,
    replaced: Mapping[date, int] | None = None,
) -> tuple[DayLeft, ...]:
    """The days on which something changed, with the first and the last; in order."""
    settled, replaced = settled or {}, replaced or {}
    days = {first, max(first, last), *resolved, *settled, *replaced} | ({listed_on} if listed_on else set())
    found = []
    for day in sorted(days):
        judged = sum(count for on, count in resolved.items() if on <= day)
        is_listed = listed is not None and listed_on is not None and listed_on <= day
        ended = sum(count for on, count in settled.items() if on <= day)
        signs = sum(count for on, count in replaced.items() if on <= day)
        found.append(DayLeft(day, total - judged, (listed or 0) - ended if is_listed else None, signs))
    return tuple(found)
