"""The rings of many polygons as one array of directed segments, each with its owner on the left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]

_MIX_1, _MIX_2, _GOLDEN = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB), np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Segments:
    """`first`, `second`: numbers of the positions (n, 2) in degrees where a segment starts and ends; `ring`: its ring.

    Rings follow each other whole. A segment runs so that its owner lies on its left, whichever way its ring was drawn.
    Segments without length are left out. `owner_of_ring`: index of the polygon; `hashes` stand for the exact bits of
    the positions. Within a ring each segment starts where the one before it ends.
    """

    positions: Floats
    hashes: Hashes
    owner_of_ring: Ints
    first: Ints
    second: Ints
    ring: Ints

    def __len__(self) -> int:
        return len(self.ring)

    @property
    def start(self) -> Floats:
        return self.positions[self.first]

    @property
    def end(self) -> Floats:
        return self.positions[self.second]

    @property
    def owner(self) -> Ints:
        return self.owner_of_ring[self.ring]

    def chosen(self, which: NDArray[np.bool_] | Ints) -> Segments:
        """Some of the segments, in their order."""
        return replace(self, first=self.first[which], second=self.second[which], ring=self.ring[which])

    def as_lines(self) -> NDArray[np.object_]:
        """One LineString each."""
        return np.asarray(shapely.linestrings(np.stack([self.start, self.end], axis=1)))


def segments_of(polygons: Sequence[BaseGeometry] | NDArray[np.object_]) -> Segments:
    """All segments of (multi)polygons. None and empty geometries have none."""
    whole = np.asarray(polygons, dtype=object)
    present = np.flatnonzero(~(shapely.is_missing(whole) | shapely.is_empty(whole)))
    if not len(present):
        nothing = np.zeros(0, dtype=np.int64)
        return Segments(np.zeros((0, 2)), np.zeros(0, dtype=np.uint64), nothing, nothing, nothing, nothing)
    kind, coordinates, offsets = shapely.to_ragged_array(whole[present])
    rings, of_polygon = (np.asarray(one, dtype=np.int64) for one in offsets[:2])
    owner_of_polygon = present
    if kind == shapely.GeometryType.MULTIPOLYGON:
        owner_of_polygon = np.repeat(present, np.diff(offsets[2]))
    positions = coordinates[:, :2] + 0.0  # -0.0 and 0.0 are one position with two bit patterns
    hashes = _position_hashes(positions)
    lengths = np.diff(rings)
    # Every position but the last of its ring begins a segment.
    begins = hashes[1:] != hashes[:-1]
    begins[rings[1:-1] - 1] = False
    ring = np.repeat(np.arange(len(lengths)), lengths)
    first = np.flatnonzero(begins)
    second, ring = first + 1, ring[first]
    is_shell = np.zeros(len(lengths), dtype=bool)
    is_shell[of_polygon[:-1][np.diff(of_polygon) > 0]] = True
    turned = _is_counterclockwise(positions, rings) != is_shell
    if turned.any():
        first, second = _turned(first, second, ring, turned)
    return Segments(positions, hashes, np.repeat(owner_of_polygon, np.diff(of_polygon)), first, second, ring)


def _turned(first: Ints, second: Ints, ring: Ints, turned: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """The segments of some rings the other way round, and in the opposite order within their ring."""
    begin = np.flatnonzero(np.diff(ring, prepend=-1))
    length = np.diff(begin, append=len(ring))
    here = turned[ring[begin]]
    # Counted down from the last of the ring to its first, or up.
    order = np.repeat(np.where(here, 2 * begin + length - 1, 0), length)
    sign = np.repeat(np.where(here, -1, 1), length)
    order += sign * np.arange(len(ring))
    is_turned = sign < 0
    first, second = first[order], second[order]
    return np.where(is_turned, second, first), np.where(is_turned, first, second)


def _is_counterclockwise(coordinates: Floats, rings: Ints) -> NDArray[np.bool_]:
    """Of each ring, by its signed area about its own first position, which keeps small rings exact."""
    lengths = np.diff(rings)
    base = np.repeat(coordinates[rings[:-1]], lengths, axis=0)
    x, y = (coordinates - base).T
    twice = np.zeros(len(x))
    twice[:-1] = x[:-1] * y[1:] - x[1:] * y[:-1]
    twice[rings[1:] - 1] = 0  # from the last position of a ring to the first of the next
    return np.asarray(np.add.reduceat(twice, rings[:-1]) > 0)


def _position_hashes(coordinates: Floats) -> Hashes:
    """64 bits for the exact bits of both numbers (the finaliser of SplitMix64, twice)."""
    bits = np.ascontiguousarray(coordinates).view(np.uint64)
    with np.errstate(over="ignore"):
        return _mixed(_mixed(bits[:, 0] + _GOLDEN) + bits[:, 1])


def _mixed(bits: Hashes) -> Hashes:
    bits = (bits ^ (bits >> np.uint64(30))) * _MIX_1
    bits = (bits ^ (bits >> np.uint64(27))) * _MIX_2
    return bits ^ (bits >> np.uint64(31))
