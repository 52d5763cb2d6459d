"""The first three administrators. Until a system administrator exists, the officers' side leads to `/setup`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from geoapp.auth import account_queries, grant_store, secrets, setup_store
from geoapp.auth.accounts import NewAccount, add_account
from geoapp.auth.errors import SetupNeeded
from geoapp.auth.limits import SETUP_CODE_TIME
from geocore.db import UnitOfWork
from geocore.errors import Conflict, InvalidInput
from geocore.problems import Problem


@dataclass(frozen=True, slots=True)
class FirstAdministrator:
    """One of the three: who, and the password that the person chose."""

    account: NewAccount
    password: str


def issue_setup_code(work: UnitOfWork, now: datetime) -> str:
    """A code for `/setup`, good once and for a day. Raises Conflict when there is an administrator."""
    if account_queries.has_administrator(work.connection):
        raise Conflict("there is an administrator already; nothing is left to set up")
    code = secrets.new_code()
    setup_store.keep_code(work.connection, _fingerprint(code), now + SETUP_CODE_TIME, now)
    work.audit("system.setup_code", "setting", "setup_code")
    return code


def is_setup_code(connection: sa.Connection, code: str, now: datetime) -> bool:
    return setup_store.is_code(connection, _fingerprint(code), now)


def appoint_administrators(
    work: UnitOfWork,
    code: str,
    system: FirstAdministrator,
    security: FirstAdministrator,
    audit: FirstAdministrator,
    now: datetime,
) -> None:
    """Make the three accounts and use up the code. Raises SetupNeeded for a wrong code, InvalidInput, NotPermitted."""
    if not setup_store.use_up_code(work.connection, _fingerprint(code), now):
        raise SetupNeeded("the setup code is wrong, used or too old")
    three = {"system": system, "security": security, "audit": audit}
    logins = [person.account.login.strip().lower() for person in three.values()]
    names = [person.account.display_name.strip() for person in three.values()]
    if len(set(logins)) < 3 or len(set(names)) < 3:
        raise InvalidInput(
            "three administrators are three persons",
            [Problem("system_login", "three_persons", "the three login names and the three names must differ")],
        )
    made = {}
    problems = []
    for duty, person in three.items():
        try:
            made[duty] = add_account(work, person.account, person.password, now, must_change=False)
        except InvalidInput as error:
            problems += [
                Problem(f"{duty}_{problem.field}", problem.code, problem.message, hint=problem.hint)
                for problem in error.problems
            ]
    if problems:
        raise InvalidInput("the accounts cannot be made like this", problems)
    grant_store.appoint_first_administrators(work.connection, made["system"], made["security"], made["audit"])
    work.audit("system.first_run", "system", "administrators", changes={duty: str(i) for duty, i in made.items()})


def _fingerprint(code: str) -> bytes:
    return secrets.fingerprint("".join(filter(str.isalnum, code)).upper())
