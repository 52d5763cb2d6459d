"""The name of a division in statements of this domain: found by its key for each row, never by a join.

`boundaries.public_division` is a barrier: in a join the planner reads all of it, 665,000 rows for the nation, and where
it counts wrong it does so once for each row of the other side.
"""

from __future__ import annotations

from typing import Literal


def division_name(expression: str, *, key: Literal["id", "seq"] = "id") -> str:
    """SQL for the present name of the division whose key an expression gives; empty for one that is no more."""
    return (
        "coalesce((select named.name from boundaries.public_division named"
        f" where named.{key} = {expression} and named.valid @> current_date limit 1), '')"
    )
