from __future__ import annotations

import pytest

from boundaries.course import Fineness, Mark, MarkKind, Sides, describe
from boundaries.course.wording import course_words, length_words, mark_words
from tests.builders.course_lines import invented

TEXT = """\
边界线走向说明
全长约3.9千米，共2段；长度取至10米，不足20米的曲折不计；沿走向左侧为甲县，右侧为乙县。
1. 从001号界桩起，向东偏东南沿舂陵水中心线顺流而下，行约640米，过G107公路，续行约660米，\
折向东偏东北行约300米，过京广铁路，续行约600米，至002号界桩。
2. 从002号界桩起，向北偏东北沿牛头山山脊，行约700米，途经牛头山山顶（高程625.3米），\
折向东沿X052县道中心线，行约1千米，至3号边界点。
"""


def test_a_course_in_words() -> None:
    drawn = invented()
    course = describe(drawn.line, drawn.marks, drawn.features, sides=Sides("甲县", "乙县"))
    assert course_words(course) == TEXT


def test_azimuths_are_true_and_in_minutes() -> None:
    drawn = invented()
    course = describe(drawn.line, drawn.marks, (), fineness=Fineness(5, 1, azimuths=True))
    assert (
        "2. 从002号界桩起，向北偏东北（真方位角12°00′）行约700米，折向东（真方位角90°00′）行约1千米，至"
        in course_words(course)
    )


@pytest.mark.parametrize(
    ("metres", "words"),
    [
        (1, "1米"),
        (999, "999米"),
        (1000, "1千米"),
        (1200, "1.2千米"),
        (1250, "1.25千米"),
        (1005, "1.005千米"),
        (62417000, "62417千米"),
    ],
)
def test_a_length_keeps_every_metre(metres: int, words: str) -> None:
    assert length_words(metres) == words


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        (Mark(MarkKind.MARKER, "001"), "001号界桩"), (Mark(MarkKind.MARKER, "3132005A"), "3132005A号界桩"),
        (Mark(MarkKind.BOUNDARY_POINT, "7"), "7号边界点"), (Mark(MarkKind.MARKER, "郑平许"), "郑平许界桩"),
    ],
)  # fmt: skip
def test_a_mark_in_words(mark: Mark, words: str) -> None:
    assert mark_words(mark) == words
