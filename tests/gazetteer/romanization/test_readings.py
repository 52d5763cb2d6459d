"""Readings of hard names, and honesty about those that were guessed."""

import csv
from pathlib import Path

import pytest

from gazetteer.romanization import Romanization, Romanizer, romanize

SAMPLE = Path(__file__).parent / "data" / "national_list_sample.csv"

HARD_NAMES = [
    ("六合区", "Lùhé Qū"), ("六合", "Lùhé"), ("高要区", "Gāoyāo Qū"), ("高要", "Gāoyāo"),
    ("天台县", "Tiāntāi Xiàn"), ("天台", "Tiāntāi"), ("阆中市", "Làngzhōng Shì"),
    ("涡阳县", "Guōyáng Xiàn"), ("郫都区", "Pídū Qū"), ("单县", "Shàn Xiàn"),
    ("穆棱市", "Mùlíng Shì"), ("洪洞县", "Hóngtóng Xiàn"), ("珲春市", "Húnchūn Shì"),
    ("繁峙县", "Fánshì Xiàn"), ("桦甸市", "Huàdiàn Shì"), ("浚县", "Xùn Xiàn"),
    ("南乐县", "Nánlè Xiàn"), ("荥经县", "Yíngjīng Xiàn"), ("朝阳市", "Cháoyáng Shì"),
    ("朝阳", "Cháoyáng"), ("六安市", "Lù’ān Shì"), ("蚌埠市", "Bèngbù Shì"),
    ("亳州市", "Bózhōu Shì"), ("台州市", "Tāizhōu Shì"), ("丽水市", "Líshuǐ Shì"),
    ("歙县", "Shè Xiàn"), ("莘县", "Shēn Xiàn"), ("莘庄镇", "Xīnzhuāng Zhèn"),
    ("铅山县", "Yánshān Xiàn"), ("乐亭县", "Làotíng Xiàn"), ("乐清市", "Yuèqīng Shì"),
    ("枞阳县", "Zōngyáng Xiàn"), ("蔚县", "Yù Xiàn"), ("渑池县", "Miǎnchí Xiàn"),
    ("荥阳市", "Xíngyáng Shì"), ("番禺区", "Pānyú Qū"), ("大埔县", "Dàbù Xiàn"),
    ("百色市", "Bǎisè Shì"), ("儋州市", "Dānzhōu Shì"), ("长子县", "Zhǎngzǐ Xiàn"),
    ("筠连县", "Jūnlián Xiàn"), ("犍为县", "Qiánwéi Xiàn"), ("重庆市", "Chóngqìng Shì"),
    ("闵行区", "Mǐnháng Qū"), ("行唐县", "Xíngtáng Xiàn"), ("东阿县", "Dōng’ē Xiàn"),
    ("厦门市", "Xiàmén Shì"), ("济南市", "Jǐnán Shì"), ("长安区", "Cháng’ān Qū"),
    ("监利市", "Jiànlì Shì"), ("召陵区", "Shàolíng Qū"), ("柞水县", "Zhàshuǐ Xiàn"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "spelling"), HARD_NAMES)
def test_hard_names_of_divisions_are_right_and_decided(name: str, spelling: str) -> None:
    result = romanize(name, category="division")
    assert (result.spelling, result.confident) == (spelling, True)


@pytest.mark.parametrize("name", ["六合", "天台", "朝阳", "南乐"])
def test_a_bare_name_without_class_is_taken_for_the_known_division(name: str) -> None:
    assert romanize(name).spelling == romanize(name, category="division").spelling
    assert romanize(name).source == "override"


@pytest.mark.parametrize(
    ("name", "category", "guessed"),
    [
        ("六合村", "committee", ("六", "合")),
        ("天台村", "committee", ("天", "台")),
        ("朝阳村", "committee", ("朝",)),
        ("长明村", "committee", ("长",)),
        ("马家堡", "settlement", ("堡",)),
        ("新圩镇", "division", ("圩",)),
        ("高兴镇", "division", ("兴",)),
        ("区家村", "committee", ("区",)),
        ("帽儿山", "natural", ("儿",)),
        ("贠家庄", "settlement", ("贠",)),
    ],
)
def test_a_guess_is_never_called_sure(name: str, category: str, guessed: tuple[str, ...]) -> None:
    result = romanize(name, category=category)
    assert not result.confident
    assert set(result.polyphones) <= set(guessed)
    assert result.polyphones
    assert result.spelling


def test_the_division_decides_where_one_name_has_two_readings() -> None:
    nanjing = romanize("六合村", category="committee", division="江苏省南京市六合区")
    elsewhere = romanize("六合村", category="committee", division="四川省南充市")
    assert (nanjing.spelling, nanjing.confident) == ("Lùhé Cūn", True)
    assert (elsewhere.spelling, elsewhere.confident) == ("Liùhé Cūn", False)


@pytest.mark.parametrize(
    ("name", "division", "spelling"),
    [
        ("十里堡", "北京市朝阳区", "Shílǐpù"),
        ("大黄堡", "天津市武清区", "Dàhuángbǎo"),
        ("新圩", "广东省惠州市", "Xīnxū"),
        ("杨家堡", "山西省太原市", "Yángjiābǔ"),
    ],
)
def test_local_readings(name: str, division: str, spelling: str) -> None:
    result = romanize(name, category="settlement", division=division)
    assert (result.spelling, result.confident) == (spelling, True)


def test_phrases_do_not_reach_over_the_border_of_the_generic_part() -> None:
    """市长 is no word in 西安市 + 长…: each level is read on its own."""
    assert romanize("长安区", category="division").syllables[0] == "cháng"
    assert romanize("新都长街", category="street").syllables[2] == "cháng"


SAME_SOUND = (
    "吉安市/集安市 彬州市/滨州市 歙县/涉县 富宁县/阜宁县 富平县/阜平县 太和县/泰和县 义县/易县 元阳县/原阳县 "
    "岳西县/越西县 延津县/盐津县 铅山县/盐山县 黄埔区/黄浦区 朝阳区/潮阳区 蓟州区/冀州区 鄞州区/银州区 "
    "武冈市/舞钢市 铜仁市/同仁市 禄丰市/陆丰市 祁县/淇县 澧县/理县 礼县/蠡县 相城区/芗城区 芗城区/襄城区"
)
OTHER_TONE = {"相城区/芗城区"}
"""相城 of Suzhou is Xiàngchéng; lists made by dictionary lookup count it as xiāng."""


@pytest.mark.parametrize("pair", SAME_SOUND.split())
def test_homophones_of_the_real_lists(pair: str) -> None:
    first, second = (romanize(name, category="division") for name in pair.split("/"))
    assert first.pinyin == second.pinyin
    assert (first.tones == second.tones) == (pair not in OTHER_TONE)


@pytest.mark.parametrize("pair", ["台州/泰州", "苏州/宿州", "福州/抚州", "宜春/伊春", "榆林/玉林"])
def test_same_letters_other_tone(pair: str) -> None:
    first, second = (romanize(name + "市", category="division") for name in pair.split("/"))
    assert first.pinyin == second.pinyin
    assert first.tones != second.tones


def test_nanle_and_nanyue_are_no_homophones() -> None:
    """The false pair that a dictionary's yuè for 乐 once made."""
    nanle, nanyue = (romanize(name, category="division") for name in ("南乐县", "南岳区"))
    assert nanle.pinyin == "nanlexian"
    assert nanyue.pinyin == "nanyuequ"


@pytest.fixture(scope="module")
def sample() -> list[Romanization]:
    romanizer = Romanizer()
    with SAMPLE.open(encoding="utf-8") as file:
        return [romanizer.romanize(row["name"], category=row["category"]) for row in csv.DictReader(file)]


def test_real_names_all_get_a_spelling(sample: list[Romanization]) -> None:
    assert [result.name for result in sample if not result.spelling] == []


def test_most_real_names_are_decided_and_the_rest_say_why(sample: list[Romanization]) -> None:
    unsure = [result for result in sample if not result.confident]
    assert 0 < len(unsure) < len(sample) * 0.15
    assert all(result.polyphones or result.problems for result in unsure)
