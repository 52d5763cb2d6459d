"""Who may do what where, and why: the grants spread out as person x area x permission. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from geoapp.auth.model import Grant, Role


@dataclass(frozen=True, slots=True)
class Line:
    """One person in one area; `reasons` maps each permission to the grants that give it."""

    login: str
    person: str
    division: str
    reasons: dict[str, tuple[Grant, ...]]


def matrix(grants: Iterable[Grant], roles: Iterable[Role], day: date) -> tuple[Line, ...]:
    """Lines in the order of the grants, for those that hold on `day`."""
    permissions = {role.code: role.permissions for role in roles}
    lines: dict[tuple[str, int], Line] = {}
    for grant in grants:
        if not grant.holds_on(day):
            continue
        line = lines.setdefault((grant.login, grant.division_seq), Line(grant.login, grant.person, grant.division, {}))
        for permission in permissions.get(grant.role, ()):
            line.reasons[permission] = (*line.reasons.get(permission, ()), grant)
    return tuple(lines.values())
