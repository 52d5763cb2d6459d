"""Search: one box of text in, a page of places out.

Reads schema `published` only. Works on the driver's own cursor, because a page costs less than building its statements
with an expression language would.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

import psycopg
import sqlalchemy as sa

from gazetteer.search.answer import Answer, Page
from gazetteer.search.divisions import division_of_filter
from gazetteer.search.interpretation import Interpretation, interpretations
from gazetteer.search.model import SearchItem, SearchPage
from gazetteer.search.presenting import items_of
from gazetteer.search.query import SearchQuery, parse_query
from gazetteer.search.statements import Cursor, Hit
from geocore.errors import InvalidInput, Unavailable
from geocore.paging import decode_cursor, encode_cursor

TIMEOUT_MS = 3000
COUNTED = 1000
"""Totals are exact up to here."""


@dataclass(frozen=True, slots=True)
class _Bookmark:
    """Where a page ended: which interpretation, which of its groups, which row; and what the first page counted."""

    fingerprint: int
    interpretation: int
    extras: int
    group: int
    tier: int
    band: int
    rank: int
    total: int

    def encoded(self) -> str:
        return encode_cursor(*(getattr(self, name) for name in self.__slots__))

    @staticmethod
    def decoded(cursor: str, fingerprint: int) -> _Bookmark:
        values = decode_cursor(cursor, (int,) * 8)
        bookmark = _Bookmark(*values)  # type: ignore[arg-type]  # decode_cursor checked the types
        if bookmark.fingerprint != fingerprint or any(not -(2**63) <= v < 2**63 for v in values):  # type: ignore[operator]
            raise InvalidInput("this page link belongs to another search; start again from the first page")
        return bookmark


def search(connection: sa.Connection, query: SearchQuery, *, timeout_ms: int = TIMEOUT_MS) -> SearchPage:
    """A page of places, best first: exact, then prefix, then inner matches, each by importance or nearness.

    Sets `statement_timeout` until the end of the caller's transaction. Raises InvalidInput for a filter or page link
    that means nothing, and Unavailable when the search takes longer than the timeout.
    """
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    try:
        with driver.cursor(binary=True) as cursor:
            return _search(cursor, query, timeout_ms)
    except psycopg.errors.QueryCanceled as error:
        raise Unavailable("this search took too long; type more of the name or choose a smaller area") from error


def suggest(
    connection: sa.Connection, text: str, limit: int = 10, *, timeout_ms: int = TIMEOUT_MS
) -> tuple[SearchItem, ...]:
    """The first few places for what has been typed so far. The same order as `search`, without counting."""
    return search(connection, replace(parse_query(text, limit=limit), counts=False), timeout_ms=timeout_ms).items


def _search(cursor: Cursor, query: SearchQuery, timeout_ms: int) -> SearchPage:
    fingerprint = _fingerprint(query)
    filtered = division_of_filter(cursor, query.filters.division, query.filters.division_code)
    meanings = interpretations(cursor, query, filtered)
    if query.cursor is not None:
        bookmark = _Bookmark.decoded(query.cursor, fingerprint)
        number, meaning = _nth(meanings, bookmark.interpretation)
        answer = Answer.prepared(cursor, query, meaning, timeout_ms)
        place = (bookmark.group, Hit(bookmark.tier, bookmark.band, bookmark.rank))
        page = answer.page(query.limit, place, extras=bookmark.extras)
        total = bookmark.total
    else:
        number, answer, page = _first_page(cursor, query, meanings, timeout_ms)
        total = _total(answer, page) if query.counts else 0
    following = None
    if (end := page.end) is not None:
        following = _Bookmark(fingerprint, number, page.extras, end[0], *end[1], total).encoded()
    return SearchPage(
        items=items_of(page.found),
        next=following,
        total=total if total <= COUNTED else f"{COUNTED}+",
        read_as=answer.meaning.text,
        divisions=answer.meaning.divisions,
    )


def _first_page(
    cursor: Cursor, query: SearchQuery, meanings: Iterator[Interpretation], timeout_ms: int
) -> tuple[int, Answer, Page]:
    """The first meaning under which there are places; without any, what sounds or looks almost like the query."""
    tried: list[tuple[int, Answer]] = []
    for number, meaning in enumerate(meanings):
        answer = Answer.prepared(cursor, query, meaning, timeout_ms)
        page = answer.page(query.limit)
        if page.found:
            if answer.needs_sound(page):
                page = answer.guesses(page, query.limit, extras=1)
            return number, answer, page
        tried.append((number, answer))
    nothing = Page([], None, 0)
    for number, answer in _worth_a_guess(tried):
        page = answer.guesses(nothing, query.limit, extras=2)
        if page.found:
            return number, answer, page
    number, answer = tried[0]
    return number, answer, nothing


def _worth_a_guess(tried: list[tuple[int, Answer]]) -> list[tuple[int, Answer]]:
    """The most and the least literal meaning of each text are enough: 苏仙区 白鹿塘 with the division, and without."""
    return [tried[0], *tried[1:3]]


def _total(answer: Answer, page: Page) -> int:
    """How many places there are in all; COUNTED + 1 stands for more than that."""
    if page.end is None:
        return len(page.found)
    return answer.count(page, COUNTED + 1)


def _nth(meanings: Iterator[Interpretation], number: int) -> tuple[int, Interpretation]:
    for position, meaning in enumerate(meanings):
        if position == number:
            return position, meaning
    raise InvalidInput("this page link belongs to another search; start again from the first page")


def _fingerprint(query: SearchQuery) -> int:
    """Ties a page link to its query; filters and order count, the size of a page does not."""
    return zlib.crc32(repr((query.words, query.filters, query.near)).encode())
