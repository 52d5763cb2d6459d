"""What public tiles are made of: counted cells of places, and areas of divisions simplified in steps.

Both are derived from what is published and kept right by statement triggers, so no writer can forget them.

A cell is a square of the web-mercator quadtree, named by level, row (from the north) and column. Level 12 (4,096 ×
4,096 cells) is counted from the places, each level above from the four cells below. Only places that have not ended
are counted; the tile adds and takes away what was different on another day.
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
    tile_row integer not null,
    tile_column integer not null,
    places integer not null constraint ck_tile_cell_places check (places > 0),
    demo_places integer not null,
    lon double precision not null,
    lat double precision not null,
    importance integer not null,
    only_id uuid constraint ck_tile_cell_only_id check ((only_id is null) = (places > 1)),
    constraint pk_tile_cell primary key (level, tile_row, tile_column)
);
comment on table published.tile_cell is 'places that have not ended, counted by cell; lon and lat are their mean';
comment on column published.tile_cell.demo_places is 'how many of them have an invented position';
comment on column published.tile_cell.importance is 'the largest of its places';

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
-- Column and row of level 12. Each argument is used once: PostgreSQL then writes the expression itself into the query,
-- and counting millions of places calls no function.
create function published.tile_column(lon double precision) returns integer language sql immutable parallel safe as
$$ select least(greatest(floor((lon + 180) / 360 * 4096), 0), 4095)::integer $$;
create function published.tile_row(lat double precision) returns integer language sql immutable parallel safe as
$$ select floor((0.5 - ln(tan(pi() / 4 + radians(least(greatest(lat, -85), 85)) / 2)) / (2 * pi())) * 4096)::integer $$;

-- A rectangle in degrees that holds a cell of level 12, a hair larger against rounding.
create function published.tile_cell_box(tile_row integer, tile_column integer) returns geometry
language plpgsql immutable parallel safe set search_path = pg_catalog, public as $$
begin
    return st_makeenvelope(
        tile_column * 360.0 / 4096 - 180 - 1e-9,
        degrees(2 * atan(exp(pi() * (1 - (tile_row + 1) / 2048.0))) - pi() / 2) - 1e-9,
        (tile_column + 1) * 360.0 / 4096 - 180 + 1e-9,
        degrees(2 * atan(exp(pi() * (1 - tile_row / 2048.0))) - pi() / 2) + 1e-9, 4490);
end $$;

-- Count anew the given cells of level 12 and all cells above them.
create function published.recount_tile_cells(tile_rows integer[], tile_columns integer[]) returns void
language plpgsql security definer set search_path = pg_catalog, published, public, pg_temp as $$
begin
    -- Two writers in one cell would each count without the other's places: one at a time until commit.
    perform pg_advisory_xact_lock(7340212);
    delete from published.tile_cell t using unnest(tile_rows, tile_columns) c(r, k)
     where t.level = 12 and t.tile_row = c.r and t.tile_column = c.k;
    insert into published.tile_cell
    select 12, c.r, c.k, count(*), count(*) filter (where p.position_kind = 'demo'), avg(st_x(p.geom)),
           avg(st_y(p.geom)), max(p.importance), case when count(*) = 1 then max(p.id::text)::uuid end
      from unnest(tile_rows, tile_columns) c(r, k)
      join published.place p on p.geom && published.tile_cell_box(c.r, c.k)
                            and published.tile_row(st_y(p.geom)) = c.r and published.tile_column(st_x(p.geom)) = c.k
     where upper_inf(p.existence)
     group by c.r, c.k;
    for parent_level in reverse 11..3 loop
        select array_agg(r), array_agg(k) into tile_rows, tile_columns
          from (select distinct r / 2 as r, k / 2 as k from unnest(tile_rows, tile_columns) c(r, k)) parents;
        delete from published.tile_cell t using unnest(tile_rows, tile_columns) c(r, k)
         where t.level = parent_level and t.tile_row = c.r and t.tile_column = c.k;
        insert into published.tile_cell
        select parent_level, p.r, p.k, sum(c.places), sum(c.demo_places), sum(c.lon * c.places) / sum(c.places),
               sum(c.lat * c.places) / sum(c.places), max(c.importance),
               case when sum(c.places) = 1 then max(c.only_id::text)::uuid end
          from unnest(tile_rows, tile_columns) p(r, k)
          join published.tile_cell c on c.level = parent_level + 1 and c.tile_row in (p.r * 2, p.r * 2 + 1)
                                    and c.tile_column in (p.k * 2, p.k * 2 + 1)
         group by p.r, p.k;
    end loop;
end $$;

create function published.rebuild_tile_cells() returns void
language plpgsql security definer set search_path = pg_catalog, published, public, pg_temp as $$
begin
    perform pg_advisory_xact_lock(7340212);
    delete from published.tile_cell;
    insert into published.tile_cell
    select 12, r, k, count(*), count(*) filter (where position_kind = 'demo'), avg(lon), avg(lat), max(importance),
           case when count(*) = 1 then max(id::text)::uuid end
      from (select published.tile_row(st_y(geom)) as r, published.tile_column(st_x(geom)) as k, st_x(geom) as lon,
                   st_y(geom) as lat, position_kind, id, importance
              from published.place where geom is not null and upper_inf(existence)) placed
     group by r, k order by r, k;
    for parent_level in reverse 11..3 loop
        insert into published.tile_cell
        select parent_level, tile_row / 2, tile_column / 2, sum(places), sum(demo_places),
               sum(lon * places) / sum(places), sum(lat * places) / sum(places), max(importance),
               case when sum(places) = 1 then max(only_id::text)::uuid end
          from published.tile_cell where level = parent_level + 1
         group by tile_row / 2, tile_column / 2 order by 2, 3;
    end loop;
end $$;

-- A statement that touches many cells is answered by counting everything: that reads the table once.
create function published.keep_tile_cells() returns trigger
language plpgsql security definer set search_path = pg_catalog, published, public, pg_temp as $$
declare
    tile_rows integer[];
    tile_columns integer[];
begin
    if tg_op = 'TRUNCATE' then
        delete from published.tile_cell;
        return null;
    end if;
    execute format(
        'select array_agg(r), array_agg(k) from (
            select distinct published.tile_row(st_y(geom)) as r, published.tile_column(st_x(geom)) as k
              from (%s) touched where geom is not null limit 1001) cells',
        case tg_op
            when 'INSERT' then 'select geom from new_rows'
            when 'DELETE' then 'select geom from old_rows'
            else 'select geom from new_rows union all select geom from old_rows'
        end) into tile_rows, tile_columns;
    if cardinality(tile_rows) > 1000 then
        perform published.rebuild_tile_cells();
    elsif cardinality(tile_rows) > 0 then
        perform published.recount_tile_cells(tile_rows, tile_columns);
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
    select st_multi(st_collectionextract(
               case when st_isvalid(drawn) then drawn
                    else st_makevalid(drawn, 'method=structure keepcollapsed=false') end, 3))
      from (select case when step < 4
                        then st_snaptogrid(moved, (array[4892.0, 1223.0, 306.0, 76.0])[step + 1])
                        else moved end as drawn
              from (select st_transform(area, 3857) as moved offset 0) given offset 0) shaped
$$;

-- Every shape that the grid breaks is told as a notice, thousands of them for a country; nobody reads them.
create function published.make_tile_areas(seqs integer[]) returns void
language plpgsql security definer set search_path = pg_catalog, published, public, pg_temp
set client_min_messages = warning as $$
begin
    delete from published.tile_area where division_seq = any (seqs);
    insert into published.tile_area
    select division_seq, step, shape
      from (select a.division_seq, s.step, published.tile_shape(a.geom, s.step) as shape
              from published.division_area a, generate_series(0, 4) s(step)
             where a.division_seq = any (seqs)
            offset 0) shaped  -- shaped once, not once for the row and once for the condition
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
revoke execute on function published.recount_tile_cells(integer[], integer[]), published.rebuild_tile_cells(),
    published.make_tile_areas(integer[]) from public;
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
            published.recount_tile_cells(integer[], integer[]), published.tile_cell_box(integer, integer),
            published.tile_row(double precision), published.tile_column(double precision);
        drop index published.ix_place_began, published.ix_place_ended;
        drop table published.tile_area, published.tile_cell;
        """
    )
