"""What must hold before a reading is decided. Each test is one sentence of the rules with examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.readings_rules import (
    ReadingProposal,
    known_readings,
    problems_of,
    spelled,
    syllables_of,
    unlisted_readings,
)


def codes(
    name: str, written: str, *, evidence: str = "志书", language: str = "汉语", confirmed: bool = False
) -> list[str]:
    return [problem.code for problem in problems_of(ReadingProposal(name, language, written, evidence, confirmed))]


@pytest.mark.parametrize(
    "written",
    [
        "bái lù táng zhèn",
        "Báilùtáng Zhèn",
        "bai2 lu4 tang2 zhen4",
        "BÁI LÙ TÁNG ZHÈN",
        "bái·lù·táng·zhèn",
        "bái  lùtáng zhèn",
    ],
)
def test_a_reading_may_be_written_by_syllable_or_as_the_spelling(written: str) -> None:
    assert syllables_of("白露塘镇", written) == ("bái", "lù", "táng", "zhèn")
    assert codes("白露塘镇", written) == []


def test_every_character_is_one_syllable() -> None:
    assert codes("白露塘镇", "bái lù táng") == ["not_one_each"]
    assert codes("白露塘镇", "bái lù táng zhèn cūn") == ["not_one_each"]
    assert codes("白露塘镇", "hello world") == ["not_one_each"]


def test_er_may_merge_into_the_syllable_before_it() -> None:
    """1984 rule, article 12."""
    assert syllables_of("盆儿胡同", "Pénr Hútong") == ("pénr", "", "hú", "tong")
    assert syllables_of("盆儿胡同", "pén ér hú tong") == ("pén", "ér", "hú", "tong")
    assert codes("盆儿胡同", "Pénr Hútong") == []


def test_letters_that_can_be_parted_in_two_ways_follow_the_characters() -> None:
    assert syllables_of("西安", "Xīān") == ("xī", "ān")
    assert syllables_of("西安", "Xī’ān") == ("xī", "ān")
    assert syllables_of("先", "xiān") == ("xiān",)


def test_an_apostrophe_or_space_always_parts() -> None:
    assert syllables_of("先", "xī’ān") == ()


def test_tones_are_part_of_the_decision() -> None:
    assert codes("白露塘镇", "bai lu tang zhen") == ["no_tones"]


def test_a_light_syllable_carries_no_mark() -> None:
    assert codes("胡同", "hú tong") == []


def test_a_reading_outside_the_dictionaries_is_confirmed_by_a_person() -> None:
    """1984 rule, article 8: local readings as approved."""
    assert codes("白露塘镇", "bó lòu táng zhèn") == []  # both are in the dictionaries
    assert codes("白露塘镇", "bái lù tāng zhèn") == ["unlisted_reading"]
    assert codes("白露塘镇", "bái lù tāng zhèn", confirmed=True) == []
    assert unlisted_readings("塘镇", ("tāng", "zhèn")) == [("塘", "tāng")]


def test_a_decision_names_its_evidence() -> None:
    assert codes("白露塘镇", "bái lù táng zhèn", evidence="  ") == ["evidence_missing"]


def test_names_of_minority_languages_are_not_spelled_from_characters() -> None:
    """条例 art. 15: they are transcribed by rules of their own."""
    assert "minority_language" in codes("乌鲁木齐市", "wū lǔ mù qí shì", language="维吾尔语")


def test_all_problems_are_told_at_once() -> None:
    assert codes("白露塘镇", "bai lu tang zhen", evidence="") == ["evidence_missing", "no_tones"]


@pytest.mark.parametrize(
    ("numbered", "marked"),
    [("lv3", "lǚ"), ("lu:4", "lǜ"), ("gui1", "guī"), ("jiu3", "jiǔ"), ("xue2", "xué"), ("men5", "men")],
)
def test_tone_marks_stand_where_the_scheme_puts_them(numbered: str, marked: str) -> None:
    """汉语拼音方案, 四."""
    assert syllables_of("某", numbered) == (marked,)


@pytest.mark.parametrize(
    ("name", "class_code", "syllables", "spelling", "sign"),
    [
        ("大虎山", "21400", ("dà", "hǔ", "shān"), "Dàhǔshān", "DAHUSHAN"),
        ("大虎山", "13400", ("dà", "hǔ", "shān"), "Dàhǔ Shān", "DAHU SHAN"),
        ("白露塘村委会", "21610", ("bó", "lù", "táng", "cūn"), "Bólùtáng Cūn", "BOLUTANG CUN"),
        ("西安市", "21200", ("xī", "ān", "shì"), "Xī’ān Shì", "XI’AN SHI"),
    ],
)
def test_the_spelling_follows_from_the_reading_and_the_class(
    name: str, class_code: str, syllables: tuple[str, ...], spelling: str, sign: str
) -> None:
    found = spelled(name, syllables, class_code=class_code)
    assert (found.spelling, found.sign) == (spelling, sign)
    assert found.confident


@given(st.lists(st.sampled_from("白露塘镇五盖山西安朝阳村岳麓乐昌六合"), min_size=1, max_size=12), st.randoms())
def test_what_is_written_together_is_read_back(characters: list[str], random: object) -> None:
    """Any readings of the characters, joined without spaces but with the apostrophe of article 11, fit the name."""
    name = "".join(characters)
    chosen = [random.choice(sorted(known_readings(character))) for character in characters]  # type: ignore[attr-defined]
    found = syllables_of(name, "’".join(chosen))
    assert found == tuple(chosen)


@given(st.text(max_size=60), st.text(max_size=200))
def test_nothing_that_is_typed_breaks_it(name: str, written: str) -> None:
    assert len(syllables_of(name, written)) in (0, len(name))


def test_hostile_length_is_quick() -> None:
    """Ninety syllables at most, so it never fits; without remembering dead ends that takes 2^45 steps to see."""
    assert syllables_of("阿" * 91, "xian" * 45) == ()
