from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise

import pytest

from boundaries.course import (
    Course,
    Direction,
    Fineness,
    Follows,
    Guide,
    Mark,
    MarkKind,
    Sides,
    Waypoint,
    WaypointKind,
    along,
    boundary_point,
    crossing,
    describe,
    marker,
    passing,
    place_of_vertex,
)
from boundaries.course.chainage import MeasuredLine
from boundaries.course.natures import Nature
from geocore.errors import InvalidInput
from tests.builders.course_lines import invented, line_of

FINE = Fineness(tolerance_m=5, rounding_m=1)
LINE = line_of((90, 1000), (0, 500), (45, 300))
ENDS = (marker("1", 0), marker("2", 1800))


def legs_of(course: Course) -> list[list[tuple[str, int]]]:
    return [[(leg.direction.value, leg.distance_m) for leg in stretch.legs] for stretch in course.stretches]


def test_a_line_is_told_from_mark_to_mark() -> None:
    drawn = invented()
    course = describe(drawn.line, drawn.marks, drawn.features, sides=Sides("甲县", "乙县"))
    assert legs_of(course) == [[("东偏东南", 1300), ("东偏东北", 900)], [("北偏东北", 700), ("东", 1000)]]
    assert [stretch.length_m for stretch in course.stretches] == [2200, 1700]
    assert [stretch.end for stretch in course.stretches] == [
        Mark(MarkKind.MARKER, "002"),
        Mark(MarkKind.BOUNDARY_POINT, "3"),
    ]
    assert course.length_m == 3900
    met = [[(one.at_m, one.waypoint.name) for one in leg.met] for stretch in course.stretches for leg in stretch.legs]
    assert met == [[(640, "G107公路")], [(300, "京广铁路")], [(700, "牛头山")], []]


def test_a_mark_within_an_edge_parts_it() -> None:
    course = describe(LINE, (*ENDS, boundary_point("7", 400)), fineness=FINE)
    assert legs_of(course) == [[("东", 400)], [("东", 600), ("北", 500), ("东北", 300)]]


def test_the_straight_distance_of_a_leg_is_not_the_length_along_the_line() -> None:
    zigzag = line_of(*[(70, 10), (110, 10)] * 50)
    (stretch,) = describe(zigzag, (marker("1", 0), marker("2", 1000)), fineness=FINE).stretches
    assert (stretch.legs_m, stretch.length_m) == (940, 1000)


def test_stretches_add_up_to_the_whole_line() -> None:
    """Each rounded by itself would be 10 m: 7 × 14.9 m is 104 m."""
    line = line_of((90, 104.3))
    marks = [marker(str(n), 14.9 * n) for n in range(8)]
    course = describe(line, marks, fineness=Fineness(0, 10))
    assert course.length_m == 100
    assert {stretch.length_m for stretch in course.stretches} == {10, 20}


def test_azimuths_part_what_a_word_joins() -> None:
    line = line_of((80, 500), (100, 500))
    marks = (marker("1", 0), marker("2", 1000))
    assert legs_of(describe(line, marks, fineness=FINE)) == [[("东", 985)]]
    (stretch,) = describe(line, marks, fineness=Fineness(5, 1, azimuths=True)).stretches
    assert [(leg.azimuth, leg.distance_m) for leg in stretch.legs] == [(80 * 60, 500), (100 * 60, 500)]


def test_a_guide_counts_where_it_is() -> None:
    features = (along(Guide.RIDGE, 300, 1200), along(Guide.STRAIGHT, 1500, 1800))
    (stretch,) = describe(LINE, ENDS, features, fineness=FINE).stretches
    assert [(leg.distance_m, leg.follows.guide) for leg in stretch.legs] == [
        (300, Guide.DRAWN), (700, Guide.RIDGE), (200, Guide.RIDGE), (300, Guide.DRAWN), (300, Guide.STRAIGHT),
    ]  # fmt: skip


def test_what_stands_at_a_turn_or_mark_is_met_before_it() -> None:
    marks = (*ENDS, marker("x", 1500))
    features = [
        crossing(Nature.ROAD, at, name=name)
        for at, name in ((0, "甲路"), (1000, "乙路"), (1500, "丙路"), (1800, "丁路"))
    ]
    first, second = describe(LINE, marks, features, fineness=FINE).stretches
    assert [[one.waypoint.name for one in leg.met] for leg in first.legs] == [["甲路", "乙路"], ["丙路"]]
    assert [[one.waypoint.name for one in leg.met] for leg in second.legs] == [["丁路"]]


def test_what_is_met_later_is_told_later_though_the_line_comes_back() -> None:
    line = line_of((90, 500), (270, 15), (90, 515))
    features = [crossing(Nature.ROAD, 499, name="甲路"), crossing(Nature.ROAD, 514, name="乙路")]
    (stretch,) = describe(line, (marker("1", 0), marker("2", 1030)), features, fineness=Fineness(20, 1)).stretches
    assert [(one.at_m, one.waypoint.name) for leg in stretch.legs for one in leg.met] == [(499, "甲路"), (499, "乙路")]


def test_no_leg_rounds_to_nothing() -> None:
    line = line_of((0, 500), (90, 4), (0, 500))
    (stretch,) = describe(line, (marker("1", 0), marker("2", 1004)), fineness=Fineness(0, 10)).stretches
    assert [leg.distance_m for leg in stretch.legs] == [1000]


def test_the_order_in_which_things_are_given_is_nothing() -> None:
    drawn = invented()
    extra = [crossing(Nature.ROAD, 640, name="甲路"), passing(WaypointKind.SADDLE, 640)]
    marks, features = list(drawn.marks), [*drawn.features, *extra]
    told = describe(drawn.line, marks, features)
    for seed in range(5):
        random.Random(seed).shuffle(marks)
        random.Random(seed).shuffle(features)
        assert describe(drawn.line, marks, features) == told


def test_a_closed_line_ends_at_the_mark_where_it_began() -> None:
    ring = line_of((0, 500), (90, 500), (180, 500))
    ring = type(ring)([*ring.coords, ring.coords[0]])
    length = MeasuredLine(ring).length_m
    (stretch,) = describe(ring, (marker("1", 0), marker("1", length))).stretches
    assert stretch.start == stretch.end
    assert [leg.direction for leg in stretch.legs] == [Direction.N, Direction.E, Direction.S, Direction.W]


@pytest.mark.parametrize(
    ("code", "tell"),
    [
        ("ends_without_mark", lambda: describe(LINE, ENDS[:1])),
        ("ends_without_mark", lambda: describe(LINE, (marker("1", 3), ENDS[1]))),
        ("ends_without_mark", lambda: describe(LINE, (ENDS[0], marker("2", 1790)))),
        ("marks_in_one_place", lambda: describe(LINE, (*ENDS, marker("5A", 400), marker("5B", 400)))),
        ("mark_twice", lambda: describe(LINE, (*ENDS, marker("2", 400)))),
        ("marks_too_near", lambda: describe(LINE, (*ENDS, marker("5", 400), marker("6", 402)))),
        ("guides_overlap", lambda: describe(LINE, ENDS, (along(Guide.RIDGE, 0, 9), along(Guide.WALL, 8, 20)))),
        ("beyond_line", lambda: describe(LINE, ENDS, (along(Guide.RIDGE, 0, 1900),))),
        ("beyond_line", lambda: describe(LINE, ENDS, (crossing(Nature.ROAD, 1900),))),
        ("bad_place", lambda: marker("1", -1)),
        ("bad_place", lambda: marker("1", float("nan"))),
        ("bad_place", lambda: along(Guide.RIDGE, 9, 9)),
        ("bad_rounding", lambda: Fineness(20, 0)),
    ],
)
def test_what_cannot_be_told_is_refused(code: str, tell: Callable[[], object]) -> None:
    with pytest.raises(InvalidInput) as caught:
        tell()
    assert [problem.code for problem in caught.value.problems] == [code]
    assert caught.value.problems[0].hint


def test_names_from_a_register_are_tidied() -> None:
    assert marker(" ００１ ", 0).mark.number == "001"
    assert along(Guide.EMBANKMENT, 0, 1, name="长江大堤").follows == Follows(Guide.EMBANKMENT, "长江大")
    assert passing(WaypointKind.SUMMIT, 0, height_m=625.349).waypoint == Waypoint(WaypointKind.SUMMIT, "", 625.3)


def test_marks_at_vertices() -> None:
    drawn = invented()
    assert all(after.at_m > one.at_m for one, after in pairwise(drawn.marks))
    assert drawn.marks[1].at_m == place_of_vertex(drawn.line, 3)
