"""Tables of applications. Constraints, functions for applicants, row security and rights: migration 0017."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from geocore.db import explain_constraint, metadata
from geocore.errors import ActionNotAllowed

explain_constraint("uq_name_application_case_id", ActionNotAllowed("this application has been taken over"))
explain_constraint("ck_name_application_complete", ActionNotAllowed("something is missing in this application"))


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _application(*, is_key: bool = False) -> sa.Column[object]:
    target = sa.ForeignKey("gazetteer.name_application.id")
    return sa.Column("application_id", sa.Uuid, target, nullable=False, primary_key=is_key)


name_application = sa.Table(
    "name_application",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("token_hash", sa.LargeBinary, nullable=False),
    *(_text(name) for name in ("kind", "category", "class_code")),
    sa.Column("division_id", sa.Uuid, sa.ForeignKey("boundaries.division.id"), nullable=False),
    sa.Column("division_path", pg.ARRAY(sa.Integer), nullable=False),
    sa.Column("place_id", sa.Uuid, sa.ForeignKey("gazetteer.place.id")),
    sa.Column("old_name_id", sa.Uuid, sa.ForeignKey("gazetteer.name.id")),
    *(_text(name) for name in ("old_name", "state", "names", "position_text")),
    sa.Column("lon", sa.Double),
    sa.Column("lat", sa.Double),
    *(_text(name) for name in ("scale", "reason_code", "reason", "meaning", "origin")),
    *(_text(name) for name in ("applicant_unit", "applicant_code")),
    sa.Column("versions", pg.JSONB, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires_on", sa.Date, nullable=False),
    sa.Column("receipt", sa.Text),
    sa.Column("follow_hash", sa.LargeBinary),
    sa.Column("handed_in_at", sa.DateTime(timezone=True)),
    sa.Column("return_tasks", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("gazetteer.naming_case.id")),
    schema="gazetteer",
)

application_contact = sa.Table(
    "application_contact", metadata, _application(is_key=True), _text("person"), _text("phone"), schema="gazetteer"
)

application_paper = sa.Table(
    "application_paper",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    _application(),
    *(_text(name) for name in ("kind", "file_name", "media_type")),
    sa.Column("size", sa.Integer, nullable=False),
    _text("sha256"),
    sa.Column("content", sa.LargeBinary),
    sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
    schema="gazetteer",
)

application_event = sa.Table(
    "application_event",
    metadata,
    _application(is_key=True),
    sa.Column("number", sa.Integer, sa.Identity(always=True), primary_key=True),
    *(_text(name) for name in ("action", "note")),
    sa.Column("on_day", sa.Date, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False, server_default=sa.FetchedValue()),
    sa.Column("actor_id", sa.Uuid, sa.ForeignKey("app.user_account.id"), server_default=sa.FetchedValue()),
    schema="gazetteer",
)
