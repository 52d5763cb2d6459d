"""The segments without a partner as a drawing: faces, the units over each, and whose segments run along its lines."""

from __future__ import annotations

from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from boundaries.topology.fault import SAME_PLACE_DEGREES
from boundaries.topology.segments import Segments


class Drawing:
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


class Cover:
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
