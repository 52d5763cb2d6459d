"""What a vector file holds once it is read, and how much it may hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shapely.geometry.base import BaseGeometry

from geocore.coordinates import Envelope
from geocore.problems import Problem

CHINA: Final = Envelope(70, 0, 140, 56)
"""The same box as the CHECK constraints' `app.inside_envelope` (migration 0003)."""


@dataclass(frozen=True, slots=True)
class VectorLimits:
    """What one file may cost. `file_bytes` as it lies here, `unpacked_bytes` out of its ZIP; `vertices` of all shapes.

    `seconds` (of clock and of processor) and `memory_bytes` (address space) are those of the process that reads it.
    """

    file_bytes: int = 256 * 1024 * 1024
    unpacked_bytes: int = 1024 * 1024 * 1024
    features: int = 50_000
    vertices: int = 5_000_000
    seconds: float = 180
    memory_bytes: int = 4 * 1024**3


@dataclass(frozen=True, slots=True)
class VectorFeature:
    """One shape in degrees of EPSG:4490, longitude first, without heights; it may be invalid, and is never empty.

    `row` counts from 1 in the order of the file. `properties` are texts: numbers without exponent, whole ones without
    decimals, days as ISO 8601; what has no value is left out.
    """

    row: int
    properties: Mapping[str, str]
    geometry: BaseGeometry | None

    def text(self, column: str, usual: Sequence[str]) -> str:
        """What stands in this column; without one, in the first usual one (lower case) that holds something; or empty.

        Columns are known in any case; spaces within the text are single.
        """
        by_name = {name.strip().lower(): value for name, value in self.properties.items()}
        wanted = (column.strip().lower(),) if column.strip() else usual
        return next((" ".join(by_name[name].split()) for name in wanted if by_name.get(name, "").strip()), "")


@dataclass(frozen=True, slots=True)
class VectorFile:
    """One layer of a file. `layers`: the names of all that hold shapes; `source_crs`: the system it was delivered in.

    `encoding`: of its texts, as they were read. `sha256`: of the file; of a Shapefile that lies unpacked or the folder
    of a FileGDB, of its parts one after the other by name. `notes`: what a person should look at.
    """

    features: tuple[VectorFeature, ...]
    layer: str
    layers: tuple[str, ...]
    source_crs: str
    driver: str
    encoding: str
    name: str
    sha256: str
    notes: tuple[Problem, ...] = ()
