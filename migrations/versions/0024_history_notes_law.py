"""Who adds to the history of a place, who reads the notes of a workflow, and a new row of local law seen at once.

Until now everybody who reads names could add an event to a place of the area, and read what officers wrote beside the
steps of a case, a campaign or a supervision. An event now comes with an import, a decided reading or the announcement
of a case; notes are for those who see the subject itself. Public answers are kept by the data version, so local law,
which the public check reads, raises it.
"""

from __future__ import annotations

from alembic import op

revision = "0024_history_notes_law"
down_revision = "0023_pre_naming"
branch_labels = None
depends_on = None

HISTORY = """
drop policy name_event_add on gazetteer.name_event;
create policy name_event_add on gazetteer.name_event for insert to geoapp_app with check (
    exists (select from gazetteer.place p where p.id = place_id and (
        p.division_path && (select app.regions('names.import'))
        or kind = 'reading' and p.division_path && (select app.regions('readings.decide'))
        or kind <> 'reading' and gazetteer.case_decides(p.id, p.source_ref, 'announced', 'cases.announce'))));
"""

NOTES = """
alter table app.workflow add column read_with text not null default 'names.read';
comment on column app.workflow.read_with is 'the permission that shows the notes of its steps';
update app.workflow set read_with = case name
    when 'naming_case' then 'cases.handle'
    when 'clean_up_campaign' then 'campaigns.see'
    when 'supervision_case' then 'supervision.see'
    else read_with end;

drop policy workflow_event_read on app.workflow_event;
create policy workflow_event_read on app.workflow_event for select to geoapp_app using (
    exists (select from app.workflow_subject s join app.workflow w on w.name = s.workflow
             where s.id = subject_id and s.division_path && app.regions(w.read_with)));
"""

LAW = """
create function gazetteer.naming_law_changed() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    update published.data_version set version = version + 1, changed_at = now();
    return null;
end $$;
create trigger naming_law_changed after insert or update on gazetteer.naming_provision
    for each statement execute function gazetteer.naming_law_changed();
"""


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    run(HISTORY)
    run(NOTES)
    run(LAW)


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        drop function gazetteer.naming_law_changed cascade;
        drop policy workflow_event_read on app.workflow_event;
        create policy workflow_event_read on app.workflow_event for select to geoapp_app
            using (exists (select from app.workflow_subject s where s.id = subject_id));
        alter table app.workflow drop column read_with;
        drop policy name_event_add on gazetteer.name_event;
        create policy name_event_add on gazetteer.name_event for insert to geoapp_app with check (
            (select array[1] && app.regions('names.import')) or exists (
                select from gazetteer.place p where p.id = place_id
                   and p.division_path && (select app.regions('names.read'))));
        """
    )
