"""Whoever sent something in without an account reads with the receipt what became of it; names of a campaign are objected to so.

Opinions on a consultation, objections to an announcement or a listed name, reports of names in use and of errors. Nothing of the sender,
nothing of the office's people.
"""

from __future__ import annotations

from alembic import op

revision = "0031_receipts"
down_revision = "0030_reminder_rows_end"
branch_labels = None
depends_on = None

# Whoever objects over the internet stays unknown, as whoever is entered by an officer does: the receipt is all.
OBJECTIONS = """
alter table gazetteer.campaign_objection
    add column idempotency_key uuid,
    add column receipt text constraint uq_campaign_objection_receipt unique,
    add constraint ck_campaign_objection_receipt check ((receipt is null) = (idempotency_key is null)),
    add constraint uq_campaign_objection_key unique (candidate_id, idempotency_key);

-- The receipt: of this objection, or of the same one sent before. Null where nothing can be objected to on this day.
create function gazetteer.add_campaign_objection(
    wanted uuid, wanted_position integer, key uuid, new_receipt text, given_text text, today date)
returns text language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    its_name uuid;
    given text;
begin
    -- The lock makes an objection and the end of the window one after the other.
    perform from app.workflow_subject s join gazetteer.clean_up_campaign c on c.id = s.id
      where s.id = wanted and s.state = 'objecting' and today between c.objections_from and c.objections_until
        for share of s;
    if not found then
        return null;
    end if;
    select k.id into its_name from gazetteer.campaign_candidate k
     where k.campaign_id = wanted and k.position = wanted_position and k.result = 'change';
    if not found then
        return null;
    end if;
    insert into gazetteer.campaign_objection (campaign_id, candidate_id, received_on, text, idempotency_key, receipt)
    values (wanted, its_name, today, given_text, key, new_receipt)
    on conflict on constraint uq_campaign_objection_key do nothing;
    select o.receipt into given from gazetteer.campaign_objection o
     where o.candidate_id = its_name and o.idempotency_key = key;
    return given;
end $$;
revoke all on function gazetteer.add_campaign_objection from public;
grant execute on function gazetteer.add_campaign_objection to geoapp_app;
"""

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
        select 'listed_name', o.received_on, case when o.answered_on is null then 'waiting' else 'answered' end, '', null,
               coalesce(o.answer, ''), o.answered_on, o.campaign_id
          from gazetteer.campaign_objection o where o.receipt = wanted
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
    op.get_bind().exec_driver_sql(OBJECTIONS)
    op.get_bind().exec_driver_sql(PROGRESS)


def downgrade() -> None:
    op.execute("drop function gazetteer.receipt_progress, gazetteer.add_campaign_objection")
    op.execute("alter table gazetteer.campaign_objection drop column idempotency_key, drop column receipt")
