"""Target 14: single-row edits with every index and list in place, and search after many of them."""

from __future__ import annotations

import argparse
import random
import time

import psycopg
import sqlalchemy as sa

from bench.database import PREPARE_THRESHOLD, dsn, prepared
from bench.questions import questions
from bench.report import Report
from bench.searching import _call
from bench.timing import least_processor_spread, processor_ms

EDITS = 50_000
_PROBE = 2000


def run(out: Report, chosen: argparse.Namespace) -> None:
    url, _ = prepared(chosen.rows, chosen.package)
    engine = sa.create_engine(url, connect_args={"prepare_threshold": PREPARE_THRESHOLD})
    with psycopg.connect(dsn(url)) as driver, engine.connect() as connection:
        names = driver.execute("select names from published.search_state").fetchone()[0]
        asked = questions(driver, 100)["infix 2"]
        driver.commit()
        out.title(f"edits on {names:,} rows")
        backend = connection.connection.driver_connection.info.backend_pid
        calls = [_call(connection, question) for question in asked]
        before = least_processor_spread(calls, backend)
        connection.rollback()
        for what, statement in _STATEMENTS.items():
            rate, cost = _rate(driver, statement, names, _PROBE)
            out.target(14, f"{what}, one transaction each ({cost})", f"{rate:,.0f}/s", "1,000/s", rate >= 1000)
        rate, cost = _rate(driver, _STATEMENTS["importance changed"], names, EDITS)
        out.line(f"{EDITS:,} more: {rate:,.0f}/s ({cost})")
        after = least_processor_spread(calls, backend)
        connection.rollback()
        if before and after:
            change = after.p95 / before.p95 - 1
            out.target(
                14,
                f"p95 of pairs after {EDITS:,} edits, in processor time",
                f"{before.p95:.2f} to {after.p95:.2f} ms = {change:+.0%}",
                "+20 %",
                change < 0.2,
            )
    engine.dispose()


_STATEMENTS = {
    "spelling changed": "update published.name set spelling = spelling || 'x' where id = %(id)s",
    "importance changed": "update published.name set importance = importance + %(more)s where id = %(id)s",
    "withdrawn and announced again": """
        with gone as (delete from published.name where id = %(id)s returning *)
        insert into published.name select * from gone
    """,
}


def _rate(driver: psycopg.Connection, statement: str, names: int, count: int) -> tuple[float, str]:
    """Edits a second, and what each costs the processor: the database's part and ours."""
    chance = random.Random(5)
    started, ours, theirs = time.perf_counter(), time.process_time(), processor_ms(driver.info.backend_pid)
    for _ in range(count):
        driver.execute(statement, {"id": chance.randint(1, names), "more": chance.choice((-40, 1, 40))})
        driver.commit()
    rate = count / (time.perf_counter() - started)
    theirs = (processor_ms(driver.info.backend_pid) - theirs) / count
    return rate, f"{theirs:.2f} + {(time.process_time() - ours) * 1000 / count:.2f} ms of processor"
