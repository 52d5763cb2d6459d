"""A pre-naming from its approval to its end: what it holds, what it does not make, who goes on with it, who cannot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from gazetteer.cases.errors import AlreadyOpened, NameTaken, SamePerson
from gazetteer.cases.pre_naming import PreNaming, Standing
from gazetteer.cases.queries import CaseFile, Tab, case_file, queue
from gazetteer.cases.services import deciding, drafting, handling
from gazetteer.cases.services import pre_naming as service
from gazetteer.cases.store.pre_namings import ending, is_offered, is_offered_within
from gazetteer.cases.workflow import CaseState
from geocore.db import act_as
from geocore.errors import ActionNotAllowed, InvalidInput, NotPermitted
from tests.builders.cases import (
    MONDAY,
    Office,
    about,
    accepted,
    approval,
    approved,
    before_decision,
    formal_naming,
    laid_before_the_approver,
    naming,
    offer_pre_naming,
    opened,
    pre_naming,
    submitted,
)

LAST_DAY = date(2026, 9, 2)
"""Six months from MONDAY."""


@pytest.fixture
def office(bureau: Office) -> Iterator[Office]:
    offer_pre_naming(bureau)
    bureau.today = MONDAY
    yield bureau
    bureau.today = MONDAY


def file_of(office: Office, case_id: UUID, who: str = "clerk@suxian") -> CaseFile:
    with office.database.app.connect() as connection:
        act_as(connection, office.actors[who])
        return case_file(connection, case_id, office.actors[who])


def held(office: Office, case_id: UUID) -> PreNaming:
    (found,) = file_of(office, case_id).pre_namings
    return found


def formal_of(office: Office, case_id: UUID, who: str = "clerk@suxian") -> UUID:
    with office.as_(who) as work:
        return service.apply_formally(work, case_id, office.today)


def extend(office: Office, case_id: UUID, who: str = "approver@suxian", note: str = "工期推迟（虚构）") -> date:
    step = office.step(case_id, note)
    with office.as_(who) as work:
        return service.extend(work, step)


def decide(office: Office, case_id: UUID, at: str = "suxian", **changes: Any) -> tuple[str, ...]:
    command = approval(office, case_id, at, **changes)
    with office.as_(f"approver@{at}") as work:
        return deciding.approve(work, command)


def told_of(office: Office, draft: Any, at: str = "beihu") -> list[dict[str, Any]]:
    """What the check says of names like the first wish, to officers of a district that does not see the case."""
    case_id = submitted(office, draft, at)
    report = office.checks(case_id, f"clerk@{at}")[0].report
    return [found for found in report["findings"] if found["rule"] == "duplicate.same"]


def test_it_holds_the_name_and_makes_nothing_else(office: Office) -> None:
    count = "select count(*) from gazetteer.{} "
    before = [office.scalar(count.format(table)) for table in ("place", "name", "announcement")]
    case_id = approved(office, pre_naming(office, "松甲路"))
    found, case = held(office, case_id), office.look(case_id)
    assert (found.name, found.until, found.standing(office.today)) == ("松甲路", LAST_DAY, Standing.RUNNING)
    assert found.source.startswith("《示例市地名管理办法》")
    assert case.state is CaseState.PROVISIONAL
    assert [office.scalar(count.format(table)) for table in ("place", "name", "announcement")] == before
    running = "select count(*) from gazetteer.case_clock where case_id = :case and ended_on is null"
    assert office.scalar(running, case=case_id) == 0, "nothing falls due: no filing, no announcement"
    decision = file_of(office, case_id).decisions[case.items[0].id]
    assert (decision.outcome, decision.place_id, decision.name_id) == ("approved", None, None)


def test_it_is_not_offered_without_a_row(office: Office) -> None:
    case_id = opened(office, pre_naming(office, "松乙路", at="beihu"), "beihu")
    step = office.step(case_id, who="clerk@beihu")
    with pytest.raises(InvalidInput) as refused, office.as_("clerk@beihu") as work:
        handling.submit(work, step)
    assert [(found.field, found.code) for found in refused.value.problems] == [("kind", "pre_naming_not_offered")]
    regions = {at: list(office.actors[f"clerk@{at}"].grants["cases.draft"]) for at in ("suxian", "beihu")}
    with office.database.app.connect() as connection:
        assert is_offered_within(connection, office.today, regions["suxian"])
        assert not is_offered_within(connection, office.today, regions["beihu"])
        assert is_offered(connection, office.today)
        assert not is_offered(connection, date(2019, 12, 31))


def test_a_row_that_was_repealed_meanwhile_stops_the_decision(office: Office) -> None:
    case_id = before_decision(office, pre_naming(office, "松丙路"))
    with office.database.owner.begin() as connection:
        connection.exec_driver_sql("update gazetteer.naming_provision set valid = 'empty' where kind = 'pre_naming'")
    with pytest.raises(InvalidInput) as refused:
        decide(office, case_id)
    assert {found.code for found in refused.value.problems} == {"pre_naming_not_offered"}
    assert office.look(case_id).state is CaseState.DECIDING


def test_a_decision_whose_last_day_is_over_is_none(office: Office) -> None:
    case_id = before_decision(office, pre_naming(office, "松丁路"))
    office.today = LAST_DAY + timedelta(days=1)
    with pytest.raises(InvalidInput) as refused:
        decide(office, case_id, approved_on=MONDAY)
    assert [found.code for found in refused.value.problems] == ["pre_naming_over"]


def test_nobody_else_gets_the_name_before_the_day_after_the_last_one(office: Office) -> None:
    """Another district of the same built-up area, which cannot see the case."""
    approved(office, pre_naming(office, "松戊路"))
    office.today = LAST_DAY
    rival = before_decision(office, naming(office, "松戊路", at="beihu"), "beihu")
    with pytest.raises(NameTaken):
        decide(office, rival, "beihu")
    assert office.look(rival, "clerk@beihu").state is CaseState.DECIDING
    office.today = LAST_DAY + timedelta(days=1)
    while decide(office, rival, "beihu"):
        pass  # that nothing is reserved any more is news: the approver reads it and decides again
    assert office.look(rival, "clerk@beihu").state is CaseState.ANNOUNCING


def test_the_check_says_that_it_is_held_and_not_by_whom(office: Office) -> None:
    case_id = approved(office, pre_naming(office, "松己路"))
    (found,) = told_of(office, naming(office, "松己路", at="beihu"))
    assert "（预留：预命名，至2026年9月2日）" in found["message"]
    assert (found["severity"], found["evidence"][0]["status"]) == ("must_not", "reserved")
    number = office.look(case_id).number
    assert number is not None
    assert not {number, str(case_id), "示例建设投资公司"} & set(str(found).split())
    office.today = LAST_DAY + timedelta(days=1)
    assert not any("预命名" in one["message"] for one in told_of(office, naming(office, "松己路", at="beihu")))


def test_the_formal_naming_uses_it_up(office: Office) -> None:
    case_id = approved(office, pre_naming(office, "松庚路", "松辛路"))
    office.today = date(2026, 8, 1)
    formal = formal_of(office, case_id)
    draft = office.look(formal)
    assert (str(draft.kind), draft.items[0].candidate_names) == ("naming", ("松庚路",))
    assert (draft.applicant_unit, draft.items[0].position_text) == (
        "示例建设投资公司（虚构）", "东起东塔路，西至南塔路（虚构）",
    )  # fmt: skip
    assert file_of(office, formal).links.follows == case_id
    assert file_of(office, case_id).links.open_one == formal
    laid_before_the_approver(office, formal)
    filed = {found.name: found.report for found in office.checks(formal)}
    assert not any(found["rule"] == "duplicate.same" for found in filed["松庚路"]["findings"]), (
        "the own pre-naming does not stand in the way"
    )
    assert decide(office, formal) == ()
    assert held(office, case_id).standing(date(2027, 1, 1)) is Standing.USED
    assert held(office, case_id).used_by == formal
    assert office.scalar("select count(*) from gazetteer.name where text = '松庚路'") == 1
    rival = before_decision(office, naming(office, "松庚路", at="beihu"), "beihu")
    with pytest.raises(NameTaken):
        decide(office, rival, "beihu")


def test_only_one_formal_application_is_under_way(office: Office) -> None:
    case_id = approved(office, pre_naming(office, "竹甲路"))
    first = formal_of(office, case_id)
    with pytest.raises(AlreadyOpened):
        formal_of(office, case_id)
    step = office.step(first, "不办了（虚构）")
    with office.as_("clerk@suxian") as work:
        handling.withdraw(work, step)
    assert formal_of(office, case_id) != first


def test_there_is_no_formal_application_after_the_last_day(office: Office) -> None:
    case_id = approved(office, pre_naming(office, "竹乙路"))
    office.today = LAST_DAY + timedelta(days=1)
    with pytest.raises(ActionNotAllowed):
        formal_of(office, case_id)
    with pytest.raises(ActionNotAllowed):
        formal_of(office, approved(office, naming(office, "竹丙路")))


@pytest.mark.parametrize("who", ["reviewer@suxian", "approver@suxian"])
def test_a_formal_application_is_a_draft_by_whoever_drafts(office: Office, who: str) -> None:
    case_id = office.scalar("select id from gazetteer.naming_case where kind = 'pre_naming' limit 1")
    with pytest.raises(NotPermitted):
        formal_of(office, case_id, who)


def test_one_that_began_in_time_and_ends_late_stands_like_any_other(office: Office) -> None:
    case_id = approved(office, pre_naming(office, "竹丁路"))
    formal = formal_naming(office, case_id)
    office.today = LAST_DAY + timedelta(days=1)
    while decide(office, formal):
        pass
    assert held(office, case_id).standing(office.today) is Standing.LAPSED
    assert office.look(formal).state is CaseState.ANNOUNCING


def test_it_is_extended_once_with_a_reason(office: Office) -> None:
    case_id = approved(office, pre_naming(office, "竹戊路"))
    office.today = LAST_DAY
    with pytest.raises(InvalidInput):
        extend(office, case_id, note=" ")
    assert extend(office, case_id) == date(2026, 12, 2)
    assert (held(office, case_id).until, held(office, case_id).extension_reason) == (
        date(2026, 12, 2), "工期推迟（虚构）",
    )  # fmt: skip
    with pytest.raises(ActionNotAllowed):
        extend(office, case_id)
    office.today = date(2026, 12, 2)
    rival = before_decision(office, naming(office, "竹戊路", at="beihu"), "beihu")
    with pytest.raises(NameTaken):
        decide(office, rival, "beihu")


def test_it_is_not_extended_after_its_last_day_nor_where_the_row_knows_none(office: Office) -> None:
    lapsed = approved(office, pre_naming(office, "竹己路"))
    offer_pre_naming(office, details="months=6")
    unknown = approved(office, pre_naming(office, "竹庚路"))
    with pytest.raises(ActionNotAllowed):
        extend(office, unknown)
    office.today = LAST_DAY + timedelta(days=1)
    with pytest.raises(ActionNotAllowed):
        extend(office, lapsed)


def test_whoever_drafted_or_reviewed_does_not_extend(office: Office) -> None:
    case_id = opened(office, pre_naming(office, "竹辛路"))
    with office.as_("everybody@suxian") as work:
        drafting.edit_draft(work, case_id, 0, pre_naming(office, "竹辛路"))
    for who, step in (("clerk", handling.submit), ("reviewer", handling.accept), ("reviewer", handling.to_decision)):
        seen = office.step(case_id)
        with office.as_(f"{who}@suxian") as work:
            step(work, seen)
    decide(office, case_id)
    with pytest.raises(SamePerson):
        extend(office, case_id, "everybody@suxian")
    with pytest.raises(NotPermitted):
        extend(office, case_id, "reviewer@suxian")


def test_a_list_is_decided_name_by_name(office: Office) -> None:
    draft = pre_naming(office, "梅甲路")
    draft = replace(
        draft, items=tuple(replace(draft.items[0], candidate_names=(name,)) for name in ("梅甲路", "梅乙路"))
    )
    case_id = before_decision(office, draft)
    command = approval(office, case_id)
    first, second = command.items
    refused = replace(second, is_approved=False, reason="与规划不符（虚构）")
    with office.as_("approver@suxian") as work:
        assert deciding.approve(work, replace(command, items=(first, refused))) == ()
    assert [found.name for found in file_of(office, case_id).pre_namings] == ["梅甲路"]
    assert [item.candidate_names for item in office.look(formal_of(office, case_id)).items] == [("梅甲路",)]


def test_the_queue_shows_what_waits_for_somebody(office: Office) -> None:
    case_id = approved(office, pre_naming(office, "梅丙路"))
    with office.database.app.connect() as connection:
        actor = office.actors["approver@suxian"]
        act_as(connection, actor)
        listed = {tab: {row.id for row in queue(connection, actor, tab, office.today, limit=500).items} for tab in Tab}
    assert {tab for tab, found in listed.items() if case_id in found} == {Tab.ALL}
    assert file_of(office, case_id, "approver@suxian").steps_for(actor, office.today) == ["extend"]
    assert file_of(office, case_id, "approver@suxian").steps_for(actor, LAST_DAY + timedelta(days=1)) == []


def test_those_that_end_soon_are_listed_until_they_are_used(office: Office) -> None:
    case_id = approved(office, pre_naming(office, "梅丁路"))
    actor = office.actors["clerk@suxian"]

    def listed(day: date, of: str = "clerk@suxian") -> dict[str, bool]:
        regions = sorted(office.actors[of].grants["cases.handle"])
        with office.database.app.connect() as connection:
            act_as(connection, office.actors[of])
            found = ending(connection, regions, day, day + timedelta(days=30), 500)
        return {one.name: one.is_applied_for for one in found}

    assert actor.grants["cases.handle"] != office.actors["clerk@beihu"].grants["cases.handle"]
    assert "梅丁路" not in listed(LAST_DAY - timedelta(days=31))
    assert listed(LAST_DAY - timedelta(days=30))["梅丁路"] is False
    assert "梅丁路" not in listed(LAST_DAY, "clerk@beihu")
    formal = formal_of(office, case_id)
    assert listed(LAST_DAY)["梅丁路"] is True
    assert "梅丁路" not in listed(LAST_DAY + timedelta(days=1))
    laid_before_the_approver(office, formal)
    assert decide(office, formal) == ()
    assert "梅丁路" not in listed(LAST_DAY)


def test_it_is_about_no_registered_place(office: Office, places: dict[str, UUID]) -> None:
    """A draft that names a place all the same keeps its own category and division."""
    draft = about(pre_naming(office, "梅戊路"), pre_naming(office).kind, places["五盖山"])
    case_id = accepted(office, draft)
    assert office.look(case_id).category == "street"
    assert office.scalar("select count(*) from gazetteer.name_claim where case_id = :case", case=case_id) == 0


def test_follow_tells_the_last_day(office: Office) -> None:
    case_id = approved(office, pre_naming(office, "梅己路"))
    with office.database.owner.connect() as connection:
        told = connection.execute(sa.text("select gazetteer.case_progress(:case)"), {"case": case_id}).scalar_one()
    assert told["state"] == "provisional"
    assert told["held"] == [{"name": "梅己路", "until": "2026-09-02", "is_used": False}]
