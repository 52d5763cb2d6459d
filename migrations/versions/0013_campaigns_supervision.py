"""Clean-up campaigns (清理整治), supervision of the use of names (地名执法), protected names (名录), the reserve (储备库).

What the services promise stands here again: two persons judge a name without seeing each other's verdict and a third
where they differ; an informant is known to the handler of the case alone; a fine lies within what its article allows;
a protected name is not renamed before its protection plan is in the file.
"""

from __future__ import annotations

from alembic import op

revision = "0013_campaigns_supervision"
down_revision = "0012_official_papers"
branch_labels = None
depends_on = None

CAMPAIGNS = """
create table gazetteer.clean_up_campaign (
    id uuid not null constraint pk_clean_up_campaign primary key
        constraint fk_clean_up_campaign_id references app.workflow_subject,
    name text not null constraint ck_clean_up_campaign_name check (char_length(btrim(name)) between 1 and 100),
    division_id uuid not null constraint fk_clean_up_campaign_division_id references boundaries.division,
    division_path integer[] not null,
    categories text[] not null constraint ck_clean_up_campaign_categories check (cardinality(categories) between 1 and 8),
    kinds text[] not null constraint ck_clean_up_campaign_kinds check (
        kinds <@ array['big', 'foreign', 'odd', 'duplicate'] and cardinality(kinds) >= 1),
    least_confidence text not null constraint ck_clean_up_campaign_least_confidence
        check (least_confidence in ('high', 'medium', 'low')),
    exclusions jsonb not null default '[]'
        constraint ck_clean_up_campaign_exclusions check (jsonb_typeof(exclusions) = 'array'),
    starts_on date not null,
    ends_on date not null,
    objections_from date,
    objections_until date,
    opened_by uuid not null default app.current_actor()
        constraint fk_clean_up_campaign_opened_by references app.user_account,
    opened_at timestamptz not null default now(),
    version integer not null default 0,
    constraint ck_clean_up_campaign_period check (ends_on >= starts_on),
    constraint ck_clean_up_campaign_window check (
        (objections_from is null) = (objections_until is null) and objections_until > objections_from)
);
comment on column gazetteer.clean_up_campaign.exclusions is 'names that the campaign leaves alone, as [{kind, value, reason}]';
create index ix_clean_up_campaign_division_path on gazetteer.clean_up_campaign using gin (division_path);

create table gazetteer.campaign_scan (
    campaign_id uuid not null constraint pk_campaign_scan primary key
        constraint fk_campaign_scan_campaign_id references gazetteer.clean_up_campaign,
    state text not null default 'waiting' constraint ck_campaign_scan_state check (state in ('waiting', 'running', 'done')),
    after_name uuid,
    total integer,
    checked integer not null default 0,
    found integer not null default 0,
    excluded integer not null default 0,
    rules_version text not null default '',
    data_version text not null default '',
    finished_at timestamptz,
    version integer not null default 0
);
comment on column gazetteer.campaign_scan.after_name is 'the last name looked at, in the order of ids: where the next part begins';

-- No foreign key to the register: a campaign outlives a place whose import is taken back, and freezes what it judged.
create table gazetteer.campaign_candidate (
    id uuid not null default gen_random_uuid() constraint pk_campaign_candidate primary key,
    campaign_id uuid not null constraint fk_campaign_candidate_campaign_id references gazetteer.clean_up_campaign,
    position integer not null,
    place_id uuid not null,
    name_id uuid not null,
    name text not null,
    category text not null,
    division text not null,
    kinds text[] not null constraint ck_campaign_candidate_kinds check (cardinality(kinds) >= 1),
    confidence text not null constraint ck_campaign_candidate_confidence check (confidence in ('high', 'medium', 'low')),
    findings jsonb not null,
    excluded_by text constraint ck_campaign_candidate_excluded_by check (btrim(excluded_by) <> ''),
    result text constraint ck_campaign_candidate_result check (result in ('keep', 'change', 'withdraw')),
    constraint uq_campaign_candidate_name unique (campaign_id, name_id),
    constraint uq_campaign_candidate_position unique (campaign_id, position),
    constraint ck_campaign_candidate_excluded check (excluded_by is null or result is null)
);
comment on column gazetteer.campaign_candidate.result is 'what two of the persons, or the third, said; written when the list is made public';

create table gazetteer.campaign_verdict (
    seq bigint generated always as identity constraint pk_campaign_verdict primary key,
    candidate_id uuid not null constraint fk_campaign_verdict_candidate_id references gazetteer.campaign_candidate,
    person uuid not null default app.current_actor() constraint fk_campaign_verdict_person references app.user_account,
    verdict text not null constraint ck_campaign_verdict_verdict check (verdict in ('keep', 'change', 'withdraw')),
    note text not null default '' constraint ck_campaign_verdict_note check (char_length(note) <= 500),
    given_at timestamptz not null default clock_timestamp(),
    withdrawn_at timestamptz
);
create unique index uq_campaign_verdict_person on gazetteer.campaign_verdict (candidate_id, person)
    where withdrawn_at is null;

create table gazetteer.campaign_objection (
    id uuid not null default gen_random_uuid() constraint pk_campaign_objection primary key,
    campaign_id uuid not null constraint fk_campaign_objection_campaign_id references gazetteer.clean_up_campaign,
    candidate_id uuid not null constraint fk_campaign_objection_candidate_id references gazetteer.campaign_candidate,
    received_on date not null,
    text text not null constraint ck_campaign_objection_text check (char_length(btrim(text)) between 1 and 2000),
    answer text constraint ck_campaign_objection_answer check (char_length(btrim(answer)) between 1 and 2000),
    answered_on date,
    version integer not null default 0,
    constraint ck_campaign_objection_answered check ((answer is null) = (answered_on is null))
);
comment on table gazetteer.campaign_objection is 'what was said against a listed name; whoever said it is not stored';
create index ix_campaign_objection_candidate_id on gazetteer.campaign_objection (candidate_id);

create table gazetteer.campaign_outcome (
    candidate_id uuid not null constraint pk_campaign_outcome primary key
        constraint fk_campaign_outcome_candidate_id references gazetteer.campaign_candidate,
    campaign_id uuid not null constraint fk_campaign_outcome_campaign_id references gazetteer.clean_up_campaign,
    outcome text not null constraint ck_campaign_outcome_outcome check (outcome in ('keep', 'change', 'withdraw')),
    reason text not null constraint ck_campaign_outcome_reason check (char_length(btrim(reason)) between 1 and 2000),
    proposed_name text not null default '' constraint ck_campaign_outcome_proposed_name check (
        char_length(proposed_name) <= 30 and (outcome = 'change') = (btrim(proposed_name) <> '')),
    case_id uuid constraint fk_campaign_outcome_case_id references gazetteer.naming_case,
    decided_by uuid not null default app.current_actor()
        constraint fk_campaign_outcome_decided_by references app.user_account,
    decided_at timestamptz not null default clock_timestamp(),
    constraint ck_campaign_outcome_case check (case_id is null or outcome = 'change')
);

create table published.clean_up_campaign (
    id uuid not null constraint pk_clean_up_campaign primary key,
    name text not null,
    division text not null,
    office text not null,
    objections_from date not null,
    objections_until date not null
);
create table published.clean_up_name (
    campaign_id uuid not null constraint fk_clean_up_name_campaign_id references published.clean_up_campaign,
    position integer not null,
    place_id uuid not null,
    name text not null,
    division text not null,
    kinds text[] not null,
    messages text[] not null,
    constraint pk_clean_up_name primary key (campaign_id, position)
);
"""

CAMPAIGN_GUARDS = """
create function gazetteer.standing_verdicts(wanted uuid) returns text[] language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(v.verdict order by v.seq), '{}') from gazetteer.campaign_verdict v
     where v.candidate_id = wanted and v.withdrawn_at is null
$$;
-- Two alike, or the third: null while a name has no result.
create function gazetteer.result_of(verdicts text[]) returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
    select case when cardinality(verdicts) = 3 then verdicts[3]
                when cardinality(verdicts) = 2 and verdicts[1] = verdicts[2] then verdicts[1] end
$$;
create function gazetteer.sees_campaign(wanted uuid) returns boolean language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
    select exists (select from gazetteer.clean_up_campaign c
                    where c.id = wanted and c.division_path && app.regions('campaigns.see'))
$$;
create function gazetteer.triage_is_over(wanted uuid) returns boolean language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
    select exists (select from gazetteer.campaign_candidate k join app.workflow_subject s on s.id = k.campaign_id
                    where k.id = wanted and s.state in ('objecting', 'settling', 'closed'))
$$;

-- What the person who asks may judge now: never what he has judged, never why a third is asked.
create function gazetteer.triage_queue(wanted uuid) returns table (id uuid, "position" integer, is_third boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select k.id, k.position, cardinality(v.standing) = 2
      from gazetteer.campaign_candidate k
      join gazetteer.clean_up_campaign c on c.id = k.campaign_id
      cross join lateral (select gazetteer.standing_verdicts(k.id) as standing) v
     where k.campaign_id = wanted and k.excluded_by is null and c.division_path && app.regions('campaigns.triage')
       and cardinality(v.standing) < 3 and gazetteer.result_of(v.standing) is null
       and not exists (select from gazetteer.campaign_verdict mine where mine.candidate_id = k.id
                        and mine.person = app.current_actor() and mine.withdrawn_at is null)
$$;
-- Sums only: they tell nobody's verdict.
create function gazetteer.triage_progress(wanted uuid)
returns table (total bigint, untouched bigint, judged_once bigint, disputed bigint, resolved bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select count(*), count(*) filter (where cardinality(v.standing) = 0),
           count(*) filter (where cardinality(v.standing) = 1),
           count(*) filter (where cardinality(v.standing) = 2 and v.standing[1] <> v.standing[2]),
           count(*) filter (where gazetteer.result_of(v.standing) is not null)
      from gazetteer.campaign_candidate k
      cross join lateral (select gazetteer.standing_verdicts(k.id) as standing) v
     where k.campaign_id = wanted and k.excluded_by is null and gazetteer.sees_campaign(wanted)
$$;
create function gazetteer.triage_days(wanted uuid) returns table (day date, resolved bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select (last.given_at at time zone 'Asia/Shanghai')::date, count(*)
      from gazetteer.campaign_candidate k
      cross join lateral (select max(v.given_at) as given_at from gazetteer.campaign_verdict v
                           where v.candidate_id = k.id and v.withdrawn_at is null) last
     where k.campaign_id = wanted and gazetteer.sees_campaign(wanted)
       and gazetteer.result_of(gazetteer.standing_verdicts(k.id)) is not null
     group by 1 order by 1
$$;

create function gazetteer.campaign_verdict_guard() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
    stage text;
    standing text[];
begin
    -- the row of the name is the lock: verdicts on it come one after the other
    select s.state into stage from gazetteer.campaign_candidate k join app.workflow_subject s on s.id = k.campaign_id
     where k.id = new.candidate_id and k.excluded_by is null for update of k;
    if stage is distinct from 'triage' then
        raise exception 'names are judged while the campaign is in triage' using errcode = 'GA002';
    end if;
    standing := gazetteer.standing_verdicts(new.candidate_id);
    if tg_op = 'UPDATE' then
        if old.withdrawn_at is not null then
            raise exception 'this verdict is taken back already' using errcode = 'GA002';
        end if;
        if cardinality(standing) = 3 and exists (
            select from gazetteer.campaign_verdict v
             where v.candidate_id = new.candidate_id and v.withdrawn_at is null and v.seq > old.seq) then
            raise exception 'a third person has judged: the first two verdicts stand' using errcode = 'GA002';
        end if;
        new.withdrawn_at := clock_timestamp();
        return new;
    end if;
    if new.person is distinct from app.current_actor() then
        raise exception 'a verdict is given by the person who is signed in' using errcode = '42501';
    end if;
    if cardinality(standing) >= 3 or gazetteer.result_of(standing) is not null then
        raise exception 'this name has its verdict' using errcode = 'GA002';
    end if;
    new.given_at := clock_timestamp();
    new.withdrawn_at := null;
    return new;
end $$;
create trigger campaign_verdict_guard before insert or update on gazetteer.campaign_verdict
    for each row execute function gazetteer.campaign_verdict_guard();

create function gazetteer.campaign_stage_guard() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
    stage text := (select s.state from app.workflow_subject s where s.id = new.campaign_id);
begin
    if tg_table_name in ('campaign_candidate', 'campaign_scan') then
        if stage is distinct from 'preparing' then
            raise exception 'the machine pass belongs to the preparation' using errcode = 'GA002';
        end if;
        return new;
    end if;
    if tg_table_name = 'campaign_outcome' and tg_op = 'UPDATE' then
        if old.case_id is not null then
            raise exception 'a case is linked already' using errcode = 'GA002';
        end if;
        return new;
    end if;
    if stage is distinct from tg_argv[0] or not exists (
        select from gazetteer.campaign_candidate k
         where k.id = new.candidate_id and k.campaign_id = new.campaign_id and k.result = 'change') then
        raise exception 'only listed names, and only at their stage: %', tg_argv[0] using errcode = 'GA002';
    end if;
    return new;
end $$;
create trigger campaign_candidate_stage before insert on gazetteer.campaign_candidate
    for each row execute function gazetteer.campaign_stage_guard();
create trigger campaign_scan_stage before insert or update on gazetteer.campaign_scan
    for each row execute function gazetteer.campaign_stage_guard();
create trigger campaign_objection_stage before insert or update on gazetteer.campaign_objection
    for each row execute function gazetteer.campaign_stage_guard('objecting');
create trigger campaign_outcome_stage before insert or update on gazetteer.campaign_outcome
    for each row execute function gazetteer.campaign_stage_guard('settling');

create function gazetteer.campaign_window_once() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
    if old.objections_from is not null then
        raise exception 'the window for objections is public and stays' using errcode = 'GA002';
    end if;
    return new;
end $$;
create trigger campaign_window_once before update on gazetteer.clean_up_campaign
    for each row execute function gazetteer.campaign_window_once();

-- Fires before workflow_take_step (triggers run in the order of their names).
create function gazetteer.campaign_guard() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
    campaign gazetteer.clean_up_campaign;
begin
    if new.workflow <> 'clean_up_campaign' then
        return new;
    end if;
    select * into campaign from gazetteer.clean_up_campaign c where c.id = new.subject_id;
    if new.action = 'start_triage' and not exists (
        select from gazetteer.campaign_scan n where n.campaign_id = new.subject_id and n.state = 'done') then
        raise exception 'the machine pass is not finished' using errcode = 'GA002';
    elsif new.action = 'publish_list' then
        if campaign.objections_from is null then
            raise exception 'the window for objections has no dates' using errcode = 'GA002';
        end if;
        update gazetteer.campaign_candidate k set result = gazetteer.result_of(gazetteer.standing_verdicts(k.id))
         where k.campaign_id = new.subject_id and k.excluded_by is null;
        if exists (select from gazetteer.campaign_candidate k
                    where k.campaign_id = new.subject_id and k.excluded_by is null and k.result is null) then
            raise exception 'a name has no verdict of two persons yet' using errcode = 'GA002';
        end if;
    elsif new.action = 'end_objections' then
        if (now() at time zone 'Asia/Shanghai')::date <= campaign.objections_until then
            raise exception 'the window for objections is still open' using errcode = 'GA002';
        end if;
        if exists (select from gazetteer.campaign_objection o
                    where o.campaign_id = new.subject_id and o.answer is null) then
            raise exception 'an objection has no answer' using errcode = 'GA002';
        end if;
    elsif new.action = 'close' and exists (
        select from gazetteer.campaign_candidate k where k.campaign_id = new.subject_id and k.result = 'change'
           and not exists (select from gazetteer.campaign_outcome o where o.candidate_id = k.id)) then
        raise exception 'a listed name is not settled' using errcode = 'GA002';
    end if;
    return new;
end $$;
create trigger campaign_guard before insert on app.workflow_event
    for each row execute function gazetteer.campaign_guard();
"""

STEPS = """
insert into app.role_permission (role, permission) values
    ('clerk', 'campaigns.see'), ('reviewer', 'campaigns.see'), ('approver', 'campaigns.see'), ('steward', 'campaigns.see'),
    ('reviewer', 'campaigns.run'), ('steward', 'campaigns.run'),
    ('clerk', 'campaigns.triage'), ('reviewer', 'campaigns.triage'), ('approver', 'campaigns.triage'),
    ('approver', 'campaigns.settle');

insert into app.workflow (name, initial) values ('clean_up_campaign', 'preparing');
insert into app.workflow_step (workflow, source, action, target, permission) values
    ('clean_up_campaign', 'preparing', 'start_triage', 'triage', 'campaigns.run'),
    ('clean_up_campaign', 'triage', 'publish_list', 'objecting', 'campaigns.run'),
    ('clean_up_campaign', 'objecting', 'end_objections', 'settling', 'campaigns.run'),
    ('clean_up_campaign', 'settling', 'close', 'closed', 'campaigns.run'),
    ('clean_up_campaign', 'preparing', 'cancel', 'cancelled', 'campaigns.run'),
    ('clean_up_campaign', 'triage', 'cancel', 'cancelled', 'campaigns.run');
"""

SECURITY = """
alter table gazetteer.clean_up_campaign enable row level security;
alter table gazetteer.clean_up_campaign force row level security;
create policy clean_up_campaign_read on gazetteer.clean_up_campaign for select to geoapp_app
    using (division_path && (select app.regions('campaigns.see')));
create policy clean_up_campaign_open on gazetteer.clean_up_campaign for insert to geoapp_app
    with check (division_path && (select app.regions('campaigns.run')));
create policy clean_up_campaign_change on gazetteer.clean_up_campaign for update to geoapp_app
    using (division_path && (select app.regions('campaigns.run')));

alter table gazetteer.campaign_verdict enable row level security;
alter table gazetteer.campaign_verdict force row level security;
create policy campaign_verdict_read on gazetteer.campaign_verdict for select to geoapp_app using (
    exists (select from gazetteer.campaign_candidate k where k.id = candidate_id)
    and (person = app.current_actor() or gazetteer.triage_is_over(candidate_id)));
create policy campaign_verdict_give on gazetteer.campaign_verdict for insert to geoapp_app with check (
    person = app.current_actor() and exists (
        select from gazetteer.campaign_candidate k join gazetteer.clean_up_campaign c on c.id = k.campaign_id
         where k.id = candidate_id and c.division_path && (select app.regions('campaigns.triage'))));
create policy campaign_verdict_take_back on gazetteer.campaign_verdict for update to geoapp_app
    using (person = app.current_actor());

grant select, insert on gazetteer.clean_up_campaign, gazetteer.campaign_candidate, gazetteer.campaign_verdict,
    gazetteer.campaign_objection, gazetteer.campaign_outcome, gazetteer.campaign_scan to geoapp_app;
grant update (objections_from, objections_until, version) on gazetteer.clean_up_campaign to geoapp_app;
grant update on gazetteer.campaign_scan to geoapp_app;
grant update (withdrawn_at) on gazetteer.campaign_verdict to geoapp_app;
grant update (answer, answered_on, version) on gazetteer.campaign_objection to geoapp_app;
grant update (case_id) on gazetteer.campaign_outcome to geoapp_app;
grant select on published.clean_up_campaign, published.clean_up_name to geoapp_app, geoapp_reader;
grant insert on published.clean_up_campaign, published.clean_up_name to geoapp_app;
revoke all on function gazetteer.standing_verdicts, gazetteer.sees_campaign, gazetteer.triage_is_over,
    gazetteer.triage_queue, gazetteer.triage_progress, gazetteer.triage_days from public;
grant execute on function gazetteer.triage_is_over, gazetteer.triage_queue, gazetteer.triage_progress,
    gazetteer.triage_days to geoapp_app;
"""

SUPERVISION = """
create table gazetteer.supervision_act (
    id uuid not null default gen_random_uuid() constraint pk_supervision_act primary key,
    code text not null constraint ck_supervision_act_code check (code ~ '^[a-z_]{3,40}$'),
    division_seq integer not null,
    name_zh text not null,
    name_en text not null,
    article text not null constraint ck_supervision_act_article check (btrim(article) <> ''),
    consequence text not null,
    least integer,
    most integer,
    valid daterange not null default daterange(null, null),
    constraint ck_supervision_act_range check ((least is null) = (most is null) and (least is null or 0 < least and least <= most)),
    constraint ex_supervision_act_one_rule exclude using gist (code with =, division_seq with =, valid with &&)
);
comment on table gazetteer.supervision_act is
    'what is punishable by which article, from which to which amount (yuan); a row of a nearer division counts before the nation''s';
insert into gazetteer.supervision_act (code, division_seq, name_zh, name_en, article, consequence, least, most, valid) values
    ('unlawful_naming', 1, '地名主管机关违法命名、更名', 'authority names or renames unlawfully',
     '《地名管理条例》第三十四条', '由上级责令改正；对责任人员依法处分', null, null, '[2022-05-01,)'),
    ('no_filing', 1, '未按规定报送备案', 'no filing, or a late one',
     '《地名管理条例》第三十五条', '责令限期报送；逾期未报送的依法处分', null, null, '[2022-05-01,)'),
    ('naming_without_authority', 1, '擅自命名、更名', 'naming or renaming without authority',
     '《地名管理条例》第三十六条', '责令限期改正；逾期不改正的予以取缔，通报批评', null, null, '[2022-05-01,)'),
    ('standard_not_used', 1, '应当使用标准地名而未使用、使用不规范', 'a standard name not used, or misused',
     '《地名管理条例》第三十七条', '责令限期改正；逾期不改正的通报批评，对责任人员处罚款', 2000, 10000, '[2022-05-01,)'),
    ('sign_damaged', 1, '擅自设置、移动、遮挡、损毁地名标志', 'a sign set, moved, covered or damaged without leave',
     '《地名管理条例》第三十八条', '责令改正，处罚款', 1000, 5000, '[2022-05-01,)'),
    ('false_evaluation', 1, '第三方机构评估弄虚作假', 'false evaluation by a third party',
     '《地名管理条例》第三十九条', '警告，没收违法所得；情节严重的五年内禁止从事', null, null, '[2022-05-01,)');

create table gazetteer.supervision_case (
    id uuid not null constraint pk_supervision_case primary key
        constraint fk_supervision_case_id references app.workflow_subject,
    receipt text not null constraint uq_supervision_case_receipt unique,
    channel text not null constraint ck_supervision_case_channel check (channel in ('public', 'inspection', 'referral')),
    used_name text not null constraint ck_supervision_case_used_name check (char_length(btrim(used_name)) between 1 and 100),
    place_words text not null constraint ck_supervision_case_place_words check (char_length(btrim(place_words)) between 1 and 300),
    text text not null constraint ck_supervision_case_text check (char_length(btrim(text)) between 5 and 2000),
    place_id uuid,
    geom geometry(Point, 4490) constraint ck_supervision_case_envelope check (app.inside_envelope(geom)),
    division_id uuid not null constraint fk_supervision_case_division_id references boundaries.division,
    division_path integer[] not null,
    handler uuid constraint fk_supervision_case_handler references app.user_account,
    act_id uuid constraint fk_supervision_case_act_id references gazetteer.supervision_act,
    rectify_by date,
    received_at timestamptz not null default now(),
    version integer not null default 0
);
comment on column gazetteer.supervision_case.place_id is 'no foreign key: a report outlives the place, whose import may be taken back';
create index ix_supervision_case_division_path on gazetteer.supervision_case using gin (division_path);

create table gazetteer.supervision_informant (
    case_id uuid not null constraint pk_supervision_informant primary key
        constraint fk_supervision_informant_case_id references gazetteer.supervision_case,
    person text not null default '' constraint ck_supervision_informant_person check (char_length(person) <= 100),
    contact text not null constraint ck_supervision_informant_contact check (char_length(btrim(contact)) between 1 and 200)
);
comment on table gazetteer.supervision_informant is '条例第三十三条: kept secret; row security shows it to the handler of the case alone';

create table gazetteer.supervision_photo (
    id uuid not null default gen_random_uuid() constraint pk_supervision_photo primary key,
    case_id uuid not null constraint fk_supervision_photo_case_id references gazetteer.supervision_case,
    stage text not null constraint ck_supervision_photo_stage check (stage in ('found', 'rectified')),
    media_type text not null constraint ck_supervision_photo_media_type check (media_type in ('image/jpeg', 'image/png')),
    size integer not null constraint ck_supervision_photo_size check (size between 1 and 20971520),
    sha256 text not null constraint ck_supervision_photo_sha256 check (sha256 ~ '^[0-9a-f]{64}$'),
    content bytea not null,
    added_at timestamptz not null default clock_timestamp(),
    constraint ck_supervision_photo_content check (octet_length(content) = size)
);
alter table gazetteer.supervision_photo alter column content set storage external;
create index ix_supervision_photo_case_id on gazetteer.supervision_photo (case_id);

create table gazetteer.supervision_decision (
    case_id uuid not null constraint pk_supervision_decision primary key
        constraint fk_supervision_decision_case_id references gazetteer.supervision_case,
    act_id uuid not null constraint fk_supervision_decision_act_id references gazetteer.supervision_act,
    sanction text not null constraint ck_supervision_decision_sanction check (sanction in ('correct', 'criticise', 'fine')),
    amount integer,
    party text not null constraint ck_supervision_decision_party check (char_length(btrim(party)) between 1 and 200),
    document text not null constraint ck_supervision_decision_document check (char_length(btrim(document)) between 1 and 200),
    reason text not null constraint ck_supervision_decision_reason check (char_length(btrim(reason)) between 1 and 2000),
    decided_on date not null,
    decided_by uuid not null default app.current_actor()
        constraint fk_supervision_decision_decided_by references app.user_account,
    constraint ck_supervision_decision_amount check ((sanction = 'fine') = (amount is not null))
);

insert into app.role_permission (role, permission) values
    ('clerk', 'supervision.see'), ('reviewer', 'supervision.see'), ('approver', 'supervision.see'),
    ('clerk', 'supervision.handle'), ('reviewer', 'supervision.handle'), ('approver', 'supervision.decide');
insert into app.workflow (name, initial) values ('supervision_case', 'reported');
insert into app.workflow_step (workflow, source, action, target, permission) values
    ('supervision_case', 'reported', 'take_up', 'checking', 'supervision.handle'),
    ('supervision_case', 'checking', 'verify', 'verified', 'supervision.handle'),
    ('supervision_case', 'checking', 'dismiss', 'unfounded', 'supervision.handle'),
    ('supervision_case', 'verified', 'order_rectification', 'rectifying', 'supervision.handle'),
    ('supervision_case', 'rectifying', 'interview', 'interviewed', 'supervision.handle'),
    ('supervision_case', 'rectifying', 'confirm', 'closed', 'supervision.handle'),
    ('supervision_case', 'interviewed', 'confirm', 'closed', 'supervision.handle'),
    ('supervision_case', 'rectifying', 'decide', 'decided', 'supervision.decide'),
    ('supervision_case', 'interviewed', 'decide', 'decided', 'supervision.decide'),
    ('supervision_case', 'decided', 'close', 'closed', 'supervision.handle');
"""

SUPERVISION_GUARDS = """
create function gazetteer.supervision_is_new(wanted uuid) returns boolean language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
    select exists (select from gazetteer.supervision_case c join app.workflow_subject s on s.id = c.id
                    where c.id = wanted and c.handler is null and s.state = 'reported')
$$;

create function gazetteer.supervision_handler_guard() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
    me uuid := app.current_actor();
begin
    if new.handler is not distinct from old.handler then
        if old.handler is distinct from me then
            raise exception 'a case is written in by its handler' using errcode = '42501';
        end if;
        return new;
    end if;
    if old.handler is null and new.handler is distinct from me then
        raise exception 'whoever takes a case up becomes its handler' using errcode = '42501';
    end if;
    -- Whoever decides may take a case from a handler who is away, never for himself.
    if old.handler is not null and old.handler is distinct from me
       and not (new.handler is distinct from me and new.division_path && app.regions('supervision.decide')) then
        raise exception 'a case is handed over by its handler' using errcode = '42501';
    end if;
    if not exists (select from gazetteer.supervision_handlers(new.id) h where h.id = new.handler) then
        raise exception 'this person does not handle such cases here' using errcode = 'GA002';
    end if;
    return new;
end $$;
-- To whom a case can go: accounts that handle such cases there, for whoever sees the case.
create function gazetteer.supervision_handlers(wanted uuid) returns table (id uuid, name text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select distinct u.id, u.display_name
      from gazetteer.supervision_case c
      join boundaries.division d on d.seq = any (c.division_path)
      join app.role_grant g on g.division_id = d.id and g.valid @> current_date
      join app.role_permission p on p.role = g.role and p.permission = 'supervision.handle'
      join app.user_account u on u.id = g.user_id and u.status = 'active' and u.kind = 'person'
     where c.id = wanted and c.division_path && app.regions('supervision.see')
     order by u.display_name
$$;
create trigger supervision_handler_guard before update on gazetteer.supervision_case
    for each row execute function gazetteer.supervision_handler_guard();

create function gazetteer.supervision_guard() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
    handler uuid;
begin
    if new.workflow <> 'supervision_case' then
        return new;
    end if;
    select c.handler into handler from gazetteer.supervision_case c where c.id = new.subject_id;
    if new.action = 'decide' and handler is not distinct from new.actor_id then
        raise exception 'whoever handles a case does not decide it' using errcode = '42501';
    elsif new.action <> 'decide' and handler is distinct from new.actor_id then
        raise exception 'this step is taken by the handler of the case' using errcode = '42501';
    elsif new.action = 'close' and not exists (
        select from gazetteer.supervision_decision d where d.case_id = new.subject_id) then
        raise exception 'the decision is not entered' using errcode = 'GA002';
    end if;
    return new;
end $$;
create trigger supervision_guard before insert on app.workflow_event
    for each row execute function gazetteer.supervision_guard();

create function gazetteer.supervision_decision_guard() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
    act gazetteer.supervision_act;
    path integer[];
begin
    select a.* into act from gazetteer.supervision_act a where a.id = new.act_id;
    select c.division_path into path from gazetteer.supervision_case c join app.workflow_subject s on s.id = c.id
     where c.id = new.case_id and s.state = 'decided';
    if path is null then
        raise exception 'a decision is entered with its step' using errcode = 'GA002';
    end if;
    if not (act.division_seq = any (path) and act.valid @> new.decided_on) then
        raise exception 'this article is not law here on that day' using errcode = 'GA002';
    end if;
    if new.sanction = 'fine' and (act.least is null or new.amount not between act.least and act.most) then
        raise exception 'the amount is outside what the article allows' using errcode = 'GA002';
    end if;
    return new;
end $$;
create trigger supervision_decision_guard before insert on gazetteer.supervision_decision
    for each row execute function gazetteer.supervision_decision_guard();

alter table gazetteer.supervision_case enable row level security;
alter table gazetteer.supervision_case force row level security;
create policy supervision_case_read on gazetteer.supervision_case for select to geoapp_app
    using (division_path && (select app.regions('supervision.see')));
-- Anybody may report: a new case of nobody, in a division that is what it says.
create policy supervision_case_report on gazetteer.supervision_case for insert to geoapp_app with check (
    handler is null and act_id is null and rectify_by is null
    and exists (select from boundaries.division d where d.id = division_id and d.path = supervision_case.division_path));
create policy supervision_case_change on gazetteer.supervision_case for update to geoapp_app using (
    division_path && (select app.regions('supervision.handle'))
    or division_path && (select app.regions('supervision.decide')));
create policy workflow_subject_report on app.workflow_subject for insert to geoapp_app
    with check (workflow = 'supervision_case');

alter table gazetteer.supervision_informant enable row level security;
alter table gazetteer.supervision_informant force row level security;
create policy supervision_informant_read on gazetteer.supervision_informant for select to geoapp_app using (
    exists (select from gazetteer.supervision_case c where c.id = case_id and c.handler = app.current_actor()));
create policy supervision_informant_add on gazetteer.supervision_informant for insert to geoapp_app
    with check (gazetteer.supervision_is_new(case_id));

alter table gazetteer.supervision_photo enable row level security;
alter table gazetteer.supervision_photo force row level security;
create policy supervision_photo_read on gazetteer.supervision_photo for select to geoapp_app
    using (exists (select from gazetteer.supervision_case c where c.id = case_id));
create policy supervision_photo_add on gazetteer.supervision_photo for insert to geoapp_app with check (
    stage = 'found' and gazetteer.supervision_is_new(case_id)
    or exists (select from gazetteer.supervision_case c where c.id = case_id and c.handler = app.current_actor()));

alter table gazetteer.supervision_decision enable row level security;
alter table gazetteer.supervision_decision force row level security;
create policy supervision_decision_read on gazetteer.supervision_decision for select to geoapp_app
    using (exists (select from gazetteer.supervision_case c where c.id = case_id));
create policy supervision_decision_add on gazetteer.supervision_decision for insert to geoapp_app with check (
    exists (select from gazetteer.supervision_case c where c.id = case_id
               and c.division_path && (select app.regions('supervision.decide'))));

grant select, insert on gazetteer.supervision_case, gazetteer.supervision_informant, gazetteer.supervision_photo,
    gazetteer.supervision_decision to geoapp_app;
grant update (handler, act_id, rectify_by, version) on gazetteer.supervision_case to geoapp_app;
grant select on gazetteer.supervision_act to geoapp_app;
revoke all on function gazetteer.supervision_is_new, gazetteer.supervision_handlers from public;
grant execute on function gazetteer.supervision_is_new, gazetteer.supervision_handlers to geoapp_app;
"""

WRITERS = (
    ("campaign_scan", "campaigns.run", "campaigns.run"),
    ("campaign_candidate", "campaigns.run", None),
    ("campaign_objection", "campaigns.run", "campaigns.run"),
    ("campaign_outcome", "campaigns.settle", "cases.draft"),
)
"""Table of a campaign, who adds to it, who changes it."""

_FOLLOWS_CAMPAIGN = """
alter table gazetteer.{table} enable row level security;
alter table gazetteer.{table} force row level security;
create policy {table}_read on gazetteer.{table} for select to geoapp_app
    using (exists (select from gazetteer.clean_up_campaign c where c.id = campaign_id));
create policy {table}_add on gazetteer.{table} for insert to geoapp_app
    with check (exists (select from gazetteer.clean_up_campaign c where c.id = campaign_id
                           and c.division_path && (select app.regions('{adds}'))));
"""
_CHANGES = """
create policy {table}_change on gazetteer.{table} for update to geoapp_app
    using (exists (select from gazetteer.clean_up_campaign c where c.id = campaign_id
                      and c.division_path && (select app.regions('{changes}'))));
"""

# Forced row security also binds the owner, as whom the functions above run (see 0006).
OWNED = ("clean_up_campaign", "campaign_scan", "campaign_candidate", "campaign_verdict", "campaign_objection",
         "campaign_outcome", "supervision_case")  # fmt: skip
_OWNER = """
do $$ begin
    execute format('create policy {table}_owner on gazetteer.{table} to %I using (true)', current_user);
end $$;
"""


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    for part in (CAMPAIGNS, CAMPAIGN_GUARDS, STEPS, SECURITY, SUPERVISION, SUPERVISION_GUARDS):
        run(part)
    for table, adds, changes in WRITERS:
        run(_FOLLOWS_CAMPAIGN.format(table=table, adds=adds))
        if changes:
            run(_CHANGES.format(table=table, changes=changes))
    for table in OWNED:
        run(_OWNER.format(table=table))


WORKFLOWS = ("clean_up_campaign", "supervision_case")
_FORGET = """
delete from app.workflow_event where workflow = '{name}';
delete from app.workflow_subject where workflow = '{name}';
delete from app.workflow_step where workflow = '{name}';
delete from app.workflow where name = '{name}';
"""


def downgrade() -> None:
    run = op.get_bind().exec_driver_sql
    run(
        """
        drop trigger supervision_guard on app.workflow_event;
        drop policy workflow_subject_report on app.workflow_subject;
        drop table gazetteer.supervision_decision, gazetteer.supervision_photo, gazetteer.supervision_informant,
            gazetteer.supervision_case, gazetteer.supervision_act;
        drop function gazetteer.supervision_decision_guard, gazetteer.supervision_guard,
            gazetteer.supervision_handler_guard, gazetteer.supervision_handlers, gazetteer.supervision_is_new;
        drop trigger campaign_guard on app.workflow_event;
        drop table published.clean_up_name, published.clean_up_campaign, gazetteer.campaign_outcome,
            gazetteer.campaign_objection, gazetteer.campaign_verdict, gazetteer.campaign_candidate,
            gazetteer.campaign_scan, gazetteer.clean_up_campaign;
        drop function gazetteer.campaign_guard, gazetteer.campaign_window_once, gazetteer.campaign_stage_guard,
            gazetteer.campaign_verdict_guard, gazetteer.triage_days, gazetteer.triage_progress, gazetteer.triage_queue,
            gazetteer.triage_is_over, gazetteer.sees_campaign, gazetteer.result_of, gazetteer.standing_verdicts;
        delete from app.role_permission where permission like 'campaigns.%' or permission like 'supervision.%';
        alter table app.workflow_event disable trigger user;
        """
    )
    for name in WORKFLOWS:
        run(_FORGET.format(name=name))
    run("alter table app.workflow_event enable trigger user")
