"""Consultations of the public: opening, closing, comments, moderation, answers; and what the decision waits for."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from gazetteer.cases.errors import Hindered
from gazetteer.cases.services import handling
from gazetteer.cases.workflow import NAMING_CASE
from gazetteer.consultations import public_queries
from gazetteer.consultations.services import commenting, public_asking
from gazetteer.consultations.store import public as store
from geocore.actor import ANONYMOUS
from geocore.db import UnitOfWork, act_as, translated_errors, unit_of_work
from geocore.errors import ActionNotAllowed, InvalidInput, NotFound, NotPermitted, StaleVersion
from geocore.workflow_store import SubjectState, advance
from tests.builders.cases import MONDAY, Office, naming, opened
from tests.builders.consultations import asked_public, comment, under_review

LAST = MONDAY + timedelta(days=6)
AFTER = LAST + timedelta(days=1)


def public_comments(office: Office, consultation_id: UUID) -> list[tuple[str, str, str | None, str]]:
    with office.database.reader.connect() as connection:
        found = public_queries.comments_on(connection, consultation_id)
    return [(one.author, one.text, one.handling, one.answer) for one in found]


def kept(office: Office, case_id: UUID) -> store.Comment:
    """The one comment of the case."""
    with office.database.app.connect() as connection:
        act_as(connection, office.actors["reviewer@suxian"])
        (found,) = store.comments_of(connection, case_id)
    return found


def deal(office: Office, case_id: UUID, today: date = MONDAY) -> public_asking.DealWith:
    found = kept(office, case_id)
    return public_asking.DealWith(case_id, found.id, found.version, today)


def moderate(office: Office, case_id: UUID, decision: str, reason: str = "") -> None:
    with office.as_("reviewer@suxian") as work:
        public_asking.moderate(work, deal(office, case_id), decision, reason)


def answer(office: Office, case_id: UUID, how: str = "adopted", text: str = "已采纳") -> None:
    with office.as_("reviewer@suxian") as work:
        public_asking.answer_comment(work, deal(office, case_id), how, text)


def close(office: Office, case_id: UUID, consultation_id: UUID, today: date = AFTER, note: str = "") -> None:
    with office.as_("reviewer@suxian") as work:
        public_asking.close_public(work, case_id, consultation_id, 0, note, today)


def test_what_is_asked_is_public_without_applicant_and_exact_position(bureau: Office) -> None:
    case_id = under_review(bureau, lon=113.0512345, lat=25.7812345)
    consultation_id = asked_public(bureau, case_id)
    with bureau.database.reader.connect() as connection:
        found = public_queries.consultation(connection, consultation_id)
        (name,) = public_queries.consulted_names(connection, consultation_id)
    case = bureau.look(case_id)
    assert (found.title, found.division, found.kind) == (case.title, "湖南省郴州市苏仙区", "naming")
    assert (name.current, name.proposed) == (None, case.items[0].candidate_names)
    assert name.lon != 113.0512345
    assert abs((name.lon or 0) - 113.0512345) < 0.001
    told = repr((found, name))
    for secret in ("公司", "张三", case.number or "-"):
        assert secret not in told


def test_open_from_the_first_to_the_last_day(bureau: Office) -> None:
    case_id = under_review(bureau)
    tomorrow = MONDAY + timedelta(days=1)
    consultation_id = asked_public(bureau, case_id, opens_on=tomorrow, closes_on=tomorrow + timedelta(days=6))
    days = {MONDAY: False, tomorrow: True, AFTER: True, AFTER + timedelta(days=1): False}
    for day, is_taken in days.items():
        with bureau.database.reader.connect() as connection:
            assert public_queries.consultation(connection, consultation_id).is_open(day) is is_taken
        if is_taken:
            assert comment(bureau, consultation_id, today=day).startswith("YJ2026")
        else:
            with pytest.raises(ActionNotAllowed):
                comment(bureau, consultation_id, today=day)


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"closes_on": LAST - timedelta(days=1)}, "closes_on", "public_too_short"),
        ({"closes_on": MONDAY + timedelta(days=400)}, "closes_on", "public_too_long"),
        ({"opens_on": MONDAY - timedelta(days=1)}, "opens_on", "opens_in_past"),
        ({"question": "好？"}, "question", "too_short"),
        ({"question": "字" * 1001}, "question", "too_long"),
        ({"range_text": " "}, "range_text", "required"),
        ({"issuer": "甲\x00"}, "issuer", "nul"),
    ],
)
def test_consultations_that_do_not_begin(bureau: Office, changes: dict[str, object], field: str, code: str) -> None:
    case_id = under_review(bureau)
    with pytest.raises(InvalidInput) as refused:
        asked_public(bureau, case_id, **changes)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [(field, code)]


def test_one_at_a_time_and_only_under_review(bureau: Office) -> None:
    case_id = under_review(bureau)
    asked_public(bureau, case_id)
    with pytest.raises(ActionNotAllowed):
        asked_public(bureau, case_id)
    with pytest.raises(ActionNotAllowed):
        asked_public(bureau, opened(bureau, naming(bureau, "戊己路")))


def test_the_shortest_period_is_the_offices_own(bureau: Office) -> None:
    """A stricter row of the district counts for it; the database refuses what the service would let through."""
    with bureau.database.owner.begin() as connection:
        connection.exec_driver_sql(
            "insert into gazetteer.consultation_rule (key, division_seq, value, source)"
            " select 'public_days_min', seq, 10, '测试' from published.division where civil_code = '431002'"
        )
    case_id = under_review(bureau)
    with pytest.raises(ActionNotAllowed), translated_errors(), bureau.database.owner.begin() as connection:
        connection.execute(
            sa.text(
                "insert into gazetteer.public_consultation (case_id, question, range_text, issuer, opens_on, closes_on)"
                " values (:case, '意见如何？', 'x', 'x', '2026-03-02', '2026-03-05')"
            ),
            {"case": case_id},
        )
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors["reviewer@suxian"])
        case = bureau.look(case_id)
        assert public_asking.least_days(connection, case, MONDAY) == 7
        there = replace(case, division_path=(*case.division_path[:-1], _seq(bureau, "431002")))
        assert public_asking.least_days(connection, there, MONDAY) == 10


def _seq(office: Office, code: str) -> int:
    return int(office.scalar("select seq from published.division where civil_code = :c", c=code))


def test_the_same_form_twice_is_one_comment(bureau: Office) -> None:
    """WF6: a double click, a retry after a lost answer, two at the same moment."""
    case_id = under_review(bureau)
    consultation_id, key = asked_public(bureau, case_id), uuid4()
    receipts: list[str] = []
    threads = [
        threading.Thread(target=lambda: receipts.append(comment(bureau, consultation_id, key=key))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receipts) == 8
    assert len(set(receipts)) == 1
    assert kept(bureau, case_id).receipt == receipts[0]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"text": "<script>alert(1)</script>" * 4_000}, "text", "too_long"),
        ({"text": "好"}, "text", "too_short"),
        ({"text": " \n "}, "text", "required"),
        ({"text": "甲\x00乙丙"}, "text", "nul"),
        ({"author": "字" * 51}, "author", "too_long"),
        ({"contact": "1" * 201}, "contact", "too_long"),
    ],
)
def test_comments_that_are_refused(bureau: Office, changes: dict[str, str], field: str, code: str) -> None:
    command = commenting.SendComment(uuid4(), uuid4(), "很好的名字", "", "")
    with pytest.raises(InvalidInput) as refused, unit_of_work(bureau.database.app, ANONYMOUS) as work:
        commenting.send_comment(work, replace(command, **changes), MONDAY)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [(field, code)]


def test_nothing_is_public_before_moderation_and_nothing_after_withholding(bureau: Office) -> None:
    case_id = under_review(bureau)
    consultation_id = asked_public(bureau, case_id)
    comment(bureau, consultation_id, text="保留老地名", author="王五（虚构）", contact="13800000000")
    assert public_comments(bureau, consultation_id) == []
    moderate(bureau, case_id, "published")
    assert public_comments(bureau, consultation_id) == [("王五（虚构）", "保留老地名", None, "")]
    answer(bureau, case_id, "partly", "列为备选名称")
    assert public_comments(bureau, consultation_id) == [("王五（虚构）", "保留老地名", "partly", "列为备选名称")]
    moderate(bureau, case_id, "withheld", "含他人个人信息")
    assert public_comments(bureau, consultation_id) == []
    assert kept(bureau, case_id).text == "保留老地名"
    with bureau.database.owner.connect() as connection:
        audit = connection.execute(sa.text("select string_agg(payload, ' ') from app.audit_event")).scalar_one()
    assert "13800000000" not in audit
    assert "保留老地名" not in audit


def test_how_comments_are_not_dealt_with(bureau: Office) -> None:
    case_id = under_review(bureau)
    comment(bureau, asked_public(bureau, case_id))
    command = deal(bureau, case_id)
    for decision, reason in (("withheld", " "), ("deleted", "x"), ("published", "字" * 501)):
        with pytest.raises(InvalidInput), bureau.as_("reviewer@suxian") as work:
            public_asking.moderate(work, command, decision, reason)
    for how, text in (("adopted", " "), ("perhaps", "x"), ("adopted", "字" * 2001)):
        with pytest.raises(InvalidInput), bureau.as_("reviewer@suxian") as work:
            public_asking.answer_comment(work, command, how, text)
    moderate(bureau, case_id, "published")
    with pytest.raises(StaleVersion), bureau.as_("reviewer@suxian") as work:
        public_asking.moderate(work, command, "withheld", "晚了一步")
    for who, error in (("clerk@suxian", NotPermitted), ("reviewer@beihu", NotFound)):
        with pytest.raises(error), bureau.as_(who) as work:
            public_asking.moderate(work, command, "published", "")
        with pytest.raises(error), bureau.as_(who) as work:
            public_asking.answer_comment(work, command, "adopted", "x")
    with pytest.raises(NotFound), bureau.as_("reviewer@suxian") as work:
        public_asking.answer_comment(work, replace(command, case_id=under_review(bureau)), "adopted", "x")


def test_closing(bureau: Office) -> None:
    case_id = under_review(bureau)
    consultation_id = asked_public(bureau, case_id)
    with pytest.raises(InvalidInput):
        close(bureau, case_id, consultation_id, LAST)
    close(bureau, case_id, consultation_id, LAST, "申请已变更（虚构）")
    with bureau.database.reader.connect() as connection:
        found = public_queries.consultation(connection, consultation_id)
    assert (found.closed_on, found.close_note, found.is_open(LAST)) == (LAST, "申请已变更（虚构）", False)
    with pytest.raises(ActionNotAllowed):
        comment(bureau, consultation_id)
    with pytest.raises(StaleVersion):
        close(bureau, case_id, consultation_id)


def test_the_decision_waits_for_the_end_and_for_every_answer(bureau: Office) -> None:
    case_id = under_review(bureau)
    consultation_id = asked_public(bureau, case_id)
    comment(bureau, consultation_id)

    def refused() -> list[str]:
        with pytest.raises(Hindered) as hindered, bureau.as_("reviewer@suxian") as work:
            handling.to_decision(work, bureau.step(case_id))
        return [problem.code for problem in hindered.value.problems]

    assert refused() == ["public_open", "comment_unanswered"]
    assert straight_at_the_database(bureau, case_id) == "a public consultation is not closed"
    close(bureau, case_id, consultation_id)
    assert refused() == ["comment_unanswered"]
    assert straight_at_the_database(bureau, case_id) == "an opinion of the public is not answered"
    answer(bureau, case_id, "not_adopted", "已有同名道路")
    with bureau.as_("reviewer@suxian") as work:
        handling.to_decision(work, bureau.step(case_id))
    assert bureau.look(case_id).state == "deciding"


def straight_at_the_database(office: Office, case_id: UUID) -> str:
    """What the database says to a step that no service has looked at."""
    case, actor = office.look(case_id), office.actors["reviewer@suxian"]
    subject = SubjectState(case.id, NAMING_CASE.name, str(case.state), case.state_version, case.division_path)
    with pytest.raises(ActionNotAllowed) as refused, office.database.app.connect() as connection, translated_errors():
        act_as(connection, actor)
        advance(UnitOfWork(connection, actor), subject, NAMING_CASE.steps["to_decision"])
    return refused.value.message


def test_the_list_pages_on(bureau: Office) -> None:
    for _ in range(3):
        asked_public(bureau, under_review(bureau))
    seen: list[UUID] = []
    cursor = None
    with bureau.database.reader.connect() as connection:
        while True:
            page = public_queries.consultations(connection, cursor, limit=2)
            seen += [one.id for one in page.items]
            cursor = page.next
            if cursor is None:
                break
        total = connection.execute(sa.text("select count(*) from published.consultation")).scalar_one()
        with pytest.raises(InvalidInput):
            public_queries.consultations(connection, "nonsense")
        with pytest.raises(NotFound):
            public_queries.consultation(connection, uuid4())
    assert len(seen) == len(set(seen)) == total
