"""Places and names."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from geoapp.api.schemas.shared import Answer, Division, Position
from geoapp.shared.parsing import AtMost100, AtMost1000, CategoryCode, Cursor, Day, DivisionCode, Parameters


class AsOfParameters(Parameters):
    as_of: Day | None = Field(None, description="the state on this day; default today")


class NoParameters(Parameters):
    pass


class ListParameters(Parameters):
    division: DivisionCode = Field(description="only the places in this division and below")
    category: CategoryCode | None = Field(None, description="see /categories")
    limit: AtMost1000 = 50
    cursor: Cursor | None = None


class LimitParameters(Parameters):
    limit: AtMost100 = 10


class Name(Answer):
    """One name of a place. `valid_to` is the first day on which it was no longer the name."""

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


class Event(Answer):
    id: UUID
    name_id: UUID | None
    kind: str
    happened_on: date | None
    authority: str | None
    document: str | None
    note: str | None


class PlaceCode(Answer):
    system: str
    code: str


class Announcement(Answer):
    """The six facts that an announcement states; null where the register does not know one."""

    standard_name: str | None
    romanisation: str | None
    division: str | None
    position: str | None
    approving_body: str | None
    approved_on: date | None


class PlaceLinks(Answer):
    self: str
    page: str


class Place(Position):
    """The public record of a place as of one day."""

    id: UUID
    as_of: date
    name: Name
    has_name_then: bool = Field(description="false: `name` is the nearest known, none was standard on that day")
    exists: bool
    names: list[Name]
    events: list[Event]
    codes: list[PlaceCode]
    category: str
    category_name: str
    class_code: str
    class_name: str
    division: str
    division_path: list[Division]
    is_division: Division | None
    existence_from: date | None
    existence_to: date | None
    position_source: str | None
    accuracy_m: float | None
    announcement: Announcement
    source: str
    source_ref: str
    version: int
    changed_at: datetime
    links: PlaceLinks


class PlaceSummary(Position):
    """One line of a list of places."""

    place_id: UUID
    name_id: UUID
    name: str
    spelling: str
    category: str
    class_code: str
    class_name: str
    division: str
    division_path: list[Division]
    distance_m: float | None


class PlaceList(Answer):
    """`next` is the cursor of the next page; `total` is exact up to 1,000 and "1000+" beyond."""

    items: list[PlaceSummary]
    total: int | str | None
    next: str | None


class NamedPlace(Answer):
    """A name by its own permanent identifier, with the place that bears it."""

    name: Name
    place_id: UUID
    place_name: str
    links: dict[str, str]


class Category(Answer):
    code: str
    name_zh: str
    name_en: str
    article: str


class FeatureClass(Answer):
    code: str
    name_zh: str
    parent: str | None
    category: str


class Categories(Answer):
    items: list[Category]


class Classes(Answer):
    items: list[FeatureClass]
