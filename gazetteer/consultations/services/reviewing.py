"""Expert review (专家论证): docket, declarations of conflicts of interest, scores and opinions, minutes, result.

Experts have no account: the reviewer enters what they declared, scored and wrote. While a review is open the clock of
the decision stands still (行政许可法第四十五条 counts 专家评审 out).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gazetteer.cases.calendar import official_calendar
from gazetteer.cases.clocks import ClockKind
from gazetteer.cases.services.steps import reviewed_case
from gazetteer.cases.store import clocks
from gazetteer.cases.workflow import CaseState
from gazetteer.consultations.model import ExpertReview, Method, ReviewResult
from gazetteer.consultations.rules import (
    LONGEST_TEXT,
    Conclusion,
    conclusion_problems,
    conclusion_words_problems,
    length_problems,
    score_problems,
)
from gazetteer.consultations.store import experts as store
from gazetteer.consultations.store.units import number_of
from geocore.db import UnitOfWork
from geocore.errors import ActionNotAllowed, InvalidInput
from geocore.problems import Problem

WHILE = (CaseState.REVIEWING, CaseState.CONSULTING)


@dataclass(frozen=True, slots=True)
class OfExpert:
    """An expert on a docket as the officer saw the entry."""

    case_id: UUID
    review_id: UUID
    expert_id: UUID
    version: int


def open_review(work: UnitOfWork, case_id: UUID, question: str, method: str, today: date) -> UUID:
    """Begin; the clock of the decision stops. Raises InvalidInput, ActionNotAllowed, NotFound, NotPermitted."""
    case = reviewed_case(work, case_id)
    if case.state not in WHILE:
        raise ActionNotAllowed("experts are asked while a case is under review", state=str(case.state))
    problems = length_problems({"question": question}, {"question": (5, 1000)})
    problems += [] if method in set(Method) else [Problem("method", "required", "must be chosen")]
    if problems:
        raise InvalidInput("the review cannot begin like this", problems)
    review_id = store.insert_review(work, case_id, question.strip(), method, today)
    clocks.pause_clock(work, case_id, ClockKind.DECISION, today, official_calendar())
    work.audit("experts.open", "expert_review", review_id, changes={"case": case_id, "method": method})
    return review_id


def add_expert(work: UnitOfWork, case_id: UUID, review_id: UUID, name: str, field: str, unit: str) -> UUID:
    """Put an expert on the docket. Raises InvalidInput, ActionNotAllowed (concluded), NotFound, NotPermitted."""
    _open_review(work, case_id, review_id)
    words = {"name": name, "field": field, "unit": unit}
    problems = length_problems(words, {"name": (1, 50), "field": (1, 100), "unit": (1, 200)})
    if problems:
        raise InvalidInput("the expert cannot be entered like this", problems)
    expert_id = store.insert_expert(work, case_id, review_id, name.strip(), field.strip(), unit.strip())
    work.audit("experts.add", "expert_review", review_id, changes={"case": case_id, "expert": expert_id})
    return expert_id


def declare(work: UnitOfWork, command: OfExpert, has_conflict: bool, text: str) -> None:
    """What the expert declared. Whoever has a conflict of interest steps back: scores and opinion are taken away.

    Raises InvalidInput, StaleVersion, ActionNotAllowed (concluded), NotFound, NotPermitted.
    """
    review = _open_review(work, command.case_id, command.review_id)
    expert = store.find_expert(review, command.expert_id)
    problems = length_problems({"conflict_text": text}, {"conflict_text": (1 if has_conflict else 0, 500)})
    if problems:
        raise InvalidInput("the declaration cannot be entered like this", problems)
    kept = {} if has_conflict else expert.scores
    store.replace_scores(work, command.case_id, expert.id, {})
    answer: dict[str, object] = {"opinion": "", "answered_on": None} if has_conflict else {}
    store.change_expert(
        work, expert.id, command.version, has_conflict=has_conflict, conflict_text=text.strip(), **answer
    )
    store.replace_scores(work, command.case_id, expert.id, kept)
    changes = {"case": command.case_id, "expert": expert.id, "has_conflict": has_conflict}
    work.audit("experts.declare", "expert_review", command.review_id, changes=changes)


def enter_opinion(work: UnitOfWork, command: OfExpert, scores: Mapping[str, int], opinion: str, today: date) -> None:
    """Scores from 1 to 5 for every criterion, and the written opinion.

    Raises InvalidInput, StaleVersion, ActionNotAllowed (concluded, conflict of interest or none declared), NotFound.
    """
    case = reviewed_case(work, command.case_id)
    review = _open_review(work, command.case_id, command.review_id)
    expert = store.find_expert(review, command.expert_id)
    if not expert.counts:
        raise ActionNotAllowed("first the expert declares to have no conflict of interest", expert=expert.name)
    criteria = store.criteria_of(work.connection, case.division_path, review.opened_on)
    problems = score_problems(scores, criteria) + length_problems({"opinion": opinion}, {"opinion": (1, LONGEST_TEXT)})
    if problems:
        raise InvalidInput("the opinion cannot be entered like this", problems)
    store.change_expert(work, expert.id, command.version, opinion=opinion.strip(), answered_on=today)
    store.replace_scores(work, case.id, expert.id, {one.code: scores[one.code] for one in criteria})
    work.audit("experts.opinion", "expert_review", command.review_id, changes={"case": case.id, "expert": expert.id})


def conclude(
    work: UnitOfWork, case_id: UUID, review_id: UUID, version: int, conclusion: Conclusion, today: date
) -> None:
    """Minutes, risks, advice and result; the clock of the decision goes on unless units are still being asked.

    Raises InvalidInput with everything that is missing, StaleVersion, ActionNotAllowed (concluded), NotFound.
    """
    case = reviewed_case(work, case_id)
    review = _open_review(work, case_id, review_id)
    problems = conclusion_words_problems(conclusion, review.opened_on, today)
    if conclusion.result not in set(ReviewResult):
        problems.append(Problem("result", "required", "must be chosen"))
    criteria = store.criteria_of(work.connection, case.division_path, review.opened_on)
    least = number_of(work.connection, "experts_min", case.division_path, today)
    problems += conclusion_problems(review, criteria, least)
    if problems:
        raise InvalidInput("the review cannot be concluded like this", problems)
    store.conclude_review(
        work,
        review_id,
        version,
        held_on=conclusion.held_on,
        minutes=conclusion.minutes.strip(),
        risks=conclusion.risks.strip(),
        advice=conclusion.advice.strip(),
        result=conclusion.result,
        concluded_on=today,
    )
    if case.state is not CaseState.CONSULTING:
        clocks.resume_clock(work, case_id, ClockKind.DECISION, today, official_calendar())
    changes = {"case": case_id, "result": conclusion.result}
    work.audit("experts.conclude", "expert_review", review_id, changes=changes)


def _open_review(work: UnitOfWork, case_id: UUID, review_id: UUID) -> ExpertReview:
    reviewed_case(work, case_id)
    review = store.find_review(work.connection, case_id, review_id)
    if review.concluded_on is not None:
        raise ActionNotAllowed("this review is concluded", id=str(review_id))
    return review
