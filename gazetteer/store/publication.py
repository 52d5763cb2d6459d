"""Putting places into schema `published`, inside the transaction that changed them.

Only names that may be shown go there: taken from an official list, announced, or once announced and now past. The
position is snapped to the public grid of its class here, once; the exact one never leaves the working schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from uuid import UUID

import sqlalchemy as sa

from gazetteer.search.maintenance import bulk_load
from gazetteer.search.tokens import CELL_BASE, DIVISION_BASE, category_token, tokens_for
from geocore.feed import announce, raise_data_version

PUBLIC_STATUSES = ("listed", "announced", "superseded", "cancelled")

_METRES_PER_DEGREE = 111_320
_FIRST_LOAD_TABLES = [
    "gazetteer.place", "gazetteer.name", "gazetteer.reading", "published.place", "published.name_fact",
]  # fmt: skip

_PLACES = f"""
insert into published.place (id, category, class_code, division_path, is_division_seq, importance, existence,
    position_kind, position_source, accuracy_m, geom, source, source_ref, version)
select p.id, p.category, p.class_code, p.division_path, d.seq, p.importance, p.existence, p.position_kind,
       p.position_source, greatest(p.accuracy_m, c.public_grid_m),
       st_snaptogrid(p.geom, c.public_grid_m / {_METRES_PER_DEGREE}), p.source, p.source_ref, p.version
  from gazetteer.place p
  join (select distinct place_id from pg_temp.publishing) t on t.place_id = p.id
  join gazetteer.feature_class c on c.code = p.class_code
  left join published.division d on d.id = p.is_division_id
 where exists (select from gazetteer.name n where n.place_id = p.id and n.status = any (:statuses))
"""

# Token order as in gazetteer.search.tokens.tokens_for: text, divisions, category, cells.
_NAMES = f"""
insert into published.name (place_id, name_id, name, spelling, pinyin, initials, kind, category,
    class_code, importance, division_path, valid, geom, tokens)
select p.id, n.id, n.text, coalesce(r.spelling, ''), coalesce(r.pinyin, ''), coalesce(r.initials, ''), n.kind,
       p.category, p.class_code, p.importance, p.division_path, n.valid, p.geom,
       t.name_tokens
       || array(select {DIVISION_BASE} + seq from unnest(p.division_path) seq)
       || cast(cast(:categories as jsonb) ->> p.category as integer)
       || case when p.geom is null then '{{}}'::integer[] else array[
              {CELL_BASE[1]} + floor(st_y(p.geom) + 90)::integer * 512 + floor(st_x(p.geom) + 180)::integer,
              {CELL_BASE[4]} + floor((st_y(p.geom) + 90) / 4)::integer * 512
                             + floor((st_x(p.geom) + 180) / 4)::integer] end
  from pg_temp.publishing t
  join published.place p on p.id = t.place_id
  join gazetteer.name n on n.id = t.name_id and n.status = any (:statuses)
  left join gazetteer.reading r on r.name_id = n.id and r.status <> 'superseded'
"""

_FACTS = """
insert into published.name_fact (name_id, place_id, status, approving_body, document, approved_on, announced_on,
    origin, meaning, history, source, reading_status, reading_source, reading_evidence, confident, tones, sign)
select distinct on (n.id) n.id, n.place_id, n.status, n.approving_body, n.document, n.approved_on, n.announced_on,
       n.origin, n.meaning, n.history, n.source, coalesce(r.status, 'none'), coalesce(r.source, 'none'), r.evidence,
       coalesce(r.confident, false), coalesce(r.tones, ''), coalesce(r.sign, '')
  from pg_temp.publishing t
  join published.place p on p.id = t.place_id
  join gazetteer.name n on n.id = t.name_id and n.status = any (:statuses)
  left join gazetteer.reading r on r.name_id = n.id and r.status <> 'superseded'
 order by n.id, r.status = 'decided' desc, r.recorded_at desc
"""

_EVENTS = """
insert into published.event (id, place_id, name_id, kind, happened_on, authority, document, note)
select distinct e.id, e.place_id, e.name_id, e.kind, e.happened_on, e.authority, e.document, e.note
  from pg_temp.publishing t join gazetteer.name_event e on e.place_id = t.place_id
  join published.place p on p.id = t.place_id
"""


@contextmanager
def loading(connection: sa.Connection, *, bulk: bool) -> Iterator[None]:
    """Around a load: with `bulk`, triggers rest and, in an almost empty register, indexes are built at the end."""
    with ExitStack() as stack:
        if bulk:
            # Row security hides from the planner that nearly all rows are meant: it would look up each by its key.
            connection.exec_driver_sql("set local enable_nestloop = off")
            connection.exec_driver_sql("set local work_mem = '256MB'")
            nearly_empty = connection.exec_driver_sql(
                "select count(*) < 1000 from (select from gazetteer.place limit 1000) as some_rows"
            ).scalar_one()
            if nearly_empty:
                connection.execute(
                    sa.text("select app.suspend_indexes(cast(:tables as regclass[]))"), {"tables": _FIRST_LOAD_TABLES}
                )
                stack.callback(connection.exec_driver_sql, "select app.restore_indexes()")
            stack.enter_context(bulk_load(connection))
        yield
        connection.exec_driver_sql("drop table if exists pg_temp.publishing")


def publish_batch(connection: sa.Connection, batch_id: UUID) -> None:
    """Publish the rows just stored from `pg_temp.resolved` (see name_staging); its tokens are used as they are."""
    connection.execute(
        sa.text(
            """
            create temporary table publishing on commit drop as
            select coalesce(r.known_place_id, r.place_id) as place_id, r.name_id, r.name_tokens, r.verdict
              from pg_temp.resolved r where r.verdict in ('added', 'added name', 'changed')
            """
        )
    )
    changed = connection.exec_driver_sql(
        "select array_agg(place_id) from pg_temp.publishing where verdict = 'changed'"
    ).scalar_one()
    connection.exec_driver_sql("delete from pg_temp.publishing where verdict = 'changed'")
    connection.exec_driver_sql("analyze pg_temp.publishing")
    _write(connection)
    connection.exec_driver_sql("drop table pg_temp.publishing")
    if changed:
        publish_places(connection, changed)


def publish_places(connection: sa.Connection, place_ids: Iterable[UUID]) -> None:
    """Publish the present state of these places, taking away whatever of them was public before."""
    ids = list(place_ids)
    _withdraw(connection, ids)
    names = connection.execute(
        sa.text("select id, place_id, text from gazetteer.name where place_id = any (:ids)"), {"ids": ids}
    ).all()
    connection.exec_driver_sql(
        "create temporary table publishing (place_id uuid, name_id uuid, name_tokens integer[]) on commit drop"
    )
    if names:
        connection.execute(
            sa.text("insert into pg_temp.publishing values (:place, :name, :tokens)"),
            [{"place": row.place_id, "name": row.id, "tokens": tokens_for(row.text, ())} for row in names],
        )
    _write(connection)
    connection.exec_driver_sql("drop table pg_temp.publishing")


def withdraw_places(connection: sa.Connection, place_ids: Iterable[UUID]) -> None:
    """Take places off the public side; the feed says so."""
    ids = list(place_ids)
    _withdraw(connection, ids)
    announce(connection, "place", "select unnest(cast(:ids as uuid[]))", "remove", ids=ids)
    raise_data_version(connection)


def _withdraw(connection: sa.Connection, ids: list[UUID]) -> None:
    for table, key in (("event", "place_id"), ("name_fact", "place_id"), ("name", "place_id"), ("place", "id")):
        connection.execute(sa.text(f"delete from published.{table} where {key} = any (:ids)"), {"ids": ids})


def _write(connection: sa.Connection) -> None:
    categories = connection.exec_driver_sql("select code from gazetteer.legal_category").scalars()
    given = {
        "statuses": list(PUBLIC_STATUSES),
        "categories": json.dumps({category: category_token(category) for category in categories}),
    }
    connection.execute(sa.text(_PLACES), given)
    connection.execute(sa.text(_NAMES), given)
    connection.execute(sa.text(_FACTS), given)
    connection.execute(sa.text(_EVENTS), given)
    announce(connection, "place", "select distinct place_id from pg_temp.publishing", "put")
    raise_data_version(connection)
