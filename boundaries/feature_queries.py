"""Divisions as features for standard interfaces, by box, time and properties. Schema `published` only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from geocore.errors import NotFound
from geocore.features import (
    COUNTED_AT_MOST,
    Crs,
    Feature,
    FeaturePage,
    FeatureQuery,
    box_sql,
    geometry_sql,
    period_sql,
)
from geocore.paging import decode_cursor, encode_cursor

_FROM = "published.division d left join published.division_area a on a.division_seq = d.seq"
_COLUMNS = """d.seq, d.id, {geometry} as geometry, d.name, d.short_name, d.spelling, d.kind, d.kind_name, d.level,
    d.code, d.civil_code, u.name as parent_name, u.id as parent_id, d.is_virtual, lower(d.valid) as valid_from,
    upper(d.valid) as valid_to, a.accuracy_m, coalesce(a.source, d.source) as source"""
_PARENT = "left join published.division u on u.seq = d.parent_seq"
_CONDITIONS = {
    "name": "d.name = :name",
    "kind": "d.kind = :kind",
    "level": "d.level = :level",
    "code": "(d.code = :code or d.civil_code = :code)",
    "division": "d.path @> array[cast(:division as integer)]",
}


def divisions(connection: sa.Connection, query: FeatureQuery) -> FeaturePage:
    """A page of divisions. Queryables: name, kind, level, code, division (sequence number; itself and below)."""
    conditions, parameters = ["true"], dict(query.properties)
    conditions += [_CONDITIONS[name] for name in query.properties]
    if query.boxes:
        text, more = box_sql("a.geom", query.boxes)
        conditions.append(text)
        parameters |= more
    if query.has_period:
        text, more = period_sql("d.valid", query)
        conditions.append(text)
        parameters |= more
    where = " and ".join(conditions)
    count = connection.execute(
        sa.text(f"select count(*) from (select from {_FROM} where {where} limit :most) counted"),
        parameters | {"most": COUNTED_AT_MOST + 1},
    ).scalar_one()
    after: object = 0 if query.cursor is None else decode_cursor(query.cursor, (int,))[0]
    columns = _COLUMNS.format(geometry=geometry_sql("a.geom", query.crs))
    statement = f"select {columns} from {_FROM} {_PARENT} where {where} and d.seq > :after order by d.seq limit :limit"
    rows = connection.execute(sa.text(statement), parameters | {"after": after, "limit": query.limit + 1}).all()
    shown = rows[: query.limit]
    return FeaturePage(
        items=tuple(_feature(row) for row in shown),
        next=encode_cursor(shown[-1].seq) if len(rows) > query.limit else None,
        matched=count if count <= COUNTED_AT_MOST else None,
    )


def division(connection: sa.Connection, division_id: UUID, crs: Crs) -> Feature:
    """Raises NotFound."""
    columns = _COLUMNS.format(geometry=geometry_sql("a.geom", crs))
    row = connection.execute(
        sa.text(f"select {columns} from {_FROM} {_PARENT} where d.id = :id"), {"id": division_id}
    ).one_or_none()
    if row is None:
        raise NotFound("no such feature", id=str(division_id))
    return _feature(row)


def _feature(row: Any) -> Feature:
    properties = dict(row._mapping)
    for key in ("seq", "id", "geometry"):
        del properties[key]
    return Feature(row.id, row.geometry, properties)
