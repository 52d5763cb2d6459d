"""Reading what is published: place records, names, neighbours, lists, the change feed. Schema `published` only.

Every function takes a connection of the public reader and returns frozen dataclasses (`gazetteer.public_model`).
Unknown identifiers raise NotFound. Search is in `gazetteer.search`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gazetteer.public_model import (
    Announcement,
    Category,
    Change,
    FeatureClass,
    PlaceCode,
    PlacePosition,
    PlaceRecord,
    PlaceSummary,
    PublicEvent,
    PublicName,
)
from gazetteer.search.tokens import category_token, division_token
from geocore.divisions import DivisionRef, division_ref, division_refs, path_of
from geocore.errors import NotFound
from geocore.paging import Page, decode_cursor, encode_cursor

SORTED_AT_MOST = 20_000
"""Up to so many hits a list is collected and sorted; beyond, the rank index is walked, which meets hits soon enough."""
COUNTED_AT_MOST = 1_000
"""Totals are exact up to here and `1000+` beyond."""
LOOKED_AT = 4
"""A degree of longitude is shorter than one of latitude, so that many times the asked number is ranked by metres."""
_TOP_RANK = 2**63 - 1

_PLACE = sa.text(
    """
    select p.id, day.day, p.category, c.name_zh as category_name, p.class_code, f.name_zh as class_name,
           p.division_path, p.is_division_seq, lower(p.existence) as existence_from,
           upper(p.existence) as existence_to, p.existence @> day.day as exists, p.position_kind, p.position_source,
           p.accuracy_m, st_x(p.geom) as lon, st_y(p.geom) as lat, p.source, p.source_ref, p.version, p.changed_at,
           d.code as statistical_code, d.civil_code
      from (select coalesce(cast(:day as date), current_date) as day) day, published.place p
      left join published.category c on c.code = p.category
      left join published.feature_class f on f.code = p.class_code
      left join published.division d on d.seq = p.is_division_seq
     where p.id = :id
    """
)
_NAMES = sa.text(
    """
    select distinct on (n.name_id) n.name_id, n.name, n.kind, n.spelling, f.tones, f.sign, f.status,
           lower(n.valid) as valid_from, upper(n.valid) as valid_to, f.reading_status, f.reading_source,
           f.reading_evidence, f.confident, f.approving_body, f.document, f.approved_on, f.announced_on,
           f.origin, f.meaning, f.history, f.source
      from published.name n join published.name_fact f on f.name_id = n.name_id
     where n.place_id = :id
     order by n.name_id, n.id
    """
)
_EVENTS = sa.text(
    "select id, name_id, kind, happened_on, authority, document, note from published.event"
    " where place_id = :id order by happened_on nulls first, id"
)

# The rank of published.name (migration 0005); spelled the same everywhere, or the index is not used.
_RANK = "(n.importance::bigint * 1099511627776 - n.id)"
_STANDARD_NOW = "n.kind = 'standard' and n.valid @> current_date"
_SUMMARY = """n.place_id, n.name_id, n.name, n.spelling, n.category, n.class_code,
    (select f.name_zh from published.feature_class f where f.code = n.class_code) as class_name, n.division_path,
    (select p.position_kind from published.place p where p.id = n.place_id) as position_kind,
    st_x(n.geom) as lon, st_y(n.geom) as lat"""
_NEARBY = sa.text(
    f"""
    with here as (select geom from published.place where id = :id and geom is not null),
         near as materialized (
             select p.id, st_distancesphere(p.geom, here.geom) as distance_m
               from here, published.place p
              where p.id <> :id and p.existence @> current_date and p.geom is not null
              order by p.geom <-> here.geom limit :looked_at)
    select {_SUMMARY}, near.distance_m
      from near, lateral (select * from published.name n where n.place_id = near.id and {_STANDARD_NOW} limit 1) n
     order by near.distance_m, n.id limit :limit
    """
)
_SAME_NAME = sa.text(
    f"""
    select {_SUMMARY}, cast(null as double precision) as distance_m from published.name n
     where n.name = :name and {_STANDARD_NOW} and n.place_id <> :id order by {_RANK} desc limit :looked_at
    """
)
_HITS = f"n.tokens @> cast(:tokens as integer[]) and {_STANDARD_NOW}"
_COUNT = sa.text(f"select count(*) from (select from published.name n where {_HITS} limit :most) counted")
_LIST_BY_SORTING = sa.text(
    f"""
    with hits as materialized (select n.*, {_RANK} as rank from published.name n where {_HITS})
    select {_SUMMARY}, cast(null as double precision) as distance_m, n.rank
      from hits n where n.rank < :below order by n.rank desc limit :limit
    """
)
_LIST_BY_WALKING = sa.text(
    f"""
    select {_SUMMARY}, cast(null as double precision) as distance_m, {_RANK} as rank from published.name n
     where {_HITS} and {_RANK} < :below order by {_RANK} desc limit :limit
    """
)
_CHANGES = sa.text(
    """
    with read as materialized (
        select seq, at, entity, entity_id, operation from published.change where seq > :since
         order by seq limit :limit)
    select seq, at, entity, entity_id, operation from read r
     where not exists (select from read later
                        where later.entity = r.entity and later.entity_id = r.entity_id and later.seq > r.seq)
     order by seq
    """
)

_POSITION = sa.text(
    "select position from published.announcement a where name_id = :name_id"
    " and not exists (select from published.announcement c where c.corrects = a.id)"
    " order by announced_on desc, id desc limit 1"
)


def place_record(connection: sa.Connection, place_id: UUID, as_of: date | None = None) -> PlaceRecord:
    """The public record of a place as of a day (default: today by the database's clock)."""
    row = connection.execute(_PLACE, {"id": place_id, "day": as_of}).one_or_none()
    if row is None:
        raise NotFound("no such place", place=str(place_id))
    names = tuple(
        sorted(
            (PublicName(*found) for found in connection.execute(_NAMES, {"id": place_id})),
            key=lambda name: (name.valid_from or date.min, name.kind != "standard", name.name),
        )
    )
    if not names:
        raise NotFound("no such place", place=str(place_id))  # withheld while every name is
    name, has_name_then = _name_on(names, row.day)
    seqs = [*row.division_path, *([row.is_division_seq] if row.is_division_seq is not None else ())]
    refs = division_refs(connection, seqs)
    path = path_of(refs, row.division_path)
    return PlaceRecord(
        id=row.id,
        as_of=row.day,
        name=name,
        has_name_then=has_name_then,
        exists=row.exists,
        names=names,
        events=tuple(PublicEvent(*found) for found in connection.execute(_EVENTS, {"id": place_id})),
        codes=tuple(
            PlaceCode(system, code)
            for system, code in (("civil", row.civil_code), ("statistical", row.statistical_code))
            if code is not None
        ),
        category=row.category,
        category_name=row.category_name or "",
        class_code=row.class_code,
        class_name=row.class_name or "",
        division_path=path,
        is_division=refs.get(row.is_division_seq),
        existence_from=row.existence_from,
        existence_to=row.existence_to,
        position_kind=row.position_kind,
        position_source=row.position_source,
        accuracy_m=row.accuracy_m,
        lon=row.lon,
        lat=row.lat,
        announcement=_announcement(name, path, _announced_position(connection, name.name_id)),
        source=row.source,
        source_ref=row.source_ref,
        version=row.version,
        changed_at=row.changed_at,
    )


def _name_on(names: Sequence[PublicName], day: date) -> tuple[PublicName, bool]:
    """The standard name of a day, and whether there was one; else the last before it, else the first after it."""
    standard = [name for name in names if name.kind == "standard"] or list(names)
    for name in standard:
        if name.kind == "standard" and name.is_valid_on(day):
            return name, True
    before = [name for name in standard if name.valid_to is not None and name.valid_to <= day]
    return (max(before, key=lambda name: name.valid_to or day) if before else standard[0]), False


def _announced_position(connection: sa.Connection, name_id: UUID) -> str | None:
    """位置描述 in the words of the latest announcement; names from lists have none."""
    position: str | None = connection.execute(_POSITION, {"name_id": name_id}).scalar_one_or_none()
    return position


def _announcement(name: PublicName, path: Iterable[DivisionRef], position: str | None) -> Announcement:
    return Announcement(
        standard_name=name.name if name.kind == "standard" else None,
        romanisation=name.sign or name.spelling or None,
        division="".join(division.name for division in path if division.level > 0) or None,
        position=position,
        approving_body=name.approving_body,
        approved_on=name.approved_on,
    )


def place_of_name(connection: sa.Connection, name_id: UUID) -> UUID:
    """The place that bears, or bore, this name."""
    found: UUID | None = connection.execute(
        sa.text("select place_id from published.name_fact where name_id = :id"), {"id": name_id}
    ).scalar_one_or_none()
    if found is None:
        raise NotFound("no such name", name=str(name_id))
    return found


def nearby(connection: sa.Connection, place_id: UUID, limit: int = 10) -> tuple[PlaceSummary, ...]:
    """The nearest other places with their distance in metres on the sphere; empty for a place without a position."""
    parameters = {"id": place_id, "limit": limit, "looked_at": limit * LOOKED_AT}
    return _summaries(connection, connection.execute(_NEARBY, parameters).all())


def same_name(connection: sa.Connection, place_id: UUID, limit: int = 20) -> tuple[PlaceSummary, ...]:
    """Other places whose standard name is written the same at present, the important first."""
    name = place_record(connection, place_id).name.name
    # A name with several readings has several rows: read more, keep the first of each place.
    rows = connection.execute(_SAME_NAME, {"id": place_id, "name": name, "looked_at": limit * LOOKED_AT}).all()
    first_of_each = list({row.place_id: row for row in reversed(rows)}.values())[::-1]
    return _summaries(connection, first_of_each[:limit])


def places_in_division(
    connection: sa.Connection,
    seq: int,
    category: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[PlaceSummary]:
    """The places in a division and below, the important first. Raises NotFound, and InvalidInput for a bad cursor."""
    division_ref(connection, seq)
    tokens = [division_token(seq), *([category_token(category)] if category is not None else ())]
    below = _TOP_RANK if cursor is None else decode_cursor(cursor, (int,))[0]
    count = connection.execute(_COUNT, {"tokens": tokens, "most": SORTED_AT_MOST + 1}).scalar_one()
    statement = _LIST_BY_SORTING if count <= SORTED_AT_MOST else _LIST_BY_WALKING
    rows = connection.execute(statement, {"tokens": tokens, "below": below, "limit": limit + 1}).all()
    shown = rows[:limit]
    return Page(
        items=_summaries(connection, shown),
        next=encode_cursor(shown[-1].rank) if len(rows) > limit else None,
        total=count if count <= COUNTED_AT_MOST else f"{COUNTED_AT_MOST}+",
    )


def _summaries(connection: sa.Connection, rows: Sequence[Any]) -> tuple[PlaceSummary, ...]:
    refs = division_refs(connection, (seq for row in rows for seq in row.division_path))
    return tuple(
        PlaceSummary(
            place_id=row.place_id,
            name_id=row.name_id,
            name=row.name,
            spelling=row.spelling,
            category=row.category,
            class_code=row.class_code,
            class_name=row.class_name or "",
            division_path=path_of(refs, row.division_path),
            position_kind=row.position_kind,
            lon=row.lon,
            lat=row.lat,
            distance_m=row.distance_m,
        )
        for row in rows
    )


def changes_since(connection: sa.Connection, seq: int, limit: int = 1000) -> Page[Change]:
    """The feed after entry `seq`: `limit` entries are read, and of each entity only the last among them is given.

    `next` is the entry to continue from, None when the feed has been read to its end; the last item's `seq` is then
    the place to continue from later. Replaying the feed from 0 gives the present state.
    """
    rows = connection.execute(_CHANGES, {"since": seq, "limit": limit}).all()
    items = tuple(Change(*row) for row in rows)
    last = connection.execute(sa.text("select max(seq) from published.change")).scalar_one()
    return Page(items=items, next=str(items[-1].seq) if items and items[-1].seq < last else None)


def positions_of(connection: sa.Connection, place_ids: Iterable[UUID]) -> dict[UUID, PlacePosition]:
    """As they are published; places without a position are absent."""
    rows = connection.execute(
        sa.text(
            "select id, st_x(geom) as lon, st_y(geom) as lat, position_kind = 'demo' as is_demo from published.place"
            " where id = any (:ids) and geom is not null"
        ),
        {"ids": list(place_ids)},
    )
    return {row.id: PlacePosition(row.lon, row.lat, row.is_demo) for row in rows}


def built_up_area_shapes(connection: sa.Connection, area_ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """Outlines as WKB in EPSG:4490, also of areas that hold no more."""
    rows = connection.execute(
        sa.text("select id, st_asbinary(geom) as shape from published.built_up_area where id = any (:ids)"),
        {"ids": list(area_ids)},
    )
    return {row.id: bytes(row.shape) for row in rows}


def categories(connection: sa.Connection) -> tuple[Category, ...]:
    """The eight legal categories in the order of the law."""
    rows = connection.execute(
        sa.text("select code, name_zh, name_en, article from published.category order by position")
    )
    return tuple(Category(*row) for row in rows)


def classes(connection: sa.Connection) -> tuple[FeatureClass, ...]:
    """The classes of GB/T 18521 by code."""
    rows = connection.execute(
        sa.text("select code, name_zh, parent, category from published.feature_class order by code")
    )
    return tuple(FeatureClass(*row) for row in rows)
