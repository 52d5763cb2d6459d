"""From a course and the positions of its marks to a line: dead reckoning, closed on the marks. Pure.

A leg without azimuth is walked along the middle of its sector, so it may be up to 11.25° off; the marks take most of
that back. Every run between two known marks ends where the second one is: the misclosure is laid on the turns in
proportion to the distance walked (the compass rule of traverses).

How far the line can be from the one that was described is `trace_tolerance_m`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from shapely.geometry import LineString

from boundaries.course.chainage import Position, azimuth_and_distance, moved
from boundaries.course.model import Course, Leg, Mark, Stretch
from boundaries.course.natures import refused
from boundaries.course.sectors import SECTOR_DEGREES

NO_POSITIONS: Mapping[Mark, Position] = {}
SAME_MARK_M = 0.01
_HALF_SECTOR = math.radians(SECTOR_DEGREES / 2)
_HALF_MINUTE = math.radians(0.5 / 60)
_CURVATURE = 1e-3
"""Share of a run that geodesics, convergence of meridians and the local plane may add; generous up to 100 km."""


def trace(course: Course, first: Position, positions: Mapping[Mark, Position] = NO_POSITIONS) -> LineString:
    """The line of a course, degrees of EPSG:4490. `first`: where its first mark is; `positions`: of marks, where known.

    After the last known mark nothing closes it. Raises InvalidInput where `first` is not where `positions` have it.
    """
    start = course.stretches[0].start
    if start in positions and azimuth_and_distance(first, positions[start])[1] > SAME_MARK_M:
        raise refused("first", "two_positions", f"{start.number}有两个位置", "只给一个起点坐标")
    line = [first]
    for run, known in runs(course, positions):
        walked, places = _reckon(line[-1], [leg for stretch in run for leg in stretch.legs])
        line += _closed(walked, places, known) if known else walked[1:]
    return LineString(line)


def runs(course: Course, positions: Mapping[Mark, Position]) -> Iterator[tuple[tuple[Stretch, ...], Position | None]]:
    """The stretches up to each mark with a position, and that position; None for what follows the last such mark."""
    run: list[Stretch] = []
    for stretch in course.stretches:
        run.append(stretch)
        if stretch.end in positions:
            yield tuple(run), positions[stretch.end]
            run = []
    if run:
        yield tuple(run), None


def end_of(start: Position, stretch: Stretch) -> Position:
    """Where the legs of one stretch lead, nothing closed."""
    return _reckon(start, stretch.legs)[0][-1]


def _reckon(start: Position, legs: Sequence[Leg]) -> tuple[list[Position], list[int]]:
    walked, places = [start], [0]
    for leg in legs:
        azimuth = leg.direction.centre if leg.azimuth is None else leg.azimuth / 60
        walked.append(moved(walked[-1], azimuth, leg.distance_m))
        places.append(places[-1] + leg.distance_m)
    return walked, places


def _closed(walked: list[Position], places: list[int], known: Position) -> list[Position]:
    """The turns after the first, each moved by its share; the last is the known position itself."""
    azimuth, misclosure = azimuth_and_distance(walked[-1], known)
    share = misclosure / places[-1]
    turns = zip(walked[1:-1], places[1:-1], strict=True)
    return [*(moved(position, azimuth, share * place) for position, place in turns), known]


def misses_by_m(legs: Sequence[Leg], rounding_m: int) -> float:
    """How far from its true end a reckoned run can come out, metres.

    A leg of length l whose direction is off by at most d ends at most 2·l·sin(d/2) away, and half a step of rounding.
    """
    total = sum(leg.distance_m for leg in legs)
    turned = sum(leg.distance_m * _share_off(leg) for leg in legs)
    return turned + len(legs) * rounding_m / 2 + _CURVATURE * total


def strays_by_m(legs: Sequence[Leg], rounding_m: int, tolerance_m: float) -> float:
    """How far a run can be from its line anywhere, once it is closed on its end, metres.

    Closing spreads what the directions are off by, which leaves half of it at most. Joined legs of one sector bulge by
    tan(11.25°)/2 of their length; bends left out and turns dropped add their limits.
    """
    total = sum(leg.distance_m for leg in legs)
    turned = total * max(map(_share_off, legs)) / 2
    bulge = max((leg.distance_m * math.tan(_HALF_SECTOR) / 2 for leg in legs if leg.azimuth is None), default=0.0)
    return turned + bulge + tolerance_m + (len(legs) / 2 + 1) * rounding_m + _CURVATURE * total


def _share_off(leg: Leg) -> float:
    return 2 * math.sin((_HALF_SECTOR if leg.azimuth is None else _HALF_MINUTE) / 2)


def trace_tolerance_m(
    course: Course, positions: Mapping[Mark, Position] = NO_POSITIONS, *, tolerance_m: float | None = None
) -> float:
    """How far, in metres and both ways (Hausdorff), a traced line can be from the line that was described.

    Good where `first` is exact. `tolerance_m` is for texts that do not say how large a bend they leave out.
    """
    left_out = course.tolerance_m if tolerance_m is None else tolerance_m
    worst = 0.0
    for run, known in runs(course, positions):
        legs = [leg for stretch in run for leg in stretch.legs]
        open_end = 0.0 if known else misses_by_m(legs, course.rounding_m)
        worst = max(worst, strays_by_m(legs, course.rounding_m, left_out) + open_end)
    return worst
