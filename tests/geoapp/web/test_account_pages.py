"""Sign-in, account, role and audit pages in a browser: without script, by keyboard, on a telephone, for everybody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from geocore.actor import Actor
from geocore.db import unit_of_work
from tests.builders.accounts import PASSWORD
from tests.builders.site import Site
from tests.static.barriers import barriers
from tests.static.browser import served, watch

pytestmark = pytest.mark.browser
COUNTRY = "中华人民共和国"
PAGES = {
    "/login": None,
    "/login/second-factor": "pending",
    "/account": "security_admin",
    "/account/password": "security_admin",
    "/work/accounts": "system_admin",
    "/work/roles": "security_admin",
    "/work/audit": "audit_admin",
}


@pytest.fixture(scope="module")
def address(module_site: Site) -> Iterator[str]:
    for number in range(12):
        actor = Actor(None, f"测试员{number % 4}", remote_address="10.1.1.1")
        with unit_of_work(module_site.app.extensions["databases"].app, actor) as work:
            work.audit("sample.step", "thing", number, result="denied" if number % 5 == 0 else "done", changes={"n": 1})
    module_site.person(("clerk", "苏仙区"), ("reviewer", "北湖区"), name="欧阳经办")
    with served(module_site.app) as running:
        yield running


@pytest.fixture(scope="module")
def cookies(module_site: Site) -> dict[str | None, str | None]:
    """A session for each kind of person."""
    found: dict[str | None, str | None] = {None: None}
    for role in ("system_admin", "security_admin", "audit_admin"):
        found[role] = module_site.signed_in((role, COUNTRY), name="司马管理员")[0].cookie()
    pending = module_site.person(("clerk", "苏仙区"), is_enrolled=False)
    waiting = module_site.browser()
    waiting.post("/login", {"login": pending.login, "password": PASSWORD})
    found["pending"] = waiting.cookie()
    return found


@pytest.fixture
def opened(browser: Browser, address: str, cookies: dict[str | None, str | None]) -> Iterator:
    contexts: list[BrowserContext] = []

    def open_page(path: str, **options) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        cookie = cookies[PAGES.get(path)]
        if cookie:
            context.add_cookies([{"name": "geoapp_sign_in", "value": cookie, "url": address}])
        page = context.new_page()
        page.record = watch(page)
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", sorted(PAGES))
def test_no_barrier_no_error_nothing_from_outside(opened, path: str, scheme: str) -> None:
    page = opened(path, color_scheme=scheme, viewport={"width": 1280, "height": 900})
    assert barriers(page, colours_only=scheme != "light") == []
    assert page.record.outside == []
    assert page.record.errors == []


@pytest.mark.parametrize("path", sorted(PAGES))
def test_whole_on_a_narrow_screen(opened, path: str) -> None:
    page = opened(path, viewport={"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_signing_in_without_script_and_without_mouse(browser: Browser, address: str, module_site: Site) -> None:
    person = module_site.person(("clerk", "苏仙区"))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/login")
    page.get_by_label("登录名").focus()
    page.keyboard.type(person.login)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/login/second-factor*")
    page.get_by_label("6 位动态验证码").focus()
    page.keyboard.type(person.code(module_site.clock.now))
    page.keyboard.press("Enter")
    page.wait_for_url("**/work")
    page.goto(address + "/account")
    assert page.get_by_role("heading", level=1).inner_text() == person.login
    page.get_by_role("button", name="退出", exact=True).press("Enter")
    page.wait_for_url(address + "/")
    page.goto(address + "/account")
    assert page.url.startswith(address + "/login")
    context.close()


def test_why_somebody_may_is_shown_on_focus(opened) -> None:
    page = opened("/work/roles", viewport={"width": 1280, "height": 900})
    mark = page.locator("tr", has_text="欧阳经办").locator(".why").first
    words = mark.locator(".why-text")
    before = mark.bounding_box()
    assert not words.is_visible()
    mark.focus()
    assert words.is_visible()
    assert "授予人" in words.inner_text()
    assert mark.bounding_box() == before  # nothing moves under the pointer


def test_the_lanes_lead_to_the_rows(opened) -> None:
    page = opened("/work/audit", viewport={"width": 1280, "height": 900})
    targets = page.eval_on_selector_all(".lanes a", "links => links.map(link => link.getAttribute('href'))")
    rows = page.eval_on_selector_all("tr[id^=seq-]", "rows => rows.map(row => '#' + row.id)")
    assert sorted(targets) == sorted(rows)
