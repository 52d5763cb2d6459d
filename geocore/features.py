"""Questions for pages of features, and their answers: what both domains give to standard interfaces.

Positions are stored in EPSG:4490 with longitude first. A question may give its box and want its answer in another
system; `Crs` says which one, and in which order its coordinates are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

STORED_SRID = 4490
COUNTED_AT_MOST = 10_000
"""Beyond so many hits the number is not told, because clients take it for exact."""


@dataclass(frozen=True, slots=True)
class Crs:
    """A coordinate system. `srid` is PostGIS's number, `swapped` whether its definition puts latitude (north) first."""

    uri: str
    srid: int
    swapped: bool
    is_projected: bool

    @property
    def decimals(self) -> int:
        """0.1 m in degrees, 1 cm in metres: nothing published is better than that."""
        return 2 if self.is_projected else 6


Bounds = tuple[float, float, float, float]
"""West, south, east, north."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in `srid`, x (east) first, and the stored degrees within which all of it lies.

    It may not cross the antimeridian: that makes two boxes.
    """

    srid: int
    bounds: Bounds
    around: Bounds


@dataclass(frozen=True, slots=True)
class FeatureQuery:
    """`boxes`: any of them (empty: anywhere). `since` and `until`: the closed period that validity must touch."""

    crs: Crs
    limit: int
    boxes: tuple[Box, ...] = ()
    has_period: bool = False
    since: date | None = None
    until: date | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Feature:
    """`geometry` is GeoJSON text in the system asked for, None where no position is published."""

    id: UUID
    geometry: str | None
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FeaturePage:
    """`matched` is exact or, beyond `COUNTED_AT_MOST`, None."""

    items: tuple[Feature, ...]
    next: str | None
    matched: int | None


def geometry_sql(column: str, crs: Crs) -> str:
    """SQL of a stored geometry as GeoJSON text in `crs`, outer rings anticlockwise on the ground (RFC 7946)."""
    column = f"st_forcepolygonccw({column})"
    moved = column if crs.srid == STORED_SRID else f"st_transform({column}, {crs.srid})"
    turned = f"st_flipcoordinates({moved})" if crs.swapped else moved
    return f"st_asgeojson({turned}, {crs.decimals}, 0)"


def box_sql(column: str, boxes: tuple[Box, ...]) -> tuple[str, dict[str, object]]:
    """SQL and parameters of "the stored geometry meets one of the boxes"; uses the spatial index of `column`."""
    conditions: list[str] = []
    parameters: dict[str, object] = {}
    for number, box in enumerate(boxes):
        near, more = _rectangle(f"near{number}", box.around, STORED_SRID)
        exact, most = _rectangle(f"box{number}", box.bounds, box.srid)
        moved = column if box.srid == STORED_SRID else f"st_transform({column}, {box.srid})"
        conditions.append(f"({column} && {near} and st_intersects({moved}, {exact}))")
        parameters |= more | most
    return f"({' or '.join(conditions)})", parameters


def _rectangle(prefix: str, bounds: Bounds, srid: int) -> tuple[str, dict[str, object]]:
    """A rectangle that may have shrunk to a line or a point, for which st_makeenvelope would make an invalid area."""
    w, s, e, n = (f"cast(:{prefix}_{side} as double precision)" for side in "wsen")
    corners = f"st_collect(st_makepoint({w}, {s}), st_makepoint({e}, {n}))"
    values: dict[str, object] = {f"{prefix}_{side}": value for side, value in zip("wsen", bounds, strict=True)}
    return f"st_setsrid(st_envelope({corners}), {srid})", values


def period_sql(column: str, query: FeatureQuery) -> tuple[str, dict[str, object]]:
    """SQL and parameters of "the range meets the period asked for"."""
    return (
        f"{column} && daterange(cast(:since as date), cast(:until as date), '[]')",
        {"since": query.since, "until": query.until},
    )
