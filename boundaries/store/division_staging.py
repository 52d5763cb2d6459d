"""A source list in a temporary table, matched set-wise with the register and stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from geocore.staging import copy_rows, verdicts

TABLES = "boundaries.division, boundaries.division_version, boundaries.division_code, published.division"

COLUMNS = ("line", "code", "name", "level", "parent_code", "kind", "is_virtual", "civil_code", "short_name", "spelling")


DEEPEST_CIVIL_LEVEL = 4
"""Down to townships the two systems give existing units the same digits; codes of villages are statistical only."""


def create(connection: sa.Connection) -> None:
    connection.exec_driver_sql(
        """
        create temporary table incoming (
            line integer, code text, name text, level smallint, parent_code text, kind text, is_virtual boolean,
            civil_code text, short_name text, spelling text
        ) on commit drop
        """
    )


def fill(connection: sa.Connection, rows: Iterable[tuple[object, ...]], progress: Callable[[int], None]) -> int:
    count = copy_rows(connection, "pg_temp.incoming", COLUMNS, rows, progress)
    connection.exec_driver_sql("analyze pg_temp.incoming")
    return count


def doubled_codes(connection: sa.Connection, limit: int) -> list[tuple[str, list[int]]]:
    rows = connection.execute(
        sa.text(
            "select code, array_agg(line order by line) from pg_temp.incoming"
            " group by code having count(*) > 1 order by min(line) limit :limit"
        ),
        {"limit": limit},
    )
    return [(code, lines) for code, lines in rows]


def match(connection: sa.Connection, on: date) -> tuple[int, int, int, int]:
    """Compare with the register as of `on`, level by level, parents first, so that paths follow from paths.

    Returns (added, changed, unchanged, refused). Refused is a row whose parent is neither in the list nor in force,
    and everything below it. Written as inserts, not updates: on a whole nation that is four times faster.
    """
    connection.execute(
        sa.text(
            """
            create temporary table known on commit drop as
            select c.code, d.id, d.seq, d.path, v.name, v.kind, v.parent_id, v.is_virtual
              from boundaries.division_code c
              join boundaries.division d on d.id = c.division_id
              join boundaries.division_version v on v.division_id = d.id and v.valid @> cast(:on as date)
             where c.system = 'statistical' and c.valid @> cast(:on as date)
            """
        ),
        {"on": on},
    )
    connection.exec_driver_sql(
        """
        create temporary table numbered on commit drop as
        select i.*, coalesce(k.id, gen_random_uuid()) as division_id,
               coalesce(k.seq, nextval(pg_get_serial_sequence('boundaries.division', 'seq'))::integer) as seq
          from (select * from pg_temp.incoming order by level, code) i left join pg_temp.known k on k.code = i.code
        """
    )
    connection.exec_driver_sql("analyze pg_temp.known, pg_temp.numbered")
    connection.exec_driver_sql(
        """
        create temporary table resolved on commit drop as
        select n.*, null::uuid as parent_id, null::integer[] as path, null::text as verdict
          from pg_temp.numbered n limit 0
        """
    )
    for level in range(1, 6):
        connection.execute(sa.text(_RESOLVE_LEVEL), {"level": level})
        connection.exec_driver_sql("analyze pg_temp.resolved")
    added, changed, unchanged, refused = verdicts(
        connection, "pg_temp.resolved", "added", "changed", "unchanged", "refused"
    )
    return added, changed, unchanged, refused


_RESOLVE_LEVEL = """
insert into pg_temp.resolved
select n.*, above.id, above.path || n.seq,
       case when above.id is null then 'refused'
            when k.id is null then 'added'
            when (k.name, k.kind, k.parent_id, k.is_virtual)
                 is not distinct from (n.name, n.kind, above.id, n.is_virtual) then 'unchanged'
            else 'changed' end
  from pg_temp.numbered n
  left join pg_temp.resolved p on p.code = n.parent_code and p.verdict <> 'refused'
  left join pg_temp.known o on o.code = n.parent_code
  left join boundaries.division country on country.seq = 1 and n.parent_code is null
  cross join lateral (select coalesce(p.division_id, o.id, country.id) as id,
                             coalesce(p.path, o.path, country.path) as path) as above
  left join pg_temp.known k on k.code = n.code
 where n.level = :level
"""


def orphans(connection: sa.Connection, limit: int) -> list[tuple[int, str, str, str]]:
    """Rows refused by `match`: (line, code, name, code of the parent that nobody has)."""
    rows = connection.execute(
        sa.text(
            "select line, code, name, parent_code from pg_temp.resolved where verdict = 'refused'"
            " order by line limit :limit"
        ),
        {"limit": limit},
    )
    return [tuple(row) for row in rows]


def missing(connection: sa.Connection, on: date, limit: int) -> tuple[int, tuple[tuple[str, str], ...]]:
    """Divisions in force on `on` that the list does not have, at the levels that it covers."""
    found = connection.execute(
        sa.text(
            """
            select c.code, v.name, count(*) over () as total
              from boundaries.division_code c
              join boundaries.division_version v on v.division_id = c.division_id and v.valid @> :on
              join boundaries.division d on d.id = c.division_id
             where c.system = 'statistical' and c.valid @> :on
               and d.level in (select distinct level from pg_temp.incoming)
               and not exists (select from pg_temp.incoming i where i.code = c.code)
             order by c.code limit :limit
            """
        ),
        {"on": on, "limit": limit},
    ).all()
    return (found[0].total if found else 0), tuple((row.code, row.name) for row in found)


def is_nearly_empty(connection: sa.Connection) -> bool:
    return bool(
        connection.exec_driver_sql(
            "select count(*) < 1000 from (select from boundaries.division limit 1000) as some_rows"
        ).scalar_one()
    )


def suspend_indexes(connection: sa.Connection) -> None:
    connection.execute(
        sa.text("select app.suspend_indexes(cast(:tables as regclass[]))"), {"tables": TABLES.split(", ")}
    )


def restore_indexes(connection: sa.Connection) -> None:
    connection.exec_driver_sql("select app.restore_indexes()")


def store(connection: sa.Connection, batch_id: UUID, source: str, on: date) -> None:
    """Write what is new: identities, first versions, codes; then close and follow the versions that changed.

    A version that began on the very day of the list is what an earlier edition of the same list said: it is replaced.
    """
    given = {"batch": batch_id, "source": source, "on": on}
    connection.execute(
        sa.text(
            """
            insert into boundaries.division (id, seq, level, path, batch_id)
            select division_id, seq, level, path, :batch from pg_temp.resolved where verdict = 'added' order by seq
            """
        ),
        given,
    )
    connection.execute(
        sa.text(
            """
            update boundaries.division_version v set valid = daterange(lower(v.valid), :on)
              from pg_temp.resolved i
             where i.verdict = 'changed' and v.division_id = i.division_id and v.valid @> cast(:on as date)
               and lower(v.valid) < :on
            """
        ),
        given,
    )
    connection.execute(
        sa.text(
            """
            delete from boundaries.division_version v using pg_temp.resolved i
             where i.verdict = 'changed' and v.division_id = i.division_id and lower(v.valid) = :on
            """
        ),
        given,
    )
    connection.execute(
        sa.text(
            """
            update boundaries.division d set path = i.path, version = d.version + 1
              from pg_temp.resolved i where i.verdict = 'changed' and d.id = i.division_id and d.path <> i.path
            """
        ),
        given,
    )
    connection.execute(
        sa.text(
            """
            insert into boundaries.division_version (division_id, division_seq, parent_id, name, short_name, spelling,
                kind, is_virtual, valid, valid_from_known, source, batch_id)
            select division_id, seq, parent_id, name, short_name, spelling, kind, is_virtual,
                   daterange(:on, null), false, :source, :batch
              from pg_temp.resolved where verdict in ('added', 'changed') order by seq
            """
        ),
        given,
    )
    connection.execute(
        sa.text(
            """
            insert into boundaries.division_code (division_id, system, code, valid, source, batch_id)
            select division_id, 'statistical', code, daterange(:on, null), :source, :batch
              from pg_temp.resolved where verdict = 'added' order by seq
            """
        ),
        given,
    )
    connection.execute(
        sa.text(
            """
            insert into boundaries.division_code (division_id, system, code, valid, source, batch_id)
            select division_id, 'civil', civil_code, daterange(:on, null), :source || '（由统计代码推定）', :batch
              from pg_temp.resolved
             where verdict = 'added' and civil_code is not null and level <= :deepest order by seq
            """
        ),
        {**given, "deepest": DEEPEST_CIVIL_LEVEL},
    )
