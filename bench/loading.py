"""Fills the search tables of an empty, migrated database, the way a first publication does."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Iterator

import psycopg
from pypinyin import Style, lazy_pinyin

from bench.national import Division, Name
from gazetteer.search.tokens import tokens_for

_NAMESPACE = uuid.UUID("6f0d3c1e-6a52-4c59-9b0b-5c2f6b1c7a11")


class Syllables(dict[str, str]):
    """Character -> toneless syllable. By character only: the bench needs the shape of readings, not their truth."""

    def __missing__(self, character: str) -> str:
        self[character] = syllable = lazy_pinyin(character, style=Style.NORMAL, v_to_u=False)[0].lower()
        return syllable


def load_divisions(connection: psycopg.Connection, divisions: Iterable[Division]) -> None:
    """Rows of `published.division`."""
    with connection.cursor().copy(
        "copy published.division (seq, id, level, path, parent_seq, name, short_name, spelling, kind, kind_name, code,"
        " is_virtual, valid, source) from stdin"
    ) as copy:
        for d in divisions:
            copy.write_row(
                (d.seq, uuid.uuid5(_NAMESPACE, d.code), d.level, list(d.path), d.path[-2] if d.level else None, d.name,
                 short_name(d.name), "", "", "", d.code.ljust(12, "0"), False, "[2023-06-30,)", "bench")
            )  # fmt: skip


def short_name(name: str) -> str:
    """The division's name without its kind: 郴州 for 郴州市."""
    for kind in (
        "特别行政区",
        "维吾尔自治区",
        "壮族自治区",
        "回族自治区",
        "自治区",
        "街道",
        "省",
        "市",
        "县",
        "区",
        "镇",
        "乡",
    ):
        if name.endswith(kind) and len(name) - len(kind) >= 2:
            return name[: -len(kind)]
    return name


def copy_lines(names: Iterable[Name]) -> Iterator[bytes]:
    """Blocks of COPY text for `published.name`, in the column order of `NAME_COLUMNS`."""
    syllable = Syllables()
    block: list[str] = []
    for number, row in enumerate(names, 1):
        syllables = [syllable[character] for character in row.name]
        place = f"{number:08x}-0000-4000-8000-{number:012x}"
        tokens = ",".join(map(str, tokens_for(row.name, row.path, row.category, row.lon, row.lat)))
        path = ",".join(map(str, row.path))
        block.append(
            f"{row.importance}\t{place}\t{place}\t{row.name}\t{' '.join(syllables)}\t{''.join(syllables)}\t"
            f"{''.join(s[:1] for s in syllables)}\tstandard\t{row.category}\t{row.class_code}\t{{{path}}}\t"
            f"[2023-06-30,)\t{{{tokens}}}\tSRID=4490;POINT({row.lon} {row.lat})\n"
        )
        if number % 2000 == 0:
            yield "".join(block).encode()
            block.clear()
    yield "".join(block).encode()


NAME_COLUMNS = (
    "importance, place_id, name_id, name, spelling, pinyin, initials, kind, category, class_code, division_path, valid,"
    " tokens, geom"
)


def load_names(connection: psycopg.Connection, names: Iterable[Name], beside: str | None = None) -> dict[str, float]:
    """Seconds of each part: rows, indexes. The caller rebuilds the lists and commits.

    `published.name` must be empty; rows of the table `beside`, with the same columns, come first.
    """
    started = time.perf_counter()
    connection.execute("select published.begin_bulk()")
    connection.execute("select published.suspend_indexes()")
    if beside is not None:
        connection.execute(f"insert into published.name ({NAME_COLUMNS}) select {NAME_COLUMNS} from {beside}")
    with connection.cursor().copy(f"copy published.name ({NAME_COLUMNS}) from stdin") as copy:
        for block in copy_lines(names):
            copy.write(block)
    loaded = time.perf_counter()
    connection.execute("set local maintenance_work_mem = '1GB'")
    connection.execute("select published.restore_indexes()")
    connection.execute("select published.finish_bulk()")
    connection.execute("analyze published.name")
    return {"rows": loaded - started, "indexes": time.perf_counter() - loaded}
