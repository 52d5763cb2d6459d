"""Objections to announcements: anybody raises, the office answers once, the register stays; what waits for officers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from gazetteer.cases.services import handling
from gazetteer.consultations import public_queries
from gazetteer.consultations.model import Objection
from gazetteer.consultations.queries import waiting_things
from gazetteer.consultations.services import objecting
from gazetteer.consultations.store import objections as store
from geocore.actor import ANONYMOUS
from geocore.db import act_as, unit_of_work
from geocore.errors import InvalidInput, NotFound, NotPermitted, StaleVersion
from tests.builders.cases import MONDAY, Office, announced, naming
from tests.builders.consultations import asked_public, comment, consulting, review_with, under_review

REVIEWER = "reviewer@suxian"


@pytest.fixture(scope="module")
def case_id(bureau: Office) -> UUID:
    """One announced case for all tests here; each objects on its own."""
    return announced(bureau, naming(bureau, "壬癸街"))


def announcement(office: Office, case_id: UUID) -> UUID:
    found: UUID = office.scalar("select id from gazetteer.announcement where case_id = :id", id=case_id)
    return found


def raised(office: Office, case_id: UUID, key: UUID | None = None, **changes: str) -> str:
    words = {"text": "与老街同名（虚构）", "author": "王五（虚构）", "contact": "13800000000", **changes}
    command = objecting.Object(announcement(office, case_id), key or uuid4(), **words)
    with unit_of_work(office.database.app, ANONYMOUS) as work:
        return objecting.raise_objection(work, command, MONDAY)


def kept(office: Office, case_id: UUID, receipt: str) -> Objection:
    with office.database.app.connect() as connection:
        act_as(connection, office.actors[REVIEWER])
        (found,) = (one for one in store.objections_of(connection, case_id) if one.receipt == receipt)
    return found


def answer(office: Office, case_id: UUID, receipt: str, who: str = REVIEWER, **changes: Any) -> None:
    found = kept(office, case_id, receipt)
    command = objecting.AnswerObjection(case_id, found.id, found.version, "rejected", "不在同一范围（虚构）", True)
    with office.as_(who) as work:
        objecting.answer_objection(work, replace(command, **changes), MONDAY)


def told(office: Office, case_id: UUID) -> list[public_queries.PublishedObjection]:
    with office.database.reader.connect() as connection:
        return list(public_queries.objections_to(connection, announcement(office, case_id)))


def test_raised_answered_told_without_its_author(bureau: Office, case_id: UUID) -> None:
    names = bureau.scalar("select count(*) from gazetteer.name")
    receipt = raised(bureau, case_id)
    assert receipt.startswith("YY20260302-")
    assert told(bureau, case_id) == []
    answer(bureau, case_id, receipt)
    (public,) = told(bureau, case_id)
    assert (public.text, public.outcome, public.answer) == ("与老街同名（虚构）", "rejected", "不在同一范围（虚构）")
    assert "王五" not in repr(public)
    quiet = raised(bureau, case_id, text="另一条异议")
    answer(bureau, case_id, quiet, outcome="upheld", is_public=False)
    assert len(told(bureau, case_id)) == 1
    assert kept(bureau, case_id, quiet).outcome == "upheld"
    assert (bureau.scalar("select count(*) from gazetteer.name"), bureau.look(case_id).state) == (names, "announced")
    with bureau.database.owner.connect() as connection:
        audit = connection.execute(sa.text("select string_agg(payload, ' ') from app.audit_event")).scalar_one()
    assert "13800000000" not in audit
    assert "老街" not in audit


def test_the_same_form_twice_is_one_objection(bureau: Office, case_id: UUID) -> None:
    key = uuid4()
    assert raised(bureau, case_id, key) == raised(bureau, case_id, key)


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"text": "不好"}, "text", "too_short"),
        ({"text": "<script>" * 12_800}, "text", "too_long"),
        ({"text": "甲乙丙丁戊\x00"}, "text", "nul"),
        ({"author": "字" * 51}, "author", "too_long"),
        ({"contact": "1" * 201}, "contact", "too_long"),
    ],
)
def test_objections_that_are_refused(
    bureau: Office, case_id: UUID, changes: dict[str, str], field: str, code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        raised(bureau, case_id, **changes)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [(field, code)]


def test_nothing_to_object_to(bureau: Office) -> None:
    command = objecting.Object(uuid4(), uuid4(), "没有这份公告", "", "")
    with pytest.raises(NotFound), unit_of_work(bureau.database.app, ANONYMOUS) as work:
        objecting.raise_objection(work, command, MONDAY)


def test_answers_that_are_refused(bureau: Office, case_id: UUID) -> None:
    receipt = raised(bureau, case_id)
    for changes in ({"outcome": "perhaps"}, {"answer": " "}, {"answer": "字" * 2001}):
        with pytest.raises(InvalidInput):
            answer(bureau, case_id, receipt, **changes)
    for who, error in (("clerk@suxian", NotPermitted), ("reviewer@beihu", NotFound)):
        with pytest.raises(error):
            answer(bureau, case_id, receipt, who)
    with pytest.raises(NotFound):
        answer(bureau, case_id, receipt, objection_id=uuid4())
    answer(bureau, case_id, receipt)
    with pytest.raises(StaleVersion):
        answer(bureau, case_id, receipt)


def test_what_waits_for_officers(bureau: Office) -> None:
    """Each thing once, in its case; nothing of another district, nothing of a case that has ended."""
    asked, public, ended = consulting(bureau), under_review(bureau), under_review(bureau)
    consultation_id = asked_public(bureau, public)
    comment(bureau, consultation_id)
    comment(bureau, consultation_id)
    review_with(bureau, public)
    comment(bureau, asked_public(bureau, ended))
    step = bureau.step(ended)
    with bureau.as_("clerk@suxian") as work:
        handling.withdraw(work, step)

    def waiting(who: str) -> dict[tuple[UUID, str], int]:
        with bureau.database.app.connect() as connection:
            act_as(connection, bureau.actors[who])
            found = waiting_things(connection, MONDAY + timedelta(days=8))
        return {(one.case_id, one.what): one.number for one in found if one.case_id in (asked, public, ended)}

    assert waiting(REVIEWER) == {
        (asked, "unit"): 2,
        (public, "moderate"): 2,
        (public, "answer"): 2,
        (public, "close"): 1,
        (public, "review"): 1,
    }
    assert waiting("reviewer@beihu") == {}


def test_a_withdrawn_case_takes_its_question_with_it(bureau: Office) -> None:
    case_id = under_review(bureau)
    consultation_id = asked_public(bureau, case_id)
    step = bureau.step(case_id)
    with bureau.as_("clerk@suxian") as work:
        handling.withdraw(work, step)
    with bureau.database.reader.connect() as connection:
        found = public_queries.consultation(connection, consultation_id)
    assert (found.close_note, found.is_open(MONDAY)) == ("申请已撤回", False)
