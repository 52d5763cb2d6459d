"""The way back: polygons of units from the edges on whose sides they lie, bit for bit what the edges were made of."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import shapely

from boundaries.topology.edges import OUTSIDE, Edges
from boundaries.topology.segments import Floats
from geocore.errors import InvalidInput
from geocore.problems import Problem


@dataclass(slots=True)
class _Way:
    """An edge as one of its units walks it, with itself on the left."""

    positions: Floats
    start: int
    end: int
    is_walked: bool = False


def polygons_from(edges: Edges) -> dict[int, shapely.MultiPolygon]:
    """Unit -> its area, from every edge that has the unit on a side. Shells run counter-clockwise.

    Raises InvalidInput where the edges of a unit do not close.
    """
    ways: dict[int, list[_Way]] = defaultdict(list)
    for line, left, right, start, end in zip(edges.lines, edges.left, edges.right, edges.start, edges.end, strict=True):
        positions = shapely.get_coordinates(line)
        ways[int(left)].append(_Way(positions, int(start), int(end)))
        if right != OUTSIDE:
            ways[int(right)].append(_Way(positions[::-1], int(end), int(start)))
    return {unit: _area(unit, of_unit) for unit, of_unit in ways.items()}


def _area(unit: int, ways: list[_Way]) -> shapely.MultiPolygon:
    rings = list(_rings(unit, ways))
    shells = [ring for ring in rings if _signed_area(ring) > 0]
    holes: list[list[Floats]] = [[] for _ in shells]
    outlines = [shapely.Polygon(shell) for shell in shells]
    for ring in rings:
        if _signed_area(ring) <= 0:
            holes[_shell_around(unit, ring, outlines)].append(ring)
    return shapely.MultiPolygon(list(zip(shells, holes, strict=True)))


def _rings(unit: int, ways: list[_Way]) -> list[Floats]:
    leaving: dict[int, list[_Way]] = defaultdict(list)
    for way in ways:
        leaving[way.start].append(way)
    rings = []
    for first in ways:
        if first.is_walked:
            continue
        ring = [first]
        first.is_walked = True
        while ring[-1].end != first.start:
            onward = [way for way in leaving[ring[-1].end] if not way.is_walked]
            if not onward:
                raise _unclosed(unit, ring[-1].positions[-1])
            following = _nearest_turn(ring[-1], onward)
            following.is_walked = True
            ring.append(following)
        rings.append(np.concatenate([*(way.positions[:-1] for way in ring), ring[-1].positions[-1:]]))
    return rings


def _nearest_turn(before: _Way, onward: list[_Way]) -> _Way:
    """The way with the least angle clockwise from where one came: it keeps to one part where two parts touch."""
    back = _direction(before.positions[-1], before.positions[-2])
    return min(onward, key=lambda way: (back - _direction(way.positions[0], way.positions[1])) % (2 * math.pi))


def _direction(start: Floats, end: Floats) -> float:
    return math.atan2(end[1] - start[1], end[0] - start[0])


def _signed_area(ring: Floats) -> float:
    x, y = (ring - ring[0]).T
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)


def _shell_around(unit: int, ring: Floats, outlines: list[shapely.Polygon]) -> int:
    """The smallest shell around the ring, which may touch it: so the middle of a side is asked too."""
    inside = shapely.Point(ring[0]), shapely.Point((ring[0] + ring[1]) / 2)
    around = [number for number, outline in enumerate(outlines) if all(map(outline.intersects, inside))]
    if not around:
        raise _unclosed(unit, ring[0])
    return min(around, key=lambda number: outlines[number].area)


def _unclosed(unit: int, position: Floats) -> InvalidInput:
    lon, lat = position
    message = f"unit {unit}: its edges do not close at {lon:.6f}, {lat:.6f}"
    return InvalidInput(message, [Problem("edges", "not_closed", message)])
