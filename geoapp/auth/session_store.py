"""Writing sessions and API tokens, and finding them by what the caller shows."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from geoapp.auth.limits import PASSWORD_AGE, SessionLimits
from geoapp.auth.model import SignIn
from geoapp.auth.tables import api_token, login_session, user_account
from geocore.errors import NotFound

_TOUCH_EVERY = timedelta(seconds=1)
"""A page with ten parts writes once, and the idle limit stays exact to the second."""


def insert_session(
    connection: sa.Connection,
    account_id: UUID,
    token_hash: bytes,
    now: datetime,
    expires_at: datetime,
    *,
    second_factor: bool,
    remote_address: str | None,
    user_agent: str | None,
) -> None:
    epoch = sa.select(user_account.c.session_epoch).where(user_account.c.id == account_id).scalar_subquery()
    connection.execute(
        sa.insert(login_session).values(
            token_hash=token_hash,
            user_id=account_id,
            epoch=epoch,
            created_at=now,
            last_seen_at=now,
            expires_at=expires_at,
            second_factor=second_factor,
            remote_address=remote_address,
            user_agent=user_agent,
        )
    )


def find_sign_in(connection: sa.Connection, token_hash: bytes, now: datetime, limits: SessionLimits) -> SignIn | None:
    """The session of a request if it still holds; notes that it was used."""
    session, account = login_session.c, user_account.c
    row = connection.execute(
        sa.select(
            session.user_id,
            session.second_factor,
            session.last_seen_at,
            account.login,
            account.display_name,
            sa.func.app.needs_second_factor(session.user_id).label("needs_second_factor"),
            (account.totp_secret.is_not(None) & account.totp_last_step.is_not(None)).label("is_enrolled"),
            (account.must_change_password | (account.password_changed_at < now - PASSWORD_AGE)).label("must_change"),
        )
        .join(user_account, account.id == session.user_id)
        .where(
            session.token_hash == token_hash,
            session.ended_at.is_(None),
            session.expires_at > now,
            session.last_seen_at > now - limits.idle,
            session.epoch == account.session_epoch,
            account.status == "active",
        )
    ).one_or_none()
    if row is None:
        return None
    if row.last_seen_at <= now - _TOUCH_EVERY:
        connection.execute(sa.update(login_session).where(session.token_hash == token_hash).values(last_seen_at=now))
    return SignIn(
        token_hash,
        row.user_id,
        row.login,
        row.display_name,
        row.second_factor,
        row.needs_second_factor,
        row.is_enrolled,
        bool(row.must_change),
    )


def end_session(connection: sa.Connection, token_hash: bytes, account_id: UUID, now: datetime) -> None:
    """Raises NotFound when it is not an open session of that account."""
    done = connection.execute(
        sa.update(login_session)
        .where(
            login_session.c.token_hash == token_hash,
            login_session.c.user_id == account_id,
            login_session.c.ended_at.is_(None),
        )
        .values(ended_at=now)
    )
    if done.rowcount == 0:
        raise NotFound("no such session")


def end_all_sessions(connection: sa.Connection, account_id: UUID) -> None:
    connection.execute(
        sa.update(user_account)
        .where(user_account.c.id == account_id)
        .values(session_epoch=user_account.c.session_epoch + 1)
    )


def insert_token(
    connection: sa.Connection, account_id: UUID, label: str, token_hash: bytes, now: datetime, expires_at: datetime
) -> UUID:
    token_id: UUID = connection.execute(
        sa.insert(api_token)
        .values(user_id=account_id, label=label, token_hash=token_hash, created_at=now, expires_at=expires_at)
        .returning(api_token.c.id)
    ).scalar_one()
    return token_id


def revoke_token(connection: sa.Connection, token_id: UUID, account_id: UUID, now: datetime) -> None:
    """Raises NotFound when it is not a token of that account, or revoked already."""
    done = connection.execute(
        sa.update(api_token)
        .where(api_token.c.id == token_id, api_token.c.user_id == account_id, api_token.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    if done.rowcount == 0:
        raise NotFound("no such token")


def use_token(connection: sa.Connection, token_hash: bytes, now: datetime) -> tuple[UUID | None, str]:
    """(account, "usable") or (None, why not): unknown, expired, revoked, closed."""
    token, account = api_token.c, user_account.c
    row = connection.execute(
        sa.select(token.id, token.user_id, token.expires_at, token.revoked_at, token.last_used_at, account.status)
        .join(user_account, account.id == token.user_id)
        .where(token.token_hash == token_hash)
    ).one_or_none()
    if row is None:
        return None, "unknown"
    if row.revoked_at is not None:
        return None, "revoked"
    if row.expires_at <= now:
        return None, "expired"
    if row.status != "active":
        return None, "closed"
    if row.last_used_at is None or row.last_used_at <= now - timedelta(minutes=1):
        connection.execute(sa.update(api_token).where(token.id == row.id).values(last_used_at=now))
    return row.user_id, "usable"
