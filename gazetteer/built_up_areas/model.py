"""What is entered as a built-up area, and what the register tells of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from shapely import MultiPolygon

KEEP: Final = "areas.keep"
LONGEST_NAME: Final = 100
LONGEST_SOURCE: Final = 300
MOST_POINTS: Final = 200_000
"""Of one area; a city drawn at 1:2000 has some tens of thousands. The database has the same limit."""


@dataclass(frozen=True, slots=True)
class DrawnArea:
    """One area of a file: degrees of EPSG:4490. `row` is its number in the file, from 1."""

    name: str
    geometry: MultiPolygon
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAreas:
    """The areas of one file for one division that keeps them. `source`: the plan or decision that they come from."""

    division_id: UUID
    areas: tuple[DrawnArea, ...]
    source: str
    valid_from: date
    file_name: str
    file_sha256: str
    source_crs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArea:
    """A row of the register. `valid_to` is the first day on which it holds no more; both days are None if it never did.

    `division_id` is that of the division which keeps it.
    """

    id: UUID
    name: str
    division_id: UUID
    division: str
    division_path: tuple[int, ...]
    valid_from: date | None
    valid_to: date | None
    source: str
    source_file: str
    source_crs: str
    recorded_on: date
    area_m2: float
    is_in_force: bool
    is_future: bool
    version: int


@dataclass(frozen=True, slots=True)
class EndArea:
    """`first_day_without`: the day from which another polygon or none holds."""

    area_id: UUID
    version: int
    first_day_without: date
    reason: str
