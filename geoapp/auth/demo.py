"""Accounts of the demonstration: two neighbouring districts, the province, the three administrators.

Passwords and second-factor secrets are random and shown once; nothing here is a default that an installation could
be left with. `geoapp users code` tells the present one-time code of these accounts, and of no others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pyotp
import sqlalchemy as sa

from geoapp.auth import account_queries, account_store, grant_store, second_factor, secrets
from geoapp.auth.accounts import NewAccount, add_account
from geoapp.auth.consoles import CONSOLE_SECURITY
from geoapp.auth.grant_queries import find_division
from geocore.actor import Actor
from geocore.db import UnitOfWork, act_as
from geocore.errors import NotFound

DEMO_UNIT = "示例单位"

_OFFICERS = (
    ("clerk", "经办"),
    ("reviewer", "审核"),
    ("approver", "审批"),
    ("editor", "界线编辑"),
    ("steward", "数据管理"),
)
_DISTRICTS = (("suxian", "苏仙", "431003"), ("beihu", "北湖", "431002"))
_OTHERS = (
    ("hunan-steward", "湖南数据管理", "steward", "430000"),
    ("hunan-rules", "湖南规则管理", "rule_keeper", "430000"),
    ("demo-system", "示例系统管理员", "system_admin", "中华人民共和国"),
    ("demo-security", "示例安全管理员", "security_admin", "中华人民共和国"),
    ("demo-audit", "示例审计管理员", "audit_admin", "中华人民共和国"),
)
PEOPLE: tuple[tuple[str, str, str, str], ...] = (
    *((f"{word}-{role}", f"{name}{work}", role, code) for word, name, code in _DISTRICTS for role, work in _OFFICERS),
    *_OTHERS,
)
"""(login, name, role, division) of each."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """What the demo command prints, once."""

    login: str
    password: str
    second_factor_secret: str
    role: str
    division: str


def demo_accounts(work: UnitOfWork, now: datetime | None = None) -> tuple[DemoAccount, ...]:
    """Make those demo accounts that are missing. The caller writes the one audit record of the unit of work.

    Needs the demo divisions. Raises NotFound without them.
    """
    moment = now or datetime.now(UTC)
    known = account_queries.known_logins(work.connection, (login for login, *_ in PEOPLE))
    made = [_make(work, *person, moment) for person in PEOPLE if person[0] not in known]
    return tuple(made)


def demo_logins(connection: sa.Connection) -> list[str]:
    """Those demo accounts that there are, in the order of PEOPLE."""
    known = account_queries.known_logins(connection, (login for login, *_ in PEOPLE))
    return [login for login, *_ in PEOPLE if login in known]


def present_code(connection: sa.Connection, login: str, now: datetime) -> str:
    """The one-time code of a demo account. Raises NotFound for any other account."""
    secret = account_queries.secret_in_unit(connection, login, DEMO_UNIT)
    if secret is None:
        raise NotFound("no such demo account; codes of real accounts are on the person's own device")
    return pyotp.TOTP(secret).at(now)


def _make(work: UnitOfWork, login: str, name: str, role: str, division_words: str, now: datetime) -> DemoAccount:
    division = find_division(work.connection, division_words)
    password, secret = secrets.new_password(), second_factor.new_secret()
    account_id = add_account(work, NewAccount(login, name, DEMO_UNIT), password, now, must_change=False)
    account_store.offer_secret(work.connection, account_id, secret)
    account_store.accept_step(work.connection, account_id, 0)  # enrolled: the secret is handed over with the password
    _give(work, account_id, role, division.id, now)
    return DemoAccount(login, password, secret, role, division.name)


def _give(work: UnitOfWork, account_id: UUID, role: str, division_id: UUID, now: datetime) -> None:
    """Grants are given by the console's security account, whoever loads the demo."""
    act_as(work.connection, Actor(CONSOLE_SECURITY, "console-security"))
    grant_store.insert_grant(work.connection, account_id, role, division_id, now.date(), None, CONSOLE_SECURITY, "demo")
    act_as(work.connection, work.actor)
