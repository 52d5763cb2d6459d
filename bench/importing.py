"""Target 12: the whole national import of names beside reading their pinyin alone, and the raw load beside its peers.

Makes a database `geoapp_bench_import` anew, with every table, index, constraint and trigger that a real one has.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from pypinyin import Style, lazy_pinyin

from bench.database import dsn, made_anew
from bench.national import Name, read_package
from bench.report import Report
from geocore.staging import copy_rows

_DATABASE = "geoapp_bench_import"
_WEIGHED = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.returncode)
"""
"""Runs a command from a small process: a child's largest size counts that of its parent at the moment of the fork."""
_COLUMNS = ("name", "code", "lon", "lat")
_RAW = "create table {table} (name text, code text, lon float8, lat float8)"


def run(out: Report, chosen: argparse.Namespace) -> None:
    url = made_anew(_DATABASE)
    out.title("import")
    _, names = read_package(chosen.package)
    alone = _pinyin_alone(names)
    out.line(f"pypinyin alone, one core: {alone:.1f} s for {len(names):,} names")
    divisions, _ = _command(url, "divisions", "import", str(chosen.package))
    out.line(f"divisions import: {divisions:.1f} s")
    seconds, megabytes = _command(url, "names", "import", str(chosen.package))
    rate = len(names) / seconds
    reached = rate >= 25_000 or seconds <= 2 * alone
    out.target(
        12, "names import, complete", f"{seconds:.1f} s = {rate:,.0f} rows/s = {seconds / alone:.1f} × pypinyin",
        "25,000/s or 2 ×", reached,
    )  # fmt: skip
    out.target(12, "largest memory of the command", f"{megabytes:,.0f} MB", "500 MB", megabytes <= 500)
    _raw(out, url, names)


def _pinyin_alone(names: Sequence[Name]) -> float:
    started = time.perf_counter()
    for name in names:
        lazy_pinyin(name.name, style=Style.TONE)
    return time.perf_counter() - started


def _command(url: sa.URL, *words: str) -> tuple[float, float]:
    """Seconds of a `geoapp` command on the bench database, and megabytes of its largest process."""
    environment = dict(os.environ)
    for name in ("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_READER_URL"):
        address = sa.make_url(os.environ.get(name) or os.environ["DATABASE_URL"]).set(database=url.database)
        environment[name] = address.render_as_string(hide_password=False)
    started = time.perf_counter()
    command = [sys.executable, "-c", _WEIGHED, sys.executable, "-m", "geoapp", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode > 1:  # 1 means rows were refused, which the national list has
        raise SystemExit(f"geoapp {' '.join(words)} ended with {done.returncode}: {done.stderr[-500:]}")
    return time.perf_counter() - started, int(done.stdout.rsplit(maxsplit=1)[-1]) / 1024


def _raw(out: Report, url: sa.URL, names: Sequence[Name]) -> None:
    """Bare rows with a position into a bare table."""
    rows = [(name.name, str(number), name.lon, name.lat) for number, name in enumerate(names)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "names.csv"
        with file.open("w", newline="") as written:
            writer = csv.writer(written)
            writer.writerow(_COLUMNS)
            writer.writerows(rows)
        ours = _copy_rows(url, rows)
        psql = _psql(url, file)
        out.target(12, "raw load against psql COPY", f"{psql / ours:.0%} of its rate", "90 %", ours <= psql / 0.9)
        if (seconds := _ogr2ogr(url, file)) is None:
            out.line("ogr2ogr: not installed")
        else:
            out.target(12, "raw load against ogr2ogr", f"{seconds / ours:.1f} times", "5 times", seconds >= 5 * ours)
        seconds = _to_postgis(url, rows)
        out.target(12, "raw load against to_postgis", f"{seconds / ours:.1f} times", "10 times", seconds >= 10 * ours)


def _table(connection: sa.Connection, name: str) -> None:
    connection.exec_driver_sql(f"drop table if exists {name}")
    connection.exec_driver_sql(_RAW.format(table=name))


def _copy_rows(url: sa.URL, rows: Sequence[tuple[object, ...]]) -> float:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        _table(connection, "raw_ours")
        started = time.perf_counter()
        copy_rows(connection, "raw_ours", _COLUMNS, rows)
    return time.perf_counter() - started


def _psql(url: sa.URL, file: Path) -> float:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        _table(connection, "raw_psql")
    started = time.perf_counter()
    copy = f"\\copy raw_psql from '{file}' (format csv, header)"
    subprocess.run(["psql", "-q", dsn(url), "-c", copy], check=True)
    return time.perf_counter() - started


def _ogr2ogr(url: sa.URL, file: Path) -> float | None:
    if shutil.which("ogr2ogr") is None:
        return None
    started = time.perf_counter()
    subprocess.run(
        ["ogr2ogr", "-q", "-f", "PostgreSQL", dsn(url), str(file), "-nln", "raw_ogr", "-overwrite", "-a_srs",
         "EPSG:4490", "-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat", "-lco", "SPATIAL_INDEX=NONE"],
        check=True,
    )  # fmt: skip
    return time.perf_counter() - started


def _to_postgis(url: sa.URL, rows: Sequence[tuple[object, ...]]) -> float:
    import geopandas

    frame = geopandas.pd.DataFrame(rows, columns=list(_COLUMNS))
    points = geopandas.GeoDataFrame(frame, geometry=geopandas.points_from_xy(frame["lon"], frame["lat"]), crs=4490)
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    started = time.perf_counter()
    points.to_postgis("raw_geopandas", engine, if_exists="replace")
    return time.perf_counter() - started
