"""The table of built-up areas and what its constraints mean to a caller."""

from __future__ import annotations

import sqlalchemy as sa
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql as pg

from geocore.db import explain_constraint, metadata
from geocore.errors import Conflict, InvalidInput

explain_constraint("ex_built_up_area_apart", Conflict("overlaps another built-up area of the same day"))
explain_constraint("ck_built_up_area_is_valid", InvalidInput("the polygon of a built-up area is not valid"))

built_up_area = sa.Table(
    "built_up_area",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.FetchedValue()),
    sa.Column("seq", sa.Integer, sa.Identity(always=True), nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("division_id", sa.Uuid, sa.ForeignKey("boundaries.division.id"), nullable=False),
    sa.Column("division_path", pg.ARRAY(sa.Integer), nullable=False),
    sa.Column("geom", Geometry("MULTIPOLYGON", 4490, spatial_index=False), nullable=False),
    sa.Column("valid", pg.DATERANGE, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("source_file", sa.Text, nullable=False),
    sa.Column("source_sha256", sa.Text, nullable=False),
    sa.Column("source_crs", sa.Text, nullable=False),
    sa.Column("recorded_by", sa.Uuid, sa.ForeignKey("app.user_account.id"), server_default=sa.FetchedValue()),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.FetchedValue()),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.FetchedValue()),
    schema="gazetteer",
)
