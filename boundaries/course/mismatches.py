"""One stretch of a course against its part of a line: length, end, directions, guides, waypoints. Pure.

Directions are compared leg by leg where text and line have as many turns. Else the line is walked: a leg ends where
the line first is as far from the beginning of the leg as the text says; on a line that comes back on itself that can be
elsewhere than meant. A leg so short that the tolerance could turn it is not judged.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise

from boundaries.course.chainage import MeasuredLine, azimuth_and_distance
from boundaries.course.describing import Fineness, legs_between, turns_between
from boundaries.course.ground import Follows
from boundaries.course.model import Course, Leg, Met, Stretch
from boundaries.course.placed import PlacedGuide, PlacedWaypoint
from boundaries.course.sectors import direction_of, outside_by
from boundaries.course.tracing import end_of, misses_by_m
from boundaries.course.turning import Turn
from boundaries.course.wording import follows_words, length_words, mark_words, waypoint_words
from geocore.errors import InvalidInput

HALF_MINUTE = 0.5 / 60


class MismatchKind(StrEnum):
    MARK = "mark"
    LENGTH = "length"
    END = "end"
    DIRECTION = "direction"
    AZIMUTH = "azimuth"
    FOLLOWS = "follows"
    WAYPOINT = "waypoint"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What text and map tell differently. `stretch` and `leg` count from 1; `off`: metres, of directions degrees."""

    stretch: int
    kind: MismatchKind
    message: str
    leg: int | None = None
    off: float | None = None


@dataclass(frozen=True, slots=True)
class ComparedStretch:
    """A stretch, and the places in metres between which its line is. `tolerance_m` as in `agrees`."""

    number: int
    stretch: Stretch
    course: Course
    measured: MeasuredLine
    from_m: float
    to_m: float
    tolerance_m: float

    def mismatches(self, known: tuple[list[PlacedGuide], list[PlacedWaypoint]] | None) -> list[Mismatch]:
        guides, waypoints = known or ([], [])
        here = [one for one in waypoints if self.from_m < one.at_m <= self.to_m or self.from_m == one.at_m == 0]
        azimuths = any(leg.azimuth is not None for leg in self.stretch.legs)
        fine = Fineness(self.course.tolerance_m or round(self.tolerance_m), self.course.rounding_m, azimuths)
        try:
            drawn = legs_between(self.measured, self.from_m, self.to_m, guides, here, fine)
        except InvalidInput:
            marks = f"{mark_words(self.stretch.start)}与{mark_words(self.stretch.end)}"
            return [self._mismatch(MismatchKind.MARK, f"图上{marks}几乎在一处")]
        found = [*self._length(), *self._end()]
        if [(leg.direction, leg.distance_m, leg.azimuth) for leg in drawn] != [
            (leg.direction, leg.distance_m, leg.azimuth) for leg in self.stretch.legs
        ]:
            found += self._directions(turns_between(self.measured, self.from_m, self.to_m, guides, fine))
        if known is not None:
            found += self._guides(drawn)
            found += self._waypoints(drawn)
        return found

    def _mismatch(
        self, kind: MismatchKind, message: str, *, leg: int | None = None, off: float | None = None
    ) -> Mismatch:
        return Mismatch(self.number, kind, f"第{self.number}段{message}", leg, off)

    def _length(self) -> Iterator[Mismatch]:
        drawn = self.to_m - self.from_m
        off = abs(drawn - self.stretch.length_m)
        if off > self.tolerance_m + self.course.rounding_m:
            message = f"文中长{length_words(self.stretch.length_m)}，图上长{length_words(round(drawn))}"
            yield self._mismatch(MismatchKind.LENGTH, message, off=off)

    def _end(self) -> Iterator[Mismatch]:
        reckoned = end_of(self.measured.position_at(self.from_m), self.stretch)
        _azimuth, off = azimuth_and_distance(reckoned, self.measured.position_at(self.to_m))
        if off > self.tolerance_m + misses_by_m(self.stretch.legs, self.course.rounding_m):
            message = f"按文中推算的终点离{mark_words(self.stretch.end)}{length_words(round(off))}"
            yield self._mismatch(MismatchKind.END, message, off=off)

    def _directions(self, turns: Sequence[Turn]) -> Iterator[Mismatch]:
        unsure_m = 2 * (self.tolerance_m + self.course.rounding_m + self.course.tolerance_m)
        parts = pairwise(turns) if len(turns) == len(self.stretch.legs) + 1 else self._walk()
        for number, (leg, (one, after)) in enumerate(zip(self.stretch.legs, parts, strict=True), 1):
            azimuth, length = azimuth_and_distance(one.position, after.position)
            if length <= unsure_m:
                continue
            slack = math.degrees(math.asin(unsure_m / length))
            outside = outside_by(azimuth, leg.direction)
            if outside > slack:
                message = f"第{number}个方向文中为“{leg.direction}”，图上为“{direction_of(azimuth)}”"
                yield self._mismatch(MismatchKind.DIRECTION, message, leg=number, off=outside)
            elif leg.azimuth is not None:
                off = abs((azimuth - leg.azimuth / 60 + 180) % 360 - 180)
                if off > slack + HALF_MINUTE:
                    message = f"第{number}个方位角文中为{leg.azimuth / 60:.2f}°，图上为{azimuth:.2f}°"
                    yield self._mismatch(MismatchKind.AZIMUTH, message, leg=number, off=off)

    def _walk(self) -> Iterator[tuple[Turn, Turn]]:
        """For every leg the ends of the part of the line that is meant."""
        part = [Turn(*turn) for turn in zip(*self.measured.between(self.from_m, self.to_m), strict=True)]
        here = part[0]
        for leg in self.stretch.legs[:-1]:
            there = self._first_at(part, here, leg.distance_m)
            yield here, there
            here = there
        yield here, part[-1]

    def _first_at(self, part: Sequence[Turn], here: Turn, distance_m: float) -> Turn:
        """The first place after `here` that is so far from it in a straight line; the end where there is none."""
        low = here.place_m
        for turn in part:
            if turn.place_m <= here.place_m:
                continue
            if azimuth_and_distance(here.position, turn.position)[1] >= distance_m:
                high = turn.place_m
                while high - low > 0.1:
                    middle = (low + high) / 2
                    away = azimuth_and_distance(here.position, self.measured.position_at(middle))[1]
                    low, high = (middle, high) if away < distance_m else (low, middle)
                return Turn(high, self.measured.position_at(high))
            low = turn.place_m
        return part[-1]

    def _guides(self, drawn: Sequence[Leg]) -> Iterator[Mismatch]:
        told, on_map = _guides_of(self.stretch.legs), _guides_of(drawn)
        if told != on_map:
            message = f"文中{_listed(map(follows_words, told))}，图上{_listed(map(follows_words, on_map))}"
            yield self._mismatch(MismatchKind.FOLLOWS, message)

    def _waypoints(self, drawn: Sequence[Leg]) -> Iterator[Mismatch]:
        told, on_map = _met_along(self.stretch.legs), _met_along(drawn)
        if [one.waypoint for one in told] != [one.waypoint for one in on_map]:
            words = [_listed(waypoint_words(one.waypoint) for one in met) for met in (told, on_map)]
            yield self._mismatch(MismatchKind.WAYPOINT, f"途中文中{words[0]}，图上{words[1]}")
            return
        allowed = self.tolerance_m + self.course.rounding_m * len(self.stretch.legs)
        for one, other in zip(told, on_map, strict=True):
            if abs(one.at_m - other.at_m) > allowed:
                words_of = waypoint_words(one.waypoint)
                message = f"文中行{length_words(one.at_m)}{words_of}，图上行{length_words(other.at_m)}"
                yield self._mismatch(MismatchKind.WAYPOINT, message, off=abs(one.at_m - other.at_m))


def _guides_of(legs: Sequence[Leg]) -> list[Follows]:
    return [follows for follows, _legs in groupby(leg.follows for leg in legs)]


def _met_along(legs: Sequence[Leg]) -> list[Met]:
    """The waypoints with their distance from the beginning of the stretch, leg by leg."""
    found, before = [], 0
    for leg in legs:
        found += [Met(before + met.at_m, met.waypoint) for met in leg.met]
        before += leg.distance_m
    return found


def _listed(words: Iterator[str] | map[str]) -> str:
    return "、".join(words) or "无"
