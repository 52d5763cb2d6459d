"""Vector tiles of public places (Mapbox Vector Tile, EPSG:3857, layer `places`). Schema `published` only.

Low zooms show counted cells (migration 0008), so a tile costs the same whatever the number of places; zoom 10 the most
important places; higher zooms all of them. A cell of one place is that place. Attributes: `id`, `name`, `kind` (the
class in words), `count`, `importance`, and `demo` where the position is invented (all of a cell's: 1, some: 0.5).
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from geocore.official_time import today

CELL_ZOOM = 9
"""Up to this zoom a tile shows cells."""
EXTENT = 4096
_FEW_ZOOM, _FEW, _MOST = 10, 1_000, 1_500
"""Places in a tile of `_FEW_ZOOM`, and of deeper ones: more could not be told apart. The important ones stay."""

# Cells of a tile side are 2^this: 64 pixels apart on a tile of 512, 32 where fewer places fall into one.
_CELL_STEPS = {zoom: 4 if 6 <= zoom <= 8 else 3 for zoom in range(CELL_ZOOM + 1)}

# A value, not an expression: the planner must see that hardly any place began or ended after it.
_DAY = "cast(:day as date)"
_POINT = "st_asmvtgeom(st_transform(st_setsrid(st_makepoint({lon}, {lat}), 4490), 3857), tile.box, {extent}, 0, true)"
_TILE = "tile as (select st_tileenvelope(:z, :x, :y) as box)"
_NAMED = f"""
    left join lateral (
        select n.name from published.name n where n.place_id = shown.id and n.kind = 'standard'
         order by n.valid @> {_DAY} desc, n.id limit 1) n on true
    left join published.feature_class c on c.code = shown.class_code"""

_COUNTED = """
    select c.* from generate_series(cast(:row as integer), :row + :side - 1) r,
           lateral (select tile_row, tile_column, places, demo_places, lon, lat, importance, only_id
                      from published.tile_cell
                     where level = :level and tile_row = r
                       and tile_column between :column and cast(:column as integer) + :side - 1) c"""
# What was different on the day: places that have begun since are taken from the count, those that ended are added.
_DIFFERING = f"""
    select published.tile_row(st_y(geom)) >> (12 - :level), published.tile_column(st_x(geom)) >> (12 - :level),
           sign, case when position_kind = 'demo' then sign else 0 end, st_x(geom), st_y(geom),
           case when sign > 0 then importance end, case when sign > 0 then id end
      from (select p.*, -1 as sign from published.place p, deg
             where not lower_inf(p.existence) and lower(p.existence) > {_DAY} and upper_inf(p.existence)
               and p.geom && deg.box
            union all
            select p.*, 1 from published.place p, deg
             where not upper_inf(p.existence) and upper(p.existence) > {_DAY} and p.existence @> {_DAY}
               and p.geom && deg.box) differing
     where published.tile_row(st_y(geom)) >> (12 - :level) between :row and cast(:row as integer) + :side - 1
       and published.tile_column(st_x(geom)) >> (12 - :level)
           between :column and cast(:column as integer) + :side - 1"""
# Asked first, since on most days nothing differs. The largest value stands at the end of an index; looking for any that
# is large enough, the planner would rather look through all places.
_DIFFERS = sa.text(
    f"""
    select coalesce((select max(lower(existence)) from published.place where not lower_inf(existence)) > {_DAY}, false)
        or coalesce((select max(upper(existence)) from published.place where not upper_inf(existence)) > {_DAY}, false)
    """
)


def _cells(counted: str) -> sa.TextClause:
    return sa.text(
        f"""
        with {_TILE}, deg as (select st_transform(box, 4490) as box from tile),
        part as ({counted}),
        cell as (
            select sum(places) as places, sum(demo_places) as demo_places,
                   sum(lon * places) / nullif(sum(places), 0) as lon, sum(lat * places) / nullif(sum(places), 0) as lat,
                   max(importance) as importance, case when count(*) = 1 then (array_agg(only_id))[1] end as only_id
              from part group by tile_row, tile_column having sum(places) > 0),
        shown as (select cell.*, p.id, p.class_code from cell left join published.place p on p.id = cell.only_id)
        select st_asmvt(feature, 'places', {EXTENT}, 'geom') from (
            select {_POINT.format(lon="shown.lon", lat="shown.lat", extent=EXTENT)} as geom, shown.id::text as id,
                   n.name, c.name_zh as kind, shown.places::integer as count, shown.importance,
                   case when demo_places <= 0 then null when demo_places >= places then 1.0 else 0.5 end::real as demo
              from tile, shown {_NAMED}) feature
         where geom is not null
        """
    )


_CELLS, _CELLS_OF_THE_PAST = _cells(_COUNTED), _cells(f"{_COUNTED} union all {_DIFFERING}")
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
    day = as_of or today()
    if z > CELL_ZOOM:
        most = _FEW if z == _FEW_ZOOM else _MOST
        answer = connection.execute(_PLACES, {"z": z, "x": x, "y": y, "day": day, "most": most})
        return bytes(answer.scalar_one() or b"")
    step = _CELL_STEPS[z]
    given = {"z": z, "x": x, "y": y, "day": day, "level": z + step, "row": y << step, "column": x << step}
    differs = connection.execute(_DIFFERS, {"day": day}).scalar_one()
    statement = _CELLS_OF_THE_PAST if differs else _CELLS
    return bytes(connection.execute(statement, given | {"side": 1 << step}).scalar_one() or b"")


def rebuild(connection: sa.Connection) -> None:
    """Count all cells anew. Triggers keep them right; this is for an operator who trusts nothing."""
    connection.exec_driver_sql("select published.rebuild_tile_cells()")
