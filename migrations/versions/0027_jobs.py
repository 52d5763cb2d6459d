"""Long work as jobs: a queue in the database, run as the person who asked, each job exactly once or not at all.

A worker holds a job by an advisory lock of an open transaction, which ends with the worker however it ends; what it may
write about the job hangs on a lease that only it was told. The job's result is written in the transaction of its work.

Reminders of what falls due: one row per person, matter and number of days left, written once, perhaps sent by e-mail.
"""

from __future__ import annotations

from alembic import op

revision = "0027_jobs"
down_revision = "0026_report_and_criteria_rows"
branch_labels = None
depends_on = None

TABLES = """
create table app.job_kind (
    kind text not null constraint pk_job_kind primary key,
    permission text not null constraint ck_job_kind_permission check (permission ~ '^[a-z_]+\\.[a-z_]+$')
);
comment on table app.job_kind is 'what may be asked for, and the permission that asking and running need';
insert into app.job_kind (kind, permission) values
    ('campaigns.scan', 'campaigns.run'), ('names.import', 'names.import'), ('divisions.import', 'divisions.import'),
    ('reminders.write', 'system.manage');

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
create unique index uq_job_daily on app.job (kind, (arguments ->> 'day')) where arguments ? 'day';
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

REMINDERS = """
alter table app.user_account add column email text constraint ck_user_account_email check (
    char_length(email) between 3 and 254 and email ~ '^[^@[:space:]<>",;:]+@[^@[:space:]<>",;:]+$');
comment on column app.user_account.email is 'where reminders are sent; given by the person, empty for nowhere';

create table gazetteer.reminder_rule (
    division_seq integer not null,
    matter text not null constraint ck_reminder_rule_matter check (matter in ('clock', 'unit', 'pre_naming')),
    days_left smallint not null constraint ck_reminder_rule_days_left check (days_left between -365 and 365),
    source text not null constraint ck_reminder_rule_source check (btrim(source) <> '' and char_length(source) <= 300),
    valid daterange not null default '(,)' constraint ck_reminder_rule_valid check (not isempty(valid)),
    constraint ex_reminder_rule_once
        exclude using gist (division_seq with =, matter with =, days_left with =, valid with &&)
);
comment on table gazetteer.reminder_rule is
    'calendar days left at which the handler is reminded; below zero: days over. The rows of the nearest division count';
insert into gazetteer.reminder_rule (division_seq, matter, days_left, source) values
    (1, 'clock', 5, '内部办理要求'), (1, 'clock', 2, '内部办理要求'), (1, 'clock', -1, '内部办理要求'),
    (1, 'unit', 2, '内部办理要求'), (1, 'unit', -1, '内部办理要求'),
    (1, 'pre_naming', 30, '内部办理要求'), (1, 'pre_naming', 7, '内部办理要求');
grant select on gazetteer.reminder_rule to geoapp_app;

create table gazetteer.reminder (
    id uuid not null default gen_random_uuid() constraint pk_reminder primary key,
    person_id uuid not null constraint fk_reminder_person_id references app.user_account,
    matter text not null constraint ck_reminder_matter check (matter in ('clock', 'unit', 'pre_naming')),
    case_id uuid not null constraint fk_reminder_case_id references gazetteer.naming_case,
    item_id uuid not null,
    due_on date not null,
    days_left smallint not null,
    detail text not null default '',
    made_at timestamptz not null default now(),
    seen_at timestamptz,
    mail text not null default 'none' constraint ck_reminder_mail check (mail in ('none', 'to_send', 'sent', 'failed')),
    mail_tries smallint not null default 0,
    mail_next_at timestamptz not null default now(),
    mail_sent_at timestamptz,
    mail_error text constraint ck_reminder_mail_error check (char_length(mail_error) <= 500),
    constraint uq_reminder_once unique (person_id, matter, item_id, due_on, days_left),
    constraint ck_reminder_sent check ((mail = 'sent') = (mail_sent_at is not null))
);
comment on column gazetteer.reminder.item_id is 'the clock, the asked unit, or the pre-named item';
comment on column gazetteer.reminder.days_left is 'the row of the rules that was reached, not the days that were left';
create index ix_reminder_person_id on gazetteer.reminder (person_id, made_at desc, id);
create index ix_reminder_to_send on gazetteer.reminder (mail_next_at) where mail = 'to_send';

alter table gazetteer.reminder enable row level security;
alter table gazetteer.reminder force row level security;
create policy reminder_read on gazetteer.reminder for select to geoapp_app
    using (person_id = (select app.current_actor()));
create policy reminder_seen on gazetteer.reminder for update to geoapp_app
    using (person_id = (select app.current_actor()));
grant select, update (seen_at) on gazetteer.reminder to geoapp_app;
do $$
begin
    execute format('create policy reminder_owner on gazetteer.reminder to %I using (true)', current_user);
end $$;
"""

# Reminded are the persons who have had a part in the case and may still handle it; where there is none (yet), those who
# may and whose grant lies nearest.
REMINDING = """
create function gazetteer.handlers_near(along integer[]) returns table (person uuid, depth integer)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select g.user_id, max(array_position(along, v.seq))
      from app.role_grant g
      join app.role_permission p on p.role = g.role and p.permission = 'cases.handle'
      join app.user_account u on u.id = g.user_id and u.status = 'active' and u.kind = 'person'
      join boundaries.division v on v.id = g.division_id
     where g.valid @> current_date and g.withdrawn_at is null and v.seq = any (along)
     group by g.user_id
$$;

create function gazetteer.handlers_of(wanted_case uuid) returns setof uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    with fit as (
        select h.person, h.depth from gazetteer.naming_case c, gazetteer.handlers_near(c.division_path) h
         where c.id = wanted_case),
    taken as (
        select f.person from fit f where f.person in (
            select unnest(c.drafted_by) from gazetteer.naming_case c where c.id = wanted_case
            union select e.actor_id from app.workflow_event e where e.subject_id = wanted_case))
    select t.person from taken t
    union all
    select f.person from fit f
     where not exists (select from taken) and f.depth = (select max(n.depth) from fit n)
$$;

create function gazetteer.write_reminders(today date, by_mail boolean) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    made integer;
begin
    with matter as (
        select 'clock' as matter, k.case_id, k.id as item_id, k.due_on, k.kind as detail
          from gazetteer.case_clock k join app.workflow_subject s on s.id = k.case_id
         where k.ended_on is null and k.due_on is not null and s.state not in ('filed', 'ended')
        union all
        select 'unit', q.case_id, q.id, q.due_on, q.unit
          from gazetteer.case_consultation q join app.workflow_subject s on s.id = q.case_id
         where q.answered_on is null and s.state = 'consulting'
        union all
        select 'pre_naming', p.case_id, p.item_id, upper(k.held) - 1, ''
          from gazetteer.pre_naming p
          join gazetteer.name_claim k on k.item_id = p.item_id and k.released_at is null
         where upper(k.held) - 1 >= today),
    due as (
        select m.*, (select min(r.days_left) from gazetteer.reminder_rule r
                      where r.matter = m.matter and r.valid @> today and r.days_left >= m.due_on - today
                        and r.division_seq = (
                            select n.division_seq from gazetteer.reminder_rule n
                             where n.matter = m.matter and n.valid @> today and n.division_seq = any (c.division_path)
                             order by array_position(c.division_path, n.division_seq) desc limit 1)) as days_left
          from matter m join gazetteer.naming_case c on c.id = m.case_id)
    insert into gazetteer.reminder (person_id, matter, case_id, item_id, due_on, days_left, detail, mail)
    select h, d.matter, d.case_id, d.item_id, d.due_on, d.days_left, d.detail,
           case when by_mail and u.email is not null then 'to_send' else 'none' end
      from due d cross join lateral gazetteer.handlers_of(d.case_id) h join app.user_account u on u.id = h
     where d.days_left is not null
    on conflict on constraint uq_reminder_once do nothing;
    get diagnostics made = row_count;
    return made;
end $$;

-- Counted as tried before it is sent: a sender that is lost in between tries once more, later.
create function gazetteer.next_mail() returns table (
    id uuid, email text, matter text, case_id uuid, due_on date, number text, tries smallint)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    return query
        update gazetteer.reminder r set mail_tries = r.mail_tries + 1,
               mail_next_at = now() + interval '5 minutes' * power(4, r.mail_tries)
          from (select w.id, u.email from gazetteer.reminder w
                  join app.user_account u on u.id = w.person_id and u.status = 'active' and u.email is not null
                 where w.mail = 'to_send' and w.mail_next_at <= now()
                 order by w.mail_next_at limit 1 for update of w skip locked) found
         where r.id = found.id
        returning r.id, found.email, r.matter, r.case_id, r.due_on,
            coalesce((select n.number from gazetteer.case_number n where n.case_id = r.case_id), ''), r.mail_tries;
end $$;

create function gazetteer.note_mail(wanted uuid, new_state text, reason text) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
    update gazetteer.reminder r set mail = new_state, mail_error = reason,
           mail_sent_at = case new_state when 'sent' then now() end
     where r.id = wanted and r.mail = 'to_send'
$$;

revoke all on function gazetteer.handlers_near, gazetteer.handlers_of, gazetteer.write_reminders, gazetteer.next_mail,
    gazetteer.note_mail from public;
grant execute on function gazetteer.write_reminders, gazetteer.next_mail, gazetteer.note_mail to geoapp_app;
"""


def upgrade() -> None:
    for part in (TABLES, ROW_SECURITY, WORKING, REMINDERS, REMINDING):
        op.get_bind().exec_driver_sql(part)


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        drop function gazetteer.note_mail, gazetteer.next_mail, gazetteer.write_reminders, gazetteer.handlers_of,
            gazetteer.handlers_near;
        drop table gazetteer.reminder, gazetteer.reminder_rule;
        alter table app.user_account drop column email;
        drop function app.cancel_job, app.end_job, app.tell_job, app.start_job, app.hold_job;
        drop table app.job_file, app.job, app.job_kind;
        """
    )
