"""Each line between two neighbours once: from polygons that fit to edges between nodes, with a unit on either side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from boundaries.topology.parity import undirected_keys
from boundaries.topology.segments import Floats, Ints, Segments, segments_of

OUTSIDE = -1
"""Stands for what lies beyond the polygons: sea, another country, an area that somebody else keeps."""


@dataclass(frozen=True, slots=True)
class Edges:
    """`lines`: LineStrings in degrees; `left`, `right`: indexes of the polygons beside each, right may be OUTSIDE.

    `start`, `end`: numbers of the nodes at `nodes` (n, 2) where it starts and ends. The same node twice: a closed ring
    without any junction, which starts at its westernmost vertex. An edge has the earlier polygon on its left.
    """

    lines: NDArray[np.object_]
    left: Ints
    right: Ints
    start: Ints
    end: Ints
    nodes: Floats

    def __len__(self) -> int:
        return len(self.lines)


def edges_of(polygons: Sequence[BaseGeometry] | NDArray[np.object_]) -> Edges:
    """The edges of valid (multi)polygons in degrees.

    Where neighbours do not match, each has a line of its own with the outside on the right: run `check_coverage` first.
    """
    segments = segments_of(polygons)
    if not len(segments):
        nothing = np.zeros(0, dtype=np.int64)
        return Edges(np.zeros(0, dtype=object), nothing, nothing, nothing, nothing, np.zeros((0, 2)))
    beyond = _owner_beyond(segments)
    is_node = _nodes(segments, beyond)
    order, begins_ring = _from_a_node(segments, is_node)
    begins = is_node[order] | begins_ring
    start = np.flatnonzero(begins)
    length = np.diff(start, append=len(order))
    left, right = segments.owner[order[start]], beyond[order[start]]
    # Both sides have the run; the earlier one keeps it.
    kept = (right == OUTSIDE) | (left < right)
    start, length, left, right = start[kept], length[kept], left[kept], right[kept]
    last = order[start + length - 1]
    nodes, start_node, end_node = _numbered(segments, order[start], last)
    return Edges(_lines(segments, order, start, length), left, right, start_node, end_node, nodes)


def _owner_beyond(segments: Segments) -> Ints:
    """Of each segment, who has it the other way round; OUTSIDE where nobody or more than one has."""
    keys = undirected_keys(segments)
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    same = ordered[1:] == ordered[:-1]
    # A pair has no third before or after it.
    linked = np.concatenate([[False], same, [False]])
    first = np.flatnonzero(same)
    first = first[~linked[first] & ~linked[first + 2]]
    one, other = order[first], order[first + 1]
    opposite = segments.hashes[segments.first[one]] == segments.hashes[segments.second[other]]
    one, other = one[opposite], other[opposite]
    beyond = np.full(len(segments), OUTSIDE, dtype=np.int64)
    owner = segments.owner
    beyond[one], beyond[other] = owner[other], owner[one]
    return beyond


def _nodes(segments: Segments, beyond: Ints) -> NDArray[np.bool_]:
    """Of each segment, whether it starts at a node: where other than two lines meet, or the neighbours change."""
    starts = segments.hashes[segments.first]
    once = (beyond == OUTSIDE) | (segments.owner < beyond)
    ends = np.concatenate([starts[once], segments.hashes[segments.second][once]])
    vertices, degree = np.unique(ends, return_counts=True)
    odd = vertices[degree != 2]
    before = _before(segments)
    changes = np.unique(starts[beyond != beyond[before]])
    return np.asarray(np.isin(starts, np.union1d(odd, changes)))


def _before(segments: Segments) -> Ints:
    """Of each segment, the one that ends where it starts, in the same ring."""
    before = np.arange(-1, len(segments) - 1)
    begin = np.flatnonzero(np.diff(segments.ring, prepend=-1))
    before[begin] = np.append(begin[1:], len(segments)) - 1
    return before


def _from_a_node(segments: Segments, is_node: NDArray[np.bool_]) -> tuple[Ints, NDArray[np.bool_]]:
    """The segments so that each ring begins at a node, or at its westernmost vertex if it has none."""
    begin = np.flatnonzero(np.diff(segments.ring, prepend=-1))
    end = np.append(begin[1:], len(segments))
    ring = np.repeat(np.arange(len(begin)), end - begin)
    number = np.arange(len(segments))
    first = np.minimum.reduceat(np.where(is_node, number, len(segments)), begin) - begin
    for closed in np.flatnonzero(first >= end - begin):
        x, y = segments.positions[segments.first[begin[closed] : end[closed]]].T
        first[closed] = np.lexsort((y, x))[0]
    within = number - begin[ring]
    order = begin[ring] + np.remainder(within + first[ring], (end - begin)[ring])
    return np.asarray(order, dtype=np.int64), within == 0


def _numbered(segments: Segments, first: Ints, last: Ints) -> tuple[Floats, Ints, Ints]:
    at = np.concatenate([segments.first[first], segments.second[last]])
    _, where, number = np.unique(segments.hashes[at], return_index=True, return_inverse=True)
    # In the order in which they are met, not that of their hashes.
    met = np.argsort(where)
    rank: Ints = np.empty(len(met), dtype=np.int64)
    rank[met] = np.arange(len(met))
    number = rank[number]
    return segments.positions[at[where[met]]], number[: len(first)], number[len(first) :]


def _lines(segments: Segments, order: Ints, start: Ints, length: Ints) -> NDArray[np.object_]:
    line = np.repeat(np.arange(len(start)), length + 1)
    offset = np.arange(len(line)) - np.repeat(np.cumsum(length + 1) - (length + 1), length + 1)
    is_last = offset == length[line]
    segment = order[start[line] + np.where(is_last, offset - 1, offset)]
    at = np.where(is_last, segments.second[segment], segments.first[segment])
    return np.asarray(shapely.linestrings(segments.positions[at], indices=line))
