"""From a line with its marks and features to its course. Pure; the words are in `wording`.

Rounding: a mark's place along the line is rounded and a stretch is as long as two such places differ, so that the
stretches add up to the whole and none is wrong by more than one step. The straight distance of a leg is rounded by
itself. The order in which marks and features are given does not matter.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shapely.geometry import LineString

from boundaries.course.chainage import SAME_PLACE_M, MeasuredLine, azimuth_and_distance
from boundaries.course.ground import AS_DRAWN, Follows
from boundaries.course.model import ARC_MINUTES, Course, Leg, Met, Sides, Stretch
from boundaries.course.natures import refused
from boundaries.course.placed import Feature, PlacedGuide, PlacedMark, PlacedWaypoint
from boundaries.course.sectors import direction_of
from boundaries.course.turning import Turn, bends, merged, without_short_legs
from geocore.errors import InvalidInput
from geocore.problems import Problem

END_M = 0.5
"""How far from an end of the line its mark may stand: half of the accuracy asked of a marker (1 m)."""


@dataclass(frozen=True, slots=True)
class Fineness:
    """How finely a course is told: bends up to `tolerance_m` are left out, lengths are multiples of `rounding_m`.

    The two defaults are a choice of ours; no paper names them. `azimuths` adds the true azimuth to every leg.
    """

    tolerance_m: int = 20
    rounding_m: int = 10
    azimuths: bool = False

    def __post_init__(self) -> None:
        if self.tolerance_m < 0 or self.rounding_m < 1:
            raise refused("fineness", "bad_rounding", "曲折限差不小于 0，取整单位不小于 1 米", "例如 20 与 10")


def describe(
    line: LineString,
    marks: Iterable[PlacedMark],
    features: Iterable[Feature] = (),
    *,
    sides: Sides | None = None,
    fineness: Fineness | None = None,
) -> Course:
    """The course of a line in degrees of EPSG:4490; marks stand at both its ends.

    Raises InvalidInput for marks that do not begin and end the line, stand in one place or too near, and for
    features beyond the line or two guides at once.
    """
    fine = fineness or Fineness()
    measured = MeasuredLine(line)
    ordered = sorted(marks, key=lambda placed: placed.at_m)
    _require_marks(measured, ordered)
    guides, waypoints = sorted_features(features)
    _require_guides(measured, guides)
    if waypoints and waypoints[-1].at_m > measured.length_m + END_M:
        raise refused("features", "beyond_line", f"{waypoints[-1].waypoint.name}在线的终点之后", "核对距离")
    places = [0.0, *(placed.at_m for placed in ordered[1:-1]), measured.length_m]
    met = _by_part(places, waypoints)
    stretches = []
    for (start, end), (from_m, to_m), met_here in zip(pairwise(ordered), pairwise(places), met, strict=True):
        length = _rounded(to_m, fine.rounding_m) - _rounded(from_m, fine.rounding_m)
        try:
            legs = legs_between(measured, from_m, to_m, guides, met_here, fine)
            stretches.append(Stretch(start.mark, end.mark, legs, length))
        except InvalidInput as error:
            message = f"{start.mark.number}与{end.mark.number}相距不足取整单位"
            raise refused("marks", "marks_too_near", message, "把取整单位改小，或去掉其中一个") from error
    return Course(tuple(stretches), sides, fine.rounding_m, fine.tolerance_m)


def legs_between(
    measured: MeasuredLine,
    from_m: float,
    to_m: float,
    guides: Sequence[PlacedGuide],
    waypoints: Sequence[PlacedWaypoint],
    fine: Fineness,
) -> tuple[Leg, ...]:
    """The legs of one stretch. Guides and waypoints are sorted by place, the latter of this stretch alone.

    Raises InvalidInput where the ends are so near that their distance rounds to nothing.
    """
    turns = turns_between(measured, from_m, to_m, guides, fine)
    legs = []
    for (one, after), met_here in zip(
        pairwise(turns), _by_part([turn.place_m for turn in turns], waypoints), strict=True
    ):
        azimuth, straight = azimuth_and_distance(one.position, after.position)
        distance = _rounded(straight, fine.rounding_m)
        minutes = round(azimuth * 60) % ARC_MINUTES if fine.azimuths else None
        direction = direction_of(azimuth if minutes is None else minutes / 60)
        passed: list[Met] = []
        for waypoint in met_here:
            away = _rounded(azimuth_and_distance(one.position, measured.position_at(waypoint.at_m))[1], fine.rounding_m)
            # Within the bends of a leg a later thing can be nearer to its beginning; it is still met later.
            at = min(max(away, passed[-1].at_m if passed else 0), distance)
            passed.append(Met(at, waypoint.waypoint))
        legs.append(Leg(direction, distance, _followed(guides, one, after), tuple(passed), minutes))
    return tuple(legs)


def sorted_features(features: Iterable[Feature]) -> tuple[list[PlacedGuide], list[PlacedWaypoint]]:
    """Guides and waypoints, each by place; what is met in one place by its words, whatever the order given."""
    given = tuple(features)
    guides = sorted((one for one in given if isinstance(one, PlacedGuide)), key=lambda one: one.from_m)
    waypoints = [one for one in given if isinstance(one, PlacedWaypoint)]
    return guides, sorted(waypoints, key=lambda one: (one.at_m, one.waypoint.kind.value, one.waypoint.name))


def _rounded(metres: float, step: int) -> int:
    return round(metres / step) * step


def _by_part(places: Sequence[float], waypoints: Sequence[PlacedWaypoint]) -> list[list[PlacedWaypoint]]:
    """The waypoints of each part between two places; what stands at a mark or a turn is met before it."""
    parts: list[list[PlacedWaypoint]] = [[] for _ in places[1:]]
    for one in waypoints:
        parts[min(max(0, bisect_left(places, one.at_m - SAME_PLACE_M) - 1), len(parts) - 1)].append(one)
    return parts


def _require_marks(measured: MeasuredLine, ordered: Sequence[PlacedMark]) -> None:
    problems = []
    if len(ordered) < 2 or ordered[0].at_m > END_M or abs(ordered[-1].at_m - measured.length_m) > END_M:
        hint = "在线的两端各补一个界桩或边界点，或把线截到界桩处"
        problems.append(Problem("marks", "ends_without_mark", "线的起点或终点没有界桩、边界点", hint=hint))
    for one, after in pairwise(ordered):
        if after.at_m - one.at_m <= SAME_PLACE_M:
            message = f"{one.mark.number}与{after.mark.number}在同一处"
            problems.append(Problem("marks", "marks_in_one_place", message, hint="同号双立、三立的只写一个"))
    seen = [placed.mark for placed in ordered]
    if seen and seen[0] == seen[-1]:
        seen.pop()  # a closed line ends at the mark where it began
    for mark in sorted({mark.number for mark in seen if seen.count(mark) > 1}):
        problems.append(Problem("marks", "mark_twice", f"{mark}出现两次", hint="核对界桩号"))
    if problems:
        raise InvalidInput("界桩、边界点与界线不合", problems)


def _require_guides(measured: MeasuredLine, guides: Sequence[PlacedGuide]) -> None:
    for one, after in pairwise(guides):
        if after.from_m < one.to_m - SAME_PLACE_M:
            message = f"“{one.follows.guide.value}”与“{after.follows.guide.value}”重叠"
            raise refused("features", "guides_overlap", message, "一处只沿一种地物")
    if guides and guides[-1].to_m > measured.length_m + END_M:
        raise refused("features", "beyond_line", f"“{guides[-1].follows.guide.value}”超过线的终点", "核对距离")


def _follows_at(guides: Sequence[PlacedGuide], place_m: float) -> Follows:
    return next((one.follows for one in guides if one.from_m <= place_m < one.to_m), AS_DRAWN)


def _followed(guides: Sequence[PlacedGuide], one: Turn, after: Turn) -> Follows:
    return _follows_at(guides, (one.place_m + after.place_m) / 2)


def turns_between(
    measured: MeasuredLine, from_m: float, to_m: float, guides: Sequence[PlacedGuide], fine: Fineness
) -> list[Turn]:
    """The turns of a stretch from its first to its last mark, by the rule of `turning`."""
    breaks = [from_m]
    for place in sorted(place for one in guides for place in (one.from_m, one.to_m)):
        if breaks[-1] + SAME_PLACE_M < place < to_m - SAME_PLACE_M:
            breaks.append(place)
    breaks.append(to_m)
    turns: list[Turn] = []
    for start, end in pairwise(breaks):
        part = [Turn(place, position) for place, position in zip(*measured.between(start, end), strict=True)]
        turns += bends(part, fine.tolerance_m)[1 if turns else 0 :]
    turns = without_short_legs(turns, fine.rounding_m)
    return turns if fine.azimuths else merged(turns, lambda one, after: _followed(guides, one, after))
