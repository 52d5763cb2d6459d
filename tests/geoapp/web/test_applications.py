"""网上申请 over the web: from the first page to the receipt, two windows, officers; refusals with their words."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from tests.builders.applications import FIELDS
from tests.builders.case_desk import Desk
from tests.builders.cases import PDF
from tests.builders.registered import RegisteredSite
from tests.builders.site import Browser

JSON = {"Accept": "application/json"}
TASKS = {
    "names": ("names",),
    "position": ("position_text", "lon", "lat", "scale"),
    "reason": ("reason", "meaning", "origin"),
    "applicant": ("applicant_unit", "applicant_code", "contact_person", "contact_phone"),
}
START = {"kind": "naming", "category": "street", "division": "苏仙区", "place": ""}


class Applicant:
    """Somebody without an account, in one browser, with the link of one application."""

    def __init__(self, register: RegisteredSite, **start: str) -> None:
        self.register = register
        self.browser: Browser = register.browser()
        answer = self.browser.post("/apply", {**START, **start})
        assert answer.status_code == 302, text(answer)[-3000:]
        self.path = str(answer.location)

    def page(self, part: str = "", status: int = 200) -> str:
        answer = self.browser.get(f"{self.path}{part}")
        assert answer.status_code == status, text(answer)[-3000:]
        return text(answer)

    def write(self, task: str, seen: int = 0, headers: dict[str, str] | None = None, **fields: str) -> Any:
        """As the form sends it; with JSON headers as the script sends it."""
        versions = {f"seen-{field}": str(seen) for field in fields}
        return self.browser.post(f"{self.path}/{task}", {**fields, **versions}, headers=headers or {})

    def attach(self, kind: str, content: bytes = PDF, name: str = "材料.pdf") -> Any:
        data = {"kind": kind, "file": (io.BytesIO(content), name)}
        return self.browser.post(f"{self.path}/papers", data, content_type="multipart/form-data")

    def fill(self, **changes: str) -> None:
        given = {**FIELDS, **changes}
        for task, fields in TASKS.items():
            assert self.write(task, **{field: given[field] for field in fields}).status_code == 302
        for kind in ("application", "site_plan"):
            assert self.attach(kind).status_code == 302

    def hand_in(self) -> Any:
        version = re.findall(r'name="version" value="(\d+)"', self.page("/review"))[0]
        return self.browser.post(f"{self.path}/review", {"version": version})


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def handed_in(register: RegisteredSite, **changes: str) -> tuple[Applicant, str]:
    """With the address of the application for officers."""
    applicant = Applicant(register)
    applicant.fill(**changes)
    assert applicant.hand_in().status_code == 302
    receipt = re.findall(r"SQ\d{8}-\w{6}", applicant.page())[0]
    found = register.scalar("select id from gazetteer.name_application where receipt = :receipt", receipt=receipt)
    return applicant, f"/work/applications/{found}"


def test_from_the_first_page_to_the_case(register: RegisteredSite) -> None:
    assert "网上申请" in register.page("/")
    first = register.page("/apply")
    for words in ("条例第十一条", "位置图、平面图", "30 天后"):
        assert words in first
    applicant = Applicant(register)
    tasks = applicant.page()
    assert tasks.count("未填") == 5
    assert applicant.path in tasks
    assert "自动删除" in tasks
    applicant.fill(names="桂圆路\n桂香路")
    assert applicant.page().count("已填") == 5
    reviewed = applicant.page("/review")
    for words in ("桂圆路、桂香路", FIELDS["applicant_unit"], "材料.pdf", "提交命名申请"):
        assert words in reviewed
    assert applicant.hand_in().status_code == 302
    done = applicant.page()
    receipt, code = re.findall(r'<code class="once">([\w-]+)</code>', done)
    assert "待接收" in done
    assert FIELDS["contact_phone"] not in done
    follower = register.browser()
    assert "待接收" in text(follower.post("/cases", {"number": receipt, "code": code}))

    clerk = register.officer("clerk", "431003")
    queue = text(clerk.get("/work/cases"))
    assert "网上申请（待接收" in queue
    listed = text(clerk.get("/work/applications"))
    link = re.findall(rf'href="(/work/applications/[0-9a-f-]{{36}})">桂圆路.*?{receipt}', listed, re.S)[0]
    shown = text(clerk.get(link))
    for words in ("桂香路", FIELDS["contact_phone"], "接收为案件"):
        assert words in shown
    paper = re.findall(rf"{link}/papers/[0-9a-f-]{{36}}", shown)[0]
    download = clerk.get(paper)
    assert (download.data, download.headers["Content-Disposition"].startswith("attachment")) == (PDF, True)
    taken = clerk.post(f"{link}/take-over")
    assert taken.status_code == 302
    case = text(clerk.get(taken.location))
    for words in ("桂香路", receipt, FIELDS["contact_phone"], "网上", "材料.pdf"):
        assert words in case
    assert "已接收，正在整理" in applicant.page()
    assert "已由办理机关接收" in text(follower.post("/cases", {"number": receipt, "code": code}))
    assert clerk.post(f"{link}/take-over").status_code == 409
    assert clerk.get(paper).status_code == 404


def test_what_is_to_be_put_right_is_told_to_the_applicant(register: RegisteredSite) -> None:
    """一次性告知: on the page of the link and by number and code; words between officers are not."""
    applicant, link = handed_in(register, names="桂枝路")
    receipt, code = re.findall(r'<code class="once">([\w-]+)</code>', applicant.page())
    desk = Desk(register)
    case = str(desk.clerk.post(f"{link}/take-over").location)
    assert desk.take(desk.clerk, case, "submit", note="内部：尽快").status_code == 302
    words = "平面图缺比例尺；${alert(1)}<b>"
    assert desk.take(desk.reviewer, case, "ask_correction", note=words).status_code == 302
    follower = register.browser()
    for page in (applicant.page(), text(follower.post("/cases", {"number": receipt, "code": code}))):
        assert "请补正下列内容，送交办理机关：" in page
        assert page.count("平面图缺比例尺；${alert(1)}&lt;b&gt;") == 2
        assert "内部：尽快" not in page
    assert desk.take(desk.clerk, case, "resubmit").status_code == 302
    assert "请补正下列内容" not in applicant.page()
    assert "平面图缺比例尺" in applicant.page(), "in what has happened"


def test_the_script_keeps_each_field(register: RegisteredSite) -> None:
    applicant = Applicant(register)
    answer = applicant.write("reason", headers=JSON, reason="第一次")
    assert (answer.status_code, answer.get_json()["versions"]) == (200, {"reason": 1})
    assert re.fullmatch(r"\d\d:\d\d", answer.get_json()["saved_at"])
    stale = applicant.write("reason", headers=JSON, reason="另一个窗口")
    assert (stale.status_code, stale.get_json()) == (412, {"elsewhere": {"reason": {"value": "第一次", "version": 1}}})
    assert applicant.write("reason", 1, JSON, reason="看过以后").status_code == 200
    assert "看过以后" in applicant.page("/reason")
    bad = applicant.write("position", headers=JSON, lon="东经")
    assert bad.status_code == 422
    assert "十进制" in bad.get_json()["problems"]["lon"]


def test_without_script_two_windows_lose_nothing(register: RegisteredSite) -> None:
    applicant = Applicant(register)
    assert applicant.write("reason", reason="第一个窗口").status_code == 302
    answer = applicant.write("reason", reason="第二个窗口")
    assert answer.status_code == 412
    page = text(answer)
    for words in ("第一个窗口", "第二个窗口", 'name="seen-reason" value="1"', "在另一个窗口里已经改成"):
        assert words in page
    assert applicant.write("reason", 1, reason="第二个窗口").status_code == 302
    assert "第二个窗口" in applicant.page("/reason")


def test_a_link_that_opens_nothing(register: RegisteredSite) -> None:
    applicant = Applicant(register)
    for path in ("/apply/x", "/apply/%00", "/apply/x/names", "/apply/x/papers", "/apply/x/review"):
        assert register.browser().get(path).status_code == 404, path
    assert register.browser().post("/apply/x/names", {"names": "同心路", "seen-names": "0"}).status_code == 404
    register.clock.advance(days=31)
    applicant.page(status=404)
    register.clock.reset()
    applicant.page()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"division": ""}, "请填写这一项"),
        ({"division": "不存在县"}, "没有叫这个名称"),
        ({"division": "999999"}, "没有叫这个名称"),
        ({"kind": "renaming"}, "请填写这一项"),
        ({"kind": "renaming", "place": "没有的地名"}, "没有这个标准地名"),
        ({"kind": "retirement"}, "处需要更正"),
        ({"category": "galaxy"}, "处需要更正"),
        ({"division": "苏\x00仙区"}, "控制字符"),
    ],
)
def test_beginnings_that_are_refused(register: RegisteredSite, changes: dict[str, str], words: str) -> None:
    answer = register.browser().post("/apply", {**START, **changes})
    assert answer.status_code == 422
    assert words in text(answer)


def test_several_places_of_one_name_are_offered(register: RegisteredSite) -> None:
    browser = register.browser()
    asked = {**START, "kind": "renaming", "division": "", "place": "东村"}
    page = text(browser.post("/apply", asked))
    chosen = re.findall(r'name="chosen" id="chosen-\d" value="([0-9a-f-]{36})"', page)
    assert len(chosen) == 2
    answer = browser.post("/apply", {**asked, "chosen": chosen[1]})
    assert answer.status_code == 302
    assert "东村" in text(browser.get(answer.location))
    within = browser.post("/apply", {**asked, "division": "北湖区"})
    assert "北湖区" in text(browser.get(within.location))


def test_a_renaming_from_the_page_of_the_place(register: RegisteredSite) -> None:
    place = register.places["白露塘村"]
    link = f"/apply?kind=renaming&amp;place={place}"
    assert link in register.page(f"/place/{place}")
    assert "白露塘村" in register.page(link.replace("&amp;", "&"))
    applicant = Applicant(register, kind="renaming", place=f"http://127.0.0.1:8000/place/{place}")
    assert "白露塘村" in applicant.page()
    assert "拟用名称与现名相同" not in applicant.page("/review")
    applicant.write("names", names="白露塘村")
    assert "拟用名称与现名相同" in applicant.page("/review")


def test_the_reason_of_a_renaming_is_chosen_and_known_texts_are_there(register: RegisteredSite) -> None:
    place = register.places["苏仙区"]
    applicant = Applicant(register, kind="renaming", place=str(place))
    page = applicant.page("/reason")
    assert "原名“苏仙区”。含义：苏耽成仙之地。来历：因苏仙岭得名。" in page
    assert '<option value="duplicate">重名或同音（《地名管理条例》第九条第七项、第八项）</option>' in page
    assert re.search(r'name="lon"[^>]*value=""', applicant.page("/position")), "exact positions are not public"
    assert "请选择更名原因" in applicant.page("/review")
    assert applicant.write("reason", reason_code="no_such_reason").status_code == 422
    assert applicant.write("reason", reason_code="duplicate", reason="与邻区同音（虚构）").status_code == 302
    assert "重名或同音（《地名管理条例》" in applicant.page("/review")
    assert "更名原因" not in Applicant(register).page("/reason")


def test_what_is_missing_leads_to_its_field(register: RegisteredSite) -> None:
    applicant = Applicant(register)
    page = applicant.page("/review")
    assert f'href="{applicant.path}/position#position_text"' in page
    assert f'href="{applicant.path}/papers#documents"' in page
    refused = applicant.hand_in()
    assert refused.status_code == 422
    assert "补齐后才能提交" in text(refused)


@pytest.mark.parametrize("version", ["abc", "99999999999", "9" * 6000])
def test_what_is_no_version_is_a_stale_one(register: RegisteredSite, version: str) -> None:
    applicant = Applicant(register)
    applicant.fill()
    assert applicant.browser.post(f"{applicant.path}/review", {"version": version}).status_code == 412


def test_names_are_checked_as_they_are_kept(register: RegisteredSite) -> None:
    applicant = Applicant(register, category="division")
    applicant.write("names", names="白露塘镇")
    page = applicant.page("/names")
    for words in ("不应使用", "第九条第八项", '<dd lang="zh-Hans">白露塘</dd>', "Báilùtáng Zhèn"):
        assert words in page
    assert "不应使用" in applicant.page("/review")


def test_sent_back_by_an_officer(register: RegisteredSite) -> None:
    applicant, link = handed_in(register, names="桂花巷")
    clerk = register.officer("clerk", "431003")
    assert clerk.post(f"{link}/send-back", {"note": " "}).status_code == 422
    note = "缺四至图（虚构）<script>alert(1)</script>${x}"
    assert clerk.post(f"{link}/send-back", {"note": note, "tasks": ["position"]}).status_code == 302
    assert "缺四至图" in text(clerk.get(link))
    page = applicant.page()
    assert "缺四至图（虚构）&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert page.count("需改") == 1
    assert clerk.post(f"{link}/take-over").status_code == 409
    applicant.write("position", 1, position_text="东起东塔路口（虚构）")
    assert applicant.hand_in().status_code == 302
    assert clerk.post(f"{link}/take-over").status_code == 302


def test_after_handing_in_every_page_leads_to_the_state(register: RegisteredSite) -> None:
    applicant, _link = handed_in(register, names="桂叶巷")
    for part in ("/names", "/papers", "/review"):
        assert applicant.browser.get(f"{applicant.path}{part}").location == applicant.path
    assert applicant.write("reason", 1, reason="改").status_code == 409
    assert applicant.write("reason", 1, JSON, reason="改").status_code == 409
    assert applicant.browser.post(f"{applicant.path}/review", {"version": "1"}).status_code == 302


def test_only_officers_of_the_area(register: RegisteredSite) -> None:
    _applicant, link = handed_in(register, names="桂枝巷")
    reviewer, neighbour, reader = (
        register.officer(role, code)
        for role, code in (("reviewer", "431003"), ("clerk", "431002"), ("reader", "431003"))
    )
    assert reviewer.get(link).status_code == 200
    assert "接收为案件" not in text(reviewer.get(link))
    assert reviewer.post(f"{link}/take-over").status_code == 403
    assert neighbour.get(link).status_code == 404
    assert neighbour.post(f"{link}/take-over").status_code == 404
    assert "桂枝巷" not in text(neighbour.get("/work/applications"))
    assert reader.get("/work/applications").status_code == 403
    assert register.browser().get(link).status_code == 302


def test_papers_that_are_refused(register: RegisteredSite) -> None:
    applicant = Applicant(register)
    for content, name, words in (
        (b"MZ", "x.exe", "只接收"),
        (b"<html>", "x.pdf", "只接收"),
        (b"", "x.pdf", "文件是空的"),
    ):
        answer = applicant.attach("application", content, name)
        assert answer.status_code == 422
        assert words in text(answer)
    assert applicant.attach("approval").status_code == 422
    assert applicant.attach("application", name="<img src=x>.pdf").status_code == 302
    page = applicant.page("/papers")
    assert "&lt;img src=x&gt;.pdf" in page
    remove = re.findall(rf"{applicant.path}/papers/[0-9a-f-]{{36}}/remove", page)[0]
    assert applicant.browser.post(remove).status_code == 302
    assert "img src" not in applicant.page("/papers")


@pytest.mark.parametrize(
    ("task", "field", "value", "words"),
    [
        ("reason", "reason", "长" * 2001, "最多 2000 个字"),
        ("names", "names", "一\n二\n三\n四\n五\n六", "最多五个"),
        ("names", "names", "路" * 31, "最多三十个字"),
        ("applicant", "contact_person", "a\x00b", "控制字符"),
        ("reason", "meaning", "a\u202eb", "控制字符"),
        ("position", "lat", "113.05", "颠倒"),
    ],
)
def test_what_cannot_be_kept_stays_in_the_form(
    register: RegisteredSite, task: str, field: str, value: str, words: str
) -> None:
    applicant = Applicant(register)
    answer = applicant.write(task, **{field: value})
    assert answer.status_code == 422
    assert words in text(answer)


def test_courtesy(register: RegisteredSite) -> None:
    applicant = Applicant(register)
    for _ in range(4):
        assert applicant.browser.post("/apply", START).status_code == 302
    assert applicant.browser.post("/apply", START).status_code == 429
    register.clock.advance(seconds=61)
    assert applicant.browser.post("/apply", START).status_code == 302
    answers = [applicant.attach("other").status_code for _ in range(20)]
    assert set(answers) == {302}
    assert applicant.attach("other").status_code == 429
    codes = [applicant.write("reason", n, JSON, reason=f"{n}").status_code for n in range(61)]
    assert (codes[0], codes[-1]) == (200, 429)


def test_the_audit_knows_no_person(register: RegisteredSite) -> None:
    head = register.audit_head()
    applicant, link = handed_in(
        register, names="桂根巷", contact_person="欧阳不见（虚构）", contact_phone="0735-1234567"
    )
    assert register.officer("clerk", "431003").post(f"{link}/take-over").status_code == 302
    told = str([dict(record._mapping) for record in register.audit_since(head)])
    assert "application.take_over" in told
    for secret in ("欧阳不见", "1234567", applicant.path.rpartition("/")[2]):
        assert secret not in told


def test_nothing_of_it_is_public(register: RegisteredSite) -> None:
    handed_in(register, names="桂皮巷", contact_person="司马不见（虚构）")
    for path in ("/search?q=桂皮巷", "/api/v1/search?q=桂皮巷", "/consultations", "/announcements"):
        page = register.page(path)
        assert "司马不见" not in page
        assert 'class="result"' not in page


def test_days_are_a_setting(register: RegisteredSite) -> None:
    register.set(application_days=3)
    applicant = Applicant(register)
    register.clock.advance(days=4)
    applicant.page(status=404)
