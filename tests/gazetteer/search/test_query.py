"""What one box of text means before the database is asked, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.search import parse_query
from gazetteer.search.variants import simplified
from geocore.errors import InvalidInput


def problems(**given) -> set[str]:
    with pytest.raises(InvalidInput) as refused:
        parse_query(**{"text": "村", **given})
    return {problem.code for problem in refused.value.problems}


def test_spaces_widths_and_invisible_characters_do_not_matter():
    query = parse_query("  白\u200b露\u3000\t塘　ＫＴＶ\ufe0f ")
    assert [word.text for word in query.words] == ["白露", "塘", "KTV"]


@pytest.mark.parametrize(
    "typed", ["bailutang", "Bai Lu Tang", "Bái lù táng", "bai2 lu4 tang2", "bái-lù-táng", "ｂａｉ lu'tang"]
)
def test_pinyin_is_read_with_and_without_spaces_and_tones(typed):
    words = parse_query(typed).words
    assert len(words) == 1
    assert words[0].letters == "bailutang"


def test_pinyin_beside_han_stays_a_word_of_its_own():
    assert [word.letters for word in parse_query("苏仙区 bai lu tang").words] == [None, "bailutang"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"text": ""}, "empty"),
        ({"text": " \u3000\u200b"}, "empty"),
        ({"text": "村" * 101}, "too_long"),
        ({"text": "村" * 10_000}, "too_long"),
        ({"text": "\ufdfa" * 50}, "too_long"),  # one character that NFKC makes eighteen
        ({"text": "村\x00"}, "nul"),
        ({"text": "\ud800"}, "encoding"),
        ({"limit": 0}, "bad_limit"),
        ({"limit": 100_000}, "bad_limit"),
        ({"category": "Park'"}, "bad_category"),
        ({"division_code": "43x"}, "bad_code"),
        ({"bbox": (114.0, 25.0, 113.0, 26.0)}, "bad_box"),
        ({"bbox": (113.0, float("nan"), 114.0, 26.0)}, "bad_box"),
        ({"near": (float("inf"), 25.0)}, "bad_position"),
        ({"near": (200.0, 25.0)}, "bad_position"),
    ],
)
def test_refused_with_a_code(given, code):
    assert problems(**given) == {code}


def test_all_problems_are_told_at_once():
    assert problems(text="", limit=0, near=(999.0, 0.0)) == {"empty", "bad_limit", "bad_position"}


def test_a_hundred_characters_are_allowed():
    assert parse_query("村" * 100).text == "村" * 100


@given(st.text(max_size=200))
def test_any_text_is_either_understood_or_refused(text):
    try:
        query = parse_query(text)
    except InvalidInput:
        return
    assert 0 < len(query.text) <= 100
    assert all((word.text and " " not in word.text) or word.letters for word in query.words)


def test_traditional_characters_and_variants_are_tried_after_the_typed_ones():
    query = parse_query("臺北")
    assert tuple(query.texts("臺北")) == ("臺北", "台北")
    assert next(query.texts("乾县")) == "乾县"
    assert simplified("大坵邨") == "大丘村"
    assert simplified("鑛山", {"鑛": "錄"}) == "录山"
