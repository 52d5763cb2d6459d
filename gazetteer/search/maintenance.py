"""Upkeep of the search index: first loads, and the lists of frequent texts computed anew.

Single edits need none of this; triggers log them and work the log into the lists. Run as the application or the owner,
inside the caller's transaction; nothing here commits.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import psycopg
import sqlalchemy as sa

from gazetteer.search.champions import ChampionList, CodePoints, Column, Integers, Sizes, Table, champion_lists
from gazetteer.search.statements import LOWEST_FLOOR

_IDS_AT_ONCE = 100_000
_FIRST_FACET_TOKEN = 1090519040  # the first token above every division's: 2^30 + 2^24
_NUMBERS = (
    "importance::bigint * 1099511627776 - id",
    "char_length(name)",
    "char_length(pinyin)",
    "char_length(initials)",
    *(f"coalesce(1073741824 + division_path[{position}], 0)" for position in (2, 3, 4)),
    # The same tokens as published.search_facets. A row without category or position has smaller ones there.
    *(f"coalesce(tokens[cardinality(tokens) - {back}], 0)" for back in (2, 1, 0)),
)
# Aggregates of one scan see the rows in one order, and arrays in binary form need no parsing number by number.
_PART = f"""
    select string_agg(name, ''), string_agg(pinyin, ''), string_agg(initials, ''),
           {", ".join(f"array_send(array_agg({number}))" for number in _NUMBERS)}
      from published.name where id > %s and id <= %s
"""
# Most places have one row. The others are numbered, so that a list can count places.
_SHARED_PLACES = """
    with shared as (
        select place_id, row_number() over () as number
          from (select place_id from published.name group by place_id having count(*) > 1) several
    )
    select array_send(array_agg(n.importance::bigint * 1099511627776 - n.id)), array_send(array_agg(s.number))
      from published.name n join shared s using (place_id)
"""
_ARRAY_HEADER = 20


@contextmanager
def bulk_load(connection: sa.Connection) -> Iterator[None]:
    """For a load of many rows: triggers off, indexes off if the table is empty, everything rebuilt at the end.

    Holds a lock that keeps other writers out until the caller's transaction ends.
    """
    connection.exec_driver_sql("select published.begin_bulk()")
    connection.exec_driver_sql("select published.suspend_indexes()")
    yield
    connection.exec_driver_sql("set local maintenance_work_mem = '512MB'")
    connection.exec_driver_sql("select published.restore_indexes()")
    connection.exec_driver_sql("select published.finish_bulk()")
    rebuild(connection)


def rebuild(connection: sa.Connection) -> int:
    """Compute all lists anew and return how many there are. Writers wait until the transaction ends, readers do not."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    with driver.cursor() as cursor:
        return rebuild_on(cursor)


def rebuild_if_due(connection: sa.Connection) -> bool:
    """Rebuild when so many rows have changed that a text without a list may have become frequent."""
    changed, hot_at = connection.exec_driver_sql(
        "select changed + (select count(*) from published.list_change), hot_at from published.search_state"
    ).one()
    if changed < hot_at:
        return False
    rebuild(connection)
    return True


def rebuild_on(cursor: psycopg.Cursor[Any]) -> int:
    """`rebuild` on a driver cursor."""
    cursor.execute("select pg_advisory_xact_lock(7340212)")
    cursor.execute("lock table published.name in share row exclusive mode")
    cursor.execute("select hot_at, keep, listed_at, keep_short from published.search_state")
    sizes = Sizes(*(cursor.fetchone() or (0, 0, 0, 0)))
    table = _read(cursor)
    cursor.execute("delete from published.champion")
    cursor.execute("delete from published.gram")
    cursor.execute("delete from published.list_change")
    count = _write(cursor, champion_lists(table, sizes))
    cursor.execute(
        "update published.search_state set names = %s, changed = 0, rebuilt_at = clock_timestamp()",
        [len(table.ranks)],
    )
    cursor.execute("analyze published.gram")
    return count


def _read(cursor: psycopg.Cursor[Any]) -> Table:
    cursor.execute("select coalesce(max(id), 0) from published.name")
    last = (cursor.fetchone() or (0,))[0]
    parts = [part for first in range(0, last, _IDS_AT_ONCE) if (part := _read_part(cursor, first))]
    if not parts:
        nothing = np.empty(0, np.int64)
        column = Column(np.empty(0, np.uint32), nothing)
        return Table(nothing, nothing, column, column, column, ())
    texts, numbers = _joined([part[0] for part in parts]), _joined([part[1] for part in parts])
    columns = [Column(text, lengths) for text, lengths in zip(texts, numbers[1:4], strict=True)]
    facets = (*numbers[4:7], *_last_facets(numbers[7:]))
    return Table(numbers[0], _shared_places(cursor, numbers[0]), columns[0], columns[1], columns[2], facets)


def _joined(parts: list[list[Any]]) -> list[Any]:
    """Each column of all parts as one array; a part's column is let go as soon as it is in."""
    return [np.concatenate([part.pop(0) for part in parts]) for _ in range(len(parts[0]))]


def _shared_places(cursor: psycopg.Cursor[Any], ranks: Integers) -> Integers:
    """For each row the number of its place if that has several rows, else -1."""
    places = np.full(len(ranks), -1, dtype=np.int64)
    cursor.execute(_SHARED_PLACES, binary=True)
    shared = cursor.fetchone()
    if shared is not None and shared[0] is not None:
        order = np.argsort(ranks)
        places[order[np.searchsorted(ranks[order], _array(shared[0], 8))]] = _array(shared[1], 8)
    return places


def _last_facets(last_tokens: list[Integers]) -> list[Integers]:
    """Category, small cell and large cell of each row, by the range of the token; 0 without."""
    facets = []
    for kind in range(3):
        low = _FIRST_FACET_TOKEN + kind * 2**24
        of_kind = [np.where((tokens >= low) & (tokens < low + 2**24), tokens, 0) for tokens in last_tokens]
        facets.append(np.maximum.reduce(of_kind))
    return facets


def _read_part(cursor: psycopg.Cursor[Any], first: int) -> tuple[list[CodePoints], list[Integers]] | None:
    cursor.execute(_PART, [first, first + _IDS_AT_ONCE], binary=True)
    texts_and_arrays = cursor.fetchone()
    if texts_and_arrays is None or texts_and_arrays[0] is None:
        return None
    texts = [_code_points(text) for text in texts_and_arrays[:3]]
    numbers = [_array(texts_and_arrays[3], 8), *(_array(data, 4) for data in texts_and_arrays[4:])]
    return texts, numbers


def _code_points(text: str) -> CodePoints:
    """A byte each where all are ASCII, as readings are; joined with wider ones they become wide."""
    if text.isascii():
        return np.frombuffer(text.encode("ascii"), dtype=np.uint8)
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)


def _array(data: bytes, width: int) -> Integers:
    """A PostgreSQL array of integers without NULL, in its binary form: each element after its length."""
    elements = np.frombuffer(data, dtype=[("length", ">i4"), ("value", f">i{width}")], offset=_ARRAY_HEADER)
    return elements["value"].astype(np.int64 if width == 8 else np.int32)


def _write(cursor: psycopg.Cursor[Any], lists: Iterator[ChampionList]) -> int:
    grams: list[tuple[int, int, str, int, int, int]] = []
    with cursor.copy("copy published.champion (list_id, ranks) from stdin") as copy:
        for number, found in enumerate(lists, 1):
            floor = LOWEST_FLOOR if found.df == len(found.ranks) else int(found.ranks[-1])
            grams.append((number, found.facet, found.gram, found.df, found.places, floor))
            copy.write(f"{number}\t{{{','.join(map(str, found.ranks.tolist()))}}}\n")
    with cursor.copy("copy published.gram (list_id, facet, gram, df, places, floor) from stdin") as copy:
        for gram in grams:
            copy.write_row(gram)
    return len(grams)
