"""Tables of reminders. The definition that counts (constraints, functions, rights) is in migrations 0027, 0028."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from geocore.db import metadata

reminder = sa.Table(
    "reminder",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("person_id", sa.Uuid, sa.ForeignKey("app.user_account.id"), nullable=False),
    sa.Column("matter", sa.Text, nullable=False),
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("gazetteer.naming_case.id"), nullable=False),
    sa.Column("item_id", sa.Uuid, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("days_left", sa.SmallInteger, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("seen_at", sa.DateTime(timezone=True)),
    sa.Column("mail", sa.Text, nullable=False),
    sa.Column("mail_tries", sa.SmallInteger, nullable=False),
    sa.Column("mail_next_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("mail_sent_at", sa.DateTime(timezone=True)),
    sa.Column("mail_error", sa.Text),
    schema="gazetteer",
)

reminder_rule = sa.Table(
    "reminder_rule",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("division_seq", sa.Integer, nullable=False),
    sa.Column("matter", sa.Text, nullable=False),
    sa.Column("days_left", sa.SmallInteger, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("valid", pg.DATERANGE, nullable=False),
    schema="gazetteer",
)
