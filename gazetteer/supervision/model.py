"""What a supervision case is made of. Amounts are whole yuan; positions EPSG:4490; days those of Asia/Shanghai."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from gazetteer.cases.services.drafting import NewDocument
from gazetteer.supervision.workflow import SupervisionState


class Channel(StrEnum):
    PUBLIC = "public"
    INSPECTION = "inspection"
    """Found by an officer."""
    REFERRAL = "referral"
    """Handed on by another office."""


class Sanction(StrEnum):
    CORRECT = "correct"
    CRITICISE = "criticise"
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class Act:
    """What is punishable, by which article; `least` and `most` are None where it allows no fine."""

    id: UUID
    code: str
    name_zh: str
    name_en: str
    article: str
    consequence: str
    least: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class NewReport:
    """A non-standard use of a name as somebody tells it. Without `place_id` and point, `division_words` say where."""

    channel: Channel
    used_name: str
    place_words: str
    text: str
    place_id: UUID | None = None
    lon: float | None = None
    lat: float | None = None
    division_words: str = ""
    person: str = ""
    contact: str = ""
    photo: NewDocument | None = None


@dataclass(frozen=True, slots=True)
class SupervisionCase:
    id: UUID
    receipt: str
    channel: Channel
    used_name: str
    place_words: str
    text: str
    place_id: UUID | None
    lon: float | None
    lat: float | None
    division_path: tuple[int, ...]
    division: str
    handler: UUID | None
    handler_name: str | None
    act_id: UUID | None
    rectify_by: date | None
    received_at: datetime
    state: SupervisionState
    state_version: int


@dataclass(frozen=True, slots=True)
class Informant:
    """Secret (第三十三条): for the handler's eyes, never for a list, an audit record or a document."""

    person: str
    contact: str


@dataclass(frozen=True, slots=True)
class Photo:
    id: UUID
    stage: str
    media_type: str
    size: int
    added_at: datetime


@dataclass(frozen=True, slots=True)
class SupervisionDecision:
    sanction: Sanction
    amount: int | None
    party: str
    document: str
    reason: str
    decided_on: date
    act: str
    act_en: str
    article: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody to whom a case can be handed over."""

    id: UUID
    name: str
