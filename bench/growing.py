"""The register of the environment with millions of names more: a copy, so that the original stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import psycopg
import sqlalchemy as sa

from bench.database import dsn, server_url
from bench.loading import NAME_COLUMNS, load_names
from bench.national import Name, read_package
from bench.variation import vary
from gazetteer.search.maintenance import rebuild_on

_DATABASE = "geoapp_bench_grown"


def grown(package: Path, wanted: int) -> sa.URL:
    """Address of a copy with `wanted` names: its own, then variations of the national list's villages.

    Made anew each time. Nobody may be connected to the original meanwhile (`./run stop` first). Divisions that the
    register does not have get no names.
    """
    original, url = server_url(), server_url().set(database=_DATABASE)
    with psycopg.connect(dsn(original.set(database="postgres")), autocommit=True) as server:
        server.execute(f"drop database if exists {_DATABASE} with (force)")
        server.execute(f'create database {_DATABASE} template "{original.database}"')
    with psycopg.connect(dsn(url)) as connection:
        known = connection.execute("select count(*) from published.name").fetchone()[0]
        connection.execute(f"create temporary table kept as select {NAME_COLUMNS} from published.name")
        connection.execute("truncate published.name")
        found = connection.execute("select rpad(code, 12, '0'), path from published.division where code is not null")
        made = _made(dict(found.fetchall()), package, wanted)
        load_names(connection, islice(made, wanted - known), beside="pg_temp.kept")
        with connection.cursor() as cursor:
            rebuild_on(cursor)
    with psycopg.connect(dsn(url), autocommit=True) as connection:
        connection.execute("vacuum analyze published.name")
    return url


def _made(paths: Mapping[str, Sequence[int]], package: Path, wanted: int) -> Iterator[Name]:
    """Variations only; `paths` tells how the register numbers the division of a code."""
    divisions, names = read_package(package)
    path_of = {d.path: tuple(paths[d.code.ljust(12, "0")]) for d in divisions if d.code.ljust(12, "0") in paths}
    # More than wanted, for those whose division is unknown; the caller takes as many as it needs.
    for name in islice(vary(names, wanted * 11 // 10 + len(names)), len(names), None):
        if (path := path_of.get(name.path)) is not None:
            yield replace(name, path=path)
