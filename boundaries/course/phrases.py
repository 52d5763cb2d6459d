"""Reading single phrases of a course: a mark, a length, a direction, what is followed, crossed, passed. Pure.

The text is half-width and without spaces by now. Each reader raises InvalidInput with one Problem that says what is
wrong with the phrase and how to mend it; `parsing` adds the stretch.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from boundaries.course.ground import Flow, Follows, Guide, Waypoint, WaypointKind
from boundaries.course.model import ARC_MINUTES, Mark, MarkKind
from boundaries.course.natures import refused
from boundaries.course.sectors import Direction

LENGTH: Final = r"(?:约|大约|为)*(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<unit>千米|公里|km|米|m)(?:左右)?"
MARK: Final = r"(?:界桩|边界点|界点|界碑)"
_LENGTH = re.compile(LENGTH, re.IGNORECASE)
_KILOMETRES = ("千米", "公里", "km")
_MARK_WORDS = {"界桩": MarkKind.MARKER, "界碑": MarkKind.MARKER}
_MARK = re.compile(rf"(?P<before>{MARK})?(?P<number>.*?)号?(?P<after>{MARK})?")

_SAME_DIRECTIONS = {
    "东南偏东": Direction.ESE, "东南偏南": Direction.SSE, "东北偏东": Direction.ENE, "东北偏北": Direction.NNE,
    "西南偏西": Direction.WSW, "西南偏南": Direction.SSW, "西北偏西": Direction.WNW, "西北偏北": Direction.NNW,
    "东东南": Direction.ESE, "南东南": Direction.SSE, "东东北": Direction.ENE, "北东北": Direction.NNE,
    "西西南": Direction.WSW, "南西南": Direction.SSW, "西西北": Direction.WNW, "北西北": Direction.NNW,
    "正东": Direction.E, "正南": Direction.S, "正西": Direction.W, "正北": Direction.N,
}  # fmt: skip
"""Other names of the same sixteen; 东偏南 is none of them: it may mean 东偏东南 or 东南."""
DIRECTIONS: Final = {direction.value: direction for direction in Direction} | _SAME_DIRECTIONS
DIRECTION: Final = "|".join(sorted(DIRECTIONS, key=len, reverse=True))

_GUIDES = {guide.value: guide for guide in Guide} | {
    "中线": Guide.CENTRE_LINE, "中央": Guide.CENTRE_LINE, "主航道": Guide.MAIN_CHANNEL,
    "主航道中线": Guide.MAIN_CHANNEL, "山梁": Guide.RIDGE, "分水岭": Guide.RIDGE, "山谷": Guide.VALLEY,
    "沟谷": Guide.VALLEY, "田坎": Guide.FIELD_BANK,
}  # fmt: skip
_GUIDES_BY_LENGTH = sorted(_GUIDES.items(), key=lambda pair: -len(pair[0]))
_FLOWS = {
    "顺流而下": Flow.DOWNSTREAM, "顺流": Flow.DOWNSTREAM, "顺水": Flow.DOWNSTREAM, "向下游": Flow.DOWNSTREAM,
    "逆流而上": Flow.UPSTREAM, "逆流": Flow.UPSTREAM, "溯流而上": Flow.UPSTREAM, "向上游": Flow.UPSTREAM,
}  # fmt: skip
_HEIGHT = re.compile(r"\((?:高程|海拔|标高)(?P<height>-?[0-9]+(?:\.[0-9]+)?)(?:米|m)\)$")
_HEIGHT_WORDS = {
    "山顶": WaypointKind.SUMMIT, "山峰": WaypointKind.SUMMIT, "高地": WaypointKind.SUMMIT, "山头": WaypointKind.SUMMIT,
    "鞍部": WaypointKind.SADDLE, "垭口": WaypointKind.SADDLE, "山垭": WaypointKind.SADDLE,
    "高程点": WaypointKind.SPOT_HEIGHT,
}  # fmt: skip
_AZIMUTH = re.compile(r"(?P<degrees>[0-9]{1,3})(?:°|度)(?:(?P<minutes>[0-9]{1,2})(?:′|'|’|分))?")


def read_length(phrase: str) -> int:
    """Whole metres from 1.2千米, 1.2公里, 1200米, 1200m."""
    matched = _LENGTH.fullmatch(phrase)
    if matched is None:
        raise refused("length", "bad_length", "读不出长度", "写成“640米”或“1.25千米”，用阿拉伯数字")
    scale = 1000 if matched["unit"].lower() in _KILOMETRES else 1
    metres = Decimal(matched["number"]) * scale
    if metres != metres.to_integral_value() or metres > 40_000_000:
        raise refused("length", "bad_length", "长度不是整米数，或长过地球一周", "长度写到米，如“1.25千米”“1250米”")
    return int(metres)


def read_mark(phrase: str) -> Mark:
    """001号界桩, 界桩001, 3号界点, 郑平许界桩."""
    matched = _MARK.fullmatch(phrase)
    before, after = (matched["before"], matched["after"]) if matched else (None, None)
    if matched is None or bool(before) == bool(after) or not matched["number"]:
        raise refused("mark", "unknown_mark", "读不出界桩或边界点", "写成“001号界桩”或“3号边界点”")
    return Mark(_MARK_WORDS.get(before or after or "", MarkKind.BOUNDARY_POINT), matched["number"])


def read_azimuth(phrase: str) -> int:
    """Minutes from 112°30′ or 112度30分."""
    matched = _AZIMUTH.fullmatch(phrase)
    minutes = -1 if matched is None else int(matched["degrees"]) * 60 + int(matched["minutes"] or 0)
    if matched is None or int(matched["minutes"] or 0) >= 60 or minutes >= ARC_MINUTES:
        raise refused("azimuth", "bad_azimuth", "读不出真方位角", "写成“真方位角112°30′”")
    return minutes


def read_follows(phrase: str) -> Follows:
    """What stands after 沿: 舂陵水中心线顺流而下, 牛头山山脊, 直线."""
    body, flow = phrase, None
    for word, meant in _FLOWS.items():
        if phrase.endswith(word):
            body, flow = phrase.removesuffix(word), meant
            break
    for word, guide in _GUIDES_BY_LENGTH:
        if body.endswith(word):
            return Follows(guide, body.removesuffix(word), flow)
    hint = "以“山脊、山沟、中心线、左岸、东侧、堤、直线”等结尾，如“沿舂陵水中心线顺流而下”"
    raise refused("follows", "unknown_guide", "读不出沿什么", hint)


def read_waypoint(phrase: str) -> Waypoint:
    """What stands after 过 or 途经: 京广铁路, 牛头山山顶(高程625.3米)."""
    matched = _HEIGHT.search(phrase)
    body = phrase[: matched.start()] if matched else phrase
    height = float(matched["height"]) if matched else None
    for word, kind in _HEIGHT_WORDS.items():
        if body.endswith(word):
            return Waypoint(kind, body.removesuffix(word), height)
    return Waypoint(WaypointKind.CROSSING, body, height)
