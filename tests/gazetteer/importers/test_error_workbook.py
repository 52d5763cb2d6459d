from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from gazetteer.importers.error_workbook import write_error_workbook
from geocore.problems import Problem

HEADINGS = ["标准名称", "类别", "所在政区代码"]
ROWS = [(2, ["苏仙岭", "山", "431003"]), (3, ["=1+1", "神仙", "0431003"]), (4, ["白露", "山", None])]
PROBLEMS = [
    Problem("category", "unknown_category", "类别“神仙”不认识", 3, "类别", "填八类之一"),
    Problem("division_code", "bad_code", "七位", 3, "所在政区代码", "应为六位"),
    Problem("name", "unknown_character", "控制字符", 4, "标准名称"),
    Problem("headings", "ignored_columns", "不认识的列未导入：电话"),
]


def written(folder: Path) -> list[list[object]]:
    write_error_workbook(HEADINGS, ROWS, PROBLEMS, folder / "errors.xlsx")
    sheet = load_workbook(folder / "errors.xlsx").active
    return [list(row) for row in sheet.iter_rows()]


def test_only_faulty_rows_are_written_with_what_to_do(tmp_path: Path) -> None:
    assert write_error_workbook(HEADINGS, ROWS, PROBLEMS, tmp_path / "errors.xlsx") == 2
    cells = written(tmp_path)
    assert [cell.value for cell in cells[0]] == ["行号", *HEADINGS, "错误代码", "说明", "建议"]
    assert [cell.value for cell in cells[2]] == [
        "3", "=1+1", "神仙", "0431003", "unknown_category\nbad_code", "类别“神仙”不认识\n七位", "填八类之一\n应为六位",
    ]  # fmt: skip
    assert len(cells) == 4


def test_problems_of_the_whole_file_stand_on_top(tmp_path: Path) -> None:
    assert [cell.value for cell in written(tmp_path)[1]][4:6] == ["ignored_columns", "不认识的列未导入：电话"]


def test_bad_cells_are_coloured_and_commented_and_good_ones_are_not(tmp_path: Path) -> None:
    name, category, code = written(tmp_path)[2][1:4]
    assert category.fill.fgColor.rgb == code.fill.fgColor.rgb == "FFF4B6B6"
    assert name.fill.fill_type is None
    assert category.comment.text == "类别“神仙”不认识"
    assert name.comment is None


def test_nothing_becomes_a_formula_or_a_number(tmp_path: Path) -> None:
    for row in written(tmp_path):
        assert all(cell.data_type == "s" or cell.value is None for cell in row)
    with_formula = load_workbook(tmp_path / "errors.xlsx", data_only=True).active
    assert with_formula["B3"].value == "=1+1"


@pytest.mark.parametrize("mark", ["\x00", "\x0b", "\ud800", "\ufffe", "\uffff", "\u202e"])
def test_what_no_workbook_can_hold_is_left_out(tmp_path: Path, mark: str) -> None:
    """In headings, cells, comments and explanations: a file that cannot be written tells nobody anything."""
    problem = Problem("name", "unknown_character", f"坏{mark}字", 2, f"名{mark}称", f"改{mark}正")
    write_error_workbook([f"名{mark}称"], [(2, [f"白{mark}露"])], [problem], tmp_path / "errors.xlsx")
    head, row = load_workbook(tmp_path / "errors.xlsx").active.iter_rows()
    assert head[1].value == "名称"
    assert [cell.value for cell in row] == ["2", "白露", "unknown_character", "坏字", "改正"]
    assert row[1].comment.text == "坏字"
