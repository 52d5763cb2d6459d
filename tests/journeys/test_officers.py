"""An officer settles a reading; the public page says so the same minute."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from gazetteer.cases.services import handling
from tests.builders.cases import Office, before_decision, naming, submitted
from tests.journeys.conftest import Journey
from tests.static.barriers import barriers, small_targets
from tests.static.browser import watch

pytestmark = pytest.mark.browser


def test_deciding_a_reading(journey: Journey) -> None:
    context = journey.officer("reviewer", "431003")
    page = context.new_page()
    record = watch(page)
    page.goto("/work")
    page.goto(f"/place/{journey.place('朝阳台')}")
    expect(page.get_by_role("main")).to_contain_text("多音字“朝”的读音不能确定")
    page.get_by_role("link", name="审定读音").first.click()
    box = page.get_by_label("读音（逐字，带声调）")
    expect(box).to_have_value("cháo yáng tái")
    box.fill("zhao1 yang2 tai2")
    page.get_by_role("button", name="审定并公布读音").click()
    expect(page.get_by_role("alert")).to_contain_text("依据")
    expect(box).to_have_value("zhao1 yang2 tai2")
    page.get_by_label("依据", exact=True).fill("实地调查记录（虚构）")
    page.get_by_role("button", name="审定并公布读音").click()
    expect(page.get_by_role("main")).to_contain_text("读音已审定")
    expect(page.locator(".page-head .spelling")).to_have_text("Zhāoyáng Tái")
    assert [error for error in record.errors if "422" not in error and "503" not in error] == []
    context.close()

    visitor = journey.visitor()
    public = visitor.new_page()
    public.goto("/search?q=zhaoyangtai")
    expect(public.locator(".result").first).to_contain_text("朝阳台")
    visitor.close()


def test_what_an_applicant_is_told(bureau: Office, site: Journey) -> None:
    """The drafted words, the second round, the notices after a step, and the applicant's copy, on a narrow screen."""
    case_id = submitted(bureau, naming(bureau, "罗马路"))
    context = site.officer("reviewer", "431003", viewport={"width": 360, "height": 740})
    page = context.new_page()
    record = watch(page)

    def is_whole() -> None:
        page.evaluate("document.querySelectorAll('details:not(.menu)').forEach((item) => { item.open = true; })")
        assert barriers(page) == []
        assert small_targets(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360

    page.goto(f"/work/cases/{case_id}/steps/ask_correction")
    expect(page.get_by_label("需要补正的内容")).to_have_value(re.compile("^拟用名称“罗马路”：.*第九条第五项"))
    is_whole()
    page.get_by_role("button", name="一次性告知补正").click()
    expect(page.locator("#hand-over")).to_contain_text("补正通知书")
    is_whole()
    step = bureau.step(case_id)
    with bureau.as_("clerk@suxian") as work:
        handling.submit(work, step)
    page.goto(f"/work/cases/{case_id}/steps/ask_correction")
    expect(page.get_by_label("为什么上次没有告知")).to_be_visible()
    is_whole()
    page.goto(f"/work/cases/{case_id}/steps/accept")
    page.get_by_role("button", name="受理", exact=True).click()
    told = re.search(r"受理编号 (\S+)，查询码 (\w{10})", page.get_by_role("main").inner_text())
    assert told
    is_whole()
    with page.expect_download() as printed:
        page.get_by_role("button", name="受理通知书，印上查询码：PDF").click()
    assert "受理通知书" in printed.value.suggested_filename
    page.reload()
    expect(page.locator("#papers")).to_contain_text("受理通知书上印查询码")
    is_whole()
    assert record.errors == []
    context.close()

    context = site.visitor(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto("/cases")
    page.get_by_label("受理编号").fill(told[1])
    page.get_by_label("查询码").fill(told[2])
    page.get_by_role("button", name="查询进度").click()
    expect(page.locator("#notices")).to_contain_text("补正通知书")
    is_whole()
    with page.expect_download() as opened:
        page.get_by_role("button", name="下载受理通知书（PDF）").click()
    assert "受理通知书" in opened.value.suggested_filename
    context.close()


def test_a_list_is_decided_on_a_narrow_screen(bureau: Office, site: Journey) -> None:
    """Each choice can be read at 360 px, with the mark of the row's findings; nothing scrolls sideways."""
    draft = naming(bureau, "威尼斯路")
    items = tuple(replace(draft.items[0], candidate_names=(name, f"新{name}")) for name in ("威尼斯路", "同寿路"))
    case_id = before_decision(bureau, replace(draft, items=items))
    context = site.officer("approver", "431003", viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"/work/cases/{case_id}/steps/approve")
    rows = page.locator(".stacks tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("威尼斯路")
    expect(rows.first).to_contain_text("不应使用")
    for row in rows.all():
        choice = row.locator("select").bounding_box()
        assert choice
        assert choice["width"] > 200
        assert choice["x"] + choice["width"] <= 360
    assert page.locator(".stacks .scroll-x").evaluate("(node) => node.scrollWidth <= node.clientWidth")
    assert small_targets(page) == []
    context.close()
