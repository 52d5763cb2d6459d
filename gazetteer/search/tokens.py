"""The index tokens of a published name: one integer array that answers every question on a run of characters.

The numbers must fit PostgreSQL's `integer`, because a GIN index on `integer[]` is half the size of one on `bigint[]`.
The ranges are part of the stored data: changing one means recomputing the column `published.name.tokens`.

=====================================  ====================================================================
range                                  meaning
=====================================  ====================================================================
-2^21 - 0x110000 … -2^21 - 1           the name starts with this character: -2^21 - 1 - code point
-0x110000 … -1                         the name contains this character: -1 - code point
0 … 2^30 - 1                           the name contains these two neighbours: slot * 2^15 + slot
2^30 … 2^30 + 2^24 - 1                 the place lies in this division: 2^30 + sequence number
2^30 + 2^24 … + 2^24 - 1               the place has this category: CRC-24 of its text
2^30 + 2 * 2^24 … + 2^24 - 1           the place lies in this grid cell of 1 degree
2^30 + 3 * 2^24 … + 2^24 - 1           the place lies in this grid cell of 4 degrees
=====================================  ====================================================================

Single characters are exact, for every code point up to the supplementary planes (𰻞). Pairs are packed from 15-bit
slots: the ideographs U+3400 to U+9FFF have a slot each, everything else shares the rest, so a pair may stand for more
than one text and every search compares the name itself as well.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

START_BASE = -(2**21)
DIVISION_BASE = 2**30
CATEGORY_BASE = DIVISION_BASE + 2**24
CELL_BASE = {1: DIVISION_BASE + 2 * 2**24, 4: DIVISION_BASE + 3 * 2**24}
"""Grid size in degrees -> first token. Migration 0005 holds the same numbers in a CHECK constraint."""
MAX_DIVISION_SEQ = 2**24 - 1

_FIRST_HAN, _LAST_HAN = 0x3400, 0x9FFF
_SHARED_SLOTS = _LAST_HAN - _FIRST_HAN + 1
_SHARED_COUNT = 5119  # prime, and _SHARED_SLOTS + 5119 < 2^15


def slot(character: str) -> int:
    """The 15-bit number of a character inside a packed pair."""
    code_point = ord(character)
    if _FIRST_HAN <= code_point <= _LAST_HAN:
        return code_point - _FIRST_HAN
    return _SHARED_SLOTS + code_point % _SHARED_COUNT


def character_token(character: str) -> int:
    """Token of a name that contains this character."""
    return -1 - ord(character)


def start_token(character: str) -> int:
    """Token of a name whose first character this is."""
    return START_BASE - 1 - ord(character)


def pair_token(first: str, second: str) -> int:
    """Token of a name in which the two characters are neighbours."""
    return slot(first) << 15 | slot(second)


def division_token(seq: int) -> int:
    """Token of a place inside the division with this sequence number."""
    if not 0 <= seq <= MAX_DIVISION_SEQ:
        raise ValueError(f"division sequence number {seq} does not fit the token range")
    return DIVISION_BASE + seq


@lru_cache(maxsize=1024)
def category_token(category: str) -> int:
    """Token of a legal category. Two categories may share one in theory, so searches compare the column as well."""
    return CATEGORY_BASE + (zlib.crc32(category.encode()) & 0xFFFFFF)


def cell_token(lon: float, lat: float, degrees: int) -> int:
    """Token of the grid cell of `degrees` (1 or 4) that holds the position (EPSG:4490, degrees)."""
    column = math.floor((lon + 180) / degrees)
    row = math.floor((lat + 90) / degrees)
    return CELL_BASE[degrees] + row * 512 + column


class _Slots(dict[str, int]):
    """Remembers the slot of every character met: a dictionary look-up is the fastest thing Python has for it."""

    def __missing__(self, character: str) -> int:
        self[character] = number = slot(character)
        return number


_SLOTS = _Slots()


def _name_tokens(name: str) -> set[int]:
    """The tokens that depend on the text alone."""
    if not name:
        return set()
    tokens = {START_BASE - 1 - ord(name[0]), *[-1 - ord(character) for character in name]}
    slots = [_SLOTS[character] for character in name]
    before = slots[0]
    for after in slots[1:]:
        tokens.add(before << 15 | after)
        before = after
    return tokens


@lru_cache(maxsize=4096)  # lists come in the order of their divisions
def _place_tokens(division_path: tuple[int, ...], category: str | None) -> tuple[int, ...]:
    tokens = [division_token(seq) for seq in division_path]
    if category is not None:
        tokens.append(category_token(category))
    return tuple(tokens)


def tokens_for(
    name: str,
    division_path: Sequence[int],
    category: str | None = None,
    lon: float | None = None,
    lat: float | None = None,
) -> list[int]:
    """The value of `published.name.tokens` for one row.

    `lon` and `lat` are those of the stored, public position (None without one): the table refuses a row with a
    position whose cells are missing. Raises ValueError for a sequence number outside the range.
    """
    tokens = [*_name_tokens(name), *_place_tokens(tuple(division_path), category)]
    if lon is not None and lat is not None:
        tokens.append(cell_token(lon, lat, 1))
        tokens.append(cell_token(lon, lat, 4))
    return tokens


def tokens_for_many(
    rows: Iterable[tuple[str, Sequence[int], str | None, float | None, float | None]],
) -> list[list[int]]:
    """`tokens_for` of many rows (name, division path, category, lon, lat), in order."""
    return [tokens_for(*row) for row in rows]


def text_tokens(text: str, *, at_start: bool = False) -> list[int]:
    """Tokens that every name containing `text` has; with `at_start`, every name beginning with it."""
    if len(text) == 1:
        tokens = [character_token(text)] if not at_start else []
    else:
        tokens = sorted({pair_token(a, b) for a, b in pairwise(text)})
    if at_start and text:
        tokens.append(start_token(text[0]))
    return tokens
