"""Accounts, roles by jurisdiction, the audit chain, the workflow guard, import batches."""

from __future__ import annotations

from alembic import op

revision = "0002_accounts_audit_workflow"
down_revision = "0001_create_schemas"
branch_labels = None
depends_on = None

ACCOUNTS = """
create table app.user_account (
    id uuid not null default gen_random_uuid() constraint pk_user_account primary key,
    login text not null constraint uq_user_account_login unique
        constraint ck_user_account_login check (login ~ '^[a-z0-9][a-z0-9._-]{1,63}$'),
    display_name text not null constraint ck_user_account_display_name check (btrim(display_name) <> ''),
    unit text not null default '',
    kind text not null default 'person' constraint ck_user_account_kind check (kind in ('person', 'service')),
    status text not null default 'active' constraint ck_user_account_status check (status in ('active', 'disabled')),
    password_hash text,
    password_changed_at timestamptz,
    must_change_password boolean not null default false,
    totp_secret text,
    totp_last_step bigint,
    failed_count integer not null default 0,
    locked_until timestamptz,
    session_epoch integer not null default 0,
    last_login_at timestamptz,
    created_at timestamptz not null default now(),
    version integer not null default 0
);
comment on column app.user_account.session_epoch is 'raised to end every session of the person at once';
comment on column app.user_account.totp_last_step is 'last accepted TOTP time step; a code is good once';

create table app.password_history (
    user_id uuid not null constraint fk_password_history_user_id references app.user_account,
    changed_at timestamptz not null default now(),
    password_hash text not null,
    constraint pk_password_history primary key (user_id, changed_at)
);

create table app.login_session (
    token_hash bytea not null constraint pk_login_session primary key,
    user_id uuid not null constraint fk_login_session_user_id references app.user_account,
    epoch integer not null,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    expires_at timestamptz not null,
    second_factor boolean not null default false,
    remote_address text,
    user_agent text,
    ended_at timestamptz
);
create index ix_login_session_user_id on app.login_session (user_id) where ended_at is null;

create table app.address_lock (
    remote_address text not null constraint pk_address_lock primary key,
    failed_count integer not null default 0,
    last_failed_at timestamptz not null default now(),
    locked_until timestamptz
);

create table app.api_token (
    id uuid not null default gen_random_uuid() constraint pk_api_token primary key,
    user_id uuid not null constraint fk_api_token_user_id references app.user_account,
    label text not null,
    token_hash bytea not null constraint uq_api_token_token_hash unique,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    revoked_at timestamptz,
    last_used_at timestamptz
);

create table app.role (
    code text not null constraint pk_role primary key,
    name_zh text not null,
    name_en text not null,
    duty text not null constraint ck_role_duty check (duty in ('cases', 'system', 'security', 'audit')),
    needs_second_factor boolean not null default true
);
comment on column app.role.duty is
    'system, security and audit administration are three persons, and none of them handles cases';

create table app.role_permission (
    role text not null constraint fk_role_permission_role references app.role,
    permission text not null constraint ck_role_permission_permission check (permission ~ '^[a-z_]+\\.[a-z_]+$'),
    constraint pk_role_permission primary key (role, permission)
);

create table app.role_grant (
    id uuid not null default gen_random_uuid() constraint pk_role_grant primary key,
    user_id uuid not null constraint fk_role_grant_user_id references app.user_account,
    role text not null constraint fk_role_grant_role references app.role,
    duty text not null,
    division_id uuid not null,
    valid daterange not null default daterange(current_date, null) constraint ck_role_grant_valid check (not isempty(valid)),
    granted_by uuid constraint fk_role_grant_granted_by references app.user_account,
    granted_at timestamptz not null default now(),
    constraint ex_role_grant_one_duty
        exclude using gist (user_id with =, duty with <>, valid with &&),
    constraint ex_role_grant_no_double
        exclude using gist (user_id with =, role with =, division_id with =, valid with &&)
);

create function app.role_grant_duty() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
    select duty into strict new.duty from app.role where code = new.role;
    return new;
end $$;
create trigger role_grant_duty before insert or update on app.role_grant
    for each row execute function app.role_grant_duty();
"""

# Rows are append-only; the owner could switch the trigger off, which is what the chain and the exported heads are for.
AUDIT = """
create table app.audit_event (
    seq bigint not null constraint pk_audit_event primary key,
    at timestamptz not null,
    actor_id uuid,
    actor_name text not null,
    remote_address text,
    request_id text,
    action text not null,
    object_type text not null,
    object_id text not null,
    result text not null constraint ck_audit_event_result check (result in ('done', 'denied', 'failed')),
    reason text,
    old_hash text,
    new_hash text,
    changes jsonb,
    previous_hash bytea not null,
    payload text not null,
    hash bytea not null
);
create index ix_audit_event_at on app.audit_event (at);
create index ix_audit_event_object on app.audit_event (object_type, object_id);
create index ix_audit_event_actor_id on app.audit_event (actor_id, seq);

create function app.refuse_change() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
    raise exception 'records of % are never changed or removed', tg_table_name using errcode = '42501';
end $$;
create trigger audit_event_append_only before update or delete on app.audit_event
    for each row execute function app.refuse_change();
create trigger audit_event_no_truncate before truncate on app.audit_event
    for each statement execute function app.refuse_change();

create function app.write_audit(
    actor_id uuid, actor_name text, remote_address text, request_id text, action text, object_type text,
    object_id text, result text, reason text, old_hash text, new_hash text, changes jsonb
) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    last app.audit_event;
    next_seq bigint;
    moment timestamptz := clock_timestamp();
    body text;
    previous bytea;
begin
    -- one writer at a time until commit: otherwise two records would follow the same predecessor
    perform pg_advisory_xact_lock(7340212);
    select * into last from app.audit_event order by seq desc limit 1;
    next_seq := coalesce(last.seq, 0) + 1;
    previous := coalesce(last.hash, '\\x00'::bytea);
    body := jsonb_build_object(
        'seq', next_seq, 'at', to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'actor_id', actor_id, 'actor_name', actor_name, 'remote_address', remote_address,
        'request_id', request_id, 'action', action, 'object_type', object_type, 'object_id', object_id,
        'result', result, 'reason', reason, 'old_hash', old_hash, 'new_hash', new_hash, 'changes', changes)::text;
    insert into app.audit_event values (
        next_seq, moment, actor_id, actor_name, remote_address, request_id, action, object_type, object_id,
        result, reason, old_hash, new_hash, changes, previous, body,
        sha256(previous || convert_to(body, 'UTF8')));
    return next_seq;
end $$;
revoke all on function app.write_audit from public;
grant execute on function app.write_audit to geoapp_app;
"""

JURISDICTION = """
create function app.current_actor() returns uuid language sql stable set search_path = pg_catalog as $$
    select nullif(current_setting('app.actor', true), '')::uuid
$$;

-- Sequence numbers of the divisions below which the current actor holds a permission; empty, never null.
-- The body is replaced in 0003, when divisions exist.
create function app.regions(permission text) returns integer[] language sql stable security definer
set search_path = pg_catalog, pg_temp as $$ select '{}'::integer[] $$;
"""

WORKFLOW = """
create table app.workflow (
    name text not null constraint pk_workflow primary key,
    initial text not null
);

create table app.workflow_step (
    workflow text not null constraint fk_workflow_step_workflow references app.workflow,
    source text not null,
    action text not null,
    target text not null,
    permission text not null,
    constraint pk_workflow_step primary key (workflow, source, action),
    constraint uq_workflow_step_target unique (workflow, source, action, target)
);

create table app.workflow_subject (
    id uuid not null constraint pk_workflow_subject primary key,
    workflow text not null constraint fk_workflow_subject_workflow references app.workflow,
    state text not null,
    version integer not null default 0,
    division_path integer[] not null,
    opened_at timestamptz not null default now(),
    opened_by uuid default app.current_actor(),
    constraint uq_workflow_subject_id_workflow unique (id, workflow)
);

create table app.workflow_event (
    subject_id uuid not null,
    version integer not null,
    workflow text not null,
    source text not null,
    action text not null,
    target text not null,
    actor_id uuid,
    actor_name text not null,
    at timestamptz not null default clock_timestamp(),
    note text,
    changes jsonb,
    constraint pk_workflow_event primary key (subject_id, version),
    constraint fk_workflow_event_subject foreign key (subject_id, workflow)
        references app.workflow_subject (id, workflow),
    constraint fk_workflow_event_step foreign key (workflow, source, action, target)
        references app.workflow_step (workflow, source, action, target)
);

create function app.workflow_subject_starts() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    if new.version <> 0 or not exists (
        select from app.workflow w where w.name = new.workflow and w.initial = new.state) then
        raise exception 'a case of % does not start in state %', new.workflow, new.state using errcode = 'GA002';
    end if;
    return new;
end $$;
create trigger workflow_subject_starts before insert on app.workflow_subject
    for each row execute function app.workflow_subject_starts();

create function app.workflow_take_step() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
    needed text;
begin
    select s.permission into needed from app.workflow_step s
     where (s.workflow, s.source, s.action, s.target) = (new.workflow, new.source, new.action, new.target);
    if needed is null then
        raise exception 'no step % from % to % in %', new.action, new.source, new.target, new.workflow
            using errcode = 'GA002';
    end if;
    if new.actor_id is distinct from app.current_actor() then
        raise exception 'a step is taken by the person who is signed in' using errcode = '42501';
    end if;
    update app.workflow_subject s set state = new.target, version = new.version
     where s.id = new.subject_id and s.workflow = new.workflow
       and s.state = new.source and s.version = new.version - 1
       and s.division_path && app.regions(needed);
    if not found then
        -- the same answer for a case elsewhere and for none at all
        if not exists (select from app.workflow_subject s where s.id = new.subject_id
                        and s.division_path && app.regions(needed)) then
            raise exception 'permission % missing here', needed using errcode = '42501';
        end if;
        raise exception 'the record changed in between' using errcode = 'GA001';
    end if;
    return new;
end $$;
create trigger workflow_take_step before insert on app.workflow_event
    for each row execute function app.workflow_take_step();
create trigger workflow_event_append_only before update or delete on app.workflow_event
    for each row execute function app.refuse_change();
create trigger workflow_event_no_truncate before truncate on app.workflow_event
    for each statement execute function app.refuse_change();
"""

BATCHES = """
create table app.import_batch (
    id uuid not null constraint pk_import_batch primary key
        constraint fk_import_batch_id references app.workflow_subject,
    kind text not null constraint ck_import_batch_kind check (kind in ('divisions', 'polygons', 'names')),
    source text not null,
    source_version text not null,
    source_date date,
    licence text not null default '',
    file_name text not null,
    file_sha256 text not null constraint ck_import_batch_file_sha256 check (file_sha256 ~ '^[0-9a-f]{64}$'),
    rows_read bigint not null,
    rows_added bigint not null,
    rows_changed bigint not null,
    rows_unchanged bigint not null,
    rows_refused bigint not null,
    actor_name text not null,
    started_at timestamptz not null,
    finished_at timestamptz not null default clock_timestamp(),
    report jsonb not null default '{}'
);

create table app.setting (
    key text not null constraint pk_setting primary key,
    value jsonb not null,
    note text not null default '',
    changed_at timestamptz not null default now(),
    changed_by uuid constraint fk_setting_changed_by references app.user_account,
    version integer not null default 0
);
"""

# Load-then-index for a first import, without giving the application role a right to create or drop anything: the
# definitions wait in a table that it cannot touch, and a commit that forgot to restore them is refused.
BULK = """
create table app.suspended_definition (
    transaction text not null default pg_current_xact_id()::text,
    position integer generated always as identity constraint pk_suspended_definition primary key,
    definition text not null
);

create function app.refuse_suspended() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from app.suspended_definition) then
        raise exception 'indexes were suspended and not restored';
    end if;
    return null;
end $$;
create constraint trigger suspended_definition_restored after insert on app.suspended_definition
    deferrable initially deferred for each row execute function app.refuse_suspended();

create function app.suspend_indexes(tables regclass[]) returns integer language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
    item record;
    count integer := 0;
    busy boolean;
    one regclass;
begin
    foreach one in array tables loop
        if not exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        where c.oid = one and n.nspname in ('gazetteer', 'boundaries', 'published')) then
            raise exception '% is not a table of the register', one using errcode = '42501';
        end if;
        execute format('lock table %s in access exclusive mode', one);
        execute format('select count(*) >= 1000 from (select from %s limit 1000) as some_rows', one) into busy;
        if busy then
            raise exception 'indexes are suspended only while a table is nearly empty, % is not', one
                using errcode = '42501';
        end if;
    end loop;
    for item in
        select conrelid::regclass as of_table, conname, pg_get_constraintdef(oid) as definition
          from pg_constraint where conrelid = any (tables) and contype in ('f', 'x') order by conname
    loop
        insert into app.suspended_definition (definition) values (
            format('alter table %s add constraint %I %s', item.of_table, item.conname, item.definition));
        execute format('alter table %s drop constraint %I', item.of_table, item.conname);
        count := count + 1;
    end loop;
    -- constraints went first, so an index that still backs one belongs to a key and stays
    for item in
        select i.indexrelid::regclass as index_name, pg_get_indexdef(i.indexrelid) as definition
          from pg_index i where i.indrelid = any (tables)
           and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
    loop
        insert into app.suspended_definition (definition) values (item.definition);
        execute format('drop index %s', item.index_name);
        count := count + 1;
    end loop;
    return count;
end $$;

create function app.restore_indexes() returns integer language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
    item record;
    count integer := 0;
begin
    perform set_config('maintenance_work_mem', '512MB', true);
    for item in
        select definition from app.suspended_definition where transaction = pg_current_xact_id()::text
         order by definition like 'alter table%', position
    loop
        execute item.definition;
        count := count + 1;
    end loop;
    delete from app.suspended_definition where transaction = pg_current_xact_id()::text;
    return count;
end $$;
revoke all on function app.suspend_indexes, app.restore_indexes from public;
grant execute on function app.suspend_indexes, app.restore_indexes to geoapp_app;
"""

RIGHTS = """
grant select, insert, update on app.user_account, app.login_session, app.address_lock, app.api_token to geoapp_app;
grant select, insert on app.password_history to geoapp_app;
grant select on app.role, app.role_permission to geoapp_app;
grant select, insert, update on app.role_grant to geoapp_app;
grant select on app.audit_event, app.workflow, app.workflow_step, app.workflow_subject, app.workflow_event to geoapp_app;
grant insert on app.workflow_subject, app.workflow_event, app.import_batch to geoapp_app;
grant select on app.import_batch to geoapp_app;
grant select, insert, update on app.setting to geoapp_app;
"""


def upgrade() -> None:
    for part in (ACCOUNTS, AUDIT, JURISDICTION, WORKFLOW, BATCHES, BULK, RIGHTS):
        op.get_bind().exec_driver_sql(part)


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        drop function app.suspend_indexes, app.restore_indexes;
        drop table app.suspended_definition, app.setting, app.import_batch, app.workflow_event, app.workflow_subject, app.workflow_step,
            app.workflow, app.audit_event, app.role_grant, app.role_permission, app.role, app.api_token,
            app.address_lock, app.login_session, app.password_history, app.user_account;
        drop function app.write_audit, app.workflow_take_step, app.workflow_subject_starts, app.refuse_change,
            app.regions, app.current_actor, app.role_grant_duty, app.refuse_suspended;
        """
    )
