"""What is wrong with polygons that should fit each other: gaps, overlaps, vertices that do not match, broken polygons.

Segment parity finds (see `parity`), GEOS only describes what it found. A gap that opens to the outside is no gap but a
bay: what lies outside the whole set is not known here.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Literal

import numpy as np
import shapely
import shapely.ops
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from boundaries.topology.parity import unmatched
from boundaries.topology.segments import Segments, segments_of
from geocore.coordinates import METRES_PER_DEGREE
from geocore.repair import area_m2, propose_repair

FaultKind = Literal["gap", "overlap", "unmatched", "invalid"]

SAME_PLACE_DEGREES = 1e-9
"""A tenth of a millimetre. What is narrower has no area that anybody could mean: the vertices do not match."""

_PLACE = re.compile(r"\[(\S+) (\S+)\]")
_WIDTH_STEPS = 16
_PARTING_COSINE = math.cos(math.radians(5))
"""A bay between two units whose sides part by less than this is no bay of nature."""
_STRAIT_DEGREES = 1e-4
"""About ten metres: nothing outside is as narrow as this on both of whose sides somebody else governs."""


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


def check_coverage(polygons: Sequence[BaseGeometry]) -> list[Fault]:
    """Every fault of polygons in degrees of EPSG:4490: invalid ones first, then gaps, overlaps and unmatched lines.

    An empty list says that each is valid and that no two neighbours differ in a single bit of their common line.
    """
    whole = np.asarray(polygons, dtype=object)
    broken = np.flatnonzero(~(shapely.is_valid(whole) | shapely.is_missing(whole)))
    faults = [_invalid(int(index), whole[index]) for index in broken]
    segments = segments_of(whole)
    odd = segments.chosen(unmatched(segments))
    if len(odd):
        faults += _described(_Drawing(odd), _Cover(_mended(whole, broken)))
    return faults


def _invalid(index: int, polygon: BaseGeometry) -> Fault:
    reason = str(shapely.is_valid_reason(polygon))
    place = _PLACE.search(reason)
    point = (
        shapely.Point(float(place[1]), float(place[2])) if place else shapely.Point(shapely.get_coordinates(polygon)[0])
    )
    return Fault("invalid", (index,), point, reason=_PLACE.sub("", reason))


def _mended(whole: NDArray[np.object_], broken: NDArray[np.int64]) -> NDArray[np.object_]:
    """Only to ask which polygons lie over a place: the faults of the broken ones are told as they are."""
    mended = whole.copy()
    for index in broken:
        proposal = propose_repair(whole[index])
        mended[index] = proposal.geometry if proposal else None
    return mended


class _Drawing:
    """The odd segments as lines and faces, with the way back from a line to the owners of the segments there."""

    def __init__(self, odd: Segments) -> None:
        self.odd = odd
        self._owner = odd.owner
        self._lines = odd.as_lines()
        self._tree = shapely.STRtree(self._lines)
        # Where polygons overlap, their outlines cross; where none does, the lines meet at their ends already.
        is_noded = shapely.is_simple(shapely.multilinestrings(self._lines))
        noded = self._lines if is_noded else shapely.get_parts(shapely.union_all(self._lines))
        self.faces = shapely.get_parts(shapely.polygonize(noded))

    def along(self, shapes: NDArray[np.object_]) -> list[NDArray[np.int64]]:
        """Of each shape the segments that its lines run along. Those that only touch one are not among them."""
        if not len(shapes):
            return []
        lines, of_shape = _lines_of(shapes)
        positions, line = shapely.get_coordinates(lines, return_index=True)
        # The middle of a piece of a hair's length would lie along whatever ends there.
        long_enough = np.abs(np.diff(positions, axis=0)).max(axis=1) > 4 * SAME_PLACE_DEGREES
        same = np.flatnonzero((line[1:] == line[:-1]) & long_enough)
        middles = shapely.points((positions[same] + positions[same + 1]) / 2)
        shape = of_shape[line[same]]
        which, segment = self._tree.query(middles, predicate="dwithin", distance=SAME_PLACE_DEGREES)
        pairs = np.unique(np.stack([shape[which], segment]), axis=1)
        return np.split(pairs[1], np.searchsorted(pairs[0], np.arange(1, len(shapes))))

    def owners(self, segments: NDArray[np.int64]) -> tuple[int, ...]:
        return tuple(int(owner) for owner in np.unique(self._owner[segments]))

    def joined(self, segments: NDArray[np.int64]) -> NDArray[np.object_]:
        """Segments as lines as long as possible; what differs by a hair is one line."""
        snapped = shapely.union_all(self._lines[segments], grid_size=SAME_PLACE_DEGREES)
        return np.asarray(shapely.get_parts(shapely.line_merge(snapped)))


def _lines_of(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """The rings of polygons, or the lines themselves, with the number of the shape that each belongs to."""
    parts_of = shapely.get_rings if (shapely.get_dimensions(shapes) == 2).all() else shapely.get_parts
    lines, of_shape = parts_of(shapes, return_index=True)
    return np.asarray(lines), np.asarray(of_shape)


class _Cover:
    """Which polygons lie over a face. Whatever line runs through it has its twin there, so one place will do."""

    def __init__(self, polygons: NDArray[np.object_]) -> None:
        self._polygons = polygons
        self._tree = shapely.STRtree(polygons)

    def over(self, faces: NDArray[np.object_]) -> list[NDArray[np.int64]]:
        if not len(faces):
            return []
        points = shapely.point_on_surface(faces)
        within, touching = self._found(points, "within"), self._found(points, "intersects")
        return [
            inside if len(inside) == len(near) else self._by_area(face)
            for face, inside, near in zip(faces, within, touching, strict=True)
        ]

    def _found(
        self, points: NDArray[np.object_], predicate: Literal["within", "intersects"]
    ) -> list[NDArray[np.int64]]:
        which, polygon = self._tree.query(points, predicate=predicate)
        order = np.argsort(which, kind="stable")
        return np.split(polygon[order], np.searchsorted(which[order], np.arange(1, len(points))))

    def _by_area(self, face: BaseGeometry) -> NDArray[np.int64]:
        """For a face whose place happens to lie on the line between two neighbours, which share what one would hold."""
        near = self._tree.query(face, predicate="intersects")
        shares = shapely.area(shapely.intersection(self._polygons[near], face)) / shapely.area(face)
        count = round(float(shares.sum()))
        return np.asarray(near[np.argsort(-shares)][:count], dtype=np.int64)


def _described(drawing: _Drawing, cover: _Cover) -> Iterator[Fault]:
    faces = drawing.faces
    explained = np.zeros(len(drawing.odd), dtype=bool)
    for along in drawing.along(_outer_lines(faces)):
        explained[along] = True
    open_gaps = list(_open_gaps(drawing.odd.chosen(explained)))
    wide = faces[2 * shapely.area(faces) / shapely.length(faces) > SAME_PLACE_DEGREES]
    covered = cover.over(wide)
    found: dict[FaultKind, list[Fault]] = {"gap": [], "overlap": []}
    doubtful = np.array([len(over) != 1 for over in covered], dtype=bool)
    lines = drawing.along(wide[doubtful])
    for face, over, along in zip(wide[doubtful], compress(covered, doubtful), lines, strict=True):
        explained[along] = True
        kind: FaultKind = "overlap" if len(over) else "gap"
        owners = tuple(sorted({*map(int, over), *drawing.owners(along)}))
        found[kind].append(Fault(kind, owners, face, area_m2(face), width_m(face)))
    yield from found["gap"]
    yield from open_gaps
    yield from found["overlap"]
    yield from _unmatched_lines(drawing, np.flatnonzero(~explained))


def _outer_lines(faces: NDArray[np.object_]) -> NDArray[np.object_]:
    """The lines that have all faces on one side; what lies on their other side is not known here.

    The faces fill every hole among each other, so only outer rings can be left.
    """
    whole = shapely.coverage_union_all(faces)
    return np.asarray(shapely.get_exterior_ring(shapely.get_parts(whole)))


def _open_gaps(outer: Segments) -> Iterator[Fault]:
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
        wide = [area for area in areas if 2 * area.area > SAME_PLACE_DEGREES * area.length]
        yield from (Fault("gap", pair, area, area_m2(area), width_m(area), reason="open") for area in wide)
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
    against = (run[one] * run[other]).sum(axis=1) < -0.5 * np.linalg.norm(run[one], axis=1) * np.linalg.norm(
        run[other], axis=1
    )
    found = against & (outer.owner[one] != outer.owner[other])
    yield from zip(one[found].tolist(), other[found].tolist(), strict=True)


def _strip(two: Segments) -> BaseGeometry:
    """What lies between two segments, as far as the first one reaches."""
    line, beside = two.as_lines()
    feet = [shapely.ops.nearest_points(beside, shapely.Point(end))[0] for end in (two.start[0], two.end[0])]
    return shapely.convex_hull(shapely.union_all([line, *feet]))


def _unmatched_lines(drawing: _Drawing, left: NDArray[np.int64]) -> Iterator[Fault]:
    """Segments beside which there is no area: vertices that one side has and the other not, or elsewhere by a hair."""
    if not len(left):
        return
    lines = drawing.joined(left)
    told = np.ones(len(drawing.odd), dtype=bool)
    told[left] = False
    of_owners: dict[tuple[int, ...], list[shapely.LineString]] = defaultdict(list)
    for line, along in zip(lines, drawing.along(lines), strict=True):
        new = along[~told[along]]
        if len(new):
            told[new] = True
            of_owners[drawing.owners(new)].append(line)
    rest = np.flatnonzero(~told)
    for owner in np.unique(drawing.odd.owner[rest]):
        alone = drawing.odd.chosen(rest[drawing.odd.owner[rest] == owner])
        of_owners[(int(owner),)].extend(alone.as_lines())
    for owners, places in of_owners.items():
        yield Fault("unmatched", owners, shapely.MultiLineString(places))


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
