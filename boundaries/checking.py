"""A file of division polygons judged without importing it: does every unit fit its neighbours?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from boundaries.topology import Fault, check_coverage
from boundaries.topology.fault import FaultKind
from geocore.errors import InvalidInput
from geocore.problems import Problem
from geocore.vector_files import read_vector_file

NAME_COLUMNS: Final = ("name", "名称", "政区名称", "xzqmc", "mc", "code", "代码", "xzqdm", "adcode", "gb")
"""Where a unit's name stands, in the order in which they are tried; lower case."""
HECTARE_M2: Final = 10_000


@dataclass(frozen=True, slots=True)
class Unit:
    """A polygon as a file calls it; `row` counts from 1."""

    name: str
    row: int
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class CoverageCheck:
    """What is wrong with the units; the owners of `faults` are indexes into them."""

    units: tuple[Unit, ...]
    faults: tuple[Fault, ...]

    def of_kind(self, kind: FaultKind) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.kind == kind)

    def names(self, fault: Fault) -> tuple[str, ...]:
        return tuple(self.units[owner].name for owner in fault.owners)

    def as_dict(self) -> dict[str, Any]:
        """The contract of `geoapp boundaries check --json`; geometries as GeoJSON, longitude first."""
        count = Counter(fault.kind for fault in self.faults)
        return {
            "valid": not self.faults,
            "units": len(self.units),
            "gaps": count["gap"],
            "overlaps": count["overlap"],
            "unmatched": count["unmatched"],
            "invalid": count["invalid"],
            "findings": [
                {
                    "kind": fault.kind,
                    "divisions": self.names(fault),
                    "rows": [self.units[owner].row for owner in fault.owners],
                    "area_m2": round(fault.area_m2, 2),
                    "width_m": round(fault.width_m, 2),
                    "reason": fault.reason,
                    "geometry": mapping(fault.geometry),
                }
                for fault in self.faults
            ],
        }

    def sentences(self) -> list[str]:
        """The result as somebody would say it who is not a surveyor; one sentence a kind that was found."""
        said = [
            f"{len(found):,} {word}{'' if len(found) == 1 else 's'}, {_hectares(found)} in all, {_widths(found)}"
            for word, found in (("gap", self.of_kind("gap")), ("overlap", self.of_kind("overlap")))
            if found
        ]
        if found := self.of_kind("unmatched"):
            said.append(f"{len(found):,} pairs or groups of neighbours whose vertices do not match, without any area")
        if found := self.of_kind("invalid"):
            said.append(f"{len(found):,} polygons that cross or touch themselves")
        return said or [f"{len(self.units):,} units fit each other in every vertex"]


def _hectares(found: Sequence[Fault]) -> str:
    hectares = sum(fault.area_m2 for fault in found) / HECTARE_M2
    return f"{hectares:,.0f} ha" if hectares >= 10 else f"{hectares:.2g} ha"


def _widths(found: Sequence[Fault]) -> str:
    widths = np.array([fault.width_m for fault in found])
    if widths.max() < 1:
        return "all narrower than 1 m"
    wide = int((widths > 10 * np.median(widths)).sum())
    told = f"all narrower than {np.ceil(widths.max()):,.0f} m"
    return f"{told}, half of them than {np.ceil(np.median(widths)):,.0f} m" if wide else told


def check_file(path: Path, *, crs: str = "", layer: str = "", name_column: str = "") -> CoverageCheck:
    """Judge the polygons of a file. Raises InvalidInput as `read_vector_file` does, and for a file without polygons.

    A name that stands in several rows is several units: that they should be one is for the list of codes to say.
    """
    found = read_vector_file(path, crs=crs, layer=layer, kind="Polygon")
    units = [
        Unit(feature.text(name_column, NAME_COLUMNS) or f"#{feature.row}", feature.row, feature.geometry)
        for feature in found.features
        if feature.geometry is not None and feature.geometry.geom_type in ("Polygon", "MultiPolygon")
    ]
    if not units:
        message = f"{path.name}：没有面图形"
        raise InvalidInput(message, [Problem("geometry", "no_polygons", message, hint="选择政区面的图层")])
    return check_units(units)


def check_units(units: Sequence[Unit]) -> CoverageCheck:
    return CoverageCheck(tuple(units), tuple(check_coverage([unit.geometry for unit in units])))
