from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from gazetteer.importers.table import TableOptions
from gazetteer.importers.xlsx import open_xlsx
from geocore.coordinates import Envelope
from geocore.errors import InvalidInput

OPTIONS = TableOptions(Envelope(70, 0, 140, 56))
ROWS = [["标准名称", "类别", "所在政区代码"], ["苏仙岭", "山", "431003"]]


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def rewritten(path: Path, part: str, change: tuple[bytes, bytes]) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert change[0] in parts[part]
    parts[part] = parts[part].replace(*change)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(InvalidInput) as refused:
        list(open_xlsx(path, OPTIONS))
    return refused.value.problems[0].code


def test_the_sheet_with_headings_is_found(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"说明": [["请按表填写"]], "地名": [list(row) for row in ROWS], "空": []})
    assert [place.name for place in open_xlsx(path, OPTIONS)] == ["苏仙岭"]


def test_further_sheets_are_named_not_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"甲": [list(row) for row in ROWS], "乙": [list(row) for row in ROWS]})
    file = open_xlsx(path, OPTIONS)
    assert len(list(file)) == 1
    (note,) = file.notes
    assert (note.code, "乙" in note.message) == ("other_sheets", True)


def test_a_secret_row_in_a_second_sheet_refuses_the_file(tmp_path: Path) -> None:
    secret: list[list[object]] = [["标准名称", "类别", "密级"], ["x", "山", "秘密"]]
    path = workbook(tmp_path / "a.xlsx", {"甲": [list(row) for row in ROWS], "乙": secret})
    assert refusal(path) == "secret_row"


def test_number_cells_are_read_like_their_text(tmp_path: Path) -> None:
    rows: list[list[object]] = [ROWS[0], [301, "住宅区", 431003105200]]
    (place,) = open_xlsx(workbook(tmp_path / "a.xlsx", {"地名": rows}), OPTIONS)
    assert (place.name, place.division_code) == ("301", "431003105200")


def test_formulas_are_not_run(tmp_path: Path) -> None:
    rows: list[list[object]] = [ROWS[0], ['=HYPERLINK("http://x","苏仙岭")', "山", "431003"]]
    (place,) = open_xlsx(workbook(tmp_path / "a.xlsx", {"地名": rows}), OPTIONS)
    assert [problem.code for problem in place.problems] == ["empty_name"]


def test_workbooks_with_things_we_do_not_read_are_read_without_warnings(tmp_path: Path) -> None:
    book = Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active.add_data_validation(DataValidation(type="list", formula1='"山,河"'))
    book.save(tmp_path / "a.xlsx")
    assert len(list(open_xlsx(tmp_path / "a.xlsx", OPTIONS))) == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_an_archive"),
        (b"a,b,c", "not_an_archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "old_or_locked"),
        (b"PK\x03\x04" + bytes(100), "broken_archive"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    assert refusal(path) == code


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert refusal(tmp_path / "a.xlsx") == "not_xlsx"


def test_entity_declarations_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"地名": [list(row) for row in ROWS]})
    bomb = b'<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY a "&lol;&lol;">]><workbook'
    assert refusal(rewritten(path, "xl/workbook.xml", (b"<workbook", bomb))) == "unsafe_xml"


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("xl/workbook.xml", (b"</workbook>", b"")),
        ("xl/worksheets/sheet1.xml", (b"</sheetData>", b"<")),
        ("xl/_rels/workbook.xml.rels", (b"worksheets/sheet1.xml", b"worksheets/sheet9.xml")),
        ("[Content_Types].xml", (b"<Types", b"<Typos")),
    ],
)
def test_damaged_workbooks_are_refused_or_read(tmp_path: Path, part: str, change: tuple[bytes, bytes]) -> None:
    path = rewritten(workbook(tmp_path / "a.xlsx", {"地名": [list(row) for row in ROWS]}), part, change)
    assert refusal(path) in {"broken_workbook", "no_headings"}
