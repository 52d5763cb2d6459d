"""What is known of a line before it is told: marks, guides and waypoints at their places on it. Pure.

Places are metres along the line from its first vertex, geodesic on CGCS2000 (`chainage.place_of_vertex` gives that of
a vertex). Names are tidied here (half-width, no spaces), so that a register may hand them over as it has them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from boundaries.course.ground import Flow, Follows, Guide, Waypoint, WaypointKind
from boundaries.course.model import Mark, MarkKind
from boundaries.course.natures import Nature, plain_name, refused, telling_name


def _require_place(*places: float) -> None:
    if not all(math.isfinite(place) and place >= 0 for place in places):
        raise refused("at_m", "bad_place", "线上的位置应为不小于 0 的米数", "从线的起点量起")


@dataclass(frozen=True, slots=True)
class PlacedMark:
    """A mark on the line, `at_m` metres from its beginning."""

    mark: Mark
    at_m: float

    def __post_init__(self) -> None:
        _require_place(self.at_m)


@dataclass(frozen=True, slots=True)
class PlacedGuide:
    """What the line follows between two places."""

    follows: Follows
    from_m: float
    to_m: float

    def __post_init__(self) -> None:
        _require_place(self.from_m, self.to_m)
        if self.from_m >= self.to_m:
            raise refused("from_m", "bad_place", "沿线地物的起点应在终点之前", "核对两个距离")


@dataclass(frozen=True, slots=True)
class PlacedWaypoint:
    """What the line crosses or passes at a place."""

    waypoint: Waypoint
    at_m: float

    def __post_init__(self) -> None:
        _require_place(self.at_m)


Feature = PlacedGuide | PlacedWaypoint


def marker(number: str, at_m: float) -> PlacedMark:
    return PlacedMark(Mark(MarkKind.MARKER, plain_name(number)), at_m)


def boundary_point(number: str, at_m: float) -> PlacedMark:
    return PlacedMark(Mark(MarkKind.BOUNDARY_POINT, plain_name(number)), at_m)


def along(guide: Guide, from_m: float, to_m: float, *, name: str = "") -> PlacedGuide:
    """A ridge, valley, side, wall, straight line …; of rivers, roads and railways see the next one.

    A name that ends in the word of its guide says it once: 长江大堤, not 长江大堤堤.
    """
    plain = plain_name(name).removesuffix(guide.value) if name else ""
    return PlacedGuide(Follows(guide, plain), from_m, to_m)


def along_way(
    nature: Nature, from_m: float, to_m: float, *, name: str = "", guide: Guide = Guide.CENTRE_LINE,
    flow: Flow | None = None,
) -> PlacedGuide:  # fmt: skip
    """A river, road or railway, by its centre line unless told; a name that does not tell gets the general word."""
    return PlacedGuide(Follows(guide, telling_name(nature, name), flow), from_m, to_m)


def crossing(nature: Nature, at_m: float, *, name: str = "") -> PlacedWaypoint:
    return PlacedWaypoint(Waypoint(WaypointKind.CROSSING, telling_name(nature, name)), at_m)


def passing(kind: WaypointKind, at_m: float, *, name: str = "", height_m: float | None = None) -> PlacedWaypoint:
    """A summit, saddle or spot height; the height is rounded to a tenth of a metre."""
    height = None if height_m is None else round(height_m, 1)
    return PlacedWaypoint(Waypoint(kind, plain_name(name) if name else "", height), at_m)
