"""What an application is made of. Positions are EPSG:4490 (CGCS2000), degrees; dates are those of Asia/Shanghai."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from gazetteer.cases.model import CaseKind, DocumentKind


class ApplicationState(StrEnum):
    DRAFT = "draft"
    HANDED_IN = "handed_in"
    RETURNED = "returned"
    """Sent back with what is missing; the link opens it again."""
    TAKEN_OVER = "taken_over"


OPEN: Final = frozenset({ApplicationState.DRAFT, ApplicationState.RETURNED})
"""States in which the applicant writes."""


class Task(StrEnum):
    NAMES = "names"
    POSITION = "position"
    REASON = "reason"
    APPLICANT = "applicant"
    PAPERS = "papers"


class TaskState(StrEnum):
    EMPTY = "empty"
    DONE = "done"
    CHANGES = "changes"
    """Something is missing, or the office asked for it."""


TASK_OF: Final = {
    "names": Task.NAMES,
    "position_text": Task.POSITION,
    "lon": Task.POSITION,
    "lat": Task.POSITION,
    "scale": Task.POSITION,
    "reason_code": Task.REASON,
    "reason": Task.REASON,
    "meaning": Task.REASON,
    "origin": Task.REASON,
    "applicant_unit": Task.APPLICANT,
    "applicant_code": Task.APPLICANT,
    "contact_person": Task.APPLICANT,
    "contact_phone": Task.APPLICANT,
}
"""Every field that an applicant writes, in the order of the pages."""

PAPER_KINDS: Final = (
    DocumentKind.APPLICATION,
    DocumentKind.SITE_PLAN,
    DocumentKind.AUTHORISATION,
    DocumentKind.LAND,
    DocumentKind.PROJECT,
    DocumentKind.OWNERS_RESOLUTION,
    DocumentKind.PROTECTION_PLAN,
    DocumentKind.EVIDENCE,
    DocumentKind.OTHER,
)
"""What applicants have; reports and decisions are the office's."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was sent along; its bytes are read on their own."""

    id: UUID
    kind: DocumentKind
    file_name: str
    media_type: str
    size: int
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """`action`: hand_in, return (with what is missing as its note), take_over."""

    action: str
    on: date
    note: str


@dataclass(frozen=True, slots=True)
class NameApplication:
    """An application as its applicant and the officers of its area see it. `names` has one wish on each line."""

    id: UUID
    kind: CaseKind
    category: str
    class_code: str
    division_id: UUID
    division_path: tuple[int, ...]
    place_id: UUID | None
    old_name_id: UUID | None
    old_name: str
    state: ApplicationState
    names: str
    position_text: str
    lon: float | None
    lat: float | None
    scale: str
    reason_code: str
    """Of a renaming (`gazetteer.cases.change_reasons`); empty: not said."""
    reason: str
    meaning: str
    origin: str
    applicant_unit: str
    applicant_code: str
    contact_person: str
    contact_phone: str
    versions: dict[str, int]
    version: int
    saved_at: datetime
    expires_on: date
    receipt: str | None
    handed_in_at: datetime | None
    return_tasks: frozenset[Task]
    case_id: UUID | None
    papers: tuple[Paper, ...]
    events: tuple[Event, ...]

    @property
    def candidate_names(self) -> tuple[str, ...]:
        return tuple(line for line in self.names.splitlines() if line)

    @property
    def title(self) -> str:
        return next(iter(self.candidate_names), self.old_name)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def asked_for(self) -> str:
        """What the office said is missing, while it waits for it; empty otherwise."""
        return self.events[-1].note if self.state is ApplicationState.RETURNED and self.events else ""

    def value_of(self, field: str) -> str:
        """A field as it stands in a form."""
        value = getattr(self, field)
        return "" if value is None else str(value)


def application_from(told: dict[str, Any]) -> NameApplication:
    """From the JSON that `gazetteer.application_told` gives."""
    same = ("category", "class_code", "old_name", "names", "position_text", "lon", "lat", "scale", "reason_code",
            "reason", "meaning", "origin", "applicant_unit", "applicant_code", "contact_person", "contact_phone",
            "versions", "version", "receipt")  # fmt: skip
    keys = ("id", "division_id", "place_id", "old_name_id", "case_id")
    values: dict[str, Any] = {name: told[name] for name in same}
    values |= {name: UUID(told[name]) if told[name] else None for name in keys}
    return NameApplication(
        **values,
        kind=CaseKind(told["kind"]),
        state=ApplicationState(told["state"]),
        division_path=tuple(told["division_path"]),
        saved_at=datetime.fromisoformat(told["saved_at"]),
        expires_on=date.fromisoformat(told["expires_on"]),
        handed_in_at=datetime.fromisoformat(told["handed_in_at"]) if told["handed_in_at"] else None,
        return_tasks=frozenset(map(Task, told["return_tasks"])),
        papers=tuple(map(_paper, told["papers"])),
        events=tuple(Event(one["action"], date.fromisoformat(one["on"]), one["note"]) for one in told["events"]),
    )


def _paper(told: dict[str, Any]) -> Paper:
    return Paper(
        UUID(told["id"]),
        DocumentKind(told["kind"]),
        told["file_name"],
        told["media_type"],
        told["size"],
        datetime.fromisoformat(told["added_at"]),
    )
