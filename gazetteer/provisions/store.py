"""Rows of local law in the database: entered, listed, ended. Nothing is deleted (migration 0010)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gazetteer.provisions.model import NewProvision, ProvisionKind, StoredProvision
from gazetteer.store.division_names import division_name
from geocore.db import UnitOfWork, explain_constraint, metadata
from geocore.errors import Conflict, NotFound

explain_constraint(
    "ex_naming_provision_one_row",
    Conflict("a row says something of this for the same names, area and days already; end that one first"),
)

naming_provision = sa.Table(
    "naming_provision",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.FetchedValue()),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("list", sa.Text, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("division_id", sa.Uuid, sa.ForeignKey("boundaries.division.id"), nullable=False),
    sa.Column("division_path", pg.ARRAY(sa.Integer), nullable=False),
    sa.Column("severity", sa.Text),
    sa.Column("scope_kind", sa.Text),
    sa.Column("comparison_key", sa.Text),
    sa.Column("details", sa.Text, nullable=False),
    sa.Column("word_kind", sa.Text, nullable=False),
    sa.Column("word_place", sa.Text),
    sa.Column("exceptions", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("valid", pg.DATERANGE, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("recorded_by", sa.Uuid, sa.ForeignKey("app.user_account.id"), server_default=sa.FetchedValue()),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.FetchedValue()),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.FetchedValue()),
    sa.Column("revision", sa.BigInteger, nullable=False, server_default=sa.FetchedValue()),
    schema="gazetteer",
)

_SELECT = f"""
select p.id, p.kind, p.subject, p.list, p.category, p.division_id, p.division_path, p.severity, p.scope_kind,
       p.comparison_key, p.details, p.word_kind, p.word_place, p.exceptions, p.source, p.note, p.version,
       lower(p.valid) as valid_from, upper(p.valid) as valid_to, p.recorded_at::date as recorded_on,
       p.valid @> current_date as is_in_force, lower(p.valid) > current_date as is_future,
       {division_name("p.division_id")} as division
  from gazetteer.naming_provision p
"""
_LIST = f"""{_SELECT}
 where (:kind = '' or p.kind = :kind) and strpos(p.subject || p.source, :containing) > 0
 order by coalesce(p.valid @> current_date or lower(p.valid) > current_date, false) desc, p.recorded_at desc, p.id
 limit :limit
"""


def insert_provision(work: UnitOfWork, given: NewProvision, division_path: Sequence[int]) -> UUID:
    """Raises Conflict where another row says something of the same."""
    provision_id: UUID = work.connection.execute(
        sa.insert(naming_provision)
        .values(
            kind=given.kind.value,
            subject=given.subject,
            list=given.list,
            category=given.category,
            division_id=given.division_id,
            division_path=list(division_path),
            severity=given.severity or None,
            scope_kind=given.scope_kind or None,
            comparison_key=given.comparison_key or None,
            details=given.details,
            word_kind=given.word_kind,
            word_place=given.word_place or None,
            exceptions=list(given.exceptions),
            valid=pg.Range(given.valid_from, given.valid_to),
            source=given.source,
            note=given.note,
        )
        .returning(naming_provision.c.id)
    ).scalar_one()
    return provision_id


def list_provisions(
    connection: sa.Connection, kind: str = "", containing: str = "", limit: int = 200
) -> tuple[StoredProvision, ...]:
    """Rows of all areas, those in force or coming first; `containing` is looked for in subject and source."""
    rows = connection.execute(sa.text(_LIST), {"kind": kind, "containing": containing, "limit": limit})
    return tuple(_stored(row) for row in rows)


def find_provision(connection: sa.Connection, provision_id: UUID) -> StoredProvision:
    """Raises NotFound."""
    row = connection.execute(sa.text(f"{_SELECT} where p.id = :id"), {"id": provision_id}).one_or_none()
    if row is None:
        raise NotFound("no such row of law", provision=str(provision_id))
    return _stored(row)


def _stored(row: Any) -> StoredProvision:
    given = dict(row._mapping)
    for name in ("severity", "scope_kind", "comparison_key", "word_place"):
        given[name] = given[name] or ""
    given["kind"] = ProvisionKind(given["kind"])
    given["exceptions"] = tuple(given["exceptions"])
    given["division_path"] = tuple(given["division_path"])
    given["is_in_force"], given["is_future"] = bool(given["is_in_force"]), bool(given["is_future"])
    return StoredProvision(**given)
