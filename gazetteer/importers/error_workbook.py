"""The answer to a faulty list: its rows as a workbook, bad cells coloured and commented, to be mended and sent again.

Every cell is written as text: codes keep their zeros, and what begins with `=` stays what the sender typed
instead of becoming a formula on the officer's machine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from geocore.problems import Problem
from geocore.sheet_cells import sheet_text, text_cell

ADDED_COLUMNS = ("错误代码", "说明", "建议")
_BAD = PatternFill("solid", fgColor="FFF4B6B6")
_HEAD = Font(bold=True)
_COMMENT_AUTHOR = "地名系统"


def write_error_workbook(
    headings: Sequence[str], rows: Iterable[tuple[int, Sequence[object]]], problems: Iterable[Problem], path: Path
) -> int:
    """Write the faulty rows and return how many there are.

    `rows`: row number and cells as they came, in the order of `headings`; rows without a problem are left out.
    A problem marks the cell under the heading that its `column` names, else the first cell. Problems without a row
    (of the file as a whole) stand on top.
    """
    by_row: dict[int | None, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_row[problem.row].append(problem)
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("需要修改的行")
    sheet.freeze_panes = "A2"
    sheet.append([text_cell(sheet, text, font=_HEAD) for text in ("行号", *headings, *ADDED_COLUMNS)])
    for problem in by_row.pop(None, []):
        blanks = [text_cell(sheet, "") for _ in range(len(headings) + 1)]
        sheet.append([*blanks, *(text_cell(sheet, text) for text in _explanation([problem]))])
    written = 0
    for number, cells in rows:
        found = by_row.get(number)
        if found:
            sheet.append(_row(sheet, headings, number, cells, found))
            written += 1
    workbook.save(path)
    return written


def _row(
    sheet: WriteOnlyWorksheet, headings: Sequence[str], number: int, cells: Sequence[object], found: list[Problem]
) -> list[WriteOnlyCell]:
    marked: dict[int, list[Problem]] = defaultdict(list)
    for problem in found:
        marked[headings.index(problem.column) if problem.column in headings else 0].append(problem)
    line = [text_cell(sheet, number)]
    for index in range(len(headings)):
        cell = text_cell(sheet, cells[index] if index < len(cells) else "")
        if index in marked:
            cell.fill = _BAD
            cell.comment = Comment(sheet_text("\n".join(problem.message for problem in marked[index])), _COMMENT_AUTHOR)
        line.append(cell)
    return [*line, *(text_cell(sheet, text) for text in _explanation(found))]


def _explanation(found: list[Problem]) -> tuple[str, str, str]:
    return (
        "\n".join(problem.code for problem in found),
        "\n".join(problem.message for problem in found),
        "\n".join(problem.hint or "" for problem in found).strip(),
    )
