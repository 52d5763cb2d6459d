"""What is kept of names. Positions are EPSG:4490, degrees; days those of Asia/Shanghai."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from gazetteer.protection.workflow import ProtectionState


class Confidence(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Listed:
    """A code of a list that an office keeps: grades, criteria."""

    code: str
    name_zh: str
    name_en: str
    source: str


@dataclass(frozen=True, slots=True)
class NewProtection:
    """A name proposed for the list: which place, which grade, by which criteria, why, and how it is to be protected."""

    place_id: UUID
    grade: str
    criteria: tuple[str, ...]
    reason: str
    plan: str


@dataclass(frozen=True, slots=True)
class ProtectedName:
    id: UUID
    place_id: UUID
    name: str
    grade: str
    criteria: tuple[str, ...]
    division: str
    division_path: tuple[int, ...]
    reason: str
    plan: str
    document: str
    listed_on: date | None
    proposed_by: UUID
    state: ProtectionState
    state_version: int


@dataclass(frozen=True, slots=True)
class NewVanished:
    """A name whose feature is gone. Of a registered place the position is frozen as it stands in the register."""

    name: str
    category: str
    division_id: UUID
    vanished: str
    reason: str
    evidence: str
    source: str
    place_id: UUID | None = None
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class VanishedName:
    id: UUID
    name: str
    category: str
    place_id: UUID | None
    division: str
    lon: float | None
    lat: float | None
    vanished: str
    reason: str
    evidence: str
    source: str


@dataclass(frozen=True, slots=True)
class NewOrigin:
    """A statement on where a name comes from, with the words of its source; `replaces` an earlier one."""

    place_id: UUID
    text: str
    quotation: str
    source: str
    confidence: Confidence
    is_contested: bool
    replaces: UUID | None = None


@dataclass(frozen=True, slots=True)
class OriginStatement:
    id: UUID
    text: str
    quotation: str
    source: str
    confidence: str
    is_contested: bool


@dataclass(frozen=True, slots=True)
class NewReserved:
    """A name set aside for later use in an area."""

    name: str
    category: str
    division_id: UUID
    origin: str
    meaning: str
    reserved_until: date | None


@dataclass(frozen=True, slots=True)
class ReservedName:
    id: UUID
    name: str
    category: str
    division: str
    origin: str
    meaning: str
    reserved_until: date | None
    released_on: date | None
    release_reason: str | None
