from __future__ import annotations

from itertools import pairwise

import pytest

from boundaries.course import Course, Direction, Leg, Mark, MarkKind, Stretch, parse_course, trace, trace_tolerance_m
from boundaries.course.chainage import MeasuredLine, azimuth_and_distance, moved
from boundaries.course.tracing import misses_by_m, strays_by_m
from geocore.errors import InvalidInput

START = (113.0, 25.8)
ONE, TWO, THREE = (Mark(MarkKind.MARKER, number) for number in ("1", "2", "3"))
COURSE = parse_course(
    "从1号界桩起，向东行1000米，折向北行500米，至2号界桩。从2号界桩起，向东北（真方位角50°00′）行200米，至3号界桩。"
)


def test_legs_are_walked_along_the_middle_of_their_sector_or_their_azimuth() -> None:
    vertices = MeasuredLine(trace(COURSE, START)).vertices
    walked = [azimuth_and_distance(*pair) for pair in pairwise(vertices)]
    assert walked == [pytest.approx(leg, abs=1e-6) for leg in ((90, 1000), (0, 500), (50, 200))]


def test_a_misclosure_is_laid_on_the_turns_by_the_way_walked() -> None:
    """30 m too far north after 1 500 m: 20 m of it after 1 000 m."""
    open_end = MeasuredLine(trace(COURSE, START)).vertices
    known = moved(open_end[2], 0, 30)
    closed = MeasuredLine(trace(COURSE, START, {TWO: known})).vertices
    assert closed[2] == known
    assert azimuth_and_distance(open_end[1], closed[1]) == (pytest.approx(0, abs=1e-6), pytest.approx(20, abs=1e-6))
    assert azimuth_and_distance(closed[2], closed[3]) == pytest.approx((50, 200), abs=1e-6)


def test_a_mark_without_position_is_closed_with_the_next_one() -> None:
    open_end = MeasuredLine(trace(COURSE, START)).vertices
    closed = MeasuredLine(trace(COURSE, START, {THREE: moved(open_end[3], 90, 17)})).vertices
    shifts = [azimuth_and_distance(*pair)[1] for pair in zip(open_end, closed, strict=True)]
    assert shifts == pytest.approx([0, 10, 15, 17], abs=1e-3)


def test_two_positions_of_the_first_mark_are_refused() -> None:
    assert trace(COURSE, START, {ONE: START})
    with pytest.raises(InvalidInput) as caught:
        trace(COURSE, START, {ONE: moved(START, 0, 1)})
    assert caught.value.problems[0].code == "two_positions"


def test_the_tolerance_is_what_words_and_rounding_leave_open() -> None:
    word, azimuth = (Leg(Direction.E, 1000, azimuth=minutes) for minutes in (None, 90 * 60))
    assert misses_by_m([word], 10) == pytest.approx(196.0 + 5 + 1, abs=0.1)
    assert strays_by_m([word], 10, 20) == pytest.approx(98.0 + 99.5 + 20 + 15 + 1, abs=0.1)
    assert misses_by_m([azimuth], 10) == pytest.approx(0.15 + 5 + 1, abs=0.01)
    assert strays_by_m([azimuth], 10, 20) == pytest.approx(0.07 + 20 + 15 + 1, abs=0.01)


def test_the_tolerance_of_a_course_is_that_of_its_worst_run() -> None:
    legs = Leg(Direction.E, 1000), Leg(Direction.N, 100)
    course = Course((Stretch(ONE, TWO, legs[:1], 1000), Stretch(TWO, THREE, legs[1:], 100)), None, 10, 20)
    known = {TWO: START, THREE: START}
    assert trace_tolerance_m(course, known) == strays_by_m(legs[:1], 10, 20)
    assert trace_tolerance_m(course, {THREE: START}) == strays_by_m(legs, 10, 20)
    assert trace_tolerance_m(course, known, tolerance_m=50) == strays_by_m(legs[:1], 10, 50)
    assert trace_tolerance_m(course) > trace_tolerance_m(course, {THREE: START}) + misses_by_m(legs[:1], 10)
