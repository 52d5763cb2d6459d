"""Specific part and generic part (专名 + 通名) of a name, and the words it is written in.

Articles 1 to 7 and 14 to 17 of the 1984 rule, all pure functions of the name and its family.
Nothing here knows a reading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, NamedTuple

from .classes import Family
from .generic_terms import WRITTEN_WORDS, ends_in_a_whole_word, generic_of
from .numerals import NUMERAL, Figure, is_code, is_counted
from .shipped import rows
from .streets import street_parts


class Parts(NamedTuple):
    """A name taken apart: ``specific + generic`` and ``"".join(words)`` are both the name."""

    specific: str
    generic: str
    words: tuple[str, ...]


COMMITTEE_STRINGS: Final[Mapping[str, str]] = {
    "社区居民委员会": "社区",
    "社区居委会": "社区",
    "社区委员会": "社区",
    "嘎查村民委员会": "嘎查",
    "嘎查村委会": "嘎查",
    "嘎查委员会": "嘎查",
    "嘎查委会": "嘎查",
    "村民委员会": "村",
    "村委会": "村",
    "居民委员会": "居委会",
    "居委会": "居委会",
}
"""Ending of an official committee string to the generic term of the spoken standard name."""

_COMMITTEE_LENGTHS: Final = sorted({len(ending) for ending in COMMITTEE_STRINGS}, reverse=True)
_AREA_ENDINGS: Final = ("村", "社区", "嘎查", "居委会")

_NATIONALITIES: Final = (
    "维吾尔|哈萨克|柯尔克孜|塔吉克|乌孜别克|塔塔尔|俄罗斯|蒙古|达斡尔|鄂温克|鄂伦春|赫哲|朝鲜|锡伯|"
    "土家|仡佬|布依|拉祜|哈尼|傈僳|景颇|阿昌|普米|独龙|德昂|布朗|基诺|纳西|毛南|仫佬|撒拉|东乡|保安|"
    "裕固|珞巴|门巴|高山|回|藏|苗|彝|壮|满|侗|瑶|白|傣|黎|佤|畲|水|土|羌|怒|京|各"
)
_NATIONALITY = rf"(?:(?:{_NATIONALITIES})族|维吾尔|哈萨克|柯尔克孜|塔吉克|蒙古|锡伯)"
_NATIONALITY_WORDS = re.compile(_NATIONALITY)
_NATIONALITY_TAIL = re.compile(rf"(.+?)({_NATIONALITY}+)")
_WING = re.compile(r"(.+)([左右]翼)")
_ORDINAL_HEAD = re.compile(rf"(第[{NUMERAL}]+)(.+)")
_ORDINAL_TAIL = re.compile(rf"(.*?)(第[{NUMERAL}]+)")
_DIVISION_HEAD = re.compile(r"(.{1,7}?)(省|市|县|自治区|自治州|自治县)(.{2,})")

_UPPER_DIVISIONS: Final = frozenset(row["name"] for row in rows("upper_divisions.csv"))
_UPPER_SHORT: Final = frozenset(
    short
    for name in _UPPER_DIVISIONS
    if len(short := re.sub(r"(特别行政区|壮族|回族|维吾尔)?(省|市|自治区|地区|盟)$", "", name)) > 1
    and not short.endswith("自治州")
)

_MODIFIED_WATERS: Final = re.compile(r"(.{2,})([新老小大故支])([河江渠])")
_MODIFIED_STATIONS: Final = re.compile(r"(.{2,})([东西南北中])(站)")


def spoken_form(official: str) -> str:
    """Return the spoken standard name of a committee's seat for its official string.

    白露塘村民委员会 and 白露塘村村委会 are 白露塘村; 多福巷社区居委会 is 多福巷社区. A residents'
    committee without 社区 keeps its own area term (新民村, …) or stays 居委会: no term is invented.
    Strings that are no committee string come back unchanged.
    """
    if official[-1:] != "会":
        return official
    for length in _COMMITTEE_LENGTHS:
        generic = COMMITTEE_STRINGS.get(official[-length:])
        if generic and len(official) > length:
            stem = official[:-length]
            return stem if stem.endswith(_AREA_ENDINGS) else stem + generic
    return official


def _committee(name: str) -> Parts:
    generic = generic_of(name, Family.COMMITTEE)
    specific = name[: len(name) - len(generic)]
    if not generic or not specific:
        return Parts(name, "", (name,))
    return Parts(specific, generic, (specific, generic))


def _settlement(name: str) -> Parts:
    """Article 3: natural villages and towns are written in one word."""
    generic = generic_of(name, Family.SETTLEMENT)
    if len(generic) == len(name):
        generic = ""
    return Parts(name[: len(name) - len(generic)], generic, (name,))


_SPECIFIC_NEEDED: Final[Mapping[str, int]] = {"林区": 3, "矿区": 2, "新区": 2, "特区": 2, "园区": 2}
"""Characters that must be left for a longer term to be the generic one: 桂林区 is 桂林 + 区."""

_WHOLE_DIVISIONS: Final = _UPPER_SHORT | {"城区", "郊区", "矿区"}
"""Names in one word: 景德镇 without its 市, and 城区 as in GB/T 2260 (Chengqu)."""


def _division(name: str) -> Parts:
    generic = generic_of(name, Family.DIVISION)
    specific = name[: len(name) - len(generic)]
    if len(specific) < _SPECIFIC_NEEDED.get(generic, 0):
        generic, specific = name[-1], name[:-1]
    if not generic or not specific or name in _WHOLE_DIVISIONS:
        return Parts(name, "", (name,))
    return Parts(specific, generic, (*_division_words(specific, generic), *WRITTEN_WORDS[generic]))


def _division_words(specific: str, generic: str) -> tuple[str, ...]:
    if "族" in specific or generic.startswith("自治"):
        found = _NATIONALITY_TAIL.fullmatch(specific)
        if found:
            return (found[1], *_NATIONALITY_WORDS.findall(found[2]))
    found = _WING.fullmatch(specific)
    if found:
        return (found[1], found[2])
    return (specific,)


def _natural(name: str) -> Parts:
    water = _MODIFIED_WATERS.fullmatch(name)
    if water and not ends_in_a_whole_word(water[1] + water[2]):
        return Parts(water[1], water[2] + water[3], (*_ordinal_first(water[1]), water[2] + water[3]))
    generic = generic_of(name, Family.NATURAL)
    specific = name[: len(name) - len(generic)]
    if not generic or not specific:
        return Parts(name, "", (name,))
    return Parts(specific, generic, (*_ordinal_first(specific), generic))


def _ordinal_first(specific: str) -> tuple[str, ...]:
    """Detach 第二 before the name it counts; a bare code is written in figures."""
    if is_code(specific):
        return (Figure(specific),)
    found = _ORDINAL_HEAD.fullmatch(specific)
    return (found[1], found[2]) if found else (specific,)


def _street(name: str) -> Parts:
    return Parts(*street_parts(name))


def _building(name: str) -> Parts:
    """Buildings and urban residential points; those that are lanes follow the street rule."""
    if name.endswith(("胡同", "巷", "弄", "街", "路", "条", "大道")):
        return _street(name)
    return _institution(name, Family.BUILDING)


def _institution(name: str, family: Family) -> Parts:
    """Articles 14 to 17: a division named in front, ordinals and the generic term stand apart."""
    station = _MODIFIED_STATIONS.fullmatch(name)
    if station and not ends_in_a_whole_word(station[1] + station[2]):
        generic = station[2] + station[3]
    else:
        generic = generic_of(name, family)
    specific = name[: len(name) - len(generic)]
    if not generic or not specific:
        return Parts(name, "", (name,))
    written = WRITTEN_WORDS.get(generic, (generic,))
    return Parts(specific, generic, (*_institution_words(specific), *written))


def _institution_words(specific: str) -> tuple[str, ...]:
    found = _ORDINAL_TAIL.fullmatch(specific)
    if found and is_counted(found[2][1:]):
        head = _institution_words(found[1]) if found[1] else ()
        return (*head, Figure(found[2]))
    found = _DIVISION_HEAD.fullmatch(specific)
    if found and (found[2] == "县" or found[1] + found[2] in _UPPER_DIVISIONS):
        return (found[1], found[2], *_institution_words(found[3]))
    if specific in _UPPER_DIVISIONS:
        return _division(specific).words
    if len(specific) > 1 and specific[-1] == "县":
        return (specific[:-1], "县")
    for length in (3, 2):
        if specific[:length] in _UPPER_SHORT and len(specific) >= length + 2:
            return (specific[:length], specific[length:])
    return (specific,)


_BY_FAMILY: Final[Mapping[Family, Callable[[str], Parts]]] = {
    Family.DIVISION: _division,
    Family.COMMITTEE: _committee,
    Family.NATURAL: _natural,
    Family.STREET: _street,
    Family.BUILDING: _building,
    Family.PARK: partial(_institution, family=Family.PARK),
    Family.FACILITY: partial(_institution, family=Family.FACILITY),
    Family.SETTLEMENT: _settlement,
}

_SURE_NATURAL: Final = ("山", "江", "河", "湖", "海", "岛", "峡", "峰", "山脉", "群岛", "平原", "高原", "盆地", "高地")
_SURE_FACILITY: Final = ("桥", "站", "水库", "机场", "车站", "码头", "水电站", "隧道", "渠", "大坝", "船闸")
_SURE_BUILDING: Final = ("大厦", "大楼", "广场", "花园", "公寓", "小区", "家园", "苑", "塔", "寺", "庙")
_SURE_STREET: Final = ("街", "路", "大道", "巷", "胡同", "弄")
_SURE_DIVISION: Final = (
    "省",
    "市",
    "县",
    "区",
    "镇",
    "乡",
    "盟",
    "旗",
    "自治州",
    "街道",
    "苏木",
)


_INFERENCE: Final[tuple[tuple[tuple[str, ...], Family], ...]] = (
    (("委员会", "委会", "社区", "嘎查"), Family.COMMITTEE),
    (("小区",), Family.BUILDING),
    (("景区", "保护区", "公园", "植物园", "动物园"), Family.PARK),
    (_SURE_DIVISION, Family.DIVISION),
    (_SURE_STREET, Family.STREET),
    (_SURE_FACILITY, Family.FACILITY),
    (_SURE_BUILDING, Family.BUILDING),
    (_SURE_NATURAL, Family.NATURAL),
)
"""What the ending of a name speaks for when its class is not given; the first match counts."""


def infer_family(name: str) -> Family:
    """Return the family a name's ending speaks for; natural settlements when nothing does."""
    for endings, family in _INFERENCE:
        if name.endswith(endings):
            return family
    return Family.SETTLEMENT


def split(name: str, family: Family) -> Parts:
    """Take a name apart by the rules of its family.

    Never raises; a name without a generic term known to the family is one word.
    """
    if not name:
        return Parts("", "", ())
    if family is Family.UNKNOWN:
        family = infer_family(name)
    return _BY_FAMILY[family](name)
