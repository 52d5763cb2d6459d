from __future__ import annotations

from dataclasses import replace

import pytest

from boundaries.course import Course, Fineness, MismatchKind, agrees, along, course_text, parse_course
from boundaries.course.ground import Guide
from tests.builders.course_lines import Drawn, invented, line_of

FINE = Fineness(5, 1)


@pytest.fixture
def drawn() -> Drawn:
    return invented()


def changed(drawn: Drawn, *pairs: tuple[str, str], fineness: Fineness = FINE) -> Course:
    """The course of the text with words replaced, its head left out."""
    text = course_text(drawn.line, drawn.marks, drawn.features, fineness=fineness)
    text = text[text.index("1. ") :]
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return parse_course(text)


def found(course: Course, drawn: Drawn, tolerance_m: float = 10) -> list[tuple[int, MismatchKind, int | None]]:
    mismatches = agrees(course, drawn.line, tolerance_m, drawn.marks, drawn.features)
    assert all(f"第{one.stretch}段" in one.message for one in mismatches)
    return [(one.stretch, one.kind, one.leg) for one in mismatches]


def test_a_text_agrees_with_its_line(drawn: Drawn) -> None:
    assert found(changed(drawn), drawn) == []


def test_a_text_told_more_coarsely_agrees_within_its_tolerance(drawn: Drawn) -> None:
    course = changed(drawn, ("续行约660米", "续行约0.7公里"), ("行约700米，途经", "行约730米，途经"))
    assert found(course, drawn, 50) == []
    assert {kind for _stretch, kind, _leg in found(course, drawn, 5)} == {MismatchKind.LENGTH, MismatchKind.WAYPOINT}


def test_another_direction_is_told_with_its_leg(drawn: Drawn) -> None:
    mismatches = found(changed(drawn, ("折向东偏东北", "折向西")), drawn)
    assert (1, MismatchKind.DIRECTION, 2) in mismatches
    assert (1, MismatchKind.END, None) in mismatches
    assert {stretch for stretch, _kind, _leg in mismatches} == {1}


def test_a_neighbouring_direction_is_told_though_the_end_is_within_reach(drawn: Drawn) -> None:
    assert found(changed(drawn, ("折向东沿", "折向东偏东北沿")), drawn, 30) == [(2, MismatchKind.DIRECTION, 2)]


def test_a_direction_that_the_tolerance_could_turn_is_not_told(drawn: Drawn) -> None:
    """12° is three quarters of a degree outside 北; over 700 m that is 9 m."""
    course = changed(drawn, ("向北偏东北", "向北"))
    assert found(course, drawn, 10) == []
    assert found(course, drawn, 1) == [(2, MismatchKind.DIRECTION, 1)]


def test_a_text_with_other_turns_is_laid_on_the_line_by_its_distances(drawn: Drawn) -> None:
    """Two legs for one: nothing to tell, and a wrong one after them is told as itself."""
    more = (("行约700米，途经", "行约300米，向北偏东北行约400米，途经"),)
    assert found(changed(drawn, *more), drawn) == []
    assert (2, MismatchKind.DIRECTION, 3) in found(changed(drawn, *more, ("折向东沿", "折向西沿")), drawn)
    assert (2, MismatchKind.DIRECTION, 2) not in found(changed(drawn, *more, ("折向东沿", "折向西沿")), drawn)


def test_another_length_is_told_with_how_far_the_end_is_off(drawn: Drawn) -> None:
    course = changed(drawn, ("行约1千米，至3号", "行约2千米，至3号"))
    mismatches = {one.kind: one for one in agrees(course, drawn.line, 10, drawn.marks)}
    assert set(mismatches) == {MismatchKind.LENGTH, MismatchKind.END}
    assert mismatches[MismatchKind.LENGTH].off == pytest.approx(1000, abs=2)
    assert mismatches[MismatchKind.END].off == pytest.approx(1000, abs=200)  # the words for the way are 11° off


def test_an_azimuth_is_compared_finer_than_a_word(drawn: Drawn) -> None:
    fine = Fineness(5, 1, azimuths=True)
    assert found(changed(drawn, fineness=fine), drawn, 1) == []
    mismatches = found(changed(drawn, ("90°00′", "92°00′"), fineness=fine), drawn, 1)
    assert (2, MismatchKind.AZIMUTH, 2) in mismatches


def test_another_guide_is_told(drawn: Drawn) -> None:
    assert found(changed(drawn, ("沿牛头山山脊", "沿牛头山山沟")), drawn) == [(2, MismatchKind.FOLLOWS, None)]
    assert agrees(changed(drawn, ("沿牛头山山脊", "沿牛头山山沟")), drawn.line, 10, drawn.marks) == []


def test_a_crossing_too_few_or_elsewhere_is_told(drawn: Drawn) -> None:
    assert found(changed(drawn, ("过京广铁路，", "")), drawn) == [(1, MismatchKind.WAYPOINT, None)]
    moved = changed(drawn, ("行约640米，过G107公路，续行约660米", "行约500米，过G107公路，续行约800米"))
    (mismatch,) = agrees(moved, drawn.line, 10, drawn.marks, drawn.features)
    assert (mismatch.kind, mismatch.off) == (MismatchKind.WAYPOINT, 140)


def test_a_mark_that_the_map_does_not_have_is_told(drawn: Drawn) -> None:
    course = changed(drawn, ("002号界桩", "005号界桩"))
    assert found(course, drawn) == [(1, MismatchKind.MARK, None), (2, MismatchKind.MARK, None)]


def test_marks_in_another_order_are_told(drawn: Drawn) -> None:
    marks = (drawn.marks[0], replace(drawn.marks[1], at_m=3900), replace(drawn.marks[2], at_m=2200))
    kinds = {(one.stretch, one.kind) for one in agrees(changed(drawn), drawn.line, 10, marks)}
    assert (2, MismatchKind.MARK) in kinds


def test_without_marks_lengths_place_the_stretches(drawn: Drawn) -> None:
    assert agrees(changed(drawn), drawn.line, 10) == []
    longer = Drawn(line_of((112.5, 800), (113, 500), (60, 900), (12, 700), (90, 1500)), drawn.marks)
    mismatches = agrees(changed(drawn), longer.line, 10)
    assert [(one.stretch, one.kind) for one in mismatches] == [(2, MismatchKind.LENGTH), (2, MismatchKind.END)]


def test_a_moved_line_is_told_only_where_it_moved(drawn: Drawn) -> None:
    moved = line_of((112.5, 800), (113, 500), (60, 900), (40, 700), (90, 1000))
    mismatches = found(changed(drawn), Drawn(moved, drawn.marks, drawn.features))
    assert mismatches == [(2, MismatchKind.DIRECTION, 1)] or mismatches == [
        (2, MismatchKind.END, None), (2, MismatchKind.DIRECTION, 1),
    ]  # fmt: skip


def test_features_are_compared_only_where_they_are_given(drawn: Drawn) -> None:
    course = changed(drawn)
    wall = (along(Guide.WALL, 0, 3900),)
    kinds = [one.kind for one in agrees(course, drawn.line, 10, drawn.marks, wall)]
    assert kinds == [MismatchKind.FOLLOWS, MismatchKind.WAYPOINT] * 2
