"""The table of certificates; its guard and rights: migration 0012."""

from __future__ import annotations

import sqlalchemy as sa

from geocore.db import explain_constraint, metadata
from geocore.errors import Conflict

explain_constraint("ck_certificate_as_registered", Conflict("the register says otherwise by now; look again"))

certificate = sa.Table(
    "certificate",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("issued_on", sa.Date, nullable=False),
    sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("place_id", sa.Uuid, nullable=False),
    sa.Column("former_name_id", sa.Uuid, nullable=False),
    sa.Column("former_name", sa.Text, nullable=False),
    sa.Column("former_spelling", sa.Text, nullable=False),
    sa.Column("former_from", sa.Date),
    sa.Column("former_to", sa.Date),
    sa.Column("name_id", sa.Uuid, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("spelling", sa.Text, nullable=False),
    sa.Column("name_from", sa.Date),
    sa.Column("class_name", sa.Text, nullable=False),
    sa.Column("division", sa.Text, nullable=False),
    sa.Column("approving_body", sa.Text),
    sa.Column("document", sa.Text),
    sa.Column("approved_on", sa.Date),
    sa.Column("announcement_number", sa.Text),
    sa.Column("content_hash", sa.Text, nullable=False),
    schema="published",
)
