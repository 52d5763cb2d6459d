from __future__ import annotations

from collections.abc import Callable

import pytest

from boundaries.course import (
    Course,
    Direction,
    Flow,
    Follows,
    Guide,
    Leg,
    Mark,
    MarkKind,
    Met,
    Stretch,
    Waypoint,
    WaypointKind,
)
from geocore.errors import InvalidInput

ONE, TWO, THREE = (Mark(MarkKind.MARKER, number) for number in ("001", "002", "003"))
LEG = Leg(Direction.E, 500)
ROAD = Waypoint(WaypointKind.CROSSING, "G107公路")


@pytest.mark.parametrize(
    ("code", "make"),
    [
        ("bad_name", lambda: Mark(MarkKind.MARKER, "0 1")),
        ("bad_name", lambda: Mark(MarkKind.MARKER, "００1")),
        ("bad_follows", lambda: Follows(Guide.CENTRE_LINE)),
        ("bad_follows", lambda: Follows(Guide.STRAIGHT, "甲")),
        ("unknown_nature", lambda: Follows(Guide.CENTRE_LINE, "牛头山")),
        ("unknown_nature", lambda: Follows(Guide.LEFT_BANK, "G107公路")),
        ("flow_without_river", lambda: Follows(Guide.CENTRE_LINE, "G107公路", Flow.UPSTREAM)),
        ("flow_without_river", lambda: Follows(Guide.RIDGE, "甲河", Flow.UPSTREAM)),
        ("unknown_nature", lambda: Waypoint(WaypointKind.CROSSING, "牛头山")),
        ("bad_height", lambda: Waypoint(WaypointKind.CROSSING, "甲河", 5.0)),
        ("bad_height", lambda: Waypoint(WaypointKind.SUMMIT, "", 625.34)),
        ("bad_height", lambda: Waypoint(WaypointKind.SUMMIT, "", float("nan"))),
        ("no_length", lambda: Leg(Direction.E, 0)),
        ("waypoints_out_of_order", lambda: Leg(Direction.E, 500, met=(Met(400, ROAD), Met(300, ROAD)))),
        ("waypoints_out_of_order", lambda: Leg(Direction.E, 500, met=(Met(501, ROAD),))),
        ("azimuth_against_word", lambda: Leg(Direction.E, 500, azimuth=101 * 60 + 15)),
        ("bad_azimuth", lambda: Leg(Direction.N, 500, azimuth=360 * 60)),
        ("no_direction", lambda: Stretch(ONE, TWO, (), 500)),
        ("no_length", lambda: Stretch(ONE, TWO, (LEG,), 0)),
        ("no_stretch", lambda: Course(())),
        ("bad_rounding", lambda: Course((Stretch(ONE, TWO, (LEG,), 500),), rounding_m=0)),
        ("marks_do_not_meet", lambda: Course((Stretch(ONE, TWO, (LEG,), 5), Stretch(THREE, ONE, (LEG,), 5)))),
    ],
)  # fmt: skip
def test_what_no_course_can_say_is_refused(code: str, make: Callable[[], object]) -> None:
    with pytest.raises(InvalidInput) as caught:
        make()
    assert [problem.code for problem in caught.value.problems] == [code]
    assert caught.value.problems[0].hint


def test_an_azimuth_on_the_first_edge_of_its_sector_is_in_it() -> None:
    assert Leg(Direction.E, 500, azimuth=78 * 60 + 45).azimuth == 4725
