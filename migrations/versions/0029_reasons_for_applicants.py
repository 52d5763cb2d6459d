"""Whoever follows an application reads what is to be put right, or why it is not taken up: those words are theirs.

条例实施办法 has the office tell everything that is missing at once; told only in the file it was told to nobody.
"""

from __future__ import annotations

from pathlib import Path
from runpy import run_path

from alembic import op

revision = "0029_reasons_for_applicants"
down_revision = "0028_reminder_rows"
branch_labels = None
depends_on = None

FOLLOWING = """
create or replace function gazetteer.case_progress(wanted_case uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select jsonb_build_object(
        'number', n.number, 'kind', c.kind, 'state', s.state, 'office_seq', n.office_seq,
        'name', (select coalesce(i.candidate_names[1], m.text) from gazetteer.case_item i
                   left join gazetteer.name m on m.id = i.old_name_id where i.case_id = c.id order by i.position limit 1),
        'steps', (select coalesce(jsonb_agg(jsonb_build_object('action', e.action, 'on',
                     (e.at at time zone 'Asia/Shanghai')::date, 'reason',
                     case when e.action in ('ask_correction', 'decline') then e.note end) order by e.version), '[]')
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
                  where p.case_id = c.id))
      from gazetteer.naming_case c
      join app.workflow_subject s on s.id = c.id
      left join gazetteer.case_number n on n.case_id = c.id
     where c.id = wanted_case
$$;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(FOLLOWING)


def downgrade() -> None:
    earlier = run_path(str(Path(__file__).with_name("0023_pre_naming.py")))["FOLLOWING"]
    op.get_bind().exec_driver_sql(earlier)
