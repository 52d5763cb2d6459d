"""Protection list (保护名录), vanished names, statements on origin, the reserve (储备库).

A protected name is not renamed before its protection plan is in the file of the case (条例第二十五条): a trigger on the steps
of naming cases asks for it, whatever the services do.
"""

from __future__ import annotations

from alembic import op

revision = "0014_protected_names"
down_revision = "0013_campaigns_supervision"
branch_labels = None
depends_on = None

LISTS = """
create table gazetteer.protection_grade (
    code text not null constraint pk_protection_grade primary key,
    position smallint not null,
    name_zh text not null,
    name_en text not null,
    source text not null
);
comment on table gazetteer.protection_grade is 'which grades there are is local: an office enters those of its own rules';
insert into gazetteer.protection_grade (code, position, name_zh, name_en, source) values
    ('nation', 1, '国家级', 'national', '按名录的制定机关'), ('province', 2, '省级', 'provincial', '按名录的制定机关'),
    ('city', 3, '市级', 'of the city', '按名录的制定机关'), ('county', 4, '县级', 'of the county', '《地名管理条例》第二十五条');

create table gazetteer.protection_criterion (
    code text not null constraint pk_protection_criterion primary key,
    position smallint not null,
    name_zh text not null,
    name_en text not null,
    area text not null default '',
    source text not null
);
comment on column gazetteer.protection_criterion.area is 'where the criterion holds, province first; empty for the nation';
insert into gazetteer.protection_criterion (code, position, name_zh, name_en, area, source) values
    ('historic_value', 1, '具有重要历史文化价值', 'of important historical and cultural value', '', '《地名管理条例》第十条、第二十五条'),
    ('thousand_years', 2, '聚落形成和专名使用均在一千年以上', 'settlement and specific part of the name a thousand years old or more', '',
     'MZ/T 033-2012'),
    ('commemorative', 3, '具有纪念意义', 'commemorative', '浙江省/宁波市', '《宁波市地名管理条例》第二十六条'),
    ('fifty_years', 4, '使用五十年以上', 'in use for fifty years or more', '浙江省/宁波市', '《宁波市地名管理条例》第二十六条');

create table gazetteer.protected_name (
    id uuid not null constraint pk_protected_name primary key
        constraint fk_protected_name_id references app.workflow_subject,
    place_id uuid not null constraint fk_protected_name_place_id references gazetteer.place,
    name text not null,
    grade text not null constraint fk_protected_name_grade references gazetteer.protection_grade,
    criteria text[] not null constraint ck_protected_name_criteria check (cardinality(criteria) between 1 and 10),
    division_id uuid not null constraint fk_protected_name_division_id references boundaries.division,
    division_path integer[] not null,
    reason text not null constraint ck_protected_name_reason check (char_length(btrim(reason)) between 1 and 2000),
    plan text not null constraint ck_protected_name_plan check (char_length(btrim(plan)) between 1 and 2000),
    document text not null default '' constraint ck_protected_name_document check (char_length(document) <= 200),
    listed_on date,
    proposed_by uuid not null default app.current_actor()
        constraint fk_protected_name_proposed_by references app.user_account,
    proposed_at timestamptz not null default now()
);
create index ix_protected_name_place_id on gazetteer.protected_name (place_id);
comment on column gazetteer.protected_name.plan is '保护措施: sign, derived naming, reuse, publicity (71号令)';

create table gazetteer.vanished_name (
    id uuid not null default gen_random_uuid() constraint pk_vanished_name primary key,
    name text not null constraint ck_vanished_name_name check (char_length(btrim(name)) between 1 and 100),
    category text not null constraint fk_vanished_name_category references gazetteer.legal_category,
    place_id uuid,
    division_id uuid not null constraint fk_vanished_name_division_id references boundaries.division,
    division_path integer[] not null,
    geom geometry(Point, 4490) constraint ck_vanished_name_envelope check (app.inside_envelope(geom)),
    vanished text not null constraint ck_vanished_name_vanished check (char_length(btrim(vanished)) between 1 and 100),
    reason text not null constraint ck_vanished_name_reason check (char_length(btrim(reason)) between 1 and 2000),
    evidence text not null constraint ck_vanished_name_evidence check (char_length(btrim(evidence)) between 1 and 2000),
    source text not null constraint ck_vanished_name_source check (char_length(btrim(source)) between 1 and 300),
    recorded_by uuid not null default app.current_actor()
        constraint fk_vanished_name_recorded_by references app.user_account,
    recorded_at timestamptz not null default now()
);
comment on column gazetteer.vanished_name.vanished is 'when, as the evidence has it: 约1958年, 民国时期';

create table gazetteer.origin_statement (
    id uuid not null default gen_random_uuid() constraint pk_origin_statement primary key,
    place_id uuid not null constraint fk_origin_statement_place_id references gazetteer.place,
    text text not null constraint ck_origin_statement_text check (char_length(btrim(text)) between 1 and 2000),
    quotation text not null default '' constraint ck_origin_statement_quotation check (char_length(quotation) <= 2000),
    source text not null constraint ck_origin_statement_source check (char_length(btrim(source)) between 1 and 300),
    confidence text not null constraint ck_origin_statement_confidence check (confidence in ('high', 'medium', 'low')),
    is_contested boolean not null,
    replaces uuid constraint fk_origin_statement_replaces references gazetteer.origin_statement
        constraint uq_origin_statement_replaces unique,
    recorded_by uuid not null default app.current_actor()
        constraint fk_origin_statement_recorded_by references app.user_account,
    recorded_at timestamptz not null default clock_timestamp()
);
create index ix_origin_statement_place_id on gazetteer.origin_statement (place_id);

create table gazetteer.reserved_name (
    id uuid not null default gen_random_uuid() constraint pk_reserved_name primary key,
    name text not null constraint ck_reserved_name_name check (char_length(btrim(name)) between 1 and 30),
    category text not null constraint fk_reserved_name_category references gazetteer.legal_category,
    division_id uuid not null constraint fk_reserved_name_division_id references boundaries.division,
    division_path integer[] not null,
    origin text not null constraint ck_reserved_name_origin check (char_length(btrim(origin)) between 1 and 2000),
    meaning text not null default '' constraint ck_reserved_name_meaning check (char_length(meaning) <= 2000),
    reserved_until date,
    released_on date,
    release_reason text constraint ck_reserved_name_release_reason check (char_length(btrim(release_reason)) between 1 and 500),
    recorded_by uuid not null default app.current_actor()
        constraint fk_reserved_name_recorded_by references app.user_account,
    recorded_at timestamptz not null default now(),
    constraint ck_reserved_name_released check ((released_on is null) = (release_reason is null))
);
create unique index uq_reserved_name_held on gazetteer.reserved_name (division_id, category, name) where released_on is null;

create table published.protected_name (
    id uuid not null constraint pk_protected_name primary key,
    place_id uuid not null,
    name text not null,
    division text not null,
    grade text not null,
    grade_en text not null,
    criteria text[] not null,
    criteria_en text[] not null,
    reason text not null,
    document text not null,
    listed_on date not null
);
create index ix_protected_name_place_id on published.protected_name (place_id);
create table published.vanished_name (
    id uuid not null constraint pk_vanished_name primary key,
    name text not null,
    place_id uuid,
    division text not null,
    vanished text not null,
    reason text not null,
    source text not null
);
create table published.origin_statement (
    id uuid not null constraint pk_origin_statement primary key,
    place_id uuid not null,
    text text not null,
    quotation text not null,
    source text not null,
    confidence text not null,
    is_contested boolean not null
);
create index ix_origin_statement_place_id on published.origin_statement (place_id);

insert into app.role_permission (role, permission) values
    ('clerk', 'heritage.keep'), ('reviewer', 'heritage.keep'), ('approver', 'heritage.list');
insert into app.workflow (name, initial) values ('protected_name', 'proposed');
insert into app.workflow_step (workflow, source, action, target, permission) values
    ('protected_name', 'proposed', 'list', 'listed', 'heritage.list'),
    ('protected_name', 'proposed', 'reject', 'rejected', 'heritage.list'),
    ('protected_name', 'proposed', 'withdraw', 'withdrawn', 'heritage.keep'),
    ('protected_name', 'listed', 'delist', 'delisted', 'heritage.list');
"""

GUARDS = """
create function gazetteer.protected_name_once() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from unnest(new.criteria) given
                where not exists (select from gazetteer.protection_criterion c where c.code = given)) then
        raise exception 'no such criterion' using errcode = 'GA002';
    end if;
    perform from gazetteer.place p where p.id = new.place_id for no key update;
    if exists (select from gazetteer.protected_name p join app.workflow_subject s on s.id = p.id
                where p.place_id = new.place_id and s.state in ('proposed', 'listed')) then
        raise exception 'this name is on the list or proposed for it already' using errcode = 'GA002';
    end if;
    return new;
end $$;
create trigger protected_name_once before insert on gazetteer.protected_name
    for each row execute function gazetteer.protected_name_once();

-- Fires before workflow_take_step (triggers run in the order of their names).
create function gazetteer.protection_guard() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    if new.workflow = 'protected_name' and new.action <> 'withdraw' and exists (
        select from gazetteer.protected_name p where p.id = new.subject_id and p.proposed_by = new.actor_id) then
        raise exception 'whoever proposes a name for the list does not decide on it' using errcode = '42501';
    end if;
    if new.workflow = 'naming_case' and new.action in ('submit', 'resubmit', 'to_decision', 'approve')
       and exists (select from gazetteer.naming_case c where c.id = new.subject_id and c.kind = 'renaming')
       and exists (select from gazetteer.case_item i
                     join gazetteer.protected_name p on p.place_id = i.place_id
                     join app.workflow_subject s on s.id = p.id and s.state = 'listed'
                    where i.case_id = new.subject_id)
       and not exists (select from gazetteer.case_document d where d.case_id = new.subject_id
                          and d.kind = 'protection_plan' and d.withdrawn_at is null) then
        raise exception 'a protected name is renamed only with a protection plan in the file' using errcode = 'GA002';
    end if;
    return new;
end $$;
create trigger protection_guard before insert on app.workflow_event
    for each row execute function gazetteer.protection_guard();
"""

AREA_TABLES = ("protected_name", "vanished_name", "reserved_name")
APPEND_ONLY = ("vanished_name", "origin_statement")
_SECURITY = """
alter table gazetteer.{table} enable row level security;
alter table gazetteer.{table} force row level security;
create policy {table}_read on gazetteer.{table} for select to geoapp_app
    using (division_path && (select app.regions('names.read')));
create policy {table}_add on gazetteer.{table} for insert to geoapp_app
    with check (division_path && (select app.regions('heritage.keep')));
"""

RIGHTS = """
create policy protected_name_change on gazetteer.protected_name for update to geoapp_app
    using (division_path && (select app.regions('heritage.list')));
create policy reserved_name_change on gazetteer.reserved_name for update to geoapp_app
    using (division_path && (select app.regions('heritage.keep')));
alter table gazetteer.origin_statement enable row level security;
alter table gazetteer.origin_statement force row level security;
create policy origin_statement_read on gazetteer.origin_statement for select to geoapp_app
    using (exists (select from gazetteer.place p where p.id = place_id));
create policy origin_statement_add on gazetteer.origin_statement for insert to geoapp_app
    with check (exists (select from gazetteer.place p where p.id = place_id
                           and p.division_path && (select app.regions('heritage.keep'))));
grant select on gazetteer.protection_grade, gazetteer.protection_criterion to geoapp_app;
grant select, insert on gazetteer.protected_name, gazetteer.vanished_name, gazetteer.origin_statement,
    gazetteer.reserved_name to geoapp_app;
grant update (listed_on, document) on gazetteer.protected_name to geoapp_app;
grant update (released_on, release_reason) on gazetteer.reserved_name to geoapp_app;
grant select on published.protected_name, published.vanished_name, published.origin_statement to geoapp_app, geoapp_reader;
grant insert on published.protected_name, published.vanished_name, published.origin_statement to geoapp_app;
grant delete on published.protected_name, published.origin_statement to geoapp_app;
do $$
declare
    one text;
begin
    foreach one in array array['protected_name', 'case_document', 'place'] loop
        execute format('create policy %I on gazetteer.%I to %I using (true)', one || '_owner', one, current_user);
    end loop;
end $$;
"""


# Names set aside count in the check of every case (art. 9): which, not why.
NAMES_RESERVED = """
create function gazetteer.names_reserved(
    wanted_division integer, wanted_category text, shortest integer, longest integer, most integer)
returns table (name text, category text, division_path integer[])
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select r.name, r.category, r.division_path from gazetteer.reserved_name r
     where app.regions('cases.handle') <> '{}' and r.category = wanted_category and r.released_on is null
       and (r.reserved_until is null or r.reserved_until >= current_date)
       and (wanted_division is null or r.division_path @> array[wanted_division])
       and char_length(r.name) between shortest and longest
     order by r.recorded_at desc limit most
$$;
revoke all on function gazetteer.names_reserved from public;
grant execute on function gazetteer.names_reserved to geoapp_app;
do $$
begin
    execute format('create policy reserved_name_owner on gazetteer.reserved_name for select to %I using (true)',
                   current_user);
end $$;
"""


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    run(LISTS)
    run(GUARDS)
    for table in AREA_TABLES:
        run(_SECURITY.format(table=table))
    for table in APPEND_ONLY:
        run(
            f"create trigger {table}_append_only before update or delete on gazetteer.{table}"
            " for each row execute function app.refuse_change()"
        )
    run(RIGHTS)
    run(NAMES_RESERVED)


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        drop function gazetteer.names_reserved;
        drop trigger protection_guard on app.workflow_event;
        drop policy case_document_owner on gazetteer.case_document;
        drop policy place_owner on gazetteer.place;
        drop table published.origin_statement, published.vanished_name, published.protected_name,
            gazetteer.reserved_name, gazetteer.origin_statement, gazetteer.vanished_name, gazetteer.protected_name,
            gazetteer.protection_criterion, gazetteer.protection_grade;
        drop function gazetteer.protection_guard, gazetteer.protected_name_once;
        delete from app.role_permission where permission like 'heritage.%';
        alter table app.workflow_event disable trigger user;
        delete from app.workflow_event where workflow = 'protected_name';
        alter table app.workflow_event enable trigger user;
        delete from app.workflow_subject where workflow = 'protected_name';
        delete from app.workflow_step where workflow = 'protected_name';
        delete from app.workflow where name = 'protected_name';
        """
    )
