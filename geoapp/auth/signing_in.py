"""Signing in: a password, where the roles ask for it a second factor, and a session with a new identifier each time.

Every try is charged as a failure before it is looked at and given back when it was right, so that parallel tries
cannot pass the limit. Whatever is wrong, the same work is done and the same text is said; why is in the audit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NoReturn
from uuid import UUID

import sqlalchemy as sa

from geoapp.auth import account_queries, account_store, passwords, second_factor, secrets, session_store
from geoapp.auth.account_store import Credentials
from geoapp.auth.errors import SignInRefused, TooManyTries
from geoapp.auth.limits import LOCK_TIME, PENDING_TIME, UNUSED_AGE, SessionLimits
from geoapp.auth.model import SignIn
from geoapp.auth.tables import user_account
from geocore.actor import Actor
from geocore.db import UnitOfWork, translated_errors, unit_of_work

REFUSAL = "the name, the password or the code is wrong, or the account is locked or closed"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where a request comes from."""

    address: str
    user_agent: str | None = None
    request_id: str | None = None

    def as_actor(self, user_id: UUID | None = None, name: str = "anonymous") -> Actor:
        """Without rights: signing in needs none, and the audit wants the name."""
        return Actor(user_id, name, remote_address=self.address)


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session: its identifier for the cookie, and whether the second factor is still to come."""

    token: str
    is_complete: bool


def sign_in(
    engine: sa.Engine, login: str, password: str, visitor: Visitor, now: datetime, limits: SessionLimits
) -> Opened:
    """Check name and password. Raises SignInRefused or TooManyTries."""
    found = _charge(engine, user_account.c.login == login.strip().lower(), visitor, now, "session.sign_in")
    right = passwords.is_password(found.password_hash if found else None, password)
    if found is None:
        _refuse(engine, visitor, found, "session.sign_in", "unknown, locked or not a person")
    if not right:
        _refuse(engine, visitor, found, "session.sign_in", "wrong password")
    if not found.is_active:
        _refuse(engine, visitor, found, "session.sign_in", "closed")
    if found.last_used_at <= now - UNUSED_AGE:
        _close_unused(engine, visitor, found)
    with unit_of_work(engine, visitor.as_actor(found.id, found.display_name), request_id=visitor.request_id) as work:
        account_store.discharge_address(work.connection, visitor.address)
        needed = account_queries.needs_second_factor(work.connection, found.id)
        is_complete = not needed and found.totp_last_step is None
        if is_complete:
            account_store.clear_failures(work.connection, found.id, now)
        else:
            account_store.discharge_account(work.connection, found.id)
        if found.password_hash and passwords.needs_rehash(found.password_hash):
            account_store.replace_hash(work.connection, found.id, passwords.hash_password(password))
        lifetime = limits.absolute if is_complete else PENDING_TIME
        token = _open_session(work, found.id, visitor, now, lifetime, has_second_factor=False)
        work.audit("session.sign_in" if is_complete else "session.password", "account", found.id)
    return Opened(token, is_complete)


def confirm_second_factor(
    engine: sa.Engine, pending: SignIn, code: str, visitor: Visitor, now: datetime, limits: SessionLimits
) -> Opened:
    """Check a one-time code and exchange the pending session for a full one. Raises SignInRefused or TooManyTries."""
    found = _charge(engine, user_account.c.id == pending.user_id, visitor, now, "session.second_factor")
    if found is None or not found.is_active or found.totp_secret is None:
        _refuse(engine, visitor, found, "session.second_factor", "locked, closed or not enrolled")
    step = second_factor.accepted_step(found.totp_secret, code, now, found.totp_last_step)
    if step is None:
        _refuse(engine, visitor, found, "session.second_factor", "wrong or used code")
    with unit_of_work(engine, visitor.as_actor(found.id, found.display_name), request_id=visitor.request_id) as work:
        is_mine = account_store.accept_step(work.connection, found.id, step)
        if is_mine:
            account_store.discharge_address(work.connection, visitor.address)
            account_store.clear_failures(work.connection, found.id, now)
            session_store.end_session(work.connection, pending.token_hash, found.id, now)
            token = _open_session(work, found.id, visitor, now, limits.absolute, has_second_factor=True)
        work.audit(
            "session.sign_in",
            "account",
            found.id,
            result="done" if is_mine else "denied",
            reason=None if is_mine else "code used at the same moment",
        )
    if not is_mine:
        raise SignInRefused(REFUSAL)
    return Opened(token, is_complete=True)


def prove_password(engine: sa.Engine, sign_in: SignIn, password: str, visitor: Visitor, now: datetime) -> None:
    """Ask the signed-in person again before something weighty; counted like a sign-in. Raises SignInRefused."""
    found = _charge(engine, user_account.c.id == sign_in.user_id, visitor, now, "session.prove")
    right = passwords.is_password(found.password_hash if found else None, password)
    if found is None or not right:
        _refuse(engine, visitor, found, "session.prove", "wrong password")
    with engine.begin() as connection:
        account_store.discharge_address(connection, visitor.address)
        account_store.discharge_account(connection, found.id)


def offer_second_factor(engine: sa.Engine, pending: SignIn) -> str:
    """The secret to enrol, the same on every look until a code is accepted. Raises SignInRefused when enrolled."""
    if pending.is_enrolled:
        raise SignInRefused(REFUSAL)
    with engine.begin() as connection:
        return account_store.offer_secret(connection, pending.user_id, second_factor.new_secret())


def _charge(
    engine: sa.Engine, condition: sa.ColumnElement[bool], visitor: Visitor, now: datetime, action: str
) -> Credentials | None:
    with translated_errors(), engine.begin() as connection:
        locked_until = account_store.charge_address(connection, visitor.address, now)
        found = None if locked_until else account_store.charge_account(connection, condition, now)
    if locked_until:
        with unit_of_work(engine, visitor.as_actor(), request_id=visitor.request_id) as work:
            work.audit(action, "account", "unknown", result="denied", reason="address locked")
        wait = max(1, int((locked_until - now).total_seconds()))
        raise TooManyTries("too many failed tries from this address", min(wait, int(LOCK_TIME.total_seconds())))
    return found


def _refuse(engine: sa.Engine, visitor: Visitor, found: Credentials | None, action: str, reason: str) -> NoReturn:
    """Record why, say nothing. The typed name is not recorded: people type passwords into the wrong field."""
    if found is not None and found.is_last_try:
        reason = f"{reason}; account locked for {int(LOCK_TIME.total_seconds() // 60)} minutes"
    with unit_of_work(engine, visitor.as_actor(), request_id=visitor.request_id) as work:
        work.audit(action, "account", found.id if found else "unknown", result="denied", reason=reason)
    raise SignInRefused(REFUSAL)


def _close_unused(engine: sa.Engine, visitor: Visitor, found: Credentials) -> NoReturn:
    with unit_of_work(engine, visitor.as_actor(), request_id=visitor.request_id) as work:
        account_store.change_account(work.connection, found.id, None, status="disabled")
        work.audit(
            "session.sign_in", "account", found.id, result="denied", reason=f"closed: unused for {UNUSED_AGE.days} days"
        )
    raise SignInRefused(REFUSAL)


def _open_session(
    work: UnitOfWork,
    account_id: UUID,
    visitor: Visitor,
    now: datetime,
    lifetime: timedelta,
    *,
    has_second_factor: bool,
) -> str:
    token = secrets.new_token()
    session_store.insert_session(
        work.connection,
        account_id,
        secrets.fingerprint(token),
        now,
        now + lifetime,
        second_factor=has_second_factor,
        remote_address=visitor.address,
        user_agent=visitor.user_agent[:300] if visitor.user_agent else None,
    )
    return token
