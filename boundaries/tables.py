"""Divisions, working (schema `boundaries`) and public (schema `published`).

Constraints, indexes, row security and rights: the migrations; `geoapp db check` compares the columns.
"""

from __future__ import annotations

import sqlalchemy as sa
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql as pg

from geocore.db import metadata

division_event = sa.Table(
    "division_event",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.FetchedValue()),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("effective", sa.Date, nullable=False),
    sa.Column("authority", sa.Text, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    schema="boundaries",
)

division_kind = sa.Table(
    "division_kind",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("name_zh", sa.Text, nullable=False),
    sa.Column("level", sa.SmallInteger, nullable=False),
    sa.Column("generic", sa.Text, nullable=False),
    sa.Column("statistical_only", sa.Boolean, nullable=False),
    schema="boundaries",
)

division = sa.Table(
    "division",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.FetchedValue()),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("level", sa.SmallInteger, nullable=False),
    sa.Column("path", pg.ARRAY(sa.Integer), nullable=False),
    sa.Column("batch_id", sa.Uuid, sa.ForeignKey("app.import_batch.id")),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    schema="boundaries",
)

division_code = sa.Table(
    "division_code",
    metadata,
    sa.Column("division_id", sa.Uuid, sa.ForeignKey("boundaries.division.id"), primary_key=True),
    sa.Column("system", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("valid", pg.DATERANGE, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("batch_id", sa.Uuid, sa.ForeignKey("app.import_batch.id")),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("code_key", sa.BigInteger, sa.Computed("code::bigint * 2 + (system = 'civil')::integer", persisted=True)),
    schema="boundaries",
)

division_geometry = sa.Table(
    "division_geometry",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.FetchedValue()),
    sa.Column("division_id", sa.Uuid, sa.ForeignKey("boundaries.division.id"), nullable=False),
    sa.Column("geom", Geometry("MULTIPOLYGON", 4490, spatial_index=False), nullable=False),
    sa.Column("valid", pg.DATERANGE, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("source_crs", sa.Text, nullable=False),
    sa.Column("source_ref", sa.Text, nullable=False),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("accuracy_m", sa.Double, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("batch_id", sa.Uuid, sa.ForeignKey("app.import_batch.id")),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    schema="boundaries",
)

division_succession = sa.Table(
    "division_succession",
    metadata,
    sa.Column("event_id", sa.Uuid, sa.ForeignKey("boundaries.division_event.id"), primary_key=True),
    sa.Column("predecessor_id", sa.Uuid, sa.ForeignKey("boundaries.division.id"), primary_key=True),
    sa.Column("successor_id", sa.Uuid, sa.ForeignKey("boundaries.division.id"), primary_key=True),
    sa.Column("share", sa.Double),
    schema="boundaries",
)

division_version = sa.Table(
    "division_version",
    metadata,
    sa.Column("division_id", sa.Uuid, sa.ForeignKey("boundaries.division.id"), primary_key=True),
    sa.Column("division_seq", sa.Integer, nullable=False),
    sa.Column("parent_id", sa.Uuid, sa.ForeignKey("boundaries.division.id")),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("short_name", sa.Text, nullable=False),
    sa.Column("spelling", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, sa.ForeignKey("boundaries.division_kind.code"), nullable=False),
    sa.Column("seat", sa.Text),
    sa.Column("seat_point", Geometry("POINT", 4490, spatial_index=False)),
    sa.Column("is_virtual", sa.Boolean, nullable=False),
    sa.Column("valid", pg.DATERANGE, primary_key=True),
    sa.Column("valid_from_known", sa.Boolean, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("batch_id", sa.Uuid, sa.ForeignKey("app.import_batch.id")),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    schema="boundaries",
)

published_division = sa.Table(
    "division",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("id", sa.Uuid, nullable=False),
    sa.Column("level", sa.SmallInteger, nullable=False),
    sa.Column("path", pg.ARRAY(sa.Integer), nullable=False),
    sa.Column("parent_seq", sa.Integer),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("short_name", sa.Text, nullable=False),
    sa.Column("spelling", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("kind_name", sa.Text, nullable=False),
    sa.Column("code", sa.Text),
    sa.Column("civil_code", sa.Text),
    sa.Column("seat", sa.Text),
    sa.Column("is_virtual", sa.Boolean, nullable=False),
    sa.Column("valid", pg.DATERANGE, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    schema="published",
)

published_division_area = sa.Table(
    "division_area",
    metadata,
    sa.Column("division_seq", sa.Integer, primary_key=True),
    sa.Column("geom", Geometry("MULTIPOLYGON", 4490, spatial_index=False), nullable=False),
    sa.Column("label_point", Geometry("POINT", 4490, spatial_index=False), nullable=False),
    sa.Column("accuracy_m", sa.Double, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("as_of", sa.Date, nullable=False),
    schema="published",
)
