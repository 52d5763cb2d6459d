"""Offices set the numbers of their procedure and the units they ask, each from a day on, with its source.

What the country's law gives stands in the rows of the root, which no page changes. A local row only ends; a promise
of an office may be shorter than the period of the law, never longer.
"""

from __future__ import annotations

from alembic import op

revision = "0020_procedure_rows"
down_revision = "0019_review_work"
branch_labels = None
depends_on = None

TABLES = ("case_period", "consultation_rule", "consultation_unit_rule", "escalation_step", "approver_rule")

DATED = """
alter table gazetteer.escalation_step
    add column valid daterange not null default daterange(null, null),
    drop constraint pk_escalation_step,
    add constraint ex_escalation_step_one exclude using gist (division_seq with =, to_whom with =, valid with &&);
alter table gazetteer.case_period
    add constraint ck_case_period_law check (btrim(law) <> '' and char_length(law) <= 300);
alter table gazetteer.consultation_rule
    add constraint ck_consultation_rule_source check (btrim(source) <> '' and char_length(source) <= 300);
alter table gazetteer.escalation_step
    add constraint ck_escalation_step_source_length check (char_length(source) <= 300);
alter table gazetteer.consultation_unit_rule
    add constraint ck_consultation_unit_rule_source check (btrim(source) <> '' and char_length(source) <= 300);
"""

APPROVERS = """
create table gazetteer.approver_rule (
    id uuid not null default gen_random_uuid() constraint pk_approver_rule primary key,
    division_seq integer not null,
    category text constraint fk_approver_rule_category references gazetteer.legal_category,
    class_prefix text not null default '' constraint ck_approver_rule_class_prefix check (class_prefix ~ '^[0-9]{0,5}$'),
    approver_kind text not null constraint ck_approver_rule_approver_kind check (approver_kind in (
        'state_council_department', 'local_government', 'place_name_authority', 'other_department')),
    body text not null default '' constraint ck_approver_rule_body check (char_length(body) <= 100),
    law text not null constraint ck_approver_rule_law check (btrim(law) <> '' and char_length(law) <= 300),
    valid daterange not null default daterange(null, null),
    constraint ex_approver_rule_one exclude using gist
        (division_seq with =, coalesce(category, '') with =, class_prefix with =, valid with &&)
);
comment on table gazetteer.approver_rule is
    'who approves; {province}, {city}, {county} in `body` stand for the names of the place. The nearest division counts';
insert into gazetteer.approver_rule (division_seq, category, class_prefix, approver_kind, body, law) values
    (1, 'natural', '', 'local_government', '', '地名管理条例第十二条：由省、自治区、直辖市人民政府规定'),
    (1, 'natural', '11', 'state_council_department', '', '地名管理条例第十二条：海域、海底地理实体'),
    (1, 'division', '', 'local_government', '', '地名管理条例第十二条：依照行政区划管理条例'),
    (1, 'committee', '', 'local_government', '{county}人民政府', '地名管理条例第十二条：由省、自治区、直辖市人民政府规定'),
    (1, 'park', '', 'other_department', '', '地名管理条例第十二条：依照国家有关规定'),
    (1, 'street', '', 'local_government', '{county}人民政府', '地名管理条例第十二条：直辖市、市、县人民政府；市辖区依市的授权'),
    (1, 'building', '', 'other_department', '{county}住房和城乡建设局',
     '地名管理条例第十二条：住房城乡建设主管部门，征求同级地名行政主管部门意见'),
    (1, 'facility', '', 'other_department', '', '地名管理条例第十二条：有关主管部门'),
    (1, 'other', '', 'place_name_authority', '{county}民政局', '由本地规定');
"""

GUARDS = """
create function gazetteer.procedure_row_only_ends() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
    if to_jsonb(new) - 'valid' is distinct from to_jsonb(old) - 'valid' or not new.valid <@ old.valid then
        raise exception 'a row of the procedure only ends; another one is entered in its place' using errcode = 'GA002';
    end if;
    return new;
end $$;

create function gazetteer.promise_within_law() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
    if new.division_seq <> 1 and exists (
        select from gazetteer.case_period p
         where p.division_seq = 1 and p.kind = new.kind and p.valid && new.valid
           and (p.unit <> new.unit or p.days < new.days)) then
        raise exception 'an office promises no longer period than the law gives' using errcode = 'GA002';
    end if;
    return new;
end $$;
create trigger promise_within_law before insert on gazetteer.case_period
    for each row execute function gazetteer.promise_within_law();

create function gazetteer.keeps_procedure_of(wanted integer) returns boolean language sql stable
set search_path = pg_catalog, pg_temp as $$
    select wanted <> 1 and exists (
        select from boundaries.division d where d.seq = wanted and d.path && app.regions('rules.edit'))
$$;
"""

_KEPT = """
create trigger procedure_row_only_ends before update on gazetteer.{table}
    for each row execute function gazetteer.procedure_row_only_ends();
alter table gazetteer.{table} enable row level security;
alter table gazetteer.{table} force row level security;
create policy {table}_read on gazetteer.{table} for select to geoapp_app using (true);
create policy {table}_owner on gazetteer.{table} to current_user using (true);
create policy {table}_add on gazetteer.{table} for insert to geoapp_app
    with check (gazetteer.keeps_procedure_of(division_seq));
create policy {table}_change on gazetteer.{table} for update to geoapp_app
    using (gazetteer.keeps_procedure_of(division_seq));
grant select, insert, update (valid) on gazetteer.{table} to geoapp_app;
"""

_NO_LONGER_KEPT = """
revoke insert, update (valid) on gazetteer.{table} from geoapp_app;
drop policy {table}_change on gazetteer.{table};
drop policy {table}_add on gazetteer.{table};
drop policy {table}_owner on gazetteer.{table};
drop policy {table}_read on gazetteer.{table};
alter table gazetteer.{table} no force row level security;
alter table gazetteer.{table} disable row level security;
drop trigger procedure_row_only_ends on gazetteer.{table};
"""

UNDATED = """
drop trigger promise_within_law on gazetteer.case_period;
drop table gazetteer.approver_rule;
drop function gazetteer.keeps_procedure_of, gazetteer.promise_within_law, gazetteer.procedure_row_only_ends;
alter table gazetteer.consultation_unit_rule drop constraint ck_consultation_unit_rule_source;
alter table gazetteer.consultation_rule drop constraint ck_consultation_rule_source;
alter table gazetteer.case_period drop constraint ck_case_period_law;
delete from gazetteer.escalation_step where not valid @> current_date;
alter table gazetteer.escalation_step
    drop constraint ck_escalation_step_source_length,
    drop constraint ex_escalation_step_one,
    drop column valid,
    add constraint pk_escalation_step primary key (division_seq, to_whom);
"""


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    run(DATED)
    run(APPROVERS)
    run(GUARDS)
    for table in TABLES:
        run(_KEPT.format(table=table))


def downgrade() -> None:
    run = op.get_bind().exec_driver_sql
    for table in TABLES:
        run(_NO_LONGER_KEPT.format(table=table))
    run(UNDATED)
