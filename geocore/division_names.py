"""What kind of division a name says it is. Pure; both domains read the national list and need the same answer.

Kinds are the codes of `boundaries.division_kind`. They are told from the generic term at the end of the name and
from lists kept here as data, never from the digits of a code: 85 county-level cities carry digits of districts, and
codes 71–79 are development zones that the civil-affairs list does not know. A proposal: the register decides.
"""

from __future__ import annotations

from dataclasses import dataclass

PROVINCE, PREFECTURE, COUNTY, TOWNSHIP, VILLAGE = range(1, 6)


@dataclass(frozen=True, slots=True)
class KindProposal:
    """`is_virtual`: exists in statistics only, not as a division under Order 704. `generic`: the term that told it."""

    kind: str
    generic: str
    is_virtual: bool = False


# Longest term first within a level; the first that ends the name decides.
_TERMS: dict[int, tuple[tuple[str, str], ...]] = {
    PROVINCE: (("特别行政区", "special_region"), ("自治区", "autonomous_region"), ("省", "province")),
    PREFECTURE: (
        ("自治州", "autonomous_prefecture"),
        ("地区", "prefecture"),
        ("盟", "league"),
        ("市", "prefecture_city"),
    ),
    COUNTY: (
        ("自治县", "autonomous_county"),
        ("自治旗", "autonomous_banner"),
        ("特区", "special_district"),
        ("县", "county"),
        ("市", "county_city"),
        ("旗", "banner"),
        ("区", "municipal_district"),
    ),
    TOWNSHIP: (
        ("街道办事处", "subdistrict"),
        ("街道", "subdistrict"),
        ("地区", "subdistrict"),  # 地区办事处 of 北京 are branch offices like 街道办事处
        ("民族苏木", "ethnic_sumu"),
        ("苏木", "sumu"),
        ("区公所", "county_office"),
        ("族乡", "ethnic_township"),
        ("乡", "township"),
        ("镇", "town"),
    ),
    VILLAGE: (
        ("居民委员会", "community"),
        ("居委会", "community"),
        ("村民委员会", "village"),
        ("村委会", "village"),
        ("嘎查委员会", "village"),
        ("嘎查委会", "village"),
        ("嘎查", "village"),
        ("社区", "community"),
        ("村", "village"),
    ),
}
_VIRTUAL = {
    PREFECTURE: "direct_administered",
    COUNTY: "county_virtual",
    TOWNSHIP: "township_virtual",
    VILLAGE: "village_virtual",
}

MUNICIPALITIES = frozenset({"北京市", "天津市", "上海市", "重庆市"})
"""Four cities of the first level; every other name of that level tells its kind by itself."""

DIRECT_GROUPS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
"""Headings that the statistical list puts where the second level is missing (municipalities, 4190, 4290, 4690, 6590).
"""

# Areas run by a management committee that the statistical list counts like counties. Real districts end in 区 too,
# so the terms are those that no district under Order 704 bears; what they do not cover is listed by name.
_ZONE_TERMS = (
    "开发区", "管理区", "示范区", "工业园区", "产业园区", "化工园区", "创意园区", "工业园", "产业园", "高新区",
    "实验区", "风景名胜区", "食品区", "聚集区", "集聚区", "管委会", "管理委员会", "保税区",
)  # fmt: skip
_ZONES_BY_NAME = frozenset({
    "北戴河新区", "保定白沟新城", "邯郸冀南新区", "沧州渤海新区", "衡水滨湖新区", "镇江新区", "德州天衢新区",
    "兰州新区",
})  # fmt: skip
_NOT_DIVISIONS = frozenset({
    "大柴旦行政委员会", "西沙群岛", "南沙群岛", "中沙群岛的岛礁及其海域",
    "加格达奇区", "松岭区", "新林区", "呼中区",
})  # fmt: skip
"""County-level entries that the civil-affairs list does not hold: an administrative committee, the parts of 三沙市
without an approved district, and the four areas of 大兴安岭地区 run by its administration."""

_USUAL_COMMITTEES = {
    "居委会": KindProposal("community", "居委会"),
    "村委会": KindProposal("village", "村委会"),
}
"""What the loop over the terms would answer, in one look-up."""

_FORESTRY_DISTRICTS = frozenset({"神农架林区"})  # 新林区 and 上林区 show that the ending alone does not tell


def propose_kind(name: str, level: int) -> KindProposal:
    """The kind that a name of the national list proposes at its level. Never fails: what no term fits is virtual."""
    if level == VILLAGE and len(name) > 3 and "虚拟" not in name:  # nine in ten rows of the national list end here
        usual = _USUAL_COMMITTEES.get(name[-3:])
        if usual is not None:
            return usual
    if level == PROVINCE and name in MUNICIPALITIES:
        return KindProposal("municipality", "市")
    if level == PREFECTURE and name in DIRECT_GROUPS:
        return KindProposal("direct_administered", "", is_virtual=True)
    if "虚拟" in name or (level == COUNTY and (name in _ZONES_BY_NAME | _NOT_DIVISIONS or name.endswith(_ZONE_TERMS))):
        return KindProposal(_VIRTUAL[level], "", is_virtual=True)
    if level == COUNTY and name in _FORESTRY_DISTRICTS:
        return KindProposal("forestry_district", "林区")
    base = _without_remark(name)
    for term, kind in _TERMS[level]:
        if base.endswith(term) and len(base) > len(term):
            generic = _ETHNIC_GENERIC.get(term, term)
            return KindProposal(kind, generic)
    if level == VILLAGE and not base.endswith(_SETTLED_BY_ENTERPRISE):
        for mark, kind in _COMMITTEE_MARKS:
            if mark in base:
                return KindProposal(kind, "")
    return KindProposal(_VIRTUAL.get(level, "province"), "", is_virtual=True)


_SETTLED_BY_ENTERPRISE = ("生活区", "管理区", "连", "队", "场")
# Committees whose official string is cut or misspelt in the list (村民委员, 社区委员会, 居民委会, 牧委会, 家委会).
_COMMITTEE_MARKS = (
    ("社区", "community"), ("居民", "community"), ("居委", "community"), ("家委会", "community"),
    ("村民", "village"), ("村委", "village"), ("嘎查", "village"), ("牧委会", "village"),
)  # fmt: skip
_ETHNIC_GENERIC = {"族乡": "乡"}  # 满族乡: the people's name belongs to the specific part (1984 rule)


def _without_remark(name: str) -> str:
    """`平房村委会（平房分场）` → `平房村委会`: a remark in brackets at the end says nothing of the kind."""
    while name.endswith(("）", ")")):
        opened = max(name.rfind("（"), name.rfind("("))
        if opened <= 0:
            return name.rstrip("）)")
        name = name[:opened]
    return name
