"""Divisions."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from geoapp.api.schemas.shared import Answer, Codes, Division
from geoapp.shared.parsing import AtMost1000, Cursor, DivisionCode, Parameters


class ChildrenParameters(Parameters):
    limit: AtMost1000 = 100
    cursor: Cursor | None = None


class DivisionListParameters(ChildrenParameters):
    parent: DivisionCode | None = Field(None, description="list what is directly below it; default the country")


class AreaParameters(Parameters):
    tolerance: float = Field(0.0, ge=0, le=1, allow_inf_nan=False, description="simplification in degrees")


class Version(Answer):
    name: str
    kind: str
    kind_name: str
    valid_from: date | None
    valid_to: date | None
    source: str


class DivisionLinks(Answer):
    self: str
    children: str
    area: str | None
    place: str | None
    page: str


class FormerCode(Answer):
    """A code that the division no longer has."""

    system: Literal["civil", "statistical"]
    code: str
    valid_from: date | None
    valid_to: date | None
    source: str


class DivisionRecord(Answer):
    """The public record of a division as of one day. `valid_to` is the first day out of force."""

    id: UUID
    as_of: date
    in_force: bool
    level: int
    name: str
    short_name: str
    spelling: str
    kind: str
    kind_name: str
    codes: Codes
    seat: str | None
    is_virtual: bool = Field(description="exists in the statistical list only")
    division: str
    division_path: list[Division]
    parent: Division | None
    children_count: int
    versions: list[Version]
    former_codes: list[FormerCode]
    predecessors: list[Division]
    successors: list[Division]
    valid_from: date | None
    valid_to: date | None
    source: str
    place_id: UUID | None
    has_area: bool
    bounds: tuple[float, float, float, float] | None = Field(description="west, south, east, north")
    links: DivisionLinks


class DivisionSelf(Answer):
    self: str


class DivisionSummary(Answer):
    id: UUID
    level: int
    name: str
    spelling: str
    kind: str
    kind_name: str
    codes: Codes
    is_virtual: bool
    has_area: bool
    links: DivisionSelf


class DivisionList(Answer):
    items: list[DivisionSummary]
    total: int
    next: str | None
