"""What the public may know of places and names: the shapes that `gazetteer.public_queries` returns.

Positions are EPSG:4490, degrees, snapped to the public grid of their class. `valid_to` is the first day on which a
thing is no longer true (as PostgreSQL's `daterange` stores it); None on either side means unknown or open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from geocore.divisions import DivisionRef

POSITION_NOTES = {"demo": "示例位置"}
"""What must stand beside a position of this kind wherever it is shown."""


@dataclass(frozen=True, slots=True)
class PublicName:
    """One name of a place with its reading and the facts of its approval.

    `status` is the name's own state (listed, approved, announced, superseded …), `reading_status` that of its reading;
    `confident` is false where a polyphone was guessed.
    """

    name_id: UUID
    name: str
    kind: str
    spelling: str
    tones: str
    sign: str
    status: str
    valid_from: date | None
    valid_to: date | None
    reading_status: str
    reading_source: str
    reading_evidence: str | None
    confident: bool
    approving_body: str | None
    document: str | None
    approved_on: date | None
    announced_on: date | None
    origin: str | None
    meaning: str | None
    history: str | None
    source: str

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """What happened to a place or to one of its names (`name_id`), and on whose authority."""

    id: UUID
    name_id: UUID | None
    kind: str
    happened_on: date | None
    authority: str | None
    document: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class PlaceCode:
    """A code that stands for the place at present: `statistical` (12 digits) or `civil` (6, 9 or 12 digits)."""

    system: str
    code: str


@dataclass(frozen=True, slots=True)
class Announcement:
    """The six facts that an announcement of a name must state (地名备案公告管理办法, 2023); None where unknown."""

    standard_name: str | None
    romanisation: str | None
    division: str | None
    position: str | None
    approving_body: str | None
    approved_on: date | None


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """Everything that the public record page of a place shows, as of one day.

    `name` is the standard name of that day; where there was none, the nearest one known (`has_name_then` is then
    false). `exists` is false before the place came into being and after it was given up.
    `position_kind` is `demo` where the position was invented inside the division: every view must say so.
    """

    id: UUID
    as_of: date
    name: PublicName
    has_name_then: bool
    exists: bool
    names: tuple[PublicName, ...]
    events: tuple[PublicEvent, ...]
    codes: tuple[PlaceCode, ...]
    category: str
    category_name: str
    class_code: str
    class_name: str
    division_path: tuple[DivisionRef, ...]
    is_division: DivisionRef | None
    existence_from: date | None
    existence_to: date | None
    position_kind: str
    position_source: str | None
    accuracy_m: float | None
    lon: float | None
    lat: float | None
    announcement: Announcement
    source: str
    source_ref: str
    version: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class PlaceSummary:
    """One line of a list of places, with enough to tell places of the same name apart."""

    place_id: UUID
    name_id: UUID
    name: str
    spelling: str
    category: str
    class_code: str
    class_name: str
    division_path: tuple[DivisionRef, ...]
    position_kind: str
    lon: float | None
    lat: float | None
    distance_m: float | None = None


@dataclass(frozen=True, slots=True)
class PlacePosition:
    """Where a place is: degrees of EPSG:4490. `is_demo`: invented, and to be marked wherever it is shown."""

    lon: float
    lat: float
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of the public feed: after `put` the entity reads as it does now, after `remove` it is gone."""

    seq: int
    at: datetime
    entity: str
    entity_id: UUID
    operation: str


@dataclass(frozen=True, slots=True)
class Category:
    """One of the eight categories of art. 3 地名管理条例."""

    code: str
    name_zh: str
    name_en: str
    article: str


@dataclass(frozen=True, slots=True)
class FeatureClass:
    """A class of GB/T 18521 and the legal category that it falls under."""

    code: str
    name_zh: str
    parent: str | None
    category: str
