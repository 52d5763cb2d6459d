"""Corrigenda: a later announcement says what is right, the earlier one stays, and the database holds both to it."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from gazetteer.cases.paperwork import announcement_paper
from gazetteer.cases.public_announcements import PublicAnnouncement, announcement, announcements_of_names
from gazetteer.cases.services.correcting import CORRECTABLE, CorrectAnnouncement, correct_announcement
from gazetteer.public_queries import place_record
from geocore.documents import Table
from geocore.errors import ActionNotAllowed, InvalidInput, NotFound, NotPermitted
from tests.builders.cases import Office, announced, approved, naming

_NAMES = (f"勘误{letter}路" for letter in itertools.chain("甲乙丙丁戊己庚辛壬癸"))
LATER = date(2026, 3, 20)


def look(office: Office, announcement_id: UUID) -> PublicAnnouncement:
    with office.database.reader.connect() as connection:
        return announcement(connection, announcement_id)


@pytest.fixture
def command(bureau: Office) -> CorrectAnnouncement:
    """A correction of the position in the announcement of a new case."""
    case_id = announced(bureau, naming(bureau, next(_NAMES)))
    made = bureau.scalar("select id from gazetteer.announcement where case_id = :id", id=case_id)
    right = {field: str(getattr(look(bureau, made), field)) for field in CORRECTABLE}
    return CorrectAnnouncement(case_id, made, right | {"position": "东起苏仙路，西至南塔路"}, "起点笔误", LATER)


def test_a_corrigendum_is_public_and_linked_both_ways(bureau: Office, command: CorrectAnnouncement) -> None:
    before = look(bureau, command.announcement_id)
    version = bureau.scalar("select version from published.data_version")
    with bureau.as_("clerk@suxian") as work:
        made = correct_announcement(work, command)
    wrong, right = look(bureau, command.announcement_id), look(bureau, made)
    assert wrong == replace(before, corrected_by=made)
    assert (right.corrects, right.corrected_by) == (wrong.id, None)
    assert right.number != wrong.number
    assert right.position == "东起苏仙路，西至南塔路"
    assert right.body.split("\n") == [
        f"2026年3月2日发布的《{wrong.number}》中，有关内容更正如下：",
        f"位置描述：“{wrong.position}”应为“东起苏仙路，西至南塔路”。",
        "更正原因：起点笔误",
        "苏仙区民政局",
        "2026年3月20日",
    ]
    assert bureau.scalar("select version from published.data_version") > version
    with bureau.database.reader.connect() as connection:
        assert announcements_of_names(connection, [wrong.name_id]) == {wrong.name_id: made}
        assert place_record(connection, wrong.place_id).announcement.position == "东起苏仙路，西至南塔路"
    action = bureau.scalar(
        "select action from app.audit_event where object_id = :id order by seq desc limit 1", id=str(command.case_id)
    )
    assert action == "case.correct_announcement"


def test_its_paper_says_wrong_and_right(bureau: Office, command: CorrectAnnouncement) -> None:
    with bureau.as_("clerk@suxian") as work:
        made = look(bureau, command.announcement_id)
        corrigendum = correct_announcement(work, replace(command, right={**command.right, "approved_on": "2026-03-01"}))
    paper = announcement_paper(look(bureau, corrigendum))
    assert paper.name == f"苏仙区民政局关于更正“{made.standard_name}”公告的公告"
    (table,) = (block for block in paper.blocks if isinstance(block, Table))
    assert table.rows == (
        ("位置描述", made.position, "东起苏仙路，西至南塔路"),
        ("批准时间", "2026年3月2日", "2026年3月1日"),
    )


def test_a_corrigendum_can_be_corrected_an_announcement_once(bureau: Office, command: CorrectAnnouncement) -> None:
    with bureau.as_("clerk@suxian") as work:
        made = correct_announcement(work, command)
    with pytest.raises(ActionNotAllowed), bureau.as_("clerk@suxian") as work:
        correct_announcement(work, replace(command, right={**command.right, "position": "又一处"}))
    with bureau.as_("clerk@suxian") as work:
        again = correct_announcement(
            work, replace(command, announcement_id=made, right={**command.right, "position": "又一处"})
        )
    assert look(bureau, again).corrects == made


@pytest.mark.parametrize(
    ("right", "reason", "problem"),
    [
        ({}, "笔误", ("", "nothing_corrected")),
        ({"position": " "}, "笔误", ("position", "required")),
        ({"position": "x" * 2001}, "笔误", ("position", "too_long")),
        ({"position": "甲\x00乙"}, "笔误", ("position", "too_long")),
        ({"position": "新"}, "  ", ("reason", "required")),
        ({"approved_on": "昨天"}, "笔误", ("approved_on", "not_a_day")),
        ({"approved_on": "2026-03-03"}, "笔误", ("approved_on", "approved_after_announcement")),
        ({"romanisation": "Kanwu Lu"}, "笔误", ("romanisation", "not_the_registered_spelling")),
    ],
)
def test_what_is_refused(
    bureau: Office, refusing: CorrectAnnouncement, right: dict[str, str], reason: str, problem: tuple[str, str]
) -> None:
    given = refusing.right | {"position": look(bureau, refusing.announcement_id).position}
    with pytest.raises(InvalidInput) as refused, bureau.as_("clerk@suxian") as work:
        correct_announcement(work, replace(refusing, right=given | right, reason=reason))
    assert [(one.field, one.code) for one in refused.value.problems] == [problem]
    assert look(bureau, refusing.announcement_id).corrected_by is None


@pytest.fixture(scope="module")
def refusing(bureau: Office) -> CorrectAnnouncement:
    case_id = announced(bureau, naming(bureau, "不勘误路"))
    made = bureau.scalar("select id from gazetteer.announcement where case_id = :id", id=case_id)
    right = {field: str(getattr(look(bureau, made), field)) for field in CORRECTABLE}
    return CorrectAnnouncement(case_id, made, right | {"position": "另一处"}, "笔误", LATER)


def test_the_reading_is_decided_before_it_is_announced_anew(bureau: Office, command: CorrectAnnouncement) -> None:
    wrong = look(bureau, command.announcement_id)
    with bureau.database.owner.begin() as connection:
        connection.execute(
            sa.text("update gazetteer.reading set spelling = 'Kānwú Lù' where name_id = :id"), {"id": wrong.name_id}
        )
    with bureau.as_("clerk@suxian") as work:
        made = correct_announcement(work, replace(command, right={**command.right, "romanisation": "Kānwú Lù"}))
    assert look(bureau, made).romanisation == "Kānwú Lù"


def test_who_and_when(bureau: Office, refusing: CorrectAnnouncement) -> None:
    with pytest.raises(NotPermitted), bureau.as_("approver@suxian") as work:
        correct_announcement(work, refusing)
    with pytest.raises(NotFound), bureau.as_("clerk@beihu") as work:
        correct_announcement(work, refusing)
    with pytest.raises(NotFound), bureau.as_("clerk@suxian") as work:
        correct_announcement(work, replace(refusing, announcement_id=UUID(int=1)))
    waiting = approved(bureau, naming(bureau, "未公告路"))
    with pytest.raises(ActionNotAllowed), bureau.as_("clerk@suxian") as work:
        correct_announcement(work, replace(refusing, case_id=waiting))


_COPY = """
insert into gazetteer.announcement (id, case_id, item_id, office_seq, year, serial, number, ordinal, standard_name,
    romanisation, division, position, approving_body, approved_on, announced_on, issuer, body, body_hash, corrects,
    corrections, correction_reason)
select gen_random_uuid(), case_id, {item}, office_seq, year, serial + 900, number || 'x', 1, {name}, romanisation,
    division, position, approving_body, approved_on, announced_on, issuer, body, body_hash, id, {corrections}, {reason}
  from gazetteer.announcement where id = :id
"""
_GOOD = {"item": "item_id", "name": "standard_name", "corrections": "'[{}]'", "reason": "'笔误'"}


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"name": "'别的路'"}, "fk_announcement_corrects_same_name"),
        ({"item": "(select id from gazetteer.case_item where id <> item_id limit 1)"}, "fk_announcement_corrects_same"),
        ({"corrections": "null"}, "ck_announcement_correction"),
        ({"reason": "null"}, "ck_announcement_correction"),
        ({"reason": "' '"}, "ck_announcement_correction_reason"),
        ({"corrections": "'[]'"}, "ck_announcement_corrections"),
    ],
)
def test_the_database_holds_a_corrigendum_to_its_announcement(
    bureau: Office, refusing: CorrectAnnouncement, change: dict[str, Any], constraint: str
) -> None:
    statement = _COPY.format(**_GOOD | change)
    with (
        pytest.raises(sa.exc.IntegrityError, match=constraint),
        bureau.database.owner.begin() as connection,
    ):
        connection.execute(sa.text(statement), {"id": refusing.announcement_id})
