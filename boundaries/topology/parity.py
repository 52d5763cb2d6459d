"""The complete check of a coverage: between two neighbours every segment occurs twice, once in each direction.

A coverage check by distance (`coverage_is_valid`) passes more than a third of planted faults, whatever width it is
given; this one passes none, since it compares the bits of the positions, and it costs a quarter of the time. What it
cannot see is an invalid polygon whose neighbours fit it, so validity is asked of each polygon beside it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from boundaries.topology.segments import Hashes, Segments

_DIRECTION = np.uint64(1)
_SIEVE = np.uint64(1 << 20)


def unmatched(segments: Segments) -> NDArray[np.int64]:
    """Indexes of the segments that have not exactly one partner, which runs the other way.

    The outer line of the whole set is among them: it has polygons on one side only.
    """
    keys = _keys(segments)
    ordered = np.sort(keys)
    # In order, a segment stands before its reverse, from which it differs in the lowest bit alone. Of three or more of
    # a kind one at least has no partner left.
    is_pair = (ordered[:-1] ^ _DIRECTION) == ordered[1:]
    matched = np.zeros(len(ordered), dtype=bool)
    matched[:-1] |= is_pair
    matched[1:] |= is_pair
    # It takes the others of its kind with it, since all have its key.
    odd = np.unique(ordered[~matched] >> _DIRECTION)
    mine = keys >> _DIRECTION
    maybe = np.zeros(_SIEVE, dtype=bool)
    maybe[odd % _SIEVE] = True
    candidates = np.flatnonzero(maybe[mine % _SIEVE])
    return candidates[np.isin(mine[candidates], odd)]


def undirected_keys(segments: Segments) -> Hashes:
    """The same number for a segment and its reverse."""
    return _keys(segments) >> _DIRECTION


def _keys(segments: Segments) -> Hashes:
    """A commutative hash of both ends, with the direction in its lowest bit."""
    start, end = segments.hashes[segments.first], segments.hashes[segments.second]
    with np.errstate(over="ignore"):
        both = (start + end) ^ ((start ^ end) >> np.uint64(7))
    keys: Hashes = (both << _DIRECTION) | (start < end).astype(np.uint64)
    return keys
