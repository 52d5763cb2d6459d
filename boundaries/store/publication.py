"""Putting divisions into schema `published`, inside the transaction that changed them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import sqlalchemy as sa
from shapely import from_wkb, to_wkb

from boundaries.areas import dissolved
from geocore.feed import announce, raise_data_version

_CURRENT = """
select d.seq, d.id, d.level, d.path, p.seq, v.name, v.short_name, v.spelling, v.kind, k.name_zh,
       s.code, c.code, v.seat, v.is_virtual, v.valid, v.source
  from boundaries.division d
  join boundaries.division_version v on v.division_id = d.id
  join boundaries.division_kind k on k.code = v.kind
  left join boundaries.division p on p.id = v.parent_id
  left join boundaries.division_code s on s.division_id = d.id and s.system = 'statistical' and upper_inf(s.valid)
  left join boundaries.division_code c on c.division_id = d.id and c.system = 'civil' and upper_inf(c.valid)
 where upper_inf(v.valid)
"""
_OF_BATCH = (
    "(select d.id, d.seq from boundaries.division d where d.id in"
    " (select division_id from boundaries.division_version where batch_id = :batch))"
)
# Table of the past -> what fills it for some divisions.
_PAST = {
    "division_history": f"""
        insert into published.division_history
        select d.seq, v.name, v.kind, k.name_zh, v.valid, v.source
          from {_OF_BATCH} d join boundaries.division_version v on v.division_id = d.id
          join boundaries.division_kind k on k.code = v.kind
         where not upper_inf(v.valid)
        """,
    "division_former_code": f"""
        insert into published.division_former_code
        select d.seq, c.system, c.code, c.valid, c.source
          from {_OF_BATCH} d join boundaries.division_code c on c.division_id = d.id where not upper_inf(c.valid)
        """,
}


def publish_divisions(connection: sa.Connection, batch_id: UUID) -> None:
    """Publish the current version of every division that the batch added or changed."""
    connection.execute(
        sa.text(
            "delete from published.division where id in"
            " (select division_id from boundaries.division_version where batch_id = :batch)"
        ),
        {"batch": batch_id},
    )
    connection.execute(
        sa.text(f"insert into published.division {_CURRENT} and v.batch_id = :batch order by d.seq"),
        {"batch": batch_id},
    )
    for table, fill in _PAST.items():
        connection.execute(
            sa.text(f"delete from published.{table} where division_seq in (select seq from {_OF_BATCH} d)"),
            {"batch": batch_id},
        )
        connection.execute(sa.text(fill), {"batch": batch_id})
    announce(
        connection,
        "division",
        "select division_id from boundaries.division_version where batch_id = :batch",
        "put",
        batch=batch_id,
    )
    raise_data_version(connection)


def publish_areas(connection: sa.Connection, batch_id: UUID, progress: Callable[[int], None]) -> int:
    """Publish the batch's polygons and derive those of the prefectures and provinces above. Returns the derived.

    Each upper area is the union of the published areas directly below it; the accuracy is that of the worst part.
    """
    connection.execute(
        sa.text(
            """
            insert into published.division_area (division_seq, geom, label_point, accuracy_m, source, as_of)
            select d.seq, g.geom, st_pointonsurface(g.geom), g.accuracy_m, g.source, lower(g.valid)
              from boundaries.division_geometry g join boundaries.division d on d.id = g.division_id
             where g.batch_id = :batch
            on conflict (division_seq) do update
               set geom = excluded.geom, label_point = excluded.label_point, accuracy_m = excluded.accuracy_m,
                   source = excluded.source, as_of = excluded.as_of
            """
        ),
        {"batch": batch_id},
    )
    derived = 0
    for level in (2, 1):
        upper = connection.execute(
            sa.text(
                """
                select distinct d.path[cast(:position as integer)] as seq
                  from published.division_area a join published.division d on d.seq = a.division_seq
                  join boundaries.division_geometry g on g.division_id = d.id and g.batch_id = :batch
                 where cardinality(d.path) > :position
                """
            ),
            {"batch": batch_id, "position": level + 1},
        ).all()
        for row in upper:
            derived += _derive_area(connection, row.seq)
            progress(derived)
    announce(
        connection,
        "division",
        "select division_id from boundaries.division_geometry where batch_id = :batch",
        "put",
        batch=batch_id,
    )
    raise_data_version(connection)
    return derived


def _derive_area(connection: sa.Connection, seq: int) -> int:
    parts = connection.execute(
        sa.text(
            """
            select st_asbinary(a.geom) as wkb, a.accuracy_m, a.source, a.as_of
              from published.division d join published.division_area a on a.division_seq = d.seq
             where d.parent_seq = :seq
            """
        ),
        {"seq": seq},
    ).all()
    if not parts:
        return 0
    whole = dissolved([from_wkb(bytes(part.wkb)) for part in parts])
    connection.execute(
        sa.text(
            """
            insert into published.division_area (division_seq, geom, label_point, accuracy_m, source, as_of)
            select :seq, geom, st_pointonsurface(geom), :accuracy, :source, :as_of
              from (select st_setsrid(st_geomfromwkb(:wkb), 4490) as geom) as given
            on conflict (division_seq) do update
               set geom = excluded.geom, label_point = excluded.label_point, accuracy_m = excluded.accuracy_m,
                   source = excluded.source, as_of = excluded.as_of
            """
        ),
        {
            "seq": seq,
            "wkb": to_wkb(whole),
            "accuracy": max(part.accuracy_m for part in parts),
            "source": f"由下级范围合并（{parts[0].source}）",
            "as_of": max(part.as_of for part in parts),
        },
    )
    return 1
