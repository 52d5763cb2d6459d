"""A list of places in a temporary table, matched set-wise with the register and stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from geocore.staging import copy_rows, verdicts

COLUMNS = (
    "entry", "line", "source_ref", "kind", "name", "specific", "generic_term", "category", "class_code",
    "division_code", "own_division_code", "spelling", "sign", "tones", "pinyin", "initials", "reading_source",
    "confident", "name_tokens", "lon", "lat", "origin", "meaning",
)  # fmt: skip


def create(connection: sa.Connection) -> None:
    connection.exec_driver_sql(
        """
        create temporary table incoming (
            entry integer, line integer, source_ref text, kind text, name text, specific text, generic_term text,
            category text, class_code text,
            division_code text, own_division_code text, spelling text, sign text, tones text, pinyin text,
            initials text, reading_source text, confident boolean, name_tokens integer[], lon float8, lat float8,
            origin text, meaning text,
            place_id uuid default gen_random_uuid(), name_id uuid default gen_random_uuid(),
            reading_id uuid default gen_random_uuid()
        ) on commit drop
        """
    )
    connection.exec_driver_sql("create temporary table refused_entry (entry integer primary key) on commit drop")
    connection.exec_driver_sql(
        "create temporary table invented (entry integer primary key, geom geometry(Point, 4490)) on commit drop"
    )


def division_names(connection: sa.Connection) -> dict[str, str]:
    """Code (either system) -> 江苏省南京市六合区, down to townships: local readings are decided by where a place is."""
    rows = connection.exec_driver_sql(
        "select seq, parent_seq, name, level, code, civil_code from published.division where level <= 4 order by level"
    )
    whole: dict[int | None, str] = {}
    found: dict[str, str] = {}
    for seq, parent_seq, name, level, *codes in rows:
        whole[seq] = whole.get(parent_seq, "") + (name if level > 0 else "")
        found.update((code, whole[seq]) for code in codes if code is not None)
    return found


def fill(connection: sa.Connection, rows: Iterable[tuple[object, ...]], progress: Callable[[int], None]) -> int:
    count = copy_rows(connection, "pg_temp.incoming", COLUMNS, rows, progress)
    connection.exec_driver_sql("analyze pg_temp.incoming (entry, kind, source_ref, division_code, own_division_code)")
    return count


def refuse_unknown_divisions(connection: sa.Connection, limit: int) -> list[tuple[int, str, str]]:
    """Find each row's containing division, by statistical or civil code; rows without one are refused."""
    connection.exec_driver_sql(
        """
        create temporary table told_division on commit drop as
        select told.code, coalesce(s.seq, c.seq) as seq
          from (select distinct division_code as code from pg_temp.incoming where kind = 'standard') told
          left join published.division s on s.code = told.code
          left join published.division c on c.civil_code = told.code and s.seq is null
        """
    )
    connection.exec_driver_sql(
        """
        insert into pg_temp.refused_entry
        select i.entry from pg_temp.incoming i left join pg_temp.told_division t on t.code = i.division_code
         where i.kind = 'standard' and t.seq is null
        """
    )
    rows = connection.execute(
        sa.text(
            "select i.line, i.name, i.division_code from pg_temp.incoming i"
            " join pg_temp.refused_entry r on r.entry = i.entry order by i.entry limit :limit"
        ),
        {"limit": limit},
    )
    return [tuple(row) for row in rows]


def refuse_elsewhere(connection: sa.Connection, division_seq: int, limit: int) -> list[tuple[int, str, str]]:
    """Rows whose division does not lie in the division of the import; after `refuse_unknown_divisions`."""
    found = connection.execute(
        sa.text(
            """
            with elsewhere as (
                select i.entry, i.line, i.name, d.name as division from pg_temp.incoming i
                  join pg_temp.told_division t on t.code = i.division_code join published.division d on d.seq = t.seq
                 where i.kind = 'standard' and not d.path @> array[cast(:seq as integer)]),
            noted as (
                insert into pg_temp.refused_entry select entry from elsewhere on conflict do nothing returning entry)
            select line, name, division from elsewhere order by entry limit :limit
            """
        ),
        {"seq": division_seq, "limit": limit},
    )
    return [tuple(row) for row in found]


def refuse_doubled(connection: sa.Connection, limit: int) -> list[tuple[int, str]]:
    """Second and later rows with the same reference."""
    found = connection.execute(
        sa.text(
            """
            with doubled as (
                select entry, line, name, row_number() over (partition by source_ref order by entry) as nth
                  from pg_temp.incoming where kind = 'standard'),
            noted as (
                insert into pg_temp.refused_entry select entry from doubled where nth > 1
                on conflict do nothing returning entry)
            select line, name from doubled where nth > 1 order by entry limit :limit
            """
        ),
        {"limit": limit},
    )
    return [tuple(row) for row in found]


def refuse_decided(connection: sa.Connection, source: str, limit: int) -> list[tuple[int, str, str]]:
    """Rows that would change what a case has decided, announced or not: (line, name in the list, decided name).

    A list repeats what was in force when it was made; a decision under articles 6 to 12 is undone by another only. A
    row with the name that is in force until the announcement is no change.
    """
    found = connection.execute(
        sa.text(
            """
            with decided as (
                select p.source_ref, p.id, n.text
                  from gazetteer.name n join gazetteer.place p on p.id = n.place_id
                 where n.kind = 'standard' and p.source = :source and (
                       n.status in ('approved', 'announced') and upper_inf(n.valid) or n.status = 'cancelled')),
            changed as (
                select i.entry, i.line, i.name, d.text
                  from pg_temp.incoming i join decided d using (source_ref)
                 where i.kind = 'standard' and not exists (
                       select from gazetteer.name n where n.place_id = d.id and n.kind = 'standard'
                          and n.status in ('listed', 'announced') and upper_inf(n.valid) and n.text = i.name)),
            noted as (
                insert into pg_temp.refused_entry select distinct entry from changed
                on conflict do nothing returning entry)
            select line, name, text from changed join noted using (entry) order by entry limit :limit
            """
        ),
        {"source": source, "limit": limit},
    )
    return [tuple(row) for row in found]


def invent_positions(connection: sa.Connection) -> None:
    """Points inside the smallest known area, the same on every run; neighbouring codes lie near each other.

    ST_GeneratePoints with a seed is repeatable, and points sort along a space-filling curve, so a township's villages
    form a cluster.
    """
    connection.exec_driver_sql(
        """
        insert into pg_temp.invented
        with wanted as (
            select i.entry, i.source_ref, area.division_seq
              from pg_temp.incoming i
              left join published.division own on own.code = i.own_division_code
              join pg_temp.told_division t on t.code = i.division_code
              join published.division d on d.seq = coalesce(own.seq, t.seq)
              cross join lateral (
                  select a.division_seq from published.division_area a
                   where a.division_seq = any (d.path)
                   order by array_position(d.path, a.division_seq) desc limit 1) as area
             where i.lon is null and i.kind = 'standard'),
        counted as (select division_seq, count(*)::integer as n from wanted group by division_seq),
        points as (
            select c.division_seq, p.geom
              from counted c join published.division_area a on a.division_seq = c.division_seq
              cross join lateral st_dump(st_generatepoints(a.geom, c.n, c.division_seq)) as p),
        ordered_points as (
            select division_seq, geom, row_number() over (partition by division_seq order by geom) as nth from points),
        ordered_rows as (
            select entry, division_seq, row_number() over (partition by division_seq order by source_ref) as nth
              from wanted)
        select r.entry, p.geom from ordered_rows r join ordered_points p using (division_seq, nth)
        """
    )
    connection.exec_driver_sql("analyze pg_temp.invented")


def match(connection: sa.Connection, source: str) -> tuple[int, int, int, int]:
    """Resolve divisions and compare with what the register has. Returns (added, changed, unchanged, refused)."""
    connection.execute(
        sa.text(
            """
            create temporary table resolved on commit drop as
            select i.*, d.id as division_id, o.id as own_division_id,
                   (coalesce(o.path, d.path))[1:5] as division_path,
                   coalesce(st_setsrid(st_makepoint(i.lon, i.lat), 4490), v.geom)::geometry(Point, 4490) as geom,
                   case when i.lon is not null then 'source' when v.geom is not null then 'demo'
                        else 'unknown' end as position_kind,
                   c.weight * 1000 + greatest(0, 100 - 5 * char_length(i.name)) as importance,
                   p.id as known_place_id, n.id as known_name_id,
                   case when r.entry is not null then 'refused'
                        when p.id is null then 'added'
                        when n.text = i.name and p.category = i.category and p.class_code = i.class_code
                             and p.division_id = d.id then 'unchanged'
                        else 'changed' end as verdict
              from pg_temp.incoming i
              left join pg_temp.refused_entry r on r.entry = i.entry
              left join pg_temp.invented v on v.entry = i.entry
              left join published.feature_class c on c.code = i.class_code
              left join pg_temp.told_division t on t.code = i.division_code
              left join published.division d on d.seq = t.seq
              left join published.division o on o.code = i.own_division_code
              left join gazetteer.place p on p.source = :source and p.source_ref = i.source_ref
              left join gazetteer.name n on n.place_id = p.id and n.kind = 'standard' and upper_inf(n.valid)
                   and n.status <> 'approved'
             where i.kind = 'standard'
            """
        ),
        {"source": source},
    )
    added, changed, unchanged, refused = verdicts(
        connection, "pg_temp.resolved", "added", "changed", "unchanged", "refused"
    )
    return added, changed, unchanged, refused


def uncertain_readings(connection: sa.Connection) -> int:
    """Rows to be stored whose reading had to be guessed."""
    return int(
        connection.exec_driver_sql(
            "select count(*) from pg_temp.resolved where verdict in ('added', 'changed') and not confident"
        ).scalar_one()
    )


def add_other_names(connection: sa.Connection) -> None:
    """Aliases and former names of new places follow their line's standard name into `resolved`."""
    connection.exec_driver_sql(
        """
        insert into pg_temp.resolved
        select i.entry, i.line, i.source_ref, i.kind, i.name, i.specific, i.generic_term, i.category, i.class_code,
               i.division_code, i.own_division_code, i.spelling, i.sign, i.tones, i.pinyin, i.initials,
               i.reading_source, i.confident, i.name_tokens, i.lon, i.lat, i.origin, i.meaning,
               r.place_id, i.name_id, i.reading_id, r.division_id, r.own_division_id, r.division_path, r.geom,
               r.position_kind, r.importance, r.known_place_id, null, 'added name'
          from pg_temp.incoming i
          join pg_temp.resolved r on r.entry = i.entry and r.kind = 'standard' and r.verdict = 'added'
         where i.kind <> 'standard'
        """
    )


def store(connection: sa.Connection, batch_id: UUID, source: str, on: date) -> None:
    """Write new places with their names and readings, then new names of places that the list renamed."""
    given = {"batch": batch_id, "source": source, "on": on}
    connection.execute(
        sa.text(
            """
            insert into gazetteer.place (id, category, class_code, division_id, division_path, is_division_id,
                importance, geom, position_kind, position_source, source, source_ref, batch_id)
            select place_id, category, class_code, division_id, division_path, own_division_id, importance, geom,
                   position_kind, case position_kind when 'source' then :source end, :source, source_ref, :batch
              from pg_temp.resolved where verdict = 'added'
            """
        ),
        given,
    )
    connection.execute(
        sa.text(
            """
            update gazetteer.name n set kind = 'former', status = 'superseded', version = n.version + 1,
                   valid = daterange(lower(n.valid), greatest(:on, lower(n.valid) + 1))
              from pg_temp.resolved r
             where r.verdict = 'changed' and n.id = r.known_name_id and n.text <> r.name
            """
        ),
        given,
    )
    connection.execute(
        sa.text(
            """
            update gazetteer.place p set category = r.category, class_code = r.class_code, division_id = r.division_id,
                   division_path = r.division_path, version = p.version + 1
              from pg_temp.resolved r where r.verdict = 'changed' and p.id = r.known_place_id
            """
        ),
        given,
    )
    connection.execute(
        sa.text(
            """
            insert into gazetteer.name (id, place_id, text, specific, generic, kind, status, valid, origin, meaning,
                source, batch_id)
            select name_id, coalesce(known_place_id, place_id), name, specific, generic_term, kind,
                   case kind when 'former' then 'superseded' else 'listed' end,
                   case kind when 'former' then daterange(null, :on) else daterange(null, null) end,
                   origin, meaning, :source, :batch
              from pg_temp.resolved r
             where verdict in ('added', 'added name') or (verdict = 'changed' and not exists (
                       select from gazetteer.name n where n.id = r.known_name_id and n.text = r.name))
            """
        ),
        given,
    )
    connection.execute(
        sa.text(
            """
            insert into gazetteer.reading (id, name_id, spelling, sign, tones, pinyin, initials, status, confident,
                source, batch_id)
            select r.reading_id, r.name_id, r.spelling, r.sign, r.tones, r.pinyin, r.initials, 'proposed', r.confident,
                   r.reading_source, :batch
              from pg_temp.resolved r
             where verdict in ('added', 'added name') or (verdict = 'changed' and exists (
                       select from gazetteer.name n where n.id = r.name_id))
            """
        ),
        given,
    )
