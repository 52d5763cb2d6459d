"""Text on its way into a paper: what no writer can set is left out, and nothing reads otherwise than it is stored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from geocore.texts import without_controls

_END_OF_SENTENCE = re.compile("[。；！？]")
SIGNER = "签发人：" + "\u3000" * 4
"""Whose signature a paper to an organ above names beside its number (GB/T 9704-2012 7.2.6), with room for the name."""
LONGEST_PIECE = 800
"""Breaking a paragraph into lines takes time by the square of its length: 34,000 characters at once 6 s, so 2 s."""


def plain(text: str) -> str:
    """The text without characters that no paper can hold; every line break is `\\n`."""
    return without_controls(text.replace("\r\n", "\n").replace("\r", "\n"))


def paragraphs(text: str) -> Iterator[tuple[str, bool]]:
    """Each line that is not blank, cut into pieces that can be set soon; true where a piece begins its line."""
    for line in plain(text).split("\n"):
        rest, begins = line.strip(), True
        while rest:
            piece = _piece(rest)
            yield piece, begins
            rest, begins = rest[len(piece) :], False


def _piece(text: str) -> str:
    if len(text) <= LONGEST_PIECE:
        return text
    ends = [found.end() for found in _END_OF_SENTENCE.finditer(text, LONGEST_PIECE // 2, LONGEST_PIECE)]
    return text[: ends[-1] if ends else LONGEST_PIECE]


def shortened(text: str, longest: int) -> str:
    """At most so many characters in one line, with …… where more stands in the file."""
    line = " ".join(plain(text).split())
    return line if len(line) <= longest else line[: longest - 2] + "……"


def chinese_date(day: date) -> str:
    """2026年3月2日: the form of GB/T 9704-2012 7.3.5."""
    return f"{day.year}年{day.month}月{day.day}日"
