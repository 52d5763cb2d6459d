"""What the database itself refuses in consultations, and whose eyes see which rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from gazetteer.cases.errors import SamePerson
from gazetteer.cases.services import announcing, deciding, drafting, handling
from gazetteer.consultations.model import Assessment, ReportKind
from gazetteer.consultations.services import asking, objecting, public_asking, reporting, reviewing
from gazetteer.consultations.store import public
from geoapp.auth.actors import load_actor
from geocore.actor import ANONYMOUS
from geocore.db import act_as, unit_of_work
from geocore.errors import NotPermitted
from tests.builders.cases import MONDAY, Office, approval, naming, opened
from tests.builders.consultations import (
    answered,
    asked_public,
    comment,
    concluded,
    consulting,
    links,
    review_with,
    under_review,
    unit_id,
)
from tests.builders.register import add_officer

REVIEWER = "reviewer@suxian"
TABLES = (
    "consultation_link", "consultation_answer", "consultation_reminder", "public_consultation", "public_comment",
    "expert_review", "expert", "expert_score", "case_assessment", "case_report_need", "case_report",
    "announcement_objection",
)  # fmt: skip
UNIT = ("苏仙区公安局",)


def act(office: Office, service: Callable[..., Any], *arguments: Any, who: str = REVIEWER) -> Any:
    with office.as_(who) as work:
        return service(work, *arguments)


@pytest.fixture(scope="module")
def full_case(bureau: Office) -> UUID:
    """An announced case of 苏仙区 with a row in every table."""
    case_id = consulting(bureau, UNIT)
    links(bureau, case_id)
    asked = unit_id(bureau, case_id, UNIT[0])
    act(bureau, asking.record_reminder, case_id, asked, "phone", "", MONDAY)
    act(bureau, handling.record_answer, case_id, asked, "agree", "", MONDAY)
    consultation_id = asked_public(bureau, case_id)
    comment(bureau, consultation_id)
    act(bureau, public_asking.close_public, case_id, consultation_id, 0, "已充分听取（虚构）", MONDAY)
    comment_id = bureau.scalar("select id from gazetteer.public_comment where case_id = :id", id=case_id)
    command = public_asking.DealWith(case_id, comment_id, 0, MONDAY)
    act(bureau, public_asking.answer_comment, command, "adopted", "已采纳")
    review_with(bureau, case_id, "赵一")
    answered(bureau, case_id, "赵一")
    concluded(bureau, case_id)
    act(bureau, reporting.write_assessment, case_id, Assessment(*["好"] * 6, version=-1))
    act(bureau, reporting.judge, case_id, "evaluation", True, "影响较大", MONDAY)
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors[REVIEWER])
        seen = reporting.report_of(connection, bureau.look(case_id), ReportKind.EVALUATION, MONDAY).sha256
    act(bureau, reporting.settle, case_id, ReportKind.EVALUATION, seen, MONDAY)
    act(bureau, handling.finish_consulting, bureau.step(case_id))
    act(bureau, handling.to_decision, bureau.step(case_id))
    act(bureau, deciding.approve, approval(bureau, case_id), who="approver@suxian")
    announce = announcing.Announce(bureau.step(case_id), "苏仙区民政局")
    act(bureau, announcing.announce, announce, who="clerk@suxian")
    announcement = bureau.scalar("select id from gazetteer.announcement where case_id = :id", id=case_id)
    with unit_of_work(bureau.database.app, ANONYMOUS) as work:
        objecting.raise_objection(work, objecting.Object(announcement, uuid4(), "与老街同名", "", ""), MONDAY)
    return case_id


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_seen_where_their_case_is(bureau: Office, full_case: UUID, table: str) -> None:
    """AZ1: the office of the case; not the neighbour, not a reader, not an administrator, not nobody."""
    seen = {}
    for who in ("clerk@suxian", "reviewer@beihu", "reader@suxian", "admin", "nobody"):
        with bureau.database.app.connect() as connection:
            act_as(connection, bureau.actors.get(who, ANONYMOUS))
            seen[who] = connection.execute(
                sa.text(f"select count(*) from gazetteer.{table} where case_id = :id"), {"id": full_case}
            ).scalar_one()
    assert seen.pop("clerk@suxian") > 0
    assert set(seen.values()) == {0}


@pytest.mark.parametrize("table", TABLES)
def test_nobody_deletes(bureau: Office, table: str) -> None:
    held = bureau.scalar(f"select has_table_privilege('geoapp_app', 'gazetteer.{table}', 'delete')")
    assert held is (table == "expert_score")


@pytest.mark.parametrize(("text", "author", "contact"), [("字" * 2001, "", ""), ("好", "", ""), ("好名", "字" * 51, ""),
                                                         ("好名", "", "1" * 201)])  # fmt: skip
def test_a_comment_that_no_service_has_looked_at(bureau: Office, text: str, author: str, contact: str) -> None:
    """100 KB or one character: the constraint says no whatever the form and the service let through."""
    consultation_id = asked_public(bureau, under_review(bureau))
    with pytest.raises(sa.exc.IntegrityError), unit_of_work(bureau.database.app, ANONYMOUS) as work:
        public.add_comment(work, consultation_id, uuid4(), f"x{uuid4()}", text, author, contact, MONDAY)


@pytest.fixture(scope="module")
def both(bureau: Office) -> str:
    """A reviewer who is also an approver in 苏仙区."""
    with bureau.database.owner.begin() as connection:
        person = add_officer(connection, "reviewer", "431003")
        connection.execute(
            sa.text(
                "insert into app.role_grant (user_id, role, duty, division_id, valid)"
                " select :person, 'approver', '', id, '[2020-01-01,)' from published.division"
                " where civil_code = '431003'"
            ),
            {"person": person.id},
        )
    with bureau.database.app.connect() as connection:
        bureau.actors["both"] = load_actor(connection, person.id)
    return "both"


def test_whoever_worked_in_the_review_does_not_decide(bureau: Office, both: str) -> None:
    """WF4: weighing a report is no step of the workflow, but it is work of the review."""
    case_id = under_review(bureau)
    act(bureau, reporting.judge, case_id, "experts", False, "无需论证", MONDAY, who=both)
    act(bureau, handling.to_decision, bureau.step(case_id))
    with pytest.raises(NotPermitted):
        act(bureau, deciding.approve, approval(bureau, case_id), who=both)


def test_whoever_decided_does_not_review(bureau: Office, both: str) -> None:
    case_id = under_review(bureau)
    act(bureau, handling.to_decision, bureau.step(case_id))
    act(bureau, handling.send_back, bureau.step(case_id), who=both)
    with pytest.raises(SamePerson):
        act(bureau, reviewing.open_review, case_id, "名称是否合理？", "meeting", MONDAY, who=both)


def test_work_beside_the_steps_is_a_part(bureau: Office) -> None:
    """WF4: each of these alone keeps whoever did it from the decision, also past the services."""
    today = bureau.today
    asked = consulting(bureau)
    unit = unit_id(bureau, asked)
    public = under_review(bureau)
    consultation = asked_public(bureau, public)
    comment(bureau, consultation)
    (said,) = (bureau.scalar("select id from gazetteer.public_comment where case_id = :id", id=public),)
    closed, reviewed, opinion = under_review(bureau), under_review(bureau), under_review(bureau)
    to_close = asked_public(bureau, closed)
    deeds = {
        asked: lambda work: handling.record_answer(work, asked, unit, "agree", "", today),
        public: lambda work: public_asking.moderate(
            work, public_asking.DealWith(public, said, 0, today), "published", ""
        ),
        closed: lambda work: public_asking.close_public(work, closed, to_close, 0, "提前（虚构）", today),
        reviewed: lambda work: reviewing.open_review(work, reviewed, "名称是否合理？", "meeting", today),
        opinion: lambda work: handling.record_opinion(work, opinion, "好（虚构）", "采纳", today),
    }
    for case_id, deed in deeds.items():
        with bureau.as_("everybody@suxian") as work:
            deed(work)
        person = bureau.actors["everybody@suxian"].user_id
        parts = bureau.scalar("select gazetteer.case_parts_of(:case, :person)", case=case_id, person=person)
        assert parts == ["review"]


def test_whoever_drafts_does_not_enter_what_others_answered(bureau: Office) -> None:
    case_id = opened(bureau, naming(bureau, "癸癸街"))
    with bureau.as_("everybody@suxian") as work:
        drafting.edit_draft(work, case_id, 0, naming(bureau, "癸壬街"))
    with pytest.raises(SamePerson), bureau.as_("everybody@suxian") as work:
        handling.record_opinion(work, case_id, "好（虚构）", "采纳", bureau.today)
    with pytest.raises(NotPermitted, match="the same person"), bureau.as_("everybody@suxian") as work:
        work.connection.execute(
            sa.text("insert into gazetteer.case_opinion (case_id, received_on, text) values (:id, current_date, 'x')"),
            {"id": case_id},
        )


def test_a_drafter_still_withdraws_a_case_that_asks_the_public(bureau: Office) -> None:
    """Closing the question with the case is no work of the review."""
    case_id = under_review(bureau)
    asked_public(bureau, case_id)
    act(bureau, handling.withdraw, bureau.step(case_id), who="clerk@suxian")
    assert bureau.scalar(
        "select closed_on is not null from gazetteer.public_consultation where case_id = :id", id=case_id
    )
