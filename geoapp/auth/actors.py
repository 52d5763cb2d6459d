"""Building the `Actor`: rights come from the database at every request, so a withdrawn right is gone at once."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

import sqlalchemy as sa

from geocore.actor import Actor
from geocore.errors import NotPermitted

_GRANTS = sa.text(
    """
    select u.display_name, p.permission, d.seq
      from app.user_account u
      left join app.role_grant g on g.user_id = u.id and g.valid @> current_date
      left join app.role_permission p on p.role = g.role
      left join boundaries.public_division d on d.id = g.division_id and d.valid @> current_date
     where u.id = :id and u.status = 'active'
    """
)


def load_actor(connection: sa.Connection, user_id: UUID, remote_address: str | None = None) -> Actor:
    """The account with its present rights. Raises NotPermitted for an unknown or disabled account."""
    rows = connection.execute(_GRANTS, {"id": user_id}).all()
    if not rows:
        raise NotPermitted("this account is closed")
    grants: dict[str, set[int]] = defaultdict(set)
    for _name, permission, seq in rows:
        if permission is not None and seq is not None:
            grants[permission].add(seq)
    return Actor(
        user_id=user_id,
        name=rows[0].display_name,
        grants={permission: frozenset(seqs) for permission, seqs in grants.items()},
        remote_address=remote_address,
    )
