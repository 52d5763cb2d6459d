"""The pages of signing in and out."""

from __future__ import annotations

import re

import pyotp
import pytest

from tests.builders.accounts import PASSWORD
from tests.builders.site import Site

READER = ("reader", "苏仙区")


def test_login_leads_on_to_the_page_that_was_wanted(site: Site) -> None:
    person = site.person(READER, is_enrolled=False)
    browser = site.browser()
    answer = browser.get("/account?x=1")
    assert answer.location == "/login?next=/account?x%3D1"
    answer = browser.post("/login?next=/account?x%3D1", {"login": person.login, "password": PASSWORD})
    assert answer.location == "/account?x=1"


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "", "/\t/evil.example"]
)
def test_login_never_leads_to_another_site(site: Site, target: str) -> None:
    """WB7."""
    person = site.person(READER, is_enrolled=False)
    browser = site.browser()
    answer = browser.client.post(
        "/login",
        query_string={"next": target},
        data={"csrf_token": browser.csrf_token(), "login": person.login, "password": PASSWORD},
        environ_base={"REMOTE_ADDR": browser.address},
    )
    assert (answer.status_code, answer.location) == (302, "/work")


def test_wrong_password_keeps_the_name_and_not_the_password(site: Site) -> None:
    answer = site.browser().post("/login", {"login": "some-one", "password": "Secret-Guess-1"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert 'value="some-one"' in page
    assert "Secret-Guess-1" not in page
    assert "连续 5 次失败后锁定 15 分钟" in page


def test_empty_fields_are_said_beside_them(site: Site) -> None:
    answer = site.browser().post("/login", {"login": "", "password": ""})
    assert answer.status_code == 422
    assert answer.get_data(as_text=True).count("请填写这一项") >= 2


def test_hostile_text_in_the_form_is_text(site: Site) -> None:
    page = site.browser().post("/login", {"login": '"><script>x</script>', "password": ""}).get_data(as_text=True)
    assert "<script>x" not in page


def test_nul_in_the_form_is_an_answer_not_an_error(site: Site) -> None:
    assert site.browser().post("/login", {"login": "a\x00b", "password": "c\x00d"}).status_code in (401, 422)


def test_enrolment_shows_square_and_secret_once(site: Site) -> None:
    person = site.person(("clerk", "苏仙区"), is_enrolled=False)
    browser = site.browser()
    assert browser.post("/login", {"login": person.login, "password": PASSWORD}).location == "/login/second-factor"
    page = browser.get("/login/second-factor").get_data(as_text=True)
    assert "<svg" in page
    secret = re.search(r'class="totp-secret">([A-Z2-7]{32})<', page)[1]
    wrong = browser.post("/login/second-factor", {"code": "000000"})
    assert wrong.status_code == 401
    assert secret in wrong.get_data(as_text=True)
    right = browser.post("/login/second-factor", {"code": pyotp.TOTP(secret).at(site.clock.now)})
    assert right.status_code == 302
    assert browser.get("/account").status_code == 200
    again = site.browser()
    again.post("/login", {"login": person.login, "password": PASSWORD})
    page = again.get("/login/second-factor").get_data(as_text=True)
    assert secret not in page
    assert "totp-square" not in page


def test_the_second_factor_page_is_for_those_who_wait_for_it(site: Site) -> None:
    assert site.browser().get("/login/second-factor").location == "/login"
    browser, _person = site.signed_in(READER, is_enrolled=False)
    assert browser.get("/login/second-factor").location == "/login"


def test_the_pending_can_give_up(site: Site) -> None:
    person = site.person(("clerk", "苏仙区"))
    browser = site.browser()
    browser.post("/login", {"login": person.login, "password": PASSWORD})
    assert browser.post("/logout").location == "/"
    assert browser.get("/login/second-factor").location == "/login"


def test_the_courtesy_limit_says_when_to_come_back(site: Site) -> None:
    browser = site.browser()
    answers = [browser.post("/login", {"login": f"n{n}", "password": "x"}).status_code for n in range(25)]
    assert answers[:5] == [401] * 5
    assert set(answers[5:]) == {429}
    last = browser.post("/login", {"login": "n", "password": "x"})
    assert int(last.headers["Retry-After"]) > 0


def test_sign_in_pages_are_not_kept_by_caches(site: Site) -> None:
    for path in ("/login", "/setup"):
        assert site.browser().get(path).headers["Cache-Control"] == "private, no-store"


def test_pages_in_english(site: Site) -> None:
    browser = site.browser()
    browser.get("/language/en")
    assert '<html lang="en"' in browser.get("/login").get_data(as_text=True)
