from __future__ import annotations

import codecs
import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geocore.errors import InvalidInput
from geocore.problems import Problem
from geocore.textfiles import clean_cell, clean_name, decode_text, detect_encoding, read_code, without_decimals

# Real names of the national list, rare characters among them (㙍 is outside GBK, in GB18030).
NAMES = """
东华门街道 白露塘村委会 喇叭沟门满族乡 多福巷社区居委会 得力其尔鄂温克民族乡 溆浦县 儋州市 郴州市 瀍河回族区
孪井滩生态移民示范区 勐海县 滘口村委会 石㙍村 垟心村 濞阳社区 吉忽伦图苏木 北碚区 歙县 黟县 莘县
""".split()
TRADITIONAL = "東華門街道 白露塘村委會 臺北縣 鹽埔鄉 龍潭區 樹林區 鶯歌鎮 關廟區 壯圍鄉 頭城鎮".split()


def _table(names: list[str]) -> str:
    return "标准名称,代码\r\n" + "".join(f"{name},{number:012d}\r\n" for number, name in enumerate(names))


def test_two_hundred_files_in_six_encodings_are_read_right() -> None:
    chosen = random.Random(20230630)
    right = silent_errors = total = 0
    for number in range(210):
        encoding = ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "big5")[number % 6]
        if encoding == "big5":
            text = "標準名稱,代碼\r\n" + "\r\n".join(chosen.choices(TRADITIONAL, k=chosen.randint(2, 9)))
        else:
            names = [name for name in NAMES if encoding != "gbk" or name.encode("gbk", "ignore").decode("gbk") == name]
            text = _table(chosen.choices(names, k=chosen.randint(1, 12)))
        read = decode_text(text.encode(encoding))
        total += 1
        right += read.text.lstrip("\ufeff") == text
        silent_errors += read.text.lstrip("\ufeff") != text and read.encoding.is_sure
    assert right >= 0.99 * total
    assert silent_errors == 0


def test_utf8_is_proven_and_anything_else_is_said_to_be_a_guess() -> None:
    assert decode_text(_table(NAMES).encode()).encoding.notes == ()
    guessed = decode_text(_table(NAMES).encode("gb18030")).encoding
    assert guessed.name == "gb18030"
    assert [note.code for note in guessed.notes] == ["encoding_guessed"]
    marked = decode_text(codecs.BOM_UTF8 + "名称".encode())
    assert (marked.text, marked.encoding.notes[0].code) == ("名称", "byte_order_mark")


def test_characters_outside_gbk_survive() -> None:
    assert decode_text("石㙍村,䶮山".encode("gb18030")).text == "石㙍村,䶮山"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"a\x00b", "nul_character"),
        ("名\x00称".encode("gb18030"), "nul_character"),
        ("名\x00称".encode("utf-16"), "nul_character"),
        (b"PK\x03\x04\x00\x00\x00", "nul_character"),
        (b"\xff\xff\xff\xff", "unknown_encoding"),
        ("名称".encode() + b"\xb0", "unknown_encoding"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        decode_text(data)
    assert refused.value.problems[0].code == code


def test_mixed_encodings_are_never_taken_silently() -> None:
    mixed = "名称,村\n".encode() + "白露塘村委会\n".encode("gbk") * 3
    try:
        encoding = decode_text(mixed).encoding
    except InvalidInput:
        return
    assert encoding.notes


def test_a_character_cut_at_a_piece_border_is_read() -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(1)

    data = _table(NAMES).encode("gb18030")
    assert detect_encoding(Slow(data)).name == "gb18030"
    assert detect_encoding(Slow(_table(NAMES).encode())).confidence == 1.0


def test_an_empty_file_is_empty_text() -> None:
    assert decode_text(b"").text == ""


@pytest.mark.parametrize(
    ("cell", "length", "code"),
    [
        ("110101", 6, "110101"),
        (110101, 6, "110101"),
        (110101001001, 12, "110101001001"),
        (110101001001.0, 12, "110101001001"),
        ("110101001001.0", 12, "110101001001"),
        ("１１０１０１", 6, "110101"),
        ("\u3000110101\u00a0", 6, "110101"),
        ("110 101 001", 9, "110101001"),
        ("'110101", 6, "110101"),
        ('="010101"', 6, "010101"),
        ("\ufeff110101\u200b", 6, "110101"),
        ("000000", 6, "000000"),
    ],
)
def test_a_code_is_read_through_what_a_spreadsheet_left_whole(cell: object, length: int, code: str) -> None:
    assert read_code(cell, length) == code


@pytest.mark.parametrize(
    ("cell", "length", "code"),
    [
        (None, 6, "missing_code"),
        ("", 6, "missing_code"),
        ("1.10101E+11", 12, "scientific_notation"),
        ("1.1e11", 12, "scientific_notation"),
        (10101, 6, "code_too_short"),
        ("10101", 6, "code_too_short"),
        (1.1010100100110001e19, 20, "digits_lost"),
        (110101.5, 6, "bad_code"),
        (float("nan"), 6, "bad_code"),
        (True, 6, "bad_code"),
        ("一一〇一〇一", 6, "bad_code"),
        ("١١٠١٠١", 6, "bad_code"),
        ("11O1O1", 6, "bad_code"),
        ("-10101", 6, "bad_code"),
        ("1101010", 6, "bad_code"),
        (["110101"], 6, "bad_code"),
    ],
)
def test_a_ruined_code_is_told_with_its_place(cell: object, length: int, code: str) -> None:
    problem = read_code(cell, length, field="division_code", row=9, column="所在政区代码")
    assert isinstance(problem, Problem)
    assert (problem.code, problem.row, problem.column) == (code, 9, "所在政区代码")
    assert problem.hint


def test_lost_zeros_are_proposed_not_put_back() -> None:
    problem = read_code(10101, 6)
    assert isinstance(problem, Problem)
    assert "010101" in (problem.hint or "")


@settings(deadline=None)
@given(st.integers(1, 10**15 - 1))
def test_every_code_survives_being_a_number_cell(number: int) -> None:
    text = str(number)
    assert read_code(number, len(text)) == text
    assert read_code(float(number), len(text)) == text


def test_names_keep_their_own_width_and_headings_do_not() -> None:
    assert clean_name("\u3000八五九农场\u200b\u00a0") == "八五九农场"
    assert clean_name("幸福ｅ家社区") == "幸福ｅ家社区"
    assert clean_cell(" 经度　（E） ") == "经度 (E)"


@pytest.mark.parametrize(
    ("cell", "kept"), [(12.0, "12"), (-3.0, "-3"), (12.5, "12.5"), (7, "7"), ("12.0", "12.0"), (None, "None")]
)
def test_a_whole_number_is_read_without_decimals(cell: object, kept: str) -> None:
    assert str(without_decimals(cell)) == kept


@pytest.mark.parametrize("cell", [float("inf"), float("-inf"), float("nan")])
def test_what_is_no_number_stays_what_it_is(cell: float) -> None:
    """1E999 in a workbook is read as infinite."""
    assert without_decimals(cell) is cell
