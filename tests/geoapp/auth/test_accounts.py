"""Accounts and grants through their services: who may do it, what it writes, what it refuses."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from geoapp.auth import account_queries, accounts, grant_queries
from geoapp.auth.accounts import NewAccount, NewGrant
from geoapp.auth.actors import load_actor
from geoapp.auth.consoles import CONSOLE_SYSTEM
from geoapp.auth.secrets import fingerprint
from geoapp.auth.session_store import use_token
from geocore.db import unit_of_work
from geocore.errors import Conflict, InvalidInput, NotFound, NotPermitted, StaleVersion
from tests.builders.accounts import PASSWORD, division_id
from tests.builders.site import Site

ROOT = "中华人民共和国"
TODAY = date(2026, 3, 1)


def engine(site: Site):
    return site.app.extensions["databases"].app


@contextmanager
def working(site: Site, person_id):
    with engine(site).connect() as connection:
        actor = load_actor(connection, person_id, "10.0.0.1")
    with unit_of_work(engine(site), actor) as work:
        yield work


@pytest.fixture
def administrator(site: Site):
    return site.person(("system_admin", ROOT)).id


@pytest.fixture
def security(site: Site):
    return site.person(("security_admin", "郴州市")).id


def account_of(site: Site, person_id):
    with engine(site).connect() as connection:
        return account_queries.find_account(connection, person_id)


def test_a_new_account_has_a_first_password_to_change_and_no_rights(site: Site, administrator) -> None:
    with working(site, administrator) as work:
        account_id, password = accounts.create_account(work, NewAccount("New-One", " 新人 ", "民政局"), site.clock.now)
    made = account_of(site, account_id)
    assert (made.login, made.display_name, made.must_change_password, made.roles) == ("new-one", "新人", True, ())
    assert len(password) == 19
    assert site.audit_since(site.audit_head() - 1)[0].action == "account.create"
    with engine(site).connect() as connection:
        assert load_actor(connection, account_id).permissions == frozenset()


@pytest.mark.parametrize("login", ["taken", "Ä", "a", "has space", "-x", "x" * 65, ""])
def test_unusable_login_names_are_explained(site: Site, administrator, login: str) -> None:
    if login == "taken":
        login = site.person().login
    with pytest.raises(InvalidInput) as refused, working(site, administrator) as work:
        accounts.create_account(work, NewAccount(login, "x"), site.clock.now)
    assert [problem.field for problem in refused.value.problems] in (["login"], ["password"])


def test_closing_ends_sessions_and_tokens_and_opening_clears_the_lock(site: Site, administrator) -> None:
    browser, person = site.signed_in(("reader", "苏仙区"), is_enrolled=False)
    with working(site, person.id) as work:
        _id, token = accounts.create_token(work, "t", site.clock.now + timedelta(days=1), site.clock.now)
    with working(site, administrator) as work:
        accounts.close_account(work, account_of(site, person.id), "离职")
    assert browser.get("/account").status_code == 302
    with engine(site).begin() as connection:
        assert use_token(connection, fingerprint(token), site.clock.now) == (None, "closed")
    with working(site, administrator) as work:
        accounts.open_account(work, account_of(site, person.id), site.clock.now)
    assert account_of(site, person.id).is_active
    assert browser.get("/account").status_code == 302  # the old session stays dead


def test_an_old_view_of_an_account_changes_nothing(site: Site, administrator) -> None:
    person = site.person()
    seen = account_of(site, person.id)
    with working(site, administrator) as work:
        accounts.close_account(work, seen)
    with pytest.raises(StaleVersion), working(site, administrator) as work:
        accounts.open_account(work, seen, site.clock.now)
    with pytest.raises(NotFound), working(site, administrator) as work:
        accounts.open_account(work, replace(seen, id=uuid4()), site.clock.now)


def test_nobody_closes_the_own_account_or_one_of_the_program(site: Site, administrator) -> None:
    for target in (administrator, CONSOLE_SYSTEM):
        with pytest.raises(NotPermitted), working(site, administrator) as work:
            accounts.close_account(work, account_of(site, target))


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin"])
def test_no_administrator_can_become_another_by_a_reset(site: Site, administrator, role: str) -> None:
    person = site.person((role, "郴州市"))
    for reset in (lambda w, a: accounts.reset_password(w, a, site.clock.now), accounts.reset_second_factor):
        with pytest.raises(NotPermitted, match="at the machine"), working(site, administrator) as work:
            reset(work, account_of(site, person.id))
    with working(site, CONSOLE_SYSTEM) as work:
        accounts.reset_second_factor(work, account_of(site, person.id))
    assert not account_of(site, person.id).is_enrolled


def test_a_reset_password_works_once_and_must_be_changed(site: Site, administrator) -> None:
    browser, person = site.signed_in(("reader", "苏仙区"), is_enrolled=False)
    site.clock.advance(minutes=1)
    with working(site, administrator) as work:
        password = accounts.reset_password(work, account_of(site, person.id), site.clock.now)
    assert browser.get("/account").status_code == 302
    site.sign_in(browser, replace(person, password=password))
    assert browser.get("/account").location == "/account/password"


def test_five_passwords_back(site: Site) -> None:
    person = site.person()
    for number in range(5):
        site.clock.advance(minutes=1)
        with working(site, person.id) as work:
            accounts.change_own_password(work, person.login, f"Correct-Horse-{number}x", site.clock.now)
    with pytest.raises(InvalidInput), working(site, person.id) as work:
        accounts.change_own_password(work, person.login, "Correct-Horse-0x", site.clock.now)
    site.clock.advance(minutes=1)
    with working(site, person.id) as work:
        accounts.change_own_password(work, person.login, PASSWORD, site.clock.now)


def new_grant(site: Site, person_id, role: str = "clerk", division: str = "苏仙区", **values) -> NewGrant:
    with engine(site).connect() as connection:
        where = grant_queries.find_division(connection, division)
    return replace(NewGrant(person_id, role, where, TODAY, None, "任命文件"), **values)


def test_a_grant_is_given_seen_and_withdrawn(site: Site, security) -> None:
    person = site.person()
    with working(site, security) as work:
        grant_id = accounts.give_role(work, new_grant(site, person.id))
    with working(site, security) as work:
        (grant,) = grant_queries.list_grants(work.connection, account_id=person.id)
        assert (grant.id, grant.role, grant.division, grant.valid_from, grant.valid_until, grant.reason) == (
            grant_id, "clerk", "苏仙区", TODAY, None, "任命文件",
        )  # fmt: skip
        accounts.withdraw_role(work, grant_id, site.clock.now, "调离")
    with engine(site).connect() as connection:
        assert load_actor(connection, person.id).permissions == frozenset()
    with pytest.raises(NotFound), working(site, security) as work:
        accounts.withdraw_role(work, grant_id, site.clock.now)
    record = site.audit_since(site.audit_head() - 1)[0]
    assert (record.action, record.reason) == ("role.withdraw", "调离")


def test_a_security_administrator_rules_only_below_the_own_division(site: Site, security) -> None:
    person = site.person()
    with pytest.raises(NotPermitted), working(site, security) as work:
        accounts.give_role(work, new_grant(site, person.id, division="湖南省"))
    foreign = site.person(("clerk", "湖南省"))
    grant_id = site.scalar("select id from app.role_grant where user_id = :id", id=foreign.id)
    with pytest.raises(NotFound), working(site, security) as work:
        accounts.withdraw_role(work, grant_id, site.clock.now)


def test_refused_grants_are_explained(site: Site, security) -> None:
    person = site.person(("clerk", "苏仙区"))
    cases = [
        (Conflict, new_grant(site, person.id, role="system_admin")),
        (Conflict, new_grant(site, person.id, role="clerk")),
        (NotPermitted, new_grant(site, security)),
        (InvalidInput, new_grant(site, person.id, role="reader", valid_until=TODAY)),
    ]
    for error, grant in cases:
        with pytest.raises(error), working(site, security) as work:
            accounts.give_role(work, grant)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("苏仙区", "苏仙区"),
        ("431003", "苏仙区"),
        ("431003000000", "苏仙区"),
        (" 430000 ", "湖南省"),
        ("430000000000", "湖南省"),
        ("431003104", "白露塘镇"),
        (ROOT, ROOT),
    ],
)
def test_a_division_is_found_by_name_or_code(site: Site, words: str, name: str) -> None:
    with engine(site).connect() as connection:
        assert grant_queries.find_division(connection, words).id == division_id(name)


@pytest.mark.parametrize("words", ["", "苏仙", "999999", "4310", "' or 1=1 --", "%", "４３１００３"])
def test_an_unknown_division_is_not_guessed(site: Site, words: str) -> None:
    with engine(site).connect() as connection, pytest.raises(NotFound):
        grant_queries.find_division(connection, words)


def test_tokens_live_as_long_as_they_say(site: Site) -> None:
    person = site.person(("clerk", "苏仙区"))
    with working(site, person.id) as work:
        token_id, token = accounts.create_token(work, "导入", site.clock.now + timedelta(days=2), site.clock.now)

    def state(now):
        with engine(site).begin() as connection:
            return use_token(connection, fingerprint(token), now)

    now = site.clock.now
    assert state(now + timedelta(days=2, seconds=-1)) == (person.id, "usable")
    assert state(now + timedelta(days=2)) == (None, "expired")
    assert token not in site.scalar("select string_agg(t::text, ' ') from app.api_token t")
    stranger = site.person()
    with pytest.raises(NotFound), working(site, stranger.id) as work:
        accounts.revoke_token(work, token_id, now)
    with working(site, person.id) as work:
        accounts.revoke_token(work, token_id, now)
    assert state(now) == (None, "revoked")


@pytest.mark.parametrize("days", [0, -1, 91])
def test_a_token_for_ever_or_for_nothing_is_refused(site: Site, days: int) -> None:
    person = site.person()
    with pytest.raises(InvalidInput), working(site, person.id) as work:
        accounts.create_token(work, "x", site.clock.now + timedelta(days=days), site.clock.now)


def test_accounts_are_listed_by_login_in_pages_and_searched_literally(site: Site) -> None:
    logins = sorted(site.person(login=f"list-{n}", name="百分%号" if n == 3 else f"人{n}").login for n in range(5))
    found, cursor = [], None
    with engine(site).connect() as connection:
        while True:
            page = account_queries.list_accounts(connection, containing="list-", cursor=cursor, limit=2)
            found += [account.login for account in page.items]
            cursor = page.next
            if cursor is None:
                break
        assert found == logins
        assert [a.login for a in account_queries.list_accounts(connection, containing="分%").items] == ["list-3"]
        assert account_queries.list_accounts(connection, containing="list_").items == ()
