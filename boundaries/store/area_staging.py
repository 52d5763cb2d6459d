"""Polygons of a source in a temporary table, matched by code with the register and stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from geocore.staging import copy_rows, verdicts

COLUMNS = ("code", "name", "geom", "accuracy_m", "source_ref", "source_crs", "method")


def create(connection: sa.Connection) -> None:
    connection.exec_driver_sql(
        """
        create temporary table incoming_area (
            code text, name text, geom geometry, accuracy_m float8, source_ref text, source_crs text, method text,
            division_id uuid, known_id uuid, verdict text
        ) on commit drop
        """
    )


def fill(connection: sa.Connection, rows: Iterable[tuple[object, ...]], progress: Callable[[int], None]) -> int:
    count = copy_rows(connection, "pg_temp.incoming_area", COLUMNS, rows, progress)
    connection.exec_driver_sql("update pg_temp.incoming_area set geom = st_setsrid(geom, 4490)")
    return count


def match(connection: sa.Connection, source: str) -> tuple[int, int, int, int]:
    """Verdict of every polygon by its code. Returns (added, changed, unchanged, unknown)."""
    connection.execute(
        sa.text(
            """
            update pg_temp.incoming_area i set division_id = c.division_id
              from boundaries.division_code c
             where upper_inf(c.valid) and (
                       (c.system = 'statistical' and c.code = rpad(i.code, 12, '0'))
                       or (c.system = 'civil' and c.code = i.code))
            """
        )
    )
    connection.execute(
        sa.text(
            """
            update pg_temp.incoming_area i
               set known_id = g.id,
                   verdict = case when st_equals(g.geom, i.geom) then 'unchanged' else 'changed' end
              from boundaries.division_geometry g
             where g.division_id = i.division_id and g.source = :source and upper_inf(g.valid)
            """
        ),
        {"source": source},
    )
    connection.exec_driver_sql(
        """
        update pg_temp.incoming_area set verdict = case when division_id is null then 'unknown' else 'added' end
         where verdict is null
        """
    )
    added, changed, unchanged, unknown = verdicts(
        connection, "pg_temp.incoming_area", "added", "changed", "unchanged", "unknown"
    )
    return added, changed, unchanged, unknown


def unmatched(connection: sa.Connection, limit: int) -> tuple[tuple[str, str, str], ...]:
    rows = connection.execute(
        sa.text(
            "select code, name, source_ref from pg_temp.incoming_area where verdict = 'unknown'"
            " order by code limit :limit"
        ),
        {"limit": limit},
    )
    return tuple(tuple(row) for row in rows)


def divisions_without_area(connection: sa.Connection, source: str, limit: int) -> tuple[tuple[str, str], ...]:
    """Counties in force (no statistical areas) for which neither this nor an earlier edition has a polygon."""
    rows = connection.execute(
        sa.text(
            """
            select c.code, v.name
              from boundaries.division d
              join boundaries.division_version v on v.division_id = d.id and upper_inf(v.valid) and not v.is_virtual
              join boundaries.division_code c on c.division_id = d.id and c.system = 'statistical'
                   and upper_inf(c.valid)
             where d.level = 3
               and not exists (select from pg_temp.incoming_area i where i.division_id = d.id)
               and not exists (select from boundaries.division_geometry g
                                where g.division_id = d.id and g.source = :source)
             order by c.code limit :limit
            """
        ),
        {"limit": limit, "source": source},
    )
    return tuple(tuple(row) for row in rows)


def store(connection: sa.Connection, batch_id: UUID, source: str, on: date) -> None:
    given = {"batch": batch_id, "source": source, "on": on}
    connection.execute(
        sa.text(
            """
            update boundaries.division_geometry g set valid = daterange(lower(g.valid), :on)
              from pg_temp.incoming_area i
             where i.verdict = 'changed' and g.id = i.known_id and lower(g.valid) < :on
            """
        ),
        given,
    )
    connection.execute(
        sa.text(
            """
            delete from boundaries.division_geometry g using pg_temp.incoming_area i
             where i.verdict = 'changed' and g.id = i.known_id and upper_inf(g.valid)
            """
        ),
        given,
    )
    connection.execute(
        sa.text(
            """
            insert into boundaries.division_geometry
                (division_id, geom, valid, source, source_crs, source_ref, method, accuracy_m, batch_id)
            select division_id, st_multi(geom), daterange(:on, null), :source, source_crs, source_ref, method,
                   accuracy_m, :batch
              from pg_temp.incoming_area where verdict in ('added', 'changed')
            """
        ),
        given,
    )
