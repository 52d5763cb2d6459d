"""Shapes that several answers share."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class Answer(BaseModel):
    """Base of all answers. An answer holds what its schema says and nothing else."""

    model_config = ConfigDict(extra="forbid")


class ProblemItem(Answer):
    """One thing to mend in what was sent."""

    field: str
    code: str
    message: str
    row: int | None = None
    column: str | None = None
    hint: str | None = None


class ProblemDetails(BaseModel):
    """RFC 9457 problem. `code` is part of the contract; the texts may change."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str | None
    problems: list[ProblemItem] | None = None


class Division(Answer):
    """A division in a path; `level` 0 country, 1 province, 2 prefecture, 3 county, 4 township, 5 village."""

    id: UUID
    name: str
    level: int
    code: str | None = Field(description="statistical code, 12 digits")


class Codes(Answer):
    """Codes of the two systems, kept apart (statistical: 12 digits; civil affairs: 6, 9 or 12)."""

    statistical: str | None
    civil: str | None


class Position(Answer):
    """Degrees of CGCS2000 (EPSG:4490), snapped to the public grid. `demo`: invented inside the division."""

    lon: float | None
    lat: float | None
    position_kind: Literal["unknown", "demo", "source", "surveyed"]
    position_note: str | None = Field(description="must be shown beside the position; 示例位置 for demo positions")


class Feature(Answer):
    """A GeoJSON feature (RFC 7946), longitude first."""

    type: Literal["Feature"]
    id: str
    geometry: dict[str, Any] | None
    properties: dict[str, Any]
