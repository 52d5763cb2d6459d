"""A list of names to be decided in one case (地名方案) as a table: rows of a file to items, and items to rows.

A row that cannot be read is told with its number and column; other columns than the known ones are facts of the item
(长度, 宽度, 层数 …).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final
from uuid import UUID

from gazetteer.cases.change_reasons import all_reasons, code_meant
from gazetteer.cases.model import CaseItem, DraftItem
from gazetteer.cases.rules import named_before, writing_problems
from gazetteer.importers.headings import MAX_COLUMNS
from gazetteer.importers.positions import proves_decimals, read_position
from geocore.coordinates import Envelope, distance_text
from geocore.errors import InvalidInput
from geocore.problems import Problem
from geocore.textfiles import clean_cell, without_decimals

MOST_ITEMS: Final = 500
_SEARCHED_ROWS: Final = 12
HEADINGS: Final[dict[str, str]] = {
    "place": "现有地名",
    "name": "拟用名称",
    "more_names": "备选名称",
    "reading": "读音",
    "position_text": "位置描述",
    "lon": "经度",
    "lat": "纬度",
    "meaning": "含义",
    "origin": "来历",
    "reason": "理由",
    "reason_code": "更名原因",
    "ended_on": "实体消失日期",
}
"""Field to the heading under which it is written; those of `_ALSO` are read as well."""
_ALSO: Final = {
    "名称": "name",
    "地名": "name",
    "标准名称": "name",
    "坐标系": "crs",
    "由来": "origin",
    "位置": "position_text",
    "更名原因代码": "reason_code",
    "注销原因": "reason_code",
    "原因代码": "reason_code",
}
_FIELDS: Final = {heading: field for field, heading in HEADINGS.items()} | _ALSO
_TEXTS: Final = ("reading", "position_text", "meaning", "origin", "reason")
_REMARK: Final = re.compile(r"\(.*?\)|\[.*?\]|[*\s:]")
"""What a heading may have about it: a star, (必填), a unit."""
_SEPARATORS: Final = re.compile(r"[、,，;；/|\n]+")

FindPlace = Callable[[str], UUID | None]
"""The registered place that a cell means, by name or address; None where it is not one."""
MetresOutside = Callable[[Mapping[int, tuple[float, float]]], Mapping[int, float]]
"""Of numbered points those outside the division of the case, with their metres from it."""


@dataclass(frozen=True, slots=True)
class _Layout:
    columns: dict[int, str]
    """Index of a column to its field, or to `fact:` and its heading."""
    first_row: int


def read_items(
    rows: Callable[[], Iterable[Sequence[object]]],
    envelope: Envelope,
    find_place: FindPlace,
    metres_outside: MetresOutside = lambda points: {},
) -> tuple[DraftItem, ...]:
    """Every data row as an item, positions in degrees of CGCS2000.

    Raises InvalidInput with all problems of all rows: no headings, no rows, more than `MOST_ITEMS`, unreadable cells,
    positions in another division, a name in two rows.
    """
    layout = _layout(rows())
    table = list(islice(_data_rows(rows(), layout), MOST_ITEMS + 1))
    if not table:
        raise InvalidInput("the table has no rows", [Problem("file", "no_rows", "表格里没有名称")])
    if len(table) > MOST_ITEMS:
        message = f"一件申请最多 {MOST_ITEMS} 个名称，请分成几件"
        raise InvalidInput("the table is too long", [Problem("file", "too_many_items", message)])
    may_be_packed = not any(proves_decimals(cells.get("lon"), cells.get("lat")) for _, cells in table)
    problems: list[Problem] = []
    items = [_item(number, cells, envelope, may_be_packed, find_place, problems) for number, cells in table]
    numbers = [number for number, _ in table]
    problems += _elsewhere(dict(zip(numbers, items, strict=True)), metres_outside)
    problems += _repeated(dict(zip(numbers, items, strict=True)))
    if problems:
        raise InvalidInput("rows of the table cannot be read", problems)
    return tuple(items)


def _elsewhere(items: Mapping[int, DraftItem], metres_outside: MetresOutside) -> Iterator[Problem]:
    points = {
        number: (item.lon, item.lat) for number, item in items.items() if item.lon is not None and item.lat is not None
    }
    for number, metres in sorted(metres_outside(points).items()):
        message = f"位置不在案件所写的政区内，距其边界 {distance_text(metres)}"
        hint = "核对坐标（经度在前）和案件的所在政区；跨政区的，以共同的上级政区申请"
        yield Problem("position", "row_outside_division", message, number, hint=hint)


def _repeated(items: Mapping[int, DraftItem]) -> Iterator[Problem]:
    names = {number: item.candidate_names[0] for number, item in items.items() if item.candidate_names}
    for number, earlier in named_before(names).items():
        message = f"第 {earlier} 行和第 {number} 行的拟用名称都是“{names[number]}”"
        hint = "一件申请里一个名称只能用一次；两处地方要用不同的名称，同一处地方只写一行"
        yield Problem("name", "row_name_twice", message, number, HEADINGS["name"], hint)


def _layout(rows: Iterable[Sequence[object]]) -> _Layout:
    for number, row in enumerate(islice(rows, _SEARCHED_ROWS), start=1):
        texts = [_text(cell) for cell in row[:MAX_COLUMNS]]
        fields = {index: _FIELDS.get(_REMARK.sub("", text), f"fact:{text}") for index, text in enumerate(texts) if text}
        if {"name", "place"} & set(fields.values()):
            return _Layout(fields, number + 1)
    message = f"没有找到表头；表头应有“{HEADINGS['name']}”或“{HEADINGS['place']}”"
    raise InvalidInput("the table has no headings", [Problem("file", "no_headings", message)])


def _data_rows(rows: Iterable[Sequence[object]], layout: _Layout) -> Iterator[tuple[int, dict[str, object]]]:
    for number, row in enumerate(rows, start=1):
        cells = {field: row[index] for index, field in layout.columns.items() if index < len(row)}
        if number >= layout.first_row and any(_text(cell) for cell in cells.values()):
            yield number, cells


def _text(cell: object) -> str:
    return "" if cell is None else clean_cell(str(without_decimals(cell)))


def _item(
    number: int,
    cells: dict[str, object],
    envelope: Envelope,
    may_be_packed: bool,
    find_place: FindPlace,
    problems: list[Problem],
) -> DraftItem:
    names = [_text(cells.get("name")), *_SEPARATORS.split(_text(cells.get("more_names")))]
    wished = tuple(dict.fromkeys("".join(name.split()) for name in names if name.strip()))
    texts = {field: _text(cells.get(field)) for field in _TEXTS}
    facts = {field.removeprefix("fact:"): _text(cell) for field, cell in cells.items() if field.startswith("fact:")}
    position = read_position(
        cells.get("lon"), cells.get("lat"), cells.get("crs"), envelope, row=number, may_be_packed=may_be_packed
    )
    problems.extend(position.problems)
    problems.extend(
        Problem(problem.field, problem.code, problem.message, number, HEADINGS.get(problem.field), problem.hint)
        for problem in writing_problems(wished, {**texts, "facts": "".join(map("".join, facts.items()))})
    )
    place_id = None
    if meant := _text(cells.get("place")):
        place_id = find_place(meant)
        if place_id is None:
            problems.append(Problem("place", "place_unknown", f"本辖区内没有“{meant}”", number, HEADINGS["place"]))
    reason_code = None
    if said := _text(cells.get("reason_code")):
        reason_code = code_meant(said)
        if reason_code is None:
            message = f"没有“{said}”这个更名原因"
            known = "、".join(reason.label_zh for reason in all_reasons().values())
            column = HEADINGS["reason_code"]
            problems.append(Problem("reason_code", "reason_unknown", message, number, column, f"可以写：{known}"))
    return DraftItem(
        candidate_names=wished,
        place_id=place_id,
        lon=position.lon,
        lat=position.lat,
        facts={key: value for key, value in facts.items() if value},
        ended_on=_day(cells.get("ended_on"), number, problems),
        reason_code=reason_code or "",
        **texts,
    )


def _day(cell: object, number: int, problems: list[Problem]) -> date | None:
    if isinstance(cell, date):
        return date(cell.year, cell.month, cell.day)
    text = _text(cell)
    if not text:
        return None
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        problems.append(
            Problem("ended_on", "bad_day", f"“{text}”不是日期，写成 2026-03-01", number, HEADINGS["ended_on"])
        )
        return None


def table_of(items: Sequence[CaseItem]) -> list[list[str]]:
    """Headings and a row for each item, as `read_items` reads them; without items the headings alone."""
    facts = list(dict.fromkeys(key for item in items for key in item.facts))
    rows = [[*HEADINGS.values(), *facts]]
    for item in items:
        rows.append(
            [
                item.old_name or "",
                item.candidate_names[0] if item.candidate_names else "",
                "、".join(item.candidate_names[1:]),
                item.reading,
                item.position_text,
                "" if item.lon is None else f"{item.lon:.7f}",
                "" if item.lat is None else f"{item.lat:.7f}",
                item.meaning,
                item.origin,
                item.reason,
                all_reasons()[item.reason_code].label_zh if item.reason_code else "",
                item.ended_on.isoformat() if item.ended_on else "",
                *(item.facts.get(key, "") for key in facts),
            ]
        )
    return rows
