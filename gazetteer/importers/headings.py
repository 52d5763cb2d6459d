"""Columns of a name table recognised by their Chinese heading; title, second heading row and totals told apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from geocore.errors import InvalidInput
from geocore.problems import Problem
from geocore.textfiles import clean_cell

HEADINGS: dict[str, tuple[str, ...]] = {
    "name": ("标准名称", "标准地名", "地名名称", "地名", "名称"),
    "category": ("类别", "地名类别", "类别名称", "地名类别名称", "实体类别"),
    "class_code": ("类别代码", "地名类别代码", "分类代码", "类别编码"),
    "division_code": (
        "所在政区代码",
        "政区代码",
        "行政区划代码",
        "区划代码",
        "所在行政区代码",
        "所在行政区划代码",
        "所在跨行政区代码",
    ),  # fmt: skip
    "lon": ("经度", "东经", "中心点经度", "起点经度"),
    "lat": ("纬度", "北纬", "中心点纬度", "起点纬度"),
    "crs": ("坐标系", "坐标系统", "坐标参考系"),
    "secrecy": ("密级", "保密等级"),
    "former_names": ("曾用名", "原名", "旧称"),
    "aliases": ("别名", "别称", "俗称", "俗名"),
    "spelling": ("罗马字母拼写", "汉语拼音", "拼音", "拼写"),
    "origin": ("来历", "地名来历", "由来", "地名由来"),
    "meaning": ("含义", "地名含义"),
    "history": ("历史沿革", "沿革", "地名沿革"),
    "source_ref": ("地名代码", "标识码", "地名标识码", "唯一标识", "编号"),
}
"""Field → headings under which tables carry it. `曾用名/别名` in one column is read as aliases."""

_FIELDS = {heading: field for field, headings in HEADINGS.items() for heading in headings} | {"曾用名别名": "aliases"}
_REMARK = re.compile(r"\(.*?\)|\[.*?\]|[*/、\s:]")
_TOTALS = ("合计", "总计", "小计", "共计", "填表人", "填表日期", "审核人", "备注:", "注:", "说明:")
_SEARCHED_ROWS = 12
MAX_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns are. `first_row`: number of the first data row; `titles`: cell texts above the headings."""

    positions: dict[str, int]
    headings: dict[str, str]
    first_row: int
    titles: tuple[str, ...]
    notes: tuple[Problem, ...]


def field_of(cell: object) -> str | None:
    """The field a heading names, brackets, stars and spaces ignored (`*经度（度分秒）` → lon)."""
    return _FIELDS.get(_REMARK.sub("", clean_cell(str(cell)))) if cell is not None else None


def find_layout(rows: Iterable[Sequence[object]]) -> Layout:
    """Find the heading row among the first twelve. Raises InvalidInput when there is none or a field comes twice."""
    head = [list(row[:MAX_COLUMNS]) for row in islice(rows, _SEARCHED_ROWS)]
    for number, row in enumerate(head):
        fields = [field_of(cell) for cell in row]
        if "name" not in fields:
            continue
        below = head[number + 1] if number + 1 < len(head) else []
        second = _second_heading(fields, below)
        if len([field for field in second or fields if field]) < 2:
            continue
        texts = _merged(row, below if second else [])
        titles = tuple(clean_cell(str(cell)) for above in head[:number] for cell in above if cell is not None)
        first_row = number + (3 if second else 2)
        return _layout(second or fields, texts, first_row, titles, is_double=second is not None)
    hint = "表头应有“标准名称”及“类别”“所在政区代码”等列"
    problem = Problem("headings", "no_headings", "前十二行里没有找到表头", hint=hint)
    raise InvalidInput("没有找到表头：缺“标准名称”列", [problem])


def _second_heading(fields: list[str | None], below: list[object]) -> list[str | None] | None:
    """The fields of both rows together, when the row below is headings too (`位置` over `经度`, `纬度`)."""
    lower = [field_of(cell) for cell in below]
    name_at = fields.index("name")
    if not any(lower) or (name_at < len(below) and below[name_at] not in (None, "")):
        return None
    width = max(len(fields), len(lower))
    padded = [*fields, *[None] * (width - len(fields))]
    lower += [None] * (width - len(lower))
    return [under or over for over, under in zip(padded, lower, strict=True)]


def _merged(row: list[object], below: list[object]) -> list[str]:
    width = max(len(row), len(below))
    cells = zip([*row, *[None] * (width - len(row))], [*below, *[None] * (width - len(below))], strict=True)
    return [clean_cell(str(under if under not in (None, "") else over or "")) for over, under in cells]


def _layout(
    fields: list[str | None], texts: list[str], first_row: int, titles: tuple[str, ...], *, is_double: bool
) -> Layout:
    positions: dict[str, int] = {}
    for index, field in enumerate(fields):
        if field is None:
            continue
        if field in positions:
            message = f"“{texts[positions[field]]}”和“{texts[index]}”是同一项内容的两列"
            problem = Problem("headings", "duplicate_heading", message, column=texts[index], hint="只留一列")
            raise InvalidInput(message, [problem])
        positions[field] = index
    notes = [Problem("headings", "two_heading_rows", "表头有两行，已合并")] if is_double else []
    ignored = [text for text, field in zip(texts, fields, strict=False) if text and field is None]
    if ignored:
        notes.append(Problem("headings", "ignored_columns", f"不认识的列未导入：{'、'.join(ignored[:20])}"))
    headings = {field: texts[index] for field, index in positions.items()}
    return Layout(positions, headings, first_row, titles, tuple(notes))


def is_total(cells: Sequence[object]) -> bool:
    """Whether a row closes the table (合计, 填表人 …) instead of naming a place."""
    first = next((clean_cell(str(cell)) for cell in cells if cell not in (None, "")), "")
    return first.startswith(_TOTALS)
