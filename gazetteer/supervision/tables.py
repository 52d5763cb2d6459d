"""Tables of supervision. Constraints, triggers, row security and rights: migration 0013."""

from __future__ import annotations

import sqlalchemy as sa
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql as pg

from geocore.db import explain_constraint, metadata
from geocore.errors import InvalidInput, StaleVersion
from geocore.problems import Problem

explain_constraint("pk_supervision_decision", StaleVersion("this case is decided already"))
explain_constraint(
    "ck_supervision_case_envelope",
    InvalidInput("the position is outside the country", [Problem("lon", "position_outside", "outside the envelope")]),
)

supervision_act = sa.Table(
    "supervision_act",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("division_seq", sa.Integer, nullable=False),
    sa.Column("name_zh", sa.Text, nullable=False),
    sa.Column("name_en", sa.Text, nullable=False),
    sa.Column("article", sa.Text, nullable=False),
    sa.Column("consequence", sa.Text, nullable=False),
    sa.Column("least", sa.Integer),
    sa.Column("most", sa.Integer),
    sa.Column("valid", pg.DATERANGE, nullable=False),
    schema="gazetteer",
)

supervision_case = sa.Table(
    "supervision_case",
    metadata,
    sa.Column("id", sa.Uuid, sa.ForeignKey("app.workflow_subject.id"), primary_key=True),
    sa.Column("receipt", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("used_name", sa.Text, nullable=False),
    sa.Column("place_words", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("place_id", sa.Uuid),
    sa.Column("geom", Geometry("POINT", 4490, spatial_index=False)),
    sa.Column("division_id", sa.Uuid, sa.ForeignKey("boundaries.division.id"), nullable=False),
    sa.Column("division_path", pg.ARRAY(sa.Integer), nullable=False),
    sa.Column("handler", sa.Uuid, sa.ForeignKey("app.user_account.id")),
    sa.Column("act_id", sa.Uuid, sa.ForeignKey("gazetteer.supervision_act.id")),
    sa.Column("rectify_by", sa.Date),
    sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    schema="gazetteer",
)


def _case_column(*, is_key: bool = False) -> sa.Column[object]:
    return sa.Column(
        "case_id", sa.Uuid, sa.ForeignKey("gazetteer.supervision_case.id"), nullable=False, primary_key=is_key
    )


supervision_informant = sa.Table(
    "supervision_informant",
    metadata,
    _case_column(is_key=True),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("contact", sa.Text, nullable=False),
    schema="gazetteer",
)

supervision_photo = sa.Table(
    "supervision_photo",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    _case_column(),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
    schema="gazetteer",
)

supervision_decision = sa.Table(
    "supervision_decision",
    metadata,
    _case_column(is_key=True),
    sa.Column("act_id", sa.Uuid, sa.ForeignKey("gazetteer.supervision_act.id"), nullable=False),
    sa.Column("sanction", sa.Text, nullable=False),
    sa.Column("amount", sa.Integer),
    sa.Column("party", sa.Text, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("decided_on", sa.Date, nullable=False),
    sa.Column("decided_by", sa.Uuid, sa.ForeignKey("app.user_account.id"), nullable=False,
              server_default=sa.FetchedValue()),
    schema="gazetteer",
)  # fmt: skip
