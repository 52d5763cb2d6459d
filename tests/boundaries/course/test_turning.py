from __future__ import annotations

from boundaries.course.chainage import MeasuredLine
from boundaries.course.ground import AS_DRAWN, Follows, Guide
from boundaries.course.turning import Turn, bends, merged, without_short_legs
from tests.builders.course_lines import line_of


def turns_of(*steps: tuple[float, float]) -> list[Turn]:
    measured = MeasuredLine(line_of(*steps))
    return [Turn(*pair) for pair in zip(measured.places, measured.vertices, strict=True)]


def places(turns: list[Turn]) -> list[int]:
    return [round(turn.place_m) for turn in turns]


def test_a_bend_within_the_tolerance_is_no_turn() -> None:
    bent = turns_of((90, 1000), (91, 1000))  # 8.7 m off the straight way
    assert places(bends(bent, 9)) == [0, 2000]
    assert places(bends(bent, 8)) == [0, 1000, 2000]


def test_the_tolerance_is_in_metres_in_every_direction() -> None:
    """In degrees a metre east is longer than a metre north."""
    for azimuth in range(0, 360, 30):
        bent = turns_of((azimuth, 1000), (azimuth + 1, 1000))
        assert [len(bends(bent, limit)) for limit in (8.5, 9)] == [3, 2]


def test_a_closed_line_keeps_its_far_side() -> None:
    ring = turns_of((0, 500), (90, 500), (180, 500), (270, 500))
    assert len(bends(ring, 20)) == 5


def test_turns_nearer_than_a_step_of_rounding_are_dropped() -> None:
    assert places(without_short_legs(turns_of((0, 500), (90, 9), (0, 500)), 10)) == [0, 500, 1009]
    assert places(without_short_legs(turns_of((0, 500), (90, 9)), 10)) == [0, 509]
    assert places(without_short_legs(turns_of((0, 500), (90, 11)), 10)) == [0, 500, 511]


def test_legs_of_one_sector_are_one() -> None:
    assert places(merged(turns_of((80, 500), (100, 500), (102, 500)), lambda *_: AS_DRAWN)) == [0, 1000, 1500]


def test_a_change_of_the_guide_parts_legs_of_one_sector() -> None:
    turns = turns_of((80, 500), (100, 500))
    kinds = {0: Follows(Guide.RIDGE), 500: Follows(Guide.VALLEY)}
    assert places(merged(turns, lambda one, _after: kinds[round(one.place_m)])) == [0, 500, 1000]
