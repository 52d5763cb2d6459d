"""Every component in a browser: accessible in each look, whole on a narrow screen, usable without script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from jinja2 import nodes
from playwright.sync_api import Browser, BrowserContext, Page

from tests.static.barriers import barriers, small_targets
from tests.static.browser import served, watch
from tests.static.sample_app import ROOT, create_sample_app

PAGES = ("/", "/search?q=白露塘", "/search?q=无", "/place", "/map", "/work/queue", "/work/form?wrong=1", "/error")
LOOKS = {
    "light": ({}, "light"),
    "dark by system": ({}, "dark"),
    "dark by choice, large": ({"theme": "dark", "text": "large"}, "light"),
    "high contrast": ({"contrast": "high"}, "light"),
}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(create_sample_app()) as running:
        yield running


def _open(browser: Browser, address: str, look: str, width: int) -> tuple[BrowserContext, Page]:
    cookies, scheme = LOOKS[look]
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    return context, context.new_page()


@pytest.mark.browser
@pytest.mark.parametrize("look", LOOKS)
def test_no_barrier_and_nothing_from_outside(browser: Browser, address: str, look: str) -> None:
    context, page = _open(browser, address, look, 1280)
    record = watch(page)
    found = {}
    for path in PAGES:
        page.goto(address + path)
        found[path] = barriers(page, colours_only=look != "light")
    context.close()
    assert {path: rules for path, rules in found.items() if rules} == {}
    assert record.outside == []
    assert [error for error in record.errors if "404" not in error] == []


@pytest.mark.browser
@pytest.mark.parametrize("look", ["light", "dark by choice, large"])
def test_whole_at_320_pixels(browser: Browser, address: str, look: str) -> None:
    context, page = _open(browser, address, look, 320)
    wide, small = {}, {}
    for path in PAGES:
        page.goto(address + path)
        wide[path] = page.evaluate("document.documentElement.scrollWidth")
        small[path] = small_targets(page)
    context.close()
    assert {path: width for path, width in wide.items() if width > 320} == {}
    assert {path: targets for path, targets in small.items() if targets} == {}


@pytest.mark.browser
def test_without_script_everything_but_the_map_works(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_text("显示", exact=True).click()
    large = page.get_by_role("link", name="大字")
    assert large.get_attribute("href") == "/display?text=large&next=%2F"
    assert page.get_by_role("group", name="字号").locator("[aria-current]").inner_text() == "标准"

    page.get_by_role("combobox").or_(page.get_by_role("searchbox")).fill("白露塘")
    page.get_by_role("button", name="查询").click()
    assert urlsplit(page.url).path == "/search"
    assert page.locator(".result").count() == 3
    assert page.locator("noscript .map-missing").count() == 1
    context.close()


@pytest.mark.browser
def test_cookies_choose_the_look_and_unknown_values_do_not(browser: Browser, address: str) -> None:
    context = browser.new_context()
    context.add_cookies(
        [
            {"name": "theme", "value": "dark", "url": address},
            {"name": "text", "value": '"><script>', "url": address},
        ]
    )
    page = context.new_page()
    page.goto(address)
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    assert page.locator("html").get_attribute("data-text") is None
    context.close()


@pytest.mark.browser
def test_keyboard_reaches_the_text_first(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/place")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()


@pytest.mark.browser
def test_focus_goes_to_the_list_of_faults(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/work/form?wrong=1")
    page.wait_for_selector("#problems:focus")
    page.locator("#problems a").first.click()
    assert page.evaluate("document.activeElement.id || location.hash.slice(1)") == "name"
    described = page.locator("#name").get_attribute("aria-describedby") or ""
    assert all(page.locator(f"#{part}").count() == 1 for part in described.split())
    page.close()


@pytest.mark.browser
def test_without_review_number_no_public_map_but_its_words(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/place?number=")
    assert page.locator(".map, canvas").count() == 0
    assert page.get_by_text("本图尚未取得审图号").count() == 1
    assert page.get_by_text("邻近地名").count() > 0
    page.close()


@pytest.mark.browser
def test_every_map_carries_its_number_at_the_lower_left(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    for path in ("/place", "/map", "/search?q=x"):
        page.goto(address + path)
        page.wait_for_selector(".map[data-ready]")
        stamp, frame = page.locator(".map-review-number"), page.locator(".map").bounding_box()
        box = stamp.bounding_box()
        assert stamp.inner_text().startswith("审图号：")
        assert frame
        assert box
        assert box["x"] - frame["x"] < 20
        assert frame["y"] + frame["height"] - box["y"] - box["height"] < 20
    page.close()


def test_macros_ask_for_words_when_they_are_drawn() -> None:
    """Jinja works out the top level of an imported file once: a word asked for there keeps the first language."""
    environment = create_sample_app().jinja_env
    for path in sorted((ROOT / "geoapp/web/templates/_macros").glob("*.html")):
        tree = environment.parse(Path(path).read_text(encoding="utf-8"))
        for node in tree.body:
            if not isinstance(node, nodes.Macro):
                asked = [call.node.name for call in node.find_all(nodes.Call) if isinstance(call.node, nodes.Name)]
                assert "_" not in asked, path.name
