"""What a receipt tells: how far the office is, what it answered, and nothing of any person."""

from __future__ import annotations

import re

import pytest

from tests.builders.case_desk import Desk, text
from tests.builders.registered import RegisteredSite
from tests.geoapp.web.test_consultations import deal, opened_public
from tests.geoapp.web.test_supervision import reported, take

SECRETS = ("13800000000", "王五", "不足之处（虚构）")


def asked(register: RegisteredSite, receipt: str, status: int = 200) -> str:
    answer = register.browser().post("/receipts", {"receipt": receipt})
    assert answer.status_code == status
    page = text(answer)
    assert not [secret for secret in SECRETS if secret in page]
    return page


def test_an_opinion_that_is_not_published_is_answered_all_the_same(register: RegisteredSite) -> None:
    desk = Desk(register)
    case, public = opened_public(desk, "和煦路")
    visitor = register.browser()
    key = re.findall(r'name="key" value="([^"]+)"', text(visitor.get(public)))[0]
    said = {"key": key, "text": "不足之处（虚构）", "author": "王五（虚构）", "contact": "13800000000"}
    sent = text(visitor.post(public, said, follow_redirects=True))
    assert "/receipts" in sent
    receipt = re.findall(r"YJ\d{8}-\w{6}", sent)[0]
    page = asked(register, receipt)
    assert "待审核" in page
    assert f'href="{public}"' in page
    assert deal(desk, case, "moderate", decision="withheld", reason="有他人姓名（虚构）").status_code == 302
    assert deal(desk, case, "answer", handling="partly", answer="列为备选名称（虚构）").status_code == 302
    page = asked(register, f" {receipt.lower().replace('-', '－')} ")
    for words in ("不公开", "有他人姓名（虚构）", "部分采纳", "列为备选名称（虚构）"):
        assert words in page


def test_an_objection(register: RegisteredSite) -> None:
    desk = Desk(register)
    case = desk.announced(names="和鸣街")
    found = re.findall(r"/announcements/[0-9a-f-]{36}", text(desk.clerk.get(case)))[0]
    sent = register.browser().post(f"{found}/objection", {"text": "与老街同名，请改", "author": "王五（虚构）"})
    receipt = re.findall(r"YY\d{8}-\w{6}", text(sent))[0]
    page = asked(register, receipt)
    assert "待答复" in page
    assert f'href="{found}"' in page
    office = text(desk.reviewer.get(f"{case}/consultations"))
    path = re.findall(rf"{case}/consultations/objections/[0-9a-f-]{{36}}", office)[0]
    answer = {"version": "0", "outcome": "rejected", "answer": "不在同一范围（虚构）"}
    assert desk.reviewer.post(path, answer).status_code == 302
    page = asked(register, receipt)
    for words in ("已答复", "异议不成立", "不在同一范围（虚构）"):
        assert words in page


def test_reports_of_use_and_of_errors(register: RegisteredSite) -> None:
    case = reported(register)
    where = f"id = '{case.rpartition('/')[2]}'"
    receipt = str(register.scalar(f"select receipt from gazetteer.supervision_case where {where}"))
    assert "待核查" in asked(register, receipt)
    assert take(register.officer("clerk", "431003"), case, "take_up").status_code == 302
    assert "核查中" in asked(register, receipt)
    place = str(register.places["白露塘村"])
    sent = register.browser().post(
        "/report-error", {"place": place, "text": "不足之处（虚构）", "contact": "13800000000"}, follow_redirects=True
    )
    page = asked(register, re.findall(r"JC\d{8}-\w{6}", text(sent))[0])
    assert "已收到" in page
    assert f'href="/place/{place}"' in page


def test_a_look_is_recorded_and_a_guess_as_refused(register: RegisteredSite) -> None:
    before = register.audit_head()
    assert "没有这个回执号" in asked(register, "YJ20260301-2345AB", 422)
    (record,) = register.audit_since(before)
    assert (record.action, record.object_id, record.result) == ("receipt.follow", "YJ20260301-2345AB", "denied")


@pytest.mark.parametrize(
    "receipt", ["", " ", "\x00", "%", "'--", "你好" * 20, "\u202eYJ", "-" * 60, "x" * 61, "ＹＪ" * 20]
)
def test_what_is_no_receipt(register: RegisteredSite, receipt: str) -> None:
    asked(register, receipt, 422)


def test_whoever_guesses_is_slowed_down(register: RegisteredSite) -> None:
    visitor = register.browser()
    answers = [visitor.post("/receipts", {"receipt": f"YJ20260301-2345A{n}"}).status_code for n in range(12)]
    assert set(answers[:10]) == {422}
    assert answers[-1] == 429
