"""Escalation of cases whose statutory clock runs out, and the prompts (督办) that superiors write into a file.

To whom a clock is escalated when so many days are left is data per area; nobody has to remember it.
"""

from __future__ import annotations

from alembic import op

revision = "0015_case_deadlines"
down_revision = "0014_protected_names"
branch_labels = None
depends_on = None

TABLES = """
create table gazetteer.escalation_step (
    division_seq integer not null,
    to_whom text not null constraint ck_escalation_step_to_whom check (to_whom in ('review', 'approve', 'above')),
    days_left smallint not null constraint ck_escalation_step_days_left check (days_left between -365 and 365),
    source text not null constraint ck_escalation_step_source check (btrim(source) <> ''),
    constraint pk_escalation_step primary key (division_seq, to_whom)
);
comment on table gazetteer.escalation_step is
    'calendar days left of a clock from which it concerns others than its handler; below zero: days over';
insert into gazetteer.escalation_step (division_seq, to_whom, days_left, source) values
    (1, 'review', 5, '内部办理要求'), (1, 'approve', 2, '内部办理要求'), (1, 'above', -1, '内部办理要求');

create table gazetteer.case_prompt (
    id uuid not null default gen_random_uuid() constraint pk_case_prompt primary key,
    case_id uuid not null constraint fk_case_prompt_case_id references gazetteer.naming_case,
    text text not null constraint ck_case_prompt_text check (btrim(text) <> '' and char_length(text) <= 1000),
    made_by uuid not null default app.current_actor() constraint fk_case_prompt_made_by references app.user_account,
    made_at timestamptz not null default now(),
    answer text not null default '' constraint ck_case_prompt_answer check (char_length(answer) <= 1000),
    answered_by uuid constraint fk_case_prompt_answered_by references app.user_account,
    answered_at timestamptz,
    version integer not null default 0,
    constraint ck_case_prompt_answered check (
        (btrim(answer) = '') = (answered_at is null) and (answered_at is null) = (answered_by is null))
);
create index ix_case_prompt_case_id on gazetteer.case_prompt (case_id);
create index ix_case_prompt_open on gazetteer.case_prompt (made_at) where answered_at is null;
"""

# A prompt is seen and answered where its case is; it is written by those who review or approve there.
ROW_SECURITY = """
alter table gazetteer.case_prompt enable row level security;
alter table gazetteer.case_prompt force row level security;
create policy case_prompt_read on gazetteer.case_prompt for select to geoapp_app
    using (exists (select from gazetteer.naming_case c where c.id = case_id));
create policy case_prompt_add on gazetteer.case_prompt for insert to geoapp_app with check (
    made_by = app.current_actor() and exists (select from gazetteer.naming_case c where c.id = case_id
        and (c.division_path && (select app.regions('cases.review'))
            or c.division_path && (select app.regions('cases.approve')))));
create policy case_prompt_answer on gazetteer.case_prompt for update to geoapp_app
    using (answered_at is null and exists (select from gazetteer.naming_case c where c.id = case_id))
    with check (answered_by = app.current_actor());

grant select on gazetteer.escalation_step to geoapp_app;
grant select, insert on gazetteer.case_prompt to geoapp_app;
grant update (answer, answered_by, answered_at, version) on gazetteer.case_prompt to geoapp_app;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(TABLES + ROW_SECURITY)


def downgrade() -> None:
    op.get_bind().exec_driver_sql("drop table gazetteer.case_prompt, gazetteer.escalation_step")
