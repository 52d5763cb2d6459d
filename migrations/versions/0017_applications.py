"""Applications over the internet (网上申请): written by whoever holds a secret link, handed in, taken over as a case.

An applicant has no account. Each function below does one thing for whoever brings the hash of a link; nothing else
lets the public process at these tables, because without an actor row security shows it no row. Officers see what was
handed in in their area, and never a draft.
"""

from __future__ import annotations

from pathlib import Path
from runpy import run_path

from alembic import op

revision = "0017_applications"
down_revision = "0016_joint_announcements"
branch_labels = None
depends_on = None

TABLES = """
create table gazetteer.name_application (
    id uuid not null default gen_random_uuid() constraint pk_name_application primary key,
    token_hash bytea not null constraint uq_name_application_token_hash unique,
    kind text not null constraint ck_name_application_kind check (kind in ('naming', 'renaming')),
    category text not null constraint fk_name_application_category references gazetteer.legal_category,
    class_code text not null constraint fk_name_application_class_code references gazetteer.feature_class,
    division_id uuid not null constraint fk_name_application_division_id references boundaries.division,
    division_path integer[] not null,
    place_id uuid constraint fk_name_application_place_id references gazetteer.place,
    old_name_id uuid constraint fk_name_application_old_name_id references gazetteer.name,
    old_name text not null default '',
    state text not null default 'draft' constraint ck_name_application_state
        check (state in ('draft', 'handed_in', 'returned', 'taken_over')),
    names text not null default '' constraint ck_name_application_names check (char_length(names) <= 200),
    position_text text not null default '' constraint ck_name_application_position_text
        check (char_length(position_text) <= 2000),
    lon double precision constraint ck_name_application_lon check (lon between 70 and 140),
    lat double precision constraint ck_name_application_lat check (lat between 0 and 56),
    scale text not null default '' constraint ck_name_application_scale check (char_length(scale) <= 1000),
    reason text not null default '' constraint ck_name_application_reason check (char_length(reason) <= 2000),
    meaning text not null default '' constraint ck_name_application_meaning check (char_length(meaning) <= 2000),
    origin text not null default '' constraint ck_name_application_origin check (char_length(origin) <= 2000),
    applicant_unit text not null default '' constraint ck_name_application_applicant_unit
        check (char_length(applicant_unit) <= 200),
    applicant_code text not null default '' constraint ck_name_application_applicant_code
        check (char_length(applicant_code) <= 50),
    versions jsonb not null default '{}',
    version integer not null default 0,
    started_at timestamptz not null default clock_timestamp(),
    saved_at timestamptz not null default clock_timestamp(),
    expires_on date not null,
    receipt text constraint uq_name_application_receipt unique,
    follow_hash bytea,
    handed_in_at timestamptz,
    return_tasks text[] not null default '{}' constraint ck_name_application_return_tasks
        check (return_tasks <@ array['names', 'position', 'reason', 'applicant', 'papers']),
    case_id uuid constraint fk_name_application_case_id references gazetteer.naming_case
        constraint uq_name_application_case_id unique,
    constraint ck_name_application_renaming check ((kind = 'renaming') = (place_id is not null and old_name_id is not null)),
    constraint ck_name_application_receipt check ((state = 'draft') = (receipt is null)
        and (receipt is null) = (follow_hash is null) and (receipt is null) = (handed_in_at is null)),
    constraint ck_name_application_case check ((state = 'taken_over') = (case_id is not null)),
    constraint ck_name_application_complete check (state in ('draft', 'returned') or (
        btrim(names) <> '' and btrim(reason) <> '' and btrim(position_text) <> '' and btrim(applicant_unit) <> ''
        and (kind = 'renaming' or (lon is not null and lat is not null and btrim(meaning) <> ''))))
);
comment on table gazetteer.name_application is '网上申请; the contact stands apart, the secret of the link only as its hash';
comment on column gazetteer.name_application.versions is 'field -> how often it was written: what an open page saw of it';
comment on column gazetteer.name_application.version is 'counts every writing, papers too: what is handed in is what was reviewed';
comment on column gazetteer.name_application.expires_on is 'last day of a draft; meaningless once it is handed in';
comment on column gazetteer.name_application.follow_hash is 'SHA-256 of receipt and code, as in case_number';
create index ix_name_application_division_path on gazetteer.name_application using gin (division_path);
create index ix_name_application_handed_in_at on gazetteer.name_application (handed_in_at, id) where state <> 'draft';
create index ix_name_application_expires_on on gazetteer.name_application (expires_on) where state in ('draft', 'returned');

create table gazetteer.application_contact (
    application_id uuid not null constraint pk_application_contact primary key
        constraint fk_application_contact_application_id references gazetteer.name_application,
    person text not null default '' constraint ck_application_contact_person check (char_length(person) <= 50),
    phone text not null default '' constraint ck_application_contact_phone check (char_length(phone) <= 50)
);
comment on table gazetteer.application_contact is 'personal data; goes with the case (case_contact) when the application is taken over';

create table gazetteer.application_paper (
    id uuid not null default gen_random_uuid() constraint pk_application_paper primary key,
    application_id uuid not null constraint fk_application_paper_application_id references gazetteer.name_application,
    kind text not null constraint ck_application_paper_kind check (kind in (
        'application', 'site_plan', 'authorisation', 'land', 'project', 'owners_resolution', 'protection_plan',
        'evidence', 'other')),
    file_name text not null constraint ck_application_paper_file_name check (char_length(file_name) between 1 and 200),
    media_type text not null,
    size integer not null constraint ck_application_paper_size check (size between 1 and 20971520),
    sha256 text not null constraint ck_application_paper_sha256 check (sha256 ~ '^[0-9a-f]{64}$'),
    content bytea,
    added_at timestamptz not null default clock_timestamp(),
    constraint ck_application_paper_content check (octet_length(content) = size)
);
comment on column gazetteer.application_paper.content is 'null once it stands in the file of the case';
alter table gazetteer.application_paper alter column content set storage external;
create index ix_application_paper_application_id on gazetteer.application_paper (application_id);

create table gazetteer.application_event (
    application_id uuid not null constraint fk_application_event_application_id references gazetteer.name_application,
    number integer not null generated always as identity,
    action text not null constraint ck_application_event_action check (action in ('hand_in', 'return', 'take_over')),
    note text not null default '' constraint ck_application_event_note check (char_length(note) <= 2000),
    on_day date not null,
    at timestamptz not null default clock_timestamp(),
    actor_id uuid default app.current_actor() constraint fk_application_event_actor_id references app.user_account,
    constraint pk_application_event primary key (application_id, number),
    constraint ck_application_event_return check (action <> 'return' or btrim(note) <> '')
);
comment on column gazetteer.application_event.note is '退回补充: everything that is missing, as the applicant reads it';
"""

GUARD = """
create function gazetteer.application_guard() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    if old.state <> new.state and (old.state, new.state) not in (
        ('draft', 'handed_in'), ('returned', 'handed_in'), ('handed_in', 'returned'), ('handed_in', 'taken_over')) then
        raise exception 'an application does not go from % to %', old.state, new.state using errcode = 'GA002';
    end if;
    if new.case_id is not null and old.case_id is null and not exists (
        select from gazetteer.naming_case c where c.id = new.case_id and c.channel = 'portal'
           and c.kind = new.kind and c.division_id = new.division_id) then
        raise exception 'this case is not about what was applied for' using errcode = 'GA002';
    end if;
    return new;
end $$;
create trigger application_guard before update on gazetteer.name_application
    for each row execute function gazetteer.application_guard();
"""

# For the holder of a link. The days come from the application's one clock.
FUNCTIONS = """
-- With the rights of whoever asks: an officer under row security, or the owner's functions below.
create function gazetteer.application_told(a gazetteer.name_application) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
    select (to_jsonb(a) - 'token_hash' - 'follow_hash')
        || coalesce((select jsonb_build_object('contact_person', k.person, 'contact_phone', k.phone)
                       from gazetteer.application_contact k where k.application_id = a.id),
                    '{"contact_person": "", "contact_phone": ""}')
        || jsonb_build_object(
            'papers', (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'kind', p.kind, 'file_name', p.file_name,
                'media_type', p.media_type, 'size', p.size, 'added_at', p.added_at) order by p.added_at, p.id), '[]')
                from gazetteer.application_paper p where p.application_id = a.id),
            'events', (select coalesce(jsonb_agg(jsonb_build_object('action', e.action, 'on', e.on_day, 'note', e.note)
                order by e.number), '[]') from gazetteer.application_event e where e.application_id = a.id))
$$;

create function gazetteer.start_application(
    new_hash bytea, wanted_kind text, wanted_category text, wanted_class text, wanted_division uuid, wanted_place uuid,
    new_expiry date)
returns uuid language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    place gazetteer.place;
    old record;
    mine uuid;
begin
    if wanted_kind = 'renaming' then
        -- Only what is published: the register may know more than the public.
        select p.* into place from gazetteer.place p join published.place seen on seen.id = p.id where p.id = wanted_place;
        select n.id, n.text into old from gazetteer.name n
         where n.place_id = place.id and n.kind = 'standard' and upper_inf(n.valid) and n.status <> 'approved'
         order by n.recorded_at desc, n.id limit 1;
        if old.id is null then
            return null;
        end if;
        insert into gazetteer.name_application (token_hash, kind, category, class_code, division_id, division_path,
            place_id, old_name_id, old_name, expires_on)
        values (new_hash, wanted_kind, place.category, place.class_code, place.division_id, place.division_path,
            place.id, old.id, old.text, new_expiry) returning id into mine;
        return mine;
    end if;
    insert into gazetteer.name_application
        (token_hash, kind, category, class_code, division_id, division_path, expires_on)
    select new_hash, wanted_kind, wanted_category, wanted_class, d.id, d.path, new_expiry
      from published.division d where d.id = wanted_division returning id into mine;
    return mine;
end $$;

-- A draft past its last day is gone for its holder, whether or not it has been deleted yet.
create function gazetteer.application_behind(wanted_hash bytea, today date) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select gazetteer.application_told(a) || jsonb_build_object('progress', gazetteer.case_progress(a.case_id))
      from gazetteer.name_application a
     where a.token_hash = wanted_hash and (a.state not in ('draft', 'returned') or a.expires_on >= today)
$$;

-- The application, locked, if it may be written in. Raises when it may not; no row for a link that opens nothing.
create function gazetteer.open_application(wanted_hash bytea, today date) returns gazetteer.name_application
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    mine gazetteer.name_application;
begin
    select a.* into mine from gazetteer.name_application a
     where a.token_hash = wanted_hash and (a.state not in ('draft', 'returned') or a.expires_on >= today) for update;
    if found and mine.state not in ('draft', 'returned') then
        raise exception 'an application stands still once it is handed in' using errcode = 'GA002';
    end if;
    return mine;
end $$;

-- Writes fields against the versions that the page saw. Null: no such link. {"stale": [fields]}: written elsewhere in
-- between and otherwise than here; then nothing is written. The same text sent twice is no conflict.
create function gazetteer.write_application(
    wanted_hash bytea, changes jsonb, seen jsonb, touched text[], today date, new_expiry date)
returns jsonb language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    mine gazetteer.name_application := gazetteer.open_application(wanted_hash, today);
    present jsonb;
    stale jsonb;
begin
    if mine.id is null then
        return null;
    end if;
    present := gazetteer.application_told(mine);
    select jsonb_agg(key order by key) into stale from jsonb_object_keys(changes) as key
     where coalesce((mine.versions ->> key)::integer, 0) <> coalesce((seen ->> key)::integer, 0)
       and present -> key is distinct from changes -> key;
    if stale is not null then
        return jsonb_build_object('stale', stale);
    end if;
    update gazetteer.name_application a set
        names = coalesce(changes ->> 'names', a.names),
        position_text = coalesce(changes ->> 'position_text', a.position_text),
        lon = case when changes ? 'lon' then (changes ->> 'lon')::double precision else a.lon end,
        lat = case when changes ? 'lat' then (changes ->> 'lat')::double precision else a.lat end,
        scale = coalesce(changes ->> 'scale', a.scale),
        reason = coalesce(changes ->> 'reason', a.reason),
        meaning = coalesce(changes ->> 'meaning', a.meaning),
        origin = coalesce(changes ->> 'origin', a.origin),
        applicant_unit = coalesce(changes ->> 'applicant_unit', a.applicant_unit),
        applicant_code = coalesce(changes ->> 'applicant_code', a.applicant_code),
        versions = a.versions || (select coalesce(jsonb_object_agg(key, coalesce((a.versions ->> key)::integer, 0) + 1), '{}')
                                    from jsonb_object_keys(changes) as key),
        return_tasks = (select coalesce(array_agg(task), '{}') from unnest(a.return_tasks) task where task <> all (touched)),
        version = a.version + 1, saved_at = clock_timestamp(), expires_on = new_expiry
     where a.id = mine.id returning a.* into mine;
    if changes ?| array['contact_person', 'contact_phone'] then
        insert into gazetteer.application_contact as k (application_id, person, phone)
        values (mine.id, coalesce(changes ->> 'contact_person', ''), coalesce(changes ->> 'contact_phone', ''))
        on conflict (application_id) do update set person = coalesce(changes ->> 'contact_person', k.person),
            phone = coalesce(changes ->> 'contact_phone', k.phone);
    end if;
    return jsonb_build_object('id', mine.id, 'versions', mine.versions, 'saved_at', mine.saved_at);
end $$;

create function gazetteer.papers_changed(wanted uuid, still_missing text[], new_expiry date) returns uuid
language sql set search_path = pg_catalog, pg_temp as $$
    update gazetteer.name_application set version = version + 1, saved_at = clock_timestamp(), expires_on = new_expiry,
        return_tasks = still_missing
     where id = wanted returning id
$$;

create function gazetteer.add_application_paper(
    wanted_hash bytea, new_kind text, new_name text, new_type text, new_sha256 text, new_content bytea, today date,
    new_expiry date)
returns uuid language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    mine gazetteer.name_application := gazetteer.open_application(wanted_hash, today);
begin
    if mine.id is null then
        return null;
    end if;
    if (select count(*) >= 20 or coalesce(sum(p.size), 0) + octet_length(new_content) > 62914560
          from gazetteer.application_paper p where p.application_id = mine.id) then
        raise exception 'an application has at most 20 papers and 60 MB' using errcode = 'GA002';
    end if;
    insert into gazetteer.application_paper (application_id, kind, file_name, media_type, size, sha256, content)
    values (mine.id, new_kind, new_name, new_type, octet_length(new_content), new_sha256, new_content);
    return gazetteer.papers_changed(mine.id, array_remove(mine.return_tasks, 'papers'), new_expiry);
end $$;

create function gazetteer.remove_application_paper(wanted_hash bytea, wanted uuid, today date, new_expiry date)
returns uuid language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    mine gazetteer.name_application := gazetteer.open_application(wanted_hash, today);
begin
    delete from gazetteer.application_paper p where p.application_id = mine.id and p.id = wanted;
    if not found then
        return null;
    end if;
    return gazetteer.papers_changed(mine.id, mine.return_tasks, new_expiry);
end $$;

create function gazetteer.hand_in_application(
    wanted_hash bytea, seen_version integer, new_receipt text, new_follow_hash bytea, today date)
returns uuid language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    mine gazetteer.name_application := gazetteer.open_application(wanted_hash, today);
begin
    if mine.id is null then
        return null;
    end if;
    if mine.version <> seen_version then
        raise exception 'the application was changed since it was reviewed' using errcode = 'GA001';
    end if;
    -- A second handing-in keeps its number, so the code that belongs to it stays good.
    update gazetteer.name_application a set state = 'handed_in', return_tasks = '{}', version = a.version + 1,
        receipt = coalesce(a.receipt, new_receipt), follow_hash = coalesce(a.follow_hash, new_follow_hash),
        handed_in_at = clock_timestamp() where a.id = mine.id;
    insert into gazetteer.application_event (application_id, action, on_day) values (mine.id, 'hand_in', today);
    return mine.id;
end $$;

-- Drafts past their last day, with everything that was sent along. What was handed in is never touched.
create function gazetteer.expire_applications(today date) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    past uuid[];
begin
    select array_agg(locked.id) into past from (
        select a.id from gazetteer.name_application a
         where a.state in ('draft', 'returned') and a.expires_on < today for update) locked;
    delete from gazetteer.application_paper where application_id = any (past);
    delete from gazetteer.application_contact where application_id = any (past);
    delete from gazetteer.application_event where application_id = any (past);
    delete from gazetteer.name_application where id = any (past);
    return coalesce(cardinality(past), 0);
end $$;
"""

# How a case stands, for whoever holds its number and code, the receipt and code of its application, or its link.
FOLLOWING = """
create function gazetteer.case_progress(wanted_case uuid) returns jsonb
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
                     from gazetteer.case_clock k where k.case_id = c.id and k.ended_on is null))
      from gazetteer.naming_case c
      join app.workflow_subject s on s.id = c.id
      left join gazetteer.case_number n on n.case_id = c.id
     where c.id = wanted_case
$$;

create or replace function gazetteer.follow_case(wanted_number text, wanted_hash bytea) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select gazetteer.case_progress(n.case_id) from gazetteer.case_number n
     where n.number = wanted_number and n.follow_hash = wanted_hash
    union all
    select coalesce(gazetteer.case_progress(a.case_id),
                    jsonb_build_object('kind', a.kind, 'state', a.state, 'clocks', jsonb_build_array(), 'steps',
                                       jsonb_build_array(), 'name', split_part(a.names, E'\\n', 1)))
        || jsonb_build_object(
            'number', coalesce((select n.number from gazetteer.case_number n where n.case_id = a.case_id), a.receipt),
            'office_seq', (select d.seq from published.division d where d.seq = any (a.division_path) and d.level <= 3
                            order by d.level desc limit 1),
            'steps', (select jsonb_agg(jsonb_build_object('action', e.action, 'on', e.on_day) order by e.number)
                        from gazetteer.application_event e where e.application_id = a.id)
                     || coalesce(gazetteer.case_progress(a.case_id) -> 'steps', '[]'))
      from gazetteer.name_application a
     where a.receipt = wanted_number and a.follow_hash = wanted_hash
$$;
"""

RIGHTS = """
alter table gazetteer.name_application enable row level security;
alter table gazetteer.name_application force row level security;
create policy name_application_read on gazetteer.name_application for select to geoapp_app
    using (state <> 'draft' and division_path && (select app.regions('cases.handle')));
create policy name_application_settle on gazetteer.name_application for update to geoapp_app
    using (state = 'handed_in' and division_path && (select app.regions('cases.draft')))
    with check (state in ('returned', 'taken_over') and division_path && (select app.regions('cases.draft')));

alter table gazetteer.application_contact enable row level security;
alter table gazetteer.application_contact force row level security;
create policy application_contact_read on gazetteer.application_contact for select to geoapp_app
    using (exists (select from gazetteer.name_application a where a.id = application_id));
create policy application_contact_leave on gazetteer.application_contact for delete to geoapp_app
    using (exists (select from gazetteer.name_application a where a.id = application_id and a.state = 'taken_over'
                      and a.division_path && (select app.regions('cases.draft'))));
alter table gazetteer.application_paper enable row level security;
alter table gazetteer.application_paper force row level security;
create policy application_paper_read on gazetteer.application_paper for select to geoapp_app
    using (exists (select from gazetteer.name_application a where a.id = application_id));
create policy application_paper_leave on gazetteer.application_paper for update to geoapp_app
    using (exists (select from gazetteer.name_application a where a.id = application_id and a.state = 'taken_over'
                      and a.division_path && (select app.regions('cases.draft'))))
    with check (content is null);
alter table gazetteer.application_event enable row level security;
alter table gazetteer.application_event force row level security;
create policy application_event_read on gazetteer.application_event for select to geoapp_app
    using (exists (select from gazetteer.name_application a where a.id = application_id));
create policy application_event_add on gazetteer.application_event for insert to geoapp_app
    with check (action <> 'hand_in' and exists (
        select from gazetteer.name_application a
         where a.id = application_id and a.division_path && (select app.regions('cases.draft'))));

grant select on gazetteer.name_application, gazetteer.application_contact, gazetteer.application_paper,
    gazetteer.application_event to geoapp_app;
grant update (state, return_tasks, expires_on, case_id) on gazetteer.name_application to geoapp_app;
grant delete on gazetteer.application_contact to geoapp_app;
grant update (content) on gazetteer.application_paper to geoapp_app;
grant insert on gazetteer.application_event to geoapp_app;
revoke all on function gazetteer.application_told, gazetteer.start_application, gazetteer.application_behind,
    gazetteer.open_application, gazetteer.write_application, gazetteer.add_application_paper,
    gazetteer.remove_application_paper, gazetteer.papers_changed, gazetteer.hand_in_application,
    gazetteer.expire_applications, gazetteer.case_progress from public;
grant execute on function gazetteer.application_told, gazetteer.start_application, gazetteer.application_behind,
    gazetteer.write_application, gazetteer.add_application_paper, gazetteer.remove_application_paper,
    gazetteer.hand_in_application, gazetteer.expire_applications to geoapp_app;
do $$
declare
    one text;
begin
    foreach one in array array['name_application', 'application_contact', 'application_paper', 'application_event'] loop
        execute format('create policy %I on gazetteer.%I to %I using (true)', one || '_owner', one, current_user);
    end loop;
end $$;
"""


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    for part in (TABLES, GUARD, FOLLOWING, FUNCTIONS, RIGHTS):
        run(part)


def downgrade() -> None:
    run = op.get_bind().exec_driver_sql
    run(run_path(str(Path(__file__).with_name("0009_naming_cases.py")))["FOLLOWING"])
    run(
        """
        drop function gazetteer.expire_applications, gazetteer.hand_in_application, gazetteer.remove_application_paper,
            gazetteer.add_application_paper, gazetteer.papers_changed, gazetteer.write_application, gazetteer.open_application,
            gazetteer.application_behind, gazetteer.start_application, gazetteer.application_told, gazetteer.case_progress;
        drop table gazetteer.application_event, gazetteer.application_paper, gazetteer.application_contact,
            gazetteer.name_application;
        drop function gazetteer.application_guard;
        """
    )
