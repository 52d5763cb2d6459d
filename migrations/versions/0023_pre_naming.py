"""Pre-naming (预命名): a name is held for an applicant until a day, where a row of local rules says so and for how long.

It makes no standard name, no place, no announcement and no filing. What it makes is a claim of the name with a last day:
from now on every claim has the days on which it holds, and two claims of one name in one scope never share a day. So
a claim that has lapsed stands in nobody's way, and nothing has to be run for it.
"""

from __future__ import annotations

from pathlib import Path
from runpy import run_path

from alembic import op

revision = "0023_pre_naming"
down_revision = "0022_built_up_areas"
branch_labels = None
depends_on = None

KINDS = """
alter table gazetteer.naming_case drop constraint ck_naming_case_kind, add constraint ck_naming_case_kind
    check (kind in ('naming', 'renaming', 'retirement', 'correction', 'pre_naming'));
alter table gazetteer.report_rule drop constraint ck_report_rule_case_kind, add constraint ck_report_rule_case_kind
    check (case_kind in ('naming', 'renaming', 'retirement', 'correction', 'pre_naming'));
alter table gazetteer.name_application drop constraint ck_name_application_kind,
    add constraint ck_name_application_kind check (kind in ('naming', 'renaming', 'pre_naming'));

alter table gazetteer.naming_provision drop constraint ck_naming_provision_kind, drop constraint ck_naming_provision_complete,
    add constraint ck_naming_provision_kind check (kind in ('rule', 'threshold', 'word', 'pre_naming')),
    add constraint ck_naming_provision_complete check (case kind
        when 'rule' then severity is not null and scope_kind is not null and comparison_key is not null
            and list = '' and word_place is null
        when 'threshold' then severity is null and details <> '' and list = '' and word_place is null
        when 'pre_naming' then severity is null and list = '' and word_place is null and subject = 'pre_naming'
            and details ~ '^months=[1-9][0-9]?(;extension_months=[1-9][0-9]?)?$'
        else severity is not null and list <> '' and word_place is not null and details = '' end);

insert into gazetteer.case_part (action, part) values ('pre_approve', 'approve'), ('extend', 'approve');
insert into app.workflow_step (workflow, source, action, target, permission) values
    ('naming_case', 'deciding', 'pre_approve', 'provisional', 'cases.approve'),
    ('naming_case', 'provisional', 'extend', 'provisional', 'cases.approve');
"""

TABLES = """
create table gazetteer.pre_naming (
    item_id uuid not null constraint pk_pre_naming primary key
        constraint fk_pre_naming_item_id references gazetteer.case_item,
    case_id uuid not null constraint fk_pre_naming_case_id references gazetteer.naming_case,
    provision_id uuid not null constraint fk_pre_naming_provision_id references gazetteer.naming_provision,
    decided_on date not null,
    months smallint not null constraint ck_pre_naming_months check (months between 1 and 99),
    granted_until date not null,
    extension_months smallint not null constraint ck_pre_naming_extension_months check (extension_months between 0 and 99),
    extended_on date,
    extended_until date,
    extension_reason text,
    constraint ck_pre_naming_granted_until
        check (granted_until = (decided_on + make_interval(months => months))::date),
    constraint ck_pre_naming_extended_whole check ((extended_on is null) = (extended_until is null)
        and (extended_on is null) = (extension_reason is null)),
    constraint ck_pre_naming_extended_until check (extended_on is null or extension_months > 0
        and extended_until = (granted_until + make_interval(months => extension_months))::date
        and extended_on between decided_on and granted_until),
    constraint ck_pre_naming_extension_reason check (char_length(btrim(extension_reason)) between 1 and 2000)
);
create index ix_pre_naming_case_id on gazetteer.pre_naming (case_id);
comment on table gazetteer.pre_naming is '预命名: by which row of local rules a name is held, until when, and its one extension';
comment on column gazetteer.pre_naming.granted_until is
    'last day: the day of the same number so many months later, or the last of that month where it has none';

create table gazetteer.formal_naming (
    case_id uuid not null constraint pk_formal_naming primary key
        constraint fk_formal_naming_case_id references gazetteer.naming_case,
    pre_naming_id uuid not null constraint fk_formal_naming_pre_naming_id references gazetteer.naming_case,
    made_at timestamptz not null default now()
);
create index ix_formal_naming_pre_naming_id on gazetteer.formal_naming (pre_naming_id);
comment on table gazetteer.formal_naming is '转正式命名: which naming case follows which pre-naming, and may use up its claim';

-- Forced row security also binds the owner, as whom the functions below run (see 0006).
do $$
declare
    one text;
begin
    foreach one in array array['pre_naming', 'formal_naming', 'naming_provision'] loop
        execute format('create policy %I on gazetteer.%I to %I using (true)', one || '_owner', one, current_user);
    end loop;
end $$;

alter table gazetteer.name_claim add column held daterange,
    add column used_by uuid constraint fk_name_claim_used_by references gazetteer.naming_case;
update gazetteer.name_claim k set held = daterange(
    (select d.decided_on from gazetteer.case_decision d where d.item_id = k.item_id), null);
drop index gazetteer.uq_name_claim_name_in_scope;
alter table gazetteer.name_claim alter column held set not null,
    add constraint ck_name_claim_held check (not isempty(held)),
    add constraint ck_name_claim_used_by check (used_by is null or released_at is not null),
    add constraint ex_name_claim_name_in_scope
        exclude using gist (scope_key with =, name_key with =, held with &&) where (released_at is null);
comment on column gazetteer.name_claim.held is 'days on which the name is taken: without end, or the days of a pre-naming';
comment on column gazetteer.name_claim.used_by is 'the naming case that a pre-naming has become';
"""

GUARDS = """
-- Fires before workflow_take_step (triggers run in the order of their names).
create function gazetteer.pre_naming_steps() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    if new.workflow = 'naming_case' and new.action in ('approve', 'pre_approve') and exists (
        select from gazetteer.naming_case c
         where c.id = new.subject_id and (c.kind = 'pre_naming') <> (new.action = 'pre_approve')) then
        raise exception 'a pre-naming is approved as one, and nothing else is' using errcode = 'GA002';
    end if;
    return new;
end $$;
create trigger pre_naming_steps before insert on app.workflow_event
    for each row execute function gazetteer.pre_naming_steps();

create function gazetteer.pre_naming_guard() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'INSERT' and not exists (
        select from gazetteer.naming_case c
          join gazetteer.case_item i on i.case_id = c.id and i.id = new.item_id
          join app.workflow_subject s on s.id = c.id and s.state = 'provisional'
          join gazetteer.naming_provision r on r.id = new.provision_id and r.kind = 'pre_naming'
         where c.id = new.case_id and c.kind = 'pre_naming' and new.extended_on is null
           and r.division_path <@ c.division_path and r.valid @> new.decided_on
           and substring(r.details from '^months=([0-9]+)')::integer = new.months
           and coalesce(substring(r.details from 'extension_months=([0-9]+)')::integer, 0) = new.extension_months) then
        raise exception 'no row of local rules offers this pre-naming there on that day' using errcode = 'GA002';
    end if;
    if tg_op = 'UPDATE' and old.extended_on is not null then
        raise exception 'a pre-naming is extended once' using errcode = 'GA002';
    end if;
    return new;
end $$;
create trigger pre_naming_guard before insert or update on gazetteer.pre_naming
    for each row execute function gazetteer.pre_naming_guard();

create function gazetteer.pre_naming_holds_longer() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    update gazetteer.name_claim set held = daterange(new.decided_on, new.extended_until, '[]')
     where item_id = new.item_id and released_at is null;
    if not found then
        raise exception 'this pre-naming has become a naming in between' using errcode = 'GA001';
    end if;
    return null;
end $$;
create trigger pre_naming_holds_longer after update on gazetteer.pre_naming
    for each row execute function gazetteer.pre_naming_holds_longer();

create function gazetteer.name_claim_guard() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    -- One after the other for one name in one scope. The constraint would refuse the second as well, but two that
    -- come at once would each wait for the other's row.
    if new.name_key is not null and (tg_op = 'INSERT' or new.held <> old.held) then
        perform pg_advisory_xact_lock(hashtextextended(new.scope_key || ' ' || new.name_key, 7340214));
    end if;
    if tg_op = 'UPDATE' then
        if new.released_at is not null and old.released_at is null and (new.used_by is not null or not upper_inf(old.held))
           and not exists (
            select from gazetteer.formal_naming f
              join gazetteer.naming_case c on c.id = f.case_id and c.kind = 'naming'
              join app.workflow_subject s on s.id = c.id and s.state = 'announcing'
             where f.case_id = new.used_by and f.pre_naming_id = old.case_id and not upper_inf(old.held)) then
            raise exception 'only the approved naming that follows a pre-naming uses it up' using errcode = 'GA002';
        end if;
    elsif exists (select from gazetteer.naming_case c where c.id = new.case_id and c.kind = 'pre_naming') then
        new.held := (select daterange(p.decided_on, p.granted_until, '[]') from gazetteer.pre_naming p
                      where p.item_id = new.item_id and p.case_id = new.case_id);
    elsif not upper_inf(new.held) then
        raise exception 'only a pre-naming holds a name for a time' using errcode = 'GA002';
    end if;
    return new;
end $$;
create trigger name_claim_guard before insert or update on gazetteer.name_claim
    for each row execute function gazetteer.name_claim_guard();

create function gazetteer.formal_naming_guard() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    if not exists (
        select from gazetteer.naming_case p
          join app.workflow_subject s on s.id = p.id and s.state = 'provisional'
          join gazetteer.naming_case c on c.id = new.case_id and c.kind = 'naming' and c.division_id = p.division_id
         where p.id = new.pre_naming_id) then
        raise exception 'a formal naming follows an approved pre-naming of the same division' using errcode = 'GA002';
    end if;
    return new;
end $$;
create trigger formal_naming_guard before insert on gazetteer.formal_naming
    for each row execute function gazetteer.formal_naming_guard();
"""

# As in 0022, by the days on which claims hold. Fires behind name_claim_guard, which knows them.
APART = """
drop trigger name_claim_apart on gazetteer.name_claim;
create or replace function gazetteer.keep_names_apart() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
declare
    sort text := split_part(new.scope_key, ':', 1);
    area integer;
begin
    if sort not in ('street', 'building') then
        return new;
    end if;
    if tg_op = 'INSERT' then
        new.geom := gazetteer.position_of_item(new.item_id);
    end if;
    perform pg_advisory_xact_lock(hashtextextended('name_claim ' || sort || ' ' || new.name_key, 0));
    area := gazetteer.built_up_area_at(new.geom, current_date);
    if area is null then
        return new;
    end if;
    if tg_op = 'INSERT' then
        new.scope_key := sort || ':area-' || area;
    end if;
    if exists (
        select from gazetteer.name_claim c
         where c.name_key = new.name_key and c.released_at is null and split_part(c.scope_key, ':', 1) = sort
           and c.item_id <> new.item_id and c.held && new.held
           and gazetteer.built_up_area_at(c.geom, current_date) = area) then
        raise exception 'this name is claimed already in the built-up area'
            using errcode = '23P01', constraint = 'ex_name_claim_name_in_scope';
    end if;
    return new;
end $$;
create trigger name_claim_keeps_apart before insert or update of held on gazetteer.name_claim
    for each row when (new.name_key is not null) execute function gazetteer.keep_names_apart();
"""

# As in 0022; pre-named ones with the last day on which they are held.
NAMES_IN_WAIT = """
drop function gazetteer.names_in_wait;
create function gazetteer.names_in_wait(
    wanted_division integer, wanted_category text, shortest integer, longest integer, own_case uuid, most integer,
    main_area integer, near_areas integer[], metres double precision, today date)
returns table (
    name text, category text, class_code text, status text, division_path integer[], standing text, until date)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select wish.name, c.category, c.class_code,
           case when k.item_id is not null then 'reserved'
                when s.state = 'ended' or d.outcome = 'refused' then 'refused' else 'pending' end, c.division_path,
           case when main_area is null and found.by_division then '' else found.standing end, upper(k.held) - 1
      from gazetteer.naming_case c
      join app.workflow_subject s on s.id = c.id
      join gazetteer.case_item i on i.case_id = c.id
      left join gazetteer.case_decision d on d.item_id = i.id
      left join gazetteer.name_claim k on k.item_id = i.id and s.state = 'provisional' and k.released_at is null
                                      and k.held @> today
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
       -- Whoever applies formally for a name that is held for them is not told that it is held.
       and not exists (select from gazetteer.formal_naming f where f.case_id = own_case and f.pre_naming_id = c.id)
       and (s.state in ('submitted', 'correction', 'consulting', 'reviewing', 'deciding', 'announcing')
            or k.item_id is not null
            or d.outcome = 'refused'
            or s.state = 'ended' and exists (
                select from app.workflow_event e where e.subject_id = c.id and e.action = 'refuse'))
     order by c.changed_at desc, i.position limit most
$$;
revoke all on function gazetteer.names_in_wait from public;
grant execute on function gazetteer.names_in_wait to geoapp_app;
"""

FOLLOWING = """
create or replace function gazetteer.case_progress(wanted_case uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_object(
        'number', n.number, 'kind', c.kind, 'state', s.state, 'office_seq', n.office_seq,
        'name', (select coalesce(i.candidate_names[1], m.text) from gazetteer.case_item i
                   left join gazetteer.name m on m.id = i.old_name_id where i.case_id = c.id order by i.position limit 1),
        'steps', (select coalesce(jsonb_agg(jsonb_build_object('action', e.action, 'on',
                     (e.at at time zone 'Asia/Shanghai')::date) order by e.version), '[]')
                    from app.workflow_event e where e.subject_id = c.id),
        'clocks', (select coalesce(jsonb_agg(jsonb_build_object('kind', k.kind, 'due_on', k.due_on,
                     'due_reason', k.due_reason) order by k.due_on), '[]')
                     from gazetteer.case_clock k where k.case_id = c.id and k.ended_on is null),
        'held', (select jsonb_agg(jsonb_build_object('name', d.name, 'until', upper(h.held) - 1,
                     'is_used', h.used_by is not null) order by i.position)
                   from gazetteer.pre_naming p
                   join gazetteer.name_claim h on h.item_id = p.item_id
                   join gazetteer.case_item i on i.id = p.item_id
                   join gazetteer.case_decision d on d.item_id = p.item_id
                  where p.case_id = c.id))
      from gazetteer.naming_case c
      join app.workflow_subject s on s.id = c.id
      left join gazetteer.case_number n on n.case_id = c.id
     where c.id = wanted_case
$$;
"""

RIGHTS = """
alter table gazetteer.pre_naming enable row level security;
alter table gazetteer.pre_naming force row level security;
create policy pre_naming_read on gazetteer.pre_naming for select to geoapp_app
    using (exists (select from gazetteer.naming_case c where c.id = case_id));
create policy pre_naming_add on gazetteer.pre_naming for insert to geoapp_app
    with check (exists (select from gazetteer.naming_case c
                         where c.id = case_id and c.division_path && (select app.regions('cases.approve'))));
create policy pre_naming_extend on gazetteer.pre_naming for update to geoapp_app
    using (exists (select from gazetteer.naming_case c
                    where c.id = case_id and c.division_path && (select app.regions('cases.approve'))));
alter table gazetteer.formal_naming enable row level security;
alter table gazetteer.formal_naming force row level security;
create policy formal_naming_read on gazetteer.formal_naming for select to geoapp_app
    using (exists (select from gazetteer.naming_case c where c.id = case_id));
create policy formal_naming_add on gazetteer.formal_naming for insert to geoapp_app
    with check (exists (select from gazetteer.naming_case c
                         where c.id = case_id and c.division_path && (select app.regions('cases.draft'))));
create trigger formal_naming_append_only before update or delete on gazetteer.formal_naming
    for each row execute function app.refuse_change();
grant select, insert on gazetteer.pre_naming, gazetteer.formal_naming to geoapp_app;
grant update (extended_on, extended_until, extension_reason) on gazetteer.pre_naming to geoapp_app;
grant update (used_by) on gazetteer.name_claim to geoapp_app;
"""


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    for part in (KINDS, TABLES, GUARDS, APART, NAMES_IN_WAIT, FOLLOWING, RIGHTS):
        run(part)


def _earlier(name: str, constant: str) -> str:
    return str(run_path(str(Path(__file__).with_name(name)))[constant])


def downgrade() -> None:
    """A pre-naming becomes a naming case that has ended: what was decided of it stays in its file and in the audit."""
    run = op.get_bind().exec_driver_sql
    run(_earlier("0022_built_up_areas.py", "NAMES_IN_WAIT"))
    run("drop trigger name_claim_keeps_apart on gazetteer.name_claim")
    run(_earlier("0022_built_up_areas.py", "APART"))
    run("drop function gazetteer.case_progress")
    run(_earlier("0017_applications.py", "FOLLOWING"))
    run(
        """
        revoke all on function gazetteer.case_progress from public;
        drop trigger pre_naming_steps on app.workflow_event;
        drop trigger name_claim_guard on gazetteer.name_claim;
        drop table gazetteer.formal_naming, gazetteer.pre_naming;
        drop function gazetteer.formal_naming_guard, gazetteer.name_claim_guard, gazetteer.pre_naming_holds_longer,
            gazetteer.pre_naming_guard, gazetteer.pre_naming_steps;
        alter table gazetteer.name_claim drop constraint ex_name_claim_name_in_scope, drop constraint ck_name_claim_used_by;
        update gazetteer.name_claim set released_at = coalesce(released_at, now()) where not upper_inf(held);
        alter table gazetteer.name_claim drop column held, drop column used_by;
        create unique index uq_name_claim_name_in_scope on gazetteer.name_claim (scope_key, name_key)
            where released_at is null;

        alter table app.workflow_event disable trigger user;
        delete from app.workflow_event where workflow = 'naming_case' and action in ('pre_approve', 'extend');
        alter table app.workflow_event enable trigger user;
        update app.workflow_subject set state = 'ended' where workflow = 'naming_case' and state = 'provisional';
        delete from app.workflow_step where workflow = 'naming_case' and action in ('pre_approve', 'extend');
        delete from gazetteer.case_part where action in ('pre_approve', 'extend');
        alter table gazetteer.naming_case disable trigger user;
        update gazetteer.naming_case set kind = 'naming' where kind = 'pre_naming';
        alter table gazetteer.naming_case enable trigger user;
        alter table gazetteer.name_application disable trigger user;
        update gazetteer.name_application set kind = 'naming' where kind = 'pre_naming';
        alter table gazetteer.name_application enable trigger user;
        delete from gazetteer.report_rule where case_kind = 'pre_naming';
        delete from published.naming_provision where kind = 'pre_naming';
        delete from gazetteer.naming_provision where kind = 'pre_naming';
        drop policy naming_provision_owner on gazetteer.naming_provision;

        alter table gazetteer.naming_case drop constraint ck_naming_case_kind, add constraint ck_naming_case_kind
            check (kind in ('naming', 'renaming', 'retirement', 'correction'));
        alter table gazetteer.report_rule drop constraint ck_report_rule_case_kind, add constraint ck_report_rule_case_kind
            check (case_kind in ('naming', 'renaming', 'retirement', 'correction'));
        alter table gazetteer.name_application drop constraint ck_name_application_kind,
            add constraint ck_name_application_kind check (kind in ('naming', 'renaming'));
        alter table gazetteer.naming_provision drop constraint ck_naming_provision_kind,
            drop constraint ck_naming_provision_complete,
            add constraint ck_naming_provision_kind check (kind in ('rule', 'threshold', 'word')),
            add constraint ck_naming_provision_complete check (case kind
                when 'rule' then severity is not null and scope_kind is not null and comparison_key is not null
                    and list = '' and word_place is null
                when 'threshold' then severity is null and details <> '' and list = '' and word_place is null
                else severity is not null and list <> '' and word_place is not null and details = '' end);
        """
    )
