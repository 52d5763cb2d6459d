"""Rows of built-up areas in the database: entered, listed, ended. Nothing is deleted or redrawn (migration 0022)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from shapely import MultiPolygon
from sqlalchemy.dialects import postgresql as pg

from gazetteer.built_up_areas.model import DrawnArea, NewAreas, StoredArea
from gazetteer.built_up_areas.tables import built_up_area
from gazetteer.store.division_names import division_name
from geocore.db import UnitOfWork
from geocore.errors import NotFound

_SELECT = f"""
select a.id, a.name, a.division_id, a.division_path, a.source, a.source_file, a.source_crs, a.version,
       lower(a.valid) as valid_from, upper(a.valid) as valid_to, a.recorded_at::date as recorded_on,
       a.valid @> current_date as is_in_force, coalesce(lower(a.valid) > current_date, false) as is_future,
       st_area(a.geom::geography) as area_m2, {division_name("a.division_id")} as division
  from gazetteer.built_up_area a
"""
# Kept in these divisions, or by one above them: the area of a city concerns each of its districts.
_CONCERNS = """(cast(:regions as integer[]) is null or a.division_path && cast(:regions as integer[])
    or a.division_path <@ array(select unnest(d.path) from published.division d where d.seq = any (:regions)))"""
_LIST = sa.text(
    f"""{_SELECT} where {_CONCERNS}
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
    f"""
    select a.id, a.name, st_asgeojson(st_simplifypreservetopology(a.geom, 0.00005), 5) as geojson
      from gazetteer.built_up_area a
     where (a.valid @> current_date or lower(a.valid) > current_date)
       and {_CONCERNS}
       and (cast(:lon as double precision) is null
            or a.geom && st_expand(st_setsrid(st_makepoint(:lon, :lat), 4490), :degrees))
     order by a.name limit :limit
    """
)
NEAR_DEGREES: Final = 0.1
"""About 10 km: what a map around one street shows."""


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
    """Areas that concern these divisions (None: all), those in force or coming first."""
    asked = {"regions": None if regions is None else list(regions), "limit": limit}
    return tuple(_stored(row) for row in connection.execute(_LIST, asked))


def area_shapes(
    connection: sa.Connection,
    regions: Sequence[int] | None = None,
    near: tuple[float, float] | None = None,
    limit: int = 500,
) -> tuple[tuple[UUID, str, str], ...]:
    """Identifier, name and outline as GeoJSON of the areas in force or coming; to about 5 m, for a map.

    Of those that concern these divisions, or lie around a point (degrees of EPSG:4490).
    """
    lon, lat = near or (None, None)
    asked = {"regions": None if regions is None else list(regions), "lon": lon, "lat": lat, "degrees": NEAR_DEGREES}
    return tuple((row.id, row.name, row.geojson) for row in connection.execute(_SHAPES, {**asked, "limit": limit}))


def find_area(connection: sa.Connection, area_id: UUID) -> StoredArea:
    """Raises NotFound."""
    row = connection.execute(sa.text(f"{_SELECT} where a.id = :id"), {"id": area_id}).one_or_none()
    if row is None:
        raise NotFound("no such built-up area", area=str(area_id))
    return _stored(row)


def _stored(row: Any) -> StoredArea:
    return StoredArea(**{**row._mapping, "division_path": tuple(row.division_path)})
