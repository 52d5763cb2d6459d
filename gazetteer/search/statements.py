"""The SQL of search. Every value is bound; only fixed fragments of this package are put together.

What is put together here may not be prepared by the driver: a generic plan for `tokens @> $1` scans the table. What is
worth a kept plan is a function of migration 0005, and calls of those are prepared where the connection allows it.
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


def id_of(rank: int) -> int:
    """The row's id, which its rank contains."""
    return -rank % RANK_STEP


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


class Page(NamedTuple):
    """The first rows of published.rare_names for one condition: at most `asked`, each with its tier, best first.

    `places` is how many places all of them have, None if these are all.
    """

    asked: int
    places: int | None
    hits: list[Hit]


START = """
    select * from published.search_start(string_to_array(%(grams)s, chr(31)), %(facets)s::integer[], %(most)s::integer,
        %(text)s, %(letters)s::text, %(tokens)s::integer[], %(start_tokens)s::integer[], %(page)s::integer,
        %(leash)s::text)
"""
ROWS = "select * from published.search_rows(%(ids)s::bigint[])"
RARE = """
    select * from published.search_rare(%(field)s, %(wanted)s, %(tokens)s::integer[], %(other_than)s::text,
        %(after_tier)s::integer, %(after_rank)s::bigint, %(count)s::integer)
"""
SOUND = "select * from published.search_sound(%(reading)s, %(text)s, %(count)s::integer)"
COUNT_INITIALS = "select published.count_initials(%(letters)s)"
_FIRST_OF_ROW = 7
"""A published.search_piece is a list or page in the columns before this, or a row from here on."""


def fetch(cursor: Cursor, statement: str, parameters: Parameters, *, prepare: bool = False) -> list[tuple[Any, ...]]:
    """All rows of one statement, planned for exactly these parameters unless any plan will do (`prepare`)."""
    return cursor.execute(statement, parameters, prepare=prepare).fetchall()


def fetch_hits(cursor: Cursor, statement: str, parameters: Parameters) -> list[Hit]:
    """The hits of a statement made by one of the functions below."""
    return [Hit._make(values[:3]) for values in fetch(cursor, statement, parameters)]


def fetch_pieces(
    cursor: Cursor, statement: str, parameters: Parameters
) -> tuple[list[tuple[Any, ...]], dict[str, Page], list[Row]]:
    """What START, ROWS or RARE found: lists (gram, facet, df, places, floor, ranks), pages by condition, and rows.

    Among the rows, in no order, are the further rows of their places.
    """
    lists, pages, rows = [], {}, []
    for piece in cursor.execute(statement, parameters, prepare=True).fetchall():
        gram, tiers = piece[0], piece[6]
        if gram is None:
            rows.append(Row._make(piece[_FIRST_OF_ROW:]))
        elif tiers is None:
            lists.append(piece[:6])
        else:
            hits = [Hit(tier, 0, rank) for tier, rank in zip(tiers, piece[5], strict=True)]
            pages[gram[1:]] = Page(piece[2], piece[3], hits)
    return lists, pages, rows


def array_of(numbers: Iterable[int]) -> str:
    """A PostgreSQL array as text; the driver takes many times longer to find out what a list holds."""
    return f"{{{','.join(map(str, numbers))}}}"


def joined(texts: Iterable[str]) -> str:
    """Texts for `string_to_array(…, chr(31))`: no query holds that character."""
    return "\x1f".join(texts)


def best_of(conditions: Sequence[str], tier: str, band: str, *, counts: bool = False) -> str:
    """Statement for the best `%(count)s` rows past (after_tier, after_band, after_rank) that fulfil all conditions.

    `tier` and `band` are expressions. With `counts` each row comes with the number of places of all rows that fulfil
    the conditions, past or not.
    """
    total = ", (select count(distinct place_id) from found)" if counts else ""
    return (
        f"with found as materialized (select n.place_id, {tier} as tier, {band} as band, {RANK} as rank"
        f" from published.name n where {' and '.join(conditions)})"
        f" select tier, band, rank{total} from found"
        " where (tier, band, -rank) > (%(after_tier)s, %(after_band)s, -(%(after_rank)s::bigint))"
        " order by tier, band, rank desc limit %(count)s"
    )


def best_by_rank(conditions: Sequence[str], tier: int) -> str:
    """The same for rows that are all of one tier and band, so that an index may give the order; without counting."""
    where = " and ".join([*conditions, f"{RANK} < %(after_rank)s"])
    return f"select {tier}, 0, {RANK} from published.name n where {where} order by {RANK} desc limit %(count)s"


def among(conditions: Sequence[str], tier: int) -> str:
    """Statement for the hits among `%(ids)s` that fulfil the conditions and are of this tier, best first.

    The rows are read first: the planner would take an index for the conditions as well, and that is many times dearer.
    """
    return (
        "with listed as materialized (select * from published.name where id = any(%(ids)s::bigint[]))"
        f" select {tier}, 0, {RANK} from listed n where {' and '.join(conditions)} order by 3 desc"
    )


def nearest(conditions: Sequence[str], tier: str, band: str) -> str:
    """Statement for the widest band of the `%(count)s` matches nearest in degrees, and how many there are.

    Stops after `%(around)s` rows.
    """
    return (
        f"select max(band), count(*) from (select {band} as band from (select * from published.name"
        " order by geom <-> st_setsrid(st_makepoint(%(near_lon)s, %(near_lat)s), 4490) limit %(around)s) n"
        f" where {' and '.join(conditions)}"
        f" and ({tier}, {band}, -{RANK}) > (%(after_tier)s, %(after_band)s, -(%(after_rank)s::bigint))"
        " limit %(count)s) found"
    )


def count_places(sources: Sequence[Sequence[str]]) -> str:
    """Statement that counts the places of at most `%(most)s` rows in any of the sources, and those rows; None: all."""
    parts = " union all ".join(
        f"select n.place_id from published.name n where {' and '.join(conditions)}" for conditions in sources
    )
    cut = f"select place_id from ({parts}) found limit %(most)s::bigint"
    return f"select count(distinct place_id), count(*) from ({cut}) cut"
