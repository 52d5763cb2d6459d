"""What a restored database is told before it takes the place of the other."""

from __future__ import annotations

import sqlalchemy as sa


def forget_migrations(connection: sa.Connection) -> None:
    """The dump brings a table of its own that says how far they went."""
    connection.exec_driver_sql("drop table public.alembic_version")


def gather_statistics(connection: sa.Connection) -> None:
    """A dump holds none, and without them the first searches would be planned blindly."""
    connection.exec_driver_sql("analyze")


def raise_data_version(connection: sa.Connection, replaced: int) -> None:
    """Above the one of the database that goes, or caches would take later answers for earlier ones."""
    connection.execute(
        sa.text("update published.data_version set version = greatest(version, :replaced) + 1, changed_at = now()"),
        {"replaced": replaced},
    )
