"""What public tiles are made of: counted cells of places, and areas of divisions simplified in steps.

Both are derived from what is published and kept right by statement triggers, so no writer can forget them.

A cell is a square of the web-mercator quadtree, named by its level and a code with the bits of column and row
interleaved (row first): the parent's code is `code >> 2`, and the cells of a tile are one contiguous range. Level 12
(4,096 × 4,096 cells) is counted from the places, each level above from the one below. Only places that have not
ended are counted; the tile adds and takes away what was different on another day.
"""

from __future__ import annotations

from alembic import op

revision = "0008_tiles"
down_revision = "0007_error_reports"
branch_labels = None
depends_on = None

TABLES = """
create table published.tile_cell (
    level smallint not null constraint ck_tile_cell_level check (level between 3 and 12),
    code integer not null,
    places integer not null constraint ck_tile_cell_places check (places > 0),
    demo_places integer not null,
    lon double precision not null,
    lat double precision not null,
    best_id uuid not null,
    importance integer not null,
    constraint pk_tile_cell primary key (level, code)
);
comment on table published.tile_cell is 'places that have not ended, counted by cell; lon and lat are their mean';
comment on column published.tile_cell.demo_places is 'how many of them have an invented position';

create table published.tile_area (
    division_seq integer not null,
    step smallint not null constraint ck_tile_area_step check (step between 0 and 4),
    geom geometry(MultiPolygon, 3857) not null,
    constraint pk_tile_area primary key (division_seq, step)
);
comment on table published.tile_area is
    'areas on a grid of half a pixel of the finest zoom of the step: neighbours keep their common line';
create index ix_tile_area_geom on published.tile_area using gist (step, geom);

create index ix_place_began on published.place (lower(existence)) where not lower_inf(existence);
create index ix_place_ended on published.place (upper(existence)) where not upper_inf(existence);
"""

CELLS = """
-- Spread the 12 low bits of a number: bit n goes to 2n.
create function published.spread_bits(n integer) returns integer language sql immutable parallel safe as $$
    select (c | (c << 1)) & 1431655765 from (
        select (b | (b << 2)) & 858993459 as c from (
            select (a | (a << 4)) & 252645135 as b from (select (n | (n << 8)) & 16711935 as a) x) y) z
$$;

-- Code of the cell of level 12 that holds a position in degrees; null outside web mercator.
create function published.tile_code(lon double precision, lat double precision) returns integer
language sql immutable parallel safe as $$
    select case when abs(lat) < 85 and abs(lon) < 180 then
        published.spread_bits(floor((lon + 180) / 360 * 4096)::integer)
        | (published.spread_bits(floor((0.5 - ln(tan(pi() / 4 + radians(lat) / 2)) / (2 * pi())) * 4096)::integer) << 1)
    end
$$;

-- A rectangle in degrees that holds the cell of level 12, a hair larger against rounding.
create function published.tile_cell_box(code integer) returns geometry language sql immutable parallel safe
set search_path = pg_catalog, public as $$
    select st_makeenvelope(
        col * 360.0 / 4096 - 180 - 1e-9, degrees(2 * atan(exp(pi() * (1 - (line + 1) / 2048.0))) - pi() / 2) - 1e-9,
        (col + 1) * 360.0 / 4096 - 180 + 1e-9, degrees(2 * atan(exp(pi() * (1 - line / 2048.0))) - pi() / 2) + 1e-9,
        4490)
      from (select sum((code >> (2 * bit) & 1) << bit) as col, sum((code >> (2 * bit + 1) & 1) << bit) as line
              from generate_series(0, 11) bit) parts
$$;

-- Count the level above the given cells from the cells below, up to level 3.
create function published.lift_tile_cells(codes integer[]) returns void
language plpgsql security definer set search_path = pg_catalog, published, pg_temp as $$
begin
    for parent_level in reverse 11..3 loop
        codes := array(select distinct code >> 2 from unnest(codes) code);
        delete from published.tile_cell where level = parent_level and code = any (codes);
        insert into published.tile_cell
        select parent_level, p.code, sum(c.places), sum(c.demo_places), sum(c.lon * c.places) / sum(c.places),
               sum(c.lat * c.places) / sum(c.places), (array_agg(c.best_id order by c.importance desc, c.best_id))[1],
               max(c.importance)
          from unnest(codes) p(code)
          join published.tile_cell c on c.level = parent_level + 1 and c.code between p.code * 4 and p.code * 4 + 3
         group by p.code;
    end loop;
end $$;

create function published.recount_tile_cells(codes integer[]) returns void
language plpgsql security definer set search_path = pg_catalog, published, public, pg_temp as $$
begin
    if cardinality(codes) = 0 then
        return;
    end if;
    -- Two writers in one cell would each count without the other's places: one at a time until commit.
    perform pg_advisory_xact_lock(7340212);
    delete from published.tile_cell where level = 12 and code = any (codes);
    insert into published.tile_cell
    select 12, c.code, count(*), count(*) filter (where p.position_kind = 'demo'), avg(st_x(p.geom)), avg(st_y(p.geom)),
           (array_agg(p.id order by p.importance desc, p.id))[1], max(p.importance)
      from unnest(codes) c(code)
      join published.place p on p.geom && published.tile_cell_box(c.code)
                            and published.tile_code(st_x(p.geom), st_y(p.geom)) = c.code
     where upper_inf(p.existence)
     group by c.code;
    perform published.lift_tile_cells(codes);
end $$;

create function published.rebuild_tile_cells() returns void
language plpgsql security definer set search_path = pg_catalog, published, public, pg_temp as $$
begin
    perform pg_advisory_xact_lock(7340212);
    delete from published.tile_cell;
    insert into published.tile_cell
    select 12, code, count(*), count(*) filter (where position_kind = 'demo'), avg(lon), avg(lat),
           (array_agg(id order by importance desc, id))[1], max(importance)
      from (select published.tile_code(st_x(geom), st_y(geom)) as code, st_x(geom) as lon, st_y(geom) as lat,
                   position_kind, id, importance
              from published.place where geom is not null and upper_inf(existence)) placed
     where code is not null
     group by code;
    for parent_level in reverse 11..3 loop
        insert into published.tile_cell
        select parent_level, code >> 2, sum(places), sum(demo_places), sum(lon * places) / sum(places),
               sum(lat * places) / sum(places), (array_agg(best_id order by importance desc, best_id))[1],
               max(importance)
          from published.tile_cell where level = parent_level + 1 group by code >> 2;
    end loop;
end $$;

-- A statement that touches many cells is answered by counting everything: that reads the table once.
create function published.keep_tile_cells() returns trigger
language plpgsql security definer set search_path = pg_catalog, published, public, pg_temp as $$
declare
    codes integer[];
begin
    if tg_op = 'TRUNCATE' then
        delete from published.tile_cell;
        return null;
    end if;
    execute format('select array(select distinct code from (%s) touched where code is not null limit 1001)',
        case tg_op
            when 'INSERT' then 'select published.tile_code(st_x(geom), st_y(geom)) as code from new_rows'
            when 'DELETE' then 'select published.tile_code(st_x(geom), st_y(geom)) as code from old_rows'
            else 'select published.tile_code(st_x(geom), st_y(geom)) as code from new_rows
                  union all select published.tile_code(st_x(geom), st_y(geom)) from old_rows'
        end) into codes;
    if cardinality(codes) > 1000 then
        perform published.rebuild_tile_cells();
    else
        perform published.recount_tile_cells(codes);
    end if;
    return null;
end $$;
create trigger tile_cells_after_insert after insert on published.place referencing new table as new_rows
    for each statement execute function published.keep_tile_cells();
create trigger tile_cells_after_delete after delete on published.place referencing old table as old_rows
    for each statement execute function published.keep_tile_cells();
create trigger tile_cells_after_update after update on published.place
    referencing old table as old_rows new table as new_rows
    for each statement execute function published.keep_tile_cells();
create trigger tile_cells_after_truncate after truncate on published.place
    for each statement execute function published.keep_tile_cells();
"""

# Step n serves up to zoom 3, 5, 7, 9 and beyond; the grid is half a pixel of a tile drawn at 512 pixels, in metres
# of web mercator. Rounding to a grid keeps the line between two neighbours common, which thinning each would not.
AREAS = """
create function published.tile_shape(area geometry, step integer) returns geometry
language sql immutable parallel safe set search_path = pg_catalog, public as $$
    select st_multi(st_collectionextract(st_makevalid(case when step < 4
        then st_snaptogrid(moved, (array[4892.0, 1223.0, 306.0, 76.0])[step + 1]) else moved end), 3))
      from (select st_transform(area, 3857) as moved) given
$$;

create function published.make_tile_areas(seqs integer[]) returns void
language plpgsql security definer set search_path = pg_catalog, published, public, pg_temp as $$
begin
    delete from published.tile_area where division_seq = any (seqs);
    insert into published.tile_area
    select division_seq, step, shape
      from (select a.division_seq, s.step, published.tile_shape(a.geom, s.step) as shape
              from published.division_area a, generate_series(0, 4) s(step)
             where a.division_seq = any (seqs)) shaped
     where not st_isempty(shape);
end $$;

create function published.keep_tile_areas() returns trigger
language plpgsql security definer set search_path = pg_catalog, published, public, pg_temp as $$
declare
    seqs integer[];
begin
    if tg_op = 'TRUNCATE' then
        delete from published.tile_area;
        return null;
    end if;
    execute format('select array(select distinct division_seq from (%s) touched)', case tg_op
        when 'INSERT' then 'select division_seq from new_rows'
        when 'DELETE' then 'select division_seq from old_rows'
        else 'select division_seq from new_rows union all select division_seq from old_rows' end) into seqs;
    perform published.make_tile_areas(seqs);
    return null;
end $$;
create trigger tile_areas_after_insert after insert on published.division_area referencing new table as new_rows
    for each statement execute function published.keep_tile_areas();
create trigger tile_areas_after_delete after delete on published.division_area referencing old table as old_rows
    for each statement execute function published.keep_tile_areas();
create trigger tile_areas_after_update after update on published.division_area
    referencing old table as old_rows new table as new_rows
    for each statement execute function published.keep_tile_areas();
create trigger tile_areas_after_truncate after truncate on published.division_area
    for each statement execute function published.keep_tile_areas();
"""

RIGHTS = """
revoke execute on function published.lift_tile_cells(integer[]), published.recount_tile_cells(integer[]),
    published.rebuild_tile_cells(), published.make_tile_areas(integer[]) from public;
grant execute on function published.rebuild_tile_cells(), published.make_tile_areas(integer[]) to geoapp_app;
grant select on published.tile_cell, published.tile_area to geoapp_app, geoapp_reader;
select published.rebuild_tile_cells();
select published.make_tile_areas(array(select division_seq from published.division_area));
"""


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    for script in (TABLES, CELLS, AREAS, RIGHTS):
        run(script)


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        drop trigger tile_cells_after_insert on published.place;
        drop trigger tile_cells_after_delete on published.place;
        drop trigger tile_cells_after_update on published.place;
        drop trigger tile_cells_after_truncate on published.place;
        drop trigger tile_areas_after_insert on published.division_area;
        drop trigger tile_areas_after_delete on published.division_area;
        drop trigger tile_areas_after_update on published.division_area;
        drop trigger tile_areas_after_truncate on published.division_area;
        drop function published.keep_tile_areas(), published.make_tile_areas(integer[]),
            published.tile_shape(geometry, integer), published.keep_tile_cells(), published.rebuild_tile_cells(),
            published.recount_tile_cells(integer[]), published.lift_tile_cells(integer[]),
            published.tile_cell_box(integer), published.tile_code(double precision, double precision),
            published.spread_bits(integer);
        drop index published.ix_place_began, published.ix_place_ended;
        drop table published.tile_area, published.tile_cell;
        """
    )
