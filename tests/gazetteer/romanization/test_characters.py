"""Character data and the forms of a syllable."""

import unicodedata

import pytest

from gazetteer.romanization.characters import (
    is_han,
    rhotic,
    standard_readings,
    syllable,
    unlisted_reading,
)


def test_all_standard_characters_have_a_spellable_reading() -> None:
    table = standard_readings()
    assert len(table) >= 8105
    for character, reading in table.items():
        assert is_han(character)
        assert reading.syllable.key.isascii(), character
        assert reading.syllable.key.isalpha(), character
        assert reading.syllable.numbered[-1] in "12345", character


@pytest.mark.parametrize(
    ("character", "reading", "decided"),
    [
        ("村", "cūn", True), ("巷", "xiàng", True), ("弄", "lòng", True), ("都", "dū", True),
        ("区", "qū", True), ("汊", "chà", True), ("台", "tái", True),
        ("长", "cháng", False), ("乐", "lè", False), ("行", "háng", False), ("堡", "bǎo", False),
        ("圩", "xū", False), ("重", "chóng", False), ("干", "gān", False), ("儿", "r", False),
    ],
)  # fmt: skip
def test_place_name_readings(character: str, reading: str, decided: bool) -> None:
    found = standard_readings()[character]
    assert (found.syllable.text, found.decided) == (reading, decided)


def test_forms_of_a_syllable() -> None:
    assert syllable("ān") == ("ān", "Ān", "’ān", "AN", "’AN", "an", "a", "an1")
    assert syllable("lǜ") == ("lǜ", "Lǜ", "lǜ", "LÜ", "LÜ", "lv", "l", "lv4")
    assert syllable("zi").numbered == "zi5"
    assert rhotic(syllable("pén")).text == "pénr"


def test_decomposed_and_typographic_letters_are_the_same_syllable() -> None:
    assert syllable(unicodedata.normalize("NFD", "lǜ")) == syllable("lǜ")
    assert syllable("ɡānɡ") == syllable("gāng")


def test_unlisted_characters_are_read_by_the_library_or_not_at_all() -> None:
    found = unlisted_reading("塚")
    assert found is not None
    assert found.key == "zhong"
    assert unlisted_reading("\ue08b") is None
