"""Reporting an error: a receipt for whoever reports, and nobody but the office of the place reads it."""

from __future__ import annotations

import re

import pytest

from tests.builders.registered import RegisteredSite

GOOD = {"text": "村名应为白露塘村，现写法有误。", "contact": "13800000000"}


def send(register: RegisteredSite, **data: str) -> tuple[int, str]:
    """The answer's status and the page one ends on."""
    browser = register.browser()
    answer = browser.post("/report-error", data)
    if answer.status_code != 302:
        return answer.status_code, answer.get_data(as_text=True)
    return 302, browser.get(answer.location).get_data(as_text=True)


def test_place_is_filled_in(register: RegisteredSite) -> None:
    place = register.places["白露塘村"]
    page = register.page(f"/report-error?place={place}")
    assert f'value="{place}"' in page
    assert "白露塘村" in page
    for nonsense in ("x", "%00", "00000000-0000-0000-0000-000000000000"):
        assert "没有指明地名" in register.page(f"/report-error?place={nonsense}")


def test_receipt_one_audit_record_without_what_was_said(register: RegisteredSite) -> None:
    before = register.audit_head()
    status, page = send(register, place=str(register.places["白露塘村"]), **GOOD)
    assert status == 302
    receipt = re.search(r"JC\d{8}-[0-9A-Z]{6}", page)
    assert receipt
    (record,) = register.audit_since(before)
    assert (record.action, record.object_id) == ("error_report.receive", receipt[0])
    assert "13800000000" not in record.payload
    assert "白露塘村，" not in record.payload
    stored = register.scalar("select text from gazetteer.error_report where receipt = :r", r=receipt[0])
    assert stored == GOOD["text"]


def test_a_general_report(register: RegisteredSite) -> None:
    assert send(register, text="缺少一个地名：某某桥")[0] == 302


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"text": "错"}, "请写 5 到 2000 个字"),
        ({"text": "字" * 2001}, "请写 5 到 2000 个字"),
        ({"text": "有问题的\0文字"}, "控制字符"),
        ({"text": "没有问题的文字", "contact": "长" * 201}, "最多 200 个字"),
    ],
)
def test_bad_reports_are_explained_and_kept(register: RegisteredSite, data: dict[str, str], words: str) -> None:
    before = register.audit_head()
    status, page = send(register, **data)
    assert status == 422
    assert words in page
    assert data["text"].replace("\0", "")[:4] in page
    assert register.audit_head() == before


def test_no_token_no_report(register: RegisteredSite) -> None:
    before = register.audit_head()
    assert register.browser().bare_post("/report-error", GOOD).status_code == 400
    assert register.audit_head() == before


def test_courtesy_limit(register: RegisteredSite) -> None:
    browser = register.browser()
    answers = [browser.post("/report-error", GOOD).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
    register.clock.advance(seconds=61)
    assert browser.post("/report-error", GOOD).status_code == 302


def test_only_the_office_of_the_place_reads_it(register: RegisteredSite) -> None:
    send(register, place=str(register.places["东村@北湖"]), text="北湖的东村位置不对", contact="someone@example.cn")
    assert "someone@example.cn" in register.officer("clerk", "431002").get("/work").get_data(as_text=True)
    assert "someone@example.cn" in register.officer("clerk", "431000").get("/work").get_data(as_text=True)
    assert "someone@example.cn" not in register.officer("clerk", "431003").get("/work").get_data(as_text=True)
    assert "someone@example.cn" not in register.officer("system_admin", "156").get("/work").get_data(as_text=True)


def test_receipt_page_without_a_report_leads_to_the_form(register: RegisteredSite) -> None:
    assert register.browser().get("/report-error/received").location == "/report-error"
