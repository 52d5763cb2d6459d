"""Writing grants. What a refused row means is said here, beside the statements."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range

from geoapp.auth.tables import role_grant
from geocore.db import explain_constraint
from geocore.errors import Conflict, InvalidInput, NotFound
from geocore.problems import Problem

explain_constraint(
    "ex_role_grant_one_duty",
    Conflict("system, security and audit administration are three persons, and none of them handles cases"),
)
explain_constraint("ex_role_grant_no_double", Conflict("this person holds this role there already in these days"))
explain_constraint(
    "uq_user_account_login",
    InvalidInput("the login name is taken", [Problem("login", "login_taken", "somebody has this login name already")]),
)
explain_constraint(
    "ck_user_account_login",
    InvalidInput(
        "the login name cannot be used",
        [Problem("login", "login_form", "2 to 64 of a-z, 0-9, dot, hyphen, underscore; begins with a letter or digit")],
    ),
)


def insert_grant(
    connection: sa.Connection,
    account_id: UUID,
    role: str,
    division_id: UUID,
    valid_from: date,
    valid_until: date | None,
    granted_by: UUID,
    reason: str,
) -> UUID:
    grant_id: UUID = connection.execute(
        sa.insert(role_grant)
        .values(
            user_id=account_id,
            role=role,
            duty="",  # set by the trigger from the role
            division_id=division_id,
            valid=Range(valid_from, valid_until),
            granted_by=granted_by,
            reason=reason,
        )
        .returning(role_grant.c.id)
    ).scalar_one()
    return grant_id


def withdraw_grant(connection: sa.Connection, grant_id: UUID, withdrawn_by: UUID, now: datetime) -> None:
    """Raises NotFound: no such grant, not here, or withdrawn before."""
    done = connection.execute(
        sa.update(role_grant)
        .where(role_grant.c.id == grant_id, role_grant.c.withdrawn_at.is_(None))
        .values(withdrawn_at=now, withdrawn_by=withdrawn_by)
    )
    if done.rowcount == 0:
        raise NotFound("no such grant")


def appoint_first_administrators(connection: sa.Connection, system: UUID, security: UUID, audit: UUID) -> None:
    """Raises NotPermitted when there is an administrator already."""
    connection.execute(sa.select(sa.func.app.appoint_first_administrators(system, security, audit)))
