"""Built-up areas (建成区) as dated polygons: where a name of a street, estate or building may stand once (art. 9 item 8).

Rows only end. No two areas that share a day overlap; they may touch. A claim of a name is kept apart from others in
the area that holds its position today, and only where none does in the division, as before.
"""

from __future__ import annotations

from pathlib import Path
from runpy import run_path

from alembic import op

revision = "0022_built_up_areas"
down_revision = "0021_signs_and_memories"
branch_labels = None
depends_on = None

AREAS = """
create table gazetteer.built_up_area (
    id uuid not null default gen_random_uuid() constraint pk_built_up_area primary key,
    seq integer not null generated always as identity constraint uq_built_up_area_seq unique,
    name text not null constraint ck_built_up_area_name
        check (name = btrim(name) and char_length(name) between 1 and 100),
    division_id uuid not null constraint fk_built_up_area_division_id references boundaries.division,
    division_path integer[] not null,
    geom geometry(MultiPolygon, 4490) not null
        constraint ck_built_up_area_is_valid check (st_isvalid(geom) and not st_isempty(geom))
        constraint ck_built_up_area_envelope check (app.inside_envelope(geom))
        constraint ck_built_up_area_points check (st_npoints(geom) <= 200000),
    valid daterange not null
        constraint ck_built_up_area_begins check (isempty(valid) or not lower_inf(valid)),
    source text not null constraint ck_built_up_area_source
        check (btrim(source) <> '' and char_length(source) <= 300),
    source_file text not null constraint ck_built_up_area_source_file check (char_length(source_file) between 1 and 200),
    source_sha256 text not null constraint ck_built_up_area_source_sha256 check (source_sha256 ~ '^[0-9a-f]{64}$'),
    source_crs text not null constraint ck_built_up_area_source_crs check (char_length(source_crs) between 1 and 200),
    recorded_by uuid default app.current_actor() constraint fk_built_up_area_recorded_by references app.user_account,
    recorded_at timestamptz not null default clock_timestamp(),
    version integer not null default 0
);
comment on table gazetteer.built_up_area is '建成区: within one of them streets, estates and buildings have different names';
comment on column gazetteer.built_up_area.division_path is 'of the division that keeps the area; the polygon may reach beyond it';
comment on column gazetteer.built_up_area.valid is 'days on which it is the scope of law; ended before its first day it is empty';
create index ix_built_up_area_geom on gazetteer.built_up_area using gist (geom);
create index ix_built_up_area_division_path on gazetteer.built_up_area using gin (division_path);

-- A point in what two polygons share, null where they only touch. Neighbours that were drawn along one line without
-- sharing its vertices overlap by hairs: what vanishes when narrowed by 5 cm from either side is none.
create function gazetteer.built_up_overlap(one geometry, other geometry) returns geometry
language sql immutable parallel safe set search_path = pg_catalog, public as $$
    select st_pointonsurface(core) from st_buffer(st_intersection(one, other), -0.0000005) core
     where st_area(core) > 0
$$;

create function gazetteer.built_up_area_guard() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
declare
    other text;
begin
    if tg_op = 'UPDATE' then
        if (to_jsonb(new) - '{valid,version}'::text[]) is distinct from (to_jsonb(old) - '{valid,version}'::text[])
           or not new.valid <@ old.valid or not isempty(new.valid) and lower(new.valid) <> lower(old.valid) then
            raise exception 'a built-up area only ends; another one is entered in its place' using errcode = 'GA002';
        end if;
        return new;
    end if;
    if isempty(new.valid) then
        raise exception 'a built-up area has days' using errcode = '23514', constraint = 'ck_built_up_area_begins';
    end if;
    if not st_isvalid(new.geom) then
        return new;  -- and the check constraint refuses it
    end if;
    -- One after the other: two areas entered at the same moment would not see each other.
    perform pg_advisory_xact_lock(hashtextextended('gazetteer.built_up_area', 0));
    select a.name into other from gazetteer.built_up_area a
     where a.valid && new.valid and st_intersects(a.geom, new.geom)
       and gazetteer.built_up_overlap(a.geom, new.geom) is not null limit 1;
    if found then
        raise exception 'overlaps the built-up area %', other
            using errcode = '23P01', constraint = 'ex_built_up_area_apart';
    end if;
    return new;
end $$;
create trigger built_up_area_guard before insert or update on gazetteer.built_up_area
    for each row execute function gazetteer.built_up_area_guard();
create trigger built_up_area_stays before delete on gazetteer.built_up_area
    for each row execute function app.refuse_change();

alter table gazetteer.built_up_area enable row level security;
alter table gazetteer.built_up_area force row level security;
create policy built_up_area_read on gazetteer.built_up_area for select to geoapp_app using (true);
create policy built_up_area_add on gazetteer.built_up_area for insert to geoapp_app
    with check (division_path && (select app.regions('areas.keep')));
create policy built_up_area_change on gazetteer.built_up_area for update to geoapp_app
    using (division_path && (select app.regions('areas.keep')));
grant select, insert, update (valid, version) on gazetteer.built_up_area to geoapp_app;
insert into app.role_permission (role, permission) values ('editor', 'areas.keep'), ('steward', 'areas.keep');
"""

# The scope of a law is public as the law is: what it is and since when, not who entered it.
PUBLISHED = """
create table published.built_up_area (
    seq integer not null constraint pk_built_up_area primary key,
    id uuid not null constraint uq_built_up_area_id unique,
    name text not null,
    division_path integer[] not null,
    geom geometry(MultiPolygon, 4490) not null,
    valid daterange not null,
    source text not null
);
comment on table published.built_up_area is 'what gazetteer.built_up_area says, kept equal by its trigger';
create index ix_built_up_area_geom on published.built_up_area using gist (geom);
create index ix_built_up_area_division_path on published.built_up_area using gin (division_path);
grant select on published.built_up_area to geoapp_app, geoapp_reader;

create function gazetteer.publish_built_up_area() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
begin
    delete from published.built_up_area where seq = new.seq;
    insert into published.built_up_area (seq, id, name, division_path, geom, valid, source)
    values (new.seq, new.id, new.name, new.division_path, new.geom, new.valid, new.source);
    update published.data_version set version = version + 1, changed_at = now();
    return null;
end $$;
create trigger built_up_area_published after insert or update on gazetteer.built_up_area
    for each row execute function gazetteer.publish_built_up_area();

-- Whether a place lies in the area or within so many metres of it. By the nearest point in degrees, which at 53° north
-- tells the distance 3 % too long at most, and takes a tenth of the time that a geography of some thousand points does.
create function published.near_built_up_area(area geometry, place geometry, metres double precision) returns boolean
language sql immutable parallel safe set search_path = pg_catalog, public as $$
    select st_dwithin(st_closestpoint(area, place)::geography, place::geography, metres)
$$;
-- How a name at a place stands to the area of a check and to those beside it: inside, straddles (within so many metres
-- of one), unplaced, or null for elsewhere. 0.004 degrees are at least 250 m anywhere in the country.
create function published.built_up_standing(
    place geometry, main_area integer, near_areas integer[], metres double precision) returns text
language sql stable parallel safe set search_path = pg_catalog, published, public as $$
    select case
        when place is null then 'unplaced'
        when exists (select from published.built_up_area a
                      where a.seq = main_area and st_intersects(a.geom, place)) then 'inside'
        when exists (select from published.built_up_area a
                      where a.seq = any (near_areas || main_area) and a.geom && st_expand(place, 0.004)
                        and published.near_built_up_area(a.geom, place, metres)) then 'straddles' end
$$;
revoke all on function published.near_built_up_area, published.built_up_standing from public;
grant execute on function published.near_built_up_area, published.built_up_standing to geoapp_app, geoapp_reader;
"""

CLAIMS = """
create policy name_claim_owner on gazetteer.name_claim to {owner} using (true);
create policy built_up_area_owner on gazetteer.built_up_area to {owner} using (true);

-- Where a name of a case is to stand; a demo position is invented and none.
create function gazetteer.position_of_item(wanted_item uuid) returns geometry
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select coalesce(i.geom, p.geom) from gazetteer.case_item i
      left join gazetteer.place p on p.id = i.place_id and p.position_kind <> 'demo'
     where i.id = wanted_item
$$;
create function gazetteer.built_up_area_at(place geometry, day date) returns integer
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select a.seq from gazetteer.built_up_area a where a.valid @> day and st_intersects(a.geom, place)
     order by a.seq limit 1
$$;
revoke all on function gazetteer.position_of_item, gazetteer.built_up_area_at from public;
grant execute on function gazetteer.position_of_item, gazetteer.built_up_area_at to geoapp_app;

alter table gazetteer.name_claim add column geom geometry(Point, 4490)
    constraint ck_name_claim_envelope check (app.inside_envelope(geom));
comment on column gazetteer.name_claim.geom is 'where the name stands, set by the trigger; null where nobody said';
comment on column gazetteer.name_claim.scope_key is
    'category and division, as street:1002, or the built-up area on the day of the claim, as street:area-7';
update gazetteer.name_claim set geom = gazetteer.position_of_item(item_id)
 where split_part(scope_key, ':', 1) in ('street', 'building');
create index ix_name_claim_name_key on gazetteer.name_claim (name_key) where released_at is null;
"""

APART = """
-- The unique key holds names apart whose area was the same when they were claimed; the look at the other claims those
-- that stand in one area today, however the areas were drawn then. The lock makes the look good for two at once.
create or replace function gazetteer.keep_names_apart() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
declare
    sort text := split_part(new.scope_key, ':', 1);
    area integer;
begin
    if sort not in ('street', 'building') then
        return new;
    end if;
    new.geom := gazetteer.position_of_item(new.item_id);
    perform pg_advisory_xact_lock(hashtextextended('name_claim ' || sort || ' ' || new.name_key, 0));
    area := gazetteer.built_up_area_at(new.geom, current_date);
    if area is null then
        return new;
    end if;
    new.scope_key := sort || ':area-' || area;
    if exists (
        select from gazetteer.name_claim c
         where c.name_key = new.name_key and c.released_at is null and split_part(c.scope_key, ':', 1) = sort
           and gazetteer.built_up_area_at(c.geom, current_date) = area) then
        raise exception 'this name is claimed already in the built-up area'
            using errcode = '23505', constraint = 'uq_name_claim_name_in_scope';
    end if;
    return new;
end $$;
create trigger name_claim_apart before insert on gazetteer.name_claim
    for each row when (new.name_key is not null) execute function gazetteer.keep_names_apart();
"""

# As in 0010, with the built-up area of the check and those beside it; `standing` is empty where divisions are compared.
NAMES_IN_WAIT = """
drop function gazetteer.names_in_wait;
create function gazetteer.names_in_wait(
    wanted_division integer, wanted_category text, shortest integer, longest integer, own_case uuid, most integer,
    main_area integer, near_areas integer[], metres double precision)
returns table (name text, category text, class_code text, status text, division_path integer[], standing text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select wish.name, c.category, c.class_code,
           case when s.state = 'ended' or d.outcome = 'refused' then 'refused' else 'pending' end, c.division_path,
           case when main_area is null and found.by_division then '' else found.standing end
      from gazetteer.naming_case c
      join app.workflow_subject s on s.id = c.id
      join gazetteer.case_item i on i.case_id = c.id
      left join gazetteer.case_decision d on d.item_id = i.id
      cross join lateral unnest(case when d.outcome = 'approved' then array[d.name] else i.candidate_names end)
                         as wish (name)
      cross join lateral (
          select wanted_division is null or c.division_path @> array[wanted_division] as by_division,
                 case when main_area is not null or near_areas <> '{}' then published.built_up_standing(
                     gazetteer.position_of_item(i.id), main_area, near_areas, metres) end as standing) found
     where app.regions('cases.handle') <> '{}'
       and c.id is distinct from own_case and c.kind <> 'retirement' and c.category = wanted_category
       and char_length(wish.name) between shortest and longest
       and (found.standing in ('inside', 'straddles')
            or found.by_division and (main_area is null or found.standing = 'unplaced'))
       and (s.state in ('submitted', 'correction', 'consulting', 'reviewing', 'deciding', 'announcing')
            or d.outcome = 'refused'
            or s.state = 'ended' and exists (
                select from app.workflow_event e where e.subject_id = c.id and e.action = 'refuse'))
     order by c.changed_at desc, i.position limit most
$$;
revoke all on function gazetteer.names_in_wait from public;
grant execute on function gazetteer.names_in_wait to geoapp_app;
"""


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    owner = run("select quote_ident(current_user)").scalar_one()
    run(AREAS)
    run(PUBLISHED)
    run(CLAIMS.replace("{owner}", owner))
    run(APART)
    run(NAMES_IN_WAIT)


def downgrade() -> None:
    run = op.get_bind().exec_driver_sql
    run("drop function gazetteer.names_in_wait")
    run(run_path(str(Path(__file__).with_name("0010_naming_law.py")))["NAMES_IN_WAIT"])
    # Claims keep the key of their area: two names that stand in different ones stay apart.
    run(
        """
        drop trigger name_claim_apart on gazetteer.name_claim;
        drop function gazetteer.keep_names_apart;
        drop index gazetteer.ix_name_claim_name_key;
        alter table gazetteer.name_claim drop column geom;
        drop policy name_claim_owner on gazetteer.name_claim;
        drop table published.built_up_area, gazetteer.built_up_area;
        drop function gazetteer.publish_built_up_area, gazetteer.built_up_area_guard, gazetteer.built_up_overlap,
            gazetteer.built_up_area_at, gazetteer.position_of_item, published.built_up_standing, published.near_built_up_area;
        delete from app.role_permission where permission = 'areas.keep';
        """
    )
