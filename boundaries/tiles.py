"""Vector tiles of public divisions (EPSG:3857): areas (`divisions`) and one point for each name (`labels`).

The shapes come simplified in steps from `published.tile_area`, which triggers keep right (migration 0008).
Attributes: `id`, `name`, `level` (1 province … 5 village), `code` (areas).
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

EXTENT = 4096
BUFFER = 64
"""Areas reach so far beyond the tile that their cut edges are never seen."""
_DEEPEST_LEVEL = ((4, 1), (6, 2), (9, 3), (11, 4))
"""Up to this zoom, divisions down to this level; beyond, all."""
_STEP_UP_TO = (3, 5, 7, 9)
"""The last zoom of each step of simplification."""

_TILE = sa.text(
    f"""
    with tile as (select st_tileenvelope(:z, :x, :y) as box),
    area as (
        select st_asmvtgeom(a.geom, tile.box, {EXTENT}, {BUFFER}, true) as geom, d.id::text as id, d.name,
               d.level::integer as level, coalesce(d.code, d.civil_code) as code
          from tile, published.tile_area a join published.division d on d.seq = a.division_seq
         where a.step = :step
           and a.geom && st_expand(tile.box, (st_xmax(tile.box) - st_xmin(tile.box)) * {BUFFER} / {EXTENT})
           and d.level between 1 and :level and d.valid @> coalesce(cast(:day as date), current_date)
         order by d.level, d.seq),
    label as (
        select st_asmvtgeom(st_transform(a.label_point, 3857), tile.box, {EXTENT}, 0, true) as geom, d.id::text as id,
               d.name, d.level::integer as level
          from tile, published.division_area a join published.division d on d.seq = a.division_seq
         where a.geom && st_transform(tile.box, 4490)
           and d.level between 1 and :level and d.valid @> coalesce(cast(:day as date), current_date)
         order by d.level, d.seq)
    select (select st_asmvt(area, 'divisions', {EXTENT}, 'geom') from area where geom is not null)
        || (select st_asmvt(label, 'labels', {EXTENT}, 'geom') from label where geom is not null)
    """
)


def division_tile(connection: sa.Connection, z: int, x: int, y: int, as_of: date | None = None) -> bytes:
    """The tile as of a day (default today); empty bytes where there is nothing. The address must be a valid one."""
    step = next((number for number, zoom in enumerate(_STEP_UP_TO) if z <= zoom), len(_STEP_UP_TO))
    level = next((level for zoom, level in _DEEPEST_LEVEL if z <= zoom), 5)
    answer = connection.execute(_TILE, {"z": z, "x": x, "y": y, "day": as_of, "step": step, "level": level})
    return bytes(answer.scalar_one() or b"")


def rebuild(connection: sa.Connection) -> None:
    """Simplify all areas anew. Triggers keep them right; this is for an operator who trusts nothing."""
    connection.exec_driver_sql(
        "select published.make_tile_areas(array(select division_seq from published.division_area))"
    )
