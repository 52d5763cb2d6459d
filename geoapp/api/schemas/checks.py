"""The check of a proposed name by article 9."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from geoapp.api.schemas.shared import Answer
from geoapp.shared.parsing import CategoryWord, DivisionCode, Parameters, PositionText


class CheckParameters(Parameters):
    """A name and where it is to stand: a division, a point, or both."""

    name: str = Field(min_length=1, max_length=100, description="the proposed name, specific and generic part together")
    category: CategoryWord = Field(description="the eight of art. 3, and settlement (legally other)")
    class_code: str = Field("", pattern="^[0-9]{0,6}$", alias="class", description="GB/T 18521; decides where given")
    division: DivisionCode | None = None
    point: PositionText | None = None


class Scope(Answer):
    """The area in which the rule was applied."""

    kind: Literal["nation", "province", "city", "county", "built_up_area", "unit"]
    label: str
    division: int | None
    built_up_area: UUID | None = Field(None, description="where the area is a built-up area (建成区)")


class Finding(Answer):
    """What one rule says. `evidence` holds names of the register, words of a list, or sizes asked for."""

    rule: str
    article: str
    severity: Literal["must_not", "should_avoid", "note"]
    message: str
    scope: Scope
    evidence: list[dict[str, Any]]
    way_out: str


class CheckedName(Answer):
    """Strongest findings first. The same versions of rules and data give the same answer again."""

    name: str
    findings: list[Finding]
    rules_version: str
    data_version: str
