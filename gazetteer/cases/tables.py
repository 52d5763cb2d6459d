"""Tables of the cases. Constraints, triggers, row security and rights: migration 0009."""

from __future__ import annotations

import sqlalchemy as sa
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql as pg

from gazetteer.cases.errors import AlreadyOpened, NameTaken
from geocore.db import explain_constraint, metadata
from geocore.errors import Conflict, InvalidInput, StaleVersion
from geocore.problems import Problem

explain_constraint("pk_workflow_subject", AlreadyOpened("this has been opened already"))
explain_constraint("ex_name_claim_name_in_scope", NameTaken("this name is approved already within its legal scope"))
explain_constraint("uq_name_claim_replaced_name", Conflict("another decision changes this name already"))
explain_constraint("pk_case_decision", StaleVersion("this item is decided already"))
explain_constraint("pk_case_waiver", StaleVersion("somebody else has just given a reason against this finding"))
explain_constraint("uq_case_filing_open", Conflict("a filing is on its way already"))
explain_constraint("uq_announcement_item_id", Conflict("this item is announced already"))
explain_constraint("uq_announcement_corrects", Conflict("this announcement is corrected already"))
explain_constraint("uq_case_consultation_unit", Conflict("this unit has been asked today already"))
explain_constraint(
    "ck_case_item_envelope",
    InvalidInput("the position is outside the country", [Problem("lon", "position_outside", "outside the envelope")]),
)


def _case_column() -> sa.Column[object]:
    return sa.Column("case_id", sa.Uuid, sa.ForeignKey("gazetteer.naming_case.id"), nullable=False)


naming_case = sa.Table(
    "naming_case",
    metadata,
    sa.Column("id", sa.Uuid, sa.ForeignKey("app.workflow_subject.id"), primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("category", sa.Text, sa.ForeignKey("gazetteer.legal_category.code"), nullable=False),
    sa.Column("class_code", sa.Text, sa.ForeignKey("gazetteer.feature_class.code"), nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("division_id", sa.Uuid, sa.ForeignKey("boundaries.division.id"), nullable=False),
    sa.Column("division_path", pg.ARRAY(sa.Integer), nullable=False),
    sa.Column("applicant_unit", sa.Text, nullable=False),
    sa.Column("applicant_code", sa.Text, nullable=False),
    sa.Column("drafted_by", pg.ARRAY(sa.Uuid), nullable=False, server_default=sa.FetchedValue()),
    sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("unread", pg.JSONB, nullable=False),
    schema="gazetteer",
)

case_contact = sa.Table(
    "case_contact",
    metadata,
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("gazetteer.naming_case.id"), primary_key=True),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("phone", sa.Text, nullable=False),
    schema="gazetteer",
)

case_item = sa.Table(
    "case_item",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    _case_column(),
    sa.Column("position", sa.SmallInteger, nullable=False),
    sa.Column("candidate_names", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("place_id", sa.Uuid, sa.ForeignKey("gazetteer.place.id")),
    sa.Column("old_name_id", sa.Uuid, sa.ForeignKey("gazetteer.name.id")),
    sa.Column("geom", Geometry("POINT", 4490, spatial_index=False)),
    sa.Column("position_text", sa.Text, nullable=False),
    sa.Column("reading", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("meaning", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("facts", pg.JSONB, nullable=False),
    sa.Column("ended_on", sa.Date),
    sa.Column("reason_code", sa.Text),
    schema="gazetteer",
)

case_number = sa.Table(
    "case_number",
    metadata,
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("gazetteer.naming_case.id"), primary_key=True),
    sa.Column("office_seq", sa.Integer, nullable=False),
    sa.Column("year", sa.SmallInteger, nullable=False),
    sa.Column("serial", sa.Integer, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("follow_hash", sa.LargeBinary, nullable=False),
    sa.Column("accepted_on", sa.Date, nullable=False),
    schema="gazetteer",
)

case_document = sa.Table(
    "case_document",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    _case_column(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("added_by", sa.Uuid, sa.ForeignKey("app.user_account.id"), nullable=False,
              server_default=sa.FetchedValue()),
    sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
    schema="gazetteer",
)  # fmt: skip

case_check = sa.Table(
    "case_check",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    _case_column(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("rules_version", sa.Text, nullable=False),
    sa.Column("data_version", sa.Text, nullable=False),
    sa.Column("report", pg.JSONB, nullable=False),
    sa.Column("made_by", sa.Uuid, sa.ForeignKey("app.user_account.id")),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    schema="gazetteer",
)

case_waiver = sa.Table(
    "case_waiver",
    metadata,
    sa.Column("check_id", sa.Uuid, sa.ForeignKey("gazetteer.case_check.id"), primary_key=True),
    sa.Column("finding", sa.SmallInteger, primary_key=True),
    _case_column(),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("made_by", sa.Uuid, sa.ForeignKey("app.user_account.id"), nullable=False,
              server_default=sa.FetchedValue()),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.FetchedValue()),
    schema="gazetteer",
)  # fmt: skip

case_consultation = sa.Table(
    "case_consultation",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    _case_column(),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("is_mandatory", sa.Boolean, nullable=False),
    sa.Column("asked_on", sa.Date, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("answered_on", sa.Date),
    sa.Column("answer", sa.Text),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("answered_by", sa.Text, nullable=False),
    schema="gazetteer",
)

case_opinion = sa.Table(
    "case_opinion",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    _case_column(),
    sa.Column("received_on", sa.Date, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("handling", sa.Text),
    sa.Column("handled_on", sa.Date),
    sa.Column("version", sa.Integer, nullable=False),
    schema="gazetteer",
)

case_clock = sa.Table(
    "case_clock",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    _case_column(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("starts_on", sa.Date, nullable=False),
    sa.Column("days", sa.SmallInteger, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("law", sa.Text, nullable=False),
    sa.Column("due_on", sa.Date),
    sa.Column("due_reason", sa.Text),
    sa.Column("ended_on", sa.Date),
    sa.Column("outcome", sa.Text),
    sa.Column("version", sa.Integer, nullable=False),
    schema="gazetteer",
)

case_clock_pause = sa.Table(
    "case_clock_pause",
    metadata,
    sa.Column("clock_id", sa.Uuid, sa.ForeignKey("gazetteer.case_clock.id"), primary_key=True),
    sa.Column("first_day", sa.Date, primary_key=True),
    sa.Column("until_day", sa.Date),
    schema="gazetteer",
)

case_decision = sa.Table(
    "case_decision",
    metadata,
    sa.Column("item_id", sa.Uuid, sa.ForeignKey("gazetteer.case_item.id"), primary_key=True),
    _case_column(),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("place_id", sa.Uuid, sa.ForeignKey("gazetteer.place.id")),
    sa.Column("name_id", sa.Uuid, sa.ForeignKey("gazetteer.name.id")),
    sa.Column("approver_kind", sa.Text, nullable=False),
    sa.Column("approving_body", sa.Text, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("decided_on", sa.Date, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("decided_by", sa.Uuid, sa.ForeignKey("app.user_account.id")),
    schema="gazetteer",
)

name_claim = sa.Table(
    "name_claim",
    metadata,
    sa.Column("item_id", sa.Uuid, sa.ForeignKey("gazetteer.case_item.id"), primary_key=True),
    _case_column(),
    sa.Column("name_key", sa.Text),
    sa.Column("scope_key", sa.Text),
    sa.Column("name_id", sa.Uuid, sa.ForeignKey("gazetteer.name.id")),
    sa.Column("replaces_name_id", sa.Uuid, sa.ForeignKey("gazetteer.name.id")),
    sa.Column("released_at", sa.DateTime(timezone=True)),
    sa.Column("geom", Geometry("POINT", 4490, spatial_index=False)),
    sa.Column("held", pg.DATERANGE, nullable=False),
    sa.Column("used_by", sa.Uuid, sa.ForeignKey("gazetteer.naming_case.id")),
    schema="gazetteer",
)

pre_naming = sa.Table(
    "pre_naming",
    metadata,
    sa.Column("item_id", sa.Uuid, sa.ForeignKey("gazetteer.case_item.id"), primary_key=True),
    _case_column(),
    sa.Column("provision_id", sa.Uuid, sa.ForeignKey("gazetteer.naming_provision.id"), nullable=False),
    sa.Column("decided_on", sa.Date, nullable=False),
    sa.Column("months", sa.SmallInteger, nullable=False),
    sa.Column("granted_until", sa.Date, nullable=False),
    sa.Column("extension_months", sa.SmallInteger, nullable=False),
    sa.Column("extended_on", sa.Date),
    sa.Column("extended_until", sa.Date),
    sa.Column("extension_reason", sa.Text),
    schema="gazetteer",
)

formal_naming = sa.Table(
    "formal_naming",
    metadata,
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("gazetteer.naming_case.id"), primary_key=True),
    sa.Column("pre_naming_id", sa.Uuid, sa.ForeignKey("gazetteer.naming_case.id"), nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.FetchedValue()),
    schema="gazetteer",
)

announcement = sa.Table(
    "announcement",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    _case_column(),
    sa.Column("item_id", sa.Uuid, sa.ForeignKey("gazetteer.case_item.id"), nullable=False),
    sa.Column("office_seq", sa.Integer, nullable=False),
    sa.Column("year", sa.SmallInteger, nullable=False),
    sa.Column("serial", sa.Integer, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("ordinal", sa.SmallInteger, nullable=False),
    sa.Column("standard_name", sa.Text, nullable=False),
    sa.Column("romanisation", sa.Text, nullable=False),
    sa.Column("division", sa.Text, nullable=False),
    sa.Column("position", sa.Text, nullable=False),
    sa.Column("approving_body", sa.Text, nullable=False),
    sa.Column("approved_on", sa.Date, nullable=False),
    sa.Column("announced_on", sa.Date, nullable=False),
    sa.Column("issuer", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("body_hash", sa.Text, nullable=False),
    sa.Column("corrects", sa.Uuid, sa.ForeignKey("gazetteer.announcement.id")),
    sa.Column("corrections", pg.JSONB(none_as_null=True)),
    sa.Column("correction_reason", sa.Text),
    sa.Column("made_by", sa.Uuid, sa.ForeignKey("app.user_account.id")),
    schema="gazetteer",
)

case_filing = sa.Table(
    "case_filing",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    _case_column(),
    sa.Column("sent_to", sa.Text, nullable=False),
    sa.Column("sent_on", sa.Date, nullable=False),
    sa.Column("manifest", pg.JSONB, nullable=False),
    sa.Column("package_hash", sa.Text, nullable=False),
    sa.Column("receipt", sa.Text),
    sa.Column("received_on", sa.Date),
    sa.Column("returned_on", sa.Date),
    sa.Column("return_reason", sa.Text),
    sa.Column("version", sa.Integer, nullable=False),
    schema="gazetteer",
)

case_filing_paper = sa.Table(
    "case_filing_paper",
    metadata,
    sa.Column("filing_id", sa.Uuid, sa.ForeignKey("gazetteer.case_filing.id"), primary_key=True),
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
    schema="gazetteer",
)

published_announcement = sa.Table(
    "announcement",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("ordinal", sa.SmallInteger, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("place_id", sa.Uuid, nullable=False),
    sa.Column("name_id", sa.Uuid, nullable=False),
    sa.Column("standard_name", sa.Text, nullable=False),
    sa.Column("former_name", sa.Text),
    sa.Column("romanisation", sa.Text, nullable=False),
    sa.Column("division", sa.Text, nullable=False),
    sa.Column("position", sa.Text, nullable=False),
    sa.Column("approving_body", sa.Text, nullable=False),
    sa.Column("approved_on", sa.Date, nullable=False),
    sa.Column("announced_on", sa.Date, nullable=False),
    sa.Column("issuer", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("body_hash", sa.Text, nullable=False),
    sa.Column("corrects", sa.Uuid),
    sa.Column("corrections", pg.JSONB(none_as_null=True)),
    sa.Column("correction_reason", sa.Text),
    schema="published",
)
