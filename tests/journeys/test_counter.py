"""An application at the counter in a real browser: a draft from its first words, two windows, nothing that is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Journey
from tests.journeys.test_naming_case import Hands
from tests.static.barriers import barriers, small_targets
from tests.static.browser import watch

pytestmark = pytest.mark.browser


def said(page: Page, words: str = r"已保存 \d\d:\d\d") -> None:
    expect(page.locator("[data-save-state]")).to_have_text(re.compile(words))


@pytest.mark.parametrize("width", [1280, 360])
def test_a_tab_that_is_closed_loses_nothing(journey: Journey, width: int) -> None:
    clerk = Hands(journey.officer("clerk", "431003", viewport={"width": width, "height": 800}))
    record = watch(clerk.page)
    clerk.go("/work/cases/new")
    clerk.page.get_by_label("更名", exact=True).check()
    clerk.page.get_by_label("命名", exact=True).check()
    expect(clerk.page).to_have_url(re.compile("/work/cases/new$"))
    clerk.write("拟用名称", "听松路")
    expect(clerk.page).to_have_url(re.compile(r"/work/cases/[0-9a-f-]{36}/edit$"))
    said(clerk.page)
    clerk.page.get_by_label("经度").fill("11x")
    clerk.page.keyboard.press("Tab")
    said(clerk.page, "标红的项还读不懂")
    expect(clerk.page.locator("[data-field=lon] .field-error")).to_contain_text("十进制度数")
    assert barriers(clerk.page) == []
    address = clerk.page.url
    clerk.page.close()
    clerk.page = clerk.context.new_page()
    clerk.page.goto(address)
    expect(clerk.page.get_by_label("经度")).to_have_value("11x")
    expect(clerk.page.get_by_label("拟用名称")).to_have_value("听松路")
    assert small_targets(clerk.page) == []
    assert clerk.page.evaluate("document.documentElement.scrollWidth") == width
    clerk.page.get_by_label("经度").fill("113.05")
    clerk.page.get_by_label("纬度").fill("25.78")
    clerk.press("保存申请")
    clerk.done("申请已保存")
    # A tile of the map that a busy server could not give is asked for again.
    assert (record.outside, [error for error in record.errors if "503" not in error]) == ([], [])
    clerk.close()


def test_names_are_checked_while_they_are_typed(journey: Journey) -> None:
    clerk = Hands(journey.officer("clerk", "431003"))
    clerk.go("/work/cases/new")
    clerk.write("拟用名称", "毛泽东路")
    expect(clerk.page.locator("#reports")).to_contain_text("国家领导人的名字")
    clerk.no_barrier()
    clerk.page.get_by_label("拟用名称").fill("听雪路")
    expect(clerk.page.locator("#reports")).to_contain_text("听雪路")
    expect(clerk.page.locator("#reports")).not_to_contain_text("国家领导人的名字")
    clerk.close()


def test_the_place_that_is_chosen_fills_the_form(journey: Journey) -> None:
    """Where nobody has typed; what was typed stays, and the present name is told beside its field."""
    clerk = Hands(journey.officer("clerk", "431003"))
    place = journey.place("栖云山")
    clerk.go("/work/cases/new")
    clerk.write("拟用名称", "望云山")
    said(clerk.page)
    clerk.page.get_by_label("更名", exact=True).check()
    clerk.page.get_by_label("位置描述").fill("我量的（虚构）")
    clerk.page.get_by_label("现有地名").fill(str(place))
    clerk.page.keyboard.press("Tab")
    expect(clerk.page.locator("#known")).to_contain_text("栖云山")
    expect(clerk.page.get_by_label("来历")).to_have_value(
        "原名“栖云山”。含义：云栖之山（虚构）。来历：山顶常有云（虚构）。"
    )
    expect(clerk.page.get_by_label("经度")).to_have_value("113.060000")
    expect(clerk.page.get_by_label("位置描述")).to_have_value("我量的（虚构）")
    clerk.page.get_by_label("更正", exact=True).check()
    expect(clerk.page.get_by_label("含义")).to_have_value("云栖之山（虚构）")
    expect(clerk.page.get_by_label("来历")).to_have_value("山顶常有云（虚构）")
    clerk.no_barrier()
    clerk.close()


def test_signed_out_while_typing(journey: Journey) -> None:
    """Fifteen minutes at the telephone: whoever signs in again in another window loses nothing of this one."""
    clerk = Hands(journey.officer("clerk", "431003"))
    clerk.go("/work/cases/new")
    clerk.write("拟用名称", "听泉路")
    said(clerk.page)
    clerk.context.clear_cookies()
    clerk.page.get_by_label("理由").fill("放下电话以后写的")
    said(clerk.page, "还没有保存.*另一个窗口登录")
    colleague = journey.officer("clerk", "431003")
    clerk.context.add_cookies(
        [{"name": one["name"], "value": one["value"], "url": journey.address} for one in colleague.cookies()]
    )
    expect(clerk.page.locator("[data-save-state]")).to_have_text(re.compile(r"已保存 \d\d:\d\d"), timeout=20_000)
    clerk.page.reload()
    expect(clerk.page.get_by_label("理由")).to_have_value("放下电话以后写的")
    for context in (clerk.context, colleague):
        context.close()


def test_two_windows_and_words_from_before_the_script(journey: Journey) -> None:
    clerk = Hands(journey.officer("clerk", "431003"))
    clerk.go("/work/cases/new")
    clerk.write("拟用名称", "听涛路")
    said(clerk.page)
    second = clerk.context.new_page()
    held: list[Any] = []
    second.route("**/case_edit.js", lambda route: held.append(route))
    second.goto(clerk.page.url, wait_until="commit")
    second.get_by_label("来历").fill("写得比脚本快（虚构）")
    for route in held:
        route.continue_()
    said(second)
    clerk.page.get_by_label("理由").fill("第一个窗口")
    said(clerk.page)
    second.get_by_label("理由").fill("第二个窗口")
    expect(second.locator(".elsewhere-text:visible")).to_have_text("第一个窗口")
    expect(second.get_by_label("理由")).to_have_value("第二个窗口")
    assert barriers(second) == []
    clerk.page.get_by_label("注销", exact=True).check()
    said(clerk.page)
    second.get_by_label("更名", exact=True).check()
    expect(second.locator("[data-field=kind] .elsewhere-text")).to_have_text("注销")
    for button in ("[data-field=kind] [data-keep=theirs]", "[data-field=reason] [data-keep=mine]"):
        second.locator(button).click()
    said(second)
    clerk.page.reload()
    expect(clerk.page.get_by_label("理由")).to_have_value("第二个窗口")
    expect(clerk.page.get_by_label("来历")).to_have_value("写得比脚本快（虚构）")
    expect(second.get_by_label("注销", exact=True)).to_be_checked()
    clerk.close()
