from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geocore.division_names import COUNTY, PREFECTURE, PROVINCE, TOWNSHIP, VILLAGE, propose_kind

# Real names of the national list of 2023-06-30.
KINDS = [
    ("北京市", PROVINCE, "municipality"),
    ("内蒙古自治区", PROVINCE, "autonomous_region"),
    ("湖南省", PROVINCE, "province"),
    ("郴州市", PREFECTURE, "prefecture_city"),
    ("大兴安岭地区", PREFECTURE, "prefecture"),
    ("锡林郭勒盟", PREFECTURE, "league"),
    ("湘西土家族苗族自治州", PREFECTURE, "autonomous_prefecture"),
    ("苏仙区", COUNTY, "municipal_district"),
    ("浦东新区", COUNTY, "municipal_district"),
    ("下花园区", COUNTY, "municipal_district"),
    ("万柏林区", COUNTY, "municipal_district"),
    ("梁园区", COUNTY, "municipal_district"),
    ("资兴市", COUNTY, "county_city"),
    ("嘉禾县", COUNTY, "county"),
    ("江华瑶族自治县", COUNTY, "autonomous_county"),
    ("太仆寺旗", COUNTY, "banner"),
    ("鄂伦春自治旗", COUNTY, "autonomous_banner"),
    ("六枝特区", COUNTY, "special_district"),
    ("神农架林区", COUNTY, "forestry_district"),
    ("白露塘镇", TOWNSHIP, "town"),
    ("南高乡", TOWNSHIP, "township"),
    ("于家务回族乡", TOWNSHIP, "ethnic_township"),
    ("得力其尔鄂温克民族乡", TOWNSHIP, "ethnic_township"),
    ("东华门街道", TOWNSHIP, "subdistrict"),
    ("漓东街道办事处", TOWNSHIP, "subdistrict"),
    ("南磨房地区", TOWNSHIP, "subdistrict"),
    ("贡宝拉格苏木", TOWNSHIP, "sumu"),
    ("鄂温克民族苏木", TOWNSHIP, "ethnic_sumu"),
    ("赵家蓬区公所", TOWNSHIP, "county_office"),
    ("白露塘村委会", VILLAGE, "village"),
    ("白山村民委员会", VILLAGE, "village"),
    ("华西新市村", VILLAGE, "village"),
    ("伊力特嘎查", VILLAGE, "village"),
    ("平房村委会（平房分场）", VILLAGE, "village"),
    ("杨岗村村民委员会（新乡市古龙实业公司））", VILLAGE, "village"),
    ("东村村民委员", VILLAGE, "village"),
    ("九龙社区", VILLAGE, "community"),
    ("多福巷社区居委会", VILLAGE, "community"),
    ("雁栖社区委员会", VILLAGE, "community"),
    ("江西客车厂家委会", VILLAGE, "community"),
]
VIRTUAL = [
    ("市辖区", PREFECTURE, "direct_administered"),
    ("县", PREFECTURE, "direct_administered"),
    ("省直辖县级行政区划", PREFECTURE, "direct_administered"),
    ("石家庄高新技术产业开发区", COUNTY, "county_virtual"),
    ("苏州工业园区", COUNTY, "county_virtual"),
    ("北戴河新区", COUNTY, "county_virtual"),
    ("岳阳市屈原管理区", COUNTY, "county_virtual"),
    ("湘潭昭山示范区", COUNTY, "county_virtual"),
    ("大柴旦行政委员会", COUNTY, "county_virtual"),
    ("加格达奇区", COUNTY, "county_virtual"),
    ("新林区", COUNTY, "county_virtual"),
    ("白音塔拉农场", TOWNSHIP, "township_virtual"),
    ("南屏科技园", TOWNSHIP, "township_virtual"),
    ("乌固诺尔生活区", VILLAGE, "village_virtual"),
    ("新湖农场二十九连生活区", VILLAGE, "village_virtual"),
    ("八五六农场第七管理区", VILLAGE, "village_virtual"),
    ("沙尔沁工业区虚拟社区", VILLAGE, "village_virtual"),
    ("雁峰林场虚拟生活区", VILLAGE, "village_virtual"),
    ("圆梦苑社区居民委员会生活区", VILLAGE, "village_virtual"),
]


@pytest.mark.parametrize(("name", "level", "kind"), KINDS)
def test_kinds_are_told_from_the_name(name: str, level: int, kind: str) -> None:
    proposal = propose_kind(name, level)
    assert (proposal.kind, proposal.is_virtual) == (kind, False)


@pytest.mark.parametrize(("name", "level", "kind"), VIRTUAL)
def test_units_of_the_statistics_alone_are_virtual(name: str, level: int, kind: str) -> None:
    proposal = propose_kind(name, level)
    assert (proposal.kind, proposal.is_virtual) == (kind, True)


@pytest.mark.parametrize(
    ("name", "level", "generic"),
    [
        ("江华瑶族自治县", COUNTY, "自治县"),
        ("于家务回族乡", TOWNSHIP, "乡"),
        ("东华门街道", TOWNSHIP, "街道"),
        ("神农架林区", COUNTY, "林区"),
    ],
)
def test_the_generic_term_is_said(name: str, level: int, generic: str) -> None:
    assert propose_kind(name, level).generic == generic


def test_a_bare_generic_term_is_no_name_of_a_kind() -> None:
    assert propose_kind("镇", TOWNSHIP).is_virtual


@settings(deadline=None)
@given(st.text(max_size=12), st.integers(1, 5))
def test_any_text_gets_a_proposal(name: str, level: int) -> None:
    proposal = propose_kind(name, level)
    assert proposal.kind


def test_the_short_way_for_committees_says_what_the_terms_say(monkeypatch) -> None:
    names = ["白露塘村委会", "多福巷社区居委会", "某虚拟村委会", "村委会", "平房村委会（平房分场）", "嘎查村委会"]
    short = [propose_kind(name, 5) for name in names]
    monkeypatch.setattr("geocore.division_names._USUAL_COMMITTEES", {})
    assert short == [propose_kind(name, 5) for name in names]
