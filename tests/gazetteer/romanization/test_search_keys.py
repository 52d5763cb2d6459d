"""Keys and queries meet: whatever way a reading is typed, it becomes the key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.romanization import (
    fold,
    initials,
    joined_pinyin,
    normalize_query_pinyin,
    romanize,
    umlaut_variants,
)


def test_keys_of_syllables() -> None:
    syllables = ("bái", "lù", "táng")
    assert (joined_pinyin(syllables), initials(syllables)) == ("bailutang", "blt")
    assert joined_pinyin(("lǚ", "shùn")) == "lvshun"


def test_keys_are_those_of_the_romanisation() -> None:
    result = romanize("旅顺口区", category="division")
    assert result.pinyin == joined_pinyin(result.syllables) == "lvshunkouqu"
    assert result.initials == initials(result.syllables) == "lskq"


@pytest.mark.parametrize(
    "query",
    [
        "Bái lù-táng", "bailutang", "bai2 lu4 tang2", "bai2lu4tang2", "BAI LU TANG",
        "Ｂáｉ　ｌù ｔáｎｇ", "bai'lu’tang", "ba\u0301ilu\u0300ta\u0301ng", "bái·lù·táng",
    ],
)  # fmt: skip
def test_all_ways_to_type_a_reading(query: str) -> None:
    assert normalize_query_pinyin(query) == "bailutang"


@pytest.mark.parametrize("query", ["lǚshùn", "lu:shun", "lvshun", "LÜ SHUN", "lu:3 shun4", "lü3shun4"])
def test_all_ways_to_type_u_umlaut(query: str) -> None:
    assert normalize_query_pinyin(query) == "lvshun"


@pytest.mark.parametrize("query", ["白露塘", "bai露", "", "  ", "%", "bai%", "1203", "а", "a" * 10_000])
def test_what_is_not_pinyin(query: str) -> None:
    assert normalize_query_pinyin(query) == ""


@given(st.text(max_size=40))
def test_any_query_gives_letters_or_nothing(query: str) -> None:
    assert all("a" <= letter <= "z" for letter in normalize_query_pinyin(query))


NAMES = st.sampled_from(["西安市", "旅顺口区", "白露塘村", "天峨县", "盆儿胡同", "绿园区", "东阿县", "女儿河"])


@given(NAMES)
def test_the_written_spelling_finds_its_own_key(name: str) -> None:
    result = romanize(name)
    for written in (result.spelling, result.sign, result.tones):
        assert normalize_query_pinyin(written) == result.pinyin


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("zhangshan", "zangsan"), ("chengnan", "cennan"), ("liulin", "niuning"),
        ("fujian", "hujian"), ("fangcun", "huangcun"), ("fengshan", "hongsan"),
        ("lvshun", "lushun"), ("feixian", "huixian"),
    ],
)  # fmt: skip
def test_sounds_that_people_confuse_fold_together(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("bailu", "beilu"), ("tai", "dai"), ("shi", "xi")])
def test_sounds_that_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=20))
def test_folding_never_makes_a_key_longer(joined: str) -> None:
    assert len(fold(joined)) <= len(joined)


@pytest.mark.parametrize(
    ("query", "variants"),
    [
        ("lushun", ("lushun", "lvshun")),
        ("lyushun", ("lyushun", "lvshun")),
        ("nvshan", ("nvshan",)),
        ("luan", ("luan",)),
        ("baishan", ("baishan",)),
    ],
)
def test_umlaut_variants(query: str, variants: tuple[str, ...]) -> None:
    assert umlaut_variants(query) == variants
