"""tipg beside our tiles: the same places, as OGC API – Tiles gives them.

It is asked for the columns that our tiles are made of; all columns of the table, its default, take it twice as long. It
cuts a tile at 10,000 features, whichever the database meets first: on low zooms that is a part of one region and no map
of the country. So it is timed as it comes, which target 11 counts, and once more with the cut lifted, which is what a
tile that shows every place costs it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from urllib.parse import quote

import psycopg
import sqlalchemy as sa

from bench.database import dsn
from bench.report import Report
from bench.servers import free_port, running
from bench.tile_requests import Tile, features, timed
from bench.timing import Spread

_ZOOMS, _ZOOMS_UNCUT = range(9), (0, 3, 6)
_ALL_PLACES = "100000000"
_TABLE = "/collections/published.place/tiles/WebMercatorQuad"
_COLUMNS = "id,class_code,importance,position_kind"
_PLACES_IN = """
    select count(*) from published.place where geom && st_transform(st_tileenvelope(%(z)s, %(x)s, %(y)s), 4490)
"""


def compare(out: Report, url: sa.URL, tiles: Mapping[int, Sequence[Tile]], ours: Mapping[int, Spread]) -> None:
    """`tiles` and `ours` by zoom: the same tiles are asked of tipg."""
    if find_spec("tipg") is None or find_spec("uvicorn") is None:
        out.line("tipg: not installed (pip install --target DIR -r bench/requirements-bench.txt, then --peers DIR)")
        return
    port = free_port()
    with psycopg.connect(dsn(url)) as driver:
        with running(_command(port), port, "/healthz", _environment(url)):
            for zoom in _ZOOMS:
                times, answers = timed(port, tiles[zoom], _path)
                ratio = times.p50 / ours[zoom].p50
                out.target(
                    11, f"zoom {zoom} against tipg ({times} ms, {_size(answers)})", f"{ratio:,.1f} times", "3 times",
                    ratio >= 3,
                )  # fmt: skip
                there = sum(driver.execute(_PLACES_IN, vars(tile)).fetchone()[0] for tile in tiles[zoom])
                shown = sum(features(answer) for answer in answers)
                if shown < 0.99 * there:
                    out.line(f"    | tipg shows {shown:,} of the {there:,} places in these tiles = {shown / there:.0%}")
        with running(_command(port), port, "/healthz", _environment(url) | {"TIPG_MAX_FEATURES_PER_TILE": _ALL_PLACES}):
            for zoom in _ZOOMS_UNCUT:
                times, answers = timed(port, tiles[zoom], _path)
                out.line(
                    f"    | zoom {zoom} against tipg without its cut: {times.p50 / ours[zoom].p50:,.0f} times"
                    f" ({times} ms, {_size(answers)})"
                )


def address(url: sa.URL) -> str:
    """The address for tipg, which refuses one without a host: the folder of a socket stands in the host's place."""
    host = url.host or url.query.get("host")
    if not isinstance(host, str):
        raise SystemExit("tipg: the address of the database names no host and no folder of a socket")
    login = quote(url.username or "", safe="")
    if url.password:
        login += f":{quote(str(url.password), safe='')}"
    port = url.port or url.query.get("port")
    return f"postgresql://{login}@{quote(host, safe='')}{f':{port}' if port else ''}/{url.database}"


def _environment(url: sa.URL) -> dict[str, str]:
    return {
        "DATABASE_URL": address(url),
        "TIPG_DB_SCHEMAS": '["published"]',
        "PYTHONPATH": os.pathsep.join([path for path in sys.path if path]),
    }


def _command(port: int) -> list[str]:
    return [sys.executable, "-m", "uvicorn", "tipg.main:app", "--host", "127.0.0.1", "--port", str(port)]


def _path(tile: Tile) -> str:
    return f"{_TABLE}/{tile.z}/{tile.x}/{tile.y}?properties={_COLUMNS}"


def _size(answers: Sequence[bytes]) -> str:
    return f"{max(len(answer) for answer in answers) / 1000:,.0f} KB"
