"""Grades of likeness: what is alike, how much, and that the keys behave."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.naming import Grade, Likeness, Readings, as_array, keys_of, likeness, shared_grade, sounding_name
from gazetteer.naming.likeness import SoundingName, look_alikes
from gazetteer.naming.sounds import computed, dialect_fold, parsed, readings_of

CHARACTERS = "未末王玉昌冒翰瀚和合平坪朝阳南兰宁林湖福路街村"
names = st.text(st.sampled_from(CHARACTERS), min_size=1, max_size=5)
any_names = st.text(max_size=12)


def street(name: str) -> SoundingName:
    return sounding_name(name, name[:-1], computed(name, "street"))


@pytest.mark.parametrize(
    ("left", "right", "grade"),
    [
        ("和平路", "和平路", Grade.SAME),
        ("和平路", "合平路", Grade.SAME_TONES),
        ("和平路", "鹤坪路", Grade.SAME_SYLLABLES),
        ("南山路", "兰山路", Grade.DIALECT_NEAR),
        ("昭山路", "造山路", Grade.DIALECT_NEAR),
        ("金山路", "京山路", Grade.DIALECT_NEAR),
        ("湖塘路", "福塘路", Grade.DIALECT_NEAR),
        ("昌盛路", "冒盛路", Grade.LOOK_ALIKE),
        ("未来路", "末来路", Grade.LOOK_ALIKE),
        ("和平路", "和平街", Grade.SPECIFIC_SAME),
        ("和平路", "合平街", Grade.SPECIFIC_SAME_TONES),
        ("和平路", "鹤坪街", Grade.SPECIFIC_SAME_SYLLABLES),
        ("南山路", "兰山街", Grade.SPECIFIC_DIALECT_NEAR),
        ("昌盛路", "冒盛街", Grade.SPECIFIC_LOOK_ALIKE),
        ("和平路", "燕泉路", None),
        ("日月路", "目月路", None),
        ("末玉路", "未王路", None),
    ],
)
def test_grade(left: str, right: str, grade: Grade | None) -> None:
    found = likeness(street(left), street(right))
    assert (found.grade if found else None) == grade


def test_sound_comes_before_shape() -> None:
    """翰 and 瀚 look and sound alike; the law speaks of sound."""
    found = likeness(street("翰香苑"), street("瀚香苑"))
    assert found == Likeness(Grade.SAME_TONES)
    assert shared_grade({Grade.LOOK_ALIKE: street("翰香苑").usual[Grade.LOOK_ALIKE]}, street("瀚香苑").usual)


def test_a_possible_reading_is_marked() -> None:
    chaoyang, zhaoyang = street("朝阳路"), street("昭阳路")
    assert likeness(chaoyang, zhaoyang) == Likeness(Grade.SAME_TONES, possible=True)


def test_a_decided_reading_leaves_no_other_possible() -> None:
    decided = sounding_name("朝阳路", "朝阳", readings_of("朝阳路", ["chao2 yang2 lu4"], "street"))
    assert likeness(decided, street("昭阳路")) is None
    assert likeness(decided, street("潮阳路")) == Likeness(Grade.SAME_TONES)


def test_likeness_by_the_usual_reading_is_not_doubtful() -> None:
    """The weaker grade by what is really said counts before a stronger one by what might be said."""
    left = SoundingName({Grade.DIALECT_NEAR: frozenset("a")}, {Grade.SAME_TONES: frozenset("b")})
    right = SoundingName({Grade.DIALECT_NEAR: frozenset("a")}, {Grade.SAME_TONES: frozenset("b")})
    assert likeness(left, right) == Likeness(Grade.DIALECT_NEAR)


@pytest.mark.parametrize(
    ("name", "category", "specific", "toned"),
    [("盆儿胡同", "street", "盆儿", "penr2"), ("白露塘村", "committee", "白露塘", "bai2 lu4 tang2")],
)
def test_the_generic_part_is_cut_off_from_behind(name: str, category: str, specific: str, toned: str) -> None:
    keys = keys_of(name, specific, computed(name, category).usual)
    assert keys[Grade.SPECIFIC_SAME_TONES] == {toned}


def test_names_without_parts_are_compared_as_wholes() -> None:
    assert max(keys_of("张家湾", "", [parsed("zhang1 jia1 wan1")])) == Grade.LOOK_ALIKE


def test_keys_as_an_array_say_their_grade() -> None:
    array = as_array(keys_of("末路", "末", [("mo4", "lu4")]))
    assert array == sorted(array)
    assert {"1:末路", "2:mo4 lu4", "3:mo lu", "4:mo nu", "5:末路", "6:末", "7:mo4", "8:mo", "9:mo", "10:末"} <= set(
        array
    )
    assert {key.split(":")[0] for key in array} == {str(grade.value) for grade in Grade}


@pytest.mark.parametrize(
    ("left", "right"),
    [("zhuang", "zuan"), ("lin", "ning"), ("huang", "fan"), ("hong", "fen"), ("hu", "fu"), ("shi", "si"), ("lv", "nv")],
)
def test_dialects_do_not_part(left: str, right: str) -> None:
    assert dialect_fold(left) == dialect_fold(right)


@pytest.mark.parametrize(("left", "right"), [("ma", "na"), ("hei", "fei"), ("bang", "pang"), ("dong", "don")])
def test_dialects_part(left: str, right: str) -> None:
    assert dialect_fold(left) != dialect_fold(right)


def test_pairs_of_look_alikes_lead_both_ways() -> None:
    table = look_alikes()
    assert set(table["未"]) & set(table["末"])
    for character, pairs in table.items():
        for pair in pairs:
            assert len(pair) == 2
            assert character in pair
            assert all(pair in table[other] for other in pair)


@given(names, names)
def test_likeness_is_symmetric(left: str, right: str) -> None:
    assert likeness(street(left), street(right)) == likeness(street(right), street(left))


@given(any_names)
def test_a_name_is_the_same_as_itself(name: str) -> None:
    found = likeness(street(name), street(name))
    assert found == Likeness(Grade.SAME)


@given(any_names)
def test_equal_names_have_equal_keys_and_stand_at_every_grade(name: str) -> None:
    one, other = street(name), street(name)
    assert one == other
    for grade, keys in one.usual.items():
        assert keys & other.usual[grade], grade


SOUND = (Grade.SAME_TONES, Grade.SAME_SYLLABLES, Grade.DIALECT_NEAR)


@given(names, names)
def test_a_stronger_grade_implies_the_weaker_ones(left: str, right: str) -> None:
    """Same text implies all; same tones imply same syllables imply dialect-near, of whole names and specific parts."""
    one, other = street(left).usual, street(right).usual
    for chain in (SOUND, tuple(Grade(grade + 5) for grade in SOUND)):
        shared = [bool(one.get(grade, frozenset()) & other.get(grade, frozenset())) for grade in chain]
        assert shared == sorted(shared)


syllables = st.tuples(*[st.sampled_from(["he2", "ping2", "lu4", "zhang1"])] * 3)


@given(st.lists(syllables, min_size=1, max_size=3), st.lists(syllables, max_size=2))
def test_more_readings_never_part_names(few: list[tuple[str, ...]], more: list[tuple[str, ...]]) -> None:
    target = sounding_name("合坪路", "合坪", Readings(tuple(few[:1])))
    with_few = sounding_name("和平路", "和平", Readings(tuple(few)))
    with_more = sounding_name("和平路", "和平", Readings(tuple(few), tuple(more)))
    assert likeness(with_few, target) is not None
    assert likeness(with_more, target) is not None
