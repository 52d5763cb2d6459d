"""What the database itself refuses, whatever the services above it do: a second part in a case, other districts'
cases, writing after submission, changes of history.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
import sqlalchemy as sa

from gazetteer.cases.errors import SamePerson
from gazetteer.cases.services import announcing, drafting, handling
from gazetteer.cases.workflow import NAMING_CASE, PART_OF, Part
from geocore.db import UnitOfWork, act_as, translated_errors
from geocore.errors import DomainError, NotFound, NotPermitted, StaleVersion
from geocore.workflow_store import SubjectState, advance
from tests.builders.cases import Office, accepted, announced, before_decision, naming, opened, submitted

SAME_PERSON = "the same person does not draft, review and approve one case"


@pytest.fixture(scope="module")
def everybody() -> str:
    """One person with all three roles in 苏仙区: only the separation of parts is left to stop them."""
    return "everybody@suxian"


@pytest.fixture(scope="module")
def cases_by_part(bureau: Office, everybody: str) -> dict[Part, UUID]:
    """For each part a case in which `everybody` has had exactly that one."""
    with bureau.as_(everybody) as work:
        drafted = drafting.open_draft(work, naming(bureau, "丙甲街"))
    reviewed = submitted(bureau, naming(bureau, "丙乙街"))
    step = bureau.step(reviewed)
    with bureau.as_(everybody) as work:
        handling.accept(work, step)
    decided = before_decision(bureau, naming(bureau, "丙丙街"))
    step = bureau.step(decided)
    with bureau.as_(everybody) as work:
        handling.send_back(work, step)
    return {Part.DRAFT: drafted, Part.REVIEW: reviewed, Part.APPROVE: decided}


@pytest.mark.parametrize("had", list(Part))
@pytest.mark.parametrize("action", sorted(NAMING_CASE.steps))
def test_one_person_has_one_part(
    bureau: Office, everybody: str, cases_by_part: dict[Part, UUID], had: Part, action: str
) -> None:
    """WF4, straight at the database: the guard speaks before the state is even looked at."""
    case, step, actor = bureau.look(cases_by_part[had]), NAMING_CASE.steps[action], bureau.actors[everybody]
    source = case.state if case.state in step.sources else min(step.sources)
    subject = SubjectState(case.id, NAMING_CASE.name, str(source), case.state_version, case.division_path)
    with bureau.database.app.connect() as connection:
        act_as(connection, actor)
        outcome = ""
        try:
            with connection.begin_nested(), translated_errors():
                advance(UnitOfWork(connection, actor), subject, step)
        except DomainError as error:
            outcome = error.message
        connection.rollback()
    assert (outcome == SAME_PERSON) is (PART_OF.get(action, had) is not had)


def test_whoever_edits_a_draft_is_a_drafter(bureau: Office, everybody: str) -> None:
    case_id = opened(bureau, naming(bureau, "丁甲街"))
    with bureau.as_(everybody) as work:
        drafting.edit_draft(work, case_id, 0, naming(bureau, "丁乙街"))
    step = bureau.step(case_id)
    with bureau.as_("clerk@suxian") as work:
        handling.submit(work, step)
    with pytest.raises(SamePerson), bureau.as_(everybody) as work:
        handling.accept(work, bureau.step(case_id))


def test_whoever_reviews_does_not_edit_the_correction(bureau: Office, everybody: str) -> None:
    case_id = submitted(bureau, naming(bureau, "丁丙街"))
    step = bureau.step(case_id, "请补充")
    with bureau.as_(everybody) as work:
        handling.ask_correction(work, step)
    with pytest.raises(SamePerson), bureau.as_(everybody) as work:
        drafting.edit_draft(work, case_id, 0, naming(bureau, "丁丁街"))
    with pytest.raises(NotPermitted, match="the same person"), bureau.as_(everybody) as work:
        work.connection.execute(
            sa.text("update gazetteer.naming_case set applicant_unit = 'x' where id = :id"), {"id": case_id}
        )


@pytest.mark.parametrize("who", ["clerk@beihu", "reader@suxian", "admin"])
@pytest.mark.parametrize(
    "table",
    ["naming_case", "case_contact", "case_item", "case_number", "case_document", "case_check", "case_consultation",
     "case_opinion", "case_clock", "case_clock_pause", "case_decision", "name_claim", "announcement", "case_filing",
     "case_filing_paper"],
)  # fmt: skip
def test_rows_of_a_case_are_seen_where_cases_are_handled(bureau: Office, who: str, table: str) -> None:
    """AZ1, AZ6: a neighbour, a reader without cases, and an administrator see none of them."""
    fill(bureau)
    statement = sa.text(f"select count(*) from gazetteer.{table}")
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors[who])
        assert connection.execute(statement).scalar_one() == 0
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors["approver@suxian"])
        assert connection.execute(statement).scalar_one() > 0


_filled: set[int] = set()


def fill(bureau: Office) -> None:
    """Once for each database: rows in every table of a case."""
    if id(bureau) in _filled:
        return
    _filled.add(id(bureau))
    case_id = accepted(bureau, naming(bureau, "戊甲街"))
    step = bureau.step(case_id)
    with bureau.as_("reviewer@suxian") as work:
        handling.start_consulting(work, handling.StartConsulting(step, ("区住建局",)))
    with bureau.as_("reviewer@suxian") as work:
        handling.record_opinion(work, case_id, "同意", "采纳", bureau.today)
    with bureau.as_("clerk@suxian") as work:
        handling.store_report(work, case_id, "戊甲街", "1", "1", {})
    case_id = announced(bureau, naming(bureau, "戊乙街"))
    paper = drafting.NewDocument("filing_report", "备案报告.pdf", b"%PDF-1")
    with bureau.as_("clerk@suxian") as work:
        announcing.send_filing(work, announcing.SendFiling(case_id, "郴州市民政局", bureau.today, (paper,)))


def test_a_written_paper_has_the_hash_it_is_called_by(bureau: Office) -> None:
    fill(bureau)
    filing = bureau.scalar("select id from gazetteer.case_filing limit 1")
    with pytest.raises(sa.exc.IntegrityError, match="ck_case_filing_paper_sha256"), bureau.as_("clerk@suxian") as work:
        work.connection.execute(
            sa.text("insert into gazetteer.case_filing_paper values (:filing, repeat('0', 64), 'other')"),
            {"filing": filing},
        )


def test_a_neighbours_case_and_no_case_are_refused_alike(bureau: Office) -> None:
    case_id = submitted(bureau, naming(bureau, "戊丙街"))
    said = set()
    for target in (case_id, UUID(int=7)):
        step = replace(bureau.step(case_id), case_id=target)
        with pytest.raises(NotFound) as refused, bureau.as_("reviewer@beihu") as work:
            handling.accept(work, step)
        said.add(refused.value.message)
    assert len(said) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "update gazetteer.naming_case set applicant_unit = 'x'",
        "delete from gazetteer.case_item",
        "insert into gazetteer.case_item (case_id, position, candidate_names)"
        " select id, 9, '{}' from gazetteer.naming_case",
        "delete from gazetteer.case_contact",
    ],
)
def test_nothing_is_written_after_submission(bureau: Office, statement: str) -> None:
    case_id = submitted(bureau, naming(bureau, "戊丁街"))
    limited = f"{statement} where {'id' if 'naming_case' in statement else 'case_id'} = :id"
    with pytest.raises(DomainError, match="stands still"), bureau.as_("clerk@suxian") as work:
        work.connection.execute(sa.text(limited), {"id": case_id})


@pytest.mark.parametrize("table", ["case_number", "case_check", "case_decision", "announcement", "case_filing_paper"])
@pytest.mark.parametrize("statement", ["update {} set {} = {}", "delete from {}"])
def test_history_is_only_added_to(bureau: Office, table: str, statement: str) -> None:
    fill(bureau)
    key = "filing_id" if table == "case_filing_paper" else "case_id"
    for engine in (bureau.database.app, bureau.database.owner):
        with pytest.raises(NotPermitted), engine.connect() as connection, translated_errors():
            act_as(connection, bureau.actors["approver@suxian"])
            connection.exec_driver_sql(statement.format(f"gazetteer.{table}", key, key))


def test_a_number_with_the_right_code_is_followed_and_no_other(bureau: Office) -> None:
    case_id = submitted(bureau, naming(bureau, "己甲街"))
    step = bureau.step(case_id)
    with bureau.as_("reviewer@suxian") as work:
        told = handling.accept(work, step)
    follow = sa.text("select gazetteer.follow_case(:number, :hash)")
    with bureau.database.app.connect() as connection:
        good = {"number": told.number, "hash": handling.follow_hash(told.number, told.code.lower())}
        found = connection.execute(follow, good).scalar_one()
        assert (found["state"], found["name"]) == ("reviewing", "己甲街")
        assert [step["action"] for step in found["steps"]] == ["submit", "accept"]
        assert "张三" not in str(found)
        for wrong in ({"number": told.number, "hash": handling.follow_hash(told.number, "WRONG")},
                      {"number": "431003-2026-9999", "hash": good["hash"]}):  # fmt: skip
            assert connection.execute(follow, wrong).scalar_one_or_none() is None


def test_a_stale_page_takes_no_step(bureau: Office) -> None:
    case_id = submitted(bureau, naming(bureau, "壬甲街"))
    seen = bureau.step(case_id)
    with bureau.as_("reviewer@suxian") as work:
        handling.accept(work, seen)
    with pytest.raises(StaleVersion), bureau.as_("reviewer@suxian") as work:
        handling.decline(work, seen)


REGISTER = {
    "a name, by whoever announces": ("clerk@suxian", "update gazetteer.name set origin = 'x' where id = :name"),
    "a place, by whoever announces": ("clerk@suxian", "update gazetteer.place set importance = 1 where id = :place"),
    "a name, by whoever approves": (
        "approver@suxian",
        "insert into gazetteer.name (place_id, text, specific, generic, kind, status, source)"
        " values (:place, 'x', 'x', '', 'standard', 'approved', 'x')",
    ),
}


@pytest.mark.parametrize("what", sorted(REGISTER))
def test_the_register_changes_through_a_case_at_its_step_only(
    bureau: Office, places: dict[str, UUID], what: str
) -> None:
    """五盖山 is in no case; the place of a case is changed by those whose step it is."""
    who, statement = REGISTER[what]
    fill(bureau)
    of_a_case = bureau.scalar("select place_id from published.announcement where standard_name = '戊乙街'")
    for actor, place, is_allowed in (
        (who, places["五盖山"], False),
        (who, of_a_case, "approves" not in what),
        (who.replace("suxian", "beihu"), of_a_case, False),
        ("reader@suxian", of_a_case, False),
    ):
        name = bureau.scalar("select id from gazetteer.name where place_id = :place limit 1", place=place)
        with bureau.database.app.connect() as connection:
            act_as(connection, bureau.actors[actor])
            try:
                with translated_errors():
                    done = connection.execute(sa.text(statement), {"place": place, "name": name}).rowcount == 1
            except NotPermitted:
                done = False
            connection.rollback()
        assert done is is_allowed, (actor, place)


EVENT = (
    "insert into gazetteer.name_event (place_id, kind, actor_name)"
    " select id, :kind, 'x' from gazetteer.place where id = :place"
)


@pytest.mark.parametrize(
    ("who", "kind", "may"),
    [
        ("reader@suxian", "rename", False),
        ("reader@suxian", "reading", False),
        ("clerk@suxian", "rename", False),  # announces cases, and none of this place is announced
        ("approver@suxian", "rename", False),
        ("approver@suxian", "reading", True),  # decides readings
    ],
)
def test_history_is_written_by_what_happens(
    bureau: Office, places: dict[str, UUID], who: str, kind: str, may: bool
) -> None:
    """Whoever reads a place does not write what became of it."""
    values = {"place": places["朝阳村"], "kind": kind}
    if may:
        assert bureau.straight(who, EVENT, **values) == 1
        return
    with pytest.raises(NotPermitted):
        bureau.straight(who, EVENT, **values)


def test_notes_are_for_those_who_handle_cases(bureau: Office) -> None:
    case_id = accepted(bureau, naming(bureau, "丙子街"))
    notes = "select note from app.workflow_event where subject_id = :case and note <> ''"
    assert bureau.straight("reviewer@suxian", notes, case=case_id) != []
    for who in ("reader@suxian", "reviewer@beihu"):
        assert bureau.straight(who, notes, case=case_id) == [], who
