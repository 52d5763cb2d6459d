"""The check of proposed names: its time at each size, and what the real townships would be told if proposed anew."""

from __future__ import annotations

import argparse
import multiprocessing
import random
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
import sqlalchemy as sa

from bench.database import dsn, rows_wanted, server_url
from bench.growing import grown
from bench.report import Report
from bench.timing import percentiles
from gazetteer.name_checks import Question, check_name
from gazetteer.naming import Severity

_LIMITS_MS = ((2_000_000, 100), (10**9, 300))
"""Up to so many names, the 95th percentile may be so long."""
_EACH = 100
_TOWNSHIPS = """
    select n.place_id, n.name, n.division_path[3] from published.name n
     where n.class_code = '21400' order by md5(n.place_id::text) limit %s
"""


@dataclass(frozen=True)
class _Township:
    place_id: str
    name: str
    division: int


def run(out: Report, chosen: argparse.Namespace) -> None:
    """On the database of the environment, as `serving` does: classes, readings and areas count here.

    With a package and a number of rows, on a copy of it that is grown to so many names.
    """
    wanted = rows_wanted(chosen.rows)
    url = grown(chosen.package, wanted) if chosen.package is not None and wanted is not None else server_url()
    with psycopg.connect(dsn(url)) as driver:
        names = driver.execute("select names from published.search_state").fetchone()[0]
        asked = _questions(driver)
        townships = [_Township(str(row[0]), row[1], row[2]) for row in driver.execute(_TOWNSHIPS, [chosen.townships])]
    engine = sa.create_engine(url, connect_args={"prepare_threshold": None})
    out.title(f"check of a proposed name among {names:,}")
    with engine.connect() as connection:
        for kind, questions in asked.items():
            for question in questions[:20]:
                check_name(connection, question)
            times = []
            for question in questions:
                started = time.perf_counter()
                check_name(connection, question)
                times.append((time.perf_counter() - started) * 1000)
            found, limit = percentiles(times), next(ms for most, ms in _LIMITS_MS if names <= most)
            out.target(0, f"{kind}: p50/p95/p99 of the whole check", f"{found} ms", f"{limit} ms", found.p95 <= limit)
    engine.dispose()
    _false_alarms(out, url, townships, chosen.processes)


def _questions(driver: psycopg.Connection) -> dict[str, list[Question]]:
    chance = random.Random(3)
    last = driver.execute("select max(id) from published.name").fetchone()[0]
    ids = [chance.randint(1, last) for _ in range(_EACH * 12)]
    rows = driver.execute(
        "select name, category, class_code, division_path[4], st_x(geom), st_y(geom) from published.name"
        " where id = any(%s) and division_path[4] is not null",
        [ids],
    ).fetchall()
    villages = [row for row in rows if row[1] == "committee"]
    roads = [Question(name=f"{row[0][:2]}路", category="street", division=row[3]) for row in villages[:_EACH]]
    places = [
        # The division too: between two areas, which are rounded, a point lies in none.
        Question(name=row[0], category="committee", division=row[3], point=None if row[4] is None else (row[4], row[5]))
        for row in villages[:_EACH]
    ]
    towns = [Question(name=f"{row[0][:2]}镇", category="division", division=row[3]) for row in villages[:_EACH]]
    counties = [Question(name=f"{row[0][:2]}县", category="division", division=row[3]) for row in villages[:_EACH]]
    common = [Question(name=f"{row[0][:1]}村", category="committee", division=row[3]) for row in villages[:_EACH]]
    return {
        "villages": places,
        "villages of one character": common,
        "roads": roads,
        "towns": towns,
        "counties": counties,
    }


def _false_alarms(out: Report, url: sa.URL, townships: Sequence[_Township], processes: int) -> None:
    """Names in use that the rules would object to; they bind new names only, so these are no faults of the names."""
    if not townships:
        return
    parts = [(url, townships[start::processes]) for start in range(processes)]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        counts = pool.starmap(_told, parts)
    told = sum((count for count, _ in counts), Counter[tuple[str, str]]())
    examples = {rule: names for _, found in counts for rule, names in found.items()}
    clean = told.pop(_NOTHING, 0)
    total = len(townships)
    worst = {severity: told.pop((severity, _WORST), 0) for severity in _SEVERITIES}
    out.line()
    out.line(f"{total:,} townships as if proposed anew; what each would be told at worst:")
    out.line(f"  {'nothing':12} {clean:>6,}  {clean / total:.1%}")
    for severity, count in worst.items():
        out.line(f"  {severity:12} {count:>6,}  {count / total:.1%}")
    out.line("by rule (a name can be told several):")
    for (severity, rule), count in sorted(told.items(), key=lambda item: (_SEVERITIES.index(item[0][0]), -item[1])):
        some = "、".join(examples[severity, rule])
        out.line(f"  {severity:12} {rule:34} {count:>6,}  {count / total:.1%}  {some}")


_SEVERITIES = [severity.value for severity in Severity]
_NOTHING = ("", "nothing")
_WORST = "worst"
_EXAMPLES = 3


def _told(
    url: sa.URL, townships: Sequence[_Township]
) -> tuple[Counter[tuple[str, str]], dict[tuple[str, str], list[str]]]:
    """How many names each finding is told of, each name once, and the first few of them."""
    engine = sa.create_engine(url, connect_args={"prepare_threshold": None})
    told: Counter[tuple[str, str]] = Counter()
    examples: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    with engine.connect() as connection:
        for town in townships:
            question = Question(
                name=town.name, category="division", class_code="21400", division=town.division,
                is_alteration_of=town.place_id,
            )  # fmt: skip
            found = {(f.severity.value, f.rule) for f in check_name(connection, question).report.findings}
            worst = min((_SEVERITIES.index(severity) for severity, _ in found), default=None)
            told.update(found | {(_SEVERITIES[worst], _WORST)} if worst is not None else {_NOTHING})
            for key in found:
                if len(examples[key]) < _EXAMPLES:
                    examples[key].append(town.name)
    engine.dispose()
    return told, dict(examples)
