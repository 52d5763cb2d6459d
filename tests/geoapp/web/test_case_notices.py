"""Notices on the pages: drafted words, what is handed over after a step, and what the applicant opens."""

from __future__ import annotations

import html
import io
import re
import subprocess
from typing import Any

import docx
import pytest

from geoapp.auth.courtesy import Bucket
from geocore.documents import PDF, WORD
from tests.builders.case_desk import Desk, text
from tests.builders.registered import RegisteredSite
from tests.geoapp.web.test_applications import handed_in

HOSTILE = "${alert(1)}<b>"


@pytest.fixture
def desk(register: RegisteredSite) -> Desk:
    return Desk(register)


def submitted(desk: Desk, **changes: str) -> str:
    case = desk.opened(**changes)
    assert desk.take(desk.clerk, case, "submit").status_code == 302
    return case


def note(page: str) -> str:
    """What stands in the field for the words of the step."""
    (found,) = re.findall(r'<textarea[^>]*name="note"[^>]*>\s*([^<]*)</textarea>', page)
    return html.unescape(found).strip()


def words_of(answer: Any) -> str:
    """The text of a PDF, without its spaces."""
    assert (answer.status_code, answer.mimetype) == (200, PDF), answer.status_code
    done = subprocess.run(["pdftotext", "-", "-"], input=answer.get_data(), capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


def lose_the_plan(desk: Desk, case: str) -> None:
    """As if the rules asked for more since the application was handed in."""
    desk.register.execute(
        "update gazetteer.case_document set withdrawn_at = now() where kind = 'site_plan' and case_id = :case",
        case=case.rpartition("/")[2],
    )


def test_the_words_begin_with_what_the_rules_found(desk: Desk) -> None:
    case = submitted(desk, names="威尼斯路")
    lose_the_plan(desk, case)
    for action in ("ask_correction", "decline"):
        page = text(desk.reviewer.get(f"{case}/steps/{action}"))
        assert "已按系统查出的问题起草" in page
        first, second = note(page).splitlines()
        assert first == "1．缺少材料：位置图、平面图。"
        assert second.startswith("2．拟用名称“威尼斯路”：“威尼斯”")
        assert second.endswith("（《地名管理条例》第九条第五项）。")


def test_nothing_found_is_an_empty_field_with_a_hint(desk: Desk) -> None:
    case = submitted(desk, names="和畅路")
    for action in ("ask_correction", "decline"):
        page = text(desk.reviewer.get(f"{case}/steps/{action}"))
        assert "系统没有查出缺漏，请自己写明" in page
        assert note(page) == ""
        assert 'name="again"' not in page


def test_what_was_written_is_not_drafted_over(desk: Desk) -> None:
    """The draft is for the first look: what the reviewer changed stays when the form is refused."""
    case = submitted(desk, names="罗马路")
    answer = desk.reviewer.post(f"{case}/steps/ask_correction", {"state_version": "1", "note": "字" * 8001})
    assert answer.status_code == 422
    assert "最多 8000 个字" in text(answer)
    assert note(text(answer)) == "字" * 8001
    empty = desk.reviewer.post(f"{case}/steps/ask_correction", {"state_version": "1", "note": " "})
    assert (empty.status_code, note(text(empty))) == (422, "")


def test_the_words_are_chinese_for_whoever_works_in_english(desk: Desk) -> None:
    case = submitted(desk, names="和煦路")
    lose_the_plan(desk, case)
    assert desk.reviewer.get("/language/en?next=/work").status_code == 302
    page = text(desk.reviewer.get(f"{case}/steps/ask_correction"))
    assert "Drafted from what the system found" in page
    assert note(page) == "缺少材料：位置图、平面图。"


def test_what_is_to_be_put_right_is_printed_after_the_step(desk: Desk) -> None:
    case = submitted(desk, names="和顺路")
    assert 'id="hand-over"' not in text(desk.reviewer.get(case))
    assert desk.take(desk.reviewer, case, "ask_correction", note=f"缺平面图\n{HOSTILE}").status_code == 302
    page = text(desk.reviewer.get(case))
    assert "交给申请单位" in page
    assert page.count(f"{case}/papers/correction_notice.pdf") == 2, "after the step, and among the papers"
    told = words_of(desk.reviewer.get(f"{case}/papers/correction_notice.pdf"))
    assert f"1．缺平面图2．{HOSTILE}" in told
    word = desk.reviewer.get(f"{case}/papers/correction_notice.docx")
    assert word.mimetype == WORD
    assert "缺平面图" in "".join(one.text for one in docx.Document(io.BytesIO(word.get_data())).paragraphs)
    assert desk.take(desk.clerk, case, "resubmit").status_code == 302
    page = text(desk.reviewer.get(case))
    assert 'id="hand-over"' not in page
    assert f"{case}/papers/correction_notice.pdf" in page
    assert desk.reviewer.get(f"{case}/papers/decline_notice.pdf").status_code == 409


def test_a_second_round_is_asked_why(desk: Desk) -> None:
    case = submitted(desk, names="和美路")
    desk.take(desk.reviewer, case, "ask_correction", note="缺平面图")
    desk.take(desk.clerk, case, "resubmit")
    assert "为什么上次没有告知" in text(desk.reviewer.get(f"{case}/steps/ask_correction"))
    refused = desk.take(desk.reviewer, case, "ask_correction", note="没有比例尺", again=" ")
    assert refused.status_code == 422
    assert "请填写这一项" in text(refused)
    assert desk.take(desk.reviewer, case, "ask_correction", note="没有比例尺", again="原图看不清").status_code == 302
    assert "上次没有告知的理由：原图看不清" in text(desk.clerk.get(case))
    told = words_of(desk.clerk.get(f"{case}/papers/correction_notice.pdf"))
    assert "没有一次告知的理由：原图看不清" in told
    assert "附：此前告知的补正内容" in told


def accepted(desk: Desk, case: str) -> tuple[str, str, str]:
    """Number, code, and the page that tells them."""
    assert desk.take(desk.reviewer, case, "accept").status_code == 302
    page = text(desk.reviewer.get(case))
    number, code = re.findall(r"受理编号 (\S+)，查询码 (\w{10})", page)[0]
    return number, code, page


def test_the_code_goes_onto_the_notice_once(desk: Desk) -> None:
    case = submitted(desk, names="和睦路")
    _number, code, page = accepted(desk, case)
    assert f'name="code" value="{code}"' in page
    printed = desk.reviewer.post(f"{case}/papers/acceptance", {"code": code, "ending": "pdf"})
    assert f"查询码{code}" in words_of(printed)
    assert desk.reviewer.post(f"{case}/papers/acceptance", {"code": code, "ending": "docx"}).mimetype == WORD
    later = text(desk.reviewer.get(case))
    assert code not in later
    assert f"{case}/papers/acceptance_notice.pdf" in later
    plain = words_of(desk.clerk.get(f"{case}/papers/acceptance_notice.pdf"))
    assert "（由经办人填写）" in plain
    assert code not in plain
    wrong = desk.reviewer.post(f"{case}/papers/acceptance", {"code": "AAAAAAAAAA"})
    assert wrong.status_code == 422
    assert "不是受理时告知的查询码" in text(wrong)
    stranger = desk.register.officer("reviewer", "431002")
    assert stranger.post(f"{case}/papers/acceptance", {"code": code}).status_code == 404


def test_the_code_is_not_shown_on_another_case(desk: Desk) -> None:
    case, other = (submitted(desk, names=name) for name in ("和静路", "和宁路"))
    accepted(desk, other)
    assert desk.take(desk.reviewer, case, "accept").status_code == 302
    page = text(desk.reviewer.get(other))
    assert 'name="code" value="' not in page
    assert 'name="code" value="' not in text(desk.reviewer.get(case))


def test_refusals_have_their_notices(desk: Desk) -> None:
    declined = submitted(desk, names="和正路")
    assert desk.take(desk.reviewer, declined, "decline", note="所在地属于北湖区").status_code == 302
    assert "decline_notice.pdf" in text(desk.reviewer.get(declined)).partition('id="hand-over"')[2]
    assert "申请行政复议" in words_of(desk.clerk.get(f"{declined}/papers/decline_notice.pdf"))
    refused = submitted(desk, names="和义路")
    desk.take(desk.reviewer, refused, "accept")
    desk.take(desk.reviewer, refused, "to_decision", note="内部意见")
    assert desk.take(desk.approver, refused, "refuse", note="与规划不符").status_code == 302
    assert "refusal_notice.pdf" in text(desk.approver.get(refused)).partition('id="hand-over"')[2]
    told = words_of(desk.approver.get(f"{refused}/papers/refusal_notice.pdf"))
    assert "与规划不符" in told
    assert "内部意见" not in told


def test_the_holder_of_a_link_opens_the_notices(desk: Desk) -> None:
    applicant, link = handed_in(desk.register, names="桂树路")
    assert 'id="notices"' not in applicant.page()
    case = str(desk.clerk.post(f"{link}/take-over").location)
    assert desk.take(desk.clerk, case, "submit").status_code == 302
    path = f"{applicant.path}/notices/correction_notice.pdf"
    assert applicant.browser.get(path).status_code == 404
    assert desk.take(desk.reviewer, case, "ask_correction", note="缺平面图").status_code == 302
    assert path in applicant.page()
    told = words_of(applicant.browser.get(path))
    assert "缺平面图" in told
    assert "没有加盖印章" in told
    assert "张三" not in told
    assert applicant.browser.get(f"{applicant.path}/notices/nonsense.pdf").status_code == 404
    assert applicant.browser.get(f"{applicant.path}/notices/application.pdf").status_code == 404
    assert desk.register.browser().get(f"/apply/{'A' * 32}/notices/correction_notice.pdf").status_code == 404
    desk.take(desk.clerk, case, "resubmit")
    accepted(desk, case)
    told = words_of(applicant.browser.get(f"{applicant.path}/notices/acceptance_notice.pdf"))
    receipt = re.findall(r"SQ\d{8}-\w{6}", applicant.page())[0]
    assert f"网上回执号{receipt}" in told
    assert "由经办人填写" not in told


def test_number_and_code_open_the_notices(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    case = submitted(desk, names="和谐路")
    number, code, _page = accepted(desk, case)
    desk.take(desk.reviewer, case, "to_decision", note="内部意见")
    desk.take(desk.approver, case, "refuse", note="与规划不符")
    follower = desk.register.browser()
    given = {"number": f" {number}", "code": code.lower()}
    page = text(follower.post("/cases", given))
    assert "与规划不符" in page
    assert "内部意见" not in page
    assert re.findall(r'action="(/cases/notices/\w+\.pdf)"', page) == [
        "/cases/notices/acceptance_notice.pdf", "/cases/notices/refusal_notice.pdf",
    ]  # fmt: skip
    assert f"查询码{code}" in words_of(follower.post("/cases/notices/acceptance_notice.pdf", given))
    assert "与规划不符" in words_of(follower.post("/cases/notices/refusal_notice.pdf", given))
    assert follower.post("/cases/notices/decline_notice.pdf", given).status_code == 404
    wrong = follower.post("/cases/notices/refusal_notice.pdf", {**given, "code": "AAAAAAAAAA"})
    assert wrong.status_code == 404
    assert follower.get("/cases/notices/refusal_notice.pdf").status_code == 405
    monkeypatch.setitem(desk.register.app.extensions, "follow_courtesy", Bucket(1, 20.0, desk.register.clock))
    codes = [follower.post("/cases/notices/refusal_notice.pdf", given).status_code for _time in range(2)]
    assert codes == [200, 429]
