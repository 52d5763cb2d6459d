"""The encoding of the table of a Shapefile (.dbf). Its .cpg is believed as far as the bytes bear it out."""

from __future__ import annotations

import codecs
import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from geocore.problems import Problem
from geocore.textfiles import common_characters, detect_encoding

_CODECS = {
    "utf-8": "utf-8", "utf8": "utf-8", "65001": "utf-8", "cp65001": "utf-8",
    "gbk": "gb18030", "gb2312": "gb18030", "gb18030": "gb18030", "936": "gb18030", "cp936": "gb18030",
    "ansi936": "gb18030", "oem936": "gb18030", "54936": "gb18030",
    "big5": "big5", "950": "big5", "cp950": "big5", "ansi950": "big5", "oem950": "big5",
}  # fmt: skip
_COMMON_ENOUGH = 0.6
"""Chinese text holds well over 90 % common characters; UTF-8 read as GBK holds under half of them."""


@dataclass(frozen=True, slots=True)
class TableEncoding:
    codec: str
    notes: tuple[Problem, ...] = ()


def table_encoding(file: Path) -> TableEncoding:
    """Of the table beside a .shp: what its .cpg says, unless the texts cannot be that; else UTF-8 where that fits, else
    what `textfiles.detect_encoding` finds. Raises InvalidInput when it is none that is known.
    """
    table, said = file.with_suffix(".dbf"), file.with_suffix(".cpg")
    texts = list(_texts(table.read_bytes())) if table.is_file() else []
    told = said.read_bytes()[:40].decode("ascii", "replace").strip() if said.is_file() else ""
    codec = _CODECS.get(told.lower().replace(" ", "").replace("_", "-"), "")
    if not texts:
        return TableEncoding(codec or "utf-8")
    is_utf8 = _fits(texts, "utf-8")
    if codec and _fits(texts, codec) and (codec == "utf-8" or not is_utf8 or _is_common(texts, codec)):
        return TableEncoding(codec)
    found = "utf-8" if is_utf8 else detect_encoding(io.BytesIO(b"\n".join(map(_without_cut, texts)))).name
    hint = "请核对名称里的汉字"
    if codec:
        message = f".cpg 写的是 {told[:20]}，文字却不是；按 {found.upper()} 读出"
        return TableEncoding(found, (Problem("encoding", "wrong_cpg", message, hint=hint),))
    if is_utf8:
        return TableEncoding(found)
    message = f"没有（可用的）.cpg，按 {found.upper()} 读出"
    return TableEncoding(found, (Problem("encoding", "encoding_guessed", message, hint=hint),))


def decoded(text: bytes, codec: str) -> str:
    """Raises UnicodeDecodeError. The first bytes of a character that the width of its column cut off are left out."""
    return codecs.getincrementaldecoder(codec)().decode(text)


def _fits(texts: list[bytes], codec: str) -> bool:
    try:
        for text in texts:
            decoded(text, codec)
    except UnicodeDecodeError:
        return False
    return True


def _is_common(texts: list[bytes], codec: str) -> bool:
    letters = [letter for text in texts for letter in decoded(text, codec) if letter >= "\u0080"]
    return sum(map(common_characters(codec).__contains__, letters)) >= _COMMON_ENOUGH * len(letters)


def _without_cut(text: bytes) -> bytes:
    try:
        return decoded(text, "gb18030").encode("gb18030")
    except UnicodeDecodeError:
        return text


def _texts(content: bytes) -> Iterator[bytes]:
    """Names of columns and cells of text that are not ASCII; the bytes between them are numbers."""
    if len(content) < 32:
        return
    rows, header, width = struct.unpack_from("<IHH", content, 4)
    columns: list[tuple[int, int]] = []
    start = 1
    for at in range(32, min(header, len(content)) - 31, 32):
        if content[at] == 0x0D:
            break
        name = content[at : at + 11].partition(b"\x00")[0]
        if not name.isascii():
            yield name
        length = content[at + 16]
        if content[at + 11 : at + 12] == b"C":
            length += content[at + 17] << 8
            columns.append((start, start + length))
        start += length
    for number in range(rows):
        row = content[header + number * width : header + (number + 1) * width]
        if not row.isascii():
            cells = (row[begin:end].rstrip(b" \x00") for begin, end in columns)
            yield from (cell for cell in cells if not cell.isascii())
