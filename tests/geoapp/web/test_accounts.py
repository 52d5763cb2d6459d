"""Accounts, for the system administrator."""

from __future__ import annotations

import re
from dataclasses import replace
from uuid import uuid4

import pytest

from tests.builders.accounts import Person
from tests.builders.site import Browser, Site

ROOT = "中华人民共和国"


@pytest.fixture
def administrator(site: Site) -> Browser:
    return site.signed_in(("system_admin", ROOT))[0]


def version(site: Site, person: Person) -> int:
    return site.scalar("select version from app.user_account where id = :id", id=person.id)


def test_a_new_person_signs_in_with_the_shown_password_and_changes_it(site: Site, administrator: Browser) -> None:
    answer = administrator.post("/work/accounts", {"login": "new-person", "display_name": "新人", "unit": "民政局"})
    assert answer.status_code == 201
    password = re.search(r'class="once">([^<]+)<', answer.get_data(as_text=True))[1]
    page = administrator.get("/work/accounts?q=new-person").get_data(as_text=True)
    assert "新人" in page
    assert password not in page
    browser = site.browser()
    person = replace(site.person(), login="new-person", password=password)
    assert browser.post("/login", {"login": person.login, "password": password}).status_code == 302
    assert browser.get("/account").location == "/account/password"


def test_mistakes_are_said_beside_the_field(administrator: Browser, site: Site) -> None:
    taken = site.person().login
    for data, words in (
        ({"login": taken, "display_name": "x"}, "这个登录名已经有人用了"),
        ({"login": "no spaces", "display_name": "x"}, "登录名由 2 到 64 个小写字母"),
        ({"login": "fine", "display_name": ""}, "请填写这一项"),
    ):
        answer = administrator.post("/work/accounts", data)
        assert answer.status_code == 422
        assert words in answer.get_data(as_text=True)


def test_close_and_open_again(site: Site, administrator: Browser) -> None:
    browser, person = site.signed_in(("reader", "苏仙区"), is_enrolled=False)
    path = f"/work/accounts/{person.id}"
    assert administrator.post(f"{path}/close", {"version": version(site, person)}).status_code == 302
    assert browser.get("/account").status_code == 302
    assert "已停用" in administrator.get(f"/work/accounts?q={person.login}").get_data(as_text=True)
    assert administrator.post(f"{path}/open", {"version": version(site, person)}).status_code == 302
    site.sign_in(browser, person)


def test_unlock_after_five_failures(site: Site, administrator: Browser) -> None:
    person = site.person(("reader", "苏仙区"), is_enrolled=False)
    guesser = site.browser()
    for _ in range(5):
        guesser.post("/login", {"login": person.login, "password": "wrong"})
    assert "已锁定" in administrator.get(f"/work/accounts?q={person.login}").get_data(as_text=True)
    administrator.post(f"/work/accounts/{person.id}/open", {"version": version(site, person)})
    site.sign_in(site.browser(), person)


@pytest.mark.parametrize("action", ["close", "open", "reset-password", "reset-second-factor"])
def test_an_old_page_changes_nothing(site: Site, administrator: Browser, action: str) -> None:
    person = site.person(("clerk", "苏仙区"))
    path = f"/work/accounts/{person.id}/{action}"
    assert administrator.post(path, {"version": version(site, person) + 1}).status_code == 412
    assert administrator.post(path, {"version": "x"}).status_code == 422
    assert administrator.post(path, {}).status_code == 422
    assert administrator.post(path.replace(str(person.id), str(uuid4())), {"version": 0}).status_code == 404


def test_resets(site: Site, administrator: Browser) -> None:
    person = site.person(("clerk", "苏仙区"))
    site.clock.advance(minutes=1)
    path = f"/work/accounts/{person.id}"
    answer = administrator.post(f"{path}/reset-password", {"version": version(site, person)})
    password = re.search(r'class="once">([^<]+)<', answer.get_data(as_text=True))[1]
    administrator.post(f"{path}/reset-second-factor", {"version": version(site, person)})
    browser = site.browser()
    assert browser.post("/login", {"login": person.login, "password": password}).status_code == 302
    assert "totp-square" in browser.get("/login/second-factor").get_data(as_text=True)


def test_another_administrator_cannot_be_reset_from_the_page(site: Site, administrator: Browser) -> None:
    person = site.person(("audit_admin", ROOT))
    answer = administrator.post(f"/work/accounts/{person.id}/reset-password", {"version": version(site, person)})
    assert answer.status_code == 403


def test_the_list_goes_on(site: Site, administrator: Browser) -> None:
    for number in range(51):
        site.person(login=f"page-{number:02}")
    page = administrator.get("/work/accounts?q=page-").get_data(as_text=True)
    following = re.search(r'href="(/work/accounts\?[^"]*cursor=[^"]+)"', page)[1].replace("&amp;", "&")
    assert "page-50" not in page
    assert "page-50" in administrator.get(following).get_data(as_text=True)
    assert administrator.get("/work/accounts?cursor=damaged").status_code == 422
