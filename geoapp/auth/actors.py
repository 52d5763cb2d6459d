"""Building the `Actor`: rights come from the database at every request, so a withdrawn right is gone at once."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from geoapp.auth.grant_queries import rights_of
from geocore.actor import Actor
from geocore.errors import NotPermitted


def load_actor(connection: sa.Connection, user_id: UUID, remote_address: str | None = None) -> Actor:
    """The account with its present rights. Raises NotPermitted for an unknown or disabled account."""
    found = rights_of(connection, user_id)
    if found is None:
        raise NotPermitted("this account is closed")
    name, grants = found
    return Actor(
        user_id=user_id,
        name=name,
        grants={permission: frozenset(seqs) for permission, seqs in grants.items()},
        remote_address=remote_address,
    )
