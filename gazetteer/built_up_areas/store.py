"""Rows of built-up areas in the database: entered, listed, ended. Nothing is deleted or redrawn (migration 0020)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from geoalchemy2 import Geometry
from shapely import MultiPolygon
from sqlalchemy.dialects import postgresql as pg

from gazetteer.built_up_areas.model import DrawnArea, NewAreas, StoredArea
from gazetteer.store.division_names import division_name
from geocore.db import UnitOfWork, explain_constraint, metadata
from geocore.errors import Conflict, InvalidInput, NotFound, StaleVersion

explain_constraint("ex_built_up_area_apart", Conflict("overlaps another built-up area of the same day"))
explain_constraint("ck_built_up_area_is_valid", InvalidInput("the polygon of a built-up area is not valid"))

built_up_area = sa.Table(
    "built_up_area",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.FetchedValue()),
    sa.Column("seq", sa.Integer, sa.Identity(always=True), nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("division_id", sa.Uuid, sa.ForeignKey("boundaries.division.id"), nullable=False),
    sa.Column("division_path", pg.ARRAY(sa.Integer), nullable=False),
    sa.Column("geom", Geometry("MULTIPOLYGON", 4490, spatial_index=False), nullable=False),
    sa.Column("valid", pg.DATERANGE, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("source_file", sa.Text, nullable=False),
    sa.Column("source_sha256", sa.Text, nullable=False),
    sa.Column("source_crs", sa.Text, nullable=False),
    sa.Column("recorded_by", sa.Uuid, sa.ForeignKey("app.user_account.id"), server_default=sa.FetchedValue()),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.FetchedValue()),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.FetchedValue()),
    schema="gazetteer",
)

_SELECT = f"""
select a.id, a.name, a.division_id, a.division_path, a.source, a.source_file, a.source_crs, a.version,
       lower(a.valid) as valid_from, upper(a.valid) as valid_to, a.recorded_at::date as recorded_on,
       a.valid @> current_date as is_in_force, coalesce(lower(a.valid) > current_date, false) as is_future,
       st_area(a.geom::geography) as area_m2, {division_name("a.division_id")} as division
  from gazetteer.built_up_area a
"""
_LIST = sa.text(
    f"""{_SELECT} where cast(:regions as integer[]) is null or a.division_path && cast(:regions as integer[])
 order by a.valid @> current_date or coalesce(lower(a.valid) > current_date, false) desc, a.name, a.recorded_at desc
 limit :limit"""
)
_OVERLAPS = sa.text(
    """
    select a.name, st_x(shared.at) as lon, st_y(shared.at) as lat
      from (select st_setsrid(st_geomfromwkb(:wkb), 4490) as geom) given
      join gazetteer.built_up_area a on st_intersects(a.geom, given.geom) and a.valid && daterange(:since, null)
      cross join lateral (select gazetteer.built_up_overlap(a.geom, given.geom) as at) shared
     where shared.at is not null order by a.name limit 20
    """
)
_BESIDE = sa.text(
    """
    select not st_intersects(d.geom, st_setsrid(st_geomfromwkb(:wkb), 4490))
      from published.division_area d where d.division_seq = :seq
    """
)
_SHAPES = sa.text(
    """
    select a.id, a.name, st_asgeojson(st_simplifypreservetopology(a.geom, 0.00005), 5) as geojson
      from gazetteer.built_up_area a where a.valid @> current_date or lower(a.valid) > current_date
     order by a.name limit :limit
    """
)


def insert_area(work: UnitOfWork, given: NewAreas, area: DrawnArea, division_path: Sequence[int]) -> UUID:
    """Raises Conflict where an area of the same day is overlapped: entered since it was looked for."""
    area_id: UUID = work.connection.execute(
        sa.insert(built_up_area)
        .values(
            name=area.name,
            division_id=given.division_id,
            division_path=list(division_path),
            geom=sa.func.st_setsrid(sa.func.st_geomfromwkb(area.geometry.wkb), 4490),
            valid=pg.Range(given.valid_from, None),
            source=given.source,
            source_file=given.file_name,
            source_sha256=given.file_sha256,
            source_crs=given.source_crs,
        )
        .returning(built_up_area.c.id)
    ).scalar_one()
    return area_id


def overlaps(connection: sa.Connection, geometry: MultiPolygon, since: date) -> tuple[tuple[str, float, float], ...]:
    """Areas of any day from `since` on that the polygon overlaps: name, and a place in what they share."""
    rows = connection.execute(_OVERLAPS, {"wkb": geometry.wkb, "since": since})
    return tuple((row.name, row.lon, row.lat) for row in rows)


def lies_beside(connection: sa.Connection, geometry: MultiPolygon, division_seq: int) -> bool:
    """Nothing of it lies in the drawn area of the division; False where that has none."""
    asked = {"wkb": geometry.wkb, "seq": division_seq}
    return bool(connection.execute(_BESIDE, asked).scalar_one_or_none())


def list_areas(
    connection: sa.Connection, regions: Sequence[int] | None = None, limit: int = 500
) -> tuple[StoredArea, ...]:
    """Areas of these divisions (None: of all), those in force or coming first."""
    asked = {"regions": None if regions is None else list(regions), "limit": limit}
    return tuple(_stored(row) for row in connection.execute(_LIST, asked))


def area_shapes(connection: sa.Connection, limit: int = 500) -> tuple[tuple[UUID, str, str], ...]:
    """Identifier, name and outline as GeoJSON of the areas in force or coming; to about 5 m, for a map."""
    return tuple((row.id, row.name, row.geojson) for row in connection.execute(_SHAPES, {"limit": limit}))


def find_area(connection: sa.Connection, area_id: UUID) -> StoredArea:
    """Raises NotFound."""
    row = connection.execute(sa.text(f"{_SELECT} where a.id = :id"), {"id": area_id}).one_or_none()
    if row is None:
        raise NotFound("no such built-up area", area=str(area_id))
    return _stored(row)


def end_area(work: UnitOfWork, area_id: UUID, version: int, first_day_without: date) -> None:
    """From that day on it is no scope; ended before its first day it never was. Raises StaleVersion."""
    changed = work.connection.execute(
        sa.text(
            "update gazetteer.built_up_area"
            " set valid = daterange(lower(valid), greatest(lower(valid), cast(:day as date))), version = version + 1"
            " where id = :id and version = :version and (upper_inf(valid) or upper(valid) > :day)"
        ),
        {"id": area_id, "version": version, "day": first_day_without},
    ).rowcount
    if changed != 1:
        raise StaleVersion("somebody else changed this area in between", area=str(area_id))


def _stored(row: Any) -> StoredArea:
    return StoredArea(**{**row._mapping, "division_path": tuple(row.division_path)})
