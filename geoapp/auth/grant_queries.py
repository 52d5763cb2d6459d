"""Reading roles and grants. Row security limits grants to those that the actor may see."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from geoapp.auth.model import Division, Grant, Role
from geoapp.auth.tables import role, role_grant, role_permission, user_account
from geocore.errors import InvalidInput, NotFound
from geocore.problems import Problem

_division = sa.table(
    "public_division",
    *(sa.column(name) for name in ("id", "seq", "path", "name", "level", "valid")),
    schema="boundaries",
)
_code = sa.table(
    "public_division_code",
    *(sa.column(name) for name in ("division_id", "system", "code", "valid")),
    schema="boundaries",
)
_TODAY = sa.func.current_date()


def rights_of(connection: sa.Connection, account_id: UUID) -> tuple[str, dict[str, set[int]]] | None:
    """Name and rights (permission -> division sequence numbers) of an active account; None for any other."""
    rights = sa.func.app.rights_of(user_account.c.id).table_valued("permission", "seq").lateral("rights")
    rows = connection.execute(
        sa.select(user_account.c.display_name, rights.c.permission, rights.c.seq)
        .select_from(user_account.outerjoin(rights, sa.true()))
        .where(user_account.c.id == account_id, user_account.c.status == "active")
    ).all()
    if not rows:
        return None
    grants: dict[str, set[int]] = {}
    for _name, permission, seq in rows:
        if permission is not None:
            grants.setdefault(permission, set()).add(seq)
    return rows[0].display_name, grants


def list_roles(connection: sa.Connection) -> tuple[Role, ...]:
    permissions = (
        sa.select(sa.func.array_agg(role_permission.c.permission))
        .where(role_permission.c.role == role.c.code)
        .scalar_subquery()
    )
    rows = connection.execute(
        sa.select(role.c.code, role.c.name_zh, role.c.name_en, role.c.duty, permissions).order_by(
            role.c.duty, role.c.code
        )
    )
    return tuple(Role(*row[:4], tuple(sorted(row[4] or ()))) for row in rows)


def list_grants(connection: sa.Connection, *, account_id: UUID | None = None, limit: int = 500) -> tuple[Grant, ...]:
    """Grants that are not withdrawn, of one account or of all persons, by login name."""
    giver = user_account.alias("giver")
    grant = role_grant.c
    query = (
        sa.select(
            grant.id,
            grant.user_id,
            user_account.c.login,
            user_account.c.display_name,
            grant.role,
            grant.division_id,
            _division.c.seq,
            _division.c.name,
            grant.valid,
            giver.c.display_name.label("giver"),
            grant.granted_at,
            grant.reason,
            grant.withdrawn_at,
        )
        .join(user_account, user_account.c.id == grant.user_id)
        .join(_division, sa.and_(_division.c.id == grant.division_id, _division.c.valid.op("@>")(_TODAY)))
        .outerjoin(giver, giver.c.id == grant.granted_by)
        .where(grant.withdrawn_at.is_(None))
        .order_by(user_account.c.login, grant.role, _division.c.seq, grant.granted_at)
        .limit(limit)
    )
    query = query.where(user_account.c.kind == "person" if account_id is None else grant.user_id == account_id)
    return tuple(_grant(row) for row in connection.execute(query))


def _grant(row: Any) -> Grant:
    return Grant(
        row.id,
        row.user_id,
        row.login,
        row.display_name,
        row.role,
        row.division_id,
        row.seq,
        row.name,
        row.valid.lower,
        row.valid.upper,
        row.giver,
        row.granted_at,
        row.reason,
        row.withdrawn_at,
    )


def find_division(connection: sa.Connection, words: str) -> Division:
    """By civil or statistical code (6, 9 or 12 digits) or by full name. Raises NotFound, or InvalidInput if several."""
    wanted = words.strip()
    query = sa.select(_division.c.id, _division.c.seq, _division.c.name, _division.c.path, _division.c.level).where(
        _division.c.valid.op("@>")(_TODAY)
    )
    if wanted.isascii() and wanted.isdigit() and len(wanted) in (6, 9, 12):
        spellings = {wanted, wanted.ljust(12, "0"), *(wanted[:n] for n in (6, 9) if not wanted[n:].strip("0"))}
        query = query.join(_code, _code.c.division_id == _division.c.id).where(
            _code.c.code.in_(spellings), _code.c.valid.op("@>")(_TODAY)
        )
    else:
        query = query.where(_division.c.name == wanted)
    found = {row.id: row for row in connection.execute(query.limit(20))}
    # A 12-digit code that ends in zeros also spells the codes above it: the highest level is what was meant.
    if wanted.isdigit() and found:
        highest = min(row.level for row in found.values())
        found = {key: row for key, row in found.items() if row.level == highest}
    if not found:
        raise NotFound("no such division", division=words)
    if len(found) > 1:
        problem = Problem("division", "division_ambiguous", "several divisions have this name", hint="give its code")
        raise InvalidInput("the division is not clear", [problem])
    row = next(iter(found.values()))
    return Division(row.id, row.seq, row.name, tuple(row.path))
