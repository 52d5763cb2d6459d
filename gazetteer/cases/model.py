"""What a naming case is made of. Positions are EPSG:4490 (CGCS2000), degrees; dates are those of Asia/Shanghai."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from gazetteer.cases.clocks import ApproverKind, ClockKind, Pause
from gazetteer.cases.workflow import CaseState


class CaseKind(StrEnum):
    NAMING = "naming"
    RENAMING = "renaming"
    RETIREMENT = "retirement"
    CORRECTION = "correction"
    PRE_NAMING = "pre_naming"
    """预命名: the name is held for the applicant until a day, where local rules offer it (`pre_naming.py`)."""

    @property
    def changes_a_name(self) -> bool:
        """Whether the case is about a name that the register already has."""
        return self not in (CaseKind.NAMING, CaseKind.PRE_NAMING)

    @property
    def gives_a_name(self) -> bool:
        return self is not CaseKind.RETIREMENT

    @property
    def approval(self) -> str:
        """The step of the workflow by which it is granted."""
        return "pre_approve" if self is CaseKind.PRE_NAMING else "approve"


class Channel(StrEnum):
    COUNTER = "counter"
    PORTAL = "portal"
    OFFICE = "office"
    """Opened by the office itself (依职权)."""


class DocumentKind(StrEnum):
    APPLICATION = "application"
    SITE_PLAN = "site_plan"
    AUTHORISATION = "authorisation"
    LAND = "land"
    PROJECT = "project"
    OWNERS_RESOLUTION = "owners_resolution"
    EVALUATION = "evaluation"
    EXPERTS = "experts"
    OPINIONS = "opinions"
    APPROVAL = "approval"
    FILING_REPORT = "filing_report"
    PROTECTION_PLAN = "protection_plan"
    EVIDENCE = "evidence"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class DraftItem:
    """One name that is applied for, or one registered name that is to change (`place_id`)."""

    candidate_names: tuple[str, ...] = ()
    place_id: UUID | None = None
    lon: float | None = None
    lat: float | None = None
    position_text: str = ""
    reading: str = ""
    """One syllable with tone per character; empty: as computed."""
    origin: str = ""
    meaning: str = ""
    reason: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    ended_on: date | None = None
    reason_code: str = ""
    """Of a renaming or retirement (`change_reasons.py`); empty: not said."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the applicant or the clerk has written so far; nothing but the place of it is required."""

    kind: CaseKind
    category: str
    class_code: str
    division_id: UUID
    items: tuple[DraftItem, ...]
    channel: Channel = Channel.COUNTER
    applicant_unit: str = ""
    applicant_code: str = ""
    contact_person: str = ""
    contact_phone: str = ""


@dataclass(frozen=True, slots=True)
class PathDivision:
    """One division on the way from the country down to the case."""

    id: UUID
    seq: int
    level: int
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class CaseItem:
    """An item as stored, with the name that it is about and what was decided."""

    id: UUID
    position: int
    candidate_names: tuple[str, ...]
    place_id: UUID | None
    old_name_id: UUID | None
    old_name: str | None
    lon: float | None
    lat: float | None
    position_text: str
    reading: str
    origin: str
    meaning: str
    reason: str
    facts: dict[str, str]
    ended_on: date | None
    reason_code: str = ""

    @property
    def wanted_name(self) -> str:
        """What the item is called before it is decided: the first wish, or the name that is to change."""
        return self.candidate_names[0] if self.candidate_names else self.old_name or ""


@dataclass(frozen=True, slots=True)
class Case:
    """A case with its items. `version` counts writings of the draft, `state_version` steps of the workflow."""

    id: UUID
    kind: CaseKind
    category: str
    class_code: str
    channel: Channel
    division_id: UUID
    division_path: tuple[int, ...]
    applicant_unit: str
    applicant_code: str
    contact_person: str
    contact_phone: str
    version: int
    state: CaseState
    state_version: int
    opened_at: datetime
    number: str | None
    accepted_on: date | None
    items: tuple[CaseItem, ...]

    @property
    def points(self) -> dict[int, tuple[float, float]]:
        """Longitude and latitude of the items that have them, by their number."""
        return {
            item.position: (item.lon, item.lat) for item in self.items if item.lon is not None and item.lat is not None
        }

    @property
    def located(self) -> tuple[tuple[str, float, float, str], ...]:
        """Name, longitude, latitude (degrees, EPSG:4490) and position in words of the items that have coordinates."""
        return tuple(
            (item.wanted_name, item.lon, item.lat, item.position_text)
            for item in self.items
            if item.lon is not None and item.lat is not None
        )

    @property
    def title(self) -> str:
        """What the case is called: its name, or the first of many and how many they are."""
        if not self.items:
            return ""
        first = self.items[0].wanted_name
        return first if len(self.items) == 1 else f"{first}等{len(self.items)}个地名"


@dataclass(frozen=True, slots=True)
class Document:
    """A paper of the case; its bytes are read on their own."""

    id: UUID
    kind: DocumentKind
    file_name: str
    media_type: str
    size: int
    sha256: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of one item."""

    item_id: UUID
    outcome: str
    name: str
    place_id: UUID | None
    name_id: UUID | None
    approver_kind: ApproverKind
    approving_body: str
    document: str
    decided_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class CaseClock:
    """A period that runs or ran. `due_on` is None while it stands still or its year has no calendar."""

    id: UUID
    kind: ClockKind
    starts_on: date
    days: int
    unit: str
    law: str
    due_on: date | None
    due_reason: str | None
    ended_on: date | None
    outcome: str | None
    pauses: tuple[Pause, ...]


@dataclass(frozen=True, slots=True)
class Consultation:
    """A unit that was asked, and what it answered."""

    id: UUID
    unit: str
    is_mandatory: bool
    asked_on: date
    due_on: date
    answered_on: date | None
    answer: str | None
    text: str
    version: int
    question: str
    answered_by: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """An opinion of the public and how it was handled."""

    id: UUID
    received_on: date
    text: str
    handling: str | None
    handled_on: date | None


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding, by its number from 1, that does not stop the name: who says so, and why."""

    finding: int
    rule: str
    reason: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """A report of the naming rules, as it was made, and the report of the same name before it."""

    id: UUID
    name: str
    rules_version: str
    data_version: str
    report: dict[str, Any]
    made_at: datetime
    before: dict[str, Any] | None
    waivers: dict[int, Waiver]

    @property
    def is_silent(self) -> bool:
        """Nothing stands against the name, and nothing did in the report before."""
        return not self.report.get("findings") and not (self.before or {}).get("findings")


@dataclass(frozen=True, slots=True)
class Filing:
    """One sending of the filing package (备案) and its answer."""

    id: UUID
    sent_to: str
    sent_on: date
    manifest: list[dict[str, Any]]
    package_hash: str
    receipt: str | None
    received_on: date | None
    returned_on: date | None
    return_reason: str | None


@dataclass(frozen=True, slots=True)
class AnnouncedItem:
    """The announcement that was made of an item, or a corrigendum to it (`corrects`)."""

    id: UUID
    item_id: UUID
    number: str
    standard_name: str
    announced_on: date
    corrects: UUID | None
    is_corrected: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """One fact that an announcement said wrongly; dates as people write them."""

    field: str
    wrong: str
    right: str
