"""Reminders on the officers' first page, and where they are sent to."""

from __future__ import annotations

from typing import Any

from tests.builders.case_desk import WORDS
from tests.builders.registered import RegisteredSite


def text(answer: Any) -> str:
    return " ".join(answer.get_data(as_text=True).split())


def a_reminder(register: RegisteredSite, mail: str = "none", error: str | None = None) -> tuple[Any, str]:
    """Of a draft of one's own; the person's browser and the case."""
    clerk = register.officer("clerk", "431003")
    case = clerk.post("/work/cases/new", WORDS).location.rpartition("/")[2]
    register.execute(
        "insert into gazetteer.reminder (person_id, matter, case_id, item_id, due_on, days_left, detail, mail,"
        " mail_error)"
        " select drafted_by[1], 'clock', id, id, '2026-03-12', 5, 'decision', :mail, :error"
        " from gazetteer.naming_case where id = :case",
        case=case,
        mail=mail,
        error=error,
    )
    return clerk, case


def test_shown_until_taken_note_of(register: RegisteredSite) -> None:
    clerk, case = a_reminder(register)
    page = text(clerk.get("/work"))
    assert "提醒（1）" in page
    assert f"/work/cases/{case}" in page
    assert "2026年3月12日" in page
    assert "没有设置邮件服务器" in page
    assert "提醒（" not in text(register.officer("clerk", "431003").get("/work"))
    assert clerk.post("/work/reminders/seen").location == "/work"
    page = text(clerk.get("/work"))
    assert "提醒已标为看过" in page
    assert "提醒（1）" not in page


def test_a_mail_that_was_not_sent_says_why(register: RegisteredSite) -> None:
    register.set(smtp_url="smtp://127.0.0.1", mail_from="names@example.org")
    clerk, _case = a_reminder(register, "failed", "450 <b>not now</b>")
    page = text(clerk.get("/work"))
    assert "邮件未发出" in page
    assert "450 &lt;b&gt;" in page
    assert "没有设置邮件服务器" not in page
    assert "没有设置邮件服务器" not in text(clerk.get("/account/email"))


def test_where_they_are_sent(register: RegisteredSite) -> None:
    clerk = register.officer("clerk", "431003")
    assert "没有设置邮件服务器" in text(clerk.get("/account/email"))
    for wrong in ("not an address", "a@b@c", "a@b, c@d", "x" * 255 + "@y"):
        assert clerk.post("/account/email", {"email": wrong}).status_code == 422
    head = register.audit_head()
    assert clerk.post("/account/email", {"email": " zhang@example.org "}).status_code == 302
    (record,) = register.audit_since(head)
    assert "zhang" not in str(record.changes)
    assert "zhang@example.org" in text(clerk.get("/account"))
    assert 'value="zhang@example.org"' in text(clerk.get("/account/email"))
    assert clerk.post("/account/email", {"email": ""}).status_code == 302
    assert "zhang@example.org" not in text(clerk.get("/account"))
