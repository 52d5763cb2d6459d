"""The pages of naming cases: who sees and does what, what is refused with which words, what the public gets."""

from __future__ import annotations

import io
import re
import zipfile
from urllib.parse import unquote
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.builders.case_desk import WORDS, Desk, text
from tests.builders.cases import PDF
from tests.builders.register import BAILUTANG, Place, add_places, console_work
from tests.builders.registered import RegisteredSite


@pytest.fixture
def desk(register: RegisteredSite) -> Desk:
    return Desk(register)


def test_from_draft_to_filing(desk: Desk) -> None:
    """J2 through the pages; the public page, the announcement and its twin say the same six facts."""
    case = desk.announced(names="和平路")
    page = text(desk.clerk.get(case))
    assert "待备案" in page
    number = re.search(r"苏仙区地名公告〔\d{4}〕\d+号", page)
    assert number
    link = re.search(r"/announcements/[0-9a-f-]{36}", page)
    assert link
    public = desk.register.page(link[0])
    twin = desk.register.browser().get(f"{link[0]}.json").get_json()
    for fact in ("和平路", "Hépíng Lù", "湖南省郴州市苏仙区", WORDS["position_text"], "苏仙区人民政府"):
        assert fact in public
        assert fact in twin.values()
    assert "和平路" in desk.register.page("/announcements")
    assert "和平路" in desk.register.page("/search?q=hepinglu")
    data = {
        "sent_to": "郴州市民政局",
        "filing_report": (io.BytesIO(PDF), "报告.pdf"),
        "approval": (io.BytesIO(PDF), "批复.pdf"),
    }
    sent = desk.clerk.post(f"{case}/filing", data, content_type="multipart/form-data")
    assert sent.status_code == 302
    link = re.search(rf"{case}/filing/[0-9a-f-]{{36}}.zip", text(desk.clerk.get(case)))
    assert link
    sent_package = desk.clerk.get(link[0])
    assert re.search(r"备案材料431003-\d{4}-\d+\.zip", unquote(sent_package.headers["Content-Disposition"]))
    first = sent_package.get_data()
    assert desk.register.officer("clerk", "431002").get(link[0]).status_code == 404
    assert desk.take(desk.clerk, case, "record_filing", receipt="备2026-7").status_code == 302
    assert desk.clerk.get(link[0]).get_data() == first
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert package.namelist() == [
            "01-备案登记表.pdf", "01-备案登记表.json", "02-备案报告.pdf", "03-批复.pdf", "04-申请书.pdf",
            "05-公告.pdf", "05-公告.txt", "manifest.json",
        ]  # fmt: skip
        assert package.read("03-批复.pdf") == PDF
        assert "和平路" in package.read("01-备案登记表.json").decode()
    assert "已备案" in text(desk.clerk.get(case))


def test_each_officer_is_offered_the_steps_of_their_part(desk: Desk) -> None:
    case = desk.opened(names="永和路")
    assert "提交申请" in text(desk.clerk.get(case))
    desk.take(desk.clerk, case, "submit")
    assert "/steps/accept" in text(desk.reviewer.get(case))
    assert "/steps/accept" not in text(desk.clerk.get(case))
    assert case in text(desk.reviewer.get("/work/cases"))
    assert case not in text(desk.approver.get("/work/cases"))
    assert case in text(desk.approver.get("/work/cases?tab=unit"))


def test_a_neighbour_finds_nothing(desk: Desk) -> None:
    case = desk.opened(names="永康路")
    neighbour = desk.register.officer("reviewer", "431002")
    assert neighbour.get(case).status_code == 404
    assert neighbour.get(f"{case}/steps/accept").status_code == 404
    assert case not in text(neighbour.get("/work/cases?tab=all"))
    assert neighbour.get("/work/cases/00000000-0000-4000-8000-00000000dead").status_code == 404


def test_a_step_of_another_is_refused_with_words(desk: Desk) -> None:
    case = desk.opened(names="永宁路")
    assert desk.clerk.get(f"{case}/steps/accept").status_code == 409
    assert desk.clerk.post(f"{case}/steps/accept", {"state_version": "0"}).status_code == 403
    assert desk.clerk.get(f"{case}/steps/nonsense").status_code == 404


def test_an_approved_name_elsewhere_in_the_city_is_said(desk: Desk) -> None:
    """WF10 on the page: the other district's case is not named."""
    desk.decided(names="共和路")
    clerk, reviewer, approver = (desk.register.officer(role, "431002") for role in ("clerk", "reviewer", "approver"))
    beihu = Desk.__new__(Desk)
    beihu.register, beihu.clerk, beihu.reviewer, beihu.approver = desk.register, clerk, reviewer, approver
    case = beihu.opened(names="共和路", division="北湖区")
    beihu.take(clerk, case, "submit")
    beihu.take(reviewer, case, "accept")
    beihu.take(reviewer, case, "to_decision", note="符合条例")
    refused = beihu.take(approver, case, "approve")
    assert refused.status_code == 422
    assert "要批准须写明理由" in text(refused)
    page = text(approver.get(f"{case}/steps/approve"))
    assert 'id="case-map"' in page
    assert "办理中" in page
    assert "苏仙区" in page
    (asked,) = re.findall(r'name="(waiver-[0-9a-f-]+)"', page)
    refused = beihu.take(approver, case, "approve", **{asked: "两区相距较远（虚构）"})
    assert refused.status_code == 422
    assert "同一范围内已经批准了这个名称" in text(refused)
    assert "两区相距较远（虚构）" in text(refused), "what was typed is still there"
    assert "待批准" in text(approver.get(case))


def test_what_changed_before_the_decision_is_shown_and_decided_again(desk: Desk) -> None:
    """A case approved while its conflict list changed: nothing is decided, the page says what is new."""
    case = desk.opened(names="友谊路")
    for browser, step, note in (
        (desk.clerk, "submit", ""),
        (desk.reviewer, "accept", ""),
        (desk.reviewer, "to_decision", "可"),
    ):
        desk.take(browser, case, step, note=note)
    other = desk.opened(names="友谊路")
    desk.take(desk.clerk, other, "submit")
    turned = desk.take(desk.approver, case, "approve")
    assert turned.location.endswith("/steps/approve#checks")
    page = text(desk.approver.get(turned.location))
    assert "没有作出决定" in page
    assert "与上一次检查不同" in page
    (asked,) = re.findall(r'name="(waiver-[0-9a-f-]+)"', page)
    assert desk.take(desk.approver, case, "approve", **{asked: "另一件申请将被合并（虚构）"}).status_code == 302
    page = text(desk.clerk.get(case))
    assert "待公告" in page
    assert "另一件申请将被合并（虚构）" in page


def test_following_with_number_and_code(desk: Desk) -> None:
    case = desk.opened(names="永泰路")
    desk.take(desk.clerk, case, "submit")
    desk.take(desk.reviewer, case, "accept")
    told = re.search(r"受理编号 (\S+)，查询码 (\w{10})", text(desk.reviewer.get(case)))
    assert told
    public = desk.register.browser()
    page = public.post("/cases", {"number": told[1], "code": told[2].lower()})
    assert page.status_code == 200
    assert "永泰路" in text(page)
    assert "审查中" in text(page)
    assert "张三" not in text(page)
    for number, code in ((told[1], "ABCDEFGHJK"), ("431003-2026-9999", told[2]), ("\0", "x")):
        assert public.post("/cases", {"number": number, "code": code}).status_code == 422
    for _try in range(10):
        answer = public.post("/cases", {"number": told[1], "code": "ABCDEFGHJK"})
    assert answer.status_code == 429


def test_overdue_and_sorted_by_days_left(desk: Desk) -> None:
    late = desk.decided(names="迟到路")
    desk.register.clock.advance(days=20)
    desk.clerk = desk.register.officer("clerk", "431003")
    fresh = desk.opened(names="新到路")
    page = text(desk.clerk.get("/work/cases?tab=overdue"))
    assert late in page
    assert fresh not in page
    assert "已超期" in page
    everything = text(desk.clerk.get("/work/cases?tab=unit"))
    assert everything.index(late) < everything.index(fresh)


def test_the_queue_has_pages(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made = {desk.opened(names=f"{number}里路") for number in "甲乙丙"}
    monkeypatch.setattr("geoapp.web.cases.queue.__defaults__", (None, 2))
    seen: list[str] = []
    link: str | None = "/work/cases?tab=all"
    while link:
        page = text(desk.clerk.get(link))
        seen += re.findall(r'<th scope="row"><a href="(/work/cases/[0-9a-f-]{36})"', page)
        following = re.search(r'href="([^"]+)" rel="next"', page)
        link = following[1].replace("&amp;", "&") if following else None
    assert made <= set(seen)
    assert len(seen) == len(set(seen))


def test_renaming_begins_at_the_place(desk: Desk) -> None:
    place = desk.register.places["东村"]
    page = text(desk.clerk.get(f"/work/cases/new?kind=renaming&place={place}"))
    assert str(place) in page
    case = desk.announced(
        kind="renaming", place=f"http://localhost/place/{place}", names="东塔村", category="committee"
    )
    assert "“东村”更名为“东塔村”" in text(desk.register.browser().get(public_link(desk, case)))
    found = desk.register.page("/search?q=东村")
    assert str(place) in found
    assert "旧称" in found


def public_link(desk: Desk, case: str) -> str:
    found = re.search(r"/announcements/[0-9a-f-]{36}", text(desk.clerk.get(case)))
    assert found
    return found[0]


def test_consultation_on_the_page(desk: Desk) -> None:
    case = desk.opened(names="永清路")
    desk.take(desk.clerk, case, "submit")
    desk.take(desk.reviewer, case, "accept")
    assert desk.take(desk.reviewer, case, "start_consulting", units="区住建局\n区交警队").status_code == 302
    page = text(desk.reviewer.get(case))
    assert "办结：已暂停" in page
    assert desk.take(desk.reviewer, case, "finish_consulting").status_code == 409
    asked = re.findall(rf"{case}/consultations/[0-9a-f-]{{36}}", page)
    assert len(asked) == 2
    refused = desk.reviewer.post(asked[0], {"answer": "object", "text": ""})
    assert refused.status_code == 422
    for path in asked:
        assert desk.reviewer.post(path, {"answer": "agree"}).status_code == 302
    assert desk.reviewer.post(asked[0], {"answer": "agree"}).status_code == 412
    opinion = {"text": "希望保留老名字", "handling": "已采纳，列为备选"}
    assert desk.reviewer.post(f"{case}/opinions", opinion).status_code == 302
    assert desk.reviewer.post(f"{case}/opinions", {"text": "路名太长", "handling": ""}).status_code == 302
    assert desk.take(desk.reviewer, case, "finish_consulting").status_code == 409
    (handle,) = re.findall(rf'action="({case}/opinions/[0-9a-f-]{{36}})"', text(desk.reviewer.get(case)))
    assert handle not in text(desk.clerk.get(case))
    assert desk.clerk.post(handle, {"handling": "采纳"}).status_code == 403
    empty = desk.reviewer.post(handle, {"handling": " "})
    assert empty.status_code == 422
    assert f"{handle.rpartition('/')[2]}-error" in text(empty)
    assert desk.reviewer.post(handle, {"handling": "未采纳：不超过六个字"}).status_code == 302
    assert desk.reviewer.post(handle, {"handling": "再一次"}).status_code == 412
    assert "未采纳：不超过六个字" in text(desk.reviewer.get(case))
    assert desk.take(desk.reviewer, case, "finish_consulting").status_code == 302
    assert "希望保留老名字" in text(desk.reviewer.get(case))


def test_a_case_without_calendar_says_so(desk: Desk) -> None:
    """A promised period that runs into a year whose holidays are not published has no date."""
    desk.register.clock.now = desk.register.clock.now.replace(year=2026, month=12, day=28)
    desk.clerk = desk.register.officer("clerk", "431003")
    case = desk.opened(names="岁末路")
    desk.take(desk.clerk, case, "submit")
    assert "待放假安排公布后计算" in text(desk.clerk.get(case))


def test_unknown_announcements(register: RegisteredSite) -> None:
    nobody = UUID(int=1)
    register.page(f"/announcements/{nobody}", status=404)
    assert register.browser().get(f"/announcements/{nobody}.json").status_code == 404


def test_a_renaming_shows_what_hangs_on_the_old_name(desk: Desk) -> None:
    """The list of impacts: names made of it, other cases of one's own area, what is not registered yet."""
    with console_work(desk.register.database.app) as work:
        names = [Place(name, BAILUTANG, lon=113.1, lat=25.7) for name in ("仙桃村", "仙桃小学", "仙桃")]
        add_places(work, names, "impact.csv")
    place = desk.register.scalar("select place_id from published.name where name = '仙桃村'")
    case = desk.opened(kind="renaming", place=str(place), names="仙居村", category="committee")
    page = text(desk.clerk.get(case))
    assert "苏仙区共 2 处" in page
    assert "仙桃小学" in page
    assert "尚未登记" in page
    other = desk.opened(names="仙桃路")
    assert desk.take(desk.clerk, other, "submit").status_code == 302
    assert other in text(desk.clerk.get(case))
    assert "影响清单" not in text(desk.clerk.get(other)), "a new name hangs on nothing"


def test_a_renaming_says_that_the_division_of_that_name_stays(desk: Desk) -> None:
    """The register of divisions has a procedure of its own; page and case say so instead of leaving two names."""
    with console_work(desk.register.database.app) as work:
        add_places(work, [Place("仙鹭村", BAILUTANG, lon=113.1, lat=25.7)], "division.csv")
    place = desk.register.scalar("select place_id from published.name where name = '仙鹭村'")
    division = desk.register.scalar("select id from published.division where name = '白露塘镇'")
    seq = desk.register.scalar("select seq from published.division where name = '白露塘镇'")
    desk.register.execute(f"update gazetteer.place set is_division_id = '{division}' where id = '{place}'")
    desk.register.execute(f"update published.place set is_division_seq = {seq} where id = '{place}'")
    case = desk.opened(kind="renaming", place=str(place), names="仙霞村", category="committee")
    page = text(desk.clerk.get(case))
    assert f'href="/division/{division}">白露塘镇</a>' in page
    assert re.search("下级区划 [0-9]+ 个，其中的其他地名 [1-9][0-9]* 个", page)
    assert "政区登记不随本案改变" in page
    assert "政区登记中的名称是“白露塘镇”" in text(desk.register.browser().get(f"/place/{place}"))


def test_what_was_changed_past_the_system_is_seen(desk: Desk) -> None:
    """WF5: by somebody who may do anything in the database, triggers switched off."""
    case = desk.decided(names="和潮路")
    words = "案卷内容被改动"
    assert words not in text(desk.clerk.get(case))
    change = "update gazetteer.case_item set reason = reason || '。' where case_id = '{}'".format(
        case.rpartition("/")[2]
    )
    desk.register.execute("alter table gazetteer.case_item disable trigger user")
    desk.register.execute(change)
    desk.register.execute("alter table gazetteer.case_item enable trigger user")
    assert words in text(desk.clerk.get(case))
    with pytest.raises(sa.exc.IntegrityError, match="ck_case_document_content_sha256"):
        desk.register.execute("update gazetteer.case_document set content = overlay(content placing 'X' from 1)")


def test_a_retirement_asks_about_the_retirement_and_approves_it(desk: Desk) -> None:
    place = str(desk.register.places["白露塘村"])
    case = desk.opened(kind="retirement", place=place, category="committee", names="", ended_on="2025-01-01")
    assert desk.take(desk.clerk, case, "submit").status_code == 302
    assert desk.take(desk.reviewer, case, "accept").status_code == 302
    for page in (f"{case}/steps/start_consulting", f"{case}/public/new"):
        assert "对注销“白露塘村”有什么意见？" in text(desk.reviewer.get(page))
    assert desk.take(desk.reviewer, case, "to_decision", note="拟同意").status_code == 302
    page = text(desk.approver.get(f"{case}/steps/approve"))
    assert "批准注销的地名" in page
    assert "批准的名称" not in page
