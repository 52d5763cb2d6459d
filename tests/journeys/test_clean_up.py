"""J5: a clean-up campaign from its setting up to its report in a real browser; its names judged by the keyboard alone,
and on a telephone by touch; signs photographed on a telephone before and after.
"""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.builders.campaigns import end_window, names, scanned, step
from tests.builders.campaigns import running as campaign_steps
from tests.builders.cases import Office
from tests.builders.jobs import work_off
from tests.builders.supervision import png
from tests.journeys.conftest import Journey
from tests.journeys.test_naming_case import Hands
from tests.static.barriers import barriers, small_targets
from tests.static.browser import watch

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def campaign(bureau: Office) -> str:
    """In triage; the address of its page."""
    campaign_id = scanned(bureau)
    command = step(bureau, campaign_id)
    with bureau.as_("reviewer@suxian") as work:
        campaign_steps.take_step(work, command, "start_triage")
    assert len(names(bureau, campaign_id)) == 5
    return f"/work/campaigns/{campaign_id}"


def press(page: Page, key: str) -> None:
    page.locator("html[data-keys=ready]").wait_for()
    page.keyboard.press(key)


def shown(page: Page) -> str:
    return page.locator(".triage-card h2").inner_text()


def at_number(page: Page, number: int) -> None:
    """Two names of the queue have one text: only the number tells them apart."""
    expect(page.locator(".triage-moves span")).to_have_text(f"{number} / 5")


def test_a_whole_board_by_the_keyboard(site: Journey, campaign: str) -> None:
    """One key a name: five names, five keys; moving, taking back, and no key while somebody writes."""
    context = site.officer("clerk", "431003")
    page = context.new_page()
    record = watch(page)
    page.goto(f"{campaign}/triage")
    for key, number in (("j", 2), ("j", 3), ("k", 2), ("k", 1)):
        press(page, key)
        at_number(page, number)
    assert barriers(page) == []

    page.get_by_label("说明").fill("12j")
    at_number(page, 1)  # letters are letters in a field
    page.keyboard.press("Tab")
    press(page, "2")
    expect(page.locator("aside")).to_contain_text("12j")
    press(page, "u")
    at_number(page, 1)
    page.locator("html[data-keys=ready]").wait_for()  # the script remembers the box only once it runs
    page.get_by_label(re.compile("用单个按键")).uncheck()
    press(page, "2")
    page.reload()
    at_number(page, 1)  # the keys stay off
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
        assert barriers(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        if width == 320:
            assert small_targets(page) == [], path
    assert record.errors == []
    context.close()


def judge_all(person: Hands, campaign: str, count: int, keys: dict[str, str]) -> None:
    """One key a name; two names of the queue have one text."""
    person.go(f"{campaign}/triage")
    for number in range(1, count + 1):
        press(person.page, keys[shown(person.page)])
        expect(person.page.locator("aside .plain-list li")).to_have_count(number)
    person.done("没有要您甄别的名称")


def photograph_the_sign(site: Journey, name: str) -> None:
    """On site, with a telephone: the field opens its camera; both pictures are shown beside each other."""
    phone = Hands(site.officer("clerk", "431003", viewport={"width": 360, "height": 740}))
    phone.go(name)
    field = phone.page.get_by_label("照片", exact=False).first
    expect(field).to_have_attribute("capture", "environment")
    for count in (1, 2):  # the form offers what is missing: before, then after
        field.set_input_files({"name": "标牌.png", "mimeType": "image/png", "buffer": png()})
        phone.press("加入照片")
        expect(phone.page.locator("#signs img")).to_have_count(count)
    for label in ("更换前", "更换后"):
        picture = phone.page.get_by_role("region", name=label).get_by_role("img")
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("naturalWidth", 1)
    phone.no_barrier()
    phone.close()


def test_a_campaign_from_its_setting_up_to_its_report(site: Journey, bureau: Office) -> None:
    """Two persons, a third where they differ, the list, an objection, an outcome for each name, the renaming case."""
    reviewer, clerk, approver = (Hands(site.officer(role, "431003")) for role in ("reviewer", "clerk", "approver"))
    reviewer.go("/work/campaigns/new")
    reviewer.write("整治名称", "城区街巷名称清理（虚构）")
    reviewer.write("不列入的名称", "环球大道：规模相符（虚构）")
    reviewer.page.get_by_role("main").locator("form button[type=submit]").click()
    reviewer.press("开始筛查")
    reviewer.done("等待执行")
    work_off(bureau.database)  # the page asks again and again, and loads itself anew at the end
    reviewer.done("另有 1 个按约定不列入")
    campaign = reviewer.page.url.partition("#")[0]
    reviewer.go(f"{campaign}/steps/start_triage")
    reviewer.page.get_by_role("main").locator("form button[type=submit]").click()
    reviewer.done("已开始甄别")

    keep, change = "1", "2"
    judge_all(clerk, campaign, 4, {"巴黎路": change, "帝王街": change, "团结路": keep})
    judge_all(reviewer, campaign, 4, {"巴黎路": change, "帝王街": keep, "团结路": keep})
    judge_all(approver, campaign, 1, {"帝王街": change})

    reviewer.go(f"{campaign}/steps/publish_list")
    reviewer.no_barrier()
    reviewer.page.get_by_role("main").locator("form button[type=submit]").click()
    reviewer.done("清单已公示")
    visitor = Hands(site.visitor(viewport={"width": 360, "height": 740}))
    visitor.go(campaign.replace("/work", ""))
    for name in ("巴黎路", "帝王街"):
        visitor.done(name)
    expect(visitor.page.get_by_role("main")).not_to_contain_text("团结路")
    visitor.no_barrier()

    reviewer.press("帝王街", "link")
    reviewer.write("异议内容", "沿用已久（虚构）")
    reviewer.press("登记异议")
    reviewer.write("答复", "采纳，保留（虚构）")
    reviewer.press("登记答复")
    reviewer.done("答复已登记")
    end_window(bureau, UUID(campaign.rpartition("/")[2]))
    reviewer.go(f"{campaign}/steps/end_objections")
    reviewer.page.get_by_role("main").locator("form button[type=submit]").click()
    reviewer.done("公示已结束")

    for name, outcome, new_name in (("帝王街", "keep", ""), ("巴黎路", "change", "长宁路")):
        approver.go(campaign)
        approver.press(name, "link")
        approver.page.locator("#outcome select").select_option(outcome)
        approver.write("拟改为", new_name)
        approver.write("理由", "按规则（虚构）")
        approver.press("登记处理")
        approver.done("处理结果已登记")
    approver.no_barrier()
    clerk.go(approver.page.url)
    clerk.press("建更名申请")
    clerk.done("更名申请已建为草稿")
    clerk.done("长宁路")
    photograph_the_sign(site, approver.page.url)
    reviewer.go(f"{campaign}/steps/close")
    reviewer.page.get_by_role("main").locator("form button[type=submit]").click()
    reviewer.done("整治已结束")
    reviewer.press("整治报告", "link")
    for words in ("巴黎路", "长宁路", "第三人认定", "1 / 1", "白露塘镇"):
        reviewer.done(words)
    for person in (reviewer, clerk, approver, visitor):
        person.close()
