from __future__ import annotations

import csv
import tracemalloc
from pathlib import Path

import pytest

from gazetteer.importers.csv_file import open_csv
from gazetteer.importers.table import TableOptions
from geocore.coordinates import Envelope
from geocore.errors import InvalidInput

OPTIONS = TableOptions(Envelope(70, 0, 140, 56))
TEXT = "标准名称,类别,所在政区代码\r\n苏仙岭,山,431003\r\n石㙍村委会,村委会,431003\r\n"


def written(folder: Path, data: bytes) -> Path:
    path = folder / "names.csv"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_usual_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    file = open_csv(written(tmp_path, TEXT.encode(encoding)), OPTIONS)
    assert [place.name for place in file] == ["苏仙岭", "石㙍村委会"]
    assert file.encoding is not None
    assert file.encoding.is_sure


def test_a_guessed_encoding_is_noted(tmp_path: Path) -> None:
    file = open_csv(written(tmp_path, TEXT.encode("gb18030")), OPTIONS)
    assert [note.code for note in file.notes] == ["encoding_guessed"]


@pytest.mark.parametrize("delimiter", ["\t", ";", ","])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    file = open_csv(written(tmp_path, TEXT.replace(",", delimiter).encode()), OPTIONS)
    assert [place.division_code for place in file] == ["431003", "431003"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"PK\x03\x04\x00\x00", "nul_character"),
        (TEXT.encode()[:-3] + b"\xff\xfe\xff", "unknown_encoding"),
        (TEXT.encode() + b'"' + b"x" * 200_000, "bad_csv"),
    ],
)
def test_files_that_are_no_table_are_refused(tmp_path: Path, data: bytes, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        list(open_csv(written(tmp_path, data), OPTIONS))
    assert refused.value.problems[0].code == code


def test_the_module_wide_cell_limit_is_left_as_it_was(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    rows = iter(open_csv(written(tmp_path, TEXT.encode()), OPTIONS))
    next(rows)
    assert csv.field_size_limit() == before


def test_line_breaks_in_quoted_cells_do_not_shift_rows(tmp_path: Path) -> None:
    data = '标准名称,类别,政区代码,含义\n苏仙岭,山,431003,"第一行\n第二行"\n王仙岭,山,431003,x\n'.encode()
    assert [(place.name, place.line) for place in open_csv(written(tmp_path, data), OPTIONS)] == [
        ("苏仙岭", 2), ("王仙岭", 3),
    ]  # fmt: skip


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        body = f"苏仙岭,山,431003,{'因苏耽成仙得名' * 100}\r\n" * rows  # 1.4 KB a row
        path = written(tmp_path, ("标准名称,类别,所在政区代码,来历\r\n" + body).encode("gb18030"))
        tracemalloc.start()
        try:
            assert sum(1 for _ in open_csv(path, OPTIONS)) == rows
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(100)  # fills the caches
    assert peak(4_000) < peak(1_000) + 500_000  # 5.6 MB against 1.4 MB
