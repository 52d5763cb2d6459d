"""Before each request: who asks, is it the person's own request, what comes first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import jsonify, request
from werkzeug.middleware.proxy_fix import ProxyFix

from geoapp import create_app
from geoapp.auth import accounts
from geoapp.auth.actors import load_actor
from geoapp.auth.permissions import NAMES_READ
from geoapp.config import Settings
from geoapp.shared.access import current_actor, requires
from geoapp.shared.db import unit_of_work
from geocore.db import unit_of_work as plain_unit_of_work
from geocore.errors import NotFound, NotPermitted
from tests.builders.site import SECRET_KEY, Browser, Site


@pytest.fixture(scope="module")
def writing_site(module_site: Site) -> Site:
    """The site with one API write and one that refuses, since the product's own will come later."""

    def write() -> Any:
        with unit_of_work() as work:
            work.audit("probe.write", "probe", "1")
        return jsonify(name=current_actor().name, address=current_actor().remote_address)

    def refuse(kind: str) -> Any:
        raise {"missing": NotFound, "forbidden": NotPermitted}[kind]("no")

    module_site.app.add_url_rule("/api/v1/probe", "probe.write", requires(NAMES_READ)(write), methods=["POST", "GET"])
    module_site.app.add_url_rule("/api/v1/probe/<kind>", "probe.refuse", requires(NAMES_READ)(refuse), methods=["POST"])
    return module_site


@pytest.fixture
def site(writing_site: Site) -> Site:
    writing_site.clock.reset()
    return writing_site


def token_for(site: Site, *roles: tuple[str, str], days: int = 1) -> tuple[str, Any]:
    person = site.person(*roles)
    engine = site.app.extensions["databases"].app
    with engine.connect() as connection:
        actor = load_actor(connection, person.id)
    with plain_unit_of_work(engine, actor) as work:
        _id, token = accounts.create_token(work, "test", site.clock.now + timedelta(days=days), site.clock.now)
    return token, person


def bearer(browser: Browser, token: str, path: str = "/api/v1/probe", method: str = "POST"):
    return browser.client.open(
        path,
        method=method,
        headers={"Authorization": f"Bearer {token}"},
        environ_base={"REMOTE_ADDR": browser.address},
    )


CLERK = ("clerk", "苏仙区")


def test_a_token_writes_without_csrf_and_as_its_person(site: Site) -> None:
    token, person = token_for(site, CLERK)
    browser = site.browser()
    answer = bearer(browser, token)
    assert (answer.status_code, answer.json) == (200, {"name": person.login, "address": browser.address})
    record = site.audit_since(site.audit_head() - 1)[0]
    assert (record.actor_id, record.action, record.remote_address) == (person.id, "probe.write", browser.address)


def test_a_session_still_needs_csrf_for_the_api(site: Site) -> None:
    browser, _person = site.signed_in(CLERK)
    assert browser.bare_post("/api/v1/probe").status_code == 400
    token = browser.csrf_token()
    assert browser.bare_post("/api/v1/probe", headers={"X-CSRFToken": token}).status_code == 200


def test_a_session_cookie_beside_a_bad_token_does_not_help(site: Site) -> None:
    browser, _person = site.signed_in(CLERK)
    assert bearer(browser, "gat_wrong").status_code == 401


def test_a_token_does_not_open_pages(site: Site) -> None:
    token, _person = token_for(site, ("system_admin", "中华人民共和国"))
    for path in ("/account", "/work/accounts"):
        assert bearer(site.browser(), token, path, "GET").status_code == 302


@pytest.mark.parametrize("state", ["unknown", "expired", "revoked", "closed"])
def test_a_token_that_does_not_hold_says_so(site: Site, state: str) -> None:
    token, person = token_for(site, CLERK)
    if state == "unknown":
        token = token[:-1]
    if state == "expired":
        site.clock.advance(days=1)
    if state == "revoked":
        site.execute("update app.api_token set revoked_at = now() where user_id = :id", id=person.id)
    if state == "closed":
        site.execute("update app.user_account set status = 'disabled' where id = :id", id=person.id)
    answer = bearer(site.browser(), token)
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    assert (answer.json["code"], answer.json["token"]) == ("token_refused", state)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_has_its_persons_rights_of_this_moment(site: Site) -> None:
    token, person = token_for(site, CLERK)
    assert bearer(site.browser(), token).status_code == 200
    site.execute("update app.role_grant set withdrawn_at = now() where user_id = :id", id=person.id)
    assert bearer(site.browser(), token).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
    ids=str,
)
def test_a_request_from_another_site_is_refused_even_with_the_token(site: Site, headers: dict[str, str]) -> None:
    browser, _person = site.signed_in(CLERK)
    token = browser.csrf_token()
    data = {"csrf_token": token}
    assert browser.bare_post("/account/sessions/end-all", data, headers=headers).status_code == 400
    assert browser.get("/account").status_code == 200
    own = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert browser.bare_post("/account/sessions/end-all", data, headers=own).status_code == 302


@pytest.mark.parametrize(("kind", "status"), [("missing", 404), ("forbidden", 403)])
def test_a_refused_change_is_recorded_by_itself(site: Site, kind: str, status: int) -> None:
    browser, person = site.signed_in(CLERK)
    head = site.audit_head()
    answer = browser.bare_post(f"/api/v1/probe/{kind}", headers={"X-CSRFToken": browser.csrf_token()})
    assert answer.status_code == status
    (record,) = site.audit_since(head)
    assert (record.actor_id, record.result, record.action) == (person.id, "denied", "request.denied")
    assert (record.object_id, record.reason) == ("probe.refuse", f"/api/v1/probe/{kind}")


def test_missing_pages_and_refused_looks_are_not_recorded(site: Site) -> None:
    browser, _person = site.signed_in(CLERK)
    head = site.audit_head()
    browser.post("/no/such/page")
    browser.get("/work/accounts")
    site.browser().bare_post("/api/v1/probe")
    assert site.audit_since(head) == []


def test_a_pending_sign_in_is_nobody(site: Site) -> None:
    person = site.person(("system_admin", "中华人民共和国"))
    browser = site.browser()
    browser.post("/login", {"login": person.login, "password": person.password})
    for path in ("/work/accounts", "/account"):
        assert browser.get(path).location == "/login/second-factor"
    assert browser.bare_post("/api/v1/probe", headers={"X-CSRFToken": browser.csrf_token()}).status_code == 401
    assert browser.get("/").status_code == 200


def test_an_old_password_comes_first(site: Site) -> None:
    browser, person = site.signed_in(CLERK)
    site.execute("update app.user_account set must_change_password = true where id = :id", id=person.id)
    assert browser.get("/account").location == "/account/password"
    refused = browser.bare_post("/api/v1/probe", headers={"X-CSRFToken": browser.csrf_token()})
    assert (refused.status_code, refused.json["code"]) == (403, "not_permitted")


def test_a_visitor_without_cookie_costs_no_connection(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise AssertionError("the database was asked")

    monkeypatch.setattr(site.app.extensions["databases"].app, "connect", refuse)
    monkeypatch.setattr(site.app.extensions["databases"].app, "begin", refuse)
    assert site.browser().get("/api/v1/probe").status_code == 401


@pytest.mark.parametrize(("proxies", "address"), [(0, "127.0.0.1"), (1, "203.0.113.9"), (2, "198.51.100.7")])
def test_only_so_many_proxies_are_believed(proxies: int, address: str) -> None:
    app = create_app(Settings(database_url="postgresql:///none", secret_key=SECRET_KEY, proxies=proxies))
    seen = []
    app.before_request_funcs[None] = [lambda: seen.append(_remote()) or "ok"]
    app.after_request_funcs[None] = []
    app.test_client().get("/", headers={"X-Forwarded-For": "6.6.6.6, 198.51.100.7, 203.0.113.9"})
    assert seen == [address]
    assert isinstance(app.wsgi_app, ProxyFix) is bool(proxies)
    app.extensions["databases"].dispose()


def _remote() -> str | None:
    return request.remote_addr
