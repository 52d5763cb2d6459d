"""Filters that several addresses share, from what was sent to what the domains take."""

from __future__ import annotations

import sqlalchemy as sa

from boundaries import public_queries as public_boundaries
from geocore.errors import InvalidInput, NotFound
from geocore.problems import Problem


def division_filter(connection: sa.Connection, code: str | None, field: str = "division") -> int | None:
    """The sequence number of a division given as a filter. Raises InvalidInput: a filter is not an address."""
    if code is None:
        return None
    try:
        return public_boundaries.seq_of(connection, code)
    except NotFound as error:
        problem = Problem(field, "unknown_division", "no division has this code or id", hint="see /divisions")
        raise InvalidInput(f"{field}: no division has this code or id", [problem]) from error
