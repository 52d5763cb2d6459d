"""What the public may know of divisions: the shapes that `boundaries.public_queries` returns.

`valid_to` is the first day on which a thing is no longer true; None on either side means unknown or open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from geocore.divisions import DivisionRef


@dataclass(frozen=True, slots=True)
class DivisionVersion:
    """How a division was called and what kind it was, while it was so."""

    name: str
    kind: str
    kind_name: str
    valid_from: date | None
    valid_to: date | None
    source: str

    def holds_on(self, day: date) -> bool:
        """Whether the day lies within the validity."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class FormerCode:
    """A code that the division no longer has; `system` is civil or statistical."""

    system: str
    code: str
    valid_from: date | None
    valid_to: date | None
    source: str


@dataclass(frozen=True, slots=True)
class DivisionRecord:
    """Everything that the public page of a division shows, as of one day.

    `statistical_code` has 12 digits, `civil_code` 6, 9 or 12 (Order 704 with GB/T 2260); either may be missing, and
    neither says anything of the kind. `in_force` is false outside the validity. `predecessors` and `successors` are
    empty where no change of divisions is published. `name` and `kind` are those of the day, the codes those of today,
    with earlier ones in `former_codes`. `is_virtual`: exists in the statistical list only.
    `place_id` is the division's own record in the register of names; `has_area` tells whether a shape is published.
    """

    id: UUID
    seq: int
    as_of: date
    in_force: bool
    level: int
    name: str
    short_name: str
    spelling: str
    kind: str
    kind_name: str
    statistical_code: str | None
    civil_code: str | None
    seat: str | None
    is_virtual: bool
    path: tuple[DivisionRef, ...]
    parent: DivisionRef | None
    children_count: int
    versions: tuple[DivisionVersion, ...]
    former_codes: tuple[FormerCode, ...]
    predecessors: tuple[DivisionRef, ...]
    successors: tuple[DivisionRef, ...]
    valid_from: date | None
    valid_to: date | None
    source: str
    place_id: UUID | None
    has_area: bool
    label_lon: float | None
    label_lat: float | None
    bounds: tuple[float, float, float, float] | None


@dataclass(frozen=True, slots=True)
class DivisionSummary:
    """One line of a list of divisions."""

    id: UUID
    seq: int
    level: int
    name: str
    spelling: str
    kind: str
    kind_name: str
    statistical_code: str | None
    civil_code: str | None
    is_virtual: bool
    has_area: bool
    label_lon: float | None
    label_lat: float | None


@dataclass(frozen=True, slots=True)
class DivisionArea:
    """A division's published shape as a GeoJSON geometry (text, EPSG:4490 degrees, longitude first).

    `accuracy_m` is that of the source, before simplification; `as_of` the day that the source speaks of.
    """

    division_id: UUID
    name: str
    geojson: str
    accuracy_m: float
    source: str
    as_of: date
