"""预命名 on pages: the rule keeper's row, the form, the steps, the letter, the formal naming, the public's view."""

from __future__ import annotations

import io
import re
from datetime import date

import docx
import pytest

from gazetteer.cases.pre_naming import last_day
from tests.builders.case_desk import WORDS, Desk, attach, text
from tests.builders.registered import RegisteredSite
from tests.builders.site import Browser

ROW = {
    "months": "6", "extension_months": "3", "division": "苏仙区", "category": "street", "valid_from": "2020-01-01",
    "source": "《示例市地名管理办法》第二十条（虚构）",
}  # fmt: skip


@pytest.fixture(scope="module")
def offered(module_register: RegisteredSite) -> RegisteredSite:
    """With a row of local rules for streets of 苏仙区."""
    answer = module_register.officer("rule_keeper", "431003").post("/work/rules/pre_naming", ROW)
    assert answer.status_code == 302, text(answer)[-2000:]
    return module_register


@pytest.fixture
def desk(offered: RegisteredSite, register: RegisteredSite) -> Desk:
    return Desk(register)


def today(desk: Desk) -> date:
    return desk.register.clock.today


def day_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def pre_named(desk: Desk, name: str) -> str:
    case = desk.opened(kind="pre_naming", names=name)
    assert desk.take(desk.clerk, case, "submit").status_code == 302
    assert desk.take(desk.reviewer, case, "accept").status_code == 302
    assert desk.take(desk.reviewer, case, "to_decision", note="符合规定").status_code == 302
    answer = desk.take(desk.approver, case, "pre_approve", document="苏民函〔2026〕3号")
    assert answer.status_code == 302, text(answer)[-3000:]
    return case


def later(desk: Desk, days: int, role: str) -> Browser:
    """Somebody of 苏仙区 so many days from now: nobody stays signed in that long."""
    desk.register.clock.advance(days=days)
    return desk.register.officer(role, "431003")


def test_the_row_stands_with_the_local_rules(desk: Desk) -> None:
    page = text(desk.clerk.get("/work/rules?kind=pre_naming"))
    assert "自批准之日起 6 个月 · 可以延长一次，3 个月" in page
    assert ROW["source"] in page
    keeper = desk.register.officer("rule_keeper", "431003")
    assert "登记一条规定" in text(keeper.get("/work/rules?kind=pre_naming"))
    for changes in ({"months": "0"}, {"months": ""}, {"months": "x"}, {"extension_months": "100"}):
        answer = keeper.post("/work/rules/pre_naming", ROW | {"category": "building"} | changes)
        assert answer.status_code == 422, changes
    assert keeper.post("/work/rules/pre_naming", ROW).status_code == 422, "one row for the same names, area and days"
    assert keeper.post("/work/rules/pre_naming", ROW | {"division": "北湖区"}).status_code == 422


def test_it_is_offered_where_a_row_says_so(desk: Desk) -> None:
    assert 'value="pre_naming"' in text(desk.clerk.get("/work/cases/new"))
    neighbour = desk.register.officer("clerk", "431002")
    assert 'value="pre_naming"' not in text(neighbour.get("/work/cases/new"))
    wanted = WORDS | {"kind": "pre_naming", "names": "云甲路"}
    answer = neighbour.post("/work/cases/new", wanted | {"division": "北湖区"})
    assert answer.status_code == 422
    assert "没有开展预命名" in text(answer)
    building = desk.clerk.post("/work/cases/new", wanted | {"category": "building", "names": "云甲大厦"})
    assert "没有开展预命名" in text(building), "the row is for streets"


def test_from_the_application_to_the_last_day(desk: Desk) -> None:
    until = last_day(today(desk), 6)
    case = desk.opened(kind="pre_naming", names="云乙路")
    assert desk.take(desk.clerk, case, "submit").status_code == 302
    assert desk.take(desk.reviewer, case, "accept").status_code == 302
    assert desk.take(desk.reviewer, case, "to_decision", note="符合规定").status_code == 302
    page = text(desk.approver.get(case))
    assert "/steps/pre_approve" in page
    assert "/steps/approve" not in page
    assert desk.approver.get(f"{case}/steps/approve").status_code == 409
    page = text(desk.approver.get(f"{case}/steps/pre_approve"))
    assert f"今天批准的，有效至 {day_words(until)}" in page
    assert 'id="case-map"' in page
    assert desk.take(desk.approver, case, "pre_approve", document="苏民函〔2026〕3号").status_code == 302
    page = text(desk.clerk.get(case))
    assert f"预命名，有效至 {day_words(until)}" in page
    assert "转正式命名" in page
    assert "报送备案" not in page
    assert "registration_form.pdf" not in page
    assert desk.clerk.get(f"{case}/papers/filing_report.pdf").status_code == 409
    assert attach(desk.clerk, case, "approval").status_code == 302, "the sealed letter comes later"
    assert "没有找到“云乙路”" in desk.register.page("/search?q=云乙路")
    clerk = later(desk, (until - today(desk)).days, "clerk")
    assert f"预命名，有效至 {day_words(until)}" in text(clerk.get(case))
    clerk = later(desk, 1, "clerk")
    page = text(clerk.get(case))
    assert f"预命名已失效（有效至 {day_words(until)}）" in page
    assert "可以直接申请命名" in page
    assert "转正式命名" not in page
    assert clerk.post(f"{case}/formal").status_code == 409


def test_the_letter_says_the_last_day_and_what_must_follow(desk: Desk) -> None:
    case, until = pre_named(desk, "云丙路"), last_day(today(desk), 6)
    answer = desk.clerk.get(f"{case}/papers/approval.docx")
    words = "\n".join(one.text for one in docx.Document(io.BytesIO(answer.get_data())).paragraphs)
    assert "关于预命名“云丙路”的批复" in words
    assert f"根据{ROW['source']}" in words
    assert f"有效期自批准之日起6个月，最后一日为{day_words(until)}。" in words
    assert "预命名不是标准地名" in words
    assert "请在有效期内申请正式命名" in words
    assert "条例" not in words, "it is no act of the Order"
    assert desk.clerk.get(f"{case}/papers/approval.pdf").get_data().startswith(b"%PDF-")
    extended = desk.take(desk.approver, case, "extend", note="道路推迟开工（虚构）")
    assert extended.status_code == 302
    answer = desk.clerk.get(f"{case}/papers/approval.docx")
    words = "\n".join(one.text for one in docx.Document(io.BytesIO(answer.get_data())).paragraphs)
    assert f"批准延长一次，最后一日为{day_words(last_day(until, 3))}。延长的理由：道路推迟开工（虚构）" in words
    assert "地名预命名审批表" in "".join(
        one.text
        for one in docx.Document(io.BytesIO(desk.clerk.get(f"{case}/papers/approval_form.docx").get_data())).paragraphs
    )


def test_an_extension_is_told_and_granted_once(desk: Desk) -> None:
    case, until = pre_named(desk, "云丁路"), last_day(today(desk), 6)
    longer = day_words(last_day(until, 3))
    assert "/steps/extend" not in text(desk.clerk.get(case))
    assert f"延长后有效至 {longer}" in text(desk.approver.get(f"{case}/steps/extend"))
    assert desk.take(desk.approver, case, "extend", note=" ").status_code == 422
    assert f"已延长，有效至 {longer}" in text(
        desk.approver.get(desk.take(desk.approver, case, "extend", note="道路推迟开工（虚构）").location)
    )
    page = text(desk.approver.get(case))
    assert f"预命名，有效至 {longer}" in page
    assert "道路推迟开工（虚构）" in page
    assert "/steps/extend" not in page
    assert desk.approver.get(f"{case}/steps/extend").status_code == 409


def test_the_formal_naming_is_prefilled_and_linked(desk: Desk) -> None:
    case = pre_named(desk, "云戊路")
    assert desk.approver.post(f"{case}/formal").status_code == 403
    before = desk.register.audit_head()
    answer = desk.clerk.post(f"{case}/formal")
    (record,) = desk.register.audit_since(before)
    assert (record.action, record.changes["follows"]) == ("case.open", case.rpartition("/")[2])
    formal = str(answer.location)
    page = text(desk.clerk.get(formal))
    assert f"预命名有效至 {day_words(last_day(today(desk), 6))}" in page
    assert case in page
    assert WORDS["position_text"] in page
    assert desk.clerk.post(f"{case}/formal").location == formal, "pressed again, it leads to the one that there is"
    assert "正式命名的申请已在办理" in text(desk.clerk.get(case))
    for kind in ("application", "site_plan"):
        assert attach(desk.clerk, formal, kind).status_code == 302
    for who, action, data in (
        (desk.clerk, "submit", {}), (desk.reviewer, "accept", {}), (desk.reviewer, "to_decision", {"note": "同意"}),
        (desk.approver, "approve", {"document": "苏政函〔2026〕4号"}), (desk.clerk, "announce", {}),
    ):  # fmt: skip
        answer = desk.take(who, formal, action, **data)
        assert answer.status_code == 302, (action, text(answer)[-2000:])
    page = text(desk.clerk.get(case))
    assert "已转正式命名" in page
    assert formal in page
    assert "没有找到" not in desk.register.page("/search?q=云戊路")


def test_the_applicant_follows_it(desk: Desk) -> None:
    case, until = desk.opened(kind="pre_naming", names="云己路"), last_day(today(desk), 6)
    assert desk.take(desk.clerk, case, "submit").status_code == 302
    told = text(desk.reviewer.get(desk.take(desk.reviewer, case, "accept").location))
    number, code = re.findall(r"受理编号 ([\d-]+)，查询码 ([A-Z0-9]+)", told)[0]
    assert desk.take(desk.reviewer, case, "to_decision", note="符合规定").status_code == 302
    assert desk.take(desk.approver, case, "pre_approve").status_code == 302

    def followed() -> str:
        return text(desk.register.browser().post("/cases", {"number": number, "code": code}))

    assert f"预命名，有效至 {day_words(until)}；请在此以前申请正式命名" in followed()
    desk.register.clock.advance(days=(until - today(desk)).days + 1)
    assert f"预命名已失效（有效至 {day_words(until)}）" in followed()


def test_the_overview_shows_those_that_end_soon(desk: Desk) -> None:
    case, until = pre_named(desk, "云庚路"), last_day(today(desk), 6)
    assert "快到期的预命名" not in text(desk.clerk.get("/work/due"))
    page = text(later(desk, (until - today(desk)).days - 10, "clerk").get("/work/due"))
    assert case in page
    assert re.search(r"云庚路.*?还剩 10 天.*?还没有申请正式命名", page, re.S)
    assert "云庚路" not in text(desk.register.officer("clerk", "431002").get("/work/due"))


def test_over_the_internet(desk: Desk) -> None:
    public = desk.register.browser()
    assert "/apply?kind=pre_naming" in text(public.get("/apply"))
    start = {"kind": "pre_naming", "category": "street", "division": "苏仙区"}
    refused = public.post("/apply", start | {"division": "北湖区"})
    assert refused.status_code == 422
    assert "没有开展预命名" in text(refused)
    begun = public.post("/apply", start)
    assert begun.status_code == 302, text(begun)[-4000:]
    link = begun.location
    assert "预命名" in text(public.get(link))
    fields = {
        "names": {"names": "云辛路"},
        "position": {"position_text": "东起甲路（虚构）", "lon": "113.05", "lat": "25.78"},
        "reason": {"reason": "新建（虚构）", "meaning": "（虚构）"},
        "applicant": {
            "applicant_unit": "示例公司（虚构）", "contact_person": "张三（虚构）", "contact_phone": "0735-0000000",
        },
    }  # fmt: skip
    for task, given in fields.items():
        seen = {f"seen-{field}": "0" for field in given}
        assert public.post(f"{link}/{task}", given | seen).status_code == 302
    for kind in ("application", "site_plan"):
        paper = {"kind": kind, "file": (io.BytesIO(b"%PDF-1.4"), "x.pdf")}
        assert public.post(f"{link}/papers", paper, content_type="multipart/form-data").status_code == 302
    review = text(public.get(f"{link}/review"))
    assert "提交预命名申请" in review
    version = re.findall(r'name="version" value="(\d+)"', review)[0]
    assert public.post(f"{link}/review", {"version": version}).status_code == 302
    listed = text(desk.clerk.get("/work/applications"))
    waiting = re.findall(r'href="(/work/applications/[0-9a-f-]{36})"', listed)[0]
    case = desk.clerk.post(f"{waiting}/take-over").location
    page = text(desk.clerk.get(case))
    assert "预命名" in page
    assert "云辛路" in page


def test_without_any_row_nobody_is_offered_it(desk: Desk) -> None:
    """The last test here: it ends the row."""
    row = desk.register.scalar("select id || ' ' || version from gazetteer.naming_provision where kind = 'pre_naming'")
    identifier, version = str(row).split()
    ended = desk.register.officer("rule_keeper", "431003").post(
        f"/work/rules/{identifier}/end",
        {"version": version, "first_day_without": str(today(desk)), "reason": "废止（虚构）"},
    )
    assert ended.status_code == 302
    assert 'value="pre_naming"' not in text(desk.clerk.get("/work/cases/new"))
    assert "kind=pre_naming" not in desk.register.page("/apply")
