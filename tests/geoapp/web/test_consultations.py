"""The pages of consultations: links to units, and what is said to whoever comes without one."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.builders.registered import RegisteredSite
from tests.geoapp.web.test_cases import Desk, text

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
    return re.findall(r"/consultations/reply/[\w-]{32}", text(answer))


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


def test_courtesy_limit(register: RegisteredSite) -> None:
    browser = register.browser()
    answers = [browser.post("/consultations/reply/x", REPLY).status_code for _ in range(11)]
    assert answers == [404] * 10 + [429]
