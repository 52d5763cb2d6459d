"""Areas as geometry: pure, shapely."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

SLIVER_DEGREES = 0.003
"""Gaps between neighbours of a coarse source (vertices on a grid of 1/1024°) are narrower than this."""


def dissolved(parts: Sequence[BaseGeometry]) -> MultiPolygon:
    """The area of several neighbours as one, for maps: hair-thin gaps between them are closed.

    Coordinates in degrees. A drawing aid, not a boundary: lines of record come from agreements.
    """
    valid = shapely.make_valid(list(parts), method="structure")
    whole = shapely.union_all(valid)
    closed = whole.buffer(SLIVER_DEGREES, join_style="mitre").buffer(-SLIVER_DEGREES, join_style="mitre")
    polygons = [part for part in shapely.get_parts(shapely.make_valid(closed)) if part.geom_type == "Polygon"]
    kept = [
        shapely.Polygon(p.exterior, [ring for ring in p.interiors if shapely.Polygon(ring).area > SLIVER_DEGREES**2])
        for p in polygons
    ]
    return MultiPolygon(kept)
