"""Tables that are written here. Constraints, triggers, row security, rights and the rule tables: migration 0011."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql as pg

from geocore.db import explain_constraint, metadata
from geocore.errors import ActionNotAllowed, Conflict, InvalidInput
from geocore.problems import Problem

explain_constraint("uq_consultation_link_live", Conflict("somebody else made a link for this unit at this moment"))
explain_constraint(
    "uq_public_consultation_open", ActionNotAllowed("a public consultation of this case is open already")
)
explain_constraint("uq_expert_review_open", ActionNotAllowed("an expert review of this case is open already"))
explain_constraint(
    "uq_expert_name",
    InvalidInput("this expert is on the docket", [Problem("name", "expert_twice", "is on the docket")]),
)
explain_constraint("pk_case_assessment", Conflict("somebody else began the assessment at this moment"))


def _table(name: str, *columns: sa.Column[Any], schema: str = "gazetteer") -> sa.Table:
    return sa.Table(name, metadata, *columns, schema=schema)


def _needed(name: str, kind: sa.types.TypeEngine[Any] | type[sa.types.TypeEngine[Any]]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _id() -> sa.Column[Any]:
    return sa.Column("id", sa.Uuid, primary_key=True)


def _to(name: str, target: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey(target), nullable=False)


def _case() -> sa.Column[Any]:
    return _to("case_id", "gazetteer.naming_case.id")


def _person(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey("app.user_account.id"), server_default=sa.FetchedValue())


consultation_link = _table(
    "consultation_link", _id(), _to("consultation_id", "gazetteer.case_consultation.id"), _case(),
    _needed("token_hash", sa.LargeBinary), _needed("expires_on", sa.Date),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.FetchedValue()),
    _person("made_by"), sa.Column("revoked_at", sa.DateTime(timezone=True)),
)  # fmt: skip

consultation_reminder = _table(
    "consultation_reminder", _id(), _to("consultation_id", "gazetteer.case_consultation.id"), _case(),
    _needed("sent_on", sa.Date), _needed("channel", sa.Text), _needed("note", sa.Text), _person("made_by"),
)  # fmt: skip

public_consultation = _table(
    "public_consultation", _id(), _case(), _needed("question", sa.Text), _needed("range_text", sa.Text),
    _needed("issuer", sa.Text), _needed("opens_on", sa.Date), _needed("closes_on", sa.Date),
    sa.Column("closed_on", sa.Date), _needed("close_note", sa.Text), _person("opened_by"),
    _needed("version", sa.Integer),
)  # fmt: skip

public_comment = _table(
    "public_comment", _id(), _to("consultation_id", "gazetteer.public_consultation.id"), _case(),
    _needed("idempotency_key", sa.Uuid), _needed("receipt", sa.Text), _needed("text", sa.Text),
    _needed("author", sa.Text), _needed("contact", sa.Text), _needed("submitted_on", sa.Date),
    _needed("submitted_at", sa.DateTime(timezone=True)), _needed("moderation", sa.Text),
    _needed("moderation_reason", sa.Text), sa.Column("moderated_on", sa.Date), sa.Column("handling", sa.Text),
    _needed("answer", sa.Text), sa.Column("answered_on", sa.Date), _needed("version", sa.Integer),
)  # fmt: skip

expert_review = _table(
    "expert_review", _id(), _case(), _needed("question", sa.Text), _needed("method", sa.Text),
    _needed("opened_on", sa.Date), sa.Column("held_on", sa.Date), _needed("minutes", sa.Text),
    _needed("risks", sa.Text), _needed("advice", sa.Text), sa.Column("result", sa.Text),
    sa.Column("concluded_on", sa.Date), _needed("version", sa.Integer),
)  # fmt: skip

expert = _table(
    "expert", _id(), _to("review_id", "gazetteer.expert_review.id"), _case(), _needed("name", sa.Text),
    _needed("field", sa.Text), _needed("unit", sa.Text), sa.Column("has_conflict", sa.Boolean),
    _needed("conflict_text", sa.Text), _needed("opinion", sa.Text), sa.Column("answered_on", sa.Date),
    _needed("version", sa.Integer),
)  # fmt: skip

expert_score = _table(
    "expert_score",
    sa.Column("expert_id", sa.Uuid, sa.ForeignKey("gazetteer.expert.id"), primary_key=True),
    _case(),
    sa.Column("criterion", sa.Text, primary_key=True),
    _needed("score", sa.SmallInteger),
)

case_assessment = _table(
    "case_assessment",
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("gazetteer.naming_case.id"), primary_key=True),
    *(
        _needed(part, sa.Text)
        for part in ("legality", "feasibility", "controllability", "effects", "risks", "measures")
    ),
    _needed("version", sa.Integer),
)

case_report_need = _table(
    "case_report_need",
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("gazetteer.naming_case.id"), primary_key=True),
    sa.Column("report", sa.Text, primary_key=True),
    _needed("is_needed", sa.Boolean), _needed("reason", sa.Text), _needed("judged_on", sa.Date), _person("judged_by"),
    _needed("version", sa.Integer),
)  # fmt: skip

case_report = _table(
    "case_report", _id(), _case(), _needed("report", sa.Text), _needed("title", sa.Text), _needed("sections", pg.JSONB),
    _needed("sha256", sa.Text), _needed("made_on", sa.Date),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.FetchedValue()),
    _person("made_by"),
)  # fmt: skip

announcement_objection = _table(
    "announcement_objection", _id(), _to("announcement_id", "gazetteer.announcement.id"), _case(),
    _needed("idempotency_key", sa.Uuid), _needed("receipt", sa.Text), _needed("text", sa.Text),
    _needed("author", sa.Text), _needed("contact", sa.Text), _needed("submitted_on", sa.Date),
    sa.Column("outcome", sa.Text), _needed("answer", sa.Text), sa.Column("answered_on", sa.Date),
    _needed("is_public", sa.Boolean), _needed("version", sa.Integer),
)  # fmt: skip

published_consultation = _table(
    "consultation", _id(), _needed("kind", sa.Text), _needed("category", sa.Text), _needed("title", sa.Text),
    _needed("question", sa.Text), _needed("range_text", sa.Text), _needed("issuer", sa.Text),
    _needed("division", sa.Text), _needed("opens_on", sa.Date), _needed("closes_on", sa.Date),
    sa.Column("closed_on", sa.Date), _needed("close_note", sa.Text), schema="published",
)  # fmt: skip

published_item = _table(
    "consultation_item",
    sa.Column("consultation_id", sa.Uuid, sa.ForeignKey("published.consultation.id"), primary_key=True),
    sa.Column("position", sa.SmallInteger, primary_key=True),
    sa.Column("current_name", sa.Text), _needed("proposed_names", pg.ARRAY(sa.Text)), _needed("position_text", sa.Text),
    _needed("reason", sa.Text), _needed("meaning", sa.Text), _needed("origin", sa.Text),
    sa.Column("geom", Geometry("POINT", 4490, spatial_index=False)), schema="published",
)  # fmt: skip

published_comment = _table(
    "consultation_comment", _id(), _to("consultation_id", "published.consultation.id"), _needed("author", sa.Text),
    _needed("text", sa.Text), _needed("submitted_on", sa.Date), sa.Column("handling", sa.Text),
    _needed("answer", sa.Text), sa.Column("answered_on", sa.Date), schema="published",
)  # fmt: skip

published_objection = _table(
    "objection", _id(), _needed("announcement_id", sa.Uuid), _needed("text", sa.Text), _needed("submitted_on", sa.Date),
    _needed("outcome", sa.Text), _needed("answer", sa.Text), _needed("answered_on", sa.Date), schema="published",
)  # fmt: skip
