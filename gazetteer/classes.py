"""Legal categories (条例 art. 3) and GB/T 18521 classes: both are data, and this is how one leads to the other."""

from __future__ import annotations

import sqlalchemy as sa

from gazetteer.tables import feature_class

DEFAULT_CLASS = {
    "natural": "10000",
    "division": "21000",
    "committee": "21600",
    "park": "25200",
    "street": "23514",
    "building": "26000",
    "facility": "23000",
    "other": "20000",
    "settlement": "22000",
}
"""Class of a place of which only the category is known: the group, never a guess at a kind within it."""


def class_categories(connection: sa.Connection) -> dict[str, str]:
    """Class code -> legal category, as the table has it now."""
    rows = connection.execute(sa.select(feature_class.c.code, feature_class.c.category))
    return {row.code: row.category for row in rows}
