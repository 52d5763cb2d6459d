"""Does the database hold what the code believes? Tables and columns, workflow steps, and the limits of the roles."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from geoalchemy2 import alembic_helpers

import boundaries.tables  # noqa: F401  these imports register the tables in the shared MetaData
import gazetteer.applications.tables
import gazetteer.built_up_areas.tables
import gazetteer.campaigns.tables
import gazetteer.cases.tables
import gazetteer.certificates.tables
import gazetteer.consultations.tables
import gazetteer.memories.tables
import gazetteer.protection.tables
import gazetteer.provisions.store
import gazetteer.reminders.tables
import gazetteer.supervision.tables
import gazetteer.tables  # noqa: F401
import geoapp.auth.tables
import geoapp.jobs.tables  # noqa: F401
import geocore.tables  # noqa: F401
from geoapp.workflows import WORKFLOWS
from geocore.db import metadata

OUR_SCHEMAS = ("app", "boundaries", "gazetteer", "published")


def differences(connection: sa.Connection) -> list[str]:
    """One line per difference; empty when all is well. Needs the owner's connection."""
    return [*_tables(connection), *_workflows(connection), *_roles(connection)]


def _tables(connection: sa.Connection) -> list[str]:
    def include_name(name: str | None, type_: str, parents: dict[str, str | None]) -> bool:
        return name in OUR_SCHEMAS if type_ == "schema" else True

    def include_object(item: object, name: str | None, type_: str, reflected: bool, compared: object) -> bool:
        # Indexes, checks and exclusion constraints are richer in SQL than SQLAlchemy can say: the migrations own them.
        if type_ not in ("table", "column"):
            return False
        if type_ == "table" and reflected and compared is None:
            return f"{item.schema}.{name}" in _DECLARED  # type: ignore[attr-defined]
        return bool(alembic_helpers.include_object(item, name, type_, reflected, compared))

    context = MigrationContext.configure(
        connection,
        opts={
            "include_schemas": True,
            "include_name": include_name,
            "include_object": include_object,
            "compare_type": True,
        },
    )
    # Comments are written once, in SQL, for whoever opens the database.
    return [
        f"table difference: {difference}"
        for difference in compare_metadata(context, metadata)
        if "comment" not in str(difference[0])
    ]


_DECLARED = frozenset(str(table) for table in metadata.tables)


def _workflows(connection: sa.Connection) -> list[str]:
    stored = {
        tuple(row)
        for row in connection.execute(
            sa.text("select workflow, source, action, target, permission from app.workflow_step")
        )
    }
    declared = {row for workflow in WORKFLOWS for row in workflow.rows()}
    lines = [f"workflow step only in the database: {row}" for row in sorted(stored - declared)]
    return lines + [f"workflow step only in the code: {row}" for row in sorted(declared - stored)]


def _roles(connection: sa.Connection) -> list[str]:
    """The application owns nothing and cannot step over row security; the reader sees `published` only (AZ2)."""
    found = [
        f"role {name} may bypass row security or is superuser"
        for (name,) in connection.execute(
            sa.text(
                "select rolname from pg_roles where rolname in ('geoapp_app', 'geoapp_reader')"
                " and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)"
            )
        )
    ]
    found += [
        f"{name} is owned by {owner}"
        for name, owner in connection.execute(
            sa.text(
                "select c.oid::regclass::text, pg_get_userbyid(c.relowner) from pg_class c"
                " where pg_get_userbyid(c.relowner) in ('geoapp_app', 'geoapp_reader')"
            )
        )
    ]
    found += [
        f"row security is not forced on {name}"
        for (name,) in connection.execute(
            sa.text(
                "select oid::regclass::text from pg_class where relrowsecurity and not relforcerowsecurity"
                " and relnamespace in (select oid from pg_namespace where nspname = any (:schemas))"
            ),
            {"schemas": list(OUR_SCHEMAS)},
        )
    ]
    found += [
        f"geoapp_reader may read {name}"
        for (name,) in connection.execute(
            sa.text(
                "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                " where n.nspname in ('app', 'boundaries', 'gazetteer') and c.relkind in ('r', 'v', 'm', 'p')"
                " and has_table_privilege('geoapp_reader', c.oid, 'select')"
            )
        )
    ]
    return found
