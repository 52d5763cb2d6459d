"""Target 7: Nominatim on the same names, in databases of the same server, asked in this process as we are.

Both databases are made anew and dropped at the end. Nominatim's constant share, that is its grid and names of countries
and its functions, is measured with an import of one place and taken off its seconds and bytes.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import psycopg
import sqlalchemy as sa

from bench.database import PREPARE_THRESHOLD, dropped, dsn, fill, made_anew, server_url
from bench.national import Division, Name, read_package
from bench.openstreetmap import COUNTY, write_osm
from bench.questions import questions
from bench.report import Report
from bench.timing import Spread, spread
from gazetteer.search import parse_query, search

_OURS, _THEIRS = "geoapp_bench_beside_nominatim", "geoapp_bench_nominatim"
_SEED = 80
_RESULTS = 20
_HOW = "see bench/requirements-nominatim.txt"
# Without the divisions, all of which are there however few names are drawn.
_OUR_BYTES = """
    select sum(pg_total_relation_size(searched)) from unnest(array['published.name', 'published.gram',
           'published.champion', 'published.list_change', 'published.search_state']::regclass[]) searched
"""
# What its command `freeze` would drop; what is left answers searches.
_UPDATES = "^(address_levels|.*_postcode|location_area.*|location_road.*|place|place_.*|planet_osm_.*|search_name_.*)$"
_THEIR_BYTES = """
    select sum(pg_total_relation_size(c.oid)),
           coalesce(sum(pg_total_relation_size(c.oid)) filter (where c.relname ~ %(updates)s), 0)
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'm')
"""


def run(out: Report, chosen: argparse.Namespace) -> None:
    if missing := _missing():
        out.line(f"Nominatim: {missing} ({_HOW})")
        return
    divisions, names = _sample(chosen.package, chosen.sample)
    counties = [division for division in divisions if division.level == COUNTY]
    folder = chosen.scratch.resolve() / "nominatim"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        out.title(f"Nominatim: {len(names):,} names and {len(counties):,} county boundaries")
        ours = made_anew(_OURS)
        our_seconds = sum(fill(ours, divisions, names).values())
        constant, no_bytes, no_updates = _imported(folder, names[:1], [])
        seconds, their_bytes, updates = _imported(folder, names, counties)
        places = len(names) + len(counties)
        _import_rate(out, len(names) / our_seconds, our_seconds, places / (seconds - constant), seconds, constant)
        with psycopg.connect(dsn(ours)) as driver:
            our_bytes = int(driver.execute(_OUR_BYTES).fetchone()[0]) / len(names)
            texts = [question.text for question in questions(driver, chosen.questions)["exact"]]
        _bytes(out, our_bytes, *(size / places for size in (their_bytes, no_bytes, updates - no_updates)))
        _exact_names(out, texts, _of_ours(ours, texts), _of_theirs(folder, texts))
    finally:
        for database in (_OURS, _THEIRS):
            dropped(database)
        shutil.rmtree(folder, ignore_errors=True)


def _missing() -> str | None:
    """What is not installed, or None."""
    for module in ("nominatim_db", "nominatim_api"):
        if find_spec(module) is None:
            return f"{module} is not installed"
    if not os.environ.get("NOMINATIM_OSM2PGSQL_BINARY") and shutil.which("osm2pgsql") is None:
        return "osm2pgsql is not installed"
    return None


def _sample(package: Path, count: int) -> tuple[list[Division], list[Name]]:
    """All divisions, and names drawn from the whole list, in its order."""
    divisions, names = read_package(package)
    chosen = sorted(random.Random(_SEED).sample(range(len(names)), min(count, len(names))))
    return divisions, [names[number] for number in chosen]


def _settings() -> dict[str, str]:
    address = server_url().set(database=_THEIRS)
    return {
        "NOMINATIM_DATABASE_DSN": dsn(address),
        # The role that may read; it must exist.
        "NOMINATIM_DATABASE_WEBUSER": address.username or "",
        "NOMINATIM_TOKENIZER": "icu",
    }


def _imported(folder: Path, names: Sequence[Name], counties: Sequence[Division]) -> tuple[float, int, int]:
    """Seconds of an import into a new database, the bytes of all its tables, and of those that only updates need."""
    dropped(_THEIRS)
    file = folder / "names.osm"
    write_osm(file, names, counties)
    program = "from nominatim_db.cli import nominatim; raise SystemExit(nominatim())"
    # One thread, as ours; one country, so no table for each country of the world.
    words = ["import", "--osm-file", str(file), "--offline", "--no-partitions", "-j", "1"]
    environment = os.environ | _settings() | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", program, *words], cwd=folder, env=environment, capture_output=True, text=True
    )
    seconds = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(f"nominatim import ended with {done.returncode}: {done.stderr[-800:]}")
    with psycopg.connect(_settings()["NOMINATIM_DATABASE_DSN"]) as driver:
        whole, updates = driver.execute(_THEIR_BYTES, {"updates": _UPDATES}).fetchone()
    return seconds, int(whole), int(updates)


def _of_ours(url: sa.URL, texts: Sequence[str]) -> tuple[Spread, int]:
    engine = sa.create_engine(url, connect_args={"prepare_threshold": PREPARE_THRESHOLD}, poolclass=sa.NullPool)
    with engine.connect() as connection:

        def found(text: str) -> list[str]:
            return [item.matched for item in search(connection, parse_query(text, limit=_RESULTS)).items]

        return _measured(found, texts)


def _of_theirs(folder: Path, texts: Sequence[str]) -> tuple[Spread, int]:
    with warnings.catch_warnings():
        # It registers functions of PostGIS with SQLAlchemy that are registered here already.
        warnings.simplefilter("ignore", sa.exc.SAWarning)
        from nominatim_api import NominatimAPI

    with NominatimAPI(folder, {**os.environ, **_settings()}) as api:

        def found(text: str) -> list[str]:
            return [(result.names or {}).get("name", "") for result in api.search(text, max_results=_RESULTS)]

        return _measured(found, texts)


def _measured(found: Callable[[str], list[str]], texts: Sequence[str]) -> tuple[Spread, int]:
    """Times, and how many texts find a place of exactly that name."""
    right = sum(text in found(text) for text in texts)
    return spread([partial(found, text) for text in texts], passes=3), right


def _import_rate(out: Report, ours: float, our_seconds: float, theirs: float, seconds: float, constant: float) -> None:
    out.line(
        f"ours: search tables with pinyin, tokens, indexes and lists in {our_seconds:.1f} s = {ours:,.0f} rows/s;"
        f" Nominatim {seconds:.0f} s, of which one place alone takes {constant:.0f}: {theirs:,.0f} places/s"
    )
    ratio = ours / theirs
    out.target(7, "import rate of the search tables against Nominatim", f"{ratio:.0f} times", "40 times", ratio >= 40)


def _bytes(out: Report, ours: float, whole: float, constant: float, updates: float) -> None:
    theirs = whole - constant
    share = ours / theirs
    out.target(
        7, "bytes a place against Nominatim", f"{ours:,.0f} of {theirs:,.0f} = {share:.0%}", "15 %", share <= 0.15
    )
    frozen = theirs - updates
    out.line(f"    | with its constant share Nominatim has {whole:,.0f} bytes a place: {ours / whole:.0%}")
    out.line(f"    | without its tables for updates it has {frozen:,.0f}: {ours / frozen:.0%}")


def _exact_names(out: Report, texts: Sequence[str], ours: tuple[Spread, int], theirs: tuple[Spread, int]) -> None:
    out.line(f"exact names, ms: ours {ours[0]}, Nominatim {theirs[0]}")
    out.line(f"    | of {len(texts)} names ours finds {ours[1]}, Nominatim {theirs[1]} among the first {_RESULTS}")
    ratio = theirs[0].p50 / ours[0].p50
    out.target(7, "exact names against Nominatim, p50", f"{ratio:.1f} times", "8 times", ratio >= 8)
