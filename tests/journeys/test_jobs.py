"""Long work in a real browser: the bar moves and the page comes back by itself, a list with faults, reminders."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.builders.campaigns import opened
from tests.builders.cases import Office, naming, street, submitted
from tests.builders.jobs import work_off
from tests.builders.site import quick_hashing
from tests.journeys.conftest import Journey
from tests.static.barriers import barriers, small_targets
from tests.static.browser import watch

__all__ = ["quick_hashing"]

pytestmark = pytest.mark.browser

LIST = """标准名称,类别,所在政区代码,编号
翠竹巷,街路巷,431003,1
邻区路,街路巷,431002,2
无处路,街路巷,439999,3
"""


def no_barrier(page: Page, width: int) -> None:
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width < 400:
        assert small_targets(page) == []


@pytest.mark.parametrize("width", [1280, 360])
def test_a_machine_pass_with_its_bar(site: Journey, bureau: Office, width: int) -> None:
    campaign = opened(bureau)
    context = site.officer("reviewer", "431003", viewport={"width": width, "height": 800})
    page = context.new_page()
    record = watch(page)
    page.goto(f"/work/campaigns/{campaign}")
    page.get_by_role("button", name="开始筛查").click()
    expect(page.locator("#scan")).to_contain_text("等待执行")
    no_barrier(page, width)
    work_off(bureau.database)
    expect(page.locator("#scan")).to_contain_text("找到 5 个")
    expect(page.get_by_role("link", name="开始甄别")).to_be_visible()
    page.goto("/work/jobs")
    no_barrier(page, width)
    assert record.errors == []
    context.close()


@pytest.mark.parametrize("scripted", [True, False], ids=["with script", "without script"])
def test_a_list_with_faults(site: Journey, bureau: Office, scripted: bool) -> None:
    context = site.officer("steward", "431003", viewport={"width": 360, "height": 800}, java_script_enabled=scripted)
    page = context.new_page()
    page.goto("/work/imports")
    page.get_by_role("link", name="导入地名名录").click()
    page.get_by_label("名录文件").set_input_files(
        {"name": f"名录{scripted}.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    )
    page.get_by_role("button", name="提交导入").click()
    expect(page.get_by_role("main")).to_contain_text("等待执行")
    work_off(bureau.database)
    expect(page.get_by_role("main")).to_contain_text("邻区路：所在政区不在这次导入的政区以内", timeout=20_000)
    if scripted:
        no_barrier(page, 360)
    page.get_by_role("link", name="打开这个批次").click()
    expect(page.locator("#refused")).to_contain_text("无处路：所在政区代码不在本系统的政区里")
    context.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_reminder_on_the_first_page(site: Journey, bureau: Office, width: int) -> None:
    submitted(bureau, naming(bureau, street()))  # on a day long past
    context = site.officer("clerk", "431003", viewport={"width": width, "height": 800})
    person = site.scalar("select id from app.user_account where kind = 'person' order by created_at desc, id limit 1")
    site.execute(
        "insert into gazetteer.reminder (person_id, matter, case_id, item_id, due_on, days_left, detail)"
        " select :person, 'clock', case_id, id, due_on, 5, kind from gazetteer.case_clock"
        " where ended_on is null and due_on is not null",
        person=person,
    )
    page = context.new_page()
    page.goto("/work")
    expect(page.locator("#reminders")).to_contain_text("没有设置邮件服务器")
    no_barrier(page, width)
    page.get_by_role("button", name="全部标为看过").click()
    expect(page.locator("#reminders")).to_have_count(0)
    page.goto("/account/email")
    no_barrier(page, width)
    context.close()
