"""Work of the review that is no step of the workflow is a part in the case as well (三分离); papers are their hash.

Until now a person with several roles could enter the answers of units, hold the expert review or answer the public,
and then approve the same case; or draft it and then enter what others had answered to it.
"""

from __future__ import annotations

from alembic import op

revision = "0019_review_work"
down_revision = "0018_pending_list_changes"
branch_labels = None
depends_on = None

REVIEWERS = """
create table gazetteer.case_reviewer (
    case_id uuid not null constraint fk_case_reviewer_case_id references gazetteer.naming_case,
    person uuid not null constraint fk_case_reviewer_person references app.user_account,
    constraint pk_case_reviewer primary key (case_id, person)
);
comment on table gazetteer.case_reviewer is
    'who has done work of the review in a case beside its steps; written by a trigger, never changed';
alter table gazetteer.case_reviewer enable row level security;
alter table gazetteer.case_reviewer force row level security;
do $$ begin
    execute format('create policy case_reviewer_owner on gazetteer.case_reviewer to %I using (true)', current_user);
end $$;

insert into gazetteer.case_reviewer (case_id, person)
select case_id, made_by from gazetteer.consultation_link where made_by is not null
 union select case_id, opened_by from gazetteer.public_consultation where opened_by is not null
 union select case_id, judged_by from gazetteer.case_report_need where judged_by is not null
 union select case_id, made_by from gazetteer.case_report where made_by is not null;

create or replace function gazetteer.case_parts_of(wanted_case uuid, person uuid) returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(distinct taken.part), '{}') from (
        select p.part from app.workflow_event e join gazetteer.case_part p on p.action = e.action
         where e.subject_id = wanted_case and e.workflow = 'naming_case' and e.actor_id = person
        union all
        select 'draft' from gazetteer.naming_case c where c.id = wanted_case and person = any (c.drafted_by)
        union all
        select 'review' from gazetteer.case_reviewer r where r.case_id = wanted_case and r.person = $2) taken
$$;

create function gazetteer.note_reviewer() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
    me uuid := app.current_actor();
begin
    -- Without an actor it is a unit by its link, or the public.
    if me is null then
        return new;
    end if;
    -- A case that its drafter withdraws closes its own question to the public.
    if tg_table_name = 'public_consultation' and tg_op = 'UPDATE' and exists (
        select from app.workflow_subject s where s.id = new.case_id and s.state = 'ended') then
        return new;
    end if;
    if gazetteer.case_parts_of(new.case_id, me) && array['draft', 'approve'] then
        raise exception 'the same person does not draft, review and approve one case' using errcode = '42501';
    end if;
    insert into gazetteer.case_reviewer (case_id, person) values (new.case_id, me) on conflict do nothing;
    return new;
end $$;
"""

WORK = {
    "case_consultation": "update",
    "case_opinion": "insert or update",
    "consultation_link": "insert or update",
    "consultation_reminder": "insert",
    "public_consultation": "insert or update",
    "public_comment": "update",
    "expert_review": "insert or update",
    "expert": "insert or update",
    "expert_score": "insert or update",
    "case_assessment": "insert or update",
    "case_report_need": "insert or update",
    "case_report": "insert",
    "announcement_objection": "update",
}


SEALED = """
alter table gazetteer.case_document
    add constraint ck_case_document_content_sha256 check (sha256 = encode(sha256(content), 'hex'));
"""


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    run(SEALED)
    run(REVIEWERS)
    for table, when in WORK.items():
        run(
            f"create trigger {table}_is_review_work before {when} on gazetteer.{table}"
            " for each row execute function gazetteer.note_reviewer()"
        )


def downgrade() -> None:
    run = op.get_bind().exec_driver_sql
    for table in WORK:
        run(f"drop trigger {table}_is_review_work on gazetteer.{table}")
    run(
        """
        create or replace function gazetteer.case_parts_of(wanted_case uuid, person uuid) returns text[]
        language sql stable security definer set search_path = pg_catalog, pg_temp as $$
            select coalesce(array_agg(distinct taken.part), '{}') from (
                select p.part from app.workflow_event e join gazetteer.case_part p on p.action = e.action
                 where e.subject_id = wanted_case and e.workflow = 'naming_case' and e.actor_id = person
                union all
                select 'draft' from gazetteer.naming_case c
                 where c.id = wanted_case and person = any (c.drafted_by)) taken
        $$;
        drop function gazetteer.note_reviewer;
        drop table gazetteer.case_reviewer;
        alter table gazetteer.case_document drop constraint ck_case_document_content_sha256;
        """
    )
