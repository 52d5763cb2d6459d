"""The editable part of the reading override table; the shipped part is `gazetteer.romanization`'s own data."""

from __future__ import annotations

import sqlalchemy as sa

from gazetteer.romanization import DEFAULT, OverrideTable, overrides_from_rows


def current_overrides(connection: sa.Connection) -> OverrideTable:
    """Shipped overrides with those of the register in force today laid over them."""
    rows = connection.execute(
        sa.text(
            "select name, reading, scope, source, note, lower(valid)::text as dated from gazetteer.reading_override"
            " where valid @> current_date order by name, scope"
        )
    )
    return DEFAULT.merged_with(overrides_from_rows([dict(row._mapping) for row in rows]))
