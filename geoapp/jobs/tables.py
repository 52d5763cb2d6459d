"""Tables of the queue. The definition that counts (constraints, functions, rights) is in migration 0025."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from geocore.db import explain_constraint, metadata
from geocore.errors import Conflict

job_kind = sa.Table(
    "job_kind",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("permission", sa.Text, nullable=False),
    schema="app",
)

job = sa.Table(
    "job",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("kind", sa.Text, sa.ForeignKey("app.job_kind.kind"), nullable=False),
    sa.Column("division_path", pg.ARRAY(sa.Integer), nullable=False),
    sa.Column("subject_id", sa.Uuid),
    sa.Column("arguments", pg.JSONB, nullable=False),
    sa.Column("asked_by", sa.Uuid, sa.ForeignKey("app.user_account.id"), nullable=False),
    sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("remote_address", sa.Text),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("done", sa.BigInteger, nullable=False),
    sa.Column("total", sa.BigInteger),
    sa.Column("attempts", sa.SmallInteger, nullable=False),
    sa.Column("lease", sa.Uuid),
    sa.Column("cancel_asked_at", sa.DateTime(timezone=True)),
    sa.Column("started_at", sa.DateTime(timezone=True)),
    sa.Column("finished_at", sa.DateTime(timezone=True)),
    sa.Column("outcome", pg.JSONB),
    sa.Column("error", pg.JSONB),
    schema="app",
)

job_file = sa.Table(
    "job_file",
    metadata,
    sa.Column("job_id", sa.Uuid, sa.ForeignKey("app.job.id"), primary_key=True),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    schema="app",
)

explain_constraint("uq_job_daily", Conflict("this was asked for today already"))
explain_constraint("uq_job_open_subject", Conflict("this is being done already"))
