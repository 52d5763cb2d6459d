"""Cases on names: applications, decisions, clocks, announcements, filings; who may touch which of them, and when.

What the applicant wrote stands still from the submission on; what officers add is appended. The same person is at
most one of drafter, reviewer and approver of a case. Numbers come from gapless yearly counters.
"""

from __future__ import annotations

from alembic import op

revision = "0009_naming_cases"
down_revision = "0008_tiles"
branch_labels = None
depends_on = None

CASES = """
create table gazetteer.naming_case (
    id uuid not null constraint pk_naming_case primary key
        constraint fk_naming_case_id references app.workflow_subject,
    kind text not null constraint ck_naming_case_kind
        check (kind in ('naming', 'renaming', 'retirement', 'correction')),
    category text not null constraint fk_naming_case_category references gazetteer.legal_category,
    class_code text not null constraint fk_naming_case_class_code references gazetteer.feature_class,
    channel text not null constraint ck_naming_case_channel check (channel in ('counter', 'portal', 'office')),
    division_id uuid not null constraint fk_naming_case_division_id references boundaries.division,
    division_path integer[] not null,
    applicant_unit text not null default '',
    applicant_code text not null default '',
    drafted_by uuid[] not null default '{}',
    opened_at timestamptz not null default now(),
    changed_at timestamptz not null default now(),
    version integer not null default 0
);
comment on column gazetteer.naming_case.applicant_code is '统一社会信用代码; an applicant is never a private person (条例第十一条)';
comment on column gazetteer.naming_case.drafted_by is 'everybody who wrote in the draft, kept by a trigger: none of them reviews or approves';
create index ix_naming_case_division_path on gazetteer.naming_case using gin (division_path);

create table gazetteer.case_contact (
    case_id uuid not null constraint pk_case_contact primary key
        constraint fk_case_contact_case_id references gazetteer.naming_case,
    person text not null default '',
    phone text not null default ''
);
comment on table gazetteer.case_contact is 'personal data, apart from the case so that it is read only where it is asked for';

create table gazetteer.case_item (
    id uuid not null default gen_random_uuid() constraint pk_case_item primary key,
    case_id uuid not null constraint fk_case_item_case_id references gazetteer.naming_case,
    position smallint not null constraint ck_case_item_position check (position >= 1),
    candidate_names text[] not null
        constraint ck_case_item_candidate_names check (cardinality(candidate_names) between 0 and 5),
    place_id uuid constraint fk_case_item_place_id references gazetteer.place,
    old_name_id uuid constraint fk_case_item_old_name_id references gazetteer.name,
    geom geometry(Point, 4490) constraint ck_case_item_envelope check (app.inside_envelope(geom)),
    position_text text not null default '',
    reading text not null default '',
    origin text not null default '',
    meaning text not null default '',
    reason text not null default '',
    facts jsonb not null default '{}',
    ended_on date,
    constraint uq_case_item_position unique (case_id, position)
);
comment on column gazetteer.case_item.candidate_names is 'in the order of the applicant''s wish';
comment on column gazetteer.case_item.position_text is '位置描述, one of the six facts of the announcement';
comment on column gazetteer.case_item.ended_on is 'retirement: since when the feature is gone';

create table gazetteer.case_number (
    case_id uuid not null constraint pk_case_number primary key
        constraint fk_case_number_case_id references gazetteer.naming_case,
    office_seq integer not null,
    year smallint not null,
    serial integer not null,
    number text not null constraint uq_case_number_number unique,
    follow_hash bytea not null,
    accepted_on date not null,
    constraint uq_case_number_serial unique (office_seq, year, serial)
);
comment on column gazetteer.case_number.follow_hash is 'SHA-256 of number and code: the code itself is told to the applicant once';

create table gazetteer.case_document (
    id uuid not null default gen_random_uuid() constraint pk_case_document primary key,
    case_id uuid not null constraint fk_case_document_case_id references gazetteer.naming_case,
    kind text not null constraint ck_case_document_kind check (kind in (
        'application', 'site_plan', 'authorisation', 'land', 'project', 'owners_resolution', 'evaluation', 'experts',
        'opinions', 'approval', 'filing_report', 'protection_plan', 'evidence', 'other')),
    file_name text not null constraint ck_case_document_file_name check (char_length(file_name) between 1 and 200),
    media_type text not null,
    size integer not null constraint ck_case_document_size check (size between 1 and 20971520),
    sha256 text not null constraint ck_case_document_sha256 check (sha256 ~ '^[0-9a-f]{64}$'),
    content bytea not null,
    added_by uuid not null default app.current_actor() constraint fk_case_document_added_by references app.user_account,
    added_at timestamptz not null default clock_timestamp(),
    withdrawn_at timestamptz,
    constraint ck_case_document_content check (octet_length(content) = size)
);
alter table gazetteer.case_document alter column content set storage external;
create index ix_case_item_place_id on gazetteer.case_item (place_id) where place_id is not null;
create index ix_case_item_made on gazetteer.case_item ((id::text));
create index ix_case_document_case_id on gazetteer.case_document (case_id);

create table gazetteer.case_check (
    id uuid not null default gen_random_uuid() constraint pk_case_check primary key,
    case_id uuid not null constraint fk_case_check_case_id references gazetteer.naming_case,
    name text not null,
    rules_version text not null,
    data_version text not null,
    report jsonb not null,
    made_by uuid default app.current_actor() constraint fk_case_check_made_by references app.user_account,
    made_at timestamptz not null default clock_timestamp()
);
comment on table gazetteer.case_check is 'reports of the naming rules, as they came; the newest of a name counts';
create index ix_case_check_case_id on gazetteer.case_check (case_id, made_at desc);

create table gazetteer.case_consultation (
    id uuid not null default gen_random_uuid() constraint pk_case_consultation primary key,
    case_id uuid not null constraint fk_case_consultation_case_id references gazetteer.naming_case,
    unit text not null constraint ck_case_consultation_unit check (char_length(unit) between 1 and 200),
    is_mandatory boolean not null,
    asked_on date not null,
    due_on date not null,
    answered_on date,
    answer text constraint ck_case_consultation_answer check (answer in ('agree', 'object', 'none')),
    text text not null default '',
    version integer not null default 0,
    constraint ck_case_consultation_answered check ((answered_on is null) = (answer is null)),
    constraint uq_case_consultation_unit unique (case_id, unit, asked_on)
);

create table gazetteer.case_opinion (
    id uuid not null default gen_random_uuid() constraint pk_case_opinion primary key,
    case_id uuid not null constraint fk_case_opinion_case_id references gazetteer.naming_case,
    received_on date not null,
    text text not null constraint ck_case_opinion_text check (char_length(text) between 1 and 2000),
    handling text constraint ck_case_opinion_handling check (btrim(handling) <> ''),
    handled_on date,
    version integer not null default 0,
    constraint ck_case_opinion_handled check ((handling is null) = (handled_on is null))
);
comment on table gazetteer.case_opinion is 'opinions of the public and how each was handled (征求意见报告); whoever wrote is not stored';
create index ix_case_opinion_case_id on gazetteer.case_opinion (case_id);
"""

CLOCKS = """
create table gazetteer.case_period (
    kind text not null constraint ck_case_period_kind check (kind in ('acceptance', 'decision', 'filing', 'announcement')),
    division_seq integer not null,
    days smallint not null constraint ck_case_period_days check (days between 1 and 365),
    unit text not null constraint ck_case_period_unit check (unit in ('calendar', 'working')),
    law text not null,
    valid daterange not null default daterange(null, null),
    constraint ex_case_period_one_rule exclude using gist (kind with =, division_seq with =, valid with &&)
);
comment on table gazetteer.case_period is 'how long each thing may take; the row of the nearest division above the case counts';
insert into gazetteer.case_period (kind, division_seq, days, unit, law) values
    ('acceptance', 1, 5, 'working', '行政许可法第三十二条'),
    ('decision', 1, 20, 'working', '行政许可法第四十二条'),
    ('filing', 1, 15, 'calendar', '地名管理条例第十三条'),
    ('announcement', 1, 15, 'calendar', '地名管理条例第十四条');

create table gazetteer.case_clock (
    id uuid not null default gen_random_uuid() constraint pk_case_clock primary key,
    case_id uuid not null constraint fk_case_clock_case_id references gazetteer.naming_case,
    kind text not null constraint ck_case_clock_kind check (kind in ('acceptance', 'decision', 'filing', 'announcement')),
    starts_on date not null,
    days smallint not null,
    unit text not null constraint ck_case_clock_unit check (unit in ('calendar', 'working')),
    law text not null,
    due_on date,
    due_reason text constraint ck_case_clock_due_reason check (due_reason in ('paused', 'calendar')),
    ended_on date,
    outcome text constraint ck_case_clock_outcome check (outcome in ('met', 'stopped')),
    version integer not null default 0,
    constraint ck_case_clock_due check ((due_on is null) = (due_reason is not null)),
    constraint ck_case_clock_ended check ((ended_on is null) = (outcome is null))
);
create unique index uq_case_clock_running on gazetteer.case_clock (case_id, kind) where ended_on is null;
create index ix_case_clock_due_on on gazetteer.case_clock (due_on) where ended_on is null;
create table gazetteer.case_clock_pause (
    clock_id uuid not null constraint fk_case_clock_pause_clock_id references gazetteer.case_clock,
    first_day date not null,
    until_day date constraint ck_case_clock_pause_until_day check (until_day >= first_day),
    constraint pk_case_clock_pause primary key (clock_id, first_day)
);
"""

DECISIONS = """
create table gazetteer.case_decision (
    item_id uuid not null constraint pk_case_decision primary key
        constraint fk_case_decision_item_id references gazetteer.case_item,
    case_id uuid not null constraint fk_case_decision_case_id references gazetteer.naming_case,
    outcome text not null constraint ck_case_decision_outcome check (outcome in ('approved', 'refused')),
    name text not null default '',
    place_id uuid constraint fk_case_decision_place_id references gazetteer.place,
    name_id uuid constraint fk_case_decision_name_id references gazetteer.name,
    approver_kind text not null constraint ck_case_decision_approver_kind check (approver_kind in (
        'state_council_department', 'local_government', 'place_name_authority', 'other_department')),
    approving_body text not null default '',
    document text not null default '',
    decided_on date not null,
    reason text not null default '',
    decided_by uuid default app.current_actor() constraint fk_case_decision_decided_by references app.user_account,
    constraint ck_case_decision_reason check (outcome = 'approved' or btrim(reason) <> '')
);
create index ix_case_decision_case_id on gazetteer.case_decision (case_id);

create table gazetteer.name_claim (
    item_id uuid not null constraint pk_name_claim primary key
        constraint fk_name_claim_item_id references gazetteer.case_item,
    case_id uuid not null constraint fk_name_claim_case_id references gazetteer.naming_case,
    name_key text,
    scope_key text,
    name_id uuid constraint fk_name_claim_name_id references gazetteer.name,
    replaces_name_id uuid constraint fk_name_claim_replaces_name_id references gazetteer.name,
    released_at timestamptz,
    constraint ck_name_claim_key check ((name_key is null) = (scope_key is null))
);
comment on table gazetteer.name_claim is
    'one approved name per text and legal scope (条例第九条), one approved change per name, also where nobody sees the other county''s case';
create unique index uq_name_claim_name_in_scope on gazetteer.name_claim (scope_key, name_key) where released_at is null;
create unique index uq_name_claim_replaced_name on gazetteer.name_claim (replaces_name_id);

create table gazetteer.announcement (
    id uuid not null default gen_random_uuid() constraint pk_announcement primary key,
    case_id uuid not null constraint fk_announcement_case_id references gazetteer.naming_case,
    item_id uuid not null constraint fk_announcement_item_id references gazetteer.case_item,
    office_seq integer not null,
    year smallint not null,
    serial integer not null,
    number text not null constraint uq_announcement_number unique,
    standard_name text not null constraint ck_announcement_standard_name check (btrim(standard_name) <> ''),
    romanisation text not null constraint ck_announcement_romanisation check (btrim(romanisation) <> ''),
    division text not null constraint ck_announcement_division check (btrim(division) <> ''),
    position text not null constraint ck_announcement_position check (btrim(position) <> ''),
    approving_body text not null constraint ck_announcement_approving_body check (btrim(approving_body) <> ''),
    approved_on date not null,
    announced_on date not null,
    issuer text not null,
    body text not null,
    body_hash text not null,
    corrects uuid constraint fk_announcement_corrects references gazetteer.announcement,
    made_by uuid default app.current_actor() constraint fk_announcement_made_by references app.user_account,
    constraint uq_announcement_serial unique (office_seq, year, serial),
    constraint ck_announcement_after_approval check (announced_on >= approved_on)
);
comment on table gazetteer.announcement is 'the six facts of 地名备案公告管理办法 are NOT NULL and not blank here';
create unique index uq_announcement_item_id on gazetteer.announcement (item_id) where corrects is null;

create table gazetteer.case_filing (
    id uuid not null default gen_random_uuid() constraint pk_case_filing primary key,
    case_id uuid not null constraint fk_case_filing_case_id references gazetteer.naming_case,
    sent_to text not null,
    sent_on date not null,
    manifest jsonb not null,
    package_hash text not null,
    receipt text,
    received_on date,
    returned_on date,
    return_reason text,
    version integer not null default 0,
    constraint ck_case_filing_receipt check ((receipt is null) = (received_on is null)),
    constraint ck_case_filing_return check ((return_reason is null) = (returned_on is null)),
    constraint ck_case_filing_one_answer check (received_on is null or returned_on is null)
);
create unique index uq_case_filing_open on gazetteer.case_filing (case_id) where returned_on is null;

create table gazetteer.case_counter (
    office_seq integer not null,
    kind text not null constraint ck_case_counter_kind check (kind in ('case', 'announcement')),
    year smallint not null,
    last integer not null,
    constraint pk_case_counter primary key (office_seq, kind, year)
);
comment on table gazetteer.case_counter is 'the row stays locked until commit, so a number that is rolled back is given again';

create table published.announcement (
    id uuid not null constraint pk_announcement primary key,
    number text not null,
    kind text not null,
    place_id uuid not null,
    name_id uuid not null,
    standard_name text not null,
    former_name text,
    romanisation text not null,
    division text not null,
    position text not null,
    approving_body text not null,
    approved_on date not null,
    announced_on date not null,
    issuer text not null,
    body text not null,
    body_hash text not null,
    corrects uuid
);
create index ix_announcement_announced_on on published.announcement (announced_on desc, id desc);
create index ix_announcement_name_id on published.announcement (name_id);
create index ix_announcement_corrects on published.announcement (corrects) where corrects is not null;
"""

# Which part in a case each step is. Steps without a part (announcing, filing) are open to whoever holds the permission.
STEPS = """
create table gazetteer.case_part (
    action text not null constraint pk_case_part primary key,
    part text not null constraint ck_case_part_part check (part in ('draft', 'review', 'approve'))
);
insert into gazetteer.case_part (action, part) values
    ('submit', 'draft'), ('resubmit', 'draft'), ('withdraw', 'draft'),
    ('accept', 'review'), ('ask_correction', 'review'), ('decline', 'review'), ('start_consulting', 'review'),
    ('finish_consulting', 'review'), ('to_decision', 'review'),
    ('approve', 'approve'), ('refuse', 'approve'), ('send_back', 'approve');

insert into app.role_permission (role, permission) values
    ('clerk', 'cases.handle'), ('reviewer', 'cases.handle'), ('approver', 'cases.handle'),
    ('clerk', 'cases.draft'), ('reviewer', 'cases.accept'), ('reviewer', 'cases.review'),
    ('approver', 'cases.approve'), ('clerk', 'cases.announce'), ('reviewer', 'cases.announce');

insert into app.workflow (name, initial) values ('naming_case', 'draft');
insert into app.workflow_step (workflow, source, action, target, permission) values
    ('naming_case', 'draft', 'submit', 'submitted', 'cases.draft'),
    ('naming_case', 'submitted', 'accept', 'reviewing', 'cases.accept'),
    ('naming_case', 'submitted', 'ask_correction', 'correction', 'cases.accept'),
    ('naming_case', 'correction', 'resubmit', 'submitted', 'cases.draft'),
    ('naming_case', 'submitted', 'decline', 'ended', 'cases.accept'),
    ('naming_case', 'reviewing', 'start_consulting', 'consulting', 'cases.review'),
    ('naming_case', 'consulting', 'finish_consulting', 'reviewing', 'cases.review'),
    ('naming_case', 'reviewing', 'to_decision', 'deciding', 'cases.review'),
    ('naming_case', 'deciding', 'send_back', 'reviewing', 'cases.approve'),
    ('naming_case', 'deciding', 'approve', 'announcing', 'cases.approve'),
    ('naming_case', 'deciding', 'refuse', 'ended', 'cases.approve'),
    ('naming_case', 'announcing', 'announce', 'announced', 'cases.announce'),
    ('naming_case', 'announced', 'record_filing', 'filed', 'cases.announce'),
    ('naming_case', 'draft', 'withdraw', 'ended', 'cases.draft'),
    ('naming_case', 'submitted', 'withdraw', 'ended', 'cases.draft'),
    ('naming_case', 'correction', 'withdraw', 'ended', 'cases.draft'),
    ('naming_case', 'consulting', 'withdraw', 'ended', 'cases.draft'),
    ('naming_case', 'reviewing', 'withdraw', 'ended', 'cases.draft'),
    ('naming_case', 'deciding', 'withdraw', 'ended', 'cases.draft');
"""

GUARDS = """
create function gazetteer.case_parts_of(wanted_case uuid, person uuid) returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(distinct taken.part), '{}') from (
        select p.part from app.workflow_event e join gazetteer.case_part p on p.action = e.action
         where e.subject_id = wanted_case and e.workflow = 'naming_case' and e.actor_id = person
        union all
        select 'draft' from gazetteer.naming_case c where c.id = wanted_case and person = any (c.drafted_by)) taken
$$;

-- Fires before workflow_take_step (triggers run in the order of their names).
create function gazetteer.naming_case_guard() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
    mine text := (select p.part from gazetteer.case_part p where p.action = new.action);
begin
    if new.workflow <> 'naming_case' then
        return new;
    end if;
    if mine is not null and exists (
        select from unnest(gazetteer.case_parts_of(new.subject_id, new.actor_id)) taken where taken <> mine) then
        raise exception 'the same person does not draft, review and approve one case' using errcode = '42501';
    end if;
    if new.action in ('finish_consulting', 'to_decision') and exists (
        select from gazetteer.case_consultation q
         where q.case_id = new.subject_id and q.is_mandatory and q.answered_on is null) then
        raise exception 'a consultation that has to be answered is not' using errcode = 'GA002';
    end if;
    return new;
end $$;
create trigger naming_case_guard before insert on app.workflow_event
    for each row execute function gazetteer.naming_case_guard();

create function gazetteer.case_is_open_for_writing(wanted_case uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select from app.workflow_subject s where s.id = wanted_case and s.state in ('draft', 'correction'))
$$;
create function gazetteer.keep_drafters() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    if not gazetteer.case_is_open_for_writing(new.id) then
        raise exception 'an application stands still once it is submitted' using errcode = 'GA002';
    end if;
    if tg_op = 'UPDATE' and gazetteer.case_parts_of(new.id, app.current_actor()) && array['review', 'approve'] then
        raise exception 'the same person does not draft, review and approve one case' using errcode = '42501';
    end if;
    new.drafted_by := case when tg_op = 'INSERT' then '{}' else old.drafted_by end;
    if app.current_actor() <> all (new.drafted_by) then
        new.drafted_by := new.drafted_by || app.current_actor();
    end if;
    return new;
end $$;
create trigger naming_case_keep_drafters before insert or update on gazetteer.naming_case
    for each row execute function gazetteer.keep_drafters();
create function gazetteer.refuse_later_writing() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
    found record;
begin
    found := case when tg_op = 'DELETE' then old else new end;
    if not gazetteer.case_is_open_for_writing(found.case_id) then
        raise exception 'an application stands still once it is submitted' using errcode = 'GA002';
    end if;
    return found;
end $$;
create trigger case_item_stands_still before insert or update or delete on gazetteer.case_item
    for each row execute function gazetteer.refuse_later_writing();
create trigger case_contact_stands_still before insert or update or delete on gazetteer.case_contact
    for each row execute function gazetteer.refuse_later_writing();

-- Whether a case about this place (registered, or made by its item) stands in the state, where the actor may act.
create function gazetteer.case_decides(place uuid, made_by_item text, wanted_state text, permission text)
returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select from gazetteer.case_item i join app.workflow_subject s on s.id = i.case_id
                    where (i.place_id = place or i.id::text = made_by_item) and s.state = wanted_state
                      and s.workflow = 'naming_case' and s.division_path && app.regions(permission))
$$;

create function gazetteer.next_serial(wanted_office integer, wanted_kind text, wanted_year integer) returns integer
language sql security definer set search_path = pg_catalog, pg_temp as $$
    insert into gazetteer.case_counter as c (office_seq, kind, year, last)
    values (wanted_office, wanted_kind, wanted_year, 1)
    on conflict (office_seq, kind, year) do update set last = c.last + 1
    returning last
$$;
"""

FOLLOWING = """
-- For the applicant: where the case stands, no person's name. Wrong number and wrong code give the same nothing.
create or replace function gazetteer.follow_case(wanted_number text, wanted_hash bytea) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_object(
        'number', n.number, 'kind', c.kind, 'state', s.state, 'office_seq', n.office_seq,
        'name', (select coalesce(i.candidate_names[1], m.text) from gazetteer.case_item i
                   left join gazetteer.name m on m.id = i.old_name_id where i.case_id = c.id order by i.position limit 1),
        'steps', (select jsonb_agg(jsonb_build_object('action', e.action, 'on',
                     (e.at at time zone 'Asia/Shanghai')::date) order by e.version)
                    from app.workflow_event e where e.subject_id = c.id),
        'clocks', (select coalesce(jsonb_agg(jsonb_build_object('kind', k.kind, 'due_on', k.due_on,
                     'due_reason', k.due_reason) order by k.due_on), '[]')
                     from gazetteer.case_clock k where k.case_id = c.id and k.ended_on is null))
      from gazetteer.case_number n
      join gazetteer.naming_case c on c.id = n.case_id
      join app.workflow_subject s on s.id = c.id
     where n.number = wanted_number and n.follow_hash = wanted_hash
$$;
"""

FUNCTION_RIGHTS = """
revoke all on function gazetteer.case_parts_of, gazetteer.case_is_open_for_writing, gazetteer.case_decides,
    gazetteer.next_serial, gazetteer.follow_case from public;
grant execute on function gazetteer.case_parts_of, gazetteer.case_is_open_for_writing, gazetteer.case_decides,
    gazetteer.next_serial, gazetteer.follow_case to geoapp_app;
"""

APPEND_ONLY = ("case_number", "case_check", "case_decision", "announcement")
OF_A_CASE = (
    "case_contact", "case_item", "case_number", "case_document", "case_check", "case_consultation", "case_opinion",
    "case_clock", "case_decision", "name_claim", "announcement", "case_filing",
)  # fmt: skip

# Rows of a case follow the case, which is seen where cases are handled.
ROW_SECURITY = """
alter table gazetteer.naming_case enable row level security;
alter table gazetteer.naming_case force row level security;
create policy naming_case_read on gazetteer.naming_case for select to geoapp_app
    using (division_path && (select app.regions('cases.handle')));
create policy naming_case_open on gazetteer.naming_case for insert to geoapp_app
    with check (division_path && (select app.regions('cases.draft')));
create policy naming_case_change on gazetteer.naming_case for update to geoapp_app
    using (division_path && (select app.regions('cases.draft')));

alter table gazetteer.case_clock_pause enable row level security;
alter table gazetteer.case_clock_pause force row level security;
create policy case_clock_pause_all on gazetteer.case_clock_pause for all to geoapp_app
    using (exists (select from gazetteer.case_clock k where k.id = clock_id));

-- What a decision does to the register, and only while its case is at that step; imports keep their policies (0003).
create policy place_add_by_case on gazetteer.place for insert to geoapp_app
    with check (source = 'naming_case' and gazetteer.case_decides(id, source_ref, 'announcing', 'cases.approve'));
create policy place_change_by_case on gazetteer.place for update to geoapp_app
    using (gazetteer.case_decides(id, source_ref, 'announced', 'cases.announce'));
create policy name_add_by_case on gazetteer.name for insert to geoapp_app with check (
    status = 'approved' and exists (select from gazetteer.place p where p.id = place_id
        and gazetteer.case_decides(p.id, p.source_ref, 'announcing', 'cases.approve')));
create policy name_change_by_case on gazetteer.name for update to geoapp_app using (
    exists (select from gazetteer.place p where p.id = place_id
        and gazetteer.case_decides(p.id, p.source_ref, 'announced', 'cases.announce')));
"""

_FOLLOWS_CASE = """
alter table gazetteer.{table} enable row level security;
alter table gazetteer.{table} force row level security;
create policy {table}_all on gazetteer.{table} for all to geoapp_app
    using (exists (select from gazetteer.naming_case c where c.id = case_id));
"""

RIGHTS = """
grant select, insert, update on gazetteer.naming_case to geoapp_app;
-- A draft is rewritten as a whole; triggers let items and contact stand still afterwards.
grant select, insert, delete on gazetteer.case_item, gazetteer.case_contact to geoapp_app;
grant select, insert on gazetteer.case_number, gazetteer.case_document, gazetteer.case_check, gazetteer.case_decision,
    gazetteer.announcement to geoapp_app;
grant update (withdrawn_at) on gazetteer.case_document to geoapp_app;
grant select, insert, update on gazetteer.case_consultation, gazetteer.case_opinion, gazetteer.case_clock,
    gazetteer.case_clock_pause, gazetteer.case_filing to geoapp_app;
grant select, insert on gazetteer.name_claim to geoapp_app;
grant update (released_at) on gazetteer.name_claim to geoapp_app;
grant select on gazetteer.case_period, gazetteer.case_part to geoapp_app;
grant select on published.announcement to geoapp_app, geoapp_reader;
grant insert on published.announcement to geoapp_app;
"""

# Forced row security also binds the owner, as whom the functions above run (see 0006).
OWNER = """
do $$
declare
    one text;
begin
    foreach one in array array['naming_case', 'case_number', 'case_item', 'case_clock', 'case_consultation'] loop
        execute format('create policy %I on gazetteer.%I to %I using (true)', one || '_owner', one, current_user);
    end loop;
    execute format('create policy workflow_event_owner on app.workflow_event to %I using (true)', current_user);
    execute format('create policy name_owner on gazetteer.name for select to %I using (true)', current_user);
end $$;
"""


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    for part in (CASES, CLOCKS, DECISIONS, STEPS, GUARDS, FOLLOWING, FUNCTION_RIGHTS, ROW_SECURITY):
        run(part)
    for table in OF_A_CASE:
        run(_FOLLOWS_CASE.format(table=table))
    for table in APPEND_ONLY:
        run(
            f"create trigger {table}_append_only before update or delete on gazetteer.{table}"
            " for each row execute function app.refuse_change()"
        )
    run(RIGHTS)
    run(OWNER)


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        drop policy name_owner on gazetteer.name;
        drop policy workflow_event_owner on app.workflow_event;
        drop policy name_change_by_case on gazetteer.name;
        drop policy name_add_by_case on gazetteer.name;
        drop policy place_change_by_case on gazetteer.place;
        drop policy place_add_by_case on gazetteer.place;
        drop trigger naming_case_guard on app.workflow_event;
        drop table published.announcement, gazetteer.case_counter, gazetteer.case_filing, gazetteer.announcement,
            gazetteer.name_claim, gazetteer.case_decision, gazetteer.case_clock_pause, gazetteer.case_clock,
            gazetteer.case_period, gazetteer.case_opinion, gazetteer.case_consultation, gazetteer.case_check,
            gazetteer.case_document, gazetteer.case_number, gazetteer.case_item, gazetteer.case_contact,
            gazetteer.naming_case, gazetteer.case_part;
        drop function gazetteer.follow_case, gazetteer.next_serial, gazetteer.case_decides, gazetteer.refuse_later_writing,
            gazetteer.keep_drafters, gazetteer.case_is_open_for_writing, gazetteer.naming_case_guard,
            gazetteer.case_parts_of;
        delete from app.role_permission where permission like 'cases.%';
        -- Without its workflow a case cannot be; what it decided stays in the register and in the audit.
        alter table app.workflow_event disable trigger user;
        delete from app.workflow_event where workflow = 'naming_case';
        alter table app.workflow_event enable trigger user;
        delete from app.workflow_subject where workflow = 'naming_case';
        delete from app.workflow_step where workflow = 'naming_case';
        delete from app.workflow where name = 'naming_case';
        """
    )
