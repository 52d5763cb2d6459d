"""The audit page as a picture: one lane per person over time, and a seam where the chain is broken. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from geoapp.auth.audit_queries import Entry

MOST_LANES = 12
"""Further people share the last lane."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One record; `x` from 0 (oldest) to 1 (newest) of the page."""

    x: float
    seq: int
    at: datetime
    action: str
    result: str


@dataclass(frozen=True, slots=True)
class Lane:
    person: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Seam:
    x: float
    seq: int


@dataclass(frozen=True, slots=True)
class Lanes:
    lanes: tuple[Lane, ...]
    seams: tuple[Seam, ...]
    start: datetime | None
    end: datetime | None


def lanes(entries: Sequence[Entry], others: str) -> Lanes:
    """People by their number of records; `others` names the shared lane."""
    if not entries:
        return Lanes((), (), None, None)
    times = [entry.record.at for entry in entries]
    start, end = min(times), max(times)
    span = (end - start).total_seconds() or 1.0
    marks: dict[str, list[Mark]] = {}
    seams = []
    for entry in entries:
        record = entry.record
        x = (record.at - start).total_seconds() / span
        marks.setdefault(record.actor_name, []).append(Mark(x, record.seq, record.at, record.action, record.result))
        if entry.faults:
            seams.append(Seam(x, record.seq))
    busiest = sorted(marks, key=lambda name: (-len(marks[name]), name))
    found = [Lane(name, tuple(marks[name])) for name in busiest[:MOST_LANES]]
    if len(busiest) > MOST_LANES:
        found.append(Lane(others, tuple(mark for name in busiest[MOST_LANES:] for mark in marks[name])))
    return Lanes(tuple(found), tuple(seams), start, end)
