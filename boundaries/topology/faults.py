"""What is wrong with polygons that should fit each other: gaps, overlaps, vertices that do not match, broken polygons.

Segment parity finds (see `parity`), GEOS only describes what it found. A gap that opens to the outside is no gap but a
bay: what lies outside the whole set is not known here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import compress

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from boundaries.topology.drawing import Cover, Drawing
from boundaries.topology.fault import SAME_PLACE_DEGREES, Fault, FaultKind, area_fault
from boundaries.topology.open_gaps import open_gaps
from boundaries.topology.parity import unmatched
from boundaries.topology.segments import segments_of
from geocore.repair import propose_repair

_PLACE = re.compile(r"\[(\S+) (\S+)\]")


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
        faults += _described(Drawing(odd), Cover(_mended(whole, broken)))
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


def _described(drawing: Drawing, cover: Cover) -> Iterator[Fault]:
    faces = drawing.faces
    explained = np.zeros(len(drawing.odd), dtype=bool)
    for along in drawing.along(_outer_lines(faces)):
        explained[along] = True
    open_ones = list(open_gaps(drawing.odd.chosen(explained)))
    wide = faces[2 * shapely.area(faces) / shapely.length(faces) > SAME_PLACE_DEGREES]
    covered = cover.over(wide)
    found: dict[FaultKind, list[Fault]] = {"gap": [], "overlap": []}
    doubtful = np.array([len(over) != 1 for over in covered], dtype=bool)
    lines = drawing.along(wide[doubtful])
    for face, over, along in zip(wide[doubtful], compress(covered, doubtful), lines, strict=True):
        explained[along] = True
        kind: FaultKind = "overlap" if len(over) else "gap"
        owners = tuple(sorted({*map(int, over), *drawing.owners(along)}))
        found[kind].append(area_fault(kind, owners, face))
    yield from found["gap"]
    yield from open_ones
    yield from found["overlap"]
    yield from _unmatched_lines(drawing, np.flatnonzero(~explained))


def _outer_lines(faces: NDArray[np.object_]) -> NDArray[np.object_]:
    """The lines that have all faces on one side; what lies on their other side is not known here.

    The faces fill every hole among each other, so only outer rings can be left.
    """
    whole = shapely.coverage_union_all(faces)
    return np.asarray(shapely.get_exterior_ring(shapely.get_parts(whole)))


def _unmatched_lines(drawing: Drawing, left: NDArray[np.int64]) -> Iterator[Fault]:
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
