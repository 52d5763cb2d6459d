"""The person's own page."""

from __future__ import annotations

import re
from dataclasses import replace

from tests.builders.accounts import PASSWORD
from tests.builders.site import Site

READER = ("reader", "苏仙区")


def test_it_shows_who_i_am_and_what_i_hold(site: Site) -> None:
    browser, person = site.signed_in(READER, is_enrolled=False, name="王五")
    page = browser.get("/account").get_data(as_text=True)
    for words in ("王五", person.login, "内部查阅", "苏仙区", browser.address):
        assert words in page


def test_every_session_is_listed_and_this_one_is_marked(site: Site) -> None:
    browser, person = site.signed_in(READER, is_enrolled=False)
    other = site.browser()
    site.sign_in(other, person)
    page = browser.get("/account").get_data(as_text=True)
    assert page.count(">这里<") == 1
    (number,) = re.findall(r"/account/sessions/([0-9a-f]{64})/end", page)
    found = site.scalar("select remote_address from app.login_session where encode(token_hash, 'hex') = :n", n=number)
    assert found == other.address


def test_a_new_password_signs_out_everywhere_and_works(site: Site) -> None:
    browser, person = site.signed_in(READER, is_enrolled=False)
    other = site.browser()
    site.sign_in(other, person)
    site.clock.advance(minutes=1)
    data = {"current": PASSWORD, "password": "Other-Horse-8", "repeat": "Other-Horse-8"}
    assert browser.post("/account/password", data).location == "/login"
    for one in (browser, other):
        assert one.get("/account").status_code == 302
    site.sign_in(browser, replace(person, password="Other-Horse-8"))
    assert browser.post("/login", {"login": person.login, "password": PASSWORD}).status_code == 401


def test_a_bad_new_password_is_explained_and_nothing_changes(site: Site) -> None:
    browser, _person = site.signed_in(READER, is_enrolled=False)
    for data, words in (
        ({"current": "wrong", "password": "Other-Horse-8", "repeat": "Other-Horse-8"}, "现在的密码不对"),
        ({"current": PASSWORD, "password": "short", "repeat": "short"}, "密码要有 10 到 128 个字符"),
        ({"current": PASSWORD, "password": "Other-Horse-8", "repeat": "other"}, "两次填写的新密码不一致"),
        ({"current": PASSWORD, "password": PASSWORD, "repeat": PASSWORD}, "不能与最近 5 次用过的密码相同"),
    ):
        answer = browser.post("/account/password", data)
        assert answer.status_code == 422
        assert words in answer.get_data(as_text=True)
    assert browser.get("/account").status_code == 200


def test_the_old_password_cannot_be_guessed_here_either(site: Site) -> None:
    browser, person = site.signed_in(READER, is_enrolled=False)
    data = {"current": "wrong", "password": "Other-Horse-8", "repeat": "Other-Horse-8"}
    for _ in range(5):
        browser.post("/account/password", data)
    browser.address = site.browser().address  # from elsewhere, so that only the account's own lock is met
    assert browser.post("/account/password", {**data, "current": PASSWORD}).status_code == 422
    assert site.scalar("select locked_until from app.user_account where id = :id", id=person.id) is not None


def test_a_token_is_shown_once_listed_and_revoked(site: Site) -> None:
    browser, _person = site.signed_in(READER, is_enrolled=False)
    answer = browser.post("/account/tokens", {"label": "夜间导入", "days": "7"})
    assert answer.status_code == 201
    token = re.search(r"gat_[\w-]{43}", answer.get_data(as_text=True))[0]
    page = browser.get("/account").get_data(as_text=True)
    assert token not in page
    assert "夜间导入" in page
    revoke = re.search(r"/account/tokens/[0-9a-f-]{36}/revoke", page)[0]
    stranger, _other = site.signed_in(READER, is_enrolled=False)
    missing = stranger.post("/account/tokens/00000000-0000-4000-8000-00000000dead/revoke")
    foreign = stranger.post(revoke)
    assert foreign.status_code == missing.status_code == 404
    assert browser.post(revoke).location == "/account"
    assert "已作废" in browser.get("/account").get_data(as_text=True)


def test_a_token_without_purpose_or_end_is_refused(site: Site) -> None:
    browser, _person = site.signed_in(READER, is_enrolled=False)
    for data in ({"label": "", "days": "7"}, {"label": "x", "days": "0"}, {"label": "x", "days": "91"}):
        answer = browser.post("/account/tokens", data)
        assert answer.status_code == 422
        assert "gat_" not in answer.get_data(as_text=True)
