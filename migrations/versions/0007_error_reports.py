"""Reports of errors from the public (纠错), and two small indexes for public pages."""

from __future__ import annotations

from alembic import op

revision = "0007_error_reports"
down_revision = "0006_accounts_details"
branch_labels = None
depends_on = None

# `place_id` is no foreign key: a report outlives the place, whose import may be taken back.
REPORTS = """
create table gazetteer.error_report (
    id uuid not null default gen_random_uuid() constraint pk_error_report primary key,
    receipt text not null constraint uq_error_report_receipt unique,
    place_id uuid,
    place_name text,
    division_path integer[] not null,
    text text not null constraint ck_error_report_text check (char_length(text) between 5 and 2000),
    contact text constraint ck_error_report_contact check (char_length(contact) between 1 and 200),
    received_at timestamptz not null default now()
);
comment on column gazetteer.error_report.contact is 'personal data; row security shows it where names.read holds';
create index ix_error_report_received_at on gazetteer.error_report (received_at desc, id);
create trigger error_report_append_only before update or delete on gazetteer.error_report
    for each row execute function app.refuse_change();

alter table gazetteer.error_report enable row level security;
alter table gazetteer.error_report force row level security;
create policy error_report_read on gazetteer.error_report for select to geoapp_app
    using (division_path && (select app.regions('names.read')));
-- Anybody may report, but not into another office's area than the place's own.
create policy error_report_add on gazetteer.error_report for insert to geoapp_app with check (
    (place_id is null and division_path = array[1])
    or exists (select from published.place p where p.id = place_id and p.division_path = error_report.division_path));
grant select, insert on gazetteer.error_report to geoapp_app;
"""

# Both are partial: a first import of a national list enters neither.
INDEXES = """
create index ix_name_fact_announced_on on published.name_fact (announced_on desc, name_id desc)
    where announced_on is not null;
create index ix_change_removed on published.change (entity_id) where operation = 'remove';
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(REPORTS)
    op.get_bind().exec_driver_sql(INDEXES)


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        drop index published.ix_change_removed, published.ix_name_fact_announced_on;
        drop table gazetteer.error_report;
        """
    )
