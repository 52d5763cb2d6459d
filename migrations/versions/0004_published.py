"""The public side: tables that hold nothing but what may be shown, and the feed of their changes.

Filled by `gazetteer.publishing` and `boundaries.publishing` inside the transaction that changes the register.
`published.name`, the search index, is made by 0005.
"""

from __future__ import annotations

from alembic import op

revision = "0004_published"
down_revision = "0003_divisions_and_names"
branch_labels = None
depends_on = None

TABLES = """
create table published.division (
    seq integer not null constraint pk_division primary key,
    id uuid not null constraint uq_division_id unique,
    level smallint not null,
    path integer[] not null,
    parent_seq integer,
    name text collate "C" not null,
    short_name text collate "C" not null,
    spelling text not null,
    kind text not null,
    kind_name text not null,
    code text,
    civil_code text,
    seat text,
    is_virtual boolean not null,
    valid daterange not null,
    source text not null
);
comment on column published.division.code is 'statistical code, 12 digits';
create index ix_division_parent_seq on published.division (parent_seq, code);
create index ix_division_name on published.division (name);
create index ix_division_short_name on published.division (short_name);
create index ix_division_code on published.division (code);
create index ix_division_civil_code on published.division (civil_code);

create table published.division_history (
    division_seq integer not null,
    name text not null,
    kind text not null,
    kind_name text not null,
    valid daterange not null,
    source text not null,
    constraint pk_division_history primary key (division_seq, valid)
);
comment on table published.division_history is 'earlier names and kinds; the present ones stand in published.division';
create table published.division_former_code (
    division_seq integer not null,
    system text not null,
    code text not null,
    valid daterange not null,
    source text not null,
    constraint pk_division_former_code primary key (division_seq, system, valid)
);
create index ix_division_former_code_code on published.division_former_code (code, system);
create table published.division_succession (
    event_id uuid not null,
    predecessor_seq integer not null,
    successor_seq integer not null,
    kind text not null,
    effective date not null,
    authority text not null,
    document text not null,
    share double precision,
    constraint pk_division_succession primary key (event_id, predecessor_seq, successor_seq)
);
create index ix_division_succession_predecessor_seq on published.division_succession (predecessor_seq);
create index ix_division_succession_successor_seq on published.division_succession (successor_seq);

create table published.division_area (
    division_seq integer not null constraint pk_division_area primary key,
    geom geometry(MultiPolygon, 4490) not null,
    label_point geometry(Point, 4490) not null,
    accuracy_m double precision not null,
    source text not null,
    as_of date not null
);
create index ix_division_area_geom on published.division_area using gist (geom);

create table published.place (
    id uuid not null constraint pk_place primary key,
    category text not null,
    class_code text not null,
    division_path integer[] not null,
    is_division_seq integer,
    importance integer not null,
    existence daterange not null,
    position_kind text not null,
    position_source text,
    accuracy_m double precision,
    geom geometry(Point, 4490),
    source text not null,
    source_ref text not null,
    changed_at timestamptz not null default now(),
    version integer not null
);
comment on column published.place.geom is 'snapped to the public grid of its class; the exact position is not here';
create index ix_place_geom on published.place using gist (geom);
create index ix_place_is_division_seq on published.place (is_division_seq) where is_division_seq is not null;

create table published.name_fact (
    name_id uuid not null constraint pk_name_fact primary key,
    place_id uuid not null,
    status text not null,
    approving_body text,
    document text,
    approved_on date,
    announced_on date,
    origin text,
    meaning text,
    history text,
    source text not null,
    reading_status text not null,
    reading_source text not null,
    reading_evidence text,
    confident boolean not null,
    tones text not null,
    sign text not null
);
create index ix_name_fact_place_id on published.name_fact (place_id);

create table published.event (
    id uuid not null constraint pk_event primary key,
    place_id uuid not null,
    name_id uuid,
    kind text not null,
    happened_on date,
    authority text,
    document text,
    note text
);
create index ix_event_place_id on published.event (place_id);

create table published.category (code text constraint pk_category primary key, position smallint not null,
    name_zh text not null, name_en text not null, article text not null);
create table published.feature_class (code text constraint pk_feature_class primary key, name_zh text not null,
    parent text, category text not null, weight integer not null);
insert into published.division
select d.seq, d.id, d.level, d.path, null, v.name, v.short_name, v.spelling, v.kind, k.name_zh,
       null, null, v.seat, v.is_virtual, v.valid, v.source
  from boundaries.division d join boundaries.division_version v on v.division_id = d.id
  join boundaries.division_kind k on k.code = v.kind;
insert into published.category select code, position, name_zh, name_en, article from gazetteer.legal_category;
insert into published.feature_class select code, name_zh, parent, category, weight from gazetteer.feature_class;

create table published.change (
    seq bigint generated always as identity constraint pk_change primary key,
    at timestamptz not null default clock_timestamp(),
    entity text not null constraint ck_change_entity check (entity in ('place', 'division')),
    entity_id uuid not null,
    operation text not null constraint ck_change_operation check (operation in ('put', 'remove'))
);
comment on table published.change is 'the feed behind /api/v1/changes: replaying it gives the present state';

create table published.data_version (
    only_row boolean not null default true constraint pk_data_version primary key
        constraint ck_data_version_only_row check (only_row),
    version bigint not null,
    changed_at timestamptz not null
);
comment on table published.data_version is 'key of every answer cache: raised by each publication';
insert into published.data_version (version, changed_at) values (1, now());
"""

RIGHTS = """
grant select on all tables in schema published to geoapp_app, geoapp_reader;
grant insert, update, delete on published.division, published.division_history, published.division_former_code,
    published.division_succession, published.division_area, published.place, published.name_fact, published.event
    to geoapp_app;
grant insert on published.change to geoapp_app;
grant update on published.data_version to geoapp_app;
"""


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    run(TABLES)
    run(RIGHTS)


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        drop table published.data_version, published.change, published.feature_class, published.category,
            published.event, published.name_fact, published.place, published.division_area, published.division_succession,
            published.division_former_code, published.division_history, published.division;
        """
    )
