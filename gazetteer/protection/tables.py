"""Tables of what is kept of names. Constraints, triggers, row security and rights: migration 0014."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql as pg

from geocore.db import explain_constraint, metadata
from geocore.errors import Conflict, InvalidInput, StaleVersion
from geocore.problems import Problem

explain_constraint("uq_reserved_name_held", Conflict("this name is in the reserve already"))
explain_constraint("uq_origin_statement_replaces", StaleVersion("somebody else has replaced this statement already"))
explain_constraint(
    "ck_vanished_name_envelope",
    InvalidInput("the position is outside the country", [Problem("lon", "position_outside", "outside the envelope")]),
)


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _by(name: str) -> sa.Column[Any]:
    return sa.Column(
        name, sa.Uuid, sa.ForeignKey("app.user_account.id"), nullable=False, server_default=sa.FetchedValue()
    )


def _area() -> list[sa.Column[Any]]:
    return [
        sa.Column("division_id", sa.Uuid, sa.ForeignKey("boundaries.division.id"), nullable=False),
        sa.Column("division_path", pg.ARRAY(sa.Integer), nullable=False),
    ]


def _category() -> sa.Column[Any]:
    return sa.Column("category", sa.Text, sa.ForeignKey("gazetteer.legal_category.code"), nullable=False)


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


protected_name = sa.Table(
    "protected_name",
    metadata,
    sa.Column("id", sa.Uuid, sa.ForeignKey("app.workflow_subject.id"), primary_key=True),
    sa.Column("place_id", sa.Uuid, sa.ForeignKey("gazetteer.place.id"), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("grade", sa.Text, sa.ForeignKey("gazetteer.protection_grade.code"), nullable=False),
    sa.Column("criteria", pg.ARRAY(sa.Text), nullable=False),
    *_area(),
    *_texts("reason", "plan", "document"),
    sa.Column("listed_on", sa.Date),
    _by("proposed_by"),
    _moment("proposed_at"),
    schema="gazetteer",
)

vanished_name = sa.Table(
    "vanished_name",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    _category(),
    sa.Column("place_id", sa.Uuid),
    *_area(),
    sa.Column("geom", Geometry("POINT", 4490, spatial_index=False)),
    *_texts("vanished", "reason", "evidence", "source"),
    _by("recorded_by"),
    _moment("recorded_at"),
    schema="gazetteer",
)

origin_statement = sa.Table(
    "origin_statement",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("place_id", sa.Uuid, sa.ForeignKey("gazetteer.place.id"), nullable=False),
    *_texts("text", "quotation", "source", "confidence"),
    sa.Column("is_contested", sa.Boolean, nullable=False),
    sa.Column("replaces", sa.Uuid, sa.ForeignKey("gazetteer.origin_statement.id")),
    _by("recorded_by"),
    _moment("recorded_at"),
    schema="gazetteer",
)

reserved_name = sa.Table(
    "reserved_name",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    _category(),
    *_area(),
    *_texts("origin", "meaning"),
    sa.Column("reserved_until", sa.Date),
    sa.Column("released_on", sa.Date),
    sa.Column("release_reason", sa.Text),
    _by("recorded_by"),
    _moment("recorded_at"),
    schema="gazetteer",
)

protection_grade = sa.Table(
    "protection_grade",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("position", sa.SmallInteger, nullable=False),
    *_texts("name_zh", "name_en", "source"),
    schema="gazetteer",
)

protection_criterion = sa.Table(
    "protection_criterion",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("position", sa.SmallInteger, nullable=False),
    *_texts("name_zh", "name_en", "area", "source"),
    schema="gazetteer",
)

published_protected_name = sa.Table(
    "protected_name",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("place_id", sa.Uuid, nullable=False),
    *_texts("name", "division", "grade", "grade_en"),
    sa.Column("criteria", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("criteria_en", pg.ARRAY(sa.Text), nullable=False),
    *_texts("reason", "document"),
    sa.Column("listed_on", sa.Date, nullable=False),
    schema="published",
)

published_vanished_name = sa.Table(
    "vanished_name",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("place_id", sa.Uuid),
    *_texts("division", "vanished", "reason", "source"),
    schema="published",
)

published_origin_statement = sa.Table(
    "origin_statement",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("place_id", sa.Uuid, nullable=False),
    *_texts("text", "quotation", "source", "confidence"),
    sa.Column("is_contested", sa.Boolean, nullable=False),
    schema="published",
)
