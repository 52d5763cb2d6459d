"""Specific and generic part, spoken names of committees, families of classes."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.romanization import Family, family_of, split, spoken_form
from gazetteer.romanization.shipped import rows


@pytest.mark.parametrize(
    ("official", "spoken"),
    [
        ("白露塘村民委员会", "白露塘村"),
        ("白露塘村村民委员会", "白露塘村"),
        ("王村村委会", "王村"),
        ("春明村委会", "春明村"),
        ("多福巷社区居委会", "多福巷社区"),
        ("九龙社区居民委员会", "九龙社区"),
        ("乌兰嘎查委员会", "乌兰嘎查"),
        ("乌兰嘎查村民委员会", "乌兰嘎查"),
        ("和平居民委员会", "和平居委会"),
        ("新民村居委会", "新民村"),
        ("梅林社区村委会", "梅林社区"),
        ("村民委员会", "村民委员会"),
        ("中华全国总工会", "中华全国总工会"),
        ("白露塘村", "白露塘村"),
        ("", ""),
    ],
)
def test_spoken_form(official: str, spoken: str) -> None:
    assert spoken_form(official) == spoken


@pytest.mark.parametrize(
    ("name", "family", "specific", "generic"),
    [
        ("江苏省", Family.DIVISION, "江苏", "省"),
        ("恩施土家族苗族自治州", Family.DIVISION, "恩施土家族苗族", "自治州"),
        ("白露塘村", Family.COMMITTEE, "白露塘", "村"),
        ("村", Family.COMMITTEE, "村", ""),
        ("大虎山", Family.SETTLEMENT, "大虎山", ""),
        ("李家庄", Family.SETTLEMENT, "李家", "庄"),
        ("景山后街", Family.STREET, "景山", "后街"),
        ("沪宁高速公路", Family.STREET, "沪宁", "高速公路"),
        ("大川淀一巷", Family.STREET, "大川淀一", "巷"),
        ("潮白新河", Family.NATURAL, "潮白", "新河"),
        ("渤海湾", Family.NATURAL, "渤海", "湾"),
        ("密云水库", Family.FACILITY, "密云", "水库"),
        ("北京西站", Family.FACILITY, "北京", "西站"),
        ("中山公园", Family.PARK, "中山", "公园"),
        ("安居乐园", Family.BUILDING, "安居", "乐园"),
        ("一线天", Family.NATURAL, "一线天", ""),
    ],
)
def test_specific_and_generic(name: str, family: Family, specific: str, generic: str) -> None:
    parts = split(name, family)
    assert (parts.specific, parts.generic) == (specific, generic)


@pytest.mark.parametrize(
    ("name", "family", "specific", "generic"),
    [
        ("毛泽东大道", Family.STREET, "毛泽东", "大道"),
        ("毛泽东东大道", Family.STREET, "毛泽东", "东大道"),
        ("韶山毛泽东路", Family.STREET, "韶山毛泽东", "路"),
        ("徐向前街", Family.STREET, "徐向前", "街"),
        ("吴邦国道", Family.STREET, "吴邦国", "道"),
        ("毛泽东站", Family.FACILITY, "毛泽东", "站"),
        ("邓小平原", Family.NATURAL, "邓小平", "原"),
        ("黔西南大道", Family.STREET, "黔西南", "大道"),
        ("华东师大路", Family.STREET, "华东师大", "路"),
        ("中山东大道", Family.STREET, "中山", "东大道"),
        ("东大道", Family.STREET, "东", "大道"),
        ("京东大道", Family.STREET, "京东", "大道"),
        ("华北平原", Family.NATURAL, "华北", "平原"),
        ("北京西站", Family.FACILITY, "北京", "西站"),
    ],
)
def test_no_generic_term_takes_a_character_of_a_word_that_stays_whole(
    name: str, family: Family, specific: str, generic: str
) -> None:
    parts = split(name, family)
    assert (parts.specific, parts.generic) == (specific, generic)


FIRST_OF_GENERICS = ("", "东", "前", "大", "东大", "新", "一")


@pytest.mark.parametrize("family", [family for family in Family if family is not Family.UNKNOWN])
def test_whole_words_stay_whole_before_every_generic_term(family: Family) -> None:
    terms = {row["term"] for row in rows("generic_terms.csv") if row["family"] == family}
    for word, head, term in product([row["word"] for row in rows("whole_words.csv")], FIRST_OF_GENERICS, terms):
        name = word + head + term
        parts = split(name, family)
        assert parts.specific.startswith(word), (name, parts)
        # Villages are one word, and a county may stand in front of a facility.
        assert family is Family.SETTLEMENT or parts.words[0].startswith(word), (name, parts)


def test_a_number_stands_apart_from_a_person() -> None:
    assert split("毛泽东一路", Family.STREET).words == ("毛泽东", "一", "路")


@pytest.mark.parametrize(
    ("class_code", "category", "family"),
    [
        ("13400", None, Family.NATURAL),
        ("21100", None, Family.DIVISION),
        ("21610", "division", Family.COMMITTEE),
        ("22100", None, Family.BUILDING),
        ("22200", None, Family.SETTLEMENT),
        ("23514", "natural", Family.STREET),
        ("23213", None, Family.STREET),
        ("23610", None, Family.FACILITY),
        ("25200", None, Family.PARK),
        ("27620", None, Family.COMMITTEE),
        (None, "street", Family.STREET),
        (None, "other", Family.UNKNOWN),
        (None, None, Family.UNKNOWN),
    ],
)
def test_family_of(class_code: str | None, category: str | None, family: Family) -> None:
    assert family_of(class_code, category) == (family, "")


@pytest.mark.parametrize(
    ("class_code", "category", "expected"),
    [
        ("99999", "street", (Family.STREET, "unknown_class")),
        ("2a", None, (Family.UNKNOWN, "unknown_class")),
        (None, "城市", (Family.UNKNOWN, "unknown_category")),
    ],
)
def test_family_of_the_unknown(class_code: str | None, category: str | None, expected: tuple[Family, str]) -> None:
    assert family_of(class_code, category) == expected


PIECES = st.sampled_from(
    [*"东西南北中大小新一二三四十第门寺里路街巷河江山村社区省市县镇族土家苗", "胡同", "自治州", "居委会"]
)


@given(st.lists(PIECES, max_size=9).map("".join), st.sampled_from(list(Family)))
def test_nothing_of_a_name_is_lost_or_added(name: str, family: Family) -> None:
    parts = split(name, family)
    assert parts.specific + parts.generic == name
    assert "".join(parts.words) == name
    assert all(parts.words)
    assert bool(parts.specific) == bool(name)
