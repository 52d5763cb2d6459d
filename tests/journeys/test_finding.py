"""J1: somebody looks for a name and ends on the right page, in two actions, however they know the name."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from geoapp.web.public import EXAMPLES
from tests.journeys.conftest import Journey
from tests.static.browser import watch

pytestmark = pytest.mark.browser

WAYS = [
    ("白露塘镇", "白露塘镇"),
    ("露塘镇", "白露塘镇"),
    ("bailutangzhen", "白露塘镇"),
    ("bái lù táng zhèn", "白露塘镇"),
    ("苏仙区 白露塘镇", "白露塘镇"),
    ("qys", "栖云山"),
    ("白鹿山", "栖云山"),
    ("云山", "栖云山"),
    ("棲雲山", "栖云山"),
]


@pytest.mark.parametrize(("typed", "name"), WAYS)
def test_typing_and_choosing_a_suggestion(journey: Journey, typed: str, name: str) -> None:
    context = journey.visitor()
    page = context.new_page()
    record = watch(page)
    page.goto("/")
    page.get_by_role("combobox").press_sequentially(typed)
    page.get_by_role("option").filter(has_text=name).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    assert record.outside == []
    assert record.errors == []
    context.close()


@pytest.mark.parametrize(("typed", "name"), WAYS)
def test_without_script(journey: Journey, typed: str, name: str) -> None:
    context = journey.visitor(java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.locator("input[name=q]").fill(typed)
    page.get_by_role("button", name="查询").click()
    page.locator(".result .heading a", has_text=name).first.click()
    expect(page.locator("h1")).to_have_text(name)
    assert "地图需要启用脚本" in page.locator("noscript").first.inner_text()
    context.close()


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_of_the_home_page_find_something(journey: Journey, example: str) -> None:
    context = journey.visitor()
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name=example, exact=True).click()
    expect(page.locator(".result").first).to_be_visible()
    context.close()


def test_old_name_says_that_it_is_one(journey: Journey) -> None:
    context = journey.visitor()
    page = context.new_page()
    page.goto("/search?q=白鹿山")
    expect(page.locator(".result").first).to_contain_text("旧称：白鹿山")
    page.locator(".result .heading a").first.click()
    expect(page.get_by_role("row", name="白鹿山")).to_contain_text("曾用名")
    context.close()


def test_keyboard_alone(journey: Journey) -> None:
    """From the first Tab to the record and back to the search, without a mouse."""
    context = journey.visitor()
    page = context.new_page()
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    for _ in range(20):
        if page.locator(":focus").get_attribute("role") == "combobox":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("bailutangzhen")
    expect(page.get_by_role("option").first).to_contain_text("白露塘镇")  # not what bailu alone finds first
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("白露塘镇")

    page.goto("/search")
    page.locator("#q").focus()
    page.keyboard.type("东村")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q="))
    for _ in range(60):
        if page.evaluate("document.activeElement.closest('.result') !== null"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("东")
    context.close()


def test_results_and_map_point_at_each_other(journey: Journey) -> None:
    context = journey.visitor()
    page = context.new_page()
    record = watch(page)
    page.goto("/search?q=白露塘")
    page.locator("[data-map][data-ready]").wait_for()
    row = page.locator(".result").nth(1)
    row.hover()
    expect(row).to_have_attribute("data-active", "true")
    assert record.errors == []
    context.close()


def test_filters_narrow_and_clear(journey: Journey) -> None:
    context = journey.visitor()
    page = context.new_page()
    page.goto("/search?q=东村")
    page.get_by_text("筛选：政区、类别、时间").click()
    page.get_by_label("政区", exact=True).select_option(label="湖南省")
    page.get_by_role("button", name="按条件查询").click()
    page.get_by_label("政区", exact=True).select_option(label="　郴州市")
    page.get_by_role("button", name="按条件查询").click()
    rows = page.locator(".result")
    assert rows.count() > 1
    assert all("郴州市" in text for text in rows.all_inner_texts())
    page.get_by_role("link", name="清除条件").click()
    assert any("郴州市" not in text for text in page.locator(".result").all_inner_texts())
    context.close()


def test_reporting_an_error_from_the_place(journey: Journey) -> None:
    context = journey.visitor()
    page = context.new_page()
    page.goto(f"/place/{journey.place('栖云山')}")
    page.get_by_role("complementary").get_by_role("link", name="纠错").click()
    expect(page.get_by_role("main")).to_contain_text("栖云山")
    page.get_by_label("哪里不对，应该是什么").fill("山名的来历应补充志书记载")
    page.get_by_role("button", name="提交纠错").click()
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"JC\d{8}-\w{6}"))
    context.close()


def test_map_page_lists_what_it_shows(journey: Journey) -> None:
    context = journey.visitor()
    page = context.new_page()
    record = watch(page)
    page.goto(f"/map?place={journey.place('栖云山')}")
    page.locator("[data-map][data-ready]").wait_for()
    twin = page.locator("[data-map-twin]")
    expect(twin.get_by_role("link", name="栖云山")).to_be_visible(timeout=15_000)
    page.locator("[data-map]").focus()
    before = page.url
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("before => window.location.href !== before", arg=before)
    page.get_by_label("地名", exact=True).uncheck()
    expect(twin.get_by_role("link")).to_have_count(0)
    assert record.outside == []
    assert [error for error in record.errors if "503" not in error] == []
    context.close()


def test_division_page_leads_down(journey: Journey) -> None:
    context = journey.visitor()
    page = context.new_page()
    record = watch(page)
    page.goto("/divisions")
    for name in ("湖南省", "郴州市", "苏仙区", "白露塘镇"):
        page.locator(".name-grid").get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
    assert record.outside == []
    assert [error for error in record.errors if "503" not in error] == []
    context.close()
