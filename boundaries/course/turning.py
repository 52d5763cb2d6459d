"""Where a stretch really turns. Pure.

The rule, in this order:

1. the vertices within `tolerance_m` of the straight way are no turns (Douglas and Peucker's simplification);
2. a change of what the line follows is a break, whether it turns there or not;
3. a turn nearer than one step of rounding to the turn before it, or to the end, is dropped: no leg rounds to nothing;
4. without azimuths, neighbouring legs with the same direction word and the same guide are one leg.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import shapely
from shapely.geometry import LineString

from boundaries.course.chainage import Position, azimuth_and_distance, on_plane
from boundaries.course.ground import Follows
from boundaries.course.sectors import direction_of


@dataclass(frozen=True, slots=True)
class Turn:
    """A point between two legs: its place along the line in metres, and where that is in degrees."""

    place_m: float
    position: Position


def bends(turns: Sequence[Turn], tolerance_m: float) -> list[Turn]:
    """The ends, and the vertices that a simplification with this tolerance keeps."""
    plane = on_plane([turn.position for turn in turns], turns[0].position)
    # The height of a point carries its number through the simplification.
    numbered = LineString([(east, north, number) for number, (east, north) in enumerate(plane)])
    kept = shapely.simplify(numbered, tolerance_m, preserve_topology=False)
    return [turns[int(number)] for number in shapely.get_coordinates(kept, include_z=True)[:, 2]]


def without_short_legs(turns: Sequence[Turn], shortest_m: float) -> list[Turn]:
    """The turns with at least this distance from each to the next; both ends stay."""
    first, *middle, last = turns
    kept = [first]
    for turn in middle:
        if azimuth_and_distance(kept[-1].position, turn.position)[1] >= shortest_m:
            kept.append(turn)
    while len(kept) > 1 and azimuth_and_distance(kept[-1].position, last.position)[1] < shortest_m:
        kept.pop()
    return [*kept, last]


def merged(turns: Sequence[Turn], follows: Callable[[Turn, Turn], Follows]) -> list[Turn]:
    """The turns at which the direction word or the guide changes.

    Joining can move a direction over the edge of its sector by a hair, hence the rounds.
    """
    kept = list(turns)
    while True:
        signs = [
            (direction_of(azimuth_and_distance(a.position, b.position)[0]), follows(a, b)) for a, b in pairwise(kept)
        ]
        inner = [turn for turn, (one, after) in zip(kept[1:-1], pairwise(signs), strict=True) if one != after]
        if len(inner) + 2 == len(kept):
            return kept
        kept = [kept[0], *inner, kept[-1]]
