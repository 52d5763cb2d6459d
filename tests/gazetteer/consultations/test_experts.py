"""Expert review: docket, conflicts of interest, scores, result; the clock of the decision; what it refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from gazetteer.cases.clocks import ClockKind
from gazetteer.cases.errors import Hindered
from gazetteer.cases.services import handling
from gazetteer.cases.store.clocks import clocks_of
from gazetteer.consultations.services import reviewing
from gazetteer.consultations.store import experts
from geocore.db import act_as, translated_errors
from geocore.errors import ActionNotAllowed, InvalidInput, NotFound, NotPermitted, StaleVersion
from tests.builders.cases import MONDAY, Office
from tests.builders.consultations import (
    CONCLUSION,
    SCORES,
    answered,
    concluded,
    consulting,
    declared,
    of_expert,
    review_with,
    the_review,
    under_review,
    unit_id,
)

REVIEWER = "reviewer@suxian"


def decision_due(office: Office, case_id: Any) -> tuple[date | None, str | None]:
    with office.database.app.connect() as connection:
        act_as(connection, office.actors[REVIEWER])
        (clock,) = (one for one in clocks_of(connection, case_id) if one.kind is ClockKind.DECISION)
    return clock.due_on, clock.due_reason


def test_from_docket_to_result(bureau: Office) -> None:
    case_id = under_review(bureau)
    review_with(bureau, case_id, "赵一", "钱二", "孙三")
    declared(bureau, case_id, "孙三", has_conflict=True)
    answered(bureau, case_id, "赵一")
    answered(bureau, case_id, "钱二", necessity=2)
    concluded(bureau, case_id)
    review = the_review(bureau, case_id)
    assert (review.result, review.concluded_on, review.minutes) == ("support", MONDAY, CONCLUSION.minutes)
    assert {one.name: one.scores for one in review.experts} == {
        "赵一": SCORES,
        "钱二": {**SCORES, "necessity": 2},
        "孙三": {},
    }


def test_the_clock_stands_still_while_experts_are_asked(bureau: Office) -> None:
    """Also when units are asked meanwhile, and when review, consultation and review follow on one day."""
    case_id = under_review(bureau)
    due = decision_due(bureau, case_id)
    assert due[0] is not None
    review_with(bureau, case_id, "赵一")
    assert decision_due(bureau, case_id) == (None, "paused")
    step = bureau.step(case_id)
    with bureau.as_(REVIEWER) as work:
        handling.start_consulting(work, handling.StartConsulting(step, ("苏仙区公安局",)))
    answered(bureau, case_id, "赵一")
    concluded(bureau, case_id)
    assert decision_due(bureau, case_id) == (None, "paused")
    with bureau.as_(REVIEWER) as work:
        handling.record_answer(work, case_id, unit_id(bureau, case_id, "苏仙区公安局"), "agree", "", MONDAY)
    review_with(bureau, case_id, "钱二")
    step = bureau.step(case_id)
    with bureau.as_(REVIEWER) as work:
        handling.finish_consulting(work, step)
    assert decision_due(bureau, case_id) == (None, "paused")
    answered(bureau, case_id, "钱二")
    concluded(bureau, case_id)
    assert decision_due(bureau, case_id) == due


def test_the_decision_waits_for_the_result(bureau: Office) -> None:
    case_id = under_review(bureau)
    review_with(bureau, case_id, "赵一")
    with pytest.raises(Hindered) as refused, bureau.as_(REVIEWER) as work:
        handling.to_decision(work, bureau.step(case_id))
    assert [problem.code for problem in refused.value.problems] == ["review_open"]
    answered(bureau, case_id, "赵一")
    concluded(bureau, case_id)
    with bureau.as_(REVIEWER) as work:
        handling.to_decision(work, bureau.step(case_id))


def test_whoever_has_a_conflict_of_interest_gives_neither_score_nor_opinion(bureau: Office) -> None:
    case_id = under_review(bureau)
    review_with(bureau, case_id, "赵一", "钱二")
    for name in ("赵一", "钱二"):
        if name == "钱二":
            declared(bureau, case_id, name, has_conflict=True)
        with pytest.raises(ActionNotAllowed), bureau.as_(REVIEWER) as work:
            reviewing.enter_opinion(work, of_expert(bureau, case_id, name), SCORES, "同意", MONDAY)
        with (
            pytest.raises(ActionNotAllowed),
            translated_errors(),
            bureau.database.owner.begin() as connection,
        ):
            connection.execute(
                sa.text("insert into gazetteer.expert_score values (:id, :case, 'necessity', 5)"),
                {"id": of_expert(bureau, case_id, name).expert_id, "case": case_id},
            )
    answered(bureau, case_id, "赵一")
    declared(bureau, case_id, "赵一", has_conflict=True)
    (stepped_back, _other) = the_review(bureau, case_id).experts
    assert (stepped_back.scores, stepped_back.opinion, stepped_back.answered_on) == ({}, "", None)


def test_a_second_declaration_without_conflict_keeps_the_scores(bureau: Office) -> None:
    case_id = under_review(bureau)
    review_with(bureau, case_id, "赵一")
    answered(bureau, case_id, "赵一")
    declared(bureau, case_id, "赵一")
    assert the_review(bureau, case_id).experts[0].scores == SCORES


def test_a_review_is_not_concluded_before_everybody_has_spoken(bureau: Office) -> None:
    case_id = under_review(bureau)
    review_id = review_with(bureau, case_id, "赵一", "钱二", "孙三")
    declared(bureau, case_id, "钱二")
    declared(bureau, case_id, "孙三", has_conflict=True)

    def refused(**changes: Any) -> list[tuple[str, str, str | None]]:
        with pytest.raises(InvalidInput) as found, bureau.as_(REVIEWER) as work:
            reviewing.conclude(work, case_id, review_id, 0, replace(CONCLUSION, **changes), MONDAY)
        return [(problem.field, problem.code, problem.hint) for problem in found.value.problems]

    assert refused() == [("experts", "conflict_undeclared", "赵一"), ("experts", "expert_silent", "钱二")]
    declared(bureau, case_id, "赵一", has_conflict=True)
    declared(bureau, case_id, "钱二", has_conflict=True)
    assert refused() == [("experts", "experts_few", "1")]
    answered(bureau, case_id, "赵一")
    for changes, field, code in (
        ({"minutes": " "}, "minutes", "required"),
        ({"risks": ""}, "risks", "required"),
        ({"advice": "字" * 2001}, "advice", "too_long"),
        ({"result": "perhaps"}, "result", "required"),
        ({"held_on": MONDAY + timedelta(days=1)}, "held_on", "held_out_of_order"),
        ({"held_on": MONDAY - timedelta(days=1)}, "held_on", "held_out_of_order"),
    ):
        assert [told[:2] for told in refused(**changes)] == [(field, code)]
    concluded(bureau, case_id)
    with pytest.raises(ActionNotAllowed), bureau.as_(REVIEWER) as work:
        reviewing.conclude(work, case_id, review_id, 1, CONCLUSION, MONDAY)
    with pytest.raises(ActionNotAllowed), bureau.as_(REVIEWER) as work:
        reviewing.add_expert(work, case_id, review_id, "李四", "史学", "x")


def test_entries_that_are_refused(bureau: Office) -> None:
    case_id = under_review(bureau)
    for question, method in (("好？", "meeting"), ("名称是否合理？", "dream")):
        with pytest.raises(InvalidInput), bureau.as_(REVIEWER) as work:
            reviewing.open_review(work, case_id, question, method, MONDAY)
    review_id = review_with(bureau, case_id, "赵一")
    with pytest.raises(ActionNotAllowed):
        review_with(bureau, case_id)
    for name in ("赵一", " "):
        with pytest.raises(InvalidInput), bureau.as_(REVIEWER) as work:
            reviewing.add_expert(work, case_id, review_id, name, "地名学", "某大学（虚构）")
    command = of_expert(bureau, case_id, "赵一")
    with pytest.raises(InvalidInput), bureau.as_(REVIEWER) as work:
        reviewing.declare(work, command, True, " ")
    declared(bureau, case_id, "赵一")
    with pytest.raises(StaleVersion), bureau.as_(REVIEWER) as work:
        reviewing.declare(work, command, True, "亲属")
    command = of_expert(bureau, case_id, "赵一")
    for scores, opinion in (
        ({"necessity": 4, "science": 5}, "同意"),
        ({**SCORES, "reason": 6}, "同意"),
        ({**SCORES, "reason": 0}, "同意"),
        (SCORES, " "),
    ):
        with pytest.raises(InvalidInput), bureau.as_(REVIEWER) as work:
            reviewing.enter_opinion(work, command, scores, opinion, MONDAY)
    with bureau.as_(REVIEWER) as work:
        reviewing.enter_opinion(work, command, {**SCORES, "unknown": 5}, "同意", MONDAY)
    assert the_review(bureau, case_id).experts[0].scores == SCORES


def test_only_reviewers_of_the_area_and_only_their_case(bureau: Office) -> None:
    case_id, other = under_review(bureau), under_review(bureau)
    review_id = review_with(bureau, case_id, "赵一")
    command = of_expert(bureau, case_id, "赵一")
    for who, error in (("clerk@suxian", NotPermitted), ("reviewer@beihu", NotFound)):
        with pytest.raises(error), bureau.as_(who) as work:
            reviewing.open_review(work, other, "名称是否合理？", "meeting", MONDAY)
        with pytest.raises(error), bureau.as_(who) as work:
            reviewing.declare(work, command, False, "")
        with pytest.raises(error), bureau.as_(who) as work:
            reviewing.conclude(work, case_id, review_id, 0, CONCLUSION, MONDAY)
    with pytest.raises(NotFound), bureau.as_(REVIEWER) as work:
        reviewing.add_expert(work, other, review_id, "李四", "史学", "x")
    with pytest.raises(NotFound), bureau.as_(REVIEWER) as work:
        reviewing.declare(work, replace(command, expert_id=case_id), False, "")


def test_an_office_scores_by_its_own_criteria(bureau: Office) -> None:
    case_id = consulting(bureau)
    with bureau.database.owner.begin() as connection:
        connection.exec_driver_sql(
            "insert into gazetteer.expert_criterion (code, division_seq, label_zh, label_en, position, source)"
            " select 'culture', seq, '文化价值', 'culture', 1, '测试' from published.division"
            " where civil_code = '431002'"
        )
    path = bureau.look(case_id).division_path
    there = int(bureau.scalar("select seq from published.division where civil_code = '431002'"))
    with bureau.database.app.connect() as connection:
        assert [one.code for one in experts.criteria_of(connection, path, MONDAY)] == ["necessity", "science", "reason"]
        assert [one.code for one in experts.criteria_of(connection, (*path[:-1], there), MONDAY)] == ["culture"]
