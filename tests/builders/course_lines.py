"""Boundary lines with marks and features for tests of courses: an invented one, and random ones for Hypothesis."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st
from shapely.geometry import LineString

from boundaries.course import (
    Fineness,
    Flow,
    Guide,
    Mark,
    Nature,
    PlacedGuide,
    PlacedMark,
    PlacedWaypoint,
    Sides,
    WaypointKind,
    along,
    along_way,
    boundary_point,
    crossing,
    marker,
    passing,
    place_of_vertex,
)
from boundaries.course.chainage import MeasuredLine, Position, moved
from boundaries.course.placed import Feature


@dataclass(frozen=True)
class Drawn:
    """A line with what is known of it."""

    line: LineString
    marks: tuple[PlacedMark, ...]
    features: tuple[Feature, ...] = ()

    @property
    def positions(self) -> dict[Mark, Position]:
        measured = MeasuredLine(self.line)
        return {one.mark: measured.position_at(one.at_m) for one in self.marks}

    @property
    def first(self) -> Position:
        return self.positions[self.marks[0].mark]


def line_of(*steps: tuple[float, float], start: Position = (113.0, 25.8)) -> LineString:
    """A line from steps of true azimuth in degrees and metres."""
    positions = [start]
    for azimuth, metres in steps:
        positions.append(moved(positions[-1], azimuth, metres))
    return LineString(positions)


def invented() -> Drawn:
    """Down a river across a road and a railway, then up a ridge to its summit and on along a road."""
    line = line_of((112.5, 800), (113, 500), (60, 900), (12, 700), (90, 1000))
    ridge, summit, end = (place_of_vertex(line, index) for index in (3, 4, 5))
    return Drawn(
        line,
        (marker("001", 0), marker("002", ridge), boundary_point("3", end)),
        (
            along_way(Nature.RIVER, 0, ridge, name="舂陵水", flow=Flow.DOWNSTREAM),
            crossing(Nature.ROAD, 640, name="G107"),
            crossing(Nature.RAILWAY, 1600, name="京广铁路"),
            along(Guide.RIDGE, ridge, summit, name="牛头山"),
            passing(WaypointKind.SUMMIT, summit, name="牛头山", height_m=625.3),
            along_way(Nature.ROAD, summit, end, name="X052县道"),
        ),
    )


NAMES = st.text("甲乙丙山水头东西龙平0139GX", min_size=1, max_size=5)
STEPS = st.tuples(st.floats(0, 360, exclude_max=True), st.floats(1, 3000))
STARTS = st.tuples(st.floats(75, 134), st.floats(18, 53))


@st.composite
def drawn_lines(draw: st.DrawFn) -> Drawn:
    """Lines of 2 to 25 vertices anywhere in the country, with marks at least 200 m apart, guides and waypoints."""
    line = line_of(*draw(st.lists(STEPS, min_size=1, max_size=24)), start=draw(STARTS))
    length = MeasuredLine(line).length_m
    places = sorted({0.0, length} | {share * length for share in draw(st.lists(st.floats(0.01, 0.99), max_size=4))})
    kept = [place for n, place in enumerate(places) if n == 0 or place - places[n - 1] >= 200]
    kept = [place for place in kept if place == 0 or length - place >= 200] + [length]
    marks = [draw(st.sampled_from((marker, boundary_point)))(f"{n:03}", place) for n, place in enumerate(kept, 1)]
    bounds = sorted(set(draw(st.lists(st.floats(0, length), max_size=6))))
    pairs = zip(bounds[::2], bounds[1::2], strict=False)
    features: list[PlacedGuide | PlacedWaypoint] = [draw(guides(one, after)) for one, after in pairs]
    features += [draw(waypoints(place)) for place in draw(st.lists(st.floats(0, length), max_size=5))]
    return Drawn(line, tuple(marks), tuple(features))


@st.composite
def guides(draw: st.DrawFn, from_m: float, to_m: float) -> PlacedGuide:
    name = draw(NAMES)
    kinds = st.sampled_from((Guide.RIDGE, Guide.VALLEY, Guide.EAST_SIDE, Guide.EMBANKMENT, Guide.WALL))
    flow = draw(st.sampled_from((None, *Flow)))
    return draw(
        st.one_of(
            st.builds(along, kinds, st.just(from_m), st.just(to_m), name=st.just(name)),
            st.just(along(Guide.STRAIGHT, from_m, to_m)),
            st.just(along_way(Nature.RIVER, from_m, to_m, name=name, flow=flow)),
            st.just(along_way(Nature.ROAD, from_m, to_m, name=name)),
        )
    )


@st.composite
def waypoints(draw: st.DrawFn, at_m: float) -> PlacedWaypoint:
    heights = st.sampled_from((WaypointKind.SUMMIT, WaypointKind.SADDLE, WaypointKind.SPOT_HEIGHT))
    return draw(
        st.one_of(
            st.builds(crossing, st.sampled_from(Nature), st.just(at_m), name=NAMES | st.just("")),
            st.builds(
                passing, heights, st.just(at_m), name=NAMES | st.just(""), height_m=st.none() | st.floats(-150, 8800)
            ),
        )
    )


FINENESSES = st.builds(Fineness, st.integers(0, 60), st.sampled_from((1, 5, 10, 50)), st.booleans())
SIDES = st.none() | st.builds(Sides, st.sampled_from(("甲县", "乙市")), st.sampled_from(("丙区", "丁自治县")))
