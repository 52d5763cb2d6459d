"""Runs the migrations on a connection that the caller has opened (geoapp.cli.database, or the test fixture).

Migrations are written by hand in SQL; `geoapp db check` compares the result with the declared tables.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context

MIGRATION_LOCK = 7_340_211
"""Advisory lock: two servers starting at once must not migrate at once."""


def run(connection: sa.Connection) -> None:
    # Migrations send whole scripts of SQL: without parameters the driver neither looks for % nor splits statements.
    connection = connection.execution_options(no_parameters=True)
    connection.exec_driver_sql("set lock_timeout = '10s'")
    connection.exec_driver_sql(f"select pg_advisory_lock({MIGRATION_LOCK})")
    # Before Alembic looks: both last for the session, and each migration then gets a transaction of its own.
    connection.commit()
    context.configure(
        connection=connection, target_metadata=None, version_table_schema="public", transaction_per_migration=True
    )
    try:
        with context.begin_transaction():
            context.run_migrations()
    finally:
        connection.rollback()
        connection.exec_driver_sql(f"select pg_advisory_unlock({MIGRATION_LOCK})")
        connection.exec_driver_sql("reset lock_timeout")
        connection.commit()


given = context.config.attributes.get("connection")
if given is None:
    raise SystemExit("run migrations through `geoapp db upgrade`; it knows the database")
run(given)
