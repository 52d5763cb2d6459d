"""Long work as jobs: a queue in the database, run as the person who asked, each job exactly once or not at all.

A worker holds a job by an advisory lock of an open transaction, which ends with the worker however it ends; what it may
write about the job hangs on a lease that only it was told. The job's result is written in the transaction of its work.
"""

from __future__ import annotations

from alembic import op

revision = "0025_jobs"
down_revision = "0023_pre_naming"
branch_labels = None
depends_on = None

TABLES = """
create table app.job_kind (
    kind text not null constraint pk_job_kind primary key,
    permission text not null constraint ck_job_kind_permission check (permission ~ '^[a-z_]+\\.[a-z_]+$')
);
comment on table app.job_kind is 'what may be asked for, and the permission that asking and running need';
insert into app.job_kind (kind, permission) values
    ('campaigns.scan', 'campaigns.run'), ('names.import', 'names.import'), ('divisions.import', 'divisions.import');

create table app.job (
    id uuid not null default gen_random_uuid() constraint pk_job primary key,
    kind text not null constraint fk_job_kind references app.job_kind,
    division_path integer[] not null,
    subject_id uuid,
    arguments jsonb not null default '{}' constraint ck_job_arguments check (
        jsonb_typeof(arguments) = 'object' and octet_length(arguments::text) <= 8000),
    asked_by uuid not null default app.current_actor() constraint fk_job_asked_by references app.user_account,
    asked_at timestamptz not null default now(),
    remote_address text,
    state text not null default 'waiting' constraint ck_job_state check (
        state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
    stage text not null default '' constraint ck_job_stage check (char_length(stage) <= 100),
    done bigint not null default 0 constraint ck_job_done check (done >= 0),
    total bigint constraint ck_job_total check (total >= 0),
    attempts smallint not null default 0,
    lease uuid,
    cancel_asked_at timestamptz,
    started_at timestamptz,
    finished_at timestamptz,
    outcome jsonb,
    error jsonb,
    constraint ck_job_lease check ((state = 'running') = (lease is not null)),
    constraint ck_job_finished check ((state in ('done', 'failed', 'cancelled')) = (finished_at is not null)),
    constraint ck_job_result check ((state = 'done') = (outcome is not null) and (state = 'failed') = (error is not null))
);
comment on table app.job is 'long work asked for by a person; only functions move it, one lease at a time';
create unique index uq_job_open_subject on app.job (kind, subject_id) where state in ('waiting', 'running');
create index ix_job_open on app.job (asked_at, id) where state in ('waiting', 'running');
create index ix_job_asked_by on app.job (asked_by, asked_at desc, id);

create table app.job_file (
    job_id uuid not null constraint pk_job_file primary key constraint fk_job_file_job_id references app.job,
    file_name text not null constraint ck_job_file_file_name check (char_length(file_name) between 1 and 200),
    content bytea not null constraint ck_job_file_content check (octet_length(content) between 1 and 33554432)
);
comment on table app.job_file is 'what a job reads; gone with its end';
"""

# Told to whoever asked and to system administrators of the area. Moved by nobody but the functions below.
ROW_SECURITY = """
alter table app.job enable row level security;
alter table app.job force row level security;
create policy job_read on app.job for select to geoapp_app using (
    asked_by = (select app.current_actor()) or division_path && (select app.regions('system.manage')));
create policy job_ask on app.job for insert to geoapp_app with check (
    asked_by = (select app.current_actor())
    and division_path && app.regions((select k.permission from app.job_kind k where k.kind = job.kind))
    and exists (select from boundaries.division d
                 where d.seq = division_path[cardinality(division_path)] and d.path = division_path));

alter table app.job_file enable row level security;
alter table app.job_file force row level security;
create policy job_file_add on app.job_file for insert to geoapp_app with check (
    exists (select from app.job j where j.id = job_id and j.asked_by = (select app.current_actor())
             and j.state = 'waiting'));

grant select on app.job_kind to geoapp_app;
grant select (id, kind, division_path, subject_id, arguments, asked_by, asked_at, remote_address, state, stage, done,
    total, attempts, cancel_asked_at, started_at, finished_at, outcome, error) on app.job to geoapp_app;
grant insert (id, kind, division_path, subject_id, arguments, remote_address) on app.job to geoapp_app;
grant insert on app.job_file to geoapp_app;
do $$
declare
    one text;
begin
    foreach one in array array['job', 'job_file'] loop
        execute format('create policy %I on app.%I to %I using (true)', one || '_owner', one, current_user);
    end loop;
end $$;
"""

# 7340215: the class of this lock; the state is read anew once the lock is held, since it may have ended meanwhile.
WORKING = """
create function app.hold_job() returns uuid language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    candidate uuid;
begin
    perform set_config('idle_in_transaction_session_timeout', '0', true);
    for candidate in select j.id from app.job j where j.state in ('waiting', 'running') order by j.asked_at, j.id loop
        if pg_try_advisory_xact_lock(7340215, hashtext(candidate::text))
            and exists (select from app.job j where j.id = candidate and j.state in ('waiting', 'running')) then
            return candidate;
        end if;
    end loop;
    return null;
end $$;

-- A job whose worker was lost is begun anew: nothing of the first try was kept. The third loss is its end.
create function app.start_job(wanted uuid) returns table (
    kind text, permission text, division_path integer[], subject_id uuid, arguments jsonb, asked_by uuid,
    remote_address text, attempts smallint, lease uuid, file_name text, content bytea)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update app.job j set state = 'cancelled', lease = null, finished_at = clock_timestamp()
     where j.id = wanted and j.state in ('waiting', 'running') and j.cancel_asked_at is not null;
    update app.job j set state = 'failed', lease = null, finished_at = clock_timestamp(),
           error = '{"code": "worker_lost", "message": "the worker was lost three times"}'
     where j.id = wanted and j.state = 'running' and j.attempts >= 3;
    delete from app.job_file f using app.job j
     where f.job_id = wanted and j.id = wanted and j.state in ('cancelled', 'failed');
    update app.job j set state = 'running', lease = gen_random_uuid(), attempts = j.attempts + 1,
           started_at = clock_timestamp(), stage = '', done = 0, total = null
     where j.id = wanted and j.state in ('waiting', 'running');
    return query
        select j.kind, k.permission, j.division_path, j.subject_id, j.arguments, j.asked_by, j.remote_address,
               j.attempts, j.lease, f.file_name, f.content
          from app.job j join app.job_kind k on k.kind = j.kind left join app.job_file f on f.job_id = j.id
         where j.id = wanted and j.state = 'running';
end $$;

-- How far it is; false when somebody wants it to stop.
create function app.tell_job(wanted uuid, held uuid, new_stage text, new_done bigint, new_total bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    goes_on boolean;
begin
    update app.job j set stage = new_stage, done = new_done, total = new_total
     where j.id = wanted and j.lease = held returning j.cancel_asked_at is null into goes_on;
    if goes_on is null then
        raise exception 'the job belongs to another worker by now' using errcode = 'GA001';
    end if;
    return goes_on;
end $$;

create function app.end_job(wanted uuid, held uuid, new_state text, new_outcome jsonb, new_error jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    -- Back into the queue: it was the worker that ended, which is no try of the job.
    update app.job j set state = new_state, lease = null, outcome = new_outcome, error = new_error,
           attempts = j.attempts - case when new_state = 'waiting' then 1 else 0 end,
           finished_at = case when new_state <> 'waiting' then clock_timestamp() end
     where j.id = wanted and j.lease = held;
    if not found then
        raise exception 'the job belongs to another worker by now' using errcode = 'GA001';
    end if;
    if new_state <> 'waiting' then
        delete from app.job_file f where f.job_id = wanted;
    end if;
end $$;

-- By whoever asked, or a system administrator of the area: at once while it waits, at its next tick while it runs.
create function app.cancel_job(wanted uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    ended text;
begin
    update app.job j set cancel_asked_at = coalesce(j.cancel_asked_at, clock_timestamp()),
           state = case j.state when 'waiting' then 'cancelled' else j.state end,
           finished_at = case j.state when 'waiting' then clock_timestamp() end
     where j.id = wanted and j.state in ('waiting', 'running')
       and (j.asked_by = app.current_actor() or j.division_path && app.regions('system.manage'))
    returning j.state into ended;
    if ended = 'cancelled' then
        delete from app.job_file f where f.job_id = wanted;
    end if;
    return ended is not null;
end $$;

revoke all on function app.hold_job, app.start_job, app.tell_job, app.end_job, app.cancel_job from public;
grant execute on function app.hold_job, app.start_job, app.tell_job, app.end_job, app.cancel_job to geoapp_app;
"""


def upgrade() -> None:
    for part in (TABLES, ROW_SECURITY, WORKING):
        op.get_bind().exec_driver_sql(part)


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        drop function app.cancel_job, app.end_job, app.tell_job, app.start_job, app.hold_job;
        drop table app.job_file, app.job, app.job_kind;
        """
    )
