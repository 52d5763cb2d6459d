"""Renamings say why in a code that can be counted, and are followed by tasks of other offices.

The code is one of a list with the article that speaks of each (gazetteer/cases/data/change_reasons.csv). Cases and
applications from before have none; a renaming says it before it is submitted.
"""

from __future__ import annotations

from alembic import op

revision = "0032_renaming"
down_revision = "0031_receipts"
branch_labels = None
depends_on = None

REASONS = """
alter table gazetteer.case_item add column reason_code text constraint ck_case_item_reason_code check (reason_code in (
    'division_change', 'construction', 'natural_change', 'not_matching', 'duplicate', 'meaning', 'characters', 'borrowed',
    'other'));
comment on column gazetteer.case_item.reason_code is 'why a name is changed or ends (条例第十条、第九条); null: not said';
alter table gazetteer.name_application add column reason_code text not null default ''
    constraint ck_name_application_reason_code check (reason_code in (
        '', 'division_change', 'construction', 'natural_change', 'not_matching', 'duplicate', 'meaning', 'characters',
        'borrowed', 'other'));
comment on column gazetteer.name_application.reason_code is 'of a renaming, as in case_item; empty: not said';
"""

# As in 0017, with the code.
WRITING = """
create or replace function gazetteer.write_application(
    wanted_hash bytea, changes jsonb, seen jsonb, touched text[], today date, new_expiry date)
returns jsonb language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    mine gazetteer.name_application := gazetteer.open_application(wanted_hash, today);
    present jsonb;
    stale jsonb;
begin
    if mine.id is null then
        return null;
    end if;
    present := gazetteer.application_told(mine);
    select jsonb_agg(key order by key) into stale from jsonb_object_keys(changes) as key
     where coalesce((mine.versions ->> key)::integer, 0) <> coalesce((seen ->> key)::integer, 0)
       and present -> key is distinct from changes -> key;
    if stale is not null then
        return jsonb_build_object('stale', stale);
    end if;
    update gazetteer.name_application a set
        names = coalesce(changes ->> 'names', a.names),
        position_text = coalesce(changes ->> 'position_text', a.position_text),
        lon = case when changes ? 'lon' then (changes ->> 'lon')::double precision else a.lon end,
        lat = case when changes ? 'lat' then (changes ->> 'lat')::double precision else a.lat end,
        scale = coalesce(changes ->> 'scale', a.scale),
        reason_code = coalesce(changes ->> 'reason_code', a.reason_code),
        reason = coalesce(changes ->> 'reason', a.reason),
        meaning = coalesce(changes ->> 'meaning', a.meaning),
        origin = coalesce(changes ->> 'origin', a.origin),
        applicant_unit = coalesce(changes ->> 'applicant_unit', a.applicant_unit),
        applicant_code = coalesce(changes ->> 'applicant_code', a.applicant_code),
        versions = a.versions || (select coalesce(jsonb_object_agg(key, coalesce((a.versions ->> key)::integer, 0) + 1), '{}')
                                    from jsonb_object_keys(changes) as key),
        return_tasks = (select coalesce(array_agg(task), '{}') from unnest(a.return_tasks) task where task <> all (touched)),
        version = a.version + 1, saved_at = clock_timestamp(), expires_on = new_expiry
     where a.id = mine.id returning a.* into mine;
    if changes ?| array['contact_person', 'contact_phone'] then
        insert into gazetteer.application_contact as k (application_id, person, phone)
        values (mine.id, coalesce(changes ->> 'contact_person', ''), coalesce(changes ->> 'contact_phone', ''))
        on conflict (application_id) do update set person = coalesce(changes ->> 'contact_person', k.person),
            phone = coalesce(changes ->> 'contact_phone', k.phone);
    end if;
    return jsonb_build_object('id', mine.id, 'versions', mine.versions, 'saved_at', mine.saved_at);
end $$;
"""


def _without_the_code(function: str) -> str:
    line = "        reason_code = coalesce(changes ->> 'reason_code', a.reason_code),\n"
    assert line in function
    return function.replace(line, "")


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    run(REASONS)
    run(WRITING)


def downgrade() -> None:
    run = op.get_bind().exec_driver_sql
    run(_without_the_code(WRITING))
    run("alter table gazetteer.name_application drop column reason_code")
    run("alter table gazetteer.case_item drop column reason_code")
