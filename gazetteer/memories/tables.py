"""Tables of what is kept of places. Constraints, triggers, row security and rights: migration 0021."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from geocore.db import explain_constraint, metadata
from geocore.errors import InvalidInput, NotPermitted
from geocore.problems import Problem

explain_constraint(
    "ck_oral_history_born",
    InvalidInput("born after the day", [Problem("born_year", "born_later", "born after the day of the record")]),
)
explain_constraint("ck_marker_text_separate", NotPermitted("whoever writes a text does not approve it"))


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _place() -> sa.Column[Any]:
    return sa.Column("place_id", sa.Uuid, sa.ForeignKey("gazetteer.place.id"), nullable=False)


def _case() -> sa.Column[Any]:
    return sa.Column("case_id", sa.Uuid, sa.ForeignKey("gazetteer.naming_case.id"))


def _recorded() -> list[sa.Column[Any]]:
    person = sa.ForeignKey("app.user_account.id")
    return [
        sa.Column("recorded_by", sa.Uuid, person, nullable=False, server_default=sa.FetchedValue()),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _later(what: str) -> list[sa.Column[Any]]:
    """Who did something later, and when."""
    return [
        sa.Column(f"{what}_by", sa.Uuid, sa.ForeignKey("app.user_account.id")),
        sa.Column(f"{what}_at", sa.DateTime(timezone=True)),
    ]


marker_text = sa.Table(
    "marker_text",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    _place(),
    _case(),
    *_texts("text", "whereabouts"),
    *_recorded(),
    *_later("approved"),
    *_later("ended"),
    sa.Column("end_reason", sa.Text),
    schema="gazetteer",
)

oral_history = sa.Table(
    "oral_history",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    _place(),
    _case(),
    *_texts("speaker"),
    sa.Column("born_year", sa.SmallInteger),
    sa.Column("told_on", sa.Date, nullable=False),
    *_texts("told_at", "interviewer", "language", "transcript"),
    sa.Column("may_publish", sa.Boolean, nullable=False),
    sa.Column("may_play", sa.Boolean, nullable=False),
    *_recorded(),
    *_later("consent_ended"),
    sa.Column("consent_end_note", sa.Text),
    *_later("ended"),
    sa.Column("end_reason", sa.Text),
    schema="gazetteer",
)

oral_recording = sa.Table(
    "oral_recording",
    metadata,
    sa.Column("history_id", sa.Uuid, sa.ForeignKey("gazetteer.oral_history.id"), primary_key=True),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    schema="gazetteer",
)

published_marker_text = sa.Table(
    "marker_text",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("place_id", sa.Uuid, nullable=False),
    *_texts("text", "whereabouts"),
    sa.Column("approved_on", sa.Date, nullable=False),
    schema="published",
)

published_oral_history = sa.Table(
    "oral_history",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("place_id", sa.Uuid, nullable=False),
    *_texts("speaker"),
    sa.Column("born_year", sa.SmallInteger),
    sa.Column("told_on", sa.Date, nullable=False),
    *_texts("told_at", "language", "transcript"),
    schema="published",
)

published_oral_recording = sa.Table(
    "oral_recording",
    metadata,
    sa.Column("history_id", sa.Uuid, sa.ForeignKey("published.oral_history.id"), primary_key=True),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    schema="published",
)
