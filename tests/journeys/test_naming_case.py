"""J2, J3: a name from the application to its filing in a real browser, each officer in their own; then a renaming.

Actions are clicks, choices of files and fields typed in: what an officer does with hands. The goal counts them from
the approval to the filing.
"""

from __future__ import annotations

import re
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, expect

from tests.builders.register import SUXIAN, Place, add_places, console_work
from tests.journeys.conftest import Journey
from tests.static.barriers import barriers
from tests.static.browser import watch

pytestmark = pytest.mark.browser

PDF: FilePayload = {"name": "材料.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 (invented)"}
ACTIONS_ALLOWED = 12
NEAR = 10
"""So many presses of Tab lead from the skip link, or from one field, to the next thing to do."""


class Hands:
    """One officer at one page; counts what they do."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.record = watch(self.page)
        self.actions = 0

    def go(self, path: str) -> None:
        """Maps may still be loading: nobody waits for them here."""
        self.page.goto(path, wait_until="domcontentloaded")

    def press(self, name: str, role: Literal["button", "link"] = "button") -> None:
        self.actions += 1
        self.page.get_by_role(role, name=name, exact=True).first.click()

    def write(self, label: str, text: str) -> None:
        self.actions += 1
        self.page.get_by_label(label, exact=False).first.fill(text)

    def put(self, label: str) -> None:
        self.actions += 1
        self.page.get_by_label(label, exact=False).first.set_input_files(PDF)

    def done(self, words: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def no_barrier(self) -> None:
        assert barriers(self.page) == []
        viewport = self.page.viewport_size
        assert viewport is not None
        assert self.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]

    def close(self) -> None:
        assert [error for error in self.record.errors if "422" not in error and "503" not in error] == []
        assert self.record.outside == []
        self.context.close()


class Keys(Hands):
    """The same without a mouse: every control is reached by its page's skip links and a few presses of Tab."""

    def __init__(self, context: BrowserContext) -> None:
        super().__init__(context)
        # The browser hands its choosers over from the first listener on, some time after it is asked to: one that
        # came with each press would now and then come too late.
        self.page.on("filechooser", lambda chooser: chooser.set_files(PDF))

    def press(self, name: str, role: Literal["button", "link"] = "button") -> None:
        self.actions += 1
        self._move_to(self.page.get_by_role(role, name=name, exact=True).first)
        self.page.keyboard.press("Enter")

    def write(self, label: str, text: str) -> None:
        self.actions += 1
        self._move_to(self.page.get_by_label(label, exact=False).first)
        self.page.keyboard.insert_text(text)

    def put(self, label: str) -> None:
        self.actions += 1
        field = self.page.get_by_label(label, exact=False).first
        self._move_to(field)
        self.page.keyboard.press("Space")
        expect(field).to_have_value(re.compile(re.escape(PDF["name"])))

    def choose(self, label: str, value: str) -> None:
        self.actions += 1
        field = self.page.get_by_label(label, exact=False).first
        self._move_to(field)
        for _ in range(field.locator("option").count()):
            if field.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        assert field.input_value() == value

    def _move_to(self, target: Locator) -> None:
        """On a new page past its head by the last skip link, then on by Tab."""
        expect(target).to_be_visible()
        if self.page.evaluate("document.activeElement === document.body"):
            for _ in range(self.page.locator("a.skip-link").count()):
                self.page.keyboard.press("Tab")
            expect(self.page.locator("a.skip-link").last).to_be_focused()
            self.page.keyboard.press("Enter")
        for _ in range(NEAR):
            if target.evaluate("(node) => node === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"more than {NEAR} presses of Tab: {target}")


def hands(journey: Journey, role: str, width: int = 1280) -> Hands:
    return Hands(journey.officer(role, "431003", viewport={"width": width, "height": 900}))


def keys(journey: Journey, role: str) -> Keys:
    return Keys(journey.officer(role, "431003", viewport={"width": 1280, "height": 900}))


def apply_for(clerk: Hands, names: str, **fields: str) -> str:
    """Write the application, add its papers, submit; the address of the case."""
    clerk.write("拟用名称", names)
    for label, text in fields.items():
        clerk.write(label, text)
    clerk.press("保存申请")
    clerk.done("申请已保存为草稿")
    address = clerk.page.url
    for kind in ("application", "site_plan"):
        clerk.page.get_by_label("材料种类").select_option(kind)
        clerk.put("文件")
        clerk.press("加入材料")
        clerk.done("材料已加入案卷")
    clerk.go(address)
    clerk.press("提交申请", "link")
    clerk.press("提交申请")
    clerk.done("待受理")
    return address


WORDS = {
    "理由": "新建道路（虚构）",
    "含义": "取和睦之意（虚构）",
    "位置描述": "东起苏仙南路，西至飞虹路（虚构）",
    "经度": "113.0412",
    "纬度": "25.7931",
    "申请单位": "示例建设公司（虚构）",
}


def test_a_new_name_from_application_to_filing(journey: Journey) -> None:
    """The part that the goal counts, from the approval on, by the keyboard alone."""
    clerk, reviewer, approver = hands(journey, "clerk"), hands(journey, "reviewer"), keys(journey, "approver")
    clerk.go("/work/cases")
    clerk.press("新申请", "link")
    clerk.page.get_by_label("类别", exact=True).select_option("street")
    address = apply_for(clerk, "睦邻路\n睦和路", **WORDS)

    reviewer.go("/work/cases")
    reviewer.press("睦邻路", "link")
    reviewer.press("受理", "link")
    reviewer.no_barrier()
    reviewer.press("受理")
    reviewer.done("受理编号 431003-")
    told = re.search(r"受理编号 (\S+)，查询码 (\w{10})", reviewer.page.get_by_role("main").inner_text())
    assert told
    reviewer.press("报请批准", "link")
    reviewer.write("理由", "名称符合条例第九条（虚构）")
    reviewer.write("为什么没有征求、没有判断", "只涉及一条新路（虚构）")
    reviewer.press("报请批准")
    reviewer.done("待批准")

    approver.go(address)
    approver.press("批准", "link")
    approver.choose("批准机关的种类", "local_government")
    approver.put("批复文件")
    approver.actions = 0
    approver.press("批准")
    approver.done("待公告")

    drafter = keys(journey, "clerk")
    drafter.go(address)
    drafter.press("发布公告", "link")
    drafter.press("发布公告")
    drafter.done("公告已发布")
    drafter.press("报送备案", "link")
    drafter.put("备案报告")
    drafter.press("登记已报送备案")
    drafter.press("登记备案回执", "link")
    drafter.write("备案编号", "备2026-001（虚构）")
    drafter.press("登记备案回执")
    drafter.done("已备案")
    assert drafter.actions + approver.actions <= ACTIONS_ALLOWED
    drafter.close()
    clerk.go(address)
    clerk.no_barrier()
    clerk.page.get_by_role("link", name="发布勘误").click()
    clerk.no_barrier()
    clerk.write("位置描述", "东起苏仙南路，西至飞虹西路（虚构）")
    clerk.write("更正原因", "止点笔误（虚构）")
    clerk.press("公告勘误")
    clerk.done("勘误已公告")
    clerk.no_barrier()

    visitor = Hands(journey.visitor(viewport={"width": 360, "height": 740}))
    visitor.go("/search?q=睦邻路")
    visitor.page.locator(".result .heading a", has_text="睦邻路").first.click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("睦邻路")
    visitor.go("/announcements")
    visitor.page.get_by_role("link", name="公告原文 睦邻路").click()
    for fact in ("睦邻路", "Mùlín Lù", "湖南省郴州市苏仙区", "东起苏仙南路，西至飞虹西路（虚构）", "苏仙区人民政府"):
        visitor.done(fact)
    visitor.done("本公告是对这份公告的勘误")
    visitor.no_barrier()
    visitor.go("/cases")
    visitor.write("受理编号", told[1])
    visitor.write("查询码", told[2])
    visitor.press("查询进度")
    visitor.done("已备案")
    visitor.no_barrier()
    for person in (clerk, reviewer, approver, visitor):
        person.close()


def test_the_pages_of_a_case_on_a_telephone_and_in_english(journey: Journey) -> None:
    clerk = hands(journey, "clerk", width=360)
    clerk.go("/language/en?next=/work/cases/new")
    clerk.no_barrier()
    clerk.page.get_by_label("Category", exact=True).select_option(label="street, road or lane")
    clerk.write("Proposed name", "窄屏路")
    clerk.press("Save the application")
    clerk.done("Still missing before it can be submitted")
    clerk.no_barrier()
    clerk.go("/work/cases?tab=unit")
    clerk.no_barrier()
    clerk.close()


def test_a_renamed_place_is_found_by_its_old_name(journey: Journey) -> None:
    """J3; the last step by keyboard."""
    with console_work(journey.database.app) as work:
        invented = Place("听雨台", SUXIAN, category="other", class_code="26220", lon=113.08, lat=25.8,
                         meaning="听雨之台（虚构）")  # fmt: skip
        add_places(work, (invented,), "renaming.csv")
    (place,) = journey.places_of("renaming.csv")
    clerk, reviewer, approver = (hands(journey, role) for role in ("clerk", "reviewer", "approver"))
    clerk.go(f"/place/{place}")
    clerk.press("新申请（更名）", "link")
    expect(clerk.page.get_by_label("来历")).to_have_value("原名“听雨台”。含义：听雨之台（虚构）。")
    expect(clerk.page.get_by_label("经度")).to_have_value("113.080000")
    clerk.page.get_by_label("更名原因").select_option("not_matching")
    given = {key: WORDS[key] for key in ("理由", "位置描述", "申请单位")}
    address = apply_for(clerk, "望雨台", **given)
    steps = ((reviewer, "accept", "已受理"), (reviewer, "to_decision", "待批准"), (approver, "approve", "待公告"))
    for who, step, words in steps:
        who.go(f"{address}/steps/{step}")
        if step == "to_decision":
            who.write("理由", "符合条例（虚构）")
            who.write("为什么没有征求、没有判断", "影响很小（虚构）")
        who.page.locator("form[enctype] button[type=submit]").click()
        who.done(words)
    clerk.go(f"{address}/steps/announce")
    button = clerk.page.locator("form[enctype] button[type=submit]")
    button.focus()
    clerk.page.keyboard.press("Enter")
    clerk.done("公告已发布")
    clerk.press("通知单位、登记办理情况", "link")
    clerk.done("苏仙区民政局")
    clerk.no_barrier()
    signs = clerk.page.locator("section.panel", has_text="更换地名标志")
    signs.get_by_label("办理情况（选填）").fill("换了一块（虚构）")
    signs.get_by_role("button", name="登记为已办结").focus()
    clerk.page.keyboard.press("Enter")
    clerk.done("任务的办理情况已登记")
    clerk.done("换了一块（虚构）")
    clerk.go("/work/due")
    clerk.done("苏仙区自然资源局：更新公开地图和地理信息数据")
    visitor = Hands(journey.visitor())
    visitor.go("/search?q=听雨台")
    expect(visitor.page.locator(".result").first).to_contain_text("旧称：听雨台")
    visitor.page.locator(".result .heading a").first.click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("望雨台")
    expect(visitor.page.get_by_role("row", name="听雨台")).to_contain_text("曾用名")
    visitor.press("出具更名证明：听雨台现名望雨台", "link")
    visitor.press("出具证明")
    visitor.done("“听雨台”现名“望雨台”")
    visitor.done("今天的地名登记与这份证明一致")
    visitor.no_barrier()
    for person in (clerk, reviewer, approver, visitor):
        person.close()
