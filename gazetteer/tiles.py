"""Vector tiles of public places (Mapbox Vector Tile, EPSG:3857, layer `places`). Schema `published` only.

Low zooms show counted cells (migration 0008), so a tile costs the same whatever the number of places; zoom 10 the most
important places; higher zooms all of them. A cell of one place is that place. Attributes: `id`, `name`, `kind` (the
class in words), `count`, `importance`, and `demo` where the position is invented (all of a cell's: 1, some: 0.5).
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

CELL_ZOOM = 9
"""Up to this zoom a tile shows cells."""
MAX_ZOOM = 16
EXTENT = 4096
_FEW_ZOOM, _FEW, _MOST = 10, 1_500, 4_000
"""Places in a tile of `_FEW_ZOOM`, and of deeper ones. The less important are left out: a tile stays below 250 KB."""

# Cells of a tile side are 2^this: 64 pixels apart on a tile of 512, 32 where fewer places fall into one.
_CELL_STEPS = {zoom: 4 if 6 <= zoom <= 8 else 3 for zoom in range(CELL_ZOOM + 1)}

_DAY = "coalesce(cast(:day as date), current_date)"
_POINT = "st_asmvtgeom(st_transform(st_setsrid(st_makepoint({lon}, {lat}), 4490), 3857), tile.box, {extent}, 0, true)"
_TILE = "tile as (select st_tileenvelope(:z, :x, :y) as box)"
_NAMED = f"""
    left join lateral (
        select n.name from published.name n where n.place_id = shown.id and n.kind = 'standard'
         order by n.valid @> {_DAY} desc, n.id limit 1) n on true
    left join published.feature_class c on c.code = shown.class_code"""

# What was different on the day: places that have begun since are taken from the count, those that ended are added.
_CELLS = sa.text(
    f"""
    with {_TILE}, deg as (select st_transform(box, 4490) as box from tile),
    differing as (
        select p.*, -1 as sign from published.place p, deg
         where not lower_inf(p.existence) and lower(p.existence) > {_DAY} and upper_inf(p.existence)
           and p.geom && deg.box
        union all
        select p.*, 1 from published.place p, deg
         where not upper_inf(p.existence) and upper(p.existence) > {_DAY} and p.existence @> {_DAY}
           and p.geom && deg.box),
    part as (
        select code, places, demo_places, lon, lat, best_id, importance
          from published.tile_cell
         where level = :level and code between cast(:first as integer) and cast(:last as integer)
        union all
        select published.tile_code(st_x(geom), st_y(geom)) >> (2 * (12 - :level)), sign,
               case when position_kind = 'demo' then sign else 0 end, st_x(geom), st_y(geom),
               case when sign > 0 then id end, case when sign > 0 then importance end
          from differing),
    cell as (
        select code, sum(places) as places, sum(demo_places) as demo_places,
               sum(lon * places) / nullif(sum(places), 0) as lon, sum(lat * places) / nullif(sum(places), 0) as lat,
               (array_agg(best_id order by importance desc nulls last, best_id))[1] as best_id,
               max(importance) as importance, count(*) as parts
          from part where code between cast(:first as integer) and cast(:last as integer)
         group by code having sum(places) > 0),
    shown as (
        select cell.*, p.id, p.class_code from cell
          left join published.place p on p.id = cell.best_id and cell.places = 1 and cell.parts = 1)
    select st_asmvt(feature, 'places', {EXTENT}, 'geom') from (
        select {_POINT.format(lon="shown.lon", lat="shown.lat", extent=EXTENT)} as geom, shown.id::text as id, n.name,
               c.name_zh as kind, shown.places::integer as count, shown.importance,
               case when demo_places <= 0 then null when demo_places >= places then 1.0 else 0.5 end::real as demo
          from tile, shown {_NAMED}) feature
     where geom is not null
    """
)
_PLACES = sa.text(
    f"""
    with {_TILE}, deg as (select st_transform(box, 4490) as box from tile),
    shown as materialized (
        select p.id, p.class_code, p.importance, p.position_kind, p.geom from published.place p, deg
         where p.geom && deg.box and p.existence @> {_DAY}
         order by p.importance desc, p.id limit :most)
    select st_asmvt(feature, 'places', {EXTENT}, 'geom') from (
        select {_POINT.format(lon="st_x(shown.geom)", lat="st_y(shown.geom)", extent=EXTENT)} as geom,
               shown.id::text as id, n.name, c.name_zh as kind, 1 as count, shown.importance,
               case when shown.position_kind = 'demo' then 1.0 end::real as demo
          from tile, shown {_NAMED}) feature
     where geom is not null
    """
)


def place_tile(connection: sa.Connection, z: int, x: int, y: int, as_of: date | None = None) -> bytes:
    """The tile as of a day (default today); empty bytes where there is nothing. The address must be a valid one."""
    if z > CELL_ZOOM:
        most = _FEW if z == _FEW_ZOOM else _MOST
        answer = connection.execute(_PLACES, {"z": z, "x": x, "y": y, "day": as_of, "most": most})
        return bytes(answer.scalar_one() or b"")
    step = _CELL_STEPS[z]
    code = _interleaved(x, y)
    return bytes(
        connection.execute(
            _CELLS,
            {
                "z": z,
                "x": x,
                "y": y,
                "day": as_of,
                "level": z + step,
                "first": code << 2 * step,
                "last": ((code + 1) << 2 * step) - 1,
            },
        ).scalar_one()
        or b""
    )


def rebuild(connection: sa.Connection) -> None:
    """Count all cells anew. Triggers keep them right; this is for an operator who trusts nothing."""
    connection.exec_driver_sql("select published.rebuild_tile_cells()")


def _interleaved(x: int, y: int) -> int:
    """The code of a cell: bits of the column, each followed by that of the row (as published.tile_code)."""
    code = 0
    for bit in range(max(x, y).bit_length()):
        code |= (x >> bit & 1) << 2 * bit | (y >> bit & 1) << 2 * bit + 1
    return code
