"""A mended form of a broken polygon, as a proposal with its difference in area. Never applied without a decision.

Silent repair changes meaning: a bow-tie becomes two triangles, a double-digitised sliver changes the area on paper.
"""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from pyproj import Geod
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

CGCS2000_ELLIPSOID = Geod(a=6_378_137.0, rf=298.257222101)
"""Areas and lengths are geodesic on this ellipsoid, so they do not depend on a projection."""

_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class RepairProposal:
    """`geometry` is a valid MultiPolygon in the degrees of the original.

    `area_before_m2` is the rings' enclosed area as digitised (a bow-tie's halves cancel out), `area_after_m2` the
    mended area; `parts_before` and `parts_after` count polygons.
    """

    geometry: MultiPolygon
    area_before_m2: float
    area_after_m2: float
    parts_before: int
    parts_after: int

    @property
    def difference_m2(self) -> float:
        return self.area_after_m2 - self.area_before_m2

    @property
    def relative_difference(self) -> float:
        """Share of the mended area by which the two differ; 0 where only needless points were dropped."""
        return abs(self.difference_m2) / self.area_after_m2


def area_m2(geometry: BaseGeometry) -> float:
    """Geodesic area of (multi)polygons in degrees of CGCS2000; holes subtracted, ring direction ignored."""
    return sum(
        abs(_ring_area(polygon.exterior)) - sum(abs(_ring_area(hole)) for hole in polygon.interiors)
        for polygon in polygons_of(geometry)
    )


def _ring_area(ring: BaseGeometry) -> float:
    positions = shapely.get_coordinates(ring)
    area, _ = CGCS2000_ELLIPSOID.polygon_area_perimeter(positions[:, 0], positions[:, 1])
    return float(area)


def polygons_of(geometry: BaseGeometry) -> list[Polygon]:
    """The polygons in a geometry; lines and points that a repair may leave behind are not among them."""
    parts = shapely.get_parts(geometry)
    if any(shapely.get_type_id(part) > 3 for part in parts):
        return [polygon for part in parts for polygon in polygons_of(part)]
    return [part for part in parts if isinstance(part, Polygon) and not part.is_empty]


def propose_repair(geometry: BaseGeometry) -> RepairProposal | None:
    """How the polygon could be made valid by GEOS' structural rule; None when nothing with an area remains.

    Collapsed spikes and zero-area parts disappear, overlapping parts are joined, crossings become touching parts.
    """
    before = polygons_of(geometry)
    mended = geometry
    try:
        # One round is the rule; GEOS 3.14 leaves a few multipolygons touching along an edge, and a second joins them.
        for _ in range(_ROUNDS):
            mended = MultiPolygon(polygons_of(shapely.make_valid(mended, method="structure", keep_collapsed=False)))
            if mended.is_valid:
                break
        else:
            return None
    except shapely.errors.GEOSException:
        return None  # rings of fewer than four points: GEOS has no rule for them, and they hold no area
    parts = polygons_of(mended)
    if not parts:
        return None
    return RepairProposal(mended, area_m2(geometry), area_m2(mended), len(before), len(parts))
