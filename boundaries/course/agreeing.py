"""Whether a course says what a line is: text and map prove each other. Pure.

Each stretch is compared by itself, from the true place of its first mark, so that one wrong stretch does not spoil
the next. What a text cannot say (directions within their sector, rounding) is allowed for before anything is told.
"""

from __future__ import annotations

from collections.abc import Iterable

from shapely.geometry import LineString

from boundaries.course.chainage import MeasuredLine
from boundaries.course.describing import sorted_features
from boundaries.course.mismatches import ComparedStretch, Mismatch, MismatchKind
from boundaries.course.model import Course, Mark
from boundaries.course.placed import Feature, PlacedMark
from boundaries.course.wording import mark_words


def agrees(
    course: Course,
    line: LineString,
    tolerance_m: float,
    marks: Iterable[PlacedMark] = (),
    features: Iterable[Feature] | None = None,
) -> list[Mismatch]:
    """What a course and a line in degrees of EPSG:4490 tell differently; nothing where they agree.

    `tolerance_m`: by how much lengths and ends may differ beyond what the words leave open. Without `marks` a stretch
    lies where the lengths of the text put it, and one wrong length moves those after it. Guides and waypoints are
    compared where `features` are given. Raises InvalidInput for a line that is none.
    """
    measured = MeasuredLine(line)
    placed = {one.mark: one.at_m for one in marks}
    places = _places(course, measured, placed)
    known = None if features is None else sorted_features(features)
    found: list[Mismatch] = []
    for number, stretch in enumerate(course.stretches, 1):
        start, end = places[number - 1], places[number]
        missing = [mark for mark, place in ((stretch.start, start), (stretch.end, end)) if place is None]
        if missing:
            words = "、".join(map(mark_words, missing))
            found.append(Mismatch(number, MismatchKind.MARK, f"第{number}段：图上没有{words}"))
        elif start is not None and end is not None and start >= end:
            found.append(Mismatch(number, MismatchKind.MARK, f"第{number}段：图上{mark_words(stretch.end)}在起点之前"))
        elif start is not None and end is not None:
            compared = ComparedStretch(number, stretch, course, measured, start, end, tolerance_m)
            found += compared.mismatches(known)
    return found


def _places(course: Course, measured: MeasuredLine, placed: dict[Mark, float]) -> list[float | None]:
    """Of the first mark of every stretch and of the last mark."""
    if not placed:
        places: list[float | None] = [0.0]
        reached = 0
        for stretch in course.stretches:
            reached += stretch.length_m
            places.append(min(float(reached), measured.length_m))
        return [*places[:-1], measured.length_m]
    marks = [course.stretches[0].start, *(stretch.end for stretch in course.stretches)]
    found = [placed.get(mark) for mark in marks]
    if marks[0] == marks[-1] and found[0] is not None:  # a closed line
        found[0], found[-1] = 0.0, measured.length_m
    return found
