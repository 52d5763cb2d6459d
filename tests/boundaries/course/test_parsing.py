from __future__ import annotations

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
    Sides,
    Stretch,
    Waypoint,
    WaypointKind,
    describe,
    parse_course,
)
from boundaries.course.wording import course_words
from geocore.errors import InvalidInput
from tests.builders.course_lines import invented

ONE, TWO = (Mark(MarkKind.MARKER, number) for number in ("001", "002"))
RIVER = Follows(Guide.CENTRE_LINE, "舂陵水", Flow.DOWNSTREAM)
ROAD = Waypoint(WaypointKind.CROSSING, "G107公路")
PLAIN = Course((Stretch(ONE, TWO, (Leg(Direction.ESE, 1200, RIVER, (Met(1200, ROAD),)),), 1200),))
EAST = Course((Stretch(ONE, TWO, (Leg(Direction.E, 1200),), 1200),))


@pytest.mark.parametrize(
    "text",
    [
        "从001号界桩起，向东偏东南沿舂陵水中心线顺流而下，行约1.2千米，过G107公路，至002号界桩。",
        "１．　从００１号界桩起，向东偏东南沿舂陵水中心线顺流而下，行约１．２千米，过Ｇ107公路，至００２号界桩",
        "1、自001号界桩起向东偏东南沿舂陵水中心线顺流而下行约1.2公里过G107公路至002号界桩止。",
        "第1段：由界桩001起，沿舂陵水中线顺流，折向东南偏东前行 1,200 米，跨G107公路，到界桩002。",
        "(1) 从001界桩开始,向东偏东南方向,沿舂陵水中心线向下游,里程约为1200m,穿过G107公路,直至002界桩;",
        "从001号界桩起，\n  向东东南沿舂陵水中心线顺流而下，\n  距离1.2km左右，横跨G107公路，\n  止于002号界桩。\n",
        "从001号界桩起，向东偏东南沿舂陵水中心线顺流而下，行约700米，再行0.5千米，经过G107公路，至002号界桩，段长约1200米。",
    ],
)
def test_one_stretch_as_people_type_it(text: str) -> None:
    assert parse_course(text) == PLAIN


@pytest.mark.parametrize(
    "text",
    [
        "从001号界桩起，向东行约1200米，至002号界桩。",
        "从001号界桩起，向正东直行1.2公里，至002号界桩。",
        "从001号界桩起，朝东方向，长约1200米，抵002号界桩为止。",
        "甲县与乙县边界线走向说明：\n1. 从001号界桩起，向东1200米，至002号界桩。",
        "自治县界线走向，总里程1.2公里。\n1. 从001号界桩起，向东走1200米，至002号界桩。",
    ],
)
def test_variants_of_going(text: str) -> None:
    assert parse_course(text) == EAST


def test_points_and_heights_are_read() -> None:
    text = "从3号界点起，向东行5米，途经云雾垭口（海拔-154.5米）、高程点，至4号界碑"
    (stretch,) = parse_course(text).stretches
    assert stretch.start == Mark(MarkKind.BOUNDARY_POINT, "3")
    assert stretch.end == Mark(MarkKind.MARKER, "4")
    assert [met.waypoint for met in stretch.legs[0].met] == [
        Waypoint(WaypointKind.SADDLE, "云雾", -154.5), Waypoint(WaypointKind.SPOT_HEIGHT),
    ]  # fmt: skip


def test_a_leg_goes_on_along_what_the_one_before_follows() -> None:
    text = "从1号界桩起，向东沿山脊，行5米，折向南行5米，沿直线，向西行5米，向北，沿甲沟山沟，行5米，至2号界桩。"
    (stretch,) = parse_course(text).stretches
    guides = [(leg.follows.guide, leg.follows.name) for leg in stretch.legs]
    assert guides == [(Guide.RIDGE, ""), (Guide.RIDGE, ""), (Guide.STRAIGHT, ""), (Guide.VALLEY, "甲沟")]


def test_a_second_stretch_may_leave_out_where_it_begins() -> None:
    text = "1. 从1号界桩起，向东行5米，至2号界桩。\n2. 折向南行7米，至3号界桩。"
    assert [stretch.start.number for stretch in parse_course(text).stretches] == ["1", "2"]


def test_the_head_is_read() -> None:
    drawn = invented()
    course = describe(drawn.line, drawn.marks, drawn.features, sides=Sides("甲县", "乙县"))
    read = parse_course(course_words(course))
    assert read == course
    assert (read.rounding_m, read.tolerance_m, read.sides) == (10, 20, Sides("甲县", "乙县"))


@pytest.mark.parametrize(
    ("text", "number", "code", "quoted"),
    [
        ("从1号界桩起，向东偏南行5米，至2号界桩。", 1, "unknown_direction", "向东偏南行5米"),
        ("从1号界桩起，向东行五百米，至2号界桩。", 1, "unknown_direction", "向东行五百米"),
        ("从1号界桩起，向东行5.5米，至2号界桩。", 1, "bad_length", "向东行5.5米"),
        ("从1号界桩起，向东，行0米，至2号界桩。", 1, "no_length", "向东"),
        ("从1号界桩起，行5米，至2号界桩。", 1, "no_direction", "行5米"),
        ("从1号界桩起，至2号界桩。", 1, "no_direction", "起"),
        ("从1号界桩起，向东沿某处，行5米，至2号界桩。", 1, "unknown_guide", "沿某处"),
        ("从1号界桩起，沿山脊向东沿山沟行5米，至2号界桩。", 1, "two_guides", "沿山脊向东"),
        ("从1号界桩起，向东行5米，过牛头山，至2号界桩。", 1, "unknown_nature", "过牛头山"),
        ("从1号界桩起，向东行5米，望见塔，至2号界桩。", 1, "unreadable_phrase", "望见塔"),
        ("从1号界桩起，向东行5米，至某处。", 1, "unknown_mark", "至某处"),
        ("从1号界桩起，向东行5米。", 1, "no_end", "没有写到哪里"),
        ("1. 向东行5米，至2号界桩。", 1, "no_start", "没有写从哪里起"),
        ("从1号界桩起，向东行5米，至2号界桩，再行5米。", 1, "after_end", "再行5米"),
        ("从1号界桩起，向东行5米，至2号界桩。从3号界桩起，向东行5米，至4号界桩。", 2, "marks_do_not_meet", "3号界桩"),
        ("从1号界桩起，向东（方位角130°）行5米，至2号界桩。", 1, "azimuth_against_word", "东南"),
        ("从1号界桩起，向东（方位角90°60′）行5米，至2号界桩。", 1, "bad_azimuth", "90°60′"),
        ("共2段。从1号界桩起，向东行5米，至2号界桩。", None, "count_differs", "下文有1段"),
        ("全长1.2千米。从1号界桩起，向东行1400米，至2号界桩。", None, "length_differs", "1.4千米"),
        ("全长1.2千米；长度取至10米。从1号界桩起，向东行1210米，至2号界桩。", None, "length_differs", "1.21千米"),
        ("", None, "no_stretch", "没有一段"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, number: int | None, code: str, quoted: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_course(text)
    (problem,) = caught.value.problems
    assert (problem.code, problem.row) == (code, number)
    assert quoted in problem.message
    assert number is None or f"第{number}段" in problem.message
    assert problem.hint


def test_a_whole_length_is_as_exact_as_its_last_digit() -> None:
    assert parse_course("全长约1.2公里。从1号界桩起，向东行1249米，至2号界桩。").length_m == 1249


def test_all_problems_are_told_at_once() -> None:
    text = "1. 从1号界桩起，向上行5米，过塔，至2号界桩。\n2. 从2号界桩起，望见塔，至3号界桩。"
    with pytest.raises(InvalidInput) as caught:
        parse_course(text)
    assert [(problem.row, problem.code) for problem in caught.value.problems] == [
        (1, "unknown_direction"), (1, "unknown_nature"), (2, "unreadable_phrase"),
    ]  # fmt: skip


def test_a_flood_is_refused_at_once() -> None:
    with pytest.raises(InvalidInput):
        parse_course("从" * 1_000_001)


@pytest.mark.parametrize(
    "text", ["从" * 5000, "沿向" * 3000 + "，", "1." * 5000, "从1号界桩起，" + "沿山向东沿" * 2000, "至1界桩" * 5000]
)
def test_reading_takes_no_longer_than_its_text(text: str) -> None:
    """Nothing here may try every way to cut a text."""
    with pytest.raises(InvalidInput):
        parse_course(text)
