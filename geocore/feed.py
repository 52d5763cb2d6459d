"""The public change feed and the data version that keys every answer cache."""

from __future__ import annotations

import sqlalchemy as sa


def raise_data_version(connection: sa.Connection) -> int:
    """Say that public data changed. Serialises publications until commit, which keeps the feed's order honest."""
    return int(
        connection.execute(
            sa.text("update published.data_version set version = version + 1, changed_at = now() returning version")
        ).scalar_one()
    )


def announce(connection: sa.Connection, entity: str, ids_query: str, operation: str, **parameters: object) -> int:
    """Append one feed entry for each id that `ids_query` (SQL of ours, first column a UUID) yields."""
    result = connection.execute(
        sa.text(
            "insert into published.change (entity, entity_id, operation)"
            f" select :entity, changed.id, :operation from ({ids_query}) as changed (id)"
        ),
        {"entity": entity, "operation": operation, **parameters},
    )
    return result.rowcount
