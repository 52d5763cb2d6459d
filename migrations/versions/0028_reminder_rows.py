"""The days of reminders become rows of the procedure like the others of 0020: an office adds its own, which only end."""

from __future__ import annotations

from pathlib import Path
from runpy import run_path

from alembic import op

revision = "0028_reminder_rows"
down_revision = "0027_jobs"
branch_labels = None
depends_on = None

TABLE = "reminder_rule"


def _of_0020(constant: str) -> str:
    return str(run_path(str(Path(__file__).with_name("0020_procedure_rows.py")))[constant]).format(table=TABLE)


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    run(
        """
        alter table gazetteer.reminder_rule
            add column id uuid not null default gen_random_uuid() constraint pk_reminder_rule primary key
        """
    )
    run(_of_0020("_KEPT"))


def downgrade() -> None:
    run = op.get_bind().exec_driver_sql
    run(_of_0020("_NO_LONGER_KEPT"))
    run("alter table gazetteer.reminder_rule drop constraint pk_reminder_rule, drop column id")
