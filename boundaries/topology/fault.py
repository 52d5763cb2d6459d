"""One fault of polygons that should fit each other, and how wide it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geocore.coordinates import METRES_PER_DEGREE
from geocore.repair import area_m2

FaultKind = Literal["gap", "overlap", "unmatched", "invalid"]

SAME_PLACE_DEGREES = 1e-9
"""A tenth of a millimetre. What is narrower has no area that anybody could mean: the vertices do not match."""

_WIDTH_STEPS = 16


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `owners` are indexes into the polygons that were checked, in order.

    `geometry`: the area of a gap or overlap, the lines that do not match, or the place where a polygon breaks, in
    degrees. `area_m2` is geodesic; `width_m` is that of the largest circle inside; both 0 where there is no area.
    `reason`: of an invalid polygon, in the words of the geometry library; "open" of the end of a gap that is open to
    the outside.
    """

    kind: FaultKind
    owners: tuple[int, ...]
    geometry: BaseGeometry
    area_m2: float = 0.0
    width_m: float = 0.0
    reason: str = ""


def area_fault(kind: FaultKind, owners: tuple[int, ...], area: shapely.Polygon, reason: str = "") -> Fault:
    """A gap or an overlap with its measures."""
    return Fault(kind, owners, area, area_m2(area), width_m(area), reason)


def is_wide(area: BaseGeometry) -> bool:
    """Whether an area is one, or two lines a hair apart."""
    return bool(2 * area.area > SAME_PLACE_DEGREES * area.length)


def width_m(area: shapely.Polygon | shapely.MultiPolygon) -> float:
    """Diameter of the largest circle inside a polygon in degrees, in metres: never less, at most an eighth more."""
    latitude = shapely.get_y(shapely.centroid(area))
    stretch = np.array([METRES_PER_DEGREE * np.cos(np.radians(latitude)), METRES_PER_DEGREE])
    origin = shapely.get_coordinates(area)[0]
    plane = shapely.transform(area, lambda positions: (positions - origin) * stretch)
    thin = 2 * shapely.area(plane) / shapely.length(plane)
    step = float(thin) / _WIDTH_STEPS
    radius = shapely.maximum_inscribed_circle(plane, tolerance=step)
    return float(2 * (shapely.length(radius) + step))
