"""The best rows of every frequent text, computed for a whole table at once. Pure: arrays in, lists out.

A text of n characters can only be frequent if its first n - 1 are, so each step looks at the occurrences that the step
before left over. Frequencies are of rows: a text twice in one name counts once. The triggers of migration 0018
keep the result right from then on; `published.search_grams` says the same about one row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[Any]
"""Whole numbers, of 32 bits where one is kept for every character of the table, else of 64."""
CodePoints = NDArray[Any]

INNER_LONGEST, START_LONGEST, PINYIN_LONGEST, INITIALS_LONGEST = 4, 4, 12, 6
ALL_ROWS = 0
_CODE_POINTS = 0x110000


@dataclass(frozen=True, slots=True)
class Column:
    """One text column: the code points of all rows behind one another, and the length of each row."""

    code_points: CodePoints
    lengths: Integers


@dataclass(frozen=True, slots=True)
class Table:
    """What is needed of `published.name`. `facets` holds a token per row and kind of facet, 0 for none.

    `places` numbers the places that have several rows; -1 where a row is the only one of its place.
    """

    ranks: Integers
    places: Integers
    names: Column
    pinyin: Column
    initials: Column
    facets: tuple[Integers, ...]


@dataclass(frozen=True, slots=True)
class ChampionList:
    """`ranks` are the best rows, best first; `df` counts all rows, `places` their places."""

    facet: int
    gram: str
    df: int
    places: int
    ranks: Integers


@dataclass(frozen=True, slots=True)
class Sizes:
    """From how many rows on a text has a list, and how long that is; see `published.search_state`."""

    hot_at: int
    keep: int
    listed_at: int
    keep_short: int


@dataclass(frozen=True, slots=True)
class _Found:
    """Occurrences of frequent texts of one length: which text (index into `texts`), in which row, from where."""

    texts: list[str]
    text: Integers
    row: Integers
    position: Integers


def champion_lists(table: Table, sizes: Sizes) -> Iterator[ChampionList]:
    """The lists of every text that at least `hot_at` rows have, and short ones of the rarer texts of names."""
    order = np.argsort(-table.ranks, kind="stable").astype(np.int32)
    best = np.empty(len(order), dtype=np.int32)
    best[order] = np.arange(len(order))
    rows = _Rows(
        best, order, table.ranks[order], table.places, [_Facet.of(tokens, sizes.hot_at) for tokens in table.facets]
    )
    for tag, column, longest, at_start, least in (
        ("n", table.names, INNER_LONGEST, False, min(sizes.listed_at, sizes.hot_at)),
        ("^", table.names, START_LONGEST, True, min(sizes.listed_at, sizes.hot_at)),
        ("p", table.pinyin, PINYIN_LONGEST, True, sizes.hot_at),
        ("i", table.initials, INITIALS_LONGEST, True, sizes.hot_at),
    ):
        for found in _frequent_texts(column, longest, least, at_start=at_start):
            yield from _lists_of(tag, found, rows, least, sizes)


@dataclass(frozen=True, slots=True)
class _Facet:
    """A facet of the rows as small numbers; -1 where the facet itself has too few rows to matter."""

    tokens: Integers
    number: Integers

    @staticmethod
    def of(column: Integers, hot_at: int) -> _Facet:
        tokens, number, rows = np.unique(column, return_inverse=True, return_counts=True)
        large = (rows >= hot_at) & (tokens != 0)
        renumbered = np.where(large, np.cumsum(large) - 1, -1)
        return _Facet(tokens[large], renumbered[number].astype(np.int32))


@dataclass(frozen=True, slots=True)
class _Rows:
    """`order` holds the rows from the best to the last, `best` the position of each row in it, `ranks` their ranks."""

    best: Integers
    order: Integers
    ranks: Integers
    places: Integers
    facets: list[_Facet]

    def repeated(self, number: Integers, row: Integers, size: int) -> Integers:
        """For each of `size` numbered texts, how many of its rows are of a place that another of them stands for."""
        place = self.places[row]
        shared = place >= 0
        if not shared.any():
            return np.zeros(size, dtype=np.int64)
        every = number[shared]
        once = _sorted_unique(every.astype(np.int64) << 32 | place[shared]) >> 32
        return np.bincount(every, minlength=size) - np.bincount(once, minlength=size)


def _frequent_texts(column: Column, longest: int, hot_at: int, *, at_start: bool) -> Iterator[_Found]:
    """Texts of 1, 2 … `longest` characters that occur at least `hot_at` times, each length with its occurrences."""
    if len(column.code_points) == 0:
        return
    used = np.flatnonzero(np.bincount(column.code_points, minlength=1))
    # Half-size integers: there is one of each for every character of the table.
    number = np.zeros(_CODE_POINTS, dtype=np.int32)
    number[used] = np.arange(len(used))
    characters = number[column.code_points]
    alphabet = [chr(code_point) for code_point in used]
    ends = np.cumsum(column.lengths, dtype=np.int32)
    row = np.repeat(np.arange(len(column.lengths), dtype=np.int32), column.lengths)
    if at_start:
        position = (ends - column.lengths)[column.lengths > 0]
        row = row[position]
    else:
        position = np.arange(len(characters), dtype=np.int32)
    texts, text = [""], np.zeros(0, dtype=np.int32)
    for length in range(1, longest + 1):
        if length == 1:
            key = characters if not at_start else characters[position]
        else:
            fits = np.flatnonzero(position + length <= ends[row])
            position, row, text = position[fits], row[fits], text[fits]
            key = text.astype(np.int64)
            key *= len(alphabet)
            key += characters[position + (length - 1)]
            del fits
        hot, index = _frequent(key, hot_at)
        del key
        kept = np.flatnonzero(index >= 0)
        position, row, text = position[kept], row[kept], index[kept]
        del index, kept
        texts = [texts[k // len(alphabet)] + alphabet[k % len(alphabet)] for k in hot.tolist()]
        if not texts:
            return
        yield _Found(texts, text, row, position)


def _frequent(key: Integers, hot_at: int) -> tuple[Integers, Integers]:
    """Keys that occur at least `hot_at` times, and for each occurrence its index among them or -1."""
    if len(key) == 0:
        return key, key
    largest = int(key.max())
    if largest < 4 * len(key) + 1_000_000:
        hot = np.flatnonzero(np.bincount(key) >= hot_at)
        index = np.full(largest + 1, -1, dtype=np.int32)
        index[hot] = np.arange(len(hot))
        return hot, index[key]
    ordered = np.sort(key)
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    counts = np.diff(np.append(starts, len(ordered)))
    hot = ordered[starts[counts >= hot_at]]
    if len(hot) == 0:
        return hot, np.full(len(key), -1, dtype=np.int32)
    near = np.minimum(np.searchsorted(hot, key), len(hot) - 1).astype(np.int32)
    return hot, np.where(hot[near] == key, near, np.int32(-1))


def _lists_of(tag: str, found: _Found, rows: _Rows, least: int, sizes: Sizes) -> Iterator[ChampionList]:
    # One sorted array of (text, position in rank order) gives frequencies, removes repetitions within a name, and has
    # the best rows of each text in front.
    pairs = _sorted_unique(found.text.astype(np.int64) << 32 | rows.best[found.row])
    texts, position = (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32)
    row = rows.order[position]
    repeated = rows.repeated(texts, row, len(found.texts))
    hot = np.bincount(texts, minlength=len(found.texts)) >= sizes.hot_at
    for number, df, best in _segments(pairs, least, sizes.keep):
        listed = best if hot[number] else best[: sizes.keep_short]
        places = df - int(repeated[number])
        yield ChampionList(ALL_ROWS, tag + found.texts[number], df, places, rows.ranks[listed])
    del pairs
    texts, position, row = (values[hot[texts]] for values in (texts, position, row))
    for facet in rows.facets:
        inside_of = facet.number[row]
        inside = inside_of >= 0
        key = texts[inside].astype(np.int64) * max(1, len(facet.tokens)) + inside_of[inside]
        frequent, index = _frequent(key, sizes.hot_at)
        kept = index >= 0
        repeated = rows.repeated(index[kept], row[inside][kept], len(frequent))
        listed = np.sort(index[kept].astype(np.int64) << 32 | position[inside][kept])
        for pair, df, best in _segments(listed, sizes.hot_at, sizes.keep):
            combined = int(frequent[pair])
            token = int(facet.tokens[combined % len(facet.tokens)])
            text = tag + found.texts[combined // len(facet.tokens)]
            yield ChampionList(token, text, df, df - int(repeated[pair]), rows.ranks[best])


def _sorted_unique(values: Integers) -> Integers:
    values = np.sort(values)
    return values[np.concatenate(([True], values[1:] != values[:-1]))] if len(values) else values


def _segments(pairs: Integers, hot_at: int, keep: int) -> Iterator[tuple[int, int, Integers]]:
    """(number, length, first `keep` places) of each run of equal numbers that is long enough."""
    if len(pairs) == 0:
        return
    number = pairs >> 32
    starts = np.flatnonzero(np.concatenate(([True], number[1:] != number[:-1])))
    lengths = np.diff(np.append(starts, len(number)))
    for start, length in zip(starts.tolist(), lengths.tolist(), strict=True):
        if length >= hot_at:
            yield int(number[start]), length, pairs[start : start + min(keep, length)] & 0xFFFFFFFF
