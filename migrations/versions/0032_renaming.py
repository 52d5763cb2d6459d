"""Renamings say why in a code that can be counted, and are followed by tasks of other offices.

The code is one of a list with the article that speaks of each (gazetteer/cases/data/change_reasons.csv). Cases and
applications from before have none; a renaming says it before it is submitted.
"""

from __future__ import annotations

from alembic import op

revision = "0032_renaming"
down_revision = "0031_receipts"
branch_labels = None
depends_on = None

REASONS = """
alter table gazetteer.case_item add column reason_code text constraint ck_case_item_reason_code check (reason_code in (
    'division_change', 'construction', 'natural_change', 'not_matching', 'duplicate', 'meaning', 'characters', 'borrowed',
    'other'));
comment on column gazetteer.case_item.reason_code is 'why a name is changed or ends (条例第十条、第九条); null: not said';
alter table gazetteer.name_application add column reason_code text not null default ''
    constraint ck_name_application_reason_code check (reason_code in (
        '', 'division_change', 'construction', 'natural_change', 'not_matching', 'duplicate', 'meaning', 'characters',
        'borrowed', 'other'));
comment on column gazetteer.name_application.reason_code is 'of a renaming, as in case_item; empty: not said';
"""

# As in 0017, with the code.
WRITING = """
create or replace function gazetteer.write_application(
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
        reason_code = coalesce(changes ->> 'reason_code', a.reason_code),
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
"""


# Rows like the others of 0020: an office adds its own, which only end; those of the country belong to the program.
RULES = """
create table gazetteer.follow_up_rule (
    id uuid not null default gen_random_uuid() constraint pk_follow_up_rule primary key,
    division_seq integer not null,
    case_kind text constraint ck_follow_up_rule_case_kind check (case_kind in ('renaming', 'retirement')),
    category text constraint fk_follow_up_rule_category references gazetteer.legal_category,
    class_prefix text constraint ck_follow_up_rule_class_prefix check (class_prefix ~ '^[0-9]{1,5}$'),
    unit text not null constraint ck_follow_up_rule_unit check (char_length(unit) between 1 and 100),
    task text not null constraint ck_follow_up_rule_task check (char_length(task) between 1 and 200),
    days smallint not null constraint ck_follow_up_rule_days check (days between 1 and 365),
    position smallint not null,
    source text not null
        constraint ck_follow_up_rule_source check (btrim(source) <> '' and char_length(source) <= 300),
    valid daterange not null default daterange(null, null),
    constraint ex_follow_up_rule_one exclude using gist (
        division_seq with =, unit with =, task with =, coalesce(case_kind, '') with =, coalesce(category, '') with =,
        coalesce(class_prefix, '') with =, valid with &&)
);
comment on table gazetteer.follow_up_rule is
    'who has what to do after a name has changed or ended, in how many calendar days from the announcement; {province},'
    ' {city}, {county} in `unit` stand for the names of the place. All matching rows count, of one task the nearest';
insert into gazetteer.follow_up_rule (division_seq, case_kind, category, class_prefix, unit, task, days, position, source)
select 1, kind, category, prefix, unit, task, days, row_number() over (), source from (values
    (null, 'division', null, '{county}公安局', '更新户籍地址、标准地址和门牌', 60, '《地名管理条例》第十八条、第二十一条'),
    (null, 'committee', null, '{county}公安局', '更新户籍地址、标准地址和门牌', 60, '《地名管理条例》第十八条、第二十一条'),
    (null, 'street', null, '{county}公安局', '更新户籍地址、标准地址和门牌', 60, '《地名管理条例》第十八条、第二十一条'),
    (null, 'building', null, '{county}公安局', '更新户籍地址、标准地址和门牌', 60, '《地名管理条例》第十八条、第二十一条'),
    (null, null, '22', '{county}公安局', '更新户籍地址、标准地址和门牌', 60, '《地名管理条例》第十八条、第二十一条'),
    (null, null, null, '{county}自然资源局', '更新公开地图和地理信息数据', 60, '《地名管理条例》第十八条'),
    (null, 'committee', null, '{county}自然资源局', '更新不动产登记的坐落', 60, '《地名管理条例》第十八条'),
    (null, 'street', null, '{county}自然资源局', '更新不动产登记的坐落', 60, '《地名管理条例》第十八条'),
    (null, 'building', null, '{county}自然资源局', '更新不动产登记的坐落', 60, '《地名管理条例》第十八条'),
    (null, 'street', null, '{county}住房和城乡建设局', '更换路名牌和道路指示标志', 60, '《地名管理条例》第十八条、第十九条'),
    (null, 'building', null, '{county}住房和城乡建设局', '更新房屋、物业管理档案中的名称', 60, '《地名管理条例》第十八条'),
    (null, null, '231', '{county}交通运输局', '更换交通标志和站名', 60, '《地名管理条例》第十八条、第十九条'),
    (null, null, '232', '{county}交通运输局', '更换交通标志和站名', 60, '《地名管理条例》第十八条、第十九条'),
    (null, null, '236', '{county}交通运输局', '更换交通标志和站名', 60, '《地名管理条例》第十八条、第十九条'),
    ('renaming', null, null, '{county}民政局', '更换地名标志', 60, '《地名管理条例》第十八条、第十九条'),
    ('retirement', null, null, '{county}民政局', '拆除地名标志，有保存价值的移交存档', 60, '《地名管理条例》第十八条、第十九条'),
    (null, 'division', null, '{county}民政局', '核对界线档案、界桩资料中的名称并加注', 60, '《行政区域界线管理条例》第十三条'),
    (null, 'natural', null, '{county}民政局', '核对界线档案、界桩资料中的名称并加注', 60, '《行政区域界线管理条例》第十三条')
) as given (kind, category, prefix, unit, task, days, source);
"""

_RULES_KEPT = """
create trigger procedure_row_only_ends before update on gazetteer.follow_up_rule
    for each row execute function gazetteer.procedure_row_only_ends();
alter table gazetteer.follow_up_rule enable row level security;
alter table gazetteer.follow_up_rule force row level security;
create policy follow_up_rule_read on gazetteer.follow_up_rule for select to geoapp_app using (true);
create policy follow_up_rule_owner on gazetteer.follow_up_rule to current_user using (true);
create policy follow_up_rule_add on gazetteer.follow_up_rule for insert to geoapp_app
    with check (gazetteer.keeps_procedure_of(division_seq));
create policy follow_up_rule_change on gazetteer.follow_up_rule for update to geoapp_app
    using (gazetteer.keeps_procedure_of(division_seq));
grant select, insert, update (valid) on gazetteer.follow_up_rule to geoapp_app;
"""

TASKS = """
create table gazetteer.case_follow_up (
    id uuid not null default gen_random_uuid() constraint pk_case_follow_up primary key,
    case_id uuid not null constraint fk_case_follow_up_case_id references gazetteer.naming_case,
    position smallint not null constraint ck_case_follow_up_position check (position >= 1),
    unit text not null constraint ck_case_follow_up_unit check (char_length(unit) between 1 and 200),
    task text not null constraint ck_case_follow_up_task check (char_length(task) between 1 and 200),
    source text not null,
    made_on date not null,
    due_on date not null,
    outcome text constraint ck_case_follow_up_outcome check (outcome in ('done', 'not_needed')),
    settled_on date,
    settled_by uuid constraint fk_case_follow_up_settled_by references app.user_account,
    note text not null default '' constraint ck_case_follow_up_note check (char_length(note) <= 500),
    version integer not null default 0,
    constraint uq_case_follow_up_task unique (case_id, unit, task),
    constraint ck_case_follow_up_due check (due_on > made_on),
    constraint ck_case_follow_up_settled check (
        (outcome is null) = (settled_on is null) and (outcome is null) = (settled_by is null)
        and (outcome is not null or note = '') and settled_on >= made_on),
    constraint ck_case_follow_up_why_not check (outcome <> 'not_needed' or btrim(note) <> '')
);
comment on table gazetteer.case_follow_up is
    'what other offices have to do after a renaming or retirement was announced; made with the announcement, never taken away';
comment on column gazetteer.case_follow_up.settled_on is 'when the unit has done it, or when it was judged not to be needed';
create index ix_case_follow_up_case_id on gazetteer.case_follow_up (case_id);
create index ix_case_follow_up_due_on on gazetteer.case_follow_up (due_on) where outcome is null;

create function gazetteer.follow_up_guard() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        if new.outcome is not null or not exists (
            select from gazetteer.naming_case c join app.workflow_subject s on s.id = c.id
             where c.id = new.case_id and c.kind in ('renaming', 'retirement') and s.state = 'announced') then
            raise exception 'tasks follow an announced renaming or retirement, undone' using errcode = 'GA002';
        end if;
        return new;
    end if;
    if new.version <> old.version + 1 or (new.outcome is null) = (old.outcome is null) then
        raise exception 'a task is settled, or taken up again, against what was seen of it' using errcode = 'GA001';
    end if;
    new.settled_by := case when new.outcome is not null then app.current_actor() end;
    return new;
end $$;
create trigger follow_up_guard before insert or update on gazetteer.case_follow_up
    for each row execute function gazetteer.follow_up_guard();

alter table gazetteer.case_follow_up enable row level security;
alter table gazetteer.case_follow_up force row level security;
create policy case_follow_up_read on gazetteer.case_follow_up for select to geoapp_app
    using (exists (select from gazetteer.naming_case c where c.id = case_id));
create policy case_follow_up_add on gazetteer.case_follow_up for insert to geoapp_app with check (
    exists (select from gazetteer.naming_case c
             where c.id = case_id and c.division_path && (select app.regions('cases.announce'))));
create policy case_follow_up_change on gazetteer.case_follow_up for update to geoapp_app using (
    exists (select from gazetteer.naming_case c
             where c.id = case_id and c.division_path && (select app.regions('cases.announce'))));
grant select, insert on gazetteer.case_follow_up to geoapp_app;
grant update (outcome, settled_on, note, version) on gazetteer.case_follow_up to geoapp_app;
do $$
begin
    execute format('create policy case_follow_up_owner on gazetteer.case_follow_up to %I using (true)', current_user);
end $$;
"""

MATTERS = """
alter table gazetteer.reminder_rule drop constraint ck_reminder_rule_matter,
    add constraint ck_reminder_rule_matter check (matter in ('clock', 'unit', 'pre_naming', 'follow_up'));
alter table gazetteer.reminder drop constraint ck_reminder_matter,
    add constraint ck_reminder_matter check (matter in ('clock', 'unit', 'pre_naming', 'follow_up'));
comment on column gazetteer.reminder.item_id is 'the clock, the asked unit, the pre-named item, or the task of another office';
insert into gazetteer.reminder_rule (division_seq, matter, days_left, source) values
    (1, 'follow_up', 7, '内部办理要求'), (1, 'follow_up', -1, '内部办理要求');
"""

_OPEN_TASKS = """
        union all
        select 'follow_up', f.case_id, f.id, f.due_on, f.unit || '：' || f.task
          from gazetteer.case_follow_up f where f.outcome is null"""

# As in 0027, with the tasks of other offices.
REMINDING = f"""
create or replace function gazetteer.write_reminders(today date, by_mail boolean) returns integer
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
         where upper(k.held) - 1 >= today{_OPEN_TASKS}),
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
"""

WITHOUT_MATTERS = """
delete from gazetteer.reminder where matter = 'follow_up';
alter table gazetteer.reminder_rule disable trigger user;
delete from gazetteer.reminder_rule where matter = 'follow_up';
alter table gazetteer.reminder_rule enable trigger user;
alter table gazetteer.reminder_rule drop constraint ck_reminder_rule_matter,
    add constraint ck_reminder_rule_matter check (matter in ('clock', 'unit', 'pre_naming'));
alter table gazetteer.reminder drop constraint ck_reminder_matter,
    add constraint ck_reminder_matter check (matter in ('clock', 'unit', 'pre_naming'));
comment on column gazetteer.reminder.item_id is 'the clock, the asked unit, or the pre-named item';
"""


def _without(part: str, function: str) -> str:
    assert part in function
    return function.replace(part, "")


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    for part in (REASONS, WRITING, RULES, _RULES_KEPT, TASKS, MATTERS, REMINDING):
        run(part)


def downgrade() -> None:
    """Tasks and codes are lost; what was announced stays."""
    run = op.get_bind().exec_driver_sql
    run(_without(_OPEN_TASKS, REMINDING))
    run(WITHOUT_MATTERS)
    run(
        """
        drop table gazetteer.case_follow_up, gazetteer.follow_up_rule;
        drop function gazetteer.follow_up_guard;
        """
    )
    run(_without("        reason_code = coalesce(changes ->> 'reason_code', a.reason_code),\n", WRITING))
    run("alter table gazetteer.name_application drop column reason_code")
    run("alter table gazetteer.case_item drop column reason_code")
