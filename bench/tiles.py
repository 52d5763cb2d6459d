"""Target 11: tiles of places at every zoom, beside a naive query of all points and beside tipg, on the same rows."""

from __future__ import annotations

import argparse
import os
import time
from datetime import date, timedelta

import psycopg
import sqlalchemy as sa

from bench import tipg
from bench.database import dsn, prepared
from bench.report import Report
from bench.servers import free_port, ours, running
from bench.tile_requests import Tile, around_places, timed
from bench.timing import Spread, percentiles

ZOOMS = range(15)
_NAIVE_ZOOMS = (0, 3, 6)
_FIRST_DAY = date(2024, 1, 1)
_MOST_BYTES, _MOST_MS = 250_000, 25

_PLACES = """
    insert into published.place (id, category, class_code, division_path, importance, existence, position_kind, geom,
                                 source, source_ref, version)
    select place_id, category, class_code, division_path, importance, valid, 'demo', geom, 'bench', id::text, 1
      from published.name where geom is not null
"""
_NAIVE = """
    select st_asmvt(feature, 'places') from (
        select st_asmvtgeom(st_transform(p.geom, 3857), st_tileenvelope(%(z)s, %(x)s, %(y)s)) as geom, p.id::text,
               n.name
          from published.place p join published.name n on n.place_id = p.id
         where p.geom && st_transform(st_tileenvelope(%(z)s, %(x)s, %(y)s), 4490)) feature
"""


def run(out: Report, chosen: argparse.Namespace) -> None:
    url, _ = prepared(chosen.rows, chosen.package)
    with psycopg.connect(dsn(url)) as driver:
        places = _fill(driver)
        tiles = {zoom: around_places(driver, zoom) for zoom in ZOOMS}
        out.title(f"tiles of {places:,} places")
        found = _ours(url, tiles)
        for zoom, (times, most_bytes) in found.items():
            out.target(
                11, f"zoom {zoom}, p95 and largest tile", f"{times} ms, {most_bytes / 1000:,.0f} KB", "25 ms, 250 KB",
                times.p95 <= _MOST_MS and most_bytes <= _MOST_BYTES,
            )  # fmt: skip
        _completeness(out, driver, places)
        _naive(out, driver, tiles, found)
    tipg.compare(out, url, tiles, {zoom: times for zoom, (times, _) in found.items()})


def _fill(driver: psycopg.Connection) -> int:
    """Places of the names of the bench, with the counted cells that the triggers make of them."""
    count = driver.execute("select count(*) from published.place").fetchone()[0]
    if not count:
        count = driver.execute(_PLACES).rowcount
        driver.commit()
        driver.autocommit = True
        driver.execute("vacuum analyze published.place")
        driver.execute("analyze published.tile_cell")
        driver.autocommit = False
    return int(count)


def _ours(url: sa.URL, tiles: dict[int, list[Tile]]) -> dict[int, tuple[Spread, int]]:
    """Through HTTP; every pass asks for another day, which no cache holds."""
    days = (_FIRST_DAY + timedelta(days=number) for number in range(10_000))

    def path(tile: Tile) -> str:
        return f"/tiles/places/{tile.z}/{tile.x}/{tile.y}.mvt?as_of={next(days)}"

    port = free_port()
    environment = {
        **{name: _in_database(name, url) for name in ("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_READER_URL")},
        "GEOAPP_MAP_REVIEW_NUMBER": "bench",
    }
    with running(ours(port, 1), port, "/health", environment):
        answers = {zoom: timed(port, of_zoom, path) for zoom, of_zoom in tiles.items()}
    return {zoom: (times, max(len(body) for body in bodies)) for zoom, (times, bodies) in answers.items()}


def _in_database(name: str, url: sa.URL) -> str:
    address = sa.make_url(os.environ.get(name) or os.environ["DATABASE_URL"]).set(database=url.database)
    return address.render_as_string(hide_password=False)


def _completeness(out: Report, driver: psycopg.Connection, places: int) -> None:
    """Low zooms show counts: none may be lost on the way up."""
    levels = driver.execute(
        "select level, sum(places) from published.tile_cell group by level order by level"
    ).fetchall()
    complete = [level for level, total in levels if total == places]
    out.target(
        11, "levels of cells that count every place", f"{len(complete)} of {len(levels)}", "all",
        len(complete) == len(levels) > 0,
    )  # fmt: skip


def _naive(
    out: Report, driver: psycopg.Connection, tiles: dict[int, list[Tile]], found: dict[int, tuple[Spread, int]]
) -> None:
    for zoom in _NAIVE_ZOOMS:
        times = []
        for tile in tiles[zoom][:3]:
            started = time.perf_counter()
            driver.execute(_NAIVE, vars(tile)).fetchone()
            times.append((time.perf_counter() - started) * 1000)
        ratio = percentiles(times).p50 / found[zoom][0].p50
        out.target(
            11, f"zoom {zoom} against a tile of all points, p50", f"{ratio:,.0f} times", "100 times", ratio >= 100
        )
