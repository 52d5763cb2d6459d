"""Asking others in a real browser: a unit by its link, the public by its page, an officer who deals with both; and no
barrier on any of these pages, wide and narrow, light and dark.
"""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from playwright.sync_api import expect

from tests.builders.cases import Office, naming, office
from tests.builders.cases import accepted as accept
from tests.builders.consultations import asked_public, comment, consulted, declared, links, review_with
from tests.journeys.conftest import Journey
from tests.journeys.test_naming_case import Hands
from tests.static.barriers import barriers, small_targets

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def bureau(journey: Journey) -> Office:
    found = office(journey.database)
    found.today = journey.clock.today
    return found


@pytest.fixture(scope="module")
def case_id(bureau: Office) -> UUID:
    """Units asked, the public asked, a comment received, experts on the docket."""
    found = consulted(bureau, accept(bureau, naming(bureau, "睦安路")))
    comment(bureau, asked_public(bureau, found), text="保留老地名（虚构）", author="王五（虚构）")
    review_with(bureau, found, "赵一（虚构）", "钱二（虚构）")
    declared(bureau, found, "钱二（虚构）")
    return found


def test_a_unit_answers_by_its_link_on_a_telephone(journey: Journey, bureau: Office, case_id: UUID) -> None:
    link = next(link for link in links(bureau, case_id) if "公安" in link.unit)
    unit = Hands(journey.visitor(viewport={"width": 360, "height": 740}))
    unit.go(f"/consultations/reply/{link.token}")
    unit.done("睦安路")
    unit.no_barrier()
    unit.page.get_by_label("有条件同意", exact=True).check()
    unit.press("提交答复")
    unit.done("答复人")
    unit.write("说明", "须先确定门牌起点（虚构）")
    unit.write("答复人", "李四（虚构）")
    unit.press("提交答复")
    unit.done("答复已收到")
    unit.page.get_by_label("同意", exact=True).check()
    unit.press("更正答复")
    unit.done("答复已收到")
    unit.close()


@pytest.mark.parametrize("script", ["", "Object.defineProperty(navigator, 'clipboard', {value: undefined})"])
def test_the_notice_to_a_unit_is_copied_by_a_press(
    journey: Journey, bureau: Office, case_id: UUID, script: str
) -> None:
    """Also where the browser has no clipboard for pages, as without TLS."""
    context = journey.officer("reviewer", "431003")
    context.add_init_script(script)
    reviewer = Hands(context)
    reviewer.go(f"/work/cases/{case_id}/consultations")
    reviewer.page.get_by_role("button", name=re.compile("^(换发|生成)链接")).first.click()
    reviewer.done("请现在复制或打印")
    reviewer.no_barrier()
    link = reviewer.page.locator("code.once").first.inner_text()
    reviewer.press("复制通知")
    reviewer.done("已复制")
    reviewer.go("/")
    search = reviewer.page.locator("input[data-suggest]").first
    search.focus()
    reviewer.page.keyboard.press("Control+V")
    # The box takes 100 characters.
    assert f"请在下面的网址答复： {link[:40]}" in search.input_value()
    reviewer.close()


def test_the_public_reads_comments_and_is_answered(journey: Journey, bureau: Office, case_id: UUID) -> None:
    consultation = bureau.scalar("select id from gazetteer.public_consultation where case_id = :id", id=case_id)
    visitor = Hands(journey.visitor(viewport={"width": 360, "height": 740}))
    visitor.go("/consultations")
    visitor.press("睦安路", "link")
    expect(visitor.page).to_have_url(re.compile(f"{consultation}$"))
    visitor.no_barrier()
    visitor.write("您的意见", "好记好写（虚构）${alert(1)}<b>")
    visitor.press("提交意见")
    visitor.done("意见已收到")
    reviewer = Hands(journey.officer("reviewer", "431003"))
    reviewer.go(f"/work/cases/{case_id}/consultations")
    mine = reviewer.page.locator(".comment", has_text="好记好写")
    mine.get_by_role("button", name=re.compile("^公开")).click()
    reviewer.done("意见已公开")
    mine.get_by_label("理由", exact=True).fill("采纳，名称不变（虚构）")
    mine.get_by_role("button", name="登记答复").click()
    reviewer.done("答复已存入案卷")
    visitor.go(f"/consultations/{consultation}")
    visitor.done("采纳，名称不变（虚构）")
    visitor.done("好记好写（虚构）${alert(1)}<b>")
    visitor.close()
    reviewer.close()


@pytest.mark.parametrize(("width", "scheme", "language"), [(1280, "light", "zh_Hans_CN"), (320, "dark", "en")])
def test_no_barrier(journey: Journey, bureau: Office, case_id: UUID, width: int, scheme: str, language: str) -> None:
    viewport = {"width": width, "height": 900}
    context = journey.officer("reviewer", "431003", viewport=viewport, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"/language/{language}?next=/accessibility")
    case = f"/work/cases/{case_id}"
    consultation = bureau.scalar("select id from gazetteer.public_consultation where case_id = :id", id=case_id)
    token = links(bureau, case_id, _unit(bureau, case_id))[0].token
    found = {}
    for path in (
        f"{case}/consultations", f"{case}/experts", f"{case}/reports", f"{case}/reports/opinions",
        f"{case}/reports/experts", f"{case}/reports/assessment/edit", "/work", "/consultations",
        f"/consultations/{consultation}", f"/consultations/reply/{token}",
    ):  # fmt: skip
        page.goto(path)
        broken = barriers(page, colours_only=scheme != "light", panels="details:not(.menu)")
        too_wide = page.evaluate("document.documentElement.scrollWidth") > width
        small = small_targets(page)
        if broken or too_wide or small:
            found[path] = (broken, too_wide, small)
    assert found == {}
    context.close()


def _unit(bureau: Office, case_id: UUID) -> UUID:
    found: UUID = bureau.scalar("select id from gazetteer.case_consultation where case_id = :id limit 1", id=case_id)
    return found
