"""Law on names that an office adds for its area; names that are on their way; findings waived with a reason.

Rows of law are dated and never deleted: what has been repealed keeps its days. A name that the law forbids is approved
only where somebody who may do so has said why, finding by finding.
"""

from __future__ import annotations

from alembic import op

revision = "0010_naming_law"
down_revision = "0009_naming_cases"
branch_labels = None
depends_on = None

PROVISIONS = """
create sequence gazetteer.naming_provision_revision as bigint;
create table gazetteer.naming_provision (
    id uuid not null default gen_random_uuid() constraint pk_naming_provision primary key,
    kind text not null constraint ck_naming_provision_kind check (kind in ('rule', 'threshold', 'word')),
    subject text not null constraint ck_naming_provision_subject check (char_length(subject) between 1 and 50),
    list text not null default '' constraint ck_naming_provision_list check (list in (
        '', 'exaggerated_words', 'unseemly_words', 'foreign_words', 'persons', 'companies', 'landmarks')),
    category text not null default '',
    division_id uuid not null constraint fk_naming_provision_division_id references boundaries.division,
    division_path integer[] not null,
    severity text constraint ck_naming_provision_severity
        check (severity in ('must_not', 'should_avoid', 'note', 'off')),
    scope_kind text constraint ck_naming_provision_scope_kind
        check (scope_kind in ('nation', 'province', 'city', 'county', 'built_up_area', 'unit')),
    comparison_key text constraint ck_naming_provision_comparison_key check (comparison_key in ('full', 'specific')),
    details text not null default '' constraint ck_naming_provision_details check (char_length(details) <= 500),
    word_kind text not null default '' constraint ck_naming_provision_word_kind check (char_length(word_kind) <= 50),
    word_place text constraint ck_naming_provision_word_place check (word_place in ('name', 'specific', 'whole')),
    exceptions text[] not null default '{}',
    valid daterange not null,
    source text not null constraint ck_naming_provision_source check (btrim(source) <> '' and char_length(source) <= 300),
    note text not null default '' constraint ck_naming_provision_note check (char_length(note) <= 500),
    recorded_by uuid default app.current_actor() constraint fk_naming_provision_recorded_by references app.user_account,
    recorded_at timestamptz not null default clock_timestamp(),
    version integer not null default 0,
    revision bigint not null default 0,
    constraint ck_naming_provision_complete check (case kind
        when 'rule' then severity is not null and scope_kind is not null and comparison_key is not null
            and list = '' and word_place is null
        when 'threshold' then severity is null and details <> '' and list = '' and word_place is null
        else severity is not null and list <> '' and word_place is not null and details = '' end),
    constraint ex_naming_provision_one_row exclude using gist
        (kind with =, subject with =, list with =, category with =, division_id with =, valid with &&)
);
comment on table gazetteer.naming_provision is
    'rows of law beside the shipped ones: how a rule works, what a generic term asks for, a listed or spared word';
comment on column gazetteer.naming_provision.subject is 'code of the rule, generic term, or word';
comment on column gazetteer.naming_provision.category is 'category or kind of names; empty for all';
comment on column gazetteer.naming_provision.severity is 'off: the rule is not applied, the word is spared';
comment on column gazetteer.naming_provision.details is 'parameters of a rule (most=8), conditions of a threshold (floors>=20)';
comment on column gazetteer.naming_provision.valid is 'days on which the row is law; repealed before its first day it is empty';
comment on column gazetteer.naming_provision.revision is 'raised with every row and change: version of the register''s law';
create function gazetteer.naming_provision_revised() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'UPDATE' and (to_jsonb(new) - '{valid,version,revision}'::text[])
                            is distinct from (to_jsonb(old) - '{valid,version,revision}'::text[]) then
        raise exception 'a row of law only ends; another one is entered in its place' using errcode = 'GA002';
    end if;
    new.revision := nextval('gazetteer.naming_provision_revision');
    return new;
end $$;
create trigger naming_provision_revised before insert or update on gazetteer.naming_provision
    for each row execute function gazetteer.naming_provision_revised();
alter table gazetteer.naming_provision enable row level security;
alter table gazetteer.naming_provision force row level security;
create policy naming_provision_read on gazetteer.naming_provision for select to geoapp_app using (true);
create policy naming_provision_add on gazetteer.naming_provision for insert to geoapp_app
    with check (division_path && (select app.regions('rules.edit')));
create policy naming_provision_change on gazetteer.naming_provision for update to geoapp_app
    using (division_path && (select app.regions('rules.edit')));
grant select, insert, update on gazetteer.naming_provision to geoapp_app;

-- Law is public: without who entered it.
create table published.naming_provision (
    id uuid not null constraint pk_naming_provision primary key,
    kind text not null,
    subject text not null,
    list text not null,
    category text not null,
    division_path integer[] not null,
    severity text,
    scope_kind text,
    comparison_key text,
    details text not null,
    word_kind text not null,
    word_place text,
    exceptions text[] not null,
    valid daterange not null,
    source text not null,
    note text not null,
    revision bigint not null
);
comment on table published.naming_provision is 'what gazetteer.naming_provision says, kept equal by its trigger';
grant select on published.naming_provision to geoapp_app, geoapp_reader;
create function gazetteer.publish_naming_provision() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    delete from published.naming_provision where id = new.id;
    insert into published.naming_provision values (
        new.id, new.kind, new.subject, new.list, new.category, new.division_path, new.severity, new.scope_kind,
        new.comparison_key, new.details, new.word_kind, new.word_place, new.exceptions, new.valid, new.source, new.note,
        new.revision);
    return null;
end $$;
create trigger naming_provision_published after insert or update on gazetteer.naming_provision
    for each row execute function gazetteer.publish_naming_provision();
"""

# What the check needs of other counties' cases, and no more: not whose they are, not who applies.
NAMES_IN_WAIT = """
create function gazetteer.names_in_wait(
    wanted_division integer, wanted_category text, shortest integer, longest integer, own_case uuid, most integer)
returns table (name text, category text, class_code text, status text, division_path integer[])
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select wish.name, c.category, c.class_code,
           case when s.state = 'ended' or d.outcome = 'refused' then 'refused' else 'pending' end, c.division_path
      from gazetteer.naming_case c
      join app.workflow_subject s on s.id = c.id
      join gazetteer.case_item i on i.case_id = c.id
      left join gazetteer.case_decision d on d.item_id = i.id
      cross join lateral unnest(case when d.outcome = 'approved' then array[d.name] else i.candidate_names end)
                         as wish (name)
     where app.regions('cases.handle') <> '{}'
       and c.id is distinct from own_case and c.kind <> 'retirement' and c.category = wanted_category
       and (wanted_division is null or c.division_path @> array[wanted_division])
       and char_length(wish.name) between shortest and longest
       and (s.state in ('submitted', 'correction', 'consulting', 'reviewing', 'deciding', 'announcing')
            or d.outcome = 'refused'
            or s.state = 'ended' and exists (
                select from app.workflow_event e where e.subject_id = c.id and e.action = 'refuse'))
     order by c.changed_at desc, i.position limit most
$$;
revoke all on function gazetteer.names_in_wait from public;
grant execute on function gazetteer.names_in_wait to geoapp_app;
"""

WAIVERS = """
create table gazetteer.case_waiver (
    check_id uuid not null constraint fk_case_waiver_check_id references gazetteer.case_check,
    finding smallint not null constraint ck_case_waiver_finding check (finding >= 1),
    case_id uuid not null constraint fk_case_waiver_case_id references gazetteer.naming_case,
    rule text not null,
    reason text not null
        constraint ck_case_waiver_reason check (btrim(reason) <> '' and char_length(reason) <= 1000),
    made_by uuid not null default app.current_actor()
        constraint fk_case_waiver_made_by references app.user_account,
    made_at timestamptz not null default clock_timestamp(),
    constraint pk_case_waiver primary key (check_id, finding)
);
comment on table gazetteer.case_waiver is 'a finding that does not stop the name, who says so, and why; finding counts from 1';
create trigger case_waiver_append_only before update or delete on gazetteer.case_waiver
    for each row execute function app.refuse_change();
alter table gazetteer.case_waiver enable row level security;
alter table gazetteer.case_waiver force row level security;
create policy case_waiver_read on gazetteer.case_waiver for select to geoapp_app
    using (exists (select from gazetteer.naming_case c where c.id = case_id));
create policy case_waiver_add on gazetteer.case_waiver for insert to geoapp_app
    with check (made_by = app.current_actor() and exists (
        select from gazetteer.naming_case c join gazetteer.case_check k on k.case_id = c.id
         where c.id = case_waiver.case_id and k.id = check_id
           and c.division_path && (select app.regions('cases.waive'))));
grant select, insert on gazetteer.case_waiver to geoapp_app;
insert into app.role_permission (role, permission) values ('approver', 'cases.waive');

create function gazetteer.refuse_forbidden_name() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
    newest gazetteer.case_check := (
        select k from gazetteer.case_check k
         where k.case_id = new.case_id and k.name = new.name order by k.made_at desc limit 1);
begin
    if new.outcome = 'approved' and exists (
        select from jsonb_array_elements(newest.report -> 'findings') with ordinality as f (finding, number)
         where f.finding ->> 'severity' = 'must_not' and not exists (
             select from gazetteer.case_waiver o where o.check_id = newest.id and o.finding = f.number)) then
        raise exception 'the law forbids this name, and nobody has said why it may be given' using errcode = 'GA002';
    end if;
    return new;
end $$;
create trigger case_decision_forbidden_name before insert on gazetteer.case_decision
    for each row execute function gazetteer.refuse_forbidden_name();
"""

# Forced row security also binds the owner, as whom the functions above run (see 0006).
OWNER = """
do $$
declare
    one text;
begin
    foreach one in array array['case_decision', 'case_check', 'case_waiver'] loop
        execute format('create policy %I on gazetteer.%I for select to %I using (true)', one || '_owner', one, current_user);
    end loop;
end $$;
"""


def upgrade() -> None:
    for part in (PROVISIONS, NAMES_IN_WAIT, WAIVERS, OWNER):
        op.get_bind().exec_driver_sql(part)


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        drop policy case_check_owner on gazetteer.case_check;
        drop policy case_decision_owner on gazetteer.case_decision;
        drop trigger case_decision_forbidden_name on gazetteer.case_decision;
        drop function gazetteer.refuse_forbidden_name, gazetteer.names_in_wait;
        drop table gazetteer.case_waiver;
        drop table gazetteer.naming_provision, published.naming_provision;
        drop function gazetteer.naming_provision_revised, gazetteer.publish_naming_provision;
        drop sequence gazetteer.naming_provision_revision;
        delete from app.role_permission where permission = 'cases.waive';
        """
    )
