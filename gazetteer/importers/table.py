"""A table of names, cell by cell → `PlaceRow`. What CSV and XLSX have in common; they only differ in how rows come."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from gazetteer.importers.headings import Layout, find_layout, is_total
from gazetteer.importers.positions import proves_decimals, read_position
from gazetteer.importers.rows import PlaceRow
from gazetteer.importers.secrecy import SecrecyGuard
from geocore.coordinates import Envelope
from geocore.problems import Problem
from geocore.textfiles import clean_cell, clean_name, read_code, without_decimals
from geocore.texts import has_control

OpenRows = Callable[[], Iterator[Sequence[object]]]
"""Starts reading the table from its first row; called once to look, once per iteration."""

MAX_NAME = 100
_DIVISION_WIDTHS = (12, 9, 6)
_CATEGORY_WORDS = {
    "natural": ("自然地理实体", "自然实体", "山", "河流", "湖泊", "岛屿", "山体", "水系"),
    "division": ("行政区划", "行政区域", "政区"),
    "committee": ("村民委员会", "居民委员会", "村委会", "居委会", "村民委员会、居民委员会所在地", "群众自治组织",
                  "群众自治组织所在地"),
    "park": ("公园", "城市公园", "自然保护地", "城市公园、自然保护地", "自然保护区"),
    "street": ("街路巷", "道路", "街道巷", "道路街巷", "街巷"),
    "building": ("住宅区", "楼宇", "住宅区、楼宇", "建筑物", "建筑", "小区"),
    "facility": ("设施", "交通设施", "水利设施", "电力设施", "通信设施", "气象设施", "桥梁", "水库", "隧道",
                 "交通运输、水利、电力、通信、气象等设施", "交通运输设施"),
    "settlement": ("居民点", "自然村", "城镇居民点", "农村居民点"),
    "other": ("其他", "其他地理实体", "纪念地", "旅游景点", "单位"),
}  # fmt: skip
_CATEGORIES = {word: code for code, words in _CATEGORY_WORDS.items() for word in (*words, code)}
_TEXTS = ("source_ref", "spelling", "former_names", "aliases", "origin", "meaning", "history")
_SEPARATORS = re.compile(r"[、,，;；/|\n]+")


@dataclass(frozen=True, slots=True)
class TableOptions:
    """What an installation and the caller decide. `crs`: the system told for the whole file, if any."""

    envelope: Envelope
    highest_secrecy: str = "内部"
    crs: str | None = None


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the first look at the whole file found. `may_be_packed`: see `positions.read_position`."""

    layout: Layout
    may_be_packed: bool


def inspect_table(open_rows: OpenRows, options: TableOptions) -> Inspection:
    """Find the columns and go through all rows' 密级. Raises InvalidInput: no headings, or a row above the level.

    The whole file is looked at before any row is handed on, because one secret row refuses the file.
    """
    layout = find_layout(open_rows())
    guard = SecrecyGuard(options.highest_secrecy)
    for title in layout.titles:
        guard.check_title(title)
    may_be_packed = True
    for number, row in _data_rows(open_rows, layout):
        cells = _Cells(row, layout)
        if cells["secrecy"] is not None:
            guard.check_row(str(cells["secrecy"]), number)
        if may_be_packed and proves_decimals(cells["lon"], cells["lat"]):
            may_be_packed = False
    return Inspection(layout, may_be_packed)


def read_table(open_rows: OpenRows, inspected: Inspection, options: TableOptions) -> Iterator[PlaceRow]:
    """Every data row; blank rows and totals are passed over. `line` counts rows of the table from 1."""
    for number, row in _data_rows(open_rows, inspected.layout):
        yield _place(_Cells(row, inspected.layout), number, options, inspected.may_be_packed)


def _data_rows(open_rows: OpenRows, layout: Layout) -> Iterator[tuple[int, Sequence[object]]]:
    for number, cells in enumerate(open_rows(), start=1):
        is_blank = all(cell is None or not str(cell).strip() for cell in cells)
        if number >= layout.first_row and not is_blank and not is_total(cells):
            yield number, cells


class _Cells:
    """One row's cells by field."""

    def __init__(self, cells: Sequence[object], layout: Layout) -> None:
        self._cells, self._layout = cells, layout

    def __getitem__(self, field: str) -> object:
        at = self._layout.positions.get(field)
        return self._cells[at] if at is not None and at < len(self._cells) else None

    def text(self, field: str) -> str:
        cell = without_decimals(self[field])
        return "" if cell is None or cell == "" else clean_name(str(cell))

    def parts(self, field: str) -> tuple[str, ...]:
        text = self.text(field)
        return tuple(dict.fromkeys(part for part in map(clean_name, _SEPARATORS.split(text)) if part)) if text else ()

    def heading(self, field: str) -> str | None:
        return self._layout.headings.get(field)


def _place(cells: _Cells, line: int, options: TableOptions, may_be_packed: bool) -> PlaceRow:
    problems: list[Problem] = []

    def problem(field: str, code: str, message: str, hint: str) -> None:
        problems.append(Problem(field, code, message, line, cells.heading(field), hint))

    name = cells.text("name")
    if not name:
        problem("name", "empty_name", "标准名称为空", "补上名称，或删去整行")
    elif len(name) > MAX_NAME:
        problem("name", "name_too_long", f"名称有 {len(name)} 字，超过 {MAX_NAME} 字", "检查是否几个单元格粘在一起")
    elif not name.isprintable():
        problem("name", "unknown_character", "名称里有控制字符或自造字", "改用规范字")
    for field in _TEXTS:
        if has_control(cells.text(field)):
            problem(field, "unknown_character", "文字里有不可见的控制字符", "删去这些字符")
    category, class_code = _category(cells, problem), _class_code(cells, line, problems)
    is_said = any(item.field in ("category", "class_code") for item in problems)
    if category is None and class_code is None and not is_said:
        problem("category", "missing_category", "类别为空", "填八类之一，或填五位类别代码")
    position = read_position(
        cells["lon"], cells["lat"], cells["crs"], options.envelope,
        row=line, crs=options.crs, may_be_packed=may_be_packed,
    )  # fmt: skip
    return PlaceRow(
        line=line,
        name=name,
        category=category,
        class_code=class_code,
        division_code=_division_code(cells, line, problems),
        source_ref=cells.text("source_ref") or f"row {line}",
        lon=position.lon,
        lat=position.lat,
        crs=position.crs,
        position_as_given=position.as_given,
        secrecy=clean_cell(cells.text("secrecy")),
        spelling=cells.text("spelling") or None,
        former_names=cells.parts("former_names"),
        aliases=cells.parts("aliases"),
        origin=cells.text("origin") or None,
        meaning=cells.text("meaning") or None,
        history=cells.text("history") or None,
        problems=(*problems, *_under_own_headings(position.problems, cells)),
        notes=_under_own_headings(position.notes, cells),
    )


def _under_own_headings(found: tuple[Problem, ...], cells: _Cells) -> tuple[Problem, ...]:
    """Problems of a position with the heading that this table uses (`东经` for 经度), so that the cell is found."""
    if not found:
        return found
    own = {column: cells.heading(field) for field, column in (("lon", "经度"), ("lat", "纬度"), ("crs", "坐标系"))}
    return tuple(replace(problem, column=own.get(problem.column or "") or problem.column) for problem in found)


def _category(cells: _Cells, problem: Callable[[str, str, str, str], None]) -> str | None:
    text = clean_cell(cells.text("category"))
    if not text:
        return None
    found = _CATEGORIES.get(text)
    if found is None:
        problem("category", "unknown_category", f"类别“{text[:20]}”不认识", "填八类之一，例如“街路巷”“自然地理实体”")
    return found


def _class_code(cells: _Cells, line: int, problems: list[Problem]) -> str | None:
    if cells["class_code"] in (None, ""):
        return None
    read = read_code(cells["class_code"], 5, field="class_code", row=line, column=cells.heading("class_code"))
    if isinstance(read, Problem):
        problems.append(read)
        return None
    return read


def _division_code(cells: _Cells, line: int, problems: list[Problem]) -> str | None:
    cell, column = cells["division_code"], cells.heading("division_code")
    if column is None:
        hint = "加上“所在政区代码”列"
        problems.append(Problem("division_code", "missing_code", "表里没有政区代码列", line, hint=hint))
        return None
    if isinstance(cell, str) and len(cell) in _DIVISION_WIDTHS and cell.isascii() and cell.isdigit():
        return cell
    first: Problem | None = None
    for width in _DIVISION_WIDTHS:
        read = read_code(cell, width, field="division_code", row=line, column=column)
        if isinstance(read, str):
            return read
        if first is None or read.code != "bad_code":
            first = read
    if first is not None and first.code == "code_too_short":
        message = f"政区代码“{clean_cell(str(cell))}”的位数不对，应为 6、9 或 12 位"
        first = Problem("division_code", "bad_code", message, line, column, "检查是否丢了开头的 0 或末几位")
    if first is not None:
        problems.append(first)
    return None
