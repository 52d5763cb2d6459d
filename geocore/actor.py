"""Who is asking. Built by `geoapp.auth` from the database on every request, handed to services as an argument."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or service account with its rights at this moment.

    `grants` maps a permission to the division sequence numbers below which it holds (a division covers its subtree).
    The database checks the same again by row-level security; this object only serves early, clear refusals and
    the choice of buttons.
    """

    user_id: UUID | None
    name: str
    grants: Mapping[str, frozenset[int]] = field(default_factory=dict)
    remote_address: str | None = None

    @property
    def is_anonymous(self) -> bool:
        return self.user_id is None

    @property
    def permissions(self) -> frozenset[str]:
        return frozenset(self.grants)

    def may(self, permission: str, division_path: tuple[int, ...] | list[int] | None = None) -> bool:
        """Whether the permission holds; with `division_path` (root first), whether it holds at that place."""
        regions = self.grants.get(permission)
        if regions is None:
            return False
        return division_path is None or not regions.isdisjoint(division_path)


ANONYMOUS = Actor(user_id=None, name="anonymous")
