"""Consultation of units by link, of the public, of experts; reports of a case; objections to an announcement.

What an office may arrange otherwise (days, units to ask, criteria, reports that are due) is data with its source, by
division and period. Whoever has no account comes in through functions of the owner that do one thing each.
"""

from __future__ import annotations

from alembic import op

revision = "0011_consultations"
down_revision = "0010_naming_law"
branch_labels = None
depends_on = None

RULES = """
create table gazetteer.consultation_rule (
    key text not null constraint ck_consultation_rule_key check (key in (
        'public_days_min', 'link_grace_days', 'experts_min', 'neighbour_distance_m')),
    division_seq integer not null,
    value integer not null constraint ck_consultation_rule_value check (value between 0 and 100000),
    source text not null,
    valid daterange not null default daterange(null, null),
    constraint ex_consultation_rule_one exclude using gist (key with =, division_seq with =, valid with &&)
);
comment on table gazetteer.consultation_rule is 'numbers of the procedure; the row of the nearest division above the case counts';
insert into gazetteer.consultation_rule (key, division_seq, value, source) values
    ('public_days_min', 1, 7, '各地地名命名公示流程通行为七日以上，由本地按规定修改'),
    ('link_grace_days', 1, 7, '由本地确定'),
    ('experts_min', 1, 1, '条例未规定人数，由本地确定'),
    ('neighbour_distance_m', 1, 2000, '由本地确定');

create table gazetteer.consultation_unit_rule (
    id uuid not null default gen_random_uuid() constraint pk_consultation_unit_rule primary key,
    division_seq integer not null,
    category text constraint fk_consultation_unit_rule_category references gazetteer.legal_category,
    class_prefix text constraint ck_consultation_unit_rule_class_prefix check (class_prefix ~ '^[0-9]{1,5}$'),
    condition text not null constraint ck_consultation_unit_rule_condition
        check (condition in ('always', 'neighbour', 'minority', 'township', 'village')),
    unit text not null constraint ck_consultation_unit_rule_unit check (char_length(unit) between 1 and 100),
    reason text not null constraint ck_consultation_unit_rule_reason check (char_length(reason) between 1 and 200),
    position smallint not null,
    source text not null,
    valid daterange not null default daterange(null, null)
);
comment on table gazetteer.consultation_unit_rule is
    'whom to ask; {county}, {neighbour}, {township}, {village} in `unit` stand for the names of the place. All matching rows count';
insert into gazetteer.consultation_unit_rule
    (division_seq, category, class_prefix, condition, unit, reason, position, source)
select 1, category, prefix, condition, unit, reason, row_number() over (), '通行做法，由本地按规定修改' from (values
    ('natural', null, 'always', '{county}自然资源局', '自然地理实体的范围和现状由自然资源主管部门掌握'),
    ('natural', null, 'neighbour', '{neighbour}民政局', '自然地理实体靠近或者跨越与该地的行政区域界线'),
    ('division', null, 'always', '{county}自然资源局', '政区名称涉及行政区划图和国土空间规划'),
    ('division', null, 'always', '{county}公安局', '政区名称变动涉及户籍和门牌'),
    ('division', null, 'neighbour', '{neighbour}民政局', '与该地相邻'),
    (null, '12', 'always', '{county}水利局', '河流、湖泊由水行政主管部门管理'),
    (null, '242', 'always', '{county}水利局', '水库、池塘由水行政主管部门管理'),
    (null, '243', 'always', '{county}水利局', '灌溉设施由水行政主管部门管理'),
    (null, '244', 'always', '{county}水利局', '堤堰由水行政主管部门管理'),
    (null, '245', 'always', '{county}水利局', '运河、沟渠由水行政主管部门管理'),
    ('street', null, 'always', '{county}住房和城乡建设局', '城镇道路的建设和管理'),
    ('street', null, 'always', '{county}自然资源局', '道路红线和规划名称'),
    ('street', null, 'always', '{county}公安局', '门牌编制和户籍地址'),
    ('street', null, 'neighbour', '{neighbour}民政局', '道路靠近或者延伸到该地'),
    ('building', null, 'always', '{county}住房和城乡建设局', '住宅区、楼宇名称由住房城乡建设主管部门批准（条例第十二条）'),
    ('building', null, 'always', '{county}公安局', '门牌编制和户籍地址'),
    (null, '22', 'always', '{county}公安局', '居民点的门牌和户籍地址'),
    (null, '231', 'always', '{county}交通运输局', '交通运输设施由交通运输主管部门管理'),
    (null, '232', 'always', '{county}交通运输局', '公路和车站由交通运输主管部门管理'),
    (null, '236', 'always', '{county}交通运输局', '桥梁、隧道由交通运输主管部门管理'),
    (null, '236', 'always', '{county}住房和城乡建设局', '城镇桥梁、隧道由住房城乡建设主管部门管理'),
    (null, '246', 'always', '{county}发展和改革局', '电力设施由能源主管部门管理'),
    (null, '247', 'always', '{county}工业和信息化局', '通信设施由通信主管部门管理'),
    ('park', null, 'always', '{county}林业局', '公园、自然保护地由林业和草原主管部门管理'),
    (null, null, 'minority', '{county}民族宗教事务局', '涉及少数民族语地名或者民族自治地方'),
    (null, null, 'township', '{township}', '当地乡镇、街道了解群众习惯的叫法'),
    (null, null, 'village', '{village}', '当地群众自治组织了解群众习惯的叫法')
) as given (category, prefix, condition, unit, reason);

create table gazetteer.report_rule (
    report text not null constraint ck_report_rule_report check (report in ('evaluation', 'experts', 'opinions')),
    division_seq integer not null,
    category text constraint fk_report_rule_category references gazetteer.legal_category,
    case_kind text constraint ck_report_rule_case_kind
        check (case_kind in ('naming', 'renaming', 'retirement', 'correction')),
    law text not null,
    valid daterange not null default daterange(null, null)
);
comment on table gazetteer.report_rule is
    'which reports a case must have whatever its officers think of it; for the rest they weigh (条例第十一条)';
insert into gazetteer.report_rule (report, division_seq, category, law)
select report, 1, 'division', '地名管理条例第十一条；行政区划管理条例'
  from unnest(array['evaluation', 'experts', 'opinions']) as report;

create table gazetteer.expert_criterion (
    code text not null constraint ck_expert_criterion_code check (code ~ '^[a-z_]{2,30}$'),
    division_seq integer not null,
    label_zh text not null,
    label_en text not null,
    position smallint not null,
    source text not null,
    valid daterange not null default daterange(null, null),
    constraint pk_expert_criterion primary key (code, division_seq)
);
comment on table gazetteer.expert_criterion is 'what experts score from 1 to 5; the rows of the nearest division above the case count';
insert into gazetteer.expert_criterion (code, division_seq, label_zh, label_en, position, source) values
    ('necessity', 1, '必要性', 'necessity', 1, '地名管理条例实施办法第五条'),
    ('science', 1, '科学性', 'scientific basis', 2, '地名管理条例实施办法第五条'),
    ('reason', 1, '合理性', 'reasonableness', 3, '地名管理条例实施办法第五条');
"""

UNITS = """
alter table gazetteer.case_consultation
    add column question text not null default '' constraint ck_case_consultation_question
        check (char_length(question) <= 1000),
    add column answered_by text not null default '' constraint ck_case_consultation_answered_by
        check (char_length(answered_by) <= 100),
    drop constraint ck_case_consultation_answer,
    add constraint ck_case_consultation_answer check (answer in ('agree', 'conditions', 'object', 'none')),
    add constraint ck_case_consultation_text check (char_length(text) <= 2000);

create table gazetteer.consultation_link (
    id uuid not null default gen_random_uuid() constraint pk_consultation_link primary key,
    consultation_id uuid not null constraint fk_consultation_link_consultation_id references gazetteer.case_consultation,
    case_id uuid not null constraint fk_consultation_link_case_id references gazetteer.naming_case,
    token_hash bytea not null constraint uq_consultation_link_token_hash unique,
    expires_on date not null,
    made_at timestamptz not null default clock_timestamp(),
    made_by uuid default app.current_actor() constraint fk_consultation_link_made_by references app.user_account,
    revoked_at timestamptz
);
comment on column gazetteer.consultation_link.token_hash is 'SHA-256 of the secret in the address: the secret itself is shown once';
create unique index uq_consultation_link_live on gazetteer.consultation_link (consultation_id) where revoked_at is null;

create table gazetteer.consultation_answer (
    consultation_id uuid not null constraint fk_consultation_answer_consultation_id
        references gazetteer.case_consultation,
    number integer not null,
    case_id uuid not null constraint fk_consultation_answer_case_id references gazetteer.naming_case,
    answer text not null,
    text text not null,
    answered_by text not null,
    via text not null constraint ck_consultation_answer_via check (via in ('link', 'officer')),
    answered_on date not null,
    made_at timestamptz not null default clock_timestamp(),
    constraint pk_consultation_answer primary key (consultation_id, number)
);
comment on table gazetteer.consultation_answer is 'every version of every answer, kept by a trigger; the newest also stands in case_consultation';

create table gazetteer.consultation_reminder (
    id uuid not null default gen_random_uuid() constraint pk_consultation_reminder primary key,
    consultation_id uuid not null constraint fk_consultation_reminder_consultation_id
        references gazetteer.case_consultation,
    case_id uuid not null constraint fk_consultation_reminder_case_id references gazetteer.naming_case,
    sent_on date not null,
    channel text not null constraint ck_consultation_reminder_channel
        check (channel in ('letter', 'phone', 'message', 'visit')),
    note text not null default '' constraint ck_consultation_reminder_note check (char_length(note) <= 500),
    made_by uuid default app.current_actor() constraint fk_consultation_reminder_made_by references app.user_account
);
create index ix_consultation_reminder_case_id on gazetteer.consultation_reminder (case_id);
"""

PUBLIC = """
create table gazetteer.public_consultation (
    id uuid not null default gen_random_uuid() constraint pk_public_consultation primary key,
    case_id uuid not null constraint fk_public_consultation_case_id references gazetteer.naming_case,
    question text not null constraint ck_public_consultation_question check (char_length(question) between 5 and 1000),
    range_text text not null constraint ck_public_consultation_range_text check (char_length(range_text) between 1 and 500),
    issuer text not null constraint ck_public_consultation_issuer check (char_length(issuer) between 1 and 200),
    opens_on date not null,
    closes_on date not null,
    closed_on date,
    close_note text not null default '' constraint ck_public_consultation_close_note check (char_length(close_note) <= 1000),
    opened_by uuid default app.current_actor() constraint fk_public_consultation_opened_by references app.user_account,
    version integer not null default 0,
    constraint ck_public_consultation_days check (closes_on >= opens_on and closes_on <= opens_on + 365),
    constraint ck_public_consultation_closed check (closed_on is null or closed_on > closes_on or btrim(close_note) <> '')
);
comment on column gazetteer.public_consultation.closed_on is 'after the last day, or earlier with its reason';
create unique index uq_public_consultation_open on gazetteer.public_consultation (case_id) where closed_on is null;
create index ix_public_consultation_case_id on gazetteer.public_consultation (case_id);

create table gazetteer.public_comment (
    id uuid not null default gen_random_uuid() constraint pk_public_comment primary key,
    consultation_id uuid not null constraint fk_public_comment_consultation_id references gazetteer.public_consultation,
    case_id uuid not null constraint fk_public_comment_case_id references gazetteer.naming_case,
    idempotency_key uuid not null,
    receipt text not null constraint uq_public_comment_receipt unique,
    text text not null constraint ck_public_comment_text check (char_length(text) between 2 and 2000),
    author text not null default '' constraint ck_public_comment_author check (char_length(author) <= 50),
    contact text not null default '' constraint ck_public_comment_contact check (char_length(contact) <= 200),
    submitted_on date not null,
    submitted_at timestamptz not null default clock_timestamp(),
    moderation text not null default 'pending' constraint ck_public_comment_moderation
        check (moderation in ('pending', 'published', 'withheld')),
    moderation_reason text not null default '' constraint ck_public_comment_moderation_reason
        check (char_length(moderation_reason) <= 500),
    moderated_on date,
    handling text constraint ck_public_comment_handling check (handling in ('adopted', 'partly', 'not_adopted')),
    answer text not null default '' constraint ck_public_comment_answer check (char_length(answer) <= 2000),
    answered_on date,
    version integer not null default 0,
    constraint uq_public_comment_key unique (consultation_id, idempotency_key),
    constraint ck_public_comment_withheld check (moderation <> 'withheld' or btrim(moderation_reason) <> ''),
    constraint ck_public_comment_moderated check ((moderation = 'pending') = (moderated_on is null)),
    constraint ck_public_comment_answered check (
        (handling is null) = (answered_on is null) and (handling is null) = (btrim(answer) = ''))
);
comment on column gazetteer.public_comment.contact is 'personal data: never published, read where cases of the area are handled';
create index ix_public_comment_case_id on gazetteer.public_comment (case_id, submitted_at);

create table published.consultation (
    id uuid not null constraint pk_consultation primary key,
    kind text not null,
    category text not null,
    title text not null,
    question text not null,
    range_text text not null,
    issuer text not null,
    division text not null,
    opens_on date not null,
    closes_on date not null,
    closed_on date,
    close_note text not null default ''
);
create index ix_consultation_closes_on on published.consultation (closes_on desc, id desc);
create table published.consultation_item (
    consultation_id uuid not null constraint fk_consultation_item_consultation_id references published.consultation,
    position smallint not null,
    current_name text,
    proposed_names text[] not null,
    position_text text not null,
    reason text not null,
    meaning text not null,
    origin text not null,
    geom geometry(Point, 4490) constraint ck_consultation_item_envelope check (app.inside_envelope(geom)),
    constraint pk_consultation_item primary key (consultation_id, position)
);
comment on column published.consultation_item.geom is 'snapped to the public grid of its class';
create table published.consultation_comment (
    id uuid not null constraint pk_consultation_comment primary key,
    consultation_id uuid not null constraint fk_consultation_comment_consultation_id references published.consultation,
    author text not null,
    text text not null,
    submitted_on date not null,
    handling text,
    answer text not null,
    answered_on date
);
create index ix_consultation_comment_consultation_id on published.consultation_comment (consultation_id, submitted_on, id);
"""

EXPERTS = """
create table gazetteer.expert_review (
    id uuid not null default gen_random_uuid() constraint pk_expert_review primary key,
    case_id uuid not null constraint fk_expert_review_case_id references gazetteer.naming_case,
    question text not null constraint ck_expert_review_question check (char_length(question) between 5 and 1000),
    method text not null constraint ck_expert_review_method check (method in ('meeting', 'letter')),
    opened_on date not null,
    held_on date,
    minutes text not null default '' constraint ck_expert_review_minutes check (char_length(minutes) <= 5000),
    risks text not null default '' constraint ck_expert_review_risks check (char_length(risks) <= 2000),
    advice text not null default '' constraint ck_expert_review_advice check (char_length(advice) <= 2000),
    result text constraint ck_expert_review_result check (result in ('support', 'changes', 'against')),
    concluded_on date,
    version integer not null default 0,
    constraint ck_expert_review_concluded check (
        (concluded_on is null) = (result is null)
        and (concluded_on is null or (held_on is not null and btrim(minutes) <> '' and btrim(risks) <> ''
             and btrim(advice) <> '')))
);
comment on table gazetteer.expert_review is '专家论证; risks and advice are sections that the report must have (实施办法第五条)';
create unique index uq_expert_review_open on gazetteer.expert_review (case_id) where concluded_on is null;
create index ix_expert_review_case_id on gazetteer.expert_review (case_id);

create table gazetteer.expert (
    id uuid not null default gen_random_uuid() constraint pk_expert primary key,
    review_id uuid not null constraint fk_expert_review_id references gazetteer.expert_review,
    case_id uuid not null constraint fk_expert_case_id references gazetteer.naming_case,
    name text not null constraint ck_expert_name check (char_length(name) between 1 and 50),
    field text not null constraint ck_expert_field check (char_length(field) between 1 and 100),
    unit text not null constraint ck_expert_unit check (char_length(unit) between 1 and 200),
    has_conflict boolean,
    conflict_text text not null default '' constraint ck_expert_conflict_text check (char_length(conflict_text) <= 500),
    opinion text not null default '' constraint ck_expert_opinion check (char_length(opinion) <= 2000),
    answered_on date,
    version integer not null default 0,
    constraint uq_expert_name unique (review_id, name, unit),
    constraint ck_expert_conflict check (not coalesce(has_conflict, false) or btrim(conflict_text) <> ''),
    constraint ck_expert_answered check (answered_on is null or (has_conflict is false and btrim(opinion) <> ''))
);
comment on column gazetteer.expert.has_conflict is 'null: not declared yet. Whoever has a conflict of interest gives neither score nor opinion';

create table gazetteer.expert_score (
    expert_id uuid not null constraint fk_expert_score_expert_id references gazetteer.expert,
    case_id uuid not null constraint fk_expert_score_case_id references gazetteer.naming_case,
    criterion text not null,
    score smallint not null constraint ck_expert_score_score check (score between 1 and 5),
    constraint pk_expert_score primary key (expert_id, criterion)
);

create table gazetteer.case_assessment (
    case_id uuid not null constraint pk_case_assessment primary key
        constraint fk_case_assessment_case_id references gazetteer.naming_case,
    legality text not null default '' constraint ck_case_assessment_legality check (char_length(legality) <= 2000),
    feasibility text not null default '' constraint ck_case_assessment_feasibility check (char_length(feasibility) <= 2000),
    controllability text not null default '' constraint ck_case_assessment_controllability
        check (char_length(controllability) <= 2000),
    effects text not null default '' constraint ck_case_assessment_effects check (char_length(effects) <= 2000),
    risks text not null default '' constraint ck_case_assessment_risks check (char_length(risks) <= 2000),
    measures text not null default '' constraint ck_case_assessment_measures check (char_length(measures) <= 2000),
    version integer not null default 0
);
comment on table gazetteer.case_assessment is '综合评估: the sections that its report must have (实施办法第五条)';

create table gazetteer.case_report_need (
    case_id uuid not null constraint fk_case_report_need_case_id references gazetteer.naming_case,
    report text not null constraint ck_case_report_need_report check (report in ('evaluation', 'experts', 'opinions')),
    is_needed boolean not null,
    reason text not null constraint ck_case_report_need_reason check (char_length(btrim(reason)) between 1 and 1000),
    judged_on date not null,
    judged_by uuid default app.current_actor() constraint fk_case_report_need_judged_by references app.user_account,
    version integer not null default 0,
    constraint pk_case_report_need primary key (case_id, report)
);
comment on table gazetteer.case_report_need is 'what the reviewer weighed: social impact, expertise, closeness to people''s life (条例第十一条)';

create table gazetteer.case_report (
    id uuid not null default gen_random_uuid() constraint pk_case_report primary key,
    case_id uuid not null constraint fk_case_report_case_id references gazetteer.naming_case,
    report text not null constraint ck_case_report_report check (report in ('evaluation', 'experts', 'opinions')),
    title text not null,
    sections jsonb not null,
    sha256 text not null constraint ck_case_report_sha256 check (sha256 ~ '^[0-9a-f]{64}$'),
    made_on date not null,
    made_at timestamptz not null default clock_timestamp(),
    made_by uuid default app.current_actor() constraint fk_case_report_made_by references app.user_account
);
comment on table gazetteer.case_report is 'reports as they were settled (定稿); the newest of a kind counts';
create index ix_case_report_case_id on gazetteer.case_report (case_id, report, made_at desc);
"""

OBJECTIONS = """
create table gazetteer.announcement_objection (
    id uuid not null default gen_random_uuid() constraint pk_announcement_objection primary key,
    announcement_id uuid not null constraint fk_announcement_objection_announcement_id references gazetteer.announcement,
    case_id uuid not null constraint fk_announcement_objection_case_id references gazetteer.naming_case,
    idempotency_key uuid not null,
    receipt text not null constraint uq_announcement_objection_receipt unique,
    text text not null constraint ck_announcement_objection_text check (char_length(text) between 5 and 2000),
    author text not null default '' constraint ck_announcement_objection_author check (char_length(author) <= 50),
    contact text not null default '' constraint ck_announcement_objection_contact check (char_length(contact) <= 200),
    submitted_on date not null,
    outcome text constraint ck_announcement_objection_outcome check (outcome in ('upheld', 'partly', 'rejected')),
    answer text not null default '' constraint ck_announcement_objection_answer check (char_length(answer) <= 2000),
    answered_on date,
    is_public boolean not null default false,
    version integer not null default 0,
    constraint uq_announcement_objection_key unique (announcement_id, idempotency_key),
    constraint ck_announcement_objection_answered check (
        (outcome is null) = (answered_on is null) and (outcome is null) = (btrim(answer) = '')),
    constraint ck_announcement_objection_public check (not is_public or outcome is not null)
);
comment on column gazetteer.announcement_objection.contact is 'personal data: never published';
create index ix_announcement_objection_case_id on gazetteer.announcement_objection (case_id);

create table published.objection (
    id uuid not null constraint pk_objection primary key,
    announcement_id uuid not null,
    text text not null,
    submitted_on date not null,
    outcome text not null,
    answer text not null,
    answered_on date not null
);
create index ix_objection_announcement_id on published.objection (announcement_id, submitted_on);
"""

# What people without an account may do, each through one function. The day comes from the application's one clock.
FUNCTIONS = """
create function gazetteer.keep_answers() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    if new.answer is not null and new.version is distinct from old.version then
        insert into gazetteer.consultation_answer
            (consultation_id, number, case_id, answer, text, answered_by, via, answered_on)
        values (new.id, new.version, new.case_id, new.answer, new.text, new.answered_by,
                case when app.current_actor() is null then 'link' else 'officer' end, new.answered_on);
    end if;
    return null;
end $$;
create trigger case_consultation_keep_answers after update on gazetteer.case_consultation
    for each row execute function gazetteer.keep_answers();

create function gazetteer.asked_question(wanted_hash bytea, today date) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_object(
        'unit', q.unit, 'question', q.question, 'asked_on', q.asked_on, 'due_on', q.due_on, 'answer', q.answer,
        'text', q.text, 'answered_by', q.answered_by, 'version', q.version, 'expires_on', l.expires_on,
        'is_open', s.state = 'consulting', 'kind', c.kind, 'category', c.category,
        'class_code', c.class_code, 'division_path', c.division_path, 'number', n.number,
        'items', (select jsonb_agg(jsonb_build_object(
                'current', m.text, 'proposed', i.candidate_names, 'position', i.position_text, 'reason', i.reason,
                'meaning', i.meaning, 'origin', i.origin, 'facts', i.facts,
                'lon', public.st_x(i.geom), 'lat', public.st_y(i.geom)) order by i.position)
            from gazetteer.case_item i left join gazetteer.name m on m.id = i.old_name_id where i.case_id = c.id))
      from gazetteer.consultation_link l
      join gazetteer.case_consultation q on q.id = l.consultation_id
      join gazetteer.naming_case c on c.id = q.case_id
      join app.workflow_subject s on s.id = c.id
      left join gazetteer.case_number n on n.case_id = c.id
     where l.token_hash = wanted_hash and l.revoked_at is null and l.expires_on >= today
$$;

-- The consultation that was answered; null for a link that is unknown, revoked or past its day.
create function gazetteer.answer_by_link(
    wanted_hash bytea, seen_version integer, given_answer text, given_text text, given_name text, today date)
returns uuid language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    asked gazetteer.case_consultation;
begin
    select q.* into asked from gazetteer.consultation_link l
      join gazetteer.case_consultation q on q.id = l.consultation_id
     where l.token_hash = wanted_hash and l.revoked_at is null and l.expires_on >= today for update of q;
    if not found then
        return null;
    end if;
    perform from app.workflow_subject s where s.id = asked.case_id and s.state = 'consulting' for share;
    if not found then
        raise exception 'the consultation has ended' using errcode = 'GA002';
    end if;
    if asked.version <> seen_version then
        raise exception 'somebody else answered in between' using errcode = 'GA001';
    end if;
    update gazetteer.case_consultation
       set answer = given_answer, text = given_text, answered_by = given_name, answered_on = today,
           version = asked.version + 1
     where id = asked.id;
    return asked.id;
end $$;

-- The receipt: of this comment, or of the same one sent before. Null when the consultation is not open on this day.
create function gazetteer.add_public_comment(
    wanted uuid, key uuid, new_receipt text, given_text text, given_name text, given_contact text, today date)
returns text language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    its_case uuid;
    given text;
begin
    -- The lock makes a comment and the closing of its consultation one after the other.
    select p.case_id into its_case from gazetteer.public_consultation p
     where p.id = wanted and p.closed_on is null and today between p.opens_on and p.closes_on for share;
    if not found then
        return null;
    end if;
    insert into gazetteer.public_comment (consultation_id, case_id, idempotency_key, receipt, text, author, contact, submitted_on)
    values (wanted, its_case, key, new_receipt, given_text, given_name, given_contact, today)
    on conflict on constraint uq_public_comment_key do nothing;
    select c.receipt into given from gazetteer.public_comment c where c.consultation_id = wanted and c.idempotency_key = key;
    return given;
end $$;

create function gazetteer.add_objection(
    wanted uuid, key uuid, new_receipt text, given_text text, given_name text, given_contact text, today date)
returns text language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    its_case uuid := (select a.case_id from gazetteer.announcement a where a.id = wanted);
    given text;
begin
    if its_case is null then
        return null;
    end if;
    insert into gazetteer.announcement_objection
        (announcement_id, case_id, idempotency_key, receipt, text, author, contact, submitted_on)
    values (wanted, its_case, key, new_receipt, given_text, given_name, given_contact, today)
    on conflict on constraint uq_announcement_objection_key do nothing;
    select o.receipt into given from gazetteer.announcement_objection o
     where o.announcement_id = wanted and o.idempotency_key = key;
    return given;
end $$;

create function gazetteer.refuse_partial_experts() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from gazetteer.expert e where e.id = new.expert_id and e.has_conflict is distinct from false) then
        raise exception 'an expert with a conflict of interest, or who has declared nothing, gives no score'
            using errcode = 'GA002';
    end if;
    return new;
end $$;
create trigger expert_score_of_the_impartial before insert or update on gazetteer.expert_score
    for each row execute function gazetteer.refuse_partial_experts();

-- Reports that the case must have by rule or by its reviewer's judgement, and has not: neither settled nor as a paper.
create function gazetteer.reports_missing(wanted_case uuid) returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(needed.report order by needed.report), '{}') from (
        select r.report from gazetteer.report_rule r join gazetteer.naming_case c on c.id = wanted_case
         where r.division_seq = any (c.division_path) and coalesce(r.category, c.category) = c.category
           and coalesce(r.case_kind, c.kind) = c.kind and r.valid @> current_date
        union
        select n.report from gazetteer.case_report_need n where n.case_id = wanted_case and n.is_needed) needed
     where not exists (select from gazetteer.case_report r where r.case_id = wanted_case and r.report = needed.report)
       and not exists (select from gazetteer.case_document d where d.case_id = wanted_case
                          and d.kind = needed.report and d.withdrawn_at is null)
$$;

-- Beside naming_case_guard: what has been begun for a decision is ended before the decision, and whoever did work of
-- the review in consultations does not decide.
create function gazetteer.naming_case_hindrances() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    if new.workflow = 'naming_case' and new.action in ('approve', 'refuse', 'send_back') and exists (
        select from gazetteer.consultation_link l where l.case_id = new.subject_id and l.made_by = new.actor_id
        union all
        select from gazetteer.public_consultation p where p.case_id = new.subject_id and p.opened_by = new.actor_id
        union all
        select from gazetteer.case_report_need n where n.case_id = new.subject_id and n.judged_by = new.actor_id
        union all
        select from gazetteer.case_report r where r.case_id = new.subject_id and r.made_by = new.actor_id) then
        raise exception 'the same person does not draft, review and approve one case' using errcode = '42501';
    end if;
    if new.workflow <> 'naming_case' or new.action <> 'to_decision' then
        return new;
    end if;
    if exists (select from gazetteer.public_consultation p where p.case_id = new.subject_id and p.closed_on is null) then
        raise exception 'a public consultation is not closed' using errcode = 'GA002';
    end if;
    if exists (select from gazetteer.public_comment c where c.case_id = new.subject_id and c.handling is null) then
        raise exception 'an opinion of the public is not answered' using errcode = 'GA002';
    end if;
    if exists (select from gazetteer.expert_review r where r.case_id = new.subject_id and r.concluded_on is null) then
        raise exception 'an expert review is not concluded' using errcode = 'GA002';
    end if;
    if gazetteer.reports_missing(new.subject_id) <> '{}' then
        raise exception 'a report that the case needs is missing' using errcode = 'GA002';
    end if;
    return new;
end $$;
create trigger naming_case_hindrances before insert on app.workflow_event
    for each row execute function gazetteer.naming_case_hindrances();

-- A case that ends takes its question to the public with it, in the same transaction.
create function gazetteer.close_with_case() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
    ended_on date := (new.at at time zone 'Asia/Shanghai')::date;
    closed uuid;
begin
    update gazetteer.public_consultation set closed_on = ended_on, close_note = '申请已撤回', version = version + 1
     where case_id = new.subject_id and closed_on is null returning id into closed;
    update published.consultation set closed_on = ended_on, close_note = '申请已撤回' where id = closed;
    return null;
end $$;
create trigger naming_case_close_with_case after insert on app.workflow_event
    for each row when (new.workflow = 'naming_case' and new.action = 'withdraw')
    execute function gazetteer.close_with_case();

create function gazetteer.refuse_short_notice() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
    least integer := (
        select r.value from gazetteer.consultation_rule r join gazetteer.naming_case c on c.id = new.case_id
         where r.key = 'public_days_min' and r.division_seq = any (c.division_path) and r.valid @> new.opens_on
         order by array_position(c.division_path, r.division_seq) desc limit 1);
begin
    if new.closes_on - new.opens_on + 1 < least then
        raise exception 'the public has at least % days', least using errcode = 'GA002';
    end if;
    return new;
end $$;
create trigger public_consultation_is_long_enough before insert or update of opens_on, closes_on
    on gazetteer.public_consultation for each row execute function gazetteer.refuse_short_notice();

revoke all on function gazetteer.asked_question, gazetteer.answer_by_link, gazetteer.add_public_comment,
    gazetteer.add_objection, gazetteer.reports_missing from public;
grant execute on function gazetteer.asked_question, gazetteer.answer_by_link, gazetteer.add_public_comment,
    gazetteer.add_objection, gazetteer.reports_missing to geoapp_app;
"""

APPEND_ONLY = ("consultation_answer", "consultation_reminder", "case_report")
OF_A_CASE = (
    "consultation_link", "consultation_answer", "consultation_reminder", "public_consultation", "public_comment",
    "expert_review", "expert", "expert_score", "case_assessment", "case_report_need", "case_report",
    "announcement_objection",
)  # fmt: skip
RULE_TABLES = ("consultation_rule", "consultation_unit_rule", "report_rule", "expert_criterion")

_FOLLOWS_CASE = """
alter table gazetteer.{table} enable row level security;
alter table gazetteer.{table} force row level security;
create policy {table}_all on gazetteer.{table} for all to geoapp_app
    using (exists (select from gazetteer.naming_case c where c.id = case_id));
"""

RIGHTS = """
grant select, insert on gazetteer.consultation_link, gazetteer.consultation_reminder, gazetteer.case_report,
    gazetteer.public_consultation, gazetteer.expert_review, gazetteer.expert, gazetteer.case_assessment,
    gazetteer.case_report_need to geoapp_app;
grant select on gazetteer.consultation_answer, gazetteer.public_comment, gazetteer.announcement_objection to geoapp_app;
grant update (revoked_at) on gazetteer.consultation_link to geoapp_app;
grant update (closed_on, close_note, version) on gazetteer.public_consultation to geoapp_app;
grant update (moderation, moderation_reason, moderated_on, handling, answer, answered_on, version)
    on gazetteer.public_comment to geoapp_app;
grant update (held_on, minutes, risks, advice, result, concluded_on, version) on gazetteer.expert_review to geoapp_app;
grant update (has_conflict, conflict_text, opinion, answered_on, version) on gazetteer.expert to geoapp_app;
grant select, insert, update, delete on gazetteer.expert_score to geoapp_app;
grant update on gazetteer.case_assessment, gazetteer.case_report_need to geoapp_app;
grant update (outcome, answer, answered_on, is_public, version) on gazetteer.announcement_objection to geoapp_app;
grant select on gazetteer.consultation_rule, gazetteer.consultation_unit_rule, gazetteer.report_rule,
    gazetteer.expert_criterion to geoapp_app;
grant select on published.consultation, published.consultation_item, published.consultation_comment,
    published.objection to geoapp_app, geoapp_reader;
grant insert on published.consultation, published.consultation_item, published.consultation_comment,
    published.objection to geoapp_app;
grant update (closed_on, close_note) on published.consultation to geoapp_app;
grant update (handling, answer, answered_on) on published.consultation_comment to geoapp_app;
grant delete on published.consultation_comment to geoapp_app;
"""

# Forced row security also binds the owner, as whom the functions above run.
OWNER = """
do $$
declare
    one text;
begin
    foreach one in array array['consultation_link', 'consultation_answer', 'public_consultation', 'public_comment',
        'expert_review', 'expert', 'case_report', 'case_report_need', 'case_document', 'announcement',
        'announcement_objection'] loop
        execute format('create policy %I on gazetteer.%I to %I using (true)', one || '_consulted', one, current_user);
    end loop;
end $$;
"""


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    for part in (RULES, UNITS, PUBLIC, EXPERTS, OBJECTIONS):
        run(part)
    for table in OF_A_CASE:
        run(_FOLLOWS_CASE.format(table=table))
    for table in APPEND_ONLY:
        run(
            f"create trigger {table}_append_only before update or delete on gazetteer.{table}"
            " for each row execute function app.refuse_change()"
        )
    run(FUNCTIONS)
    run(RIGHTS)
    run(OWNER)


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        drop policy announcement_consulted on gazetteer.announcement;
        drop policy case_document_consulted on gazetteer.case_document;
        drop trigger naming_case_close_with_case on app.workflow_event;
        drop trigger naming_case_hindrances on app.workflow_event;
        drop trigger case_consultation_keep_answers on gazetteer.case_consultation;
        drop table published.objection, published.consultation_comment, published.consultation_item,
            published.consultation, gazetteer.announcement_objection, gazetteer.case_report, gazetteer.case_report_need,
            gazetteer.case_assessment, gazetteer.expert_score, gazetteer.expert, gazetteer.expert_review,
            gazetteer.public_comment, gazetteer.public_consultation, gazetteer.consultation_reminder,
            gazetteer.consultation_answer, gazetteer.consultation_link, gazetteer.expert_criterion,
            gazetteer.report_rule, gazetteer.consultation_unit_rule, gazetteer.consultation_rule;
        drop function gazetteer.refuse_short_notice, gazetteer.close_with_case, gazetteer.naming_case_hindrances, gazetteer.reports_missing,
            gazetteer.refuse_partial_experts, gazetteer.add_objection, gazetteer.add_public_comment,
            gazetteer.answer_by_link, gazetteer.asked_question, gazetteer.keep_answers;
        -- An answer with conditions counts as an objection where the word is not known.
        alter table gazetteer.case_consultation drop constraint ck_case_consultation_answer,
            drop constraint ck_case_consultation_text;
        update gazetteer.case_consultation set answer = 'object' where answer = 'conditions';
        alter table gazetteer.case_consultation drop column question, drop column answered_by,
            add constraint ck_case_consultation_answer check (answer in ('agree', 'object', 'none'));
        """
    )
