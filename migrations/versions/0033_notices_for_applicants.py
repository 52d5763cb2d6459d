"""Whoever follows an application gets what its notices say, and reads why it was not approved: 行政许可法第三十八条 has the
office give its reasons to the applicant.
"""

from __future__ import annotations

from pathlib import Path
from runpy import run_path

from alembic import op

revision = "0033_notices_for_applicants"
down_revision = "0032_renaming"
branch_labels = None
depends_on = None

# Nobody may call it but the owner's functions below, which ask for the secret first. No person's name is in it.
TOLD = """
create function gazetteer.case_told(wanted_case uuid) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_object(
        'kind', c.kind, 'applicant', c.applicant_unit, 'path', c.division_path, 'number', n.number,
        'accepted_on', n.accepted_on,
        'receipt', (select a.receipt from gazetteer.name_application a where a.case_id = c.id),
        'items', (select coalesce(jsonb_agg(jsonb_build_object('names', i.candidate_names, 'old_name', m.text,
                     'position_text', i.position_text,
                     'refused', case when d.outcome = 'refused' then d.reason end) order by i.position), '[]')
                    from gazetteer.case_item i
                    left join gazetteer.name m on m.id = i.old_name_id
                    left join gazetteer.case_decision d on d.item_id = i.id
                   where i.case_id = c.id),
        'refused', (select jsonb_build_object('on', d.decided_on, 'body', d.approving_body,
                       'approver_kind', d.approver_kind)
                      from gazetteer.case_decision d where d.case_id = c.id and d.outcome = 'refused' limit 1),
        'terms', (select coalesce(jsonb_agg(jsonb_build_object('kind', k.kind, 'starts_on', k.starts_on,
                     'days', k.days, 'unit', k.unit, 'law', k.law) order by k.starts_on), '[]')
                    from gazetteer.case_clock k where k.case_id = c.id),
        'steps', (select coalesce(jsonb_agg(jsonb_build_object('action', e.action, 'on',
                     (e.at at time zone 'Asia/Shanghai')::date, 'note', e.note, 'changes', e.changes)
                     order by e.version), '[]')
                    from app.workflow_event e
                   where e.subject_id = c.id and e.action in ('ask_correction', 'decline', 'refuse')))
      from gazetteer.naming_case c
      left join gazetteer.case_number n on n.case_id = c.id
     where c.id = wanted_case
$$;
revoke all on function gazetteer.case_told from public;
"""

FOLLOWING = """
create or replace function gazetteer.case_progress(wanted_case uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_object(
        'number', n.number, 'kind', c.kind, 'state', s.state, 'office_seq', n.office_seq,
        'name', (select coalesce(i.candidate_names[1], m.text) from gazetteer.case_item i
                   left join gazetteer.name m on m.id = i.old_name_id where i.case_id = c.id order by i.position limit 1),
        'steps', (select coalesce(jsonb_agg(jsonb_build_object('action', e.action, 'on',
                     (e.at at time zone 'Asia/Shanghai')::date, 'reason',
                     case when e.action in ('ask_correction', 'decline', 'refuse') then e.note end)
                     order by e.version), '[]')
                    from app.workflow_event e where e.subject_id = c.id),
        'clocks', (select coalesce(jsonb_agg(jsonb_build_object('kind', k.kind, 'due_on', k.due_on,
                     'due_reason', k.due_reason) order by k.due_on), '[]')
                     from gazetteer.case_clock k where k.case_id = c.id and k.ended_on is null),
        'held', (select jsonb_agg(jsonb_build_object('name', d.name, 'until', upper(h.held) - 1,
                     'is_used', h.used_by is not null) order by i.position)
                   from gazetteer.pre_naming p
                   join gazetteer.name_claim h on h.item_id = p.item_id
                   join gazetteer.case_item i on i.id = p.item_id
                   join gazetteer.case_decision d on d.item_id = p.item_id
                  where p.case_id = c.id),
        'told', gazetteer.case_told(c.id))
      from gazetteer.naming_case c
      join app.workflow_subject s on s.id = c.id
      left join gazetteer.case_number n on n.case_id = c.id
     where c.id = wanted_case
$$;
"""


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    run(TOLD)
    run(FOLLOWING)


def downgrade() -> None:
    run = op.get_bind().exec_driver_sql
    run(run_path(str(Path(__file__).with_name("0029_reasons_for_applicants.py")))["FOLLOWING"])
    run("drop function gazetteer.case_told")
