"""Places, names, readings: working (schema `gazetteer`) and public (schema `published`).

Constraints, indexes, row security and rights: the migrations; `geoapp db check` compares the columns.
"""

from __future__ import annotations

import sqlalchemy as sa
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql as pg

from geocore.db import metadata

legal_category = sa.Table(
    "legal_category",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("position", sa.SmallInteger, nullable=False),
    sa.Column("name_zh", sa.Text, nullable=False),
    sa.Column("name_en", sa.Text, nullable=False),
    sa.Column("article", sa.Text, nullable=False),
    schema="gazetteer",
)

feature_class = sa.Table(
    "feature_class",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("name_zh", sa.Text, nullable=False),
    sa.Column("parent", sa.Text, sa.ForeignKey("gazetteer.feature_class.code")),
    sa.Column("category", sa.Text, sa.ForeignKey("gazetteer.legal_category.code"), nullable=False),
    sa.Column("public_grid_m", sa.Double, nullable=False),
    sa.Column("weight", sa.Integer, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    schema="gazetteer",
)

reading_override = sa.Table(
    "reading_override",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.FetchedValue()),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("reading", sa.Text, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("valid", pg.DATERANGE, nullable=False),
    sa.Column("recorded_by", sa.Uuid, sa.ForeignKey("app.user_account.id")),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    schema="gazetteer",
)

place = sa.Table(
    "place",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.FetchedValue()),
    sa.Column("category", sa.Text, sa.ForeignKey("gazetteer.legal_category.code"), nullable=False),
    sa.Column("class_code", sa.Text, sa.ForeignKey("gazetteer.feature_class.code"), nullable=False),
    sa.Column("division_id", sa.Uuid, sa.ForeignKey("boundaries.division.id"), nullable=False),
    sa.Column("division_path", pg.ARRAY(sa.Integer), nullable=False),
    sa.Column("is_division_id", sa.Uuid, sa.ForeignKey("boundaries.division.id")),
    sa.Column("existence", pg.DATERANGE, nullable=False),
    sa.Column("importance", sa.Integer, nullable=False),
    sa.Column("geom", Geometry("POINT", 4490, spatial_index=False)),
    sa.Column("position_kind", sa.Text, nullable=False),
    sa.Column("position_source", sa.Text),
    sa.Column("accuracy_m", sa.Double),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("source_ref", sa.Text, nullable=False),
    sa.Column("batch_id", sa.Uuid, sa.ForeignKey("app.import_batch.id")),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    schema="gazetteer",
)

name = sa.Table(
    "name",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.FetchedValue()),
    sa.Column("place_id", sa.Uuid, sa.ForeignKey("gazetteer.place.id"), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("specific", sa.Text, nullable=False),
    sa.Column("generic", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("valid", pg.DATERANGE, nullable=False),
    sa.Column("approving_body", sa.Text),
    sa.Column("document", sa.Text),
    sa.Column("approved_on", sa.Date),
    sa.Column("announced_on", sa.Date),
    sa.Column("origin", sa.Text),
    sa.Column("meaning", sa.Text),
    sa.Column("history", sa.Text),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("batch_id", sa.Uuid, sa.ForeignKey("app.import_batch.id")),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    schema="gazetteer",
)

place_code = sa.Table(
    "place_code",
    metadata,
    sa.Column("place_id", sa.Uuid, sa.ForeignKey("gazetteer.place.id"), primary_key=True),
    sa.Column("system", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("valid", pg.DATERANGE, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    schema="gazetteer",
)

name_event = sa.Table(
    "name_event",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.FetchedValue()),
    sa.Column("place_id", sa.Uuid, sa.ForeignKey("gazetteer.place.id"), nullable=False),
    sa.Column("name_id", sa.Uuid, sa.ForeignKey("gazetteer.name.id")),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("happened_on", sa.Date),
    sa.Column("authority", sa.Text),
    sa.Column("document", sa.Text),
    sa.Column("note", sa.Text),
    sa.Column("actor_name", sa.Text, nullable=False),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    schema="gazetteer",
)

reading = sa.Table(
    "reading",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.FetchedValue()),
    sa.Column("name_id", sa.Uuid, sa.ForeignKey("gazetteer.name.id"), nullable=False),
    sa.Column("spelling", sa.Text, nullable=False),
    sa.Column("sign", sa.Text, nullable=False),
    sa.Column("tones", sa.Text, nullable=False),
    sa.Column("pinyin", sa.Text, nullable=False),
    sa.Column("initials", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("confident", sa.Boolean, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("evidence", sa.Text),
    sa.Column("decided_by", sa.Uuid, sa.ForeignKey("app.user_account.id")),
    sa.Column("decided_at", sa.DateTime(timezone=True)),
    sa.Column("valid", pg.DATERANGE, nullable=False),
    sa.Column("batch_id", sa.Uuid, sa.ForeignKey("app.import_batch.id")),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    schema="gazetteer",
)

error_report = sa.Table(
    "error_report",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("receipt", sa.Text, nullable=False),
    sa.Column("place_id", sa.Uuid),
    sa.Column("place_name", sa.Text),
    sa.Column("division_path", pg.ARRAY(sa.Integer), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("contact", sa.Text),
    sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
    schema="gazetteer",
)

published_category = sa.Table(
    "category",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("position", sa.SmallInteger, nullable=False),
    sa.Column("name_zh", sa.Text, nullable=False),
    sa.Column("name_en", sa.Text, nullable=False),
    sa.Column("article", sa.Text, nullable=False),
    schema="published",
)

published_event = sa.Table(
    "event",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.FetchedValue()),
    sa.Column("place_id", sa.Uuid, nullable=False),
    sa.Column("name_id", sa.Uuid),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("happened_on", sa.Date),
    sa.Column("authority", sa.Text),
    sa.Column("document", sa.Text),
    sa.Column("note", sa.Text),
    schema="published",
)

published_feature_class = sa.Table(
    "feature_class",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("name_zh", sa.Text, nullable=False),
    sa.Column("parent", sa.Text),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("weight", sa.Integer, nullable=False),
    schema="published",
)

published_name_fact = sa.Table(
    "name_fact",
    metadata,
    sa.Column("name_id", sa.Uuid, primary_key=True),
    sa.Column("place_id", sa.Uuid, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("approving_body", sa.Text),
    sa.Column("document", sa.Text),
    sa.Column("approved_on", sa.Date),
    sa.Column("announced_on", sa.Date),
    sa.Column("origin", sa.Text),
    sa.Column("meaning", sa.Text),
    sa.Column("history", sa.Text),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("reading_status", sa.Text, nullable=False),
    sa.Column("reading_source", sa.Text, nullable=False),
    sa.Column("reading_evidence", sa.Text),
    sa.Column("confident", sa.Boolean, nullable=False),
    sa.Column("tones", sa.Text, nullable=False),
    sa.Column("sign", sa.Text, nullable=False),
    schema="published",
)

published_place = sa.Table(
    "place",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.FetchedValue()),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("class_code", sa.Text, nullable=False),
    sa.Column("division_path", pg.ARRAY(sa.Integer), nullable=False),
    sa.Column("is_division_seq", sa.Integer),
    sa.Column("importance", sa.Integer, nullable=False),
    sa.Column("existence", pg.DATERANGE, nullable=False),
    sa.Column("position_kind", sa.Text, nullable=False),
    sa.Column("position_source", sa.Text),
    sa.Column("accuracy_m", sa.Double),
    sa.Column("geom", Geometry("POINT", 4490, spatial_index=False)),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("source_ref", sa.Text, nullable=False),
    sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    schema="published",
)
