"""Cells of a workbook that stay text: no formula, no number, no control character (WB8)."""

from __future__ import annotations

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from geocore.texts import without_controls

_LONGEST_CELL = 32_767  # Excel's own limit


def text_cell(sheet: WriteOnlyWorksheet, value: object, font: Font | None = None) -> WriteOnlyCell:
    """A cell that stays text in every program."""
    cell = WriteOnlyCell(sheet, value=None)
    cell.value = sheet_text("" if value is None else str(value))
    cell.data_type = "s"  # after the value: openpyxl would make "=…" a formula
    cell.number_format = "@"
    if font is not None:
        cell.font = font
    return cell


def sheet_text(text: str) -> str:
    """What a cell or comment may hold of a text: the file is XML, which cannot hold every character."""
    return without_controls(text)[:_LONGEST_CELL]
