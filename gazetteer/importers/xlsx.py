"""Name tables as XLSX, read as a stream. The container and its XML are checked before openpyxl sees them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from gazetteer.importers.headings import MAX_COLUMNS
from gazetteer.importers.rows import PlaceFile
from gazetteer.importers.table import Inspection, OpenRows, TableOptions, inspect_table, read_table
from geocore.archives import ArchiveLimits, fingerprint, read_members, refused
from geocore.errors import InvalidInput
from geocore.problems import Problem

_LIMITS = ArchiveLimits(members=2_000, member_bytes=1024 * 1024 * 1024, total_bytes=1536 * 1024 * 1024, ratio=100)
_OLE2 = b"\xd0\xcf\x11\xe0"
_CHUNK = 256 * 1024


def open_xlsx(path: Path, options: TableOptions) -> PlaceFile:
    """Open the first sheet that has headings. Raises InvalidInput: not XLSX, damaged, hostile, no headings, 涉密.

    Further sheets with headings are named in a note, not read: their rows would be mistaken for the first sheet's.
    """
    _check_container(path)
    found: tuple[str, Inspection] | None = None
    last: InvalidInput | None = None
    others: list[str] = []
    for sheet in _sheet_names(path):
        try:
            inspected = inspect_table(_opener(path, sheet), options)
        except InvalidInput as error:
            if not any(problem.code == "no_headings" for problem in error.problems):
                raise
            last = error
            continue
        if found is None:
            found = sheet, inspected
        else:
            others.append(sheet)
    if found is None:
        raise last or refused(path, "no_headings", "工作簿里没有工作表", "检查是否选错了文件")
    sheet, inspected = found
    notes = [Problem("sheet", "other_sheets", f"只读了工作表“{sheet}”，未读：{'、'.join(others)}")] if others else []
    return PlaceFile(
        source=path.name,
        sha256=fingerprint(path),
        read=lambda: read_table(_opener(path, sheet), inspected, options),
        columns=inspected.layout.headings,
        notes=(*inspected.layout.notes, *notes),
    )


def xlsx_rows(path: Path) -> OpenRows:
    """All rows of the first visible sheet. Raises InvalidInput: not XLSX, damaged, hostile, without a sheet."""
    _check_container(path)
    sheets = _sheet_names(path)
    if not sheets:
        raise refused(path, "no_headings", "工作簿里没有工作表", "检查是否选错了文件")
    return _opener(path, sheets[0])


def _check_container(path: Path) -> None:
    """Limits, names and XML of the package. Entity declarations are refused: a workbook never needs them."""
    with path.open("rb") as file:
        if file.read(4) == _OLE2:
            raise refused(path, "old_or_locked", "是旧的 .xls 文件，或设了打开密码", "在表格软件里另存为不加密的 .xlsx")
    has_workbook = False
    for member in read_members(path, lambda name: name.endswith((".xml", ".rels")), _LIMITS):
        has_workbook |= member.name == "xl/workbook.xml"
        tail = b""
        while data := member.stream.read(_CHUNK):
            if not tail and data.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise refused(path, "unsafe_xml", f"{member.name} 的编码不是 UTF-8", "在表格软件里重新另存")
            piece = tail + data
            if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
                raise refused(path, "unsafe_xml", f"{member.name} 含有实体声明", "在表格软件里重新另存")
            tail = data[-16:]
    if not has_workbook:
        raise refused(path, "not_xlsx", "不是 XLSX 工作簿", "在表格软件里另存为 .xlsx")


def _sheet_names(path: Path) -> list[str]:
    with _readable(path):
        workbook = load_workbook(path, read_only=True, data_only=True)
        try:
            return [sheet.title for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        finally:
            workbook.close()


def _opener(path: Path, sheet: str) -> OpenRows:
    def rows() -> Iterator[Sequence[object]]:
        with _readable(path):
            workbook = load_workbook(path, read_only=True, data_only=True)
            try:
                cells = workbook[sheet].iter_rows(values_only=True, max_col=MAX_COLUMNS)
                while batch := _take(cells):
                    yield from batch
            finally:
                workbook.close()

    return rows


def _take(cells: Iterator[Sequence[object]]) -> list[Sequence[object]]:
    """The next rows, without openpyxl's warnings about styles and extensions that it drops (we read values only)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return list(islice(cells, 1_000))


class _readable:
    """openpyxl raises what its parts raise when a workbook is damaged; all of it means one thing to the user."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        # SyntaxError: what both XML readers of openpyxl raise, of the standard library and of lxml where that is there.
        damaged = (BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, IndexError, AttributeError,
                   EOFError, SyntaxError)  # fmt: skip
        if isinstance(error, damaged):
            message = f"工作簿损坏（{type(error).__name__}）"
            raise refused(self._path, "broken_workbook", message, "在表格软件里打开并重新另存") from error
