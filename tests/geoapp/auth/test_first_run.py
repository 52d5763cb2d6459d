"""The first three administrators, once, by a code that is good once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from geoapp.auth import account_queries, first_run
from geoapp.auth.accounts import NewAccount
from geoapp.auth.actors import load_actor
from geoapp.auth.consoles import CONSOLE_SYSTEM
from geoapp.auth.errors import SetupNeeded
from geoapp.auth.first_run import FirstAdministrator
from geocore.actor import ANONYMOUS
from geocore.db import reading, unit_of_work
from geocore.errors import Conflict, DomainError, InvalidInput
from tests.builders.site import Clock
from tests.conftest import Database

pytestmark = pytest.mark.usefixtures("quick_hashing")
CLOCK = Clock()
THREE = {
    duty: FirstAdministrator(NewAccount(f"{duty}-one", f"{duty}员"), f"Good-Password-{number}")
    for number, duty in enumerate(("system", "security", "audit"))
}


def issue(database: Database) -> str:
    with database.app.connect() as connection:
        console = load_actor(connection, CONSOLE_SYSTEM)
    with unit_of_work(database.app, console) as work:
        return first_run.issue_setup_code(work, CLOCK.now)


def appoint(database: Database, code: str, now=CLOCK.now, **changed) -> None:
    with unit_of_work(database.app, ANONYMOUS) as work:
        first_run.appoint_administrators(work, code, **{**THREE, **changed}, now=now)


def people(database: Database) -> list[tuple[str, str]]:
    with database.owner.connect() as connection:
        return [
            tuple(row)
            for row in connection.exec_driver_sql(
                "select login, role from app.role_grant g join app.user_account u on u.id = g.user_id"
                " where kind = 'person' order by login"
            )
        ]


def test_the_whole_story(database: Database) -> None:
    """One database, in the order in which it happens: refused in every way, then done, then over."""
    with reading(database.app, ANONYMOUS) as connection:
        assert not account_queries.has_administrator(connection)
    refusals: list[tuple[type[DomainError], str, dict]] = []
    first = issue(database)
    code = issue(database)
    refusals += [
        (SetupNeeded, "", {}),
        (SetupNeeded, "AAAA-BBBB-CCCC", {}),
        (SetupNeeded, first, {}),  # replaced by the second
        (SetupNeeded, code, {"now": CLOCK.now + timedelta(hours=24)}),
        (InvalidInput, code, {"audit": THREE["system"]}),
        (InvalidInput, code, {"audit": replace(THREE["audit"], account=NewAccount("audit-one", "system员"))}),
        (InvalidInput, code, {"audit": replace(THREE["audit"], password="short")}),
        (InvalidInput, code, {"audit": replace(THREE["audit"], account=NewAccount("audit one", "x"))}),
    ]
    for error, given, changed in refusals:
        with pytest.raises(error):
            appoint(database, given, **changed)
        assert people(database) == []
    appoint(database, code.lower().replace("-", " "))
    assert people(database) == [
        ("audit-one", "audit_admin"),
        ("security-one", "security_admin"),
        ("system-one", "system_admin"),
    ]
    with pytest.raises(SetupNeeded):
        appoint(database, code)
    with pytest.raises(Conflict):
        issue(database)
    with database.app.begin() as connection, pytest.raises(Exception, match="administrator already"):
        connection.exec_driver_sql(
            "select app.appoint_first_administrators(a.id, a.id, a.id) from app.user_account a limit 1"
        )


def test_problems_name_the_field_of_the_right_person(database: Database) -> None:
    code = issue(database)
    with pytest.raises(InvalidInput) as refused:
        appoint(
            database,
            code,
            security=replace(THREE["security"], password="short"),
            audit=replace(THREE["audit"], password="alllowercase"),
        )
    assert {(p.field, p.code) for p in refused.value.problems} == {
        ("security_password", "password_length"),
        ("audit_password", "password_classes"),
    }


def test_the_code_is_not_readable_in_the_database(database: Database) -> None:
    code = issue(database)
    with database.owner.connect() as connection:
        stored = connection.exec_driver_sql("select string_agg(s::text, ' ') from app.setting s").scalar_one()
    assert code not in stored
    assert code.replace("-", "") not in stored


def test_a_fresh_database_has_no_account_that_can_sign_in(database: Database) -> None:
    """B2, no default credentials: nobody has a password, a token or a session, and only the program has accounts."""
    with database.owner.connect() as connection:
        assert connection.exec_driver_sql("select distinct kind from app.user_account").scalars().all() == ["service"]
        for table, condition in (
            ("app.user_account", "password_hash is not null or totp_secret is not null"),
            ("app.password_history", "true"),
            ("app.api_token", "true"),
            ("app.login_session", "true"),
            ("app.setting", "key = 'setup_code'"),
        ):
            assert connection.exec_driver_sql(f"select count(*) from {table} where {condition}").scalar_one() == 0
        logins = connection.exec_driver_sql(
            "select rolname from pg_authid where rolname like 'geoapp_%%' and rolpassword is not null"
        )
        assert logins.scalars().all() == []
