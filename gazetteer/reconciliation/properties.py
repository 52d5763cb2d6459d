"""What can be added to a table about a place: only what its public page tells, by the same rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from gazetteer.public_model import POSITION_NOTES, PlaceRecord
from geocore.coordinates import shown_degrees

Value = str | float | date


@dataclass(frozen=True, slots=True)
class Property:
    """`asks`: whether a question may tell it as well, to find the right one of several places."""

    id: str
    name: str
    description: str
    values: Callable[[PlaceRecord], Sequence[Value | None]]
    asks: bool = False


def _code(system: str) -> Callable[[PlaceRecord], Sequence[str]]:
    return lambda record: [code.code for code in record.codes if code.system == system]


def _names(*kinds: str) -> Callable[[PlaceRecord], Sequence[str]]:
    def told(record: PlaceRecord) -> Sequence[str]:
        return [
            one.name
            for one in record.names
            if one.kind in kinds and one.name != record.name.name and (one.kind != "standard" or one.valid_to)
        ]

    return told


_ALL: Final = (
    Property("name", "标准名称", "standard name of today", lambda one: [one.name.name]),
    Property("pinyin", "罗马字母拼写", "spelling with tones", lambda one: [one.name.spelling or None], asks=True),
    Property("status", "状态", "status of the name", lambda one: [one.name.status]),
    Property("category", "类别", "one of the eight of art. 3", lambda one: [one.category_name], asks=True),
    Property("class", "地名分类", "class of GB/T 18521", lambda one: [one.class_name or None], asks=True),
    Property("class_code", "类别代码", "code in GB/T 18521", lambda one: [one.class_code]),
    Property(
        "division", "所在政区", "divisions from the province down; as a question a name or code",
        lambda one: ["".join(ref.name for ref in one.division_path if ref.level > 0) or None], asks=True,
    ),
    Property(
        "division_code", "所在政区代码", "statistical code of the nearest division, 12 digits",
        lambda one: [next((ref.code for ref in reversed(one.division_path) if ref.code), None)],
    ),
    Property("code", "统计用区划代码", "of a division, 12 digits", _code("statistical"), asks=True),
    Property("civil_code", "行政区划代码", "of a division, 6, 9 or 12 digits", _code("civil")),
    Property("lon", "经度", "CGCS2000, public grid", lambda one: [shown_degrees(one.lon)], asks=True),
    Property("lat", "纬度", "CGCS2000, public grid", lambda one: [shown_degrees(one.lat)], asks=True),
    Property(
        "position_note", "位置说明", "示例位置 where the position is invented",
        lambda one: [POSITION_NOTES.get(one.position_kind)],
    ),
    Property("former_name", "曾用名", "names that are no longer true", _names("former", "standard")),
    Property("alias", "别名", "other names", _names("alias", "short", "map", "local", "ethnic", "exonym")),
    Property("valid_from", "启用日期", "first day of the standard name", lambda one: [one.name.valid_from]),
)  # fmt: skip
PROPERTIES: Final = {one.id: one for one in _ALL}
POSITION: Final = frozenset(("lon", "lat"))


def values_of(record: PlaceRecord, wanted: Sequence[str]) -> dict[str, list[Value]]:
    """The values of each wanted property, without the unknown ones.

    An invented position is told only to whoever asks for its note as well: a column of numbers cannot say of itself
    that they are no survey.
    """
    is_withheld = record.position_kind in POSITION_NOTES and "position_note" not in wanted
    return {
        name: []
        if is_withheld and name in POSITION
        else [value for value in PROPERTIES[name].values(record) if value is not None]
        for name in wanted
    }
