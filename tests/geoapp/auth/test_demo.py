"""The demonstration's accounts can be used, differ from each other, and are made once."""

from __future__ import annotations

from uuid import UUID

import pyotp
import pytest

from geoapp.auth import demo
from geoapp.auth.actors import load_actor
from geoapp.cli.context import CONSOLE_ACCOUNT
from geocore.db import unit_of_work
from geocore.errors import NotFound
from tests.builders.accounts import PATHS
from tests.builders.site import Browser, Site


def load(site: Site) -> tuple[demo.DemoAccount, ...]:
    engine = site.app.extensions["databases"].app
    with engine.connect() as connection:
        console = load_actor(connection, CONSOLE_ACCOUNT)
    with unit_of_work(engine, console) as work:
        made = demo.demo_accounts(work, site.clock.now)
        assert work.connection.exec_driver_sql("select app.current_actor()").scalar_one() == CONSOLE_ACCOUNT
        work.audit("demo.load", "demo", "accounts")
    return made


def test_every_demo_account_signs_in_and_has_its_area(site: Site) -> None:
    made = load(site)
    assert len(made) == len(demo.PEOPLE) == 15
    assert len({account.password for account in made} | {account.second_factor_secret for account in made}) == 30
    for account in made[:1] + made[-2:]:
        browser = Browser(site.app)
        browser.post("/login", {"login": account.login, "password": account.password})
        code = pyotp.TOTP(account.second_factor_secret).at(site.clock.now)
        assert browser.post("/login/second-factor", {"code": code}).status_code == 302
        assert account.role in browser.get("/account").get_data(as_text=True) or account.division in browser.get(
            "/account"
        ).get_data(as_text=True)
    with site.app.extensions["databases"].app.connect() as connection:
        clerk = load_actor(connection, account_id(site, "suxian-clerk"))
    assert clerk.may("names.read", PATHS["苏仙区"])
    assert not clerk.may("names.read", PATHS["北湖区"])
    assert load(site) == ()


def account_id(site: Site, login: str) -> UUID:
    return site.scalar("select id from app.user_account where login = :login", login=login)


def test_the_code_of_a_demo_account_is_told_and_of_no_other(site: Site) -> None:
    made = {account.login: account for account in load(site)}
    other = site.person(("clerk", "苏仙区"))
    with site.app.extensions["databases"].app.connect() as connection:
        code = demo.present_code(connection, "beihu-clerk", site.clock.now)
        assert len(code) == 6
        if "beihu-clerk" in made:
            assert code == pyotp.TOTP(made["beihu-clerk"].second_factor_secret).at(site.clock.now)
        for login in (other.login, "nobody", "console"):
            with pytest.raises(NotFound):
                demo.present_code(connection, login, site.clock.now)
