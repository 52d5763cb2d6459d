"""What accounts, sessions, grants and tokens look like outside the database. No password hash and no secret in here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Account:
    """A person or a service account. `is_enrolled`: a second factor has been used at least once."""

    id: UUID
    login: str
    display_name: str
    unit: str
    kind: str
    status: str
    has_password: bool
    must_change_password: bool
    is_enrolled: bool
    locked_until: datetime | None
    last_login_at: datetime | None
    enabled_at: datetime
    version: int
    roles: tuple[str, ...] = ()

    @property
    def is_active(self) -> bool:
        return self.status == "active"


@dataclass(frozen=True, slots=True)
class Role:
    code: str
    name_zh: str
    name_en: str
    duty: str
    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grant:
    """A role of a person in a division and all below it, between two days (the last one excluded)."""

    id: UUID
    user_id: UUID
    login: str
    person: str
    role: str
    division_id: UUID
    division_seq: int
    division: str
    valid_from: date | None
    valid_until: date | None
    granted_by: str | None
    granted_at: datetime
    reason: str
    withdrawn_at: datetime | None

    def holds_on(self, day: date) -> bool:
        return (
            self.withdrawn_at is None
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_until is None or day < self.valid_until)
        )


@dataclass(frozen=True, slots=True)
class Division:
    """As much of a division as a grant needs."""

    id: UUID
    seq: int
    name: str
    path: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SignIn:
    """The session of a request. It is `complete` once every factor that the account's roles need has been shown."""

    token_hash: bytes
    user_id: UUID
    login: str
    display_name: str
    second_factor: bool
    needs_second_factor: bool
    is_enrolled: bool
    must_change_password: bool

    @property
    def is_complete(self) -> bool:
        return self.second_factor or not (self.needs_second_factor or self.is_enrolled)


@dataclass(frozen=True, slots=True)
class Session:
    """One line in a person's list of sessions; `number` names it without being able to use it."""

    number: str
    created_at: datetime
    last_seen_at: datetime
    remote_address: str | None
    user_agent: str | None


@dataclass(frozen=True, slots=True)
class ApiToken:
    """`state`: usable, expired or revoked."""

    id: UUID
    label: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    state: str
