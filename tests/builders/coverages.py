"""Polygons of neighbours that fit each other bit for bit, with lines as bent as real ones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely
from numpy.typing import NDArray

from bench.coverage import cells as bent_cells

Positions = NDArray[np.float64]

CENTRE = (112.0, 26.0)
"""Where the squares and cells lie, in degrees."""


def cells(count: int, bends: int = 12) -> list[shapely.Polygon]:
    """Cells in a square of two degrees; each line between two of them has the same bends on both sides."""
    return list(bent_cells(count, bends, square=(*CENTRE, 2.0)))


def moved(polygon: shapely.Polygon, vertex: int, change: Callable[[Positions], Positions]) -> shapely.Polygon:
    """The polygon with another position for one vertex of its outer ring (not the first)."""
    ring = shapely.get_coordinates(polygon.exterior).copy()
    ring[vertex] = change(ring[vertex])
    return shapely.Polygon(ring, polygon.interiors)


def without(polygon: shapely.Polygon, vertex: int) -> shapely.Polygon:
    ring = np.delete(shapely.get_coordinates(polygon.exterior), vertex, axis=0)
    return shapely.Polygon(ring, polygon.interiors)


def with_midpoint(polygon: shapely.Polygon, vertex: int) -> shapely.Polygon:
    """One vertex more, halfway to the next."""
    ring = shapely.get_coordinates(polygon.exterior)
    return shapely.Polygon(
        np.insert(ring, vertex + 1, (ring[vertex] + ring[vertex + 1]) / 2, axis=0), polygon.interiors
    )


def grid(columns: int, rows: int, side: float = 0.1) -> list[shapely.Polygon]:
    """Squares beside each other, row by row from the south-west."""
    west, south = CENTRE
    xs, ys = west + side * np.arange(columns + 1), south + side * np.arange(rows + 1)
    return [
        shapely.box(xs[column], ys[row], xs[column + 1], ys[row + 1])
        for row in range(rows)
        for column in range(columns)
    ]
