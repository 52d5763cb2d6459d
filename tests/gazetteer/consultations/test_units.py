"""Asked units: links that open once told, answers with their versions, reminders; and what each of them refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from gazetteer.cases.services import handling
from gazetteer.consultations.model import AskedUnit
from gazetteer.consultations.services import asking, replying
from gazetteer.consultations.store import units
from geocore.actor import ANONYMOUS
from geocore.db import act_as, unit_of_work
from geocore.errors import ActionNotAllowed, InvalidInput, NotFound, NotPermitted, StaleVersion
from tests.builders.cases import MONDAY, Office
from tests.builders.consultations import UNITS, consulting, links, unit_id


def question(office: Office, token: str, today: date = MONDAY) -> replying.Question:
    with office.database.app.connect() as connection:
        act_as(connection, ANONYMOUS)
        return replying.question_of(connection, token, today)


def answer(office: Office, token: str, today: date = MONDAY, **changes: Any) -> None:
    command = replying.Reply(token, 0, "agree", "", "李四 规划科（虚构）")
    with unit_of_work(office.database.app, ANONYMOUS) as work:
        replying.reply(work, replace(command, **changes), today)


def asked(office: Office, case_id: UUID, unit: str = UNITS[0]) -> AskedUnit:
    with office.database.app.connect() as connection:
        act_as(connection, office.actors["reviewer@suxian"])
        return units.asked_unit(connection, case_id, unit_id(office, case_id, unit))


def test_a_link_tells_the_case_without_its_applicant(bureau: Office) -> None:
    case_id = consulting(bureau)
    name, (item,) = bureau.look(case_id).title, bureau.look(case_id).items
    made = links(bureau, case_id)
    assert [link.unit for link in made] == sorted(UNITS)
    found = question(bureau, made[0].token)
    assert (found.unit, found.question, found.names[0].proposed) == (made[0].unit, "有什么意见？", (name,))
    assert (found.names[0].lon, found.division[-1].name) == (item.lon, "苏仙区")
    assert found.is_open
    assert "公司" not in repr(found)
    assert "张三" not in repr(found)


def test_the_secret_is_stored_nowhere(bureau: Office) -> None:
    case_id = consulting(bureau)
    token = links(bureau, case_id)[0].token
    assert len(token) == 32
    with bureau.database.owner.connect() as connection:
        for table in ("gazetteer.consultation_link", "app.audit_event", "gazetteer.case_consultation"):
            rows = connection.execute(sa.text(f"select t::text from {table} t")).scalars()
            assert all(token not in row for row in rows), table


def test_an_answer_may_be_corrected_and_every_version_stays(bureau: Office) -> None:
    case_id = consulting(bureau)
    link = next(link for link in links(bureau, case_id) if link.unit == UNITS[0])
    answer(bureau, link.token)
    answer(bureau, link.token, version=1, answer="conditions", text="须先竣工（虚构）")
    with pytest.raises(StaleVersion):
        answer(bureau, link.token, version=1, answer="object", text="不同意")
    found = asked(bureau, case_id)
    assert (found.answer, found.text, found.answered_by) == ("conditions", "须先竣工（虚构）", "李四 规划科（虚构）")
    assert [(version.answer, version.via) for version in found.answers] == [("agree", "link"), ("conditions", "link")]


def test_what_an_officer_records_is_a_version_as_well(bureau: Office) -> None:
    case_id = consulting(bureau)
    with bureau.as_("reviewer@suxian") as work:
        handling.record_answer(work, case_id, unit_id(bureau, case_id), "conditions", "电话答复", MONDAY)
    assert [(version.answer, version.via) for version in asked(bureau, case_id).answers] == [("conditions", "officer")]
    with pytest.raises(InvalidInput), bureau.as_("reviewer@suxian") as work:
        handling.record_answer(work, case_id, unit_id(bureau, case_id, UNITS[1]), "conditions", " ", MONDAY)


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"answer": "perhaps"}, "answer", "required"),
        ({"answer": "object"}, "text", "required"),
        ({"answer": "conditions", "text": " "}, "text", "required"),
        ({"text": "字" * 2001}, "text", "too_long"),
        ({"text": "<script>" * 12_800}, "text", "too_long"),
        ({"text": "甲\x00乙"}, "text", "nul"),
        ({"name": ""}, "name", "required"),
        ({"name": "字" * 101}, "name", "too_long"),
    ],
)
def test_answers_that_are_refused(bureau: Office, changes: dict[str, str], field: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        answer(bureau, "no link is even looked at", **changes)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [(field, code)]


def test_links_that_open_nothing(bureau: Office) -> None:
    """Unknown, past its day, renewed, revoked: one answer for all."""
    case_id = consulting(bureau)
    first = next(link for link in links(bureau, case_id) if link.unit == UNITS[0])
    assert first.expires_on == MONDAY + timedelta(days=14)
    assert question(bureau, first.token, first.expires_on)
    second = links(bureau, case_id, unit_id(bureau, case_id))[0]
    third = links(bureau, case_id, unit_id(bureau, case_id))[0]
    with bureau.as_("reviewer@suxian") as work:
        asking.revoke_link(work, case_id, unit_id(bureau, case_id))
    for token, today in (
        ("x" * 32, MONDAY),
        (first.token, MONDAY),
        (second.token, MONDAY),
        (third.token, MONDAY),
        (links(bureau, case_id, unit_id(bureau, case_id))[0].token, first.expires_on + timedelta(days=1)),
    ):
        with pytest.raises(NotFound):
            question(bureau, token, today)
        with pytest.raises(NotFound):
            answer(bureau, token, today)
    with bureau.as_("reviewer@suxian") as work:
        asking.revoke_link(work, case_id, unit_id(bureau, case_id))
    with pytest.raises(ActionNotAllowed), bureau.as_("reviewer@suxian") as work:
        asking.revoke_link(work, case_id, unit_id(bureau, case_id))


def test_no_answer_after_the_consultation(bureau: Office) -> None:
    case_id = consulting(bureau, UNITS[:1])
    (link,) = links(bureau, case_id)
    answer(bureau, link.token)
    step = bureau.step(case_id)
    with bureau.as_("reviewer@suxian") as work:
        handling.finish_consulting(work, step)
    assert not question(bureau, link.token).is_open
    with pytest.raises(ActionNotAllowed):
        answer(bureau, link.token, version=1)
    with pytest.raises(ActionNotAllowed):
        links(bureau, case_id)


def test_links_for_those_who_have_neither_answer_nor_link(bureau: Office) -> None:
    case_id = consulting(bureau, (*UNITS, "苏仙区档案馆"))
    answer(bureau, links(bureau, case_id, unit_id(bureau, case_id))[0].token)
    links(bureau, case_id, unit_id(bureau, case_id, UNITS[1]))
    assert [link.unit for link in links(bureau, case_id)] == ["苏仙区档案馆"]
    with pytest.raises(ActionNotAllowed):
        links(bureau, case_id)


def test_reminders(bureau: Office) -> None:
    case_id = consulting(bureau)
    with bureau.as_("reviewer@suxian") as work:
        asking.record_reminder(work, case_id, unit_id(bureau, case_id), "phone", "已转告", MONDAY)
    assert [(one.sent_on, one.channel, one.note) for one in asked(bureau, case_id).reminders] == [
        (MONDAY, "phone", "已转告")
    ]
    for channel, note in (("pigeon", ""), ("phone", "字" * 501)):
        with pytest.raises(InvalidInput), bureau.as_("reviewer@suxian") as work:
            asking.record_reminder(work, case_id, unit_id(bureau, case_id), channel, note, MONDAY)
    link = next(link for link in links(bureau, case_id) if link.unit == UNITS[0])
    answer(bureau, link.token)
    with pytest.raises(ActionNotAllowed), bureau.as_("reviewer@suxian") as work:
        asking.record_reminder(work, case_id, unit_id(bureau, case_id), "phone", "", MONDAY)


@pytest.mark.parametrize(
    ("who", "error"), [("clerk@suxian", NotPermitted), ("approver@suxian", NotPermitted), ("reviewer@beihu", NotFound)]
)
def test_only_reviewers_of_the_area(bureau: Office, who: str, error: type[Exception]) -> None:
    case_id = consulting(bureau)
    asked_id = unit_id(bureau, case_id)
    with pytest.raises(error), bureau.as_(who) as work:
        asking.make_links(work, case_id, None, MONDAY)
    with pytest.raises(error), bureau.as_(who) as work:
        asking.revoke_link(work, case_id, asked_id)
    with pytest.raises(error), bureau.as_(who) as work:
        asking.record_reminder(work, case_id, asked_id, "phone", "", MONDAY)


def test_a_unit_of_another_case_is_not_found(bureau: Office) -> None:
    one, other = consulting(bureau), consulting(bureau)
    with pytest.raises(NotFound):
        links(bureau, one, unit_id(bureau, other))
