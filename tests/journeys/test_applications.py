"""An application in a real browser: kept as it is written, two windows, a telephone, no script; no barrier anywhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.builders.applications import FIELDS
from tests.builders.cases import PDF
from tests.journeys.conftest import Journey
from tests.journeys.test_naming_case import Hands
from tests.static.barriers import barriers, small_targets
from tests.static.browser import watch

pytestmark = pytest.mark.browser
TELEPHONE = {"viewport": {"width": 360, "height": 740}}


def begun(context: BrowserContext, category: str = "street") -> Hands:
    hands = Hands(context)
    hands.go("/apply")
    hands.page.get_by_label("类别").select_option(category)
    hands.write("所在政区", "苏仙区")
    hands.press("建立草稿")
    expect(hands.page).to_have_url(re.compile(r"/apply/[\w-]{32}$"))
    return hands


def saved(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_have_text(re.compile(r"已保存 \d\d:\d\d"))


def test_from_a_telephone_to_the_office(journey: Journey) -> None:
    applicant = begun(journey.visitor(**TELEPHONE))
    record = watch(applicant.page)
    link = applicant.page.url
    for task, fields in {
        "名称": {"拟用名称": "栖霞岭路"},
        "理由和含义": {"理由": FIELDS["reason"], "含义": FIELDS["meaning"]},
        "申请单位与联系人": {
            "申请单位": FIELDS["applicant_unit"], "联系人": FIELDS["contact_person"], "联系电话": "0735-0000000",
        },
    }.items():  # fmt: skip
        applicant.page.get_by_role("link", name=re.compile(f"^{task}")).click()
        for label, words in fields.items():
            applicant.write(label, words)
        applicant.page.keyboard.press("Tab")
        saved(applicant.page)
        if task == "名称":  # the others have the same template
            applicant.no_barrier()
        applicant.page.goto(link)
    applicant.page.get_by_role("link", name=re.compile("^位置")).click()
    applicant.page.locator("[data-map][data-ready]").wait_for(timeout=30_000)
    applicant.write("位置描述", FIELDS["position_text"])
    applicant.page.locator("[data-map]").click(position={"x": 120, "y": 120})
    expect(applicant.page.get_by_label("经度")).to_have_value(re.compile(r"^11[23]\.\d{6}$"))
    saved(applicant.page)
    applicant.press("用图的中心作为位置")
    applicant.no_barrier()
    applicant.press("保存，回到申请")
    applicant.page.get_by_role("link", name=re.compile("^材料")).click()
    for kind in ("application", "site_plan"):
        applicant.page.get_by_label("材料种类").select_option(kind)
        file: Any = {"name": f"{kind}.pdf", "mimeType": "application/pdf", "buffer": PDF}
        applicant.page.get_by_label("文件").set_input_files(file)
        applicant.press("上传")
        applicant.done("材料已保存")
    applicant.no_barrier()
    applicant.page.goto(link)
    expect(applicant.page.get_by_text("已填", exact=True)).to_have_count(5)
    applicant.no_barrier()
    applicant.press("检查并提交", "link")
    applicant.no_barrier()
    applicant.press("提交命名申请")
    applicant.done("申请已提交")
    applicant.no_barrier()
    assert (record.outside, record.errors) == ([], [])
    clerk = Hands(journey.officer("clerk", "431003"))
    clerk.go("/work/applications")
    clerk.press("栖霞岭路", "link")
    clerk.page.locator("[data-map][data-ready]").wait_for(timeout=30_000)
    clerk.no_barrier()
    clerk.press("接收为案件")
    clerk.done("已接收为案件草稿")
    applicant.page.goto(link)
    applicant.done("已接收，正在整理")
    applicant.close()
    clerk.close()


def typed_before_the_script_is_there(page: Page, path: str) -> None:
    held: list[Any] = []
    page.route("**/apply.js", lambda route: held.append(route))
    page.goto(path, wait_until="commit")
    page.get_by_label("来历", exact=False).first.fill("写得比脚本快（虚构）")
    expect(page.locator("[data-save-state]")).to_have_text("")
    for route in held:
        route.continue_()
    page.unroute("**/apply.js")
    saved(page)
    page.goto(path)
    expect(page.get_by_label("来历", exact=False).first).to_have_value("写得比脚本快（虚构）")
    page.close()


def test_two_windows_and_a_lost_connection(journey: Journey) -> None:
    context = journey.visitor()
    first = begun(context)
    path = f"{first.page.url}/reason"
    typed_before_the_script_is_there(context.new_page(), path)
    second = context.new_page()
    for page in (first.page, second):
        page.goto(path)
    reason = [page.get_by_label("理由", exact=True) for page in (first.page, second)]
    reason[0].fill("第一个窗口")
    saved(first.page)
    reason[1].fill("第二个窗口")
    expect(second.locator(".elsewhere-text:visible")).to_have_text("第一个窗口")
    expect(reason[1]).to_have_value("第二个窗口")
    assert barriers(second) == []
    second.get_by_label("含义", exact=True).fill("另一项不受影响")
    saved(second)
    second.get_by_role("button", name="用我写的").click()
    saved(second)
    first.page.reload()
    expect(reason[0]).to_have_value("第二个窗口")
    context.set_offline(True)
    reason[0].fill("断线时写的")
    expect(first.page.locator("[data-save-state]")).to_contain_text("还没有保存")
    context.set_offline(False)
    saved(first.page)
    second.reload()
    expect(reason[1]).to_have_value("断线时写的")
    context.close()


def test_names_are_checked_while_one_types(journey: Journey) -> None:
    applicant = begun(journey.visitor(), "division")
    applicant.page.goto(f"{applicant.page.url}/names")
    applicant.write("拟用名称", "白露塘镇")
    expect(applicant.page.locator("#reports")).to_contain_text("第九条第八项")
    applicant.write("拟用名称", "白露塘镇\n栖霞岭镇")
    expect(applicant.page.locator("#reports h2")).to_have_count(2)
    applicant.no_barrier()
    applicant.close()


def test_without_script(journey: Journey) -> None:
    applicant = begun(journey.visitor(java_script_enabled=False, **TELEPHONE))
    link = applicant.page.url
    applicant.page.goto(f"{link}/reason")
    applicant.write("理由", "没有脚本也能写（虚构）")
    applicant.press("保存，回到申请")
    applicant.done("已保存")
    applicant.page.goto(f"{link}/reason")
    expect(applicant.page.get_by_label("理由", exact=True)).to_have_value("没有脚本也能写（虚构）")
    applicant.page.goto(f"{link}/position")
    assert applicant.page.get_by_role("button", name="用图的中心作为位置").count() == 0
    applicant.close()


def test_small_targets(journey: Journey) -> None:
    applicant = begun(journey.visitor(**TELEPHONE))
    link = applicant.page.url
    for part in ("", "/names", "/position", "/applicant", "/papers", "/review"):
        applicant.page.goto(link + part)
        assert small_targets(applicant.page) == [], part
        assert applicant.page.evaluate("document.documentElement.scrollWidth") == 360, part
    applicant.close()
