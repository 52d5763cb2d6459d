"""Writing accounts and their passwords, and the counters that lock them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from geoapp.auth.limits import FAILURES_BEFORE_LOCK, LOCK_TIME
from geoapp.auth.tables import address_lock, password_history, user_account
from geocore.errors import NotFound, StaleVersion


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the sign-in compares with. Stays inside `geoapp.auth`."""

    id: UUID
    login: str
    display_name: str
    is_active: bool
    password_hash: str | None
    totp_secret: str | None
    totp_last_step: int | None
    last_used_at: datetime
    is_last_try: bool


def charge_account(connection: sa.Connection, condition: sa.ColumnElement[bool], now: datetime) -> Credentials | None:
    """Count a try as failed before it is made; a right one gives the charge back.

    Counting afterwards would let any number of parallel tries through. None: no such account, or locked.
    """
    account = user_account.c
    failures = sa.case((account.locked_until <= now, 1), else_=account.failed_count + 1)
    row = connection.execute(
        sa.update(user_account)
        .where(condition, account.kind == "person", sa.or_(account.locked_until.is_(None), account.locked_until <= now))
        .values(
            failed_count=failures,
            locked_until=sa.case((failures >= FAILURES_BEFORE_LOCK, now + LOCK_TIME), else_=None),
        )
        .returning(user_account)
    ).one_or_none()
    if row is None:
        return None
    return Credentials(
        row.id,
        row.login,
        row.display_name,
        row.status == "active",
        row.password_hash,
        row.totp_secret,
        row.totp_last_step,
        max(filter(None, (row.last_login_at, row.enabled_at))),
        row.locked_until is not None,
    )


def discharge_account(connection: sa.Connection, account_id: UUID) -> None:
    """Give one charge back: the password was right, the second factor is still to come."""
    connection.execute(
        sa.update(user_account)
        .where(user_account.c.id == account_id)
        .values(failed_count=sa.func.greatest(user_account.c.failed_count - 1, 0), locked_until=None)
    )


def clear_failures(connection: sa.Connection, account_id: UUID, now: datetime) -> None:
    """Every factor was right."""
    connection.execute(
        sa.update(user_account)
        .where(user_account.c.id == account_id)
        .values(failed_count=0, locked_until=None, last_login_at=now)
    )


def charge_address(connection: sa.Connection, address: str, now: datetime) -> datetime | None:
    """The same for the address a try comes from. Returns until when it is locked, if it was so before this try."""
    locked: datetime | None = connection.execute(
        sa.select(address_lock.c.locked_until).where(
            address_lock.c.remote_address == address, address_lock.c.locked_until > now
        )
    ).scalar_one_or_none()
    if locked is not None:
        return locked
    old = address_lock.c
    failures = sa.case((old.last_failed_at <= now - LOCK_TIME, 1), else_=old.failed_count + 1)
    changed = connection.execute(
        pg.insert(address_lock)
        .values(remote_address=address, failed_count=1, last_failed_at=now)
        .on_conflict_do_update(
            index_elements=[old.remote_address],
            set_={
                "failed_count": failures,
                "last_failed_at": now,
                "locked_until": sa.case((failures >= FAILURES_BEFORE_LOCK, now + LOCK_TIME), else_=None),
            },
            where=sa.or_(old.locked_until.is_(None), old.locked_until <= now),
        )
        .returning(old.remote_address)
    ).one_or_none()
    # Nothing changed: a try at the same moment locked it.
    return now + LOCK_TIME if changed is None else None


def discharge_address(connection: sa.Connection, address: str) -> None:
    connection.execute(
        sa.update(address_lock)
        .where(address_lock.c.remote_address == address)
        .values(failed_count=sa.func.greatest(address_lock.c.failed_count - 1, 0), locked_until=None)
    )


def insert_account(connection: sa.Connection, **values: Any) -> UUID:
    account_id: UUID = connection.execute(
        sa.insert(user_account).values(**values).returning(user_account.c.id)
    ).scalar_one()
    return account_id


def change_account(connection: sa.Connection, account_id: UUID, version: int | None, **values: Any) -> None:
    """Update and raise the version. Raises NotFound, or StaleVersion when `version` is given and no longer true."""
    account = user_account.c
    condition = sa.and_(account.id == account_id, sa.true() if version is None else account.version == version)
    done = connection.execute(sa.update(user_account).where(condition).values(**values, version=account.version + 1))
    if done.rowcount == 0:
        known = connection.execute(sa.select(account.id).where(account.id == account_id)).one_or_none()
        if known is None:
            raise NotFound("no such account")
        raise StaleVersion("somebody changed this account in between")


def store_password(
    connection: sa.Connection, account_id: UUID, password_hash: str, now: datetime, *, must_change: bool
) -> None:
    """The new password, remembered for the history; every session of the account ends."""
    change_account(
        connection,
        account_id,
        None,
        password_hash=password_hash,
        password_changed_at=now,
        must_change_password=must_change,
        session_epoch=user_account.c.session_epoch + 1,
    )
    connection.execute(
        sa.insert(password_history).values(user_id=account_id, changed_at=now, password_hash=password_hash)
    )


def replace_hash(connection: sa.Connection, account_id: UUID, password_hash: str) -> None:
    """The same password under today's parameters."""
    connection.execute(
        sa.update(user_account).where(user_account.c.id == account_id).values(password_hash=password_hash)
    )


def offer_secret(connection: sa.Connection, account_id: UUID, secret: str) -> str:
    """Keep `secret` for enrolment unless one is kept already; returns the one that counts."""
    connection.execute(
        sa.update(user_account)
        .where(user_account.c.id == account_id, user_account.c.totp_secret.is_(None))
        .values(totp_secret=secret)
    )
    kept: str = connection.execute(
        sa.select(user_account.c.totp_secret).where(user_account.c.id == account_id)
    ).scalar_one()
    return kept


def accept_step(connection: sa.Connection, account_id: UUID, step: int) -> bool:
    """Use up a time step. False when it, or a later one, was used before: by somebody at the same moment, too."""
    account = user_account.c
    done = connection.execute(
        sa.update(user_account)
        .where(account.id == account_id, sa.or_(account.totp_last_step.is_(None), account.totp_last_step < step))
        .values(totp_last_step=step)
    )
    return done.rowcount == 1


def store_email(connection: sa.Connection, account_id: UUID, email: str | None) -> None:
    connection.execute(sa.update(user_account).where(user_account.c.id == account_id).values(email=email))
