"""Forms of a finished spelling: line breaks, ASCII, toneless."""

import pytest

from gazetteer.romanization import ascii_form, hyphenable, romanize, toneless


@pytest.mark.parametrize(
    ("name", "category", "broken"),
    [
        ("海南岛", "natural", "Hǎi-nán Dǎo"),
        ("西安市", "division", "Xī’ān Shì"),
        ("三眼井胡同", "street", "Sān-yǎn-jǐng Hú-tong"),
        ("盆儿胡同", "street", "Pénr Hú-tong"),
        ("王村", "settlement", "Wáng-cūn"),
    ],
)
def test_lines_break_between_syllables_only(name: str, category: str, broken: str) -> None:
    result = romanize(name, category=category)
    assert hyphenable(result.spelling, result.syllables).replace("\u00ad", "-") == broken


def test_figures_do_not_disturb_the_breaks() -> None:
    result = romanize("大川淀一巷", category="street")
    broken = hyphenable(result.spelling, result.syllables)
    assert broken.replace("\u00ad", "") == result.spelling
    assert broken.startswith("Dà\u00adchuān\u00addiàn 1 ")


@pytest.mark.parametrize(
    ("spelling", "plain", "in_ascii"),
    [
        ("Xī’ān Shì", "Xi’an Shi", "Xi'an Shi"),
        ("Lǚshùnkǒu Qū", "Lüshunkou Qu", "Lyushunkou Qu"),
        ("LÜSHUN", "LÜSHUN", "LYUSHUN"),
        ("Dì-9 Lòng", "Di-9 Long", "Di-9 Long"),
    ],
)
def test_toneless_and_ascii(spelling: str, plain: str, in_ascii: str) -> None:
    assert toneless(spelling) == plain
    assert ascii_form(spelling) == in_ascii
