"""The text of a line, proven: what is handed out reads back as the course that it tells. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from shapely.geometry import LineString

from boundaries.course.describing import Fineness, describe
from boundaries.course.model import Course, Sides
from boundaries.course.parsing import parse_course
from boundaries.course.placed import Feature, PlacedMark
from boundaries.course.wording import course_words
from geocore.errors import InvalidInput
from geocore.problems import Problem


def course_text(
    line: LineString,
    marks: Iterable[PlacedMark],
    features: Iterable[Feature] = (),
    *,
    sides: Sides | None = None,
    fineness: Fineness | None = None,
) -> str:
    """The course text of a line in degrees of EPSG:4490. Raises InvalidInput as `describe` and `proven_text` do."""
    return proven_text(describe(line, marks, features, sides=sides, fineness=fineness))


def proven_text(course: Course) -> str:
    """The words of a course. Raises InvalidInput where they would be read as another course.

    A name can hold words of the trade (a river called 行约河): rather no text than one that says something else.
    """
    text = course_words(course)
    try:
        read = parse_course(text)
    except InvalidInput as error:
        raise InvalidInput("名称使走向说明读不回来", error.problems) from error
    if read == course:
        return text
    differing = [
        Problem(
            "stretch",
            "ambiguous_name",
            f"第{number}段的名称会被读成别的意思",
            row=number,
            hint="改用不含方向、距离等字样的名称",
        )
        for number, (told, got) in enumerate(zip(course.stretches, read.stretches, strict=False), 1)
        if told != got
    ]
    whole = Problem("course", "ambiguous_name", "两侧单位的名称会被读成别的意思", hint="核对两侧单位的名称")
    raise InvalidInput("名称使走向说明读不回来", differing or [whole])
