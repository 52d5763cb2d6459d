"""Tables that both domains write through `geocore`: audit, workflow, batches, settings, the public feed.

The definition that counts (constraints, triggers, rights) is in the migrations; `geoapp db check` compares.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from geocore.db import metadata

audit_event = sa.Table(
    "audit_event",
    metadata,
    sa.Column("seq", sa.BigInteger, primary_key=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("actor_id", sa.Uuid),
    sa.Column("actor_name", sa.Text, nullable=False),
    sa.Column("remote_address", sa.Text),
    sa.Column("request_id", sa.Text),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("object_type", sa.Text, nullable=False),
    sa.Column("object_id", sa.Text, nullable=False),
    sa.Column("result", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("old_hash", sa.Text),
    sa.Column("new_hash", sa.Text),
    sa.Column("changes", pg.JSONB),
    sa.Column("previous_hash", sa.LargeBinary, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    schema="app",
)

suspended_definition = sa.Table(
    "suspended_definition",
    metadata,
    sa.Column("transaction", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("definition", sa.Text, nullable=False),
    schema="app",
)

workflow = sa.Table(
    "workflow",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("initial", sa.Text, nullable=False),
    sa.Column("read_with", sa.Text, nullable=False, server_default="names.read"),
    schema="app",
)

setting = sa.Table(
    "setting",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", pg.JSONB, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("changed_by", sa.Uuid, sa.ForeignKey("app.user_account.id")),
    sa.Column("version", sa.Integer, nullable=False),
    schema="app",
)

workflow_step = sa.Table(
    "workflow_step",
    metadata,
    sa.Column("workflow", sa.Text, sa.ForeignKey("app.workflow.name"), primary_key=True),
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("action", sa.Text, primary_key=True),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("permission", sa.Text, nullable=False),
    schema="app",
)

workflow_subject = sa.Table(
    "workflow_subject",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("workflow", sa.Text, sa.ForeignKey("app.workflow.name"), nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("division_path", pg.ARRAY(sa.Integer), nullable=False),
    sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("opened_by", sa.Uuid),
    schema="app",
)

import_batch = sa.Table(
    "import_batch",
    metadata,
    sa.Column("id", sa.Uuid, sa.ForeignKey("app.workflow_subject.id"), primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("source_version", sa.Text, nullable=False),
    sa.Column("source_date", sa.Date),
    sa.Column("licence", sa.Text, nullable=False),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("file_sha256", sa.Text, nullable=False),
    sa.Column("rows_read", sa.BigInteger, nullable=False),
    sa.Column("rows_added", sa.BigInteger, nullable=False),
    sa.Column("rows_changed", sa.BigInteger, nullable=False),
    sa.Column("rows_unchanged", sa.BigInteger, nullable=False),
    sa.Column("rows_refused", sa.BigInteger, nullable=False),
    sa.Column("actor_name", sa.Text, nullable=False),
    sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("report", pg.JSONB, nullable=False),
    schema="app",
)

workflow_event = sa.Table(
    "workflow_event",
    metadata,
    sa.Column("subject_id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("workflow", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("actor_id", sa.Uuid),
    sa.Column("actor_name", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("note", sa.Text),
    sa.Column("changes", pg.JSONB),
    sa.ForeignKeyConstraint(["subject_id", "workflow"], ["app.workflow_subject.id", "app.workflow_subject.workflow"]),
    sa.ForeignKeyConstraint(
        ["workflow", "source", "action", "target"],
        [f"app.workflow_step.{column}" for column in ("workflow", "source", "action", "target")],
    ),
    schema="app",
)

published_change = sa.Table(
    "change",
    metadata,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("entity", sa.Text, nullable=False),
    sa.Column("entity_id", sa.Uuid, nullable=False),
    sa.Column("operation", sa.Text, nullable=False),
    schema="published",
)

published_data_version = sa.Table(
    "data_version",
    metadata,
    sa.Column("only_row", sa.Boolean, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    schema="published",
)
