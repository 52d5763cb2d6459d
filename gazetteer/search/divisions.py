"""Division words in a query: 苏仙区 白露塘, 湖南郴州 白露塘, 苏仙区白露塘."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gazetteer.search.statements import Cursor, fetch
from geocore.errors import InvalidInput
from geocore.problems import Problem

MOST_ALIKE = 40
"""A word that means more divisions than this (城关镇) is not taken as one."""
_LONGEST_NAME, _SEARCHED_START = 15, 30
_COUNTY = 3

_BY_NAME = """
    select seq, level, path, name, short_name from published.division
     where (name = any(%(names)s) or short_name = any(%(names)s)) and level > 0
"""
_BY_SEQ = "select seq, level from published.division where seq = %(seq)s"
# The statistical code is padded to 12 digits; civil codes are 6 or 9, and 2 or 4 for the upper levels in daily use.
_BY_CODE = """
    select seq, level from published.division where code = %(padded)s or civil_code = any(%(codes)s)
     order by (code = %(padded)s) desc nulls last, level limit 1
"""


@dataclass(frozen=True, slots=True)
class Division:
    """A division as far as search needs it."""

    seq: int
    level: int
    path: tuple[int, ...]
    name: str
    short_name: str


def division_of_filter(cursor: Cursor, seq: int | None, code: str | None) -> tuple[int, ...]:
    """The division that a filter names, as a tuple of none or one; the whole country is no filter.

    Raises InvalidInput for a number or code that no published division has.
    """
    if seq is None and code is None:
        return ()
    if seq is not None:
        rows = fetch(cursor, _BY_SEQ, {"seq": seq}, prepare=True) if 0 < seq < 2**31 else []
    else:
        code = code or ""
        rows = fetch(cursor, _BY_CODE, {"padded": code.ljust(12, "0"), "codes": [code, code.ljust(6, "0")]})
    if not rows:
        problem = Problem("division", "unknown_division", f"no division is known as {code or seq}")
        raise InvalidInput(problem.message, [problem])
    return (int(rows[0][0]),) if rows[0][1] > 0 else ()


def divisions_named(cursor: Cursor, names: Iterable[str]) -> dict[str, list[Division]]:
    """Published divisions by each of the names, in full (苏仙区) or short (苏仙)."""
    wanted = sorted(set(names))
    found: dict[str, list[Division]] = defaultdict(list)
    for seq, level, path, name, short in fetch(cursor, _BY_NAME, {"names": wanted}) if wanted else []:
        for key in {name, short}.intersection(wanted):
            found[key].append(Division(seq, level, tuple(path), name, short))
    return found


def narrow(words: Sequence[list[Division]]) -> tuple[int, ...]:
    """The divisions that a chain of words means, upper ones first: those of the last word inside those before.

    Empty if the chain holds none, or too many to mean anything.
    """
    inside: list[Division] | None = None
    for candidates in words:
        if inside is not None:
            outer = {division.seq for division in inside}
            candidates = [c for c in candidates if outer.intersection(c.path[:-1])]
        inside = candidates
    chosen = inside or []
    # 朝阳 alone means the districts and the city, not the hundred townships called 朝阳.
    upper = [division for division in chosen if division.level <= _COUNTY]
    chosen = upper or chosen
    return tuple(sorted(d.seq for d in chosen)) if len(chosen) <= MOST_ALIKE else ()


def split_front(cursor: Cursor, text: str) -> list[tuple[tuple[int, ...], str]]:
    """Readings of an undivided text as divisions followed by a name, the longest division part first.

    Those that leave one character come last: 石鼓区五一村 is 五一村 in 石鼓区 before it is any 村 of its 五一街道.
    """
    start = text[:_SEARCHED_START]
    pieces = {
        start[i : i + n] for i in range(len(start) - 2) for n in range(2, min(_LONGEST_NAME, len(text) - i - 1) + 1)
    }
    known = divisions_named(cursor, pieces)
    chains: list[tuple[tuple[int, ...], str]] = []

    def extend(position: int, chain: list[list[Division]]) -> None:
        for length in range(min(_LONGEST_NAME, len(text) - position - 1), 1, -1):
            candidates = known.get(text[position : position + length])
            if candidates and (seqs := narrow([*chain, candidates])):
                extend(position + length, [*chain, candidates])
                chains.append((seqs, text[position + length :]))

    extend(0, [])
    return sorted(chains, key=lambda chain: len(chain[1]) == 1)
