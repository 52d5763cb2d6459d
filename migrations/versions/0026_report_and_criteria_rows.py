"""Drafts kept while they are typed, and two more tables of the procedure that an office sets for itself.

Texts that cannot be read yet stand beside the draft, and it may still move.
A text that could not be read keeps the application from its submission. Until the first submission a draft lies where
its texts say, so its workflow subject moves with it; afterwards it stays, whoever writes in it.

An opinion of the public without its handling keeps the case from its decision here as well.

Reports that a case needs and criteria that experts score become rows like the others of 0020: an office adds its own,
which only end; those of the country belong to the program.
"""

from __future__ import annotations

from pathlib import Path
from runpy import run_path

from alembic import op

revision = "0026_report_and_criteria_rows"
down_revision = "0025_counties_in_campaigns"
branch_labels = None
depends_on = None

DRAFTS = """
alter table gazetteer.naming_case add column unread jsonb not null default '{}'
    constraint ck_naming_case_unread check (jsonb_typeof(unread) = 'object' and octet_length(unread::text) <= 20000);
comment on column gazetteer.naming_case.unread is
    'texts of the form that could not be read, by field: kept as they were typed, no part of what is asked for';

create function gazetteer.naming_case_is_read() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from gazetteer.naming_case c where c.id = new.subject_id and c.unread <> '{}') then
        raise exception 'a text of the application could not be read' using errcode = 'GA002';
    end if;
    return new;
end $$;
create trigger naming_case_is_read before insert on app.workflow_event
    for each row when (new.workflow = 'naming_case' and new.action in ('submit', 'resubmit'))
    execute function gazetteer.naming_case_is_read();

create function gazetteer.naming_case_moves() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    update app.workflow_subject s set division_path = new.division_path
     where s.id = new.id and s.state = 'draft' and new.division_path && app.regions('cases.draft');
    if not found then
        raise exception 'an application stays where it was submitted' using errcode = 'GA002';
    end if;
    return null;
end $$;
create trigger naming_case_moves after update on gazetteer.naming_case
    for each row when (new.division_path <> old.division_path) execute function gazetteer.naming_case_moves();
"""

OPINIONS = """
alter table gazetteer.case_opinion
    add constraint ck_case_opinion_handling_length check (char_length(handling) <= 2000);

create function gazetteer.opinions_are_handled() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from gazetteer.case_opinion o where o.case_id = new.subject_id and o.handling is null) then
        raise exception 'an opinion of the public is not handled' using errcode = 'GA002';
    end if;
    return new;
end $$;
create trigger naming_case_opinions_handled before insert on app.workflow_event
    for each row when (new.workflow = 'naming_case' and new.action = 'to_decision')
    execute function gazetteer.opinions_are_handled();

do $$
begin
    execute format('create policy case_opinion_owner on gazetteer.case_opinion to %I using (true)', current_user);
end $$;
"""

EDGE = """
alter table gazetteer.naming_provision add constraint ck_naming_provision_edge check (
    details !~ 'edge_m' or kind = 'rule' and subject = 'duplicate.same'
        and details ~ '(^|;)edge_m=([0-9]{1,2}|1[0-9]{2}|2[0-4][0-9]|250)(;|$)');
"""

PROCEDURE_TABLES = ("report_rule", "expert_criterion")
PROCEDURE = """
alter table gazetteer.report_rule
    add column id uuid not null default gen_random_uuid() constraint pk_report_rule primary key,
    add constraint ck_report_rule_law check (btrim(law) <> '' and char_length(law) <= 300),
    add constraint ex_report_rule_one exclude using gist (
        division_seq with =, report with =, coalesce(category, '') with =, coalesce(case_kind, '') with =, valid with &&);
alter table gazetteer.expert_criterion
    add column id uuid not null default gen_random_uuid(),
    drop constraint pk_expert_criterion,
    add constraint pk_expert_criterion primary key (id),
    add constraint ck_expert_criterion_source check (btrim(source) <> '' and char_length(source) <= 300),
    add constraint ck_expert_criterion_label check (
        btrim(label_zh) <> '' and btrim(label_en) <> '' and char_length(label_zh) <= 50 and char_length(label_en) <= 100),
    add constraint ex_expert_criterion_one exclude using gist (division_seq with =, code with =, valid with &&);
"""
PROCEDURE_AS_IT_WAS = """
alter table gazetteer.expert_criterion
    drop constraint ex_expert_criterion_one, drop constraint ck_expert_criterion_label,
    drop constraint ck_expert_criterion_source, drop constraint pk_expert_criterion, drop column id;
delete from gazetteer.expert_criterion c where exists (
    select from gazetteer.expert_criterion later
     where (later.code, later.division_seq) = (c.code, c.division_seq) and later.valid > c.valid);
alter table gazetteer.expert_criterion add constraint pk_expert_criterion primary key (code, division_seq);
alter table gazetteer.report_rule
    drop constraint ex_report_rule_one, drop constraint ck_report_rule_law, drop constraint pk_report_rule, drop column id;
"""


def _of_0020(constant: str) -> str:
    return str(run_path(str(Path(__file__).with_name("0020_procedure_rows.py")))[constant])


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    run(DRAFTS)
    run(OPINIONS)
    run(EDGE)
    run(PROCEDURE)
    for table in PROCEDURE_TABLES:
        run(_of_0020("_KEPT").format(table=table))


def downgrade() -> None:
    run = op.get_bind().exec_driver_sql
    for table in PROCEDURE_TABLES:
        run(_of_0020("_NO_LONGER_KEPT").format(table=table))
    run(PROCEDURE_AS_IT_WAS)
    run(
        """
        alter table gazetteer.naming_provision drop constraint ck_naming_provision_edge;
        drop policy case_opinion_owner on gazetteer.case_opinion;
        drop trigger naming_case_opinions_handled on app.workflow_event;
        drop function gazetteer.opinions_are_handled;
        alter table gazetteer.case_opinion drop constraint ck_case_opinion_handling_length;
        drop trigger naming_case_moves on gazetteer.naming_case;
        drop trigger naming_case_is_read on app.workflow_event;
        drop function gazetteer.naming_case_moves, gazetteer.naming_case_is_read;
        alter table gazetteer.naming_case drop column unread;
        """
    )
