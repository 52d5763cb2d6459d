"""J5: names of a clean-up campaign judged in a real browser by the keyboard alone, and on a telephone by touch."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.builders.campaigns import add_streets, names, scanned, step
from tests.builders.campaigns import running as campaign_steps
from tests.builders.cases import Office, office
from tests.builders.register import add_officer, small_register
from tests.builders.site import quick_hashing
from tests.conftest import Database
from tests.journeys.conftest import Journey
from tests.static.browser import served, watch
from tests.static.test_pages import AXE, RULES, SMALL_TARGETS

__all__ = ["quick_hashing"]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def bureau(module_database: Database) -> Office:
    small_register(module_database.app)
    add_streets(module_database)
    with module_database.owner.begin() as connection:
        add_officer(connection, "system_admin", "156", login="first-admin")
    return office(module_database)


@pytest.fixture(scope="module")
def site(bureau: Office, module_database: Database, quick_hashing: None, browser: Browser) -> Iterator[Journey]:
    made = Journey(module_database)
    with served(made.app) as address:
        made.address, made.browser_engine = address, browser
        yield made
    made.app.extensions["databases"].dispose()


@pytest.fixture(scope="module")
def campaign(bureau: Office) -> str:
    """In triage; the address of its page."""
    campaign_id = scanned(bureau)
    command = step(bureau, campaign_id)
    with bureau.as_("reviewer@suxian") as work:
        campaign_steps.take_step(work, command, "start_triage")
    assert len(names(bureau, campaign_id)) == 5
    return f"/work/campaigns/{campaign_id}"


def faults(page: Page) -> list[object]:
    page.evaluate("document.querySelectorAll('details').forEach((item) => { item.open = true; })")
    page.evaluate(AXE)
    found = page.evaluate("(rules) => axe.run({ runOnly: rules })", RULES)["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]][:3]) for rule in found]


def press(page: Page, key: str) -> None:
    page.locator("html[data-keys=ready]").wait_for()
    page.keyboard.press(key)


def shown(page: Page) -> str:
    return page.locator(".triage-card h2").inner_text()


def test_a_whole_board_by_the_keyboard(site: Journey, campaign: str) -> None:
    """One key a name: five names, five keys; moving, taking back, and no key while somebody writes."""
    context = site.officer("clerk", "431003")
    page = context.new_page()
    record = watch(page)
    page.goto(f"{campaign}/triage")
    first = shown(page)
    press(page, "j")
    expect(page.locator(".triage-card h2")).not_to_have_text(first)
    press(page, "k")
    expect(page.locator(".triage-card h2")).to_have_text(first)
    assert faults(page) == []

    page.get_by_label("说明").fill("12j")
    assert shown(page) == first  # letters are letters in a field
    page.keyboard.press("Tab")
    press(page, "2")
    expect(page.locator("aside")).to_contain_text("12j")
    press(page, "u")
    expect(page.locator(".triage-card h2")).to_have_text(first)
    page.locator("html[data-keys=ready]").wait_for()  # the script remembers the box only once it runs
    page.get_by_label(re.compile("用单个按键")).uncheck()
    press(page, "2")
    page.reload()
    assert shown(page) == first  # the keys stay off
    page.get_by_label(re.compile("用单个按键")).check()
    for number, key in enumerate("22231", start=1):
        press(page, key)
        expect(page.locator("aside .plain-list li")).to_have_count(number)
    expect(page.get_by_role("main")).to_contain_text("没有要您甄别的名称")
    assert record.errors == []
    assert record.outside == []
    context.close()


def test_by_touch_and_without_script(site: Journey, campaign: str) -> None:
    context = site.officer("reviewer", "431003", viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{campaign}/triage")
    for number in range(1, 6):
        page.locator("button[value=change]").click()
        expect(page.locator("aside .plain-list li")).to_have_count(number)
    context.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_pages_without_barrier(site: Journey, campaign: str, width: int) -> None:
    context = site.officer("reviewer", "431003", viewport={"width": width, "height": 800})
    page = context.new_page()
    record = watch(page)
    for path in ("/work/campaigns", "/work/campaigns/new", campaign, f"{campaign}/triage", f"{campaign}/report"):
        page.goto(path)
        assert faults(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        if width == 320:
            assert page.evaluate(SMALL_TARGETS) == [], path
    assert record.errors == []
    context.close()
