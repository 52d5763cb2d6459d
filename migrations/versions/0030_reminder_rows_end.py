"""A row of reminders can be ended before its first day, like the other rows of the procedure: it never held then."""

from __future__ import annotations

from alembic import op

revision = "0030_reminder_rows_end"
down_revision = "0029_reasons_for_applicants"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql("alter table gazetteer.reminder_rule drop constraint ck_reminder_rule_valid")


def downgrade() -> None:
    """Rows that never held are not kept by the earlier table."""
    op.get_bind().exec_driver_sql(
        """
        alter table gazetteer.reminder_rule disable trigger user;
        delete from gazetteer.reminder_rule where isempty(valid);
        alter table gazetteer.reminder_rule enable trigger user;
        alter table gazetteer.reminder_rule add constraint ck_reminder_rule_valid check (not isempty(valid))
        """
    )
