"""Polygons of neighbours that fit each other bit for bit, with lines as bent as real ones."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

Positions = NDArray[np.float64]

CENTRE = (112.0, 26.0)
"""Where the squares and cells lie, in degrees."""


def cells(count: int, points_a_line: int = 12, *, seed: int = 1, degrees: float = 2.0) -> list[shapely.Polygon]:
    """Voronoi cells in a square of `degrees`; a line between two is bent by the same points on both sides."""
    chance = np.random.default_rng(seed)
    west, south = CENTRE
    box = shapely.box(west, south, west + degrees, south + degrees)
    seeds = chance.uniform((west, south), (west + degrees, south + degrees), (count, 2))
    straight = shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=box)
    clipped = shapely.set_precision(shapely.intersection(shapely.get_parts(straight), box), 1e-8)
    bent: dict[tuple[float, ...], Positions] = {}
    found = []
    for cell in clipped:
        ring = shapely.get_coordinates(cell)
        pieces = [_bent(bent, chance, a, b, points_a_line) for a, b in pairwise(ring)]
        found.append(shapely.Polygon(np.concatenate([*pieces, ring[:1]])))
    return [cell for cell in found if cell.is_valid]


def _bent(
    known: dict[tuple[float, ...], Positions], chance: np.random.Generator, a: Positions, b: Positions, count: int
) -> Positions:
    """Positions from `a` up to `b` without it: those of the first call for this line, in either direction."""
    low, high = (a, b) if tuple(a) < tuple(b) else (b, a)
    key = (*low.tolist(), *high.tolist())
    if key not in known:
        along = np.sort(chance.uniform(0.05, 0.95, count))
        across = chance.normal(0, 0.02, count) * np.minimum(along, 1 - along)
        run = high - low
        known[key] = low + np.outer(along, run) + np.outer(across, (-run[1], run[0]))
    inner = known[key]
    return np.vstack([a, inner if low is a else inner[::-1]])


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
