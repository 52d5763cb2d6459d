"""Accounts, sessions, roles (schema `app`). Constraints, indexes and rights: the migrations."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from geocore.db import explain_constraint, metadata
from geocore.errors import InvalidInput
from geocore.problems import Problem

user_account = sa.Table(
    "user_account",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.FetchedValue()),
    sa.Column("login", sa.Text, nullable=False),
    sa.Column("display_name", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("password_hash", sa.Text),
    sa.Column("password_changed_at", sa.DateTime(timezone=True)),
    sa.Column("must_change_password", sa.Boolean, nullable=False),
    sa.Column("totp_secret", sa.Text),
    sa.Column("totp_last_step", sa.BigInteger),
    sa.Column("failed_count", sa.Integer, nullable=False),
    sa.Column("locked_until", sa.DateTime(timezone=True)),
    sa.Column("session_epoch", sa.Integer, nullable=False),
    sa.Column("last_login_at", sa.DateTime(timezone=True)),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("enabled_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("email", sa.Text),
    schema="app",
)

password_history = sa.Table(
    "password_history",
    metadata,
    sa.Column("user_id", sa.Uuid, sa.ForeignKey("app.user_account.id"), primary_key=True),
    sa.Column("changed_at", sa.DateTime(timezone=True), primary_key=True),
    sa.Column("password_hash", sa.Text, nullable=False),
    schema="app",
)

login_session = sa.Table(
    "login_session",
    metadata,
    sa.Column("token_hash", sa.LargeBinary, primary_key=True),
    sa.Column("user_id", sa.Uuid, sa.ForeignKey("app.user_account.id"), nullable=False),
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("second_factor", sa.Boolean, nullable=False),
    sa.Column("remote_address", sa.Text),
    sa.Column("user_agent", sa.Text),
    sa.Column("ended_at", sa.DateTime(timezone=True)),
    schema="app",
)

address_lock = sa.Table(
    "address_lock",
    metadata,
    sa.Column("remote_address", sa.Text, primary_key=True),
    sa.Column("failed_count", sa.Integer, nullable=False),
    sa.Column("last_failed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("locked_until", sa.DateTime(timezone=True)),
    schema="app",
)

api_token = sa.Table(
    "api_token",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.FetchedValue()),
    sa.Column("user_id", sa.Uuid, sa.ForeignKey("app.user_account.id"), nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("token_hash", sa.LargeBinary, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("revoked_at", sa.DateTime(timezone=True)),
    sa.Column("last_used_at", sa.DateTime(timezone=True)),
    schema="app",
)

role = sa.Table(
    "role",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("name_zh", sa.Text, nullable=False),
    sa.Column("name_en", sa.Text, nullable=False),
    sa.Column("duty", sa.Text, nullable=False),
    sa.Column("needs_second_factor", sa.Boolean, nullable=False),
    schema="app",
)

role_permission = sa.Table(
    "role_permission",
    metadata,
    sa.Column("role", sa.Text, sa.ForeignKey("app.role.code"), primary_key=True),
    sa.Column("permission", sa.Text, primary_key=True),
    schema="app",
)

role_grant = sa.Table(
    "role_grant",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.FetchedValue()),
    sa.Column("user_id", sa.Uuid, sa.ForeignKey("app.user_account.id"), nullable=False),
    sa.Column("role", sa.Text, sa.ForeignKey("app.role.code"), nullable=False),
    sa.Column("duty", sa.Text, nullable=False),
    sa.Column("division_id", sa.Uuid, sa.ForeignKey("boundaries.division.id"), nullable=False),
    sa.Column("valid", pg.DATERANGE, nullable=False),
    sa.Column("granted_by", sa.Uuid, sa.ForeignKey("app.user_account.id")),
    sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
    sa.Column("withdrawn_by", sa.Uuid, sa.ForeignKey("app.user_account.id")),
    sa.Column("reason", sa.Text, nullable=False),
    schema="app",
)

explain_constraint(
    "ck_user_account_email",
    InvalidInput("no e-mail address", [Problem("email", "email_form", "this is no e-mail address")]),
)
