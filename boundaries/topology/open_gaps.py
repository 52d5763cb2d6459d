"""Gaps that no polygons close in: what lies between two units runs out into what lies outside of all."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import shapely
import shapely.ops
from shapely.geometry.base import BaseGeometry

from boundaries.topology.fault import Fault, area_fault, is_wide
from boundaries.topology.segments import Segments

_PARTING_COSINE = math.cos(math.radians(5))
"""A bay between two units whose sides part by less than this is no bay of nature."""
_STRAIT_DEGREES = 1e-4
"""About ten metres: nothing outside is as narrow as this on both of whose sides somebody else governs."""


def open_gaps(outer: Segments) -> Iterator[Fault]:
    """Gaps that are open to the outside: between neighbours who part at a sharp angle, or whose lines run side by side.

    Two units that face each other across so little of the outside were meant to meet.
    """
    between: dict[tuple[int, int], list[BaseGeometry]] = defaultdict(list)
    for first, second in (*_parting(outer), *_side_by_side(outer)):
        owners = int(outer.owner_of_ring[outer.ring[first]]), int(outer.owner_of_ring[outer.ring[second]])
        between[min(owners), max(owners)].append(_strip(outer.chosen(np.array([first, second]))))
    for pair, strips in between.items():
        joined = shapely.union_all(strips)
        areas = [part for part in shapely.get_parts(joined) if isinstance(part, shapely.Polygon)]
        wide = [area for area in areas if is_wide(area)]
        yield from (area_fault("gap", pair, area, reason="open") for area in wide)
        if not wide:
            yield Fault("unmatched", pair, shapely.boundary(joined) if areas else joined)


def _parting(outer: Segments) -> Iterator[tuple[int, int]]:
    """Pairs of segments where the outer line runs in between two neighbours to where they meet, and straight back."""
    order = np.argsort(outer.hashes[outer.first])
    starts, ends = outer.hashes[outer.first][order], outer.hashes[outer.second]
    low, high = np.searchsorted(starts, ends, "left"), np.searchsorted(starts, ends, "right")
    # Every segment that arrives somewhere with every one that leaves from there.
    inward = np.repeat(np.arange(len(outer)), high - low)
    nth = np.arange(len(inward)) - np.repeat(np.cumsum(high - low) - (high - low), high - low)
    outward = order[low[inward] + nth]
    tip = outer.end[inward]
    back, on = outer.start[inward] - tip, outer.end[outward] - tip
    lengths = np.linalg.norm(back, axis=1) * np.linalg.norm(on, axis=1)
    is_sharp = (back * on).sum(axis=1) > _PARTING_COSINE * lengths
    found = is_sharp & (outer.owner[inward] != outer.owner[outward])
    yield from zip(inward[found].tolist(), outward[found].tolist(), strict=True)


def _side_by_side(outer: Segments) -> Iterator[tuple[int, int]]:
    """Pairs of segments of two units that run against each other at less than a strait's width."""
    middles = shapely.points((outer.start + outer.end) / 2)
    tree = shapely.STRtree(outer.as_lines())
    one, other = tree.query(middles, predicate="dwithin", distance=_STRAIT_DEGREES)
    run = outer.end - outer.start
    lengths = np.linalg.norm(run[one], axis=1) * np.linalg.norm(run[other], axis=1)
    against = (run[one] * run[other]).sum(axis=1) < -0.5 * lengths
    found = against & (outer.owner[one] != outer.owner[other])
    yield from zip(one[found].tolist(), other[found].tolist(), strict=True)


def _strip(two: Segments) -> BaseGeometry:
    """What lies between two segments, as far as the first one reaches."""
    line, beside = two.as_lines()
    feet = [shapely.ops.nearest_points(beside, shapely.Point(end))[0] for end in (two.start[0], two.end[0])]
    return shapely.convex_hull(shapely.union_all([line, *feet]))
