"""The pages of consultations: links to units, and what is said to whoever comes without one."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.builders.case_desk import Desk, text
from tests.builders.registered import RegisteredSite

REPLY = {"answer": "agree", "text": "", "name": "李四 规划科（虚构）", "version": "0"}
SCRIPT = "<script>alert(1)</script>${alert(2)}"


@pytest.fixture
def desk(register: RegisteredSite) -> Desk:
    return Desk(register)


def accepted(desk: Desk, name: str, **changes: str) -> str:
    case = desk.opened(names=name, **changes)
    desk.take(desk.clerk, case, "submit")
    assert desk.take(desk.reviewer, case, "accept").status_code == 302
    return case


def consulting(desk: Desk, name: str, units: str = "苏仙区公安局\n苏仙区住建局", **changes: str) -> str:
    case = accepted(desk, name, **changes)
    asked = desk.take(desk.reviewer, case, "start_consulting", units=units, question="有什么意见？", days="7")
    assert asked.status_code == 302
    return case


def reply_paths(answer: Any) -> list[str]:
    return re.findall(r">[^<\s]*(/consultations/reply/[\w-]{32})<", text(answer))


def test_suggested_units_are_filled_in_with_their_reasons(desk: Desk) -> None:
    case = accepted(desk, "和顺路")
    page = text(desk.reviewer.get(f"{case}/steps/start_consulting"))
    assert re.search(r"<textarea[^>]*name=\"units\"[^>]*>\s*苏仙区住房和城乡建设局\n", page)
    assert "门牌编制和户籍地址" in page
    assert "对“和顺路”这个名称有什么意见？" in page


def test_one_link_one_answer(desk: Desk) -> None:
    case = consulting(desk, "和安路", meaning=SCRIPT)
    made = desk.reviewer.post(f"{case}/consultations/links")
    first, second = reply_paths(made)
    assert first not in text(desk.reviewer.get(f"{case}/consultations"))
    unit = desk.register.browser()
    page = text(unit.get(first))
    for words in ("苏仙区", "和安路", "有什么意见？", "东起东塔路", "湘S(2026)001号"):
        assert words in page
    assert "<script>alert" not in page
    assert "示例公司" not in page
    refused = unit.post(first, {**REPLY, "answer": "object"})
    assert refused.status_code == 422
    assert "请填写这一项" in text(refused)
    sent = unit.post(first, {**REPLY, "answer": "conditions", "text": f"先竣工{SCRIPT}"})
    assert sent.status_code == 200
    assert "答复已收到" in text(sent)
    overview = text(desk.reviewer.get(f"{case}/consultations"))
    assert "先竣工&lt;script&gt;" in overview
    assert "<script>alert" not in overview
    assert "有条件同意" in text(desk.clerk.get(case))
    assert unit.post(first, {**REPLY, "version": "1"}).status_code == 200
    assert unit.post(first, {**REPLY, "version": "1"}).status_code == 412
    assert "2 个版本的答复" in text(desk.reviewer.get(f"{case}/consultations"))
    assert unit.post(second, REPLY).status_code == 200
    assert desk.take(desk.reviewer, case, "finish_consulting").status_code == 302
    assert "已经结束" in text(unit.get(first))


def test_each_unit_is_written_to_by_one_press(desk: Desk) -> None:
    """The letter is in the address that opens the office's own mail program, and in the button that copies it."""
    case = consulting(desk, "和&畅路", units="苏仙区公安局")
    page = text(desk.reviewer.post(f"{case}/consultations/links"))
    (link,) = re.findall(r">([^<\s]*/consultations/reply/[\w-]{32})<", page)
    (address,) = re.findall(r'href="mailto:([^"]*)"', page)
    sent = parse_qs(unescape(address).removeprefix("?"), strict_parsing=True)
    assert sent["subject"] == ["关于“和&畅路”征求意见"]
    (letter,) = sent["body"]
    assert letter.startswith("苏仙区公安局：\r\n关于“和&畅路”征求意见，请在下面的网址答复：")
    assert link in letter
    (copied,) = re.findall(r'data-copies="([^"]*)"', page)
    assert unescape(copied) == letter.replace("\r\n", "\n")


def test_links_that_open_nothing(desk: Desk) -> None:
    case = consulting(desk, "和静路")
    first = reply_paths(desk.reviewer.post(f"{case}/consultations/links"))[0]
    unit = re.findall(r"/consultations/([0-9a-f-]{36})/link", text(desk.reviewer.get(f"{case}/consultations")))[0]
    (renewed,) = reply_paths(desk.reviewer.post(f"{case}/consultations/{unit}/link"))
    assert desk.register.browser().get(first).status_code == 404
    assert desk.reviewer.post(f"{case}/consultations/{unit}/revoke").status_code == 302
    assert desk.register.browser().get(renewed).status_code == 404
    assert desk.register.browser().post("/consultations/reply/x", REPLY).status_code == 404


def test_reminders_and_who_may(desk: Desk) -> None:
    case = consulting(desk, "和美路")
    unit = re.findall(r"/consultations/([0-9a-f-]{36})/link", text(desk.reviewer.get(f"{case}/consultations")))[0]
    path = f"{case}/consultations/{unit}/reminders"
    assert desk.reviewer.post(path, {"channel": "phone", "note": "已转告"}).status_code == 302
    assert "已转告" in text(desk.reviewer.get(f"{case}/consultations"))
    assert desk.reviewer.post(path, {"channel": "pigeon"}).status_code == 422
    assert desk.clerk.post(path, {"channel": "phone"}).status_code == 403
    assert "换发链接" not in text(desk.clerk.get(f"{case}/consultations"))
    assert desk.register.officer("reviewer", "431002").get(f"{case}/consultations").status_code == 404


def opened_public(desk: Desk, name: str, **changes: str) -> tuple[str, str]:
    """The case, and the public page of its consultation."""
    case = accepted(desk, name, **changes)
    page = text(desk.reviewer.get(f"{case}/public/new"))
    given = dict(re.findall(r'<input[^>]*name="([a-z_]+)"[^>]*value="([^"]*)"', page))
    given |= {"question": f"{name}好不好？", "range_text": "本网站和公告栏（虚构）"}
    assert desk.reviewer.post(f"{case}/public/new", given).status_code == 302
    overview = text(desk.reviewer.get(f"{case}/consultations"))
    public = re.search(r"/consultations/[0-9a-f-]{36}", overview)
    assert public
    return case, public[0]


def deal(desk: Desk, case: str, what: str, **data: str) -> Any:
    """Moderate or answer the newest form of the page, as it is prefilled."""
    page = text(desk.reviewer.get(f"{case}/consultations"))
    path = re.findall(rf"{case}/public/comments/[0-9a-f-]{{36}}/{what}", page)[0]
    version = page.partition(path)[2].partition('name="version" value="')[2].partition('"')[0]
    return desk.reviewer.post(path, {"version": version, **data})


def test_the_public_is_asked_comments_and_reads_the_answer(desk: Desk) -> None:
    case, public = opened_public(desk, "和乐路", meaning=SCRIPT)
    assert "和乐路" in desk.register.page("/consultations")
    page = desk.register.page(public)
    for words in ("还没有名称", "和乐路", "和乐路好不好？", "还剩 6 天", "湘S(2026)001号", "苏仙区民政局"):
        assert words in page
    assert "<script>alert" not in page
    assert "示例公司" not in page
    visitor = desk.register.browser()
    key = re.findall(r'name="key" value="([^"]+)"', text(visitor.get(public)))[0]
    said = {"key": key, "text": f"保留老地名{SCRIPT}", "author": "王五（虚构）", "contact": "13800000000"}
    sent = visitor.post(public, said, follow_redirects=True)
    receipt = re.search(r"YJ\d{8}-\w{6}", text(sent))
    assert receipt
    again = visitor.post(public, said, follow_redirects=True)
    assert receipt[0] in text(again)
    assert "王五" not in desk.register.page(public)
    office = text(desk.reviewer.get(f"{case}/consultations"))
    assert "13800000000" in office
    assert office.count(f'<span class="code">{receipt[0]}') == 1
    assert deal(desk, case, "moderate", decision="withheld").status_code == 422
    assert deal(desk, case, "moderate", decision="published").status_code == 302
    assert deal(desk, case, "answer", handling="partly", answer="列为备选名称（虚构）").status_code == 302
    page = desk.register.page(public)
    for words in ("王五（虚构）", "保留老地名&lt;script&gt;", "部分采纳", "列为备选名称（虚构）"):
        assert words in page
    assert "13800000000" not in page
    assert "<script>alert" not in page


def test_the_decision_says_what_it_waits_for(desk: Desk) -> None:
    case, public = opened_public(desk, "和畅路")
    desk.register.browser().post(public, {"text": "很好的名字"})
    assert "报请批准以前还要办结" in text(desk.reviewer.get(case))
    refused = desk.take(desk.reviewer, case, "to_decision", note="符合条例")
    assert refused.status_code == 422
    assert "公开征求意见还没有结束" in text(refused)
    assert "有 1 条网上意见还没有答复" in text(refused)
    page = text(desk.reviewer.get(f"{case}/consultations"))
    close = re.findall(rf"{case}/public/[0-9a-f-]{{36}}/close", page)[0]
    assert desk.reviewer.post(close, {"version": "0", "note": ""}).status_code == 422
    assert desk.reviewer.post(close, {"version": "0", "note": "申请已变更（虚构）"}).status_code == 302
    assert "不再接收意见" in desk.register.page(public)
    assert desk.register.browser().post(public, {"text": "来晚了"}).status_code == 409
    assert deal(desk, case, "answer", handling="adopted", answer="谢谢").status_code == 302
    assert desk.take(desk.reviewer, case, "to_decision", note="符合条例").status_code == 302


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"text": ""}, "请填写这一项"),
        ({"text": "好"}, "请写 2 到 2000 个字"),
        ({"text": SCRIPT * 2_500}, "请写 2 到 2000 个字"),
        ({"text": "有问题的\0文字"}, "控制字符"),
        ({"text": "有问题的\u202e文字"}, "控制字符"),
        ({"text": "很好的名字", "author": "张\uffff三"}, "控制字符"),
        ({"text": "很好的名字", "website": "https://spam.example"}, "请不要填写这一栏"),
        ({"text": "很好的名字", "author": "字" * 51}, "最多 50 个字"),
    ],
    ids=["empty", "short", "100 KB with script", "NUL", "turned", "no character", "honeypot", "long name"],
)
def test_comments_that_are_explained_and_not_kept(desk: Desk, data: dict[str, str], words: str) -> None:
    _case, public = shared_public(desk)
    before = desk.register.audit_head()
    answer = desk.register.browser().post(public, data)
    assert answer.status_code == 422
    assert words in text(answer)
    assert "<script>alert" not in text(answer)
    assert desk.register.audit_head() == before


_shared: dict[int, tuple[str, str]] = {}


def shared_public(desk: Desk) -> tuple[str, str]:
    """One open consultation for the tests that leave it as it is."""
    key = id(desk.register)
    if key not in _shared:
        _shared[key] = opened_public(desk, "和煦路")
    return _shared[key]


def test_dates_and_people_that_do_not_fit(desk: Desk) -> None:
    case = accepted(desk, "和风路")
    short = {"question": "意见如何？", "range_text": "x", "issuer": "x"}
    today = desk.register.clock.today.isoformat()
    refused = desk.reviewer.post(f"{case}/public/new", {**short, "opens_on": today, "closes_on": today})
    assert refused.status_code == 422
    assert "至少公开征求 7 天" in text(refused)
    assert desk.reviewer.post(f"{case}/public/new", {**short, "opens_on": "明天"}).status_code == 422
    assert desk.clerk.get(f"{case}/public/new").status_code == 403
    assert desk.register.officer("reviewer", "431002").get(f"{case}/public/new").status_code == 404
    assert desk.register.page("/consultations/00000000-0000-0000-0000-000000000000", status=404)
    assert desk.register.browser().get(f"{shared_public(desk)[1]}/received").status_code == 302


def test_no_map_without_its_number(desk: Desk) -> None:
    desk.register.set(map_review_number="")
    page = desk.register.page(shared_public(desk)[1])
    assert "尚未取得审图号" in page
    assert "data-map" not in page


def test_an_objection_is_answered_on_the_page_of_the_announcement(desk: Desk) -> None:
    case = desk.announced(names="和谐里街")
    found = re.search(r"/announcements/[0-9a-f-]{36}", text(desk.clerk.get(case)))
    assert found
    page = desk.register.page(found[0])
    assert f"{found[0]}/objection" in page
    visitor = desk.register.browser()
    short = visitor.post(f"{found[0]}/objection", {"text": "不好"})
    assert short.status_code == 422
    assert "请写 5 到 2000 个字" in text(short)
    assert visitor.post(f"{found[0]}/objection", {"text": "与老街同名", "website": "x"}).status_code == 422
    said = {"text": f"与老街同名{SCRIPT}", "author": "王五（虚构）", "contact": "13800000000"}
    sent = visitor.post(f"{found[0]}/objection", said)
    assert re.search(r"YY\d{8}-\w{6}", text(sent))
    assert "老街" not in desk.register.page(found[0])
    assert "异议待答复" in text(desk.reviewer.get("/work"))
    office = text(desk.reviewer.get(f"{case}/consultations"))
    assert "13800000000" in office
    assert "<script>alert" not in office
    path = re.findall(rf"{case}/consultations/objections/[0-9a-f-]{{36}}", office)[0]
    answer = {"version": "0", "outcome": "rejected", "answer": "不在同一范围（虚构）", "is_public": "1"}
    assert desk.reviewer.post(path, {**answer, "answer": " "}).status_code == 422
    assert desk.clerk.post(path, answer).status_code == 403
    assert desk.reviewer.post(path, answer).status_code == 302
    assert desk.reviewer.post(path, answer).status_code == 412
    page = desk.register.page(found[0])
    for words in ("异议不成立", "与老街同名&lt;script&gt;", "不在同一范围（虚构）"):
        assert words in page
    assert "王五" not in page
    assert (
        desk.register.browser().get("/announcements/00000000-0000-0000-0000-000000000000/objection").status_code == 404
    )


def test_courtesy_limit(register: RegisteredSite) -> None:
    browser = register.browser()
    answers = [browser.post("/consultations/reply/x", REPLY).status_code for _ in range(11)]
    assert answers == [404] * 10 + [429]
