"""The pages of protected names, vanished names, origins and the reserve; the marks on the public side."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.builders.registered import RegisteredSite
from tests.builders.site import Browser

PROPOSAL = {"grade": "county", "criteria": ["historic_value"], "reason": "千年古村", "plan": "立标志 <b>"}
GONE = {
    "name": "老鸦铺", "category": "other", "division": "苏仙区", "lon": "113.05", "lat": "25.7", "vanished": "约1958年",
    "reason": "修建水库淹没（虚构）", "evidence": "县志附图三（虚构）", "source": "《郴县志》（虚构）",
}  # fmt: skip


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


@pytest.fixture
def people(register: RegisteredSite) -> dict[str, Browser]:
    return {role: register.officer(role, "431003") for role in ("clerk", "approver", "reader")}


def decide(browser: Browser, entry: str, action: str, **data: str) -> Any:
    return browser.post(f"{entry}/steps/{action}", {"state_version": "0", **data})


def test_from_the_proposal_to_the_mark_on_the_place(register: RegisteredSite, people: dict[str, Browser]) -> None:
    place = f"/place/{register.places['白露塘村']}"
    clerk, approver = people["clerk"], people["approver"]
    assert "/work/heritage/propose?place=" in text(clerk.get(place))
    made = clerk.post("/work/heritage/propose", {**PROPOSAL, "place": place})
    assert made.status_code == 302
    again = clerk.post("/work/heritage/propose", {**PROPOSAL, "place": "白露塘村"})
    assert again.status_code == 422
    assert "已在名录中，或者已经提名" in text(again)
    page = text(clerk.get(made.location))
    assert "立标志 &lt;b&gt;" in page
    assert "steps/list" not in page
    assert "steps/list" in text(approver.get(made.location))
    assert "保护名录：" not in register.page(place)
    assert decide(approver, made.location, "list", document="").status_code == 422
    assert decide(people["reader"], made.location, "list", document="x").status_code == 403
    assert decide(approver, made.location, "list", document="苏民〔2026〕3号").status_code == 302
    assert "保护名录：县级" in register.page(place)
    public = register.page("/protected")
    assert "白露塘村" in public
    assert "具有重要历史文化价值" in public
    assert "立标志" not in public
    for version in ("0", "abc", "9" * 6000):  # stale, or none at all
        assert decide(approver, made.location, "delist", note="x", state_version=version).status_code == 412
    gone = approver.post(f"{made.location}/steps/delist", {"state_version": "1", "note": "合并（虚构）"})
    assert gone.status_code == 302
    assert "白露塘村" not in register.page("/protected")
    assert approver.get(f"{made.location}/steps/nonsense").status_code == 404
    assert approver.get(f"{made.location}/steps/list").status_code == 409
    assert register.officer("approver", "431002").get(made.location).status_code == 404


def test_a_renaming_says_what_is_missing(register: RegisteredSite, people: dict[str, Browser]) -> None:
    place = register.places["五盖山"]
    made = people["clerk"].post("/work/heritage/propose", {**PROPOSAL, "place": str(place)})
    decide(people["approver"], made.location, "list", document="x")
    words = {"kind": "renaming", "category": "natural", "division": "苏仙区", "channel": "office", "names": "云山",
             "place": str(place)}  # fmt: skip
    case = people["clerk"].post("/work/cases/new", words)
    assert "更名前先制定保护措施方案" in text(people["clerk"].get(case.location))


def test_what_is_gone_is_kept(register: RegisteredSite, people: dict[str, Browser]) -> None:
    clerk = people["clerk"]
    assert clerk.post("/work/heritage/vanished", GONE).status_code == 302
    registered = {**GONE, "place": str(register.places["东村"]), "name": "", "division": ""}
    assert clerk.post("/work/heritage/vanished", registered).status_code == 302
    page = text(people["reader"].get("/work/heritage?tab=vanished"))
    assert "113.05000, 25.70000" in page
    assert "113.12000, 25.72000" in page
    public = register.page("/protected")
    assert "老鸦铺" in public
    assert "113.05" not in public
    for changes, words in (
        ({"division": "北湖区"}, "本辖区内没有这个政区"),
        ({"evidence": ""}, "请填写这一项"),
        ({"name": ""}, "请填写这一项"),
        ({"place": "没有这个地名"}, "请填地名页面的网址"),
    ):
        refused = clerk.post("/work/heritage/vanished", GONE | changes)
        assert refused.status_code == 422
        assert words in text(refused), words


def test_origins_with_quotation_and_doubt(register: RegisteredSite, people: dict[str, Browser]) -> None:
    place = register.places["朝阳村"]
    path = f"/work/heritage/places/{place}/origin"
    first = {"text": "面向东方（虚构）", "quotation": "“朝阳” ${1}", "source": "《村志》（虚构）", "confidence":
             "medium", "is_contested": "y", "replaces": ""}  # fmt: skip
    assert people["clerk"].post(path, first).status_code == 302
    page = register.page(f"/place/{place}")
    for words in ("面向东方（虚构）", "“朝阳” ${1}", "可信度中等，有争议", "《村志》（虚构）"):
        assert words in page
    old = re.findall(r'<option value="([0-9a-f-]{36})"', text(people["clerk"].get(path)))[0]
    assert people["clerk"].post(path, {**first, "text": "另有来历", "replaces": old}).status_code == 302
    page = register.page(f"/place/{place}")
    assert "另有来历" in page
    assert "面向东方" not in page
    assert people["clerk"].post(path, {**first, "source": ""}).status_code == 422
    assert people["reader"].get(path).status_code == 403


def test_the_reserve(register: RegisteredSite, people: dict[str, Browser]) -> None:
    clerk = people["clerk"]
    words = {"name": "栖凤路", "category": "street", "division": "苏仙区", "origin": "旧有栖凤渡（虚构）"}
    assert clerk.post("/work/heritage/reserve", words).status_code == 302
    twice = clerk.post("/work/heritage/reserve", words)
    assert twice.status_code == 422
    assert "储备库里已有这个名称" in text(twice)
    release = re.findall(
        r'action="(/work/heritage/reserve/[0-9a-f-]+/release)"', text(clerk.get("/work/heritage?tab=reserve"))
    )[0]
    assert clerk.post(release, {"release_reason": ""}).status_code == 422
    assert clerk.post(release, {"release_reason": "已用（虚构）"}).status_code == 302
    assert "出库：已用（虚构）" in text(people["reader"].get("/work/heritage?tab=reserve"))
    assert "栖凤路" not in text(register.officer("reader", "431002").get("/work/heritage?tab=reserve"))
