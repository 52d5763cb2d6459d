"""The SQL of search. Every value is bound; only fixed fragments of this package are put together.

Nothing here may be prepared by the driver: a generic plan for `tokens @> $1` scans the table. What is worth a kept plan
is a function of migration 0005.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

Cursor = psycopg.Cursor[Any]
Parameters = Mapping[str, object]

RANK = "(n.importance::bigint * 1099511627776 - n.id)"
"""Migration 0005 indexes this expression: larger is better, and no two rows are equal."""
RANK_STEP = 2**40
BEST_RANK, LOWEST_FLOOR = 2**63 - 1, -(2**63)
"""Above every rank, and the floor of a list that holds all its rows."""


class Row(NamedTuple):
    """A row of `published.name`, as published.search_rows returns it.

    `is_other`: not asked for itself, but for being of the same place.
    """

    id: int
    place_id: UUID
    name_id: UUID
    name: str
    spelling: str
    pinyin: str
    initials: str
    kind: str
    category: str
    class_code: str
    division_path: list[int]
    importance: int
    lon: float | None
    lat: float | None
    valid_from: date | None
    valid_to: date | None
    is_other: bool

    @property
    def rank(self) -> int:
        """The table's rank of the row; see RANK."""
        return self.importance * RANK_STEP - self.id


class Hit(NamedTuple):
    """Where a row stands within its group: by tier, then band, then rank from high to low."""

    tier: int
    band: int
    rank: int

    @property
    def id(self) -> int:
        """The row's id, which its rank contains."""
        return -self.rank % RANK_STEP


START = """
    select * from published.search_start(string_to_array(%(grams)s, chr(31)), %(facets)s::integer[], %(most)s::integer,
        %(name)s, %(letters)s::text, %(name_tokens)s::integer[], %(exact_most)s::integer, %(leash)s)
"""
ROWS = "select * from published.search_rows(%(ids)s::bigint[])"
RARE = """
    select * from published.search_rare(%(field)s, %(wanted)s, %(tokens)s::integer[], %(other_than)s::text,
        %(after_tier)s::integer, %(after_rank)s::bigint, %(count)s::integer)
"""


def fetch(cursor: Cursor, statement: str, parameters: Parameters) -> list[tuple[Any, ...]]:
    """All rows of one statement, planned for exactly these parameters."""
    return cursor.execute(statement, parameters, prepare=False).fetchall()


def fetch_hits(cursor: Cursor, statement: str, parameters: Parameters) -> list[Hit]:
    """The hits of a statement made by `best_of` or `among`."""
    return [Hit._make(values) for values in fetch(cursor, statement, parameters)]


def fetch_rows(cursor: Cursor, ids: Iterable[int]) -> list[Row]:
    """The rows with these ids, and the further rows of their places, in no order."""
    return [Row._make(values) for values in fetch(cursor, ROWS, {"ids": array_of(ids)})]


def array_of(numbers: Iterable[int]) -> str:
    """A PostgreSQL array as text; the driver takes many times longer to find out what a list holds."""
    return f"{{{','.join(map(str, numbers))}}}"


def joined(texts: Iterable[str]) -> str:
    """Texts for `string_to_array(…, chr(31))`: no query holds that character."""
    return "\x1f".join(texts)


def best_of(conditions: Sequence[str], tier: str, band: str, *, by_rank_alone: bool = False) -> str:
    """Statement for the best `%(count)s` rows past (after_tier, after_band, after_rank) that fulfil all conditions.

    `tier` and `band` are expressions. With `by_rank_alone` the caller knows that both are the same for all rows, and
    an index may give the order.
    """
    if by_rank_alone:
        where = " and ".join([*conditions, f"{RANK} < %(after_rank)s"])
        return f"select {tier}, {band}, {RANK} from published.name n where {where} order by {RANK} desc limit %(count)s"
    return (
        f"select tier, band, rank from (select {tier} as tier, {band} as band, {RANK} as rank from published.name n"
        f" where {' and '.join(conditions)}) found"
        " where (tier, band, -rank) > (%(after_tier)s, %(after_band)s, -(%(after_rank)s::bigint))"
        " order by tier, band, rank desc limit %(count)s"
    )


def among(conditions: Sequence[str], tier: int) -> str:
    """Statement for the hits among `%(ids)s` that fulfil the conditions and are of this tier, best first."""
    where = " and ".join(["n.id = any(%(ids)s::bigint[])", *conditions])
    return f"select {tier}, 0, {RANK} from published.name n where {where} order by 3 desc"


def nearest(conditions: Sequence[str], tier: str, band: str) -> str:
    """Statement for the bands of matches among the `%(around)s` rows nearest to the point, and how many there are.

    The first value is the band in which the `%(count)s`-th of them lies.
    """
    return (
        f"select (array_agg(band order by band))[%(count)s], count(*) from (select {tier} as tier, {band} as band,"
        f" {RANK} as rank from (select * from published.name"
        " order by geom <-> st_setsrid(st_makepoint(%(near_lon)s, %(near_lat)s), 4490) limit %(around)s) n"
        f" where {' and '.join(conditions)}) found"
        " where (tier, band, -rank) > (%(after_tier)s, %(after_band)s, -(%(after_rank)s::bigint))"
    )


def count_places(sources: Sequence[Sequence[str]]) -> str:
    """Statement that counts the places of at most `%(most)s` rows in any of the sources, and those rows."""
    parts = " union all ".join(
        f"select n.place_id from published.name n where {' and '.join(conditions)}" for conditions in sources
    )
    return f"select count(distinct place_id), count(*) from (select place_id from ({parts}) found limit %(most)s) cut"
