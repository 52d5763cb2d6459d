"""Text files of unknown encoding, and codes that a spreadsheet ruined. Pure; a guess is said with its confidence.

Chinese CSV files come as UTF-8 (with or without a byte order mark), GBK/GB18030, sometimes Big5 or UTF-16. UTF-8 is
tried strictly and wins if it fits; otherwise the candidate whose characters are the most common ones is proposed.
"""

from __future__ import annotations

import codecs
import io
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO

from geocore.errors import InvalidInput
from geocore.problems import Problem

_CHUNK = 256 * 1024
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_ENOUGH_LETTERS = 100_000  # more do not change the share; the strict decoding still goes to the end
_SURE = 0.8
"""From this confidence on, an import may go on without asking; below it the preview must be confirmed by a person."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file is to be read. `confidence` is 1 for a proven encoding, else the share of common characters."""

    name: str
    confidence: float
    notes: tuple[Problem, ...] = ()

    @property
    def is_sure(self) -> bool:
        return self.confidence >= _SURE


@dataclass(frozen=True, slots=True)
class DecodedText:
    text: str
    encoding: Encoding


def decode_text(data: bytes) -> DecodedText:
    """Decode a whole small file. Raises InvalidInput when it is no text in a known encoding or holds NUL."""
    encoding = detect_encoding(io.BytesIO(data))
    return DecodedText(data.decode(encoding.name), encoding)


def detect_encoding(stream: BinaryIO) -> Encoding:
    """Judge a stream from its present position to its end, in constant memory. Raises InvalidInput.

    The caller rewinds and reads with `Encoding.name`.
    """
    candidates: dict[str, _Trial] = {}
    for name, data in _chunks(stream):
        if not candidates:
            candidates = {name: _Trial(name)} if name else {key: _Trial(key) for key in ("utf-8", "gb18030", "big5")}
        for trial in candidates.values():
            trial.feed(data)
    alive = {name: trial for name, trial in candidates.items() if trial.finish()}
    if not candidates:
        return Encoding("utf-8", 1.0)
    if any(trial.has_nul for trial in alive.values()) or (not alive and any(t.has_nul for t in candidates.values())):
        raise _refuse("nul_character", "文件里有空字符（NUL），不是文本文件", "从原程序另存为 CSV（UTF-8）")
    if not alive:
        offset = min(trial.failed_at or 0 for trial in candidates.values())
        raise _refuse("unknown_encoding", f"第 {offset:,} 字节附近既不是 UTF-8 也不是 GB18030",
                      "文件可能损坏，或几种编码混在一起；从原程序另存为 UTF-8")  # fmt: skip
    if len(candidates) == 1 or "utf-8" in alive:
        name = next(iter(alive))
        notes = () if name == "utf-8" else (Problem("file", "byte_order_mark", "文件带字节顺序标记（BOM），已略过"),)
        return Encoding(name, 1.0, notes)
    best = max(alive.values(), key=_Trial.confidence)
    note = Problem("file", "encoding_guessed", f"按 {best.name.upper()} 编码读出", hint="请在预览中核对生僻字")
    return Encoding(best.name, best.confidence(), (note,))


def _chunks(stream: BinaryIO) -> Iterator[tuple[str | None, bytes]]:
    """Pieces of the stream, each with the encoding that the byte order mark of the first one names."""
    name: str | None = None
    first = True
    while data := stream.read(_CHUNK):
        if first:
            name = next((encoding for mark, encoding in _BOMS.items() if data.startswith(mark)), None)
            first = False
        yield name, data


class _Trial:
    """One encoding tried on a stream, strictly, with a count of how common its Chinese characters are."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.has_nul = False
        self.failed_at: int | None = None
        self._decoder = codecs.getincrementaldecoder(name)()
        self._common = common_characters(name)
        self._han = self._hits = self._fed = 0

    def feed(self, data: bytes, final: bool = False) -> None:
        if self.failed_at is not None:
            return
        try:
            text = self._decoder.decode(data, final)
        except UnicodeDecodeError as error:
            self.failed_at = self._fed + error.start
            return
        self._fed += len(data)
        self.has_nul |= "\x00" in text
        if self._han >= _ENOUGH_LETTERS:
            return
        letters = [character for character in text if character >= "\u0080"]
        self._han += len(letters)
        self._hits += sum(map(self._common.__contains__, letters))

    def finish(self) -> bool:
        """Whether the whole stream was valid, a character cut off at its end included."""
        self.feed(b"", final=True)
        return self.failed_at is None

    def confidence(self) -> float:
        return self._hits / self._han if self._han else 1.0


@cache
def common_characters(encoding: str) -> frozenset[str]:
    """The first level of the matching national set (GB 2312: 3,755 characters; Big5: 5,401) with its punctuation."""
    if encoding == "big5":
        rows, columns, codec = range(0xA4, 0xC7), (*range(0x40, 0x7F), *range(0xA1, 0xFF)), "big5"
    else:
        rows, columns, codec = range(0xB0, 0xD8), tuple(range(0xA1, 0xFF)), "gb2312"
    cells = (bytes((row, column)).decode(codec, "ignore") for row in rows for column in columns)
    return frozenset(cells) | frozenset("，。、；：？！“”‘’（）《》〈〉【】—…·　０１２３４５６７８９°′″〇")


_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_FORMULA_TEXT = re.compile(r'="?(\d+)"?')  # ="0731" is how people keep zeros in a CSV for Excel
_EXACT_FLOAT = 2**53


def read_code(
    cell: object, length: int, *, field: str = "code", row: int | None = None, column: str | None = None
) -> str | Problem:
    """A code of exactly `length` digits from a table cell, or what a spreadsheet did to it.

    Mended silently because nothing is lost: spaces of all kinds, full-width digits, a leading apostrophe, `="…"`,
    a trailing `.0`. Said, because digits are lost or guessed: scientific notation, missing leading zeros.
    """

    if isinstance(cell, str) and len(cell) == length and cell.isascii() and cell.isdigit():
        return cell

    def problem(code: str, message: str, hint: str) -> Problem:
        return Problem(field, code, message, row=row, column=column, hint=hint)

    as_text = "把这一列设为“文本”格式，从原表重新粘贴后再导入"
    if cell is None or cell == "":
        return problem("missing_code", "代码为空", "补上代码")
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return problem("bad_code", f"代码单元格是 {type(cell).__name__}，不是文字或数", as_text)
    if isinstance(cell, float):
        if not math.isfinite(cell) or cell != int(cell):
            return problem("bad_code", f"代码 {cell} 不是整数", as_text)
        if abs(cell) >= _EXACT_FLOAT:
            return problem("digits_lost", f"代码 {cell:.0f} 的末几位已被表格软件改成 0", as_text)
        cell = int(cell)
    text = clean_cell(str(cell)).lstrip("'’").replace(" ", "")
    if formula := _FORMULA_TEXT.fullmatch(text):
        text = formula[1]
    text = re.sub(r"(?<=\d)\.0+$", "", text)
    if _SCIENTIFIC.fullmatch(text):
        return problem("scientific_notation", f"代码成了科学计数法 {text}，后面的数字已丢失", as_text)
    if not (text.isascii() and text.isdigit()):
        return problem("bad_code", f"代码“{text[:30]}”含有数字以外的字符", f"应为 {length} 位数字")
    if len(text) < length:
        hint = f"若原为 {text.zfill(length)}，{as_text}"
        return problem("code_too_short", f"代码 {text} 只有 {len(text)} 位，应为 {length} 位", hint)
    if len(text) != length:
        return problem("bad_code", f"代码 {text} 有 {len(text)} 位，应为 {length} 位", f"应为 {length} 位数字")
    return text


_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def without_decimals(cell: object) -> object:
    """A whole number as the integer it is (a sheet keeps 12 as 12.0); every other cell, also one that is infinite, as
    it came."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def clean_cell(text: str) -> str:
    """Cell text with width unified (NFKC), invisible characters dropped, every run of blanks one space, trimmed.

    For codes and headings. Names are only trimmed (`clean_name`): a full-width digit in a name is the name's own.
    """
    if text.isascii() and text.isalnum():
        return text
    return " ".join(unicodedata.normalize("NFKC", text).translate(_INVISIBLE).split())


def clean_name(text: str) -> str:
    """A name without blanks around it and without invisible characters; U+3000 and no-break spaces count as blanks."""
    if text.isprintable():  # none of the invisible characters and no blank but U+0020 is printable
        return text.strip()
    return text.translate(_INVISIBLE).strip()


def _refuse(code: str, message: str, hint: str) -> InvalidInput:
    return InvalidInput(message, [Problem("file", code, message, hint=hint)])
