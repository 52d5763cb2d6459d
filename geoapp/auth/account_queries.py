"""Reading accounts, sessions and API tokens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from geoapp.auth.limits import SessionLimits
from geoapp.auth.model import Account, ApiToken, Session
from geoapp.auth.tables import api_token, login_session, password_history, role_grant, user_account
from geocore.errors import NotFound
from geocore.paging import Page, decode_cursor, encode_cursor

_ACCOUNT = (
    user_account.c.id,
    user_account.c.login,
    user_account.c.display_name,
    user_account.c.unit,
    user_account.c.kind,
    user_account.c.status,
    user_account.c.password_hash.is_not(None).label("has_password"),
    user_account.c.must_change_password,
    (user_account.c.totp_secret.is_not(None) & user_account.c.totp_last_step.is_not(None)).label("is_enrolled"),
    user_account.c.locked_until,
    user_account.c.last_login_at,
    user_account.c.enabled_at,
    user_account.c.version,
)
_PRESENT_ROLES = (
    sa.select(sa.func.array_agg(sa.distinct(role_grant.c.role)))
    .where(
        role_grant.c.user_id == user_account.c.id,
        role_grant.c.withdrawn_at.is_(None),
        role_grant.c.valid.op("@>")(sa.func.current_date()),
    )
    .scalar_subquery()
    .label("roles")
)


def find_account(connection: sa.Connection, account_id: UUID) -> Account:
    """Raises NotFound."""
    return _one_account(connection, user_account.c.id == account_id)


def find_account_by_login(connection: sa.Connection, login: str) -> Account:
    """Raises NotFound."""
    return _one_account(connection, user_account.c.login == login)


def _one_account(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> Account:
    row = connection.execute(sa.select(*_ACCOUNT, _PRESENT_ROLES).where(condition)).one_or_none()
    if row is None:
        raise NotFound("no such account")
    return _account(row)


def list_accounts(
    connection: sa.Connection, *, containing: str = "", cursor: str | None = None, limit: int = 50
) -> Page[Account]:
    """People first by login name; `containing` looks into login, name and unit."""
    query = sa.select(*_ACCOUNT, _PRESENT_ROLES).order_by(user_account.c.login).limit(limit + 1)
    if containing:
        query = query.where(
            sa.or_(
                *(
                    column.icontains(containing, autoescape=True)
                    for column in (user_account.c.login, user_account.c.display_name, user_account.c.unit)
                )
            )
        )
    if cursor:
        (after,) = decode_cursor(cursor, (str,))
        query = query.where(user_account.c.login > after)
    rows = connection.execute(query).all()
    items = tuple(_account(row) for row in rows[:limit])
    return Page(items, next=encode_cursor(items[-1].login) if len(rows) > limit else None)


def _account(row: sa.Row[Any]) -> Account:
    values = row._asdict()
    values["roles"] = tuple(sorted(values["roles"] or ()))
    return Account(**values)


def duties_of(connection: sa.Connection, account_id: UUID) -> frozenset[str]:
    """Present duties of an account: cases, or one of system, security, audit."""
    return frozenset(connection.execute(sa.select(sa.func.app.duties_of(account_id))).scalar_one())


def needs_second_factor(connection: sa.Connection, account_id: UUID) -> bool:
    """Whether a present role of the account asks for it."""
    return bool(connection.execute(sa.select(sa.func.app.needs_second_factor(account_id))).scalar_one())


def known_logins(connection: sa.Connection, logins: Iterable[str]) -> frozenset[str]:
    """Those of the login names that are taken."""
    column = user_account.c.login
    return frozenset(connection.execute(sa.select(column).where(column.in_(list(logins)))).scalars())


def secret_in_unit(connection: sa.Connection, login: str, unit: str) -> str | None:
    """The second-factor secret of an account of that unit: for the demonstration, whose secrets were printed anyhow."""
    account = user_account.c
    secret: str | None = connection.execute(
        sa.select(account.totp_secret).where(account.login == login, account.unit == unit)
    ).scalar_one_or_none()
    return secret


def has_administrator(connection: sa.Connection) -> bool:
    """Whether a person holds the role of system administrator today."""
    return bool(connection.execute(sa.select(sa.func.app.has_administrator())).scalar_one())


def earlier_passwords(connection: sa.Connection, account_id: UUID, limit: int) -> list[str]:
    """Hashes of the latest passwords, the present one included."""
    query = (
        sa.select(password_history.c.password_hash)
        .where(password_history.c.user_id == account_id)
        .order_by(password_history.c.changed_at.desc())
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def open_sessions(
    connection: sa.Connection, account_id: UUID, now: datetime, limits: SessionLimits
) -> tuple[Session, ...]:
    query = (
        sa.select(login_session)
        .join(user_account, user_account.c.id == login_session.c.user_id)
        .where(
            login_session.c.user_id == account_id,
            login_session.c.ended_at.is_(None),
            login_session.c.expires_at > now,
            login_session.c.last_seen_at > now - limits.idle,
            login_session.c.epoch == user_account.c.session_epoch,
        )
        .order_by(login_session.c.created_at)
    )
    return tuple(
        Session(row.token_hash.hex(), row.created_at, row.last_seen_at, row.remote_address, row.user_agent)
        for row in connection.execute(query)
    )


def tokens_of(connection: sa.Connection, account_id: UUID, now: datetime) -> tuple[ApiToken, ...]:
    query = sa.select(api_token).where(api_token.c.user_id == account_id).order_by(api_token.c.created_at.desc())
    return tuple(
        ApiToken(
            row.id,
            row.label,
            row.created_at,
            row.expires_at,
            row.last_used_at,
            "revoked" if row.revoked_at else "expired" if row.expires_at <= now else "usable",
        )
        for row in connection.execute(query)
    )


def email_of(connection: sa.Connection, account_id: UUID) -> str:
    """Where reminders go; empty for nowhere."""
    found = connection.execute(sa.select(user_account.c.email).where(user_account.c.id == account_id)).scalar_one()
    return found or ""
