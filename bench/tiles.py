"""Target 11: tiles of places at every zoom, beside a naive query of all points and beside tipg, on the same rows."""

from __future__ import annotations

import argparse
import math
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.util import find_spec

import psycopg
import sqlalchemy as sa

from bench.database import dsn, prepared
from bench.report import Report
from bench.servers import fetch, free_port, ours, running
from bench.timing import Spread, percentiles

ZOOMS = range(15)
_TILES, _PASSES = 12, 3
_NAIVE_ZOOMS, _TIPG_ZOOMS = (0, 3, 6), range(9)
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


@dataclass(frozen=True)
class Tile:
    """Zoom, column and row of a tile."""

    z: int
    x: int
    y: int


def run(out: Report, chosen: argparse.Namespace) -> None:
    url, _ = prepared(chosen.rows, chosen.package)
    with psycopg.connect(dsn(url)) as driver:
        places = _fill(driver)
        tiles = {zoom: _sample(driver, zoom) for zoom in ZOOMS}
        out.title(f"tiles of {places:,} places")
        found = _ours(url, tiles)
        for zoom, (times, most_bytes) in found.items():
            out.target(
                11, f"zoom {zoom}, p95 and largest tile", f"{times} ms, {most_bytes / 1000:,.0f} KB", "25 ms, 250 KB",
                times.p95 <= _MOST_MS and most_bytes <= _MOST_BYTES,
            )  # fmt: skip
        _completeness(out, driver, places)
        _naive(out, driver, tiles, found)
    _tipg(out, url, tiles, found)


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


def _sample(driver: psycopg.Connection, zoom: int) -> list[Tile]:
    """Tiles around random places, so that crowded ones come as often as people look at them."""
    chance = random.Random(11)
    last = driver.execute("select max(id) from published.name").fetchone()[0]
    ids = [chance.randint(1, last) for _ in range(_TILES * 2)]
    rows = driver.execute("select st_x(geom), st_y(geom) from published.name where id = any(%s)", [ids]).fetchall()
    side = 1 << zoom
    tiles = {
        Tile(
            zoom,
            int((lon + 180) / 360 * side),
            int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * side),
        )
        for lon, lat in rows
    }
    return sorted(tiles, key=lambda tile: (tile.x, tile.y))[:_TILES]


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
        return {zoom: _times(port, of_zoom, path) for zoom, of_zoom in tiles.items()}


def _in_database(name: str, url: sa.URL) -> str:
    address = sa.make_url(os.environ.get(name) or os.environ["DATABASE_URL"]).set(database=url.database)
    return address.render_as_string(hide_password=False)


def _times(port: int, tiles: Sequence[Tile], path: Callable[[Tile], str]) -> tuple[Spread, int]:
    times, most_bytes = [], 0
    for number in range(_PASSES + 1):
        for tile in tiles:
            started = time.perf_counter()
            status, body = fetch(port, path(tile))
            if status not in (200, 204):
                raise SystemExit(f"{path(tile)} answered {status}")
            if number:
                times.append((time.perf_counter() - started) * 1000)
            most_bytes = max(most_bytes, len(body))
    return percentiles(times), most_bytes


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


def _tipg(out: Report, url: sa.URL, tiles: dict[int, list[Tile]], found: dict[int, tuple[Spread, int]]) -> None:
    """tipg shows the first 10,000 points it meets in a tile, whichever they are."""
    if find_spec("tipg") is None or find_spec("uvicorn") is None:
        out.line("tipg: not installed (pip install --target DIR tipg uvicorn, then --peers DIR)")
        return
    port = free_port()
    environment = {
        # It speaks to the server through another driver, which wants the socket's folder as a parameter.
        "DATABASE_URL": dsn(url),
        "TIPG_DB_SCHEMAS": '["published"]',
        "PYTHONPATH": os.pathsep.join([path for path in sys.path if path]),
    }
    table = "/collections/published.place/tiles/WebMercatorQuad"
    command = [sys.executable, "-m", "uvicorn", "tipg.main:app", "--host", "127.0.0.1", "--port", str(port)]
    with running(command, port, "/healthz", environment):
        for zoom in _TIPG_ZOOMS:
            times, most_bytes = _times(port, tiles[zoom][:4], lambda tile: f"{table}/{tile.z}/{tile.x}/{tile.y}")
            ratio = times.p50 / found[zoom][0].p50
            out.target(
                11, f"zoom {zoom} against tipg ({times} ms, {most_bytes / 1000:,.0f} KB)", f"{ratio:,.1f} times",
                "3 times", ratio >= 3,
            )  # fmt: skip
