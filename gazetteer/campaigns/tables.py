"""Tables of the campaigns. Constraints, triggers, row security and rights: migrations 0013 and 0021."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from geocore.db import explain_constraint, metadata
from geocore.errors import ActionNotAllowed, InvalidInput, StaleVersion
from geocore.problems import Problem

explain_constraint("uq_campaign_verdict_person", ActionNotAllowed("you have judged this name already"))
explain_constraint("pk_campaign_outcome", StaleVersion("this name is settled already"))
explain_constraint("uq_campaign_candidate_name", StaleVersion("somebody else runs the machine pass at this moment"))
explain_constraint("uq_campaign_candidate_position", StaleVersion("somebody else runs the machine pass at this moment"))
explain_constraint(
    "ck_clean_up_campaign_window",
    InvalidInput("the window is not open for a day", [Problem("until", "window_short", "ends after it begins")]),
)


def _campaign_column(*, is_key: bool = False) -> sa.Column[object]:
    return sa.Column(
        "campaign_id", sa.Uuid, sa.ForeignKey("gazetteer.clean_up_campaign.id"), nullable=False, primary_key=is_key
    )


def _candidate_column(*, is_key: bool = False) -> sa.Column[object]:
    return sa.Column(
        "candidate_id", sa.Uuid, sa.ForeignKey("gazetteer.campaign_candidate.id"), nullable=False, primary_key=is_key
    )


clean_up_campaign = sa.Table(
    "clean_up_campaign",
    metadata,
    sa.Column("id", sa.Uuid, sa.ForeignKey("app.workflow_subject.id"), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("division_id", sa.Uuid, sa.ForeignKey("boundaries.division.id"), nullable=False),
    sa.Column("division_path", pg.ARRAY(sa.Integer), nullable=False),
    sa.Column("categories", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("kinds", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("least_confidence", sa.Text, nullable=False),
    sa.Column("exclusions", pg.JSONB, nullable=False),
    sa.Column("starts_on", sa.Date, nullable=False),
    sa.Column("ends_on", sa.Date, nullable=False),
    sa.Column("objections_from", sa.Date),
    sa.Column("objections_until", sa.Date),
    sa.Column("opened_by", sa.Uuid, sa.ForeignKey("app.user_account.id"), nullable=False,
              server_default=sa.FetchedValue()),
    sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    schema="gazetteer",
)  # fmt: skip

campaign_scan = sa.Table(
    "campaign_scan",
    metadata,
    _campaign_column(is_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("after_name", sa.Uuid),
    sa.Column("total", sa.Integer),
    sa.Column("checked", sa.Integer, nullable=False),
    sa.Column("found", sa.Integer, nullable=False),
    sa.Column("excluded", sa.Integer, nullable=False),
    sa.Column("rules_version", sa.Text, nullable=False),
    sa.Column("data_version", sa.Text, nullable=False),
    sa.Column("finished_at", sa.DateTime(timezone=True)),
    sa.Column("version", sa.Integer, nullable=False),
    schema="gazetteer",
)

campaign_candidate = sa.Table(
    "campaign_candidate",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    _campaign_column(),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("place_id", sa.Uuid, nullable=False),
    sa.Column("name_id", sa.Uuid, nullable=False),
    sa.Column("division_path", pg.ARRAY(sa.Integer), nullable=False, server_default=sa.FetchedValue()),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("division", sa.Text, nullable=False),
    sa.Column("kinds", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("confidence", sa.Text, nullable=False),
    sa.Column("findings", pg.JSONB, nullable=False),
    sa.Column("excluded_by", sa.Text),
    sa.Column("result", sa.Text),
    schema="gazetteer",
)

campaign_verdict = sa.Table(
    "campaign_verdict",
    metadata,
    sa.Column("seq", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    _candidate_column(),
    sa.Column("person", sa.Uuid, sa.ForeignKey("app.user_account.id"), nullable=False,
              server_default=sa.FetchedValue()),
    sa.Column("verdict", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
    schema="gazetteer",
)  # fmt: skip

campaign_objection = sa.Table(
    "campaign_objection",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    _campaign_column(),
    _candidate_column(),
    sa.Column("received_on", sa.Date, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("answer", sa.Text),
    sa.Column("answered_on", sa.Date),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("idempotency_key", sa.Uuid),
    sa.Column("receipt", sa.Text),
    schema="gazetteer",
)

campaign_outcome = sa.Table(
    "campaign_outcome",
    metadata,
    _candidate_column(is_key=True),
    _campaign_column(),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("proposed_name", sa.Text, nullable=False),
    sa.Column("case_id", sa.Uuid, sa.ForeignKey("gazetteer.naming_case.id")),
    sa.Column("decided_by", sa.Uuid, sa.ForeignKey("app.user_account.id"), nullable=False,
              server_default=sa.FetchedValue()),
    sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
    schema="gazetteer",
)  # fmt: skip

campaign_sign_photo = sa.Table(
    "campaign_sign_photo",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    _campaign_column(),
    sa.Column(
        "candidate_id", sa.Uuid, sa.ForeignKey("gazetteer.campaign_outcome.candidate_id"), nullable=False
    ),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("taken_on", sa.Date, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("added_by", sa.Uuid, sa.ForeignKey("app.user_account.id"), nullable=False,
              server_default=sa.FetchedValue()),
    sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
    sa.Column("withdrawn_by", sa.Uuid, sa.ForeignKey("app.user_account.id")),
    sa.Column("withdraw_reason", sa.Text),
    schema="gazetteer",
)  # fmt: skip

published_campaign = sa.Table(
    "clean_up_campaign",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("division", sa.Text, nullable=False),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("objections_from", sa.Date, nullable=False),
    sa.Column("objections_until", sa.Date, nullable=False),
    schema="published",
)

published_campaign_name = sa.Table(
    "clean_up_name",
    metadata,
    sa.Column("campaign_id", sa.Uuid, sa.ForeignKey("published.clean_up_campaign.id"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("place_id", sa.Uuid, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("division", sa.Text, nullable=False),
    sa.Column("kinds", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("messages", pg.ARRAY(sa.Text), nullable=False),
    schema="published",
)
