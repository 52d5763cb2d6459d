"""Targets 1 to 6, 8, 9 and 13: search itself, beside its floor and its peers, in one run on one set of rows."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import time
from collections.abc import Sequence
from typing import Any

import psycopg
import sqlalchemy as sa

from bench import peers
from bench.database import PREPARE_THRESHOLD, dsn, prepared
from bench.questions import Question, one_wrong, questions
from bench.report import Report
from bench.timing import Call, Spread, percentiles, processor_spread, spread, throughput
from gazetteer.search import parse_query, search
from gazetteer.search.statements import Row

_TWENTY_ROWS = """
    select n.id, n.place_id, n.name_id, n.name, n.spelling, n.pinyin, n.initials, n.kind, n.category, n.class_code,
           n.division_path, n.importance, st_x(n.geom), st_y(n.geom), lower(n.valid), upper(n.valid), false
      from published.name n where n.id = any(%s::bigint[])
"""
_MIXED = ("exact", "prefix 2", "prefix 3", "infix 2")
_CITY_AND_BOX = ("hot + city", "hot + province", "hot + box 2°", "hot + box 8°")


class Floor:
    """20 rows by primary key, prepared, read into the same tuples: what no search can be faster than."""

    def __init__(self, connection: psycopg.Connection, names: int) -> None:
        self._cursor = connection.cursor(binary=True)
        self.backend = connection.info.backend_pid
        self._names = names
        self._step = 0

    def __call__(self) -> list[Row]:
        self._step += 1
        ids = [(self._step * 7919 + n * 104_729) % self._names + 1 for n in range(20)]
        return [Row._make(row) for row in self._cursor.execute(_TWENTY_ROWS, [ids], prepare=True)]


def run(out: Report, chosen: argparse.Namespace) -> None:
    url, seconds = prepared(chosen.rows, chosen.package)
    engine = sa.create_engine(url, connect_args={"prepare_threshold": PREPARE_THRESHOLD})
    with psycopg.connect(dsn(url)) as driver, engine.connect() as connection:
        names = driver.execute("select names from published.search_state").fetchone()[0]
        out.title(f"{names:,} rows")
        for part, took in seconds.items():
            out.line(f"loading: {part} {took:.1f} s")
        asked = questions(driver, chosen.questions)
        figures, floor = _kinds(out, connection, asked, Floor(driver, names))
        _targets_of_kinds(out, figures, floor)
        _deep_pages(out, connection)
        _storage(out, driver)
        _throughput(out, url, asked, names, chosen.seconds)
        _peers(out, chosen, driver, connection, asked, figures)
    engine.dispose()
    _cold(out, chosen.cold, url, asked)


def _cold(out: Report, restart: str | None, url: sa.URL, asked: dict[str, list[Question]]) -> None:
    """Every question once, right after a restart: what the first visitor of the morning waits."""
    if not restart:
        out.line("cold figures: not measured (give --cold a command that restarts the server and empties the caches)")
        return
    for kind in ("exact", "infix 2", "hottest 17", "hot + city"):
        subprocess.run(restart, shell=True, check=True)
        engine = sa.create_engine(url, connect_args={"prepare_threshold": PREPARE_THRESHOLD}, poolclass=sa.NullPool)
        with engine.connect() as connection:
            times = []
            for call in [_call(connection, question) for question in asked[kind]]:
                started = time.perf_counter()
                call()
                times.append((time.perf_counter() - started) * 1000)
        out.line(f"cold {kind:<12} {percentiles(times)} ms")


def _call(connection: sa.Connection, question: Question) -> Call:
    # A page as the web asks for it: parsed anew each time, in a transaction of its own.
    def call() -> object:
        return search(connection, parse_query(question.text, **question.filters))

    return call


def _kinds(
    out: Report, connection: sa.Connection, asked: dict[str, list[Question]], floor: Floor
) -> tuple[dict[str, Spread], Spread]:
    """Spread of each kind, and of the floor."""
    calls = {"20 rows by key": [floor] * 200}
    calls |= {kind: [_call(connection, question) for question in of_kind] for kind, of_kind in asked.items()}
    driver = connection.connection.driver_connection
    figures: dict[str, Spread] = {}
    base = processor = None
    out.line(f"{'kind':<16} {'p50/p95/p99 ms':<24} {'times the floor':<18} {'processor ms':<18} times the floor")
    for kind, of_kind in calls.items():
        figures[kind] = found = spread(of_kind, passes=3)
        backend = floor.backend if base is None else driver.info.backend_pid
        used = processor_spread(of_kind, backend)
        connection.rollback()
        base, processor = base or found, processor or used
        line = f"{kind:<16} {found!s:<24} {_times(found, base):<18}"
        out.line(line + (f" {used!s:<18} {_times(used, processor)}" if used and processor else ""))
    return figures, figures.pop("20 rows by key")


def _times(found: Spread, floor: Spread) -> str:
    return "/".join(f"{value / floor.p50:.1f}" for value in (found.p50, found.p95, found.p99))


def _targets_of_kinds(out: Report, figures: dict[str, Spread], floor: Spread) -> None:
    out.line()
    for kind in (
        "exact", "prefix 1", "prefix 2", "prefix 3", "infix 1", "infix 2", "infix 3", "infix 4", "pinyin",
        "initials", "infix 2 + city",
    ):  # fmt: skip
        found = figures[kind]
        ratios = (found.p50 / floor.p50, found.p95 / floor.p50, found.p99 / floor.p50)
        out.target(
            1, f"{kind} against 20 rows by key", "{:.1f}/{:.1f}/{:.1f} times".format(*ratios), "5/35/60 times",
            ratios[0] <= 5 and ratios[1] <= 35 and ratios[2] <= 60,
        )  # fmt: skip
    hot = figures["hottest 17"].p95 / figures["infix 2"].p95
    out.target(3, "p95 of the 17 hottest against random pairs", f"{hot:.2f} times", "2 times", hot <= 2)
    for kind in _CITY_AND_BOX:
        out.target(9, f"{kind}, p95", f"{figures[kind].p95:.1f} ms", "20 ms", figures[kind].p95 <= 20)
    for kind in ("hot near", "rare near"):
        worst = figures[kind].p99
        out.target(9, f"{kind}, p99", f"{worst:.1f} ms", "100 ms", worst <= 100)


def _deep_pages(out: Report, connection: sa.Connection) -> None:
    """Page by page far into the commonest text, to compare late pages with the first."""
    first = spread([_call(connection, Question("村"))] * 20)
    cursor, pages = None, 0
    while pages < 5000:
        page = search(connection, parse_query("村", limit=20, cursor=cursor))
        connection.rollback()
        pages += 1
        if page.next is None:
            break
        cursor = page.next
    late = spread([_call(connection, Question("村", {"cursor": cursor}))] * 20)
    ratio = late.p50 / first.p50
    out.target(9, f"page {pages:,} of 村 against page 1, p50", f"{ratio:.2f} times", "2 times", ratio <= 2)


def _storage(out: Report, driver: psycopg.Connection) -> None:
    def size(what: str) -> int:
        return int(driver.execute(f"select pg_total_relation_size('{what}')").fetchone()[0])

    heap, tokens, names, whole = driver.execute(
        "select pg_relation_size('published.name'), pg_relation_size('published.ix_name_tokens'),"
        " pg_total_relation_size('published.name'), (select names from published.search_state)"
    ).fetchone()
    lists = size("published.gram") + size("published.champion")
    out.target(13, "token index against heap", f"{tokens / heap:.0%}", "25 %", tokens <= heap / 4)
    out.target(
        13, "bytes a row, everything", f"{names / whole:.0f} (heap {heap / whole:.0f})", "400 bytes",
        names / whole <= 400,
    )  # fmt: skip
    out.target(13, "lists and frequencies against all", f"{lists / names:.1%}", "2 %", lists <= names / 50)


def _calls_of_search(argument: tuple[sa.URL, Sequence[Question]]) -> list[Call]:
    url, asked = argument
    engine = sa.create_engine(url, connect_args={"prepare_threshold": PREPARE_THRESHOLD})
    connection = engine.connect()
    return [_call(connection, question) for question in asked]


def _calls_of_floor(argument: tuple[sa.URL, int]) -> list[Call]:
    url, names = argument
    return [Floor(psycopg.connect(dsn(url)), names)]


def _throughput(out: Report, url: sa.URL, asked: dict[str, list[Question]], names: int, seconds: float) -> None:
    floor = throughput(_calls_of_floor, (url, names), 8, seconds)
    out.line(f"20 rows by primary key, 8 clients: {floor:,.0f} a second")
    mixed = [question for group in zip(*(asked[kind] for kind in _MIXED), strict=False) for question in group]
    for what, load, wanted in (
        ("mixed load", mixed, 0.35),
        ("hottest 17", asked["hottest 17"], 0.75),
        ("one character", asked["infix 1"], 0.75),
    ):
        found = throughput(_calls_of_search, (url, load), 8, seconds)
        out.target(
            2, f"{what}, 8 clients, against 20 rows by key", f"{found:,.0f}/s = {found / floor:.0%}",
            f"{wanted:.0%}", found / floor >= wanted,
        )  # fmt: skip


def _peers(
    out: Report,
    chosen: argparse.Namespace,
    driver: psycopg.Connection,
    connection: sa.Connection,
    asked: dict[str, list[Question]],
    ours: dict[str, Spread],
) -> None:
    folder = chosen.scratch / "tantivy"
    shutil.rmtree(folder, ignore_errors=True)
    kinds = ("exact", "infix 1", "infix 2", "infix 3", "infix 4", "hottest 17")
    for peer in peers.available(folder, driver):
        if isinstance(peer, str):
            out.line(peer)
            continue
        out.title(f"peer: {peer.name}, loaded in {peers.loaded(peer, driver):.1f} s")
        for kind in kinds:
            answer = peer.exact if kind == "exact" else peer.infix
            passes = 1 if isinstance(peer, peers.Trigrams) else 3
            part = asked[kind][: 30 if isinstance(peer, peers.Trigrams) else 100]
            found = spread([_peer_call(answer, question.text) for question in part], passes=passes)
            recall = _recall(connection, answer, part)
            out.line(
                f"{kind:<12} {found!s:<24} ours {ours[kind]!s:<24} peer/ours p50 {found.p50 / ours[kind].p50:.2f},"
                f" finds {recall:.0%} of what it should"
            )
            if isinstance(peer, peers.Trigrams) and kind in ("infix 1", "infix 2"):
                wanted = 1000 if chosen.rows == "5m" else 200
                gain = found.p50 / ours[kind].p50
                out.target(
                    4, f"{kind} against pg_trgm LIKE, p50", f"{gain:,.0f} times", f"{wanted} times", gain >= wanted
                )
            if isinstance(peer, peers.Tantivy):
                ratio = ours[kind].p50 / found.p50
                limit = 1.0 if kind in ("infix 1", "hottest 17") else 2.5
                out.target(6, f"{kind} against tantivy, p50", f"{ratio:.1f} times", f"{limit} times", ratio <= limit)
        if isinstance(peer, peers.Trigrams):
            _near_misses(out, driver, connection, peer)


def _peer_call(answer: Any, text: str) -> Call:
    return lambda: answer(text)


def _recall(connection: sa.Connection, answer: Any, asked: Sequence[Question]) -> float:
    """Share of questions with results here that have results there as well."""
    ours = [q for q in asked if search(connection, parse_query(q.text)).items]
    connection.rollback()
    return sum(1 for question in ours if answer(question.text)) / max(1, len(ours))


def _near_misses(out: Report, driver: psycopg.Connection, connection: sa.Connection, trigrams: peers.Trigrams) -> None:
    wrong = one_wrong(driver, 150)
    ours = theirs = 0
    for name, typed in wrong:
        items = search(connection, parse_query(typed)).items
        ours += any(item.matched == name for item in items)
        theirs += name in trigrams.similar(typed)
    connection.rollback()
    mine = spread([_call(connection, Question(typed)) for _, typed in wrong], passes=1)
    out.line(f"one character wrong: {mine} ms")
    share, ratio = ours / len(wrong), ours / max(1, theirs)
    out.target(8, "one wrong character, right name in the first 20", f"{share:.0%}", "75 %", share >= 0.75)
    out.target(8, "the same against pg_trgm similarity", f"{ratio:.1f} times", "3 times", ratio >= 3)
