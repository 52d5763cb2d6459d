"""CSV for people who open it in a spreadsheet: no cell of ours may become a formula (WB8)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""The full-width forms count too: spreadsheets with a Chinese input method take them for the others."""


def as_text(value: object) -> str:
    """A cell that stays text. The apostrophe is what spreadsheets themselves use to say so."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \u00a0\u3000").startswith(_FORMULA_STARTS) else text


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """RFC 4180 with a byte order mark, without which spreadsheets take UTF-8 for GBK."""
    yield "\ufeff"
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([as_text(value) for value in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
