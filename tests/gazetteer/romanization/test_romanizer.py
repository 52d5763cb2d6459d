"""The entry points: strange input, minority languages, and the bulk form's equality."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.romanization import Romanizer, romanize, toneless
from gazetteer.romanization.readings import Reader

SAMPLE = Path(__file__).parent / "data" / "national_list_sample.csv"
REAL_NAMES = [row["name"] for row in csv.DictReader(SAMPLE.read_text(encoding="utf-8").splitlines())]
CATEGORIES = [
    None, "natural", "division", "committee", "park", "street", "building", "facility", "other",
    "settlement",
]  # fmt: skip
BULK = Romanizer()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("ABC", "not_han"),
        ("１２", "not_han"),
        ("\ud800村", "no_reading"),
        ("\ue08b尾村", "no_reading"),
        ("那𡌶村", "no_reading"),
    ],
)
def test_names_that_cannot_be_spelled_say_why(name: str, code: str) -> None:
    result = romanize(name, category="settlement")
    assert code in [found for found, _ in result.problems]
    assert (result.spelling, result.sign, result.source) == ("", "", "not generated")
    assert not result.confident


@pytest.mark.parametrize(
    ("name", "spelling", "code"),
    [
        ("温泉花园A区", "Wēnquánhuāyuán A Qū", "latin_letters"),
        ("Ａ区", "A Qū", "latin_letters"),
        ("朱 村", "Zhūcūn", "marks"),
        ("阿·里村", "Ālǐcūn", "marks"),
        ("东村（三分场）", "Dōngcūn", "bracketed"),
        ("贠家庄", "Yuánjiāzhuāng", "outside_standard_characters"),
        ("63919部队", "63919 Bùduì", "figures"),
    ],
)
def test_names_with_strange_characters(name: str, spelling: str, code: str) -> None:
    category = "division" if name.endswith("区") else "settlement"
    result = romanize(name, category=category)
    assert result.spelling == spelling
    assert code in [found for found, _ in result.problems]


def test_an_unknown_class_is_reported_and_the_name_still_spelled() -> None:
    result = romanize("太行山", class_code="99999")
    assert [code for code, _ in result.problems] == ["unknown_class", "class_inferred"]
    assert result.spelling == "Tàiháng Shān"


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("单县", "Shàn Xiàn"), ("白露塘村委会", "Báilùtáng Cūn"), ("长安街", "Cháng’ān Jiē"),
        ("王村", "Wángcūn"), ("密云水库", "Mìyún Shuǐkù"), ("中山公园", "Zhōngshān Gōngyuán"),
        ("太行山", "Tàiháng Shān"), ("丹枫苑", "Dānfēng Yuàn"), ("幸福小区", "Xìngfú Xiǎoqū"),
    ],
)  # fmt: skip
def test_without_a_class_the_ending_speaks(name: str, spelling: str) -> None:
    result = romanize(name)
    assert result.spelling == spelling
    assert "class_inferred" in [code for code, _ in result.problems]


@pytest.mark.parametrize("name", ["呼和浩特市", "乌鲁木齐市", "拉萨市", "哈尔滨市"])
def test_divisions_of_minority_names_are_never_spelled_from_characters(name: str) -> None:
    result = romanize(name, category="division")
    assert (result.spelling, result.sign, result.source) == ("", "", "not generated")
    assert "minority_language" in [code for code, _ in result.problems]
    assert not result.confident


def test_another_language_gives_search_keys_but_no_spelling() -> None:
    result = romanize("白露塘村", category="committee", language="苗语")
    assert (result.spelling, result.sign, result.confident) == ("", "", False)
    assert (result.pinyin, result.initials) == ("bailutangcun", "bltc")
    assert result.problems[0][0] == "minority_language"
    assert "苗语" in result.problems[0][1]


@pytest.mark.parametrize(("name", "division"), [("宝力格嘎查", ""), ("乌兰苏木", ""), ("白村", "西藏自治区拉萨市")])
def test_likely_minority_names_are_not_sure(name: str, division: str) -> None:
    result = romanize(name, category="committee", division=division)
    assert result.spelling
    assert not result.confident
    assert "perhaps_minority_language" in [code for code, _ in result.problems]


def test_a_committee_string_is_spelled_as_its_spoken_name() -> None:
    result = romanize("白露塘村村民委员会", category="committee")
    assert (result.name, result.specific, result.generic) == ("白露塘村村民委员会", "白露塘", "村")
    assert result.tones == "bai2 lu4 tang2 cun1"


names = st.one_of(
    st.sampled_from(REAL_NAMES),
    st.text(max_size=12),
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=8),
    st.text(st.sampled_from("长乐行重朝阳六合天台儿胡同第一二三A1（）·𡌶村街路门东西南北"), max_size=10),
)


@given(
    names, st.sampled_from(CATEGORIES), st.sampled_from(["汉语", "藏语"]),
    st.sampled_from(["", "江苏省南京市", "西藏自治区"]),
)  # fmt: skip
def test_bulk_and_single_agree_and_nothing_raises(
    name: str, category: str | None, language: str, division: str
) -> None:
    single = romanize(name, category=category, language=language, division=division)
    bulk = BULK.romanize(name, category=category, language=language, division=division)
    assert single == bulk


@given(names, st.sampled_from(CATEGORIES))
def test_what_holds_for_every_result(name: str, category: str | None) -> None:
    result = romanize(name, category=category)
    assert result.sign == toneless(result.spelling).upper()
    assert bool(result.spelling) == (result.source != "not generated")
    assert not (result.confident and (result.polyphones or not result.spelling))
    assert result.pinyin.isascii()
    assert len(result.tones.split()) == len(result.syllables)
    assert "  " not in result.spelling
    assert result.spelling == result.spelling.strip()
    for word in result.spelling.split():
        assert word[0] == word[0].upper()
    if result.spelling:
        letters = "".join(c for c in result.spelling if c.isalpha())
        assert letters


def test_romanize_all_keeps_order() -> None:
    results = list(BULK.romanize_all(REAL_NAMES[:50], category="committee"))
    assert [result.name for result in results] == REAL_NAMES[:50]
    assert results[7] == romanize(REAL_NAMES[7], category="committee")


def test_most_names_need_no_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """What makes the bulk form fast: only names with undecided characters are looked at closely."""
    calls: list[str] = []
    original = Reader.read

    def counted(self: Reader, place: object) -> object:
        calls.append(place.name)  # type: ignore[attr-defined] # a Place
        return original(self, place)  # type: ignore[arg-type] # a Place

    monkeypatch.setattr(Reader, "read", counted)
    romanizer = Romanizer()
    for name in REAL_NAMES:
        romanizer.romanize(name, category="committee")
        romanizer.romanize(name, category="committee")
    assert 0 < len(calls) < len(REAL_NAMES) / 4
