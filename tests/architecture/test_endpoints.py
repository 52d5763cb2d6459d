"""Every endpoint says who may call it, and means it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, Rule

from geoapp import create_app
from geoapp.auth import permissions
from geoapp.auth.binding import SAFE_METHODS
from geoapp.config import Settings
from geoapp.shared import access
from tests.builders.site import SECRET_KEY, Site

NOBODY = UUID("00000000-0000-4000-8000-00000000dead")
SERVED_BY_FLASK = {"static"}
SAMPLES: dict[str, Any] = {"UUIDConverter": NOBODY, "IntegerConverter": 1, "FloatConverter": 1.0}


def routes() -> list[Rule]:
    """What is served, read once from an application that never meets a database."""
    app = create_app(Settings(database_url="postgresql:///none", secret_key=SECRET_KEY))
    app.extensions["databases"].dispose()
    ROUTED.append(app)
    return sorted(
        (rule for rule in app.url_map.iter_rules() if rule.endpoint not in SERVED_BY_FLASK),
        key=lambda rule: (rule.endpoint, rule.rule),
    )


ROUTED: list[Flask] = []
RULES = routes()
ONLY_ASKING = {
    "reconcile.ask": "a batch of a hundred names is no address; the protocol posts it as a form from any site",
}
"""Endpoints that take a POST and change nothing, each with its reason."""
UNSAFE = [rule for rule in RULES if rule.methods - SAFE_METHODS and rule.endpoint not in ONLY_ASKING]


def access_of(rule: Rule) -> str | None:
    return access.access_of(ROUTED[0].view_functions[rule.endpoint])


GUARDED = [rule for rule in RULES if access_of(rule) not in access.OPEN_TO_ALL]


def path_of(rule: Rule) -> str:
    values = {
        name: min(kind.items) if isinstance(kind, AnyConverter) else SAMPLES.get(type(kind).__name__, "x")
        for name, kind in rule._converters.items()
    }
    with ROUTED[0].test_request_context():
        built = ROUTED[0].url_map.bind("localhost").build(rule.endpoint, values, method=min(rule.methods))
    return str(built)


def label(rule: Rule) -> str:
    return f"{rule.endpoint}:{'+'.join(sorted(rule.methods - {'HEAD', 'OPTIONS'}))}"


def test_who_only_asks_is_known() -> None:
    assert {rule.endpoint for rule in RULES if access_of(rule) == access.ASKS_ONLY} == set(ONLY_ASKING)


@pytest.mark.parametrize("rule", RULES, ids=label)
def test_every_endpoint_carries_an_access_mark(rule: Rule) -> None:
    assert access_of(rule) in permissions.ALL | access.OPEN_TO_ALL | {"signed_in"}


def test_each_administrators_pages_ask_for_that_duty() -> None:
    """The one place where the marks themselves are written down twice: a wrong one would open a duty to another."""
    duties = {
        "account": "signed_in",
        "accounts": permissions.ACCOUNTS_MANAGE,
        "roles": permissions.ROLES_MANAGE,
        "audit": permissions.AUDIT_READ,
        "auth": "public",
        "setup": "public",
    }
    marks = {(rule.endpoint.partition(".")[0], access_of(rule)) for rule in RULES}
    assert {mark for mark in marks if mark[0] in duties} == set(duties.items())


@pytest.mark.parametrize("rule", GUARDED, ids=label)
def test_nobody_gets_in_without_signing_in(site: Site, rule: Rule) -> None:
    if "GET" in rule.methods:
        answer = site.browser().get(path_of(rule), follow_redirects=False)
        assert (answer.status_code, answer.location and answer.location.partition("?")[0]) in (
            (302, "/login"),
            (401, None),
        )
    for method in rule.methods - SAFE_METHODS:
        browser = site.browser()
        answer = browser.client.open(path_of(rule), method=method, headers={"X-CSRFToken": browser.csrf_token()})
        assert answer.status_code == 401


@pytest.mark.parametrize("role", ["reader", "system_admin", "security_admin", "audit_admin"])
def test_nobody_gets_in_without_the_permission(site: Site, role: str) -> None:
    browser, person = site.signed_in((role, "苏仙区"), is_enrolled=role != "reader")
    held = site.scalar(
        "select array_agg(permission) from app.role_permission p join app.role_grant g on g.role = p.role"
        " where g.user_id = :id",
        id=person.id,
    )
    token = browser.csrf_token()
    wrong = []
    for rule in GUARDED:
        needed = access_of(rule)
        if needed == "signed_in" or needed in held:
            continue
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            answer = browser.client.open(path_of(rule), method=method, headers={"X-CSRFToken": token})
            if answer.status_code != 403:
                wrong.append((label(rule), method, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("rule", UNSAFE, ids=label)
def test_no_change_without_a_csrf_token(site: Site, rule: Rule) -> None:
    """WB3: for visitors and for somebody who may do everything a person may."""
    head = site.audit_head()
    strangers = [site.browser(), *(_signed_in(site, role) for role in ("steward", "system_admin"))]
    before = site.audit_head()
    for browser in strangers:
        for method in rule.methods - SAFE_METHODS:
            for headers in ({}, {"X-CSRFToken": "wrong"}):
                answer = browser.client.open(path_of(rule), method=method, headers=headers)
                assert answer.status_code == 400, (method, headers)
    assert site.audit_head() == before
    assert head <= before


_browsers: dict[tuple[int, str], Any] = {}


def _signed_in(site: Site, role: str) -> Any:
    """One browser per role for the whole module: these calls must leave it signed in."""
    key = (id(site), role)
    if key not in _browsers:
        _browsers[key] = site.signed_in((role, "中华人民共和国"))[0]
    return _browsers[key]
