"""The tasks of other offices on the pages of their case, and among what falls due."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.builders.case_desk import Desk, text
from tests.builders.registered import RegisteredSite


@pytest.fixture(scope="module")
def desk(module_register: RegisteredSite) -> Desk:
    return Desk(module_register)


@pytest.fixture(scope="module")
def case(desk: Desk) -> str:
    """The address of an announced renaming of a village."""
    place = str(desk.register.places["白露塘村"])
    return desk.announced(kind="renaming", place=place, names="白鹭塘村", category="committee")


def task_of(desk: Desk, case: str, words: str) -> str:
    found = desk.register.scalar(
        "select id from gazetteer.case_follow_up where case_id = cast(:case as uuid) and task = :task",
        case=case.rpartition("/")[2],
        task=words,
    )
    return f"{case}/follow-ups/{found}"


def test_the_case_lists_its_tasks(desk: Desk, case: str) -> None:
    page = text(desk.approver.get(case)).partition('id="follow-ups"')[2]
    for words in ("苏仙区公安局", "更新户籍地址、标准地址和门牌", "苏仙区民政局", "更换地名标志", "未办，还剩 60 天"):
        assert words in page
    assert "后续任务的通知和办理情况" in page
    assert "登记为已办结" not in text(desk.approver.get(f"{case}/follow-ups"))
    assert desk.register.officer("clerk", "431002").get(f"{case}/follow-ups").status_code == 404
    assert 'id="follow-ups"' not in text(desk.clerk.get(desk.opened(names="无任务路")))


def test_each_unit_has_its_notice(desk: Desk, case: str) -> None:
    page = text(desk.clerk.get(f"{case}/follow-ups"))
    (letter,) = [found for found in re.findall(r'data-copies="([^"]+)"', page) if "更换地名标志" in found]
    for words in ("苏仙区民政局：", "“白露塘村”更名为“白鹭塘村”", "地名公告", "/announcements/", "更换地名标志"):
        assert words in letter
    mails = [parse_qs(urlsplit(html.unescape(found)).query) for found in re.findall(r'href="(mailto:[^"]+)"', page)]
    assert html.unescape(letter).replace("\n", "\r\n") in {mail["body"][0] for mail in mails}


def test_done_not_needed_and_open_again(desk: Desk, case: str) -> None:
    task = task_of(desk, case, "更换地名标志")
    refused = desk.clerk.post(task, {"version": "0", "outcome": "done", "settled_on": "昨天", "note": "不要丢"})
    assert refused.status_code == 422
    for words in ("年-月-日", 'value="不要丢"', 'value="昨天"', 'aria-invalid="true"'):
        assert words in text(refused)
    today = desk.register.clock.today.isoformat()
    assert desk.clerk.post(task, {"version": "0", "outcome": "done", "settled_on": today}).status_code == 302
    assert "办结" in text(desk.clerk.get(case)).partition('id="follow-ups"')[2]
    assert desk.clerk.post(task, {"version": "0", "outcome": "done", "settled_on": today}).status_code == 412
    assert "请填写这一项" in text(desk.clerk.post(task, {"version": "1", "outcome": "open", "note": ""}))
    assert desk.clerk.post(task, {"version": "1", "outcome": "open", "note": "记错了"}).status_code == 302
    spared = {"version": "2", "outcome": "not_needed", "note": "没有标志 <b>（虚构）"}
    assert desk.reviewer.post(task, spared).status_code == 302
    page = text(desk.clerk.get(f"{case}/follow-ups"))
    assert "没有标志 &lt;b&gt;（虚构）" in page
    assert desk.approver.post(task, spared).status_code == 403
    assert desk.clerk.post(task, {"version": "3", "outcome": "nonsense"}).status_code == 422


def test_late_tasks_stand_in_the_overview_and_go_when_they_are_done(desk: Desk, case: str) -> None:
    words = "苏仙区自然资源局：更新不动产登记的坐落"
    assert words in text(desk.reviewer.get("/work/due?urgency=later"))
    desk.register.clock.advance(days=61)
    try:
        reviewer = desk.register.officer("reviewer", "431003")
        page = text(reviewer.get("/work/due?urgency=overdue"))
        assert re.search(rf"后续任务：已超期 1 天.*?{words}", page, re.S)
        assert "未办，已超期 1 天" in text(reviewer.get(case))
        task = task_of(desk, case, "更新不动产登记的坐落")
        today = desk.register.clock.today.isoformat()
        assert reviewer.post(task, {"version": "0", "outcome": "done", "settled_on": today}).status_code == 302
        assert words not in text(reviewer.get("/work/due"))
    finally:
        desk.register.clock.advance(days=-61)
