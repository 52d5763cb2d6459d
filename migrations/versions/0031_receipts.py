"""Whoever sent something in without an account reads with the receipt what became of it: a receipt that leads nowhere is none.

Opinions on a consultation, objections to an announcement, reports of names in use and of errors. Nothing of the sender,
nothing of the office's people.
"""

from __future__ import annotations

from alembic import op

revision = "0031_receipts"
down_revision = "0030_reminder_rows_end"
branch_labels = None
depends_on = None

PROGRESS = """
create function gazetteer.receipt_progress(wanted text) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select to_jsonb(told) from (
        select 'comment' as matter, c.submitted_on as received_on, c.moderation as state, c.moderation_reason as reason,
               c.handling as outcome, c.answer, c.answered_on, c.consultation_id as about
          from gazetteer.public_comment c where c.receipt = wanted
        union all
        select 'objection', o.submitted_on, case when o.answered_on is null then 'waiting' else 'answered' end, '',
               o.outcome, o.answer, o.answered_on, o.announcement_id
          from gazetteer.announcement_objection o where o.receipt = wanted
        union all
        select 'use_report', (s.received_at at time zone 'Asia/Shanghai')::date, w.state, '', null, '', null, null
          from gazetteer.supervision_case s join app.workflow_subject w on w.id = s.id where s.receipt = wanted
        union all
        select 'error_report', (e.received_at at time zone 'Asia/Shanghai')::date, 'received', '', null, '', null,
               (select p.id from published.place p where p.id = e.place_id)
          from gazetteer.error_report e where e.receipt = wanted
    ) told
$$;
comment on function gazetteer.receipt_progress is 'what became of what somebody without an account sent in';
revoke all on function gazetteer.receipt_progress from public;
grant execute on function gazetteer.receipt_progress to geoapp_app;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(PROGRESS)


def downgrade() -> None:
    op.execute("drop function gazetteer.receipt_progress")
