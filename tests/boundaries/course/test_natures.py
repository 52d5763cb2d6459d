from __future__ import annotations

import pytest

from boundaries.course.natures import Nature, nature_of, plain_name, telling_name
from geocore.errors import InvalidInput


@pytest.mark.parametrize(
    ("name", "nature"),
    [
        ("京广铁路", Nature.RAILWAY), ("G107公路", Nature.ROAD), ("中山路", Nature.ROAD), ("舂陵水", Nature.RIVER),
        ("东河道", Nature.RIVER), ("雅鲁藏布", Nature.RIVER), ("京港澳高速", Nature.ROAD), ("河流", Nature.RIVER),
        ("京广线", None), ("牛头山", None), ("", None),
    ],
)  # fmt: skip
def test_the_last_word_tells_what_is_named(name: str, nature: Nature | None) -> None:
    assert nature_of(name) is nature


@pytest.mark.parametrize(
    ("nature", "name", "telling"),
    [
        (Nature.ROAD, "Ｇ107", "G107公路"), (Nature.RAILWAY, "京广线", "京广线铁路"), (Nature.RIVER, "舂水", "舂水"),
        (Nature.RAILWAY, "中山路", "中山路铁路"), (Nature.ROAD, "", "公路"), (Nature.RIVER, None, "河流"),
    ],
)  # fmt: skip
def test_a_name_that_does_not_tell_gets_the_general_word(nature: Nature, name: str | None, telling: str) -> None:
    assert telling_name(nature, name) == telling
    assert nature_of(telling) is nature


def test_names_are_tidied() -> None:
    assert plain_name(" Ｇ１０７ 国道 ") == "G107国道"


@pytest.mark.parametrize(
    ("name", "code"), [("甲，乙", "bad_name"), ("甲。", "bad_name"), (" ", "no_name"), ("长" * 41, "long_name")]
)
def test_a_name_that_would_break_a_sentence_is_refused(name: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        plain_name(name)
    assert [problem.code for problem in caught.value.problems] == [code]
    assert caught.value.problems[0].hint
