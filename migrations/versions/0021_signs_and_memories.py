"""Photographs of the signs of a campaign, its ranking of divisions; marker texts and oral histories of places.

What a place leaves behind outlives the case that retired its name: it is kept with the place. Public copies are made
and taken away by triggers, so that nothing is public without approval, or without the speaker's consent, whichever way
a row is written.
"""

from __future__ import annotations

from alembic import op

revision = "0021_signs_and_memories"
down_revision = "0020_procedure_rows"
branch_labels = None
depends_on = None

SIGNS = """
create table gazetteer.campaign_sign_photo (
    id uuid not null default gen_random_uuid() constraint pk_campaign_sign_photo primary key,
    campaign_id uuid not null constraint fk_campaign_sign_photo_campaign_id references gazetteer.clean_up_campaign,
    candidate_id uuid not null constraint fk_campaign_sign_photo_candidate_id references gazetteer.campaign_outcome,
    stage text not null constraint ck_campaign_sign_photo_stage check (stage in ('before', 'after')),
    taken_on date not null,
    media_type text not null constraint ck_campaign_sign_photo_media_type check (media_type in ('image/jpeg', 'image/png')),
    size integer not null constraint ck_campaign_sign_photo_size check (size between 1 and 20971520),
    sha256 text not null constraint ck_campaign_sign_photo_sha256 check (sha256 ~ '^[0-9a-f]{64}$'),
    content bytea not null,
    added_by uuid not null default app.current_actor()
        constraint fk_campaign_sign_photo_added_by references app.user_account,
    added_at timestamptz not null default clock_timestamp(),
    withdrawn_at timestamptz,
    withdrawn_by uuid constraint fk_campaign_sign_photo_withdrawn_by references app.user_account,
    withdraw_reason text constraint ck_campaign_sign_photo_withdraw_reason
        check (char_length(btrim(withdraw_reason)) between 1 and 500),
    constraint ck_campaign_sign_photo_content check (octet_length(content) = size and sha256 = encode(sha256(content), 'hex')),
    constraint ck_campaign_sign_photo_withdrawn check (
        (withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdraw_reason is null))
);
comment on table gazetteer.campaign_sign_photo is 'signs before and after; a wrong photograph is withdrawn and kept';
alter table gazetteer.campaign_sign_photo alter column content set storage external;
create index ix_campaign_sign_photo_campaign_id on gazetteer.campaign_sign_photo (campaign_id, candidate_id);

create function gazetteer.sign_photo_guard() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'UPDATE' then
        if old.withdrawn_at is not null then
            raise exception 'this photograph is withdrawn already' using errcode = 'GA002';
        end if;
        new.withdrawn_at := clock_timestamp();
        new.withdrawn_by := app.current_actor();
        return new;
    end if;
    if not exists (select from gazetteer.campaign_outcome o join app.workflow_subject s on s.id = o.campaign_id
                    where o.candidate_id = new.candidate_id and o.campaign_id = new.campaign_id
                      and o.outcome in ('change', 'withdraw') and s.state in ('settling', 'closed')) then
        raise exception 'signs are photographed of names that are to change or withdrawn' using errcode = 'GA002';
    end if;
    -- The service is exact; the clock of another machine may be a day ahead here.
    if new.taken_on > (now() at time zone 'Asia/Shanghai')::date + 1 then
        raise exception 'a photograph is not taken in the future' using errcode = 'GA002';
    end if;
    new.added_by := app.current_actor();
    new.added_at := clock_timestamp();
    new.withdrawn_at := null;
    new.withdrawn_by := null;
    new.withdraw_reason := null;
    return new;
end $$;
create trigger sign_photo_guard before insert or update on gazetteer.campaign_sign_photo
    for each row execute function gazetteer.sign_photo_guard();

alter table gazetteer.campaign_sign_photo enable row level security;
alter table gazetteer.campaign_sign_photo force row level security;
create policy campaign_sign_photo_read on gazetteer.campaign_sign_photo for select to geoapp_app
    using (exists (select from gazetteer.clean_up_campaign c where c.id = campaign_id));
create policy campaign_sign_photo_add on gazetteer.campaign_sign_photo for insert to geoapp_app
    with check (exists (select from gazetteer.clean_up_campaign c where c.id = campaign_id
                           and c.division_path && (select app.regions('campaigns.triage'))));
create policy campaign_sign_photo_withdraw on gazetteer.campaign_sign_photo for update to geoapp_app
    using (exists (select from gazetteer.clean_up_campaign c where c.id = campaign_id
                      and c.division_path && (select app.regions('campaigns.triage'))));
grant select, insert on gazetteer.campaign_sign_photo to geoapp_app;
grant update (withdraw_reason) on gazetteer.campaign_sign_photo to geoapp_app;
"""

# Of a small division a sum could tell a verdict: `judged` counts names on which two persons have spoken, agreed or not,
# and nothing that hangs on a result is counted before the list is public. A name whose place left the register, or
# stands in the area itself, has no division below it.
RANKING = """
create function gazetteer.campaign_ranking(wanted uuid)
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
revoke all on function gazetteer.campaign_ranking from public;
grant execute on function gazetteer.campaign_ranking to geoapp_app;
"""

MEMORIES = """
create table gazetteer.marker_text (
    id uuid not null default gen_random_uuid() constraint pk_marker_text primary key,
    place_id uuid not null constraint fk_marker_text_place_id references gazetteer.place,
    case_id uuid constraint fk_marker_text_case_id references gazetteer.naming_case,
    text text not null constraint ck_marker_text_text check (char_length(btrim(text)) between 1 and 2000),
    whereabouts text not null default '' constraint ck_marker_text_whereabouts check (char_length(whereabouts) <= 300),
    recorded_by uuid not null default app.current_actor()
        constraint fk_marker_text_recorded_by references app.user_account,
    recorded_at timestamptz not null default clock_timestamp(),
    approved_by uuid constraint fk_marker_text_approved_by references app.user_account,
    approved_at timestamptz,
    ended_by uuid constraint fk_marker_text_ended_by references app.user_account,
    ended_at timestamptz,
    end_reason text constraint ck_marker_text_end_reason check (char_length(btrim(end_reason)) between 1 and 500),
    constraint ck_marker_text_approved check ((approved_by is null) = (approved_at is null)),
    constraint ck_marker_text_separate check (approved_by <> recorded_by),
    constraint ck_marker_text_ended check (
        (ended_by is null) = (ended_at is null) and (ended_at is null) = (end_reason is null))
);
comment on table gazetteer.marker_text is 'what a sign or stone at the old place says; public once approved, by its case or by itself';
comment on column gazetteer.marker_text.case_id is 'the retirement in which it was written; the text stays with the place';
create index ix_marker_text_place_id on gazetteer.marker_text (place_id);
create index ix_marker_text_case_id on gazetteer.marker_text (case_id) where case_id is not null;

create table gazetteer.oral_history (
    id uuid not null default gen_random_uuid() constraint pk_oral_history primary key,
    place_id uuid not null constraint fk_oral_history_place_id references gazetteer.place,
    case_id uuid constraint fk_oral_history_case_id references gazetteer.naming_case,
    speaker text not null default '' constraint ck_oral_history_speaker check (char_length(speaker) <= 100),
    born_year smallint constraint ck_oral_history_born_year check (born_year between 1850 and 2100),
    told_on date not null,
    told_at text not null default '' constraint ck_oral_history_told_at check (char_length(told_at) <= 200),
    interviewer text not null constraint ck_oral_history_interviewer check (char_length(btrim(interviewer)) between 1 and 100),
    language text not null constraint ck_oral_history_language check (char_length(btrim(language)) between 1 and 100),
    transcript text not null constraint ck_oral_history_transcript check (char_length(btrim(transcript)) between 1 and 20000),
    may_publish boolean not null,
    may_play boolean not null,
    recorded_by uuid not null default app.current_actor()
        constraint fk_oral_history_recorded_by references app.user_account,
    recorded_at timestamptz not null default clock_timestamp(),
    consent_ended_by uuid constraint fk_oral_history_consent_ended_by references app.user_account,
    consent_ended_at timestamptz,
    consent_end_note text constraint ck_oral_history_consent_end_note
        check (char_length(btrim(consent_end_note)) between 1 and 500),
    ended_by uuid constraint fk_oral_history_ended_by references app.user_account,
    ended_at timestamptz,
    end_reason text constraint ck_oral_history_end_reason check (char_length(btrim(end_reason)) between 1 and 500),
    constraint ck_oral_history_born check (born_year is null or born_year <= extract(year from told_on)),
    constraint ck_oral_history_consent check (may_publish or not may_play),
    constraint ck_oral_history_consent_ended check (
        (consent_ended_by is null) = (consent_ended_at is null) and (consent_ended_at is null) = (consent_end_note is null)
        and (consent_ended_at is null or may_publish)),
    constraint ck_oral_history_ended check (
        (ended_by is null) = (ended_at is null) and (ended_at is null) = (end_reason is null))
);
comment on column gazetteer.oral_history.speaker is 'empty: anonymous; the name is then stored nowhere';
comment on column gazetteer.oral_history.may_publish is 'the speaker agrees that the transcript is public';
comment on column gazetteer.oral_history.may_play is 'the speaker agrees that the recording is public as well: a voice is known by who knows it';
create index ix_oral_history_place_id on gazetteer.oral_history (place_id);

create table gazetteer.oral_recording (
    history_id uuid not null constraint pk_oral_recording primary key
        constraint fk_oral_recording_history_id references gazetteer.oral_history,
    media_type text not null constraint ck_oral_recording_media_type check (media_type in ('audio/mpeg', 'audio/mp4', 'audio/wav')),
    size integer not null constraint ck_oral_recording_size check (size between 1 and 31457280),
    sha256 text not null constraint ck_oral_recording_sha256 check (sha256 ~ '^[0-9a-f]{64}$'),
    content bytea not null,
    constraint ck_oral_recording_content check (octet_length(content) = size and sha256 = encode(sha256(content), 'hex'))
);
alter table gazetteer.oral_recording alter column content set storage external;

create table published.marker_text (
    id uuid not null constraint pk_marker_text primary key,
    place_id uuid not null,
    text text not null,
    whereabouts text not null,
    approved_on date not null
);
create index ix_marker_text_place_id on published.marker_text (place_id);
create table published.oral_history (
    id uuid not null constraint pk_oral_history primary key,
    place_id uuid not null,
    speaker text not null,
    born_year smallint,
    told_on date not null,
    told_at text not null,
    language text not null,
    transcript text not null
);
comment on table published.oral_history is
    'with consent only; of an anonymous speaker neither year of birth nor place, of nobody the interviewer';
create index ix_oral_history_place_id on published.oral_history (place_id);
create table published.oral_recording (
    history_id uuid not null constraint pk_oral_recording primary key
        constraint fk_oral_recording_history_id references published.oral_history on delete cascade,
    media_type text not null,
    size integer not null,
    content bytea not null
);
alter table published.oral_recording alter column content set storage external;
"""

MEMORY_GUARDS = """
create function gazetteer.memory_case_guard() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    new.recorded_by := app.current_actor();
    new.recorded_at := clock_timestamp();
    if new.case_id is not null and not exists (
        select from gazetteer.naming_case c join gazetteer.case_item i on i.case_id = c.id
         where c.id = new.case_id and c.kind = 'retirement' and i.place_id = new.place_id) then
        raise exception 'this is no retirement of the name of this place' using errcode = 'GA002';
    end if;
    return new;
end $$;
create trigger memory_case_guard before insert on gazetteer.marker_text
    for each row execute function gazetteer.memory_case_guard();
create trigger memory_case_guard before insert on gazetteer.oral_history
    for each row execute function gazetteer.memory_case_guard();

-- From the report to the approver until the decision the text of a case stands still: he approves what he has read.
create function gazetteer.marker_text_guard() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
    stage text := (select s.state from app.workflow_subject s where s.id = new.case_id);
begin
    if tg_op = 'INSERT' then
        if stage not in ('draft', 'submitted', 'correction', 'consulting', 'reviewing') then
            raise exception 'the case is decided, or before the approver' using errcode = 'GA002';
        end if;
        new.approved_by := null;
        new.approved_at := null;
        new.ended_by := null;
        new.ended_at := null;
        new.end_reason := null;
        return new;
    end if;
    if old.ended_at is not null then
        raise exception 'this text has ended already' using errcode = 'GA002';
    end if;
    if new.end_reason is not null then
        if stage in ('deciding', 'announcing') then
            raise exception 'the case is decided, or before the approver' using errcode = 'GA002';
        end if;
        new.approved_at := old.approved_at;
        new.ended_by := app.current_actor();
        new.ended_at := clock_timestamp();
        delete from published.marker_text t where t.id = new.id;
        return new;
    end if;
    if old.approved_at is not null then
        raise exception 'this text is approved already' using errcode = 'GA002';
    end if;
    if pg_trigger_depth() = 1 then  -- by itself, not by the announcement of its case
        if new.case_id is not null then
            raise exception 'the text of a case is approved with the case' using errcode = 'GA002';
        end if;
        new.approved_by := app.current_actor();
        if new.approved_by = new.recorded_by then
            raise exception 'whoever writes a text does not approve it' using errcode = '42501';
        end if;
        if not exists (select from gazetteer.place p where p.id = new.place_id
                          and p.division_path && app.regions('heritage.list')) then
            raise exception 'permission heritage.list missing here' using errcode = '42501';
        end if;
    end if;
    new.approved_at := clock_timestamp();
    insert into published.marker_text (id, place_id, text, whereabouts, approved_on)
    values (new.id, new.place_id, new.text, new.whereabouts, (new.approved_at at time zone 'Asia/Shanghai')::date);
    return new;
end $$;
create trigger marker_text_guard before insert or update on gazetteer.marker_text
    for each row execute function gazetteer.marker_text_guard();

create function gazetteer.marker_text_parts() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    if new.workflow = 'naming_case' and new.action = 'approve' and exists (
        select from gazetteer.marker_text t
         where t.case_id = new.subject_id and t.ended_at is null and t.recorded_by = new.actor_id) then
        raise exception 'whoever writes a text does not approve it' using errcode = '42501';
    end if;
    return new;
end $$;
create trigger marker_text_parts before insert on app.workflow_event
    for each row execute function gazetteer.marker_text_parts();

-- What was approved becomes public with its announcement, like the decision itself.
create function gazetteer.approve_marker_texts() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    if new.workflow = 'naming_case' and new.action = 'announce' then
        update gazetteer.marker_text t set approved_by = d.decided_by, approved_at = now()
          from gazetteer.case_item i join gazetteer.case_decision d on d.item_id = i.id and d.outcome = 'approved'
         where t.case_id = new.subject_id and t.ended_at is null and i.case_id = t.case_id and i.place_id = t.place_id;
    end if;
    return null;
end $$;
create trigger marker_texts_with_case after insert on app.workflow_event
    for each row execute function gazetteer.approve_marker_texts();

create function gazetteer.oral_history_guard() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        if new.told_on > (now() at time zone 'Asia/Shanghai')::date + 1 then
            raise exception 'nobody is asked in the future' using errcode = 'GA002';
        end if;
        new.consent_ended_by := null;
        new.consent_ended_at := null;
        new.consent_end_note := null;
        new.ended_by := null;
        new.ended_at := null;
        new.end_reason := null;
        return new;
    end if;
    if old.ended_at is not null then
        raise exception 'this record has ended already' using errcode = 'GA002';
    end if;
    if new.end_reason is not null then
        new.ended_by := app.current_actor();
        new.ended_at := clock_timestamp();
    elsif old.consent_ended_at is not null or not old.may_publish then
        raise exception 'there is no consent to take back' using errcode = 'GA002';
    end if;
    if old.consent_ended_at is null and new.consent_end_note is not null then
        new.consent_ended_by := app.current_actor();
        new.consent_ended_at := clock_timestamp();
    end if;
    delete from published.oral_history p where p.id = new.id;  -- with its recording
    return new;
end $$;
create trigger oral_history_guard before insert or update on gazetteer.oral_history
    for each row execute function gazetteer.oral_history_guard();

create function gazetteer.publish_oral_history() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    if new.may_publish then
        insert into published.oral_history (id, place_id, speaker, born_year, told_on, told_at, language, transcript)
        values (new.id, new.place_id, new.speaker, case when new.speaker <> '' then new.born_year end, new.told_on,
                case when new.speaker <> '' then new.told_at else '' end, new.language, new.transcript);
    end if;
    return null;
end $$;
create trigger publish_oral_history after insert on gazetteer.oral_history
    for each row execute function gazetteer.publish_oral_history();

create function gazetteer.publish_oral_recording() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
    insert into published.oral_recording (history_id, media_type, size, content)
    select p.id, new.media_type, new.size, new.content
      from published.oral_history p join gazetteer.oral_history h on h.id = p.id
     where p.id = new.history_id and h.may_play;
    return null;
end $$;
create trigger publish_oral_recording after insert on gazetteer.oral_recording
    for each row execute function gazetteer.publish_oral_recording();
"""

MEMORY_RIGHTS = """
alter table gazetteer.marker_text enable row level security;
alter table gazetteer.marker_text force row level security;
create policy marker_text_read on gazetteer.marker_text for select to geoapp_app
    using (exists (select from gazetteer.place p where p.id = place_id));
create policy marker_text_add on gazetteer.marker_text for insert to geoapp_app
    with check (exists (select from gazetteer.place p where p.id = place_id
                           and p.division_path && (select app.regions('heritage.keep'))));
create policy marker_text_change on gazetteer.marker_text for update to geoapp_app
    using (exists (select from gazetteer.place p where p.id = place_id
                      and (p.division_path && (select app.regions('heritage.keep'))
                           or p.division_path && (select app.regions('heritage.list')))));

alter table gazetteer.oral_history enable row level security;
alter table gazetteer.oral_history force row level security;
create policy oral_history_read on gazetteer.oral_history for select to geoapp_app
    using (exists (select from gazetteer.place p where p.id = place_id
                      and (p.division_path && (select app.regions('heritage.keep'))
                           or p.division_path && (select app.regions('heritage.list')))));
create policy oral_history_add on gazetteer.oral_history for insert to geoapp_app
    with check (exists (select from gazetteer.place p where p.id = place_id
                           and p.division_path && (select app.regions('heritage.keep'))));
create policy oral_history_change on gazetteer.oral_history for update to geoapp_app
    using (exists (select from gazetteer.place p where p.id = place_id
                      and p.division_path && (select app.regions('heritage.keep'))));

alter table gazetteer.oral_recording enable row level security;
alter table gazetteer.oral_recording force row level security;
create policy oral_recording_read on gazetteer.oral_recording for select to geoapp_app
    using (exists (select from gazetteer.oral_history h where h.id = history_id));
create policy oral_recording_add on gazetteer.oral_recording for insert to geoapp_app
    with check (exists (select from gazetteer.oral_history h where h.id = history_id
                           and h.recorded_by = app.current_actor() and h.ended_at is null));

grant select, insert on gazetteer.marker_text, gazetteer.oral_history, gazetteer.oral_recording to geoapp_app;
grant update (approved_at, end_reason) on gazetteer.marker_text to geoapp_app;
grant update (consent_end_note, end_reason) on gazetteer.oral_history to geoapp_app;
grant select on published.marker_text, published.oral_history, published.oral_recording to geoapp_app, geoapp_reader;
"""

# Forced row security also binds the owner, as whom the functions above run (see 0006).
OWNED = ("campaign_sign_photo", "marker_text", "oral_history")
_OWNER = """
do $$ begin
    execute format('create policy {table}_owner on gazetteer.{table} to %I using (true)', current_user);
end $$;
"""


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    for part in (SIGNS, RANKING, MEMORIES, MEMORY_GUARDS, MEMORY_RIGHTS):
        run(part)
    for table in OWNED:
        run(_OWNER.format(table=table))


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        drop trigger marker_text_parts on app.workflow_event;
        drop trigger marker_texts_with_case on app.workflow_event;
        drop table published.oral_recording, published.oral_history, published.marker_text,
            gazetteer.oral_recording, gazetteer.oral_history, gazetteer.marker_text, gazetteer.campaign_sign_photo;
        drop function gazetteer.publish_oral_recording, gazetteer.publish_oral_history, gazetteer.oral_history_guard,
            gazetteer.approve_marker_texts, gazetteer.marker_text_parts, gazetteer.marker_text_guard,
            gazetteer.memory_case_guard, gazetteer.campaign_ranking, gazetteer.sign_photo_guard;
        """
    )
