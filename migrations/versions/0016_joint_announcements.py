"""One announcement for all names of a decision: each name keeps its own row and page, they share the number.

Rows of before stand alone under their numbers, as they were announced.
"""

from __future__ import annotations

from alembic import op

revision = "0016_joint_announcements"
down_revision = "0015_case_deadlines"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        alter table gazetteer.announcement
            add column ordinal smallint not null default 1 constraint ck_announcement_ordinal check (ordinal >= 1),
            drop constraint uq_announcement_number,
            drop constraint uq_announcement_serial,
            add constraint uq_announcement_number unique (number, ordinal),
            add constraint uq_announcement_serial unique (office_seq, year, serial, ordinal),
            add constraint ex_announcement_one_case
                exclude using gist (office_seq with =, year with =, serial with =, case_id with <>);
        alter table gazetteer.announcement alter column ordinal drop default;
        comment on column gazetteer.announcement.ordinal is 'which of the names under its number this is';
        alter table published.announcement add column ordinal smallint not null default 1;
        alter table published.announcement alter column ordinal drop default;
        create index ix_announcement_number on published.announcement (number, ordinal);
        """
    )


def downgrade() -> None:
    """Names that share a number get one each: the number and their place under it."""
    op.get_bind().exec_driver_sql(
        """
        alter table gazetteer.announcement disable trigger announcement_append_only;
        drop index published.ix_announcement_number;
        alter table gazetteer.announcement drop constraint ex_announcement_one_case,
            drop constraint uq_announcement_number, drop constraint uq_announcement_serial;
        update published.announcement set number = number || '之' || ordinal where ordinal > 1;
        update gazetteer.announcement set number = number || '之' || ordinal where ordinal > 1;
        update gazetteer.announcement a set serial = c.last + n.row from gazetteer.case_counter c, (
            select id, row_number() over (partition by office_seq, year order by serial, ordinal) as row
              from gazetteer.announcement where ordinal > 1) n
         where n.id = a.id and c.office_seq = a.office_seq and c.kind = 'announcement' and c.year = a.year;
        update gazetteer.case_counter c set last = greatest(c.last, (
            select max(a.serial) from gazetteer.announcement a where a.office_seq = c.office_seq and a.year = c.year))
         where c.kind = 'announcement' and exists (
            select from gazetteer.announcement a where a.office_seq = c.office_seq and a.year = c.year);
        alter table gazetteer.announcement drop column ordinal,
            add constraint uq_announcement_number unique (number),
            add constraint uq_announcement_serial unique (office_seq, year, serial);
        alter table published.announcement drop column ordinal;
        alter table gazetteer.announcement enable trigger announcement_append_only;
        """
    )
