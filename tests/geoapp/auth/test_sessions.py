"""AZ8: limits to the second, new identifiers, cookie flags, ending sessions here and everywhere."""

from __future__ import annotations

from datetime import timedelta

import pytest

from geoapp import create_app
from geoapp.auth.binding import cookie_name
from geoapp.config import Settings
from tests.builders.accounts import give
from tests.builders.site import SECRET_KEY, Site

READER = ("reader", "苏仙区")


def is_in(browser) -> bool:
    return browser.get("/account").status_code == 200


def test_idle_limit(site: Site) -> None:
    browser, _person = site.signed_in(READER, is_enrolled=False)
    site.clock.advance(minutes=15, seconds=-1)
    assert is_in(browser)  # and counts anew from here
    site.clock.advance(minutes=15, seconds=-1)
    assert is_in(browser)
    site.clock.advance(minutes=15)
    assert not is_in(browser)


def test_absolute_limit_although_always_used(site: Site) -> None:
    browser, _person = site.signed_in(READER, is_enrolled=False)
    start = site.clock.now
    while site.clock.now - start < timedelta(hours=8) - timedelta(minutes=10):
        site.clock.advance(minutes=10)
        assert is_in(browser)
    site.clock.now = start + timedelta(hours=8) - timedelta(seconds=1)
    assert is_in(browser)
    site.clock.advance(seconds=1)
    assert not is_in(browser)


def test_each_sign_in_makes_a_new_identifier_and_ignores_a_planted_one(site: Site) -> None:
    """Fixation: an identifier from before the sign-in is worth nothing after it."""
    person = site.person(("clerk", "苏仙区"))
    browser = site.browser()
    browser.client.set_cookie("geoapp_sign_in", "planted-by-somebody-else")
    browser.post("/login", {"login": person.login, "password": person.password})
    pending = browser.cookie()
    site.clock.advance(seconds=30)
    browser.post("/login/second-factor", {"code": person.code(site.clock.now)})
    complete = browser.cookie()
    assert len({"planted-by-somebody-else", pending, complete}) == 3
    thief = site.browser()
    for stolen in ("planted-by-somebody-else", pending):
        thief.client.set_cookie("geoapp_sign_in", stolen)
        assert not is_in(thief)


def test_the_csrf_token_of_before_is_worthless_after_sign_in(site: Site) -> None:
    person = site.person(READER, is_enrolled=False)
    browser = site.browser()
    before = browser.csrf_token()
    browser.bare_post("/login", {"csrf_token": before, "login": person.login, "password": person.password})
    assert is_in(browser)
    assert browser.bare_post("/account/sessions/end-all", {"csrf_token": before}).status_code == 400


def test_cookie_flags(site: Site) -> None:
    person = site.person(READER, is_enrolled=False)
    answer = site.browser().post("/login", {"login": person.login, "password": person.password})
    (cookie,) = (text for text in answer.headers.getlist("Set-Cookie") if text.startswith("geoapp_sign_in="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Expires" not in cookie  # gone with the browser
    assert "Max-Age" not in cookie


def test_behind_tls_the_cookie_is_bound_to_the_host() -> None:
    app = create_app(Settings(database_url="postgresql:///none", secret_key=SECRET_KEY, secure_cookies=True))
    with app.test_request_context():
        assert cookie_name() == "__Host-geoapp_sign_in"
        assert app.config["SESSION_COOKIE_SECURE"]
    app.extensions["databases"].dispose()


def test_sign_out_ends_the_session_on_the_server(site: Site) -> None:
    browser, _person = site.signed_in(READER, is_enrolled=False)
    stolen = browser.cookie()
    assert browser.post("/logout").status_code == 302
    assert browser.cookie() is None
    thief = site.browser()
    thief.client.set_cookie("geoapp_sign_in", stolen)
    assert not is_in(thief)


def test_sign_out_everywhere(site: Site) -> None:
    first, person = site.signed_in(READER, is_enrolled=False)
    second = site.browser()
    site.sign_in(second, person)
    assert first.post("/account/sessions/end-all").status_code == 302
    assert not is_in(first)
    assert not is_in(second)


def test_one_other_session_is_ended_from_the_list_and_nobody_elses(site: Site) -> None:
    first, person = site.signed_in(READER, is_enrolled=False)
    second = site.browser()
    site.sign_in(second, person)
    stranger, _other = site.signed_in(READER, is_enrolled=False)
    number = site.scalar(
        "select encode(token_hash, 'hex') from app.login_session where user_id = :id limit 1",
        id=person.id,
    )
    assert stranger.post(f"/account/sessions/{number}/end").status_code == 404
    assert stranger.post(f"/account/sessions/{'0' * 64}/end").status_code == 404
    assert stranger.post("/account/sessions/nonsense/end").status_code == 404
    assert first.post(f"/account/sessions/{number}/end").status_code == 302
    assert [is_in(first), is_in(second)].count(True) == 1


def test_a_withdrawn_right_is_gone_with_the_next_request(site: Site) -> None:
    """AZ5."""
    browser, person = site.signed_in(("system_admin", "中华人民共和国"))
    assert browser.get("/work/accounts").status_code == 200
    site.execute("update app.role_grant set withdrawn_at = now() where user_id = :id", id=person.id)
    assert browser.get("/work/accounts").status_code == 403


def test_a_closed_account_is_out_with_the_next_request(site: Site) -> None:
    browser, person = site.signed_in(READER, is_enrolled=False)
    site.execute("update app.user_account set status = 'disabled' where id = :id", id=person.id)
    assert not is_in(browser)


def test_a_new_right_that_needs_the_second_factor_asks_for_it_at_once(site: Site) -> None:
    browser, person = site.signed_in(READER, is_enrolled=False)
    with site.database.owner.begin() as connection:
        give(connection, person.id, "clerk", "苏仙区")
    answer = browser.get("/account")
    assert answer.status_code == 302
    assert answer.location == "/login/second-factor"


@pytest.mark.parametrize("days", [89, 90])
def test_a_password_of_ninety_days_must_be_changed_first(site: Site, days: int) -> None:
    browser, person = site.signed_in(READER, is_enrolled=False)
    site.execute(
        "update app.user_account set password_changed_at = :at where id = :id",
        at=site.clock.now - timedelta(days=days, seconds=1),
        id=person.id,
    )
    answer = browser.get("/account")
    assert (answer.status_code, answer.location) == ((200, None) if days < 90 else (302, "/account/password"))
