"""A campaign of a province or a prefecture is worked in its counties: they see it, and judge the names of their area.

A county sees it once the triage has begun, with its own names, objections and outcomes, and sums of those only. Setting up,
publishing, answering objections and deciding stay with whoever runs the campaign.
"""

from __future__ import annotations

from pathlib import Path
from runpy import run_path

from alembic import op

revision = "0025_counties_in_campaigns"
down_revision = "0024_history_notes_law"
branch_labels = None
depends_on = None

WHERE_A_NAME_IS = """
alter table gazetteer.campaign_candidate add column division_path integer[];
update gazetteer.campaign_candidate k set division_path = coalesce(
    (select p.division_path from gazetteer.place p where p.id = k.place_id),
    (select c.division_path from gazetteer.clean_up_campaign c where c.id = k.campaign_id));
alter table gazetteer.campaign_candidate alter column division_path set not null;
comment on column gazetteer.campaign_candidate.division_path is 'where the place was when the machine pass found it: whose name it is to judge';
create index ix_campaign_candidate_division_path on gazetteer.campaign_candidate using gin (division_path);

create function gazetteer.campaign_candidate_where() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    new.division_path := coalesce(
        (select p.division_path from gazetteer.place p where p.id = new.place_id),
        (select c.division_path from gazetteer.clean_up_campaign c where c.id = new.campaign_id));
    return new;
end $$;
create trigger campaign_candidate_where before insert on gazetteer.campaign_candidate
    for each row execute function gazetteer.campaign_candidate_where();
"""

SEEN_FROM_BELOW = """
-- Divisions whose parts the person has the permission in, and these parts.
create function app.regions_and_above(permission text) returns integer[] language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(distinct above), '{}')
      from boundaries.division d, unnest(d.path) as above
     where d.seq = any (app.regions(permission))
$$;
create function gazetteer.is_under_way(campaign uuid) returns boolean language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
    select exists (select from app.workflow_subject s
                    where s.id = campaign and s.state in ('triage', 'objecting', 'settling', 'closed'))
$$;
revoke all on function app.regions_and_above, gazetteer.is_under_way from public;
grant execute on function app.regions_and_above, gazetteer.is_under_way to geoapp_app;

drop policy clean_up_campaign_read on gazetteer.clean_up_campaign;
create policy clean_up_campaign_read on gazetteer.clean_up_campaign for select to geoapp_app using (
    division_path && (select app.regions('campaigns.see'))
    or division_path[cardinality(division_path)] = any ((select app.regions_and_above('campaigns.see'))::integer[])
       and gazetteer.is_under_way(id));
create policy workflow_subject_campaign on app.workflow_subject for select to geoapp_app using (
    workflow = 'clean_up_campaign' and state in ('triage', 'objecting', 'settling', 'closed')
    and division_path[cardinality(division_path)] = any ((select app.regions_and_above('campaigns.see'))::integer[]));

drop policy campaign_candidate_read on gazetteer.campaign_candidate;
create policy campaign_candidate_read on gazetteer.campaign_candidate for select to geoapp_app
    using (division_path && (select app.regions('campaigns.see'))
           and exists (select from gazetteer.clean_up_campaign c where c.id = campaign_id));
"""

# What hangs on a name follows the name, no longer the campaign.
_READ = """
drop policy {table}_read on gazetteer.{table};
create policy {table}_read on gazetteer.{table} for select to geoapp_app
    using (exists (select from gazetteer.campaign_candidate k where k.id = candidate_id));
"""
FOLLOWS_NAME = "".join(
    _READ.format(table=table) for table in ("campaign_objection", "campaign_outcome", "campaign_sign_photo")
)
_BY_NAME = (
    "exists (select from gazetteer.campaign_candidate k where k.id = candidate_id"
    " and k.division_path && (select app.regions('{permission}')))"
)
_TRIAGE, _DRAFT = _BY_NAME.format(permission="campaigns.triage"), _BY_NAME.format(permission="cases.draft")
DONE_BELOW = f"""
drop policy campaign_verdict_give on gazetteer.campaign_verdict;
create policy campaign_verdict_give on gazetteer.campaign_verdict for insert to geoapp_app
    with check (person = app.current_actor() and {_TRIAGE});
drop policy campaign_sign_photo_add on gazetteer.campaign_sign_photo;
create policy campaign_sign_photo_add on gazetteer.campaign_sign_photo for insert to geoapp_app with check ({_TRIAGE});
drop policy campaign_sign_photo_withdraw on gazetteer.campaign_sign_photo;
create policy campaign_sign_photo_withdraw on gazetteer.campaign_sign_photo for update to geoapp_app using ({_TRIAGE});
drop policy campaign_outcome_change on gazetteer.campaign_outcome;
create policy campaign_outcome_change on gazetteer.campaign_outcome for update to geoapp_app using ({_DRAFT});
"""


# Sums and queues of the names that the person may see; before, of all names of a campaign that the person sees.
SUMS = """
create or replace function gazetteer.sees_campaign(wanted uuid) returns boolean language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
    select exists (
        select from gazetteer.clean_up_campaign c
         where c.id = wanted and (
               c.division_path && app.regions('campaigns.see')
               or c.division_path[cardinality(c.division_path)] = any (app.regions_and_above('campaigns.see'))
                  and gazetteer.is_under_way(wanted)))
$$;
create or replace function gazetteer.triage_queue(wanted uuid)
returns table (id uuid, "position" integer, is_third boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select k.id, k.position, cardinality(v.standing) = 2
      from gazetteer.campaign_candidate k
      cross join lateral (select gazetteer.standing_verdicts(k.id) as standing) v
     where k.campaign_id = wanted and k.excluded_by is null and k.division_path && app.regions('campaigns.triage')
       and cardinality(v.standing) < 3 and gazetteer.result_of(v.standing) is null
       and not exists (select from gazetteer.campaign_verdict mine where mine.candidate_id = k.id
                        and mine.person = app.current_actor() and mine.withdrawn_at is null)
$$;
create or replace function gazetteer.triage_progress(wanted uuid)
returns table (total bigint, untouched bigint, judged_once bigint, disputed bigint, resolved bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select count(*), count(*) filter (where cardinality(v.standing) = 0),
           count(*) filter (where cardinality(v.standing) = 1),
           count(*) filter (where cardinality(v.standing) = 2 and v.standing[1] <> v.standing[2]),
           count(*) filter (where gazetteer.result_of(v.standing) is not null)
      from gazetteer.campaign_candidate k
      cross join lateral (select gazetteer.standing_verdicts(k.id) as standing) v
     where k.campaign_id = wanted and k.excluded_by is null and k.division_path && app.regions('campaigns.see')
       and gazetteer.sees_campaign(wanted)
$$;
create or replace function gazetteer.triage_days(wanted uuid) returns table (day date, resolved bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select (last.given_at at time zone 'Asia/Shanghai')::date, count(*)
      from gazetteer.campaign_candidate k
      cross join lateral (select max(v.given_at) as given_at from gazetteer.campaign_verdict v
                           where v.candidate_id = k.id and v.withdrawn_at is null) last
     where k.campaign_id = wanted and k.division_path && app.regions('campaigns.see')
       and gazetteer.sees_campaign(wanted)
       and gazetteer.result_of(gazetteer.standing_verdicts(k.id)) is not null
     group by 1 order by 1
$$;
"""
RANKING = """
create or replace function gazetteer.campaign_ranking(wanted uuid)
returns table (division_seq integer, total bigint, judged bigint, decided bigint, done bigint, signs bigint,
               replaced bigint, last_activity date)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    with campaign as (
        select c.id, c.division_path, cardinality(c.division_path) as depth
          from gazetteer.clean_up_campaign c where c.id = wanted and gazetteer.sees_campaign(wanted)
    ), spoken as (
        select v.candidate_id, count(*) as persons, max(v.given_at) as at
          from gazetteer.campaign_verdict v join gazetteer.campaign_candidate k on k.id = v.candidate_id
         where k.campaign_id = wanted and v.withdrawn_at is null group by v.candidate_id
    ), pictured as (
        select p.candidate_id, bool_or(p.stage = 'after') as is_replaced, max(p.added_at) as at
          from gazetteer.campaign_sign_photo p
         where p.campaign_id = wanted and p.withdrawn_at is null group by p.candidate_id
    ), named as (
        select case when p.division_path[:c.depth] = c.division_path then p.division_path[c.depth + 1] end as division_seq,
               coalesce(v.persons, 0) >= 2 as is_judged,
               coalesce(k.result in ('keep', 'withdraw'), false) or o.candidate_id is not null as is_decided,
               coalesce(k.result in ('keep', 'withdraw'), false) or coalesce(o.outcome in ('keep', 'withdraw'), false)
                   or coalesce(s.state in ('announced', 'filed'), false) as is_done,
               coalesce(o.outcome in ('change', 'withdraw'), false) as has_sign,
               coalesce(o.outcome in ('change', 'withdraw') and f.is_replaced, false) as is_replaced,
               (greatest(v.at, o.decided_at, f.at) at time zone 'Asia/Shanghai')::date as day
          from campaign c
          join gazetteer.campaign_candidate k on k.campaign_id = c.id and k.excluded_by is null
           and k.division_path && app.regions('campaigns.see')
          left join gazetteer.place p on p.id = k.place_id
          left join spoken v on v.candidate_id = k.id
          left join pictured f on f.candidate_id = k.id
          left join gazetteer.campaign_outcome o on o.candidate_id = k.id
          left join app.workflow_subject s on s.id = o.case_id
    )
    select n.division_seq, count(*), count(*) filter (where n.is_judged), count(*) filter (where n.is_decided),
           count(*) filter (where n.is_done), count(*) filter (where n.has_sign),
           count(*) filter (where n.is_replaced), max(n.day)
      from named n group by n.division_seq
$$;
"""


def _earlier(file: str, constant: str) -> str:
    """A constant of an earlier migration."""
    text: str = run_path(str(Path(__file__).with_name(file)))[constant]
    return text


def _function(text: str, name: str) -> str:
    """The statement that creates a function, made to replace it."""
    start = text.index(f"create function gazetteer.{name}(")
    return text[start : text.index("$$;", start) + 3].replace("create function", "create or replace function", 1)


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    for part in (WHERE_A_NAME_IS, SEEN_FROM_BELOW, FOLLOWS_NAME, DONE_BELOW, SUMS, RANKING):
        run(part)


def downgrade() -> None:
    run = op.get_bind().exec_driver_sql
    guards = _earlier("0013_campaigns_supervision.py", "CAMPAIGN_GUARDS")
    for name in ("sees_campaign", "triage_queue", "triage_progress", "triage_days"):
        run(_function(guards, name))
    run(_function(_earlier("0021_signs_and_memories.py", "RANKING"), "campaign_ranking"))
    for table in ("campaign_candidate", "campaign_objection", "campaign_outcome", "campaign_sign_photo"):
        run(f"drop policy {table}_read on gazetteer.{table}")
        run(
            f"create policy {table}_read on gazetteer.{table} for select to geoapp_app"
            " using (exists (select from gazetteer.clean_up_campaign c where c.id = campaign_id))"
        )
    of_campaign = (
        "exists (select from gazetteer.clean_up_campaign c where c.id = campaign_id"
        " and c.division_path && (select app.regions('{}')))"
    )
    run(
        f"""
        drop policy clean_up_campaign_read on gazetteer.clean_up_campaign;
        create policy clean_up_campaign_read on gazetteer.clean_up_campaign for select to geoapp_app
            using (division_path && (select app.regions('campaigns.see')));
        drop policy workflow_subject_campaign on app.workflow_subject;
        drop policy campaign_verdict_give on gazetteer.campaign_verdict;
        create policy campaign_verdict_give on gazetteer.campaign_verdict for insert to geoapp_app with check (
            person = app.current_actor() and exists (
                select from gazetteer.campaign_candidate k join gazetteer.clean_up_campaign c on c.id = k.campaign_id
                 where k.id = candidate_id and c.division_path && (select app.regions('campaigns.triage'))));
        drop policy campaign_sign_photo_add on gazetteer.campaign_sign_photo;
        create policy campaign_sign_photo_add on gazetteer.campaign_sign_photo for insert to geoapp_app
            with check ({of_campaign.format("campaigns.triage")});
        drop policy campaign_sign_photo_withdraw on gazetteer.campaign_sign_photo;
        create policy campaign_sign_photo_withdraw on gazetteer.campaign_sign_photo for update to geoapp_app
            using ({of_campaign.format("campaigns.triage")});
        drop policy campaign_outcome_change on gazetteer.campaign_outcome;
        create policy campaign_outcome_change on gazetteer.campaign_outcome for update to geoapp_app
            using ({of_campaign.format("cases.draft")});
        drop trigger campaign_candidate_where on gazetteer.campaign_candidate;
        drop function gazetteer.campaign_candidate_where, gazetteer.is_under_way, app.regions_and_above;
        alter table gazetteer.campaign_candidate drop column division_path;
        """
    )
