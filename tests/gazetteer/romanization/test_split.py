"""Specific and generic part, spoken names of committees, families of classes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.romanization import Family, family_of, split, spoken_form


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
