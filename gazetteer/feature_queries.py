"""Places and names as features for standard interfaces, by box, time and properties. Schema `published` only.

A question with few hits is answered by collecting and sorting them; one with many by walking the key, which meets
hits often enough. Both give the same order, so a page link works under either.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gazetteer.public_model import POSITION_NOTES
from gazetteer.search.tokens import category_token, division_token
from geocore.divisions import DivisionRef, division_refs, path_of
from geocore.errors import InvalidInput, NotFound
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

_PLACE_COLUMNS = """p.id as key, p.id, {geometry} as geometry, n.name, n.spelling, n.name_id, n.kind, p.category,
    p.class_code, c.name_zh as class_name, p.division_path, p.position_kind, p.accuracy_m,
    lower(p.existence) as valid_from, upper(p.existence) as valid_to, p.source, p.changed_at"""
_PLACE_JOINS = """
    left join lateral (
        select m.name, m.spelling, m.name_id, m.kind from published.name m where m.place_id = p.id
         order by m.kind = 'standard' desc, upper(m.valid) desc nulls first, m.id limit 1) n on true
    left join published.feature_class c on c.code = p.class_code"""
_NAME_COLUMNS = """n.id as key, n.name_id as id, {geometry} as geometry, n.name, n.spelling, n.kind, f.status,
    n.place_id, n.category, n.class_code, c.name_zh as class_name, n.division_path, p.position_kind, p.accuracy_m,
    lower(n.valid) as valid_from, upper(n.valid) as valid_to, f.source, p.changed_at"""
_NAME_JOINS = """
    left join published.name_fact f on f.name_id = n.name_id
    left join published.place p on p.id = n.place_id
    left join published.feature_class c on c.code = n.class_code"""
# A name with several readings has several rows; the first stands for it.
_FIRST_READING = (
    "not exists (select from published.name m where m.place_id = n.place_id and m.name_id = n.name_id and m.id < n.id)"
)


@dataclass(frozen=True, slots=True)
class _Condition:
    """One condition twice: as an index can find rows, and as one row can be judged."""

    found: str
    judged: str
    parameters: dict[str, object]


@dataclass(frozen=True, slots=True)
class _Source:
    """What features of one kind are made of. `key` orders them; `read_key` makes one from text or raises ValueError."""

    table: str
    key: str
    read_key: Callable[[str], object]
    columns: str
    joins: str
    geometry: str
    validity: str
    always: tuple[str, ...]
    property_condition: Callable[[str, Any], _Condition]


def _same(condition: str, **parameters: object) -> _Condition:
    return _Condition(condition, condition, parameters)


def _place_condition(name: str, value: Any) -> _Condition:
    in_names = "p.id in (select m.place_id from published.name m where {})"
    match name:
        case "division":
            return _Condition(
                in_names.format("m.tokens @> cast(:division_tokens as integer[])"),
                "p.division_path @> cast(:division_seqs as integer[])",
                {"division_tokens": [division_token(value)], "division_seqs": [value]},
            )
        case "category":
            return _Condition(
                in_names.format("m.tokens @> cast(:category_tokens as integer[])") + " and p.category = :category",
                "p.category = :category",
                {"category_tokens": [category_token(value)], "category": value},
            )
        case "class_code":
            return _same("p.class_code = :class_code", class_code=value)
        case "name":
            return _same(in_names.format("m.name = :name"), name=value)
    raise ValueError(f"places have no queryable {name}")


def _name_condition(name: str, value: Any) -> _Condition:
    match name:
        case "division":
            return _Condition(
                "n.tokens @> cast(:division_tokens as integer[])",
                "n.division_path @> cast(:division_seqs as integer[])",
                {"division_tokens": [division_token(value)], "division_seqs": [value]},
            )
        case "category":
            return _Condition(
                "n.tokens @> cast(:category_tokens as integer[]) and n.category = :category",
                "n.category = :category",
                {"category_tokens": [category_token(value)], "category": value},
            )
        case "class_code" | "name" | "kind":
            return _same(f"n.{name} = :{name}", **{name: value})
    raise ValueError(f"names have no queryable {name}")


_PLACES = _Source("published.place p", "p.id", UUID, _PLACE_COLUMNS, _PLACE_JOINS, "p.geom", "p.existence", (),
                  _place_condition)  # fmt: skip
_NAMES = _Source("published.name n", "n.id", int, _NAME_COLUMNS, _NAME_JOINS, "n.geom", "n.valid",
                 (_FIRST_READING,), _name_condition)  # fmt: skip


def places(connection: sa.Connection, query: FeatureQuery) -> FeaturePage:
    """A page of places. Queryables: name, category, class_code, division (sequence number)."""
    return _page(connection, _PLACES, query)


def names(connection: sa.Connection, query: FeatureQuery) -> FeaturePage:
    """A page of names, present and past. Queryables: those of places and `kind`."""
    return _page(connection, _NAMES, query)


def place(connection: sa.Connection, place_id: UUID, crs: Crs) -> Feature:
    """Raises NotFound."""
    return _one(connection, _PLACES, "p.id = :id", place_id, crs)


def name(connection: sa.Connection, name_id: UUID, crs: Crs) -> Feature:
    """Raises NotFound."""
    of_place = "n.place_id = (select g.place_id from published.name_fact g where g.name_id = :id) and n.name_id = :id"
    return _one(connection, _NAMES, of_place, name_id, crs)


def _one(connection: sa.Connection, source: _Source, condition: str, key: UUID, crs: Crs) -> Feature:
    columns = source.columns.format(geometry=geometry_sql(source.geometry, crs))
    statement = f"select {columns} from {source.table} {source.joins} where {condition} limit 1"
    row = connection.execute(sa.text(statement), {"id": key}).one_or_none()
    if row is None:
        raise NotFound("no such feature", id=str(key))
    return _features(connection, [row])[0]


def _page(connection: sa.Connection, source: _Source, query: FeatureQuery) -> FeaturePage:
    found, judged, parameters = _conditions(source, query)
    parameters |= {"limit": query.limit + 1, "most": COUNTED_AT_MOST + 1}
    count = connection.execute(
        sa.text(f"select count(*) from (select from {source.table} where {found} limit :most) counted"), parameters
    ).scalar_one()
    hits, where = "", judged
    if count <= COUNTED_AT_MOST:
        hits = f"with hits as materialized (select {source.key} as hit from {source.table} where {found})"
        where = f"{source.key} in (select hit from hits)"
    if query.cursor is not None:
        where += f" and {source.key} > :after"
        parameters["after"] = _key(source, query.cursor)
    columns = source.columns.format(geometry=geometry_sql(source.geometry, query.crs))
    rows = connection.execute(
        sa.text(
            f"{hits} select {columns} from {source.table} {source.joins} where {where}"
            f" order by {source.key} limit :limit"
        ),
        parameters,
    ).all()
    shown = rows[: query.limit]
    return FeaturePage(
        items=_features(connection, shown),
        next=encode_cursor(str(shown[-1].key)) if len(rows) > query.limit else None,
        matched=count if count <= COUNTED_AT_MOST else None,
    )


def _key(source: _Source, cursor: str) -> object:
    (text,) = decode_cursor(cursor, (str,))
    try:
        return source.read_key(str(text))
    except ValueError as error:
        raise InvalidInput("this page link is damaged; start again from the first page") from error


def _conditions(source: _Source, query: FeatureQuery) -> tuple[str, str, dict[str, Any]]:
    """All conditions as an index finds and as a row is judged by, and their parameters."""
    conditions = [_same(text) for text in source.always]
    if query.boxes:
        text, parameters = box_sql(source.geometry, query.boxes)
        conditions.append(_same(text, **parameters))
    if query.has_period:
        text, parameters = period_sql(source.validity, query)
        conditions.append(_same(text, **parameters))
    conditions += [source.property_condition(name, value) for name, value in query.properties.items()]
    merged: dict[str, Any] = {}
    for condition in conditions:
        merged |= condition.parameters
    return (
        " and ".join(c.found for c in conditions) or "true",
        " and ".join(c.judged for c in conditions) or "true",
        merged,
    )


def _features(connection: sa.Connection, rows: Sequence[Any]) -> tuple[Feature, ...]:
    refs = division_refs(connection, (seq for row in rows for seq in row.division_path))
    return tuple(_feature(row, path_of(refs, row.division_path)) for row in rows)


def _feature(row: Any, path: tuple[DivisionRef, ...]) -> Feature:
    properties = {
        "name": row.name,
        "spelling": row.spelling,
        "kind": row.kind,
        "category": row.category,
        "class_code": row.class_code,
        "class_name": row.class_name,
        "division": "".join(ref.name for ref in path if ref.level > 0),
        "division_code": path[-1].code if path else None,
        "position_kind": row.position_kind,
        "position_note": POSITION_NOTES.get(row.position_kind),
        "accuracy_m": row.accuracy_m,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "source": row.source,
        "changed_at": row.changed_at,
    }
    if "place_id" in row._mapping:
        properties |= {"place_id": row.place_id, "status": row.status}
    else:
        properties |= {"name_id": row.name_id}
    return Feature(row.id, row.geometry, properties)
