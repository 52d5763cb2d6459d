"""What may be done to accounts and roles. Services: they write through the unit of work and never commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from geoapp.auth import account_queries, account_store, grant_store, passwords, secrets, session_store
from geoapp.auth.consoles import CONSOLE_SYSTEM
from geoapp.auth.limits import PASSWORD_HISTORY, TOKEN_DAYS
from geoapp.auth.model import Account, Division
from geoapp.auth.permissions import CASES
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput, NotPermitted
from geocore.problems import Problem


@dataclass(frozen=True, slots=True)
class NewAccount:
    login: str
    display_name: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class NewGrant:
    """`valid_until` is the first day on which it no longer holds; None: until withdrawn."""

    account_id: UUID
    role: str
    division: Division
    valid_from: date
    valid_until: date | None
    reason: str


def create_account(work: UnitOfWork, new: NewAccount, now: datetime) -> tuple[UUID, str]:
    """An account with a first password, to be changed at the first sign-in. Rights come from grants alone."""
    password = secrets.new_password()
    account_id = add_account(work, new, password, now, must_change=True)
    work.audit("account.create", "account", account_id, new=new, changes={"login": new.login, "unit": new.unit})
    return account_id, password


def add_account(work: UnitOfWork, new: NewAccount, password: str, now: datetime, *, must_change: bool) -> UUID:
    """The rows of an account; the caller writes the audit. Raises InvalidInput for a taken or malformed login."""
    problems = passwords.password_problems(password, new.login)
    if not new.display_name.strip():
        problems.append(Problem("display_name", "required", "a name is needed"))
    if problems:
        raise InvalidInput("the account cannot be made like this", problems)
    account_id = account_store.insert_account(
        work.connection,
        login=new.login.strip().lower(),
        display_name=new.display_name.strip(),
        unit=new.unit.strip(),
        enabled_at=now,
        created_at=now,
    )
    account_store.store_password(
        work.connection, account_id, passwords.hash_password(password), now, must_change=must_change
    )
    return account_id


def close_account(work: UnitOfWork, account: Account, reason: str = "") -> None:
    """No more sign-in, and every session and token stops at once."""
    _refuse_self(work, account)
    _refuse_service(account)
    account_store.change_account(work.connection, account.id, account.version, status="disabled")
    session_store.end_all_sessions(work.connection, account.id)
    work.audit("account.close", "account", account.id, old=account.status, new="disabled", reason=reason or None)


def open_account(work: UnitOfWork, account: Account, now: datetime, reason: str = "") -> None:
    """Open a closed account, or end its lock after failed tries."""
    _refuse_service(account)
    account_store.change_account(
        work.connection,
        account.id,
        account.version,
        status="active",
        failed_count=0,
        locked_until=None,
        enabled_at=now,
    )
    work.audit("account.open", "account", account.id, old=account.status, new="active", reason=reason or None)


def reset_password(work: UnitOfWork, account: Account, now: datetime) -> str:
    """A new first password; every session ends."""
    _refuse_takeover(work, account)
    password = secrets.new_password()
    account_store.change_account(work.connection, account.id, account.version)
    account_store.store_password(work.connection, account.id, passwords.hash_password(password), now, must_change=True)
    work.audit("account.reset_password", "account", account.id)
    return password


def reset_second_factor(work: UnitOfWork, account: Account) -> None:
    """For a lost phone: the next sign-in enrols a new one; every session ends."""
    _refuse_takeover(work, account)
    account_store.change_account(work.connection, account.id, account.version, totp_secret=None, totp_last_step=None)
    session_store.end_all_sessions(work.connection, account.id)
    work.audit("account.reset_second_factor", "account", account.id)


def change_own_password(work: UnitOfWork, login: str, new: str, now: datetime) -> None:
    """Replace the actor's password; the old one was proved before. Ends every session. Raises InvalidInput."""
    account_id = _own_id(work)
    history = account_queries.earlier_passwords(work.connection, account_id, PASSWORD_HISTORY)
    problems = passwords.password_problems(new, login, history)
    if problems:
        raise InvalidInput("the password cannot be used", problems)
    account_store.store_password(work.connection, account_id, passwords.hash_password(new), now, must_change=False)
    work.audit("account.password", "account", account_id)


def change_own_email(work: UnitOfWork, email: str) -> None:
    """Where the actor's reminders go; empty for nowhere. The address itself is not told in the audit."""
    account_id = _own_id(work)
    account_store.store_email(work.connection, account_id, email.strip() or None)
    work.audit("account.email", "account", account_id, changes={"given": bool(email.strip())})


def give_role(work: UnitOfWork, new: NewGrant) -> UUID:
    """Raises NotPermitted outside the actor's area or to oneself, Conflict where duties would mix."""
    if new.valid_until is not None and new.valid_until <= new.valid_from:
        raise InvalidInput(
            "the days are not in order",
            [Problem("valid_until", "date_order", "ends before it begins", hint="give a later day or leave it empty")],
        )
    if new.account_id == work.actor.user_id:
        raise NotPermitted("nobody gives a role to oneself")
    grant_id = grant_store.insert_grant(
        work.connection,
        new.account_id,
        new.role,
        new.division.id,
        new.valid_from,
        new.valid_until,
        _own_id(work),
        new.reason,
    )
    work.audit(
        "role.give",
        "account",
        new.account_id,
        new=new,
        changes={
            "grant": grant_id,
            "role": new.role,
            "division": new.division.name,
            "from": new.valid_from,
            "until": new.valid_until,
        },
        reason=new.reason or None,
    )
    return grant_id


def withdraw_role(work: UnitOfWork, grant_id: UUID, now: datetime, reason: str = "") -> None:
    """Takes effect with the person's next request. Raises NotFound."""
    grant_store.withdraw_grant(work.connection, grant_id, _own_id(work), now)
    work.audit("role.withdraw", "role_grant", grant_id, reason=reason or None)


def create_token(work: UnitOfWork, label: str, expires_at: datetime, now: datetime) -> tuple[UUID, str]:
    """An API token with the actor's own rights. The text is returned once and not kept."""
    problems = []
    if not label.strip():
        problems.append(Problem("label", "required", "say what the token is for"))
    if not 0 < (expires_at - now).total_seconds() <= TOKEN_DAYS * 86400:
        problems.append(Problem("days", "token_life", f"1 to {TOKEN_DAYS} days"))
    if problems:
        raise InvalidInput("the token cannot be made like this", problems)
    token = f"gat_{secrets.new_token()}"
    token_id = session_store.insert_token(
        work.connection, _own_id(work), label.strip(), secrets.fingerprint(token), now, expires_at
    )
    work.audit("token.create", "api_token", token_id, changes={"label": label.strip(), "expires_at": expires_at})
    return token_id, token


def revoke_token(work: UnitOfWork, token_id: UUID, now: datetime) -> None:
    """Raises NotFound for a token of somebody else."""
    session_store.revoke_token(work.connection, token_id, _own_id(work), now)
    work.audit("token.revoke", "api_token", token_id)


def sign_out(work: UnitOfWork, token_hash: bytes, now: datetime) -> None:
    """End one of the actor's sessions. Raises NotFound for one of somebody else."""
    session_store.end_session(work.connection, token_hash, _own_id(work), now)
    work.audit("session.sign_out", "account", _own_id(work))


def sign_out_everywhere(work: UnitOfWork) -> None:
    session_store.end_all_sessions(work.connection, _own_id(work))
    work.audit("session.sign_out_everywhere", "account", _own_id(work))


def _own_id(work: UnitOfWork) -> UUID:
    if work.actor.user_id is None:
        raise NotPermitted("nobody is signed in")
    return work.actor.user_id


def _refuse_self(work: UnitOfWork, account: Account) -> None:
    if account.id == work.actor.user_id:
        raise NotPermitted("nobody closes the own account; ask the other administrators")


def _refuse_service(account: Account) -> None:
    if account.kind != "person":
        raise NotPermitted("service accounts belong to the program")


def _refuse_takeover(work: UnitOfWork, account: Account) -> None:
    """Whoever could reset another administrator's factors could become that administrator (GB/T 22239 8.1.4.2 d)."""
    _refuse_service(account)
    duties = account_queries.duties_of(work.connection, account.id)
    if duties - {CASES} and work.actor.user_id != CONSOLE_SYSTEM:
        raise NotPermitted("an administrator's password and second factor are reset at the machine: ./run geoapp users")
