"""Name tables as CSV (or tab-separated text) in any of the usual Chinese encodings; read as a stream."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from gazetteer.importers.rows import PlaceFile
from gazetteer.importers.table import OpenRows, TableOptions, inspect_table, read_table
from geocore.archives import fingerprint
from geocore.errors import InvalidInput
from geocore.problems import Problem
from geocore.textfiles import Encoding, detect_encoding

MAX_BYTES = 2 * 1024 * 1024 * 1024
_MAX_CELL = 100_000
_DELIMITERS = ",\t;，"


def open_csv(path: Path, options: TableOptions) -> PlaceFile:
    """Judge encoding, delimiter, headings and 密级 of the whole file. Raises InvalidInput when it must not be read.

    An encoding that is not sure (`encoding.is_sure`) is a matter for the preview: nothing may be stored before a
    person has looked at the characters.
    """
    rows, encoding = csv_rows(path)
    inspected = inspect_table(rows, options)
    return PlaceFile(
        source=path.name,
        sha256=fingerprint(path),
        read=lambda: read_table(rows, inspected, options),
        columns=inspected.layout.headings,
        notes=(*encoding.notes, *inspected.layout.notes),
        encoding=encoding,
    )


def csv_rows(path: Path) -> tuple[OpenRows, Encoding]:
    """All rows, whatever they are, and the encoding. Raises InvalidInput for an empty or endless file."""
    size = path.stat().st_size
    if not 0 < size <= MAX_BYTES:
        message = "文件是空的" if not size else f"文件 {size:,} 字节，超过上限"
        raise InvalidInput(message, [Problem(path.name, "empty_file" if not size else "too_large", message)])
    with path.open("rb") as file:
        encoding = detect_encoding(file)
    delimiter = _delimiter(path, encoding)
    return lambda: _rows(path, encoding, delimiter), encoding


def _delimiter(path: Path, encoding: Encoding) -> str:
    """The character that separates most cells in the first lines; a comma where nothing speaks for another."""
    with path.open("rb") as file:
        head = file.read(64 * 1024).decode(encoding.name, "ignore").splitlines()[:10]
    best = max(_DELIMITERS, key=lambda mark: sum(line.count(mark) for line in head))
    return best if any(best in line for line in head) else ","


def _rows(path: Path, encoding: Encoding, delimiter: str) -> Iterator[Sequence[object]]:
    with path.open("rb") as file:
        text = io.TextIOWrapper(file, encoding=encoding.name, newline="")
        previous = csv.field_size_limit()
        reader = csv.reader(text, delimiter=delimiter)
        while True:
            csv.field_size_limit(_MAX_CELL)  # module-wide setting: put back before anybody else reads
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                message = f"第 {reader.line_num} 行读不成表格（{error}）"
                raise InvalidInput(message, [Problem(path.name, "bad_csv", message, reader.line_num,
                                                     hint="检查引号是否成对")]) from error  # fmt: skip
            finally:
                csv.field_size_limit(previous)
            yield row
