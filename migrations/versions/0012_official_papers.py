"""Corrigenda to announcements, the written papers of a filing, certificates of renaming."""

from __future__ import annotations

from alembic import op

revision = "0012_official_papers"
down_revision = "0011_consultations"
branch_labels = None
depends_on = None

CORRIGENDA = """
alter table gazetteer.announcement
    add column corrections jsonb,
    add column correction_reason text,
    add constraint ck_announcement_correction check (num_nulls(corrects, corrections, correction_reason) in (0, 3)),
    add constraint ck_announcement_corrections check (
        jsonb_typeof(corrections) = 'array' and jsonb_array_length(corrections) between 1 and 5),
    add constraint ck_announcement_correction_reason check (char_length(btrim(correction_reason)) between 1 and 2000),
    add constraint uq_announcement_same_name unique (id, item_id, standard_name),
    add constraint fk_announcement_corrects_same_name foreign key (corrects, item_id, standard_name)
        references gazetteer.announcement (id, item_id, standard_name);
comment on constraint fk_announcement_corrects_same_name on gazetteer.announcement is
    'a corrigendum belongs to its announcement''s item and never changes the name: that takes a case of its own';
create unique index uq_announcement_corrects on gazetteer.announcement (corrects) where corrects is not null;

alter table published.announcement
    add column corrections jsonb,
    add column correction_reason text,
    add constraint fk_announcement_corrects foreign key (corrects) references published.announcement;
drop index published.ix_announcement_corrects;
create unique index uq_announcement_corrects on published.announcement (corrects) where corrects is not null;
"""

FILING_PAPERS = """
create table gazetteer.case_filing_paper (
    filing_id uuid not null constraint fk_case_filing_paper_filing_id references gazetteer.case_filing,
    sha256 text not null,
    content bytea not null constraint ck_case_filing_paper_content check (octet_length(content) between 1 and 20971520),
    constraint pk_case_filing_paper primary key (filing_id, sha256),
    constraint ck_case_filing_paper_sha256 check (sha256 = encode(sha256(content), 'hex'))
);
comment on table gazetteer.case_filing_paper is
    'what was written from the file for one sending (登记表, 备案报告, 公告), as it was sent; papers put into the file stay in case_document';
create trigger case_filing_paper_append_only before update or delete on gazetteer.case_filing_paper
    for each row execute function app.refuse_change();
alter table gazetteer.case_filing_paper enable row level security;
alter table gazetteer.case_filing_paper force row level security;
create policy case_filing_paper_all on gazetteer.case_filing_paper for all to geoapp_app
    using (exists (select from gazetteer.case_filing f where f.id = filing_id));
grant select, insert on gazetteer.case_filing_paper to geoapp_app;
"""

# Anybody may have one made, so the database looks itself whether the register says what the certificate says.
CERTIFICATES = """
create sequence published.certificate_serial;
create table published.certificate (
    code text not null constraint pk_certificate primary key
        constraint ck_certificate_code check (code ~ '^[2-9A-HJKMNP-TV-Z]{16}$'),
    number text not null constraint uq_certificate_number unique,
    issued_on date not null,
    issued_at timestamptz not null default now(),
    place_id uuid not null,
    former_name_id uuid not null,
    former_name text not null,
    former_spelling text not null,
    former_from date,
    former_to date,
    name_id uuid not null,
    name text not null,
    spelling text not null,
    name_from date,
    class_name text not null,
    division text not null,
    approving_body text,
    document text,
    approved_on date,
    announcement_number text,
    content_hash text not null constraint ck_certificate_content_hash check (content_hash ~ '^[0-9a-f]{64}$')
);
comment on table published.certificate is 'what the register said of a renaming on one day; public facts only, no person';

create function published.certificate_guard() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
    if not exists (select from published.name n where n.place_id = new.place_id and n.name_id = new.former_name_id
                      and n.kind = 'former' and n.name = new.former_name)
       or not exists (select from published.name n where n.place_id = new.place_id and n.name_id = new.name_id
                         and n.kind = 'standard' and n.name = new.name and n.valid @> current_date) then
        raise exception 'the register does not say so' using errcode = '23514',
            constraint = 'ck_certificate_as_registered';
    end if;
    new.issued_at := now();
    return new;
end $$;
create trigger certificate_guard before insert on published.certificate
    for each row execute function published.certificate_guard();
create trigger certificate_append_only before update or delete on published.certificate
    for each row execute function app.refuse_change();
grant select, insert on published.certificate to geoapp_app;
grant usage on sequence published.certificate_serial to geoapp_app;
grant select on published.certificate to geoapp_reader;
"""


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    for part in (CORRIGENDA, FILING_PAPERS, CERTIFICATES):
        run(part)


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        drop table published.certificate;
        drop function published.certificate_guard;
        drop sequence published.certificate_serial;
        drop table gazetteer.case_filing_paper;
        drop index published.uq_announcement_corrects;
        create index ix_announcement_corrects on published.announcement (corrects) where corrects is not null;
        alter table published.announcement drop constraint fk_announcement_corrects, drop column correction_reason,
            drop column corrections;
        drop index gazetteer.uq_announcement_corrects;
        alter table gazetteer.announcement drop constraint fk_announcement_corrects_same_name,
            drop constraint uq_announcement_same_name, drop column correction_reason, drop column corrections;
        """
    )
