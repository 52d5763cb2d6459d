"""Grants that are withdrawn instead of deleted, who may give them, and cases seen only where they belong.

Row security reaches the tables that 0002 left open to the application: grants, cases, batches. What must be known
before anybody is signed in (rights of an account, whether a second factor is due, whether an administrator exists)
is answered by functions of the owner, each for one question.
"""

from __future__ import annotations

from alembic import op

revision = "0006_accounts_details"
down_revision = "0005_search_index"
branch_labels = None
depends_on = None

ROOT_DIVISION = "00000000-0000-4000-8000-000000000001"

ACCOUNTS = """
alter table app.user_account add column enabled_at timestamptz not null default now();
comment on column app.user_account.enabled_at is 'when it was last opened: an account unused for 90 days is closed';
"""

GRANTS = """
alter table app.role_grant
    add column withdrawn_at timestamptz,
    add column withdrawn_by uuid constraint fk_role_grant_withdrawn_by references app.user_account,
    add column reason text not null default '',
    drop constraint ex_role_grant_one_duty,
    drop constraint ex_role_grant_no_double,
    add constraint ex_role_grant_one_duty
        exclude using gist (user_id with =, duty with <>, valid with &&) where (withdrawn_at is null),
    add constraint ex_role_grant_no_double
        exclude using gist (user_id with =, role with =, division_id with =, valid with &&)
        where (withdrawn_at is null);
comment on column app.role_grant.withdrawn_at is 'a grant is never deleted or changed, only withdrawn, with effect at once';

revoke update on app.role_grant from geoapp_app;
grant update (withdrawn_at, withdrawn_by) on app.role_grant to geoapp_app;

create or replace function app.regions(permission text) returns integer[] language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(distinct d.seq), '{}')
      from app.role_grant g
      join app.role_permission p on p.role = g.role and p.permission = regions.permission
      join app.user_account u on u.id = g.user_id and u.status = 'active'
      join boundaries.division d on d.id = g.division_id
     where g.user_id = app.current_actor() and g.valid @> current_date and g.withdrawn_at is null
$$;

-- The same rights for an account that is not the actor yet: the application asks at the start of each request.
create function app.rights_of(person uuid) returns table (permission text, seq integer)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select distinct p.permission, d.seq
      from app.role_grant g
      join app.role_permission p on p.role = g.role
      join app.user_account u on u.id = g.user_id and u.status = 'active'
      join boundaries.division d on d.id = g.division_id
     where g.user_id = person and g.valid @> current_date and g.withdrawn_at is null
$$;

create function app.needs_second_factor(person uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select from app.role_grant g join app.role r on r.code = g.role
                    where g.user_id = person and r.needs_second_factor
                      and g.valid @> current_date and g.withdrawn_at is null)
$$;

create function app.duties_of(person uuid) returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(distinct g.duty), '{}') from app.role_grant g
     where g.user_id = person and g.valid @> current_date and g.withdrawn_at is null
$$;

create function app.has_administrator() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select from app.role_grant g join app.user_account u on u.id = g.user_id
                    where g.role = 'system_admin' and u.kind = 'person' and u.status = 'active'
                      and g.valid @> current_date and g.withdrawn_at is null)
$$;
"""

# The only grants that nobody gives: those of the first three administrators, once, while there is none.
FIRST_RUN = f"""
create function app.appoint_first_administrators(system_person uuid, security_person uuid, audit_person uuid)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform pg_advisory_xact_lock(7340213);
    if app.has_administrator() then
        raise exception 'there is an administrator already' using errcode = '42501';
    end if;
    insert into app.role_grant (user_id, role, duty, division_id, reason) values
        (system_person, 'system_admin', 'system', '{ROOT_DIVISION}', 'first run'),
        (security_person, 'security_admin', 'security', '{ROOT_DIVISION}', 'first run'),
        (audit_person, 'audit_admin', 'audit', '{ROOT_DIVISION}', 'first run');
end $$;
"""

# Whoever works on the machine itself acts through one service account per duty: they cannot sign in.
CONSOLES = f"""
insert into app.user_account (id, login, display_name, kind) values
    ('00000000-0000-4000-8000-000000000011', 'console-system', '命令行(系统管理)', 'service'),
    ('00000000-0000-4000-8000-000000000012', 'console-security', '命令行(安全管理)', 'service'),
    ('00000000-0000-4000-8000-000000000013', 'console-audit', '命令行(审计管理)', 'service');
insert into app.role_grant (user_id, role, duty, division_id, valid) values
    ('00000000-0000-4000-8000-000000000011', 'system_admin', 'system', '{ROOT_DIVISION}', daterange(null, null)),
    ('00000000-0000-4000-8000-000000000012', 'security_admin', 'security', '{ROOT_DIVISION}', daterange(null, null)),
    ('00000000-0000-4000-8000-000000000013', 'audit_admin', 'audit', '{ROOT_DIVISION}', daterange(null, null));
"""

CODES = """
create view boundaries.public_division_code with (security_invoker, security_barrier) as
select division_id, system, code, valid from boundaries.division_code;
grant select on boundaries.public_division_code to geoapp_app;
"""

GRANT_SECURITY = """
alter table app.role_grant enable row level security;
alter table app.role_grant force row level security;
create policy role_grant_read on app.role_grant for select to geoapp_app using (
    user_id = (select app.current_actor())
    or (select app.regions('accounts.manage') <> '{}' or app.regions('audit.read') <> '{}')
    or exists (select from boundaries.division d
                where d.id = division_id and d.path && (select app.regions('roles.manage'))));
create policy role_grant_give on app.role_grant for insert to geoapp_app with check (
    granted_by = (select app.current_actor()) and user_id <> (select app.current_actor())
    and exists (select from boundaries.division d
                 where d.id = division_id and d.path && (select app.regions('roles.manage'))));
-- What the program itself may do is not for a page to take away.
create policy role_grant_withdraw on app.role_grant for update to geoapp_app
    using (exists (select from boundaries.division d
                    where d.id = division_id and d.path && (select app.regions('roles.manage')))
           and exists (select from app.user_account u where u.id = user_id and u.kind = 'person'))
    with check (withdrawn_by = (select app.current_actor()));
"""

# Everybody who handles cases may read; a case is opened by whoever may take one of its steps at that place.
CASE_SECURITY = """
create function app.workflow_regions(workflow text) returns integer[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(distinct region), '{}')
      from (select distinct s.permission from app.workflow_step s where s.workflow = workflow_regions.workflow) needed,
           unnest(app.regions(needed.permission)) region
$$;

alter table app.workflow_subject enable row level security;
alter table app.workflow_subject force row level security;
create policy workflow_subject_read on app.workflow_subject for select to geoapp_app
    using (division_path && (select app.regions('names.read')));
create policy workflow_subject_open on app.workflow_subject for insert to geoapp_app
    with check (division_path && app.workflow_regions(workflow));

alter table app.workflow_event enable row level security;
alter table app.workflow_event force row level security;
create policy workflow_event_read on app.workflow_event for select to geoapp_app
    using (exists (select from app.workflow_subject s where s.id = subject_id));
create policy workflow_event_add on app.workflow_event for insert to geoapp_app
    with check (exists (select from app.workflow_subject s where s.id = subject_id));

alter table app.import_batch enable row level security;
alter table app.import_batch force row level security;
create policy import_batch_read on app.import_batch for select to geoapp_app
    using (exists (select from app.workflow_subject s where s.id = import_batch.id));
create policy import_batch_add on app.import_batch for insert to geoapp_app
    with check (exists (select from app.workflow_subject s where s.id = import_batch.id));
"""

# Forced row security also binds the owner unless it is a superuser; the functions above run as the owner.
OWNER = """
do $$
declare
    one regclass;
begin
    foreach one in array array['app.role_grant', 'app.workflow_subject', 'boundaries.division']::regclass[] loop
        execute format('create policy %I on %s to %I using (true)',
                       (select relname from pg_class where oid = one) || '_owner', one, current_user);
    end loop;
end $$;
"""


def upgrade() -> None:
    for part in (ACCOUNTS, GRANTS, FIRST_RUN, CONSOLES, CODES, GRANT_SECURITY, CASE_SECURITY, OWNER):
        op.get_bind().exec_driver_sql(part)


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        drop policy division_owner on boundaries.division;
        drop policy import_batch_read on app.import_batch;
        drop policy import_batch_add on app.import_batch;
        drop policy workflow_event_read on app.workflow_event;
        drop policy workflow_event_add on app.workflow_event;
        drop policy workflow_subject_read on app.workflow_subject;
        drop policy workflow_subject_open on app.workflow_subject;
        drop policy workflow_subject_owner on app.workflow_subject;
        drop policy role_grant_read on app.role_grant;
        drop policy role_grant_give on app.role_grant;
        drop policy role_grant_withdraw on app.role_grant;
        drop policy role_grant_owner on app.role_grant;
        alter table app.import_batch no force row level security, disable row level security;
        alter table app.workflow_event no force row level security, disable row level security;
        alter table app.workflow_subject no force row level security, disable row level security;
        alter table app.role_grant no force row level security, disable row level security;
        drop view boundaries.public_division_code;
        drop function app.workflow_regions, app.appoint_first_administrators, app.has_administrator, app.duties_of,
            app.needs_second_factor, app.rights_of;
        create or replace function app.regions(permission text) returns integer[] language sql stable security definer
        set search_path = pg_catalog, pg_temp as $$
            select coalesce(array_agg(distinct d.seq), '{}')
              from app.role_grant g
              join app.role_permission p on p.role = g.role and p.permission = regions.permission
              join app.user_account u on u.id = g.user_id and u.status = 'active'
              join boundaries.division d on d.id = g.division_id
             where g.user_id = app.current_actor() and g.valid @> current_date
        $$;
        -- Without the column a withdrawn grant would hold again.
        delete from app.role_grant where withdrawn_at is not null;
        alter table app.role_grant
            drop constraint ex_role_grant_one_duty,
            drop constraint ex_role_grant_no_double,
            drop column withdrawn_at, drop column withdrawn_by, drop column reason,
            add constraint ex_role_grant_one_duty exclude using gist (user_id with =, duty with <>, valid with &&),
            add constraint ex_role_grant_no_double
                exclude using gist (user_id with =, role with =, division_id with =, valid with &&);
        grant update on app.role_grant to geoapp_app;
        delete from app.role_grant where user_id in (
            select id from app.user_account where login in ('console-system', 'console-security', 'console-audit'));
        delete from app.user_account where login in ('console-system', 'console-security', 'console-audit');
        alter table app.user_account drop column enabled_at;
        """
    )
