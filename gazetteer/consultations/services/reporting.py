"""The three reports of a case: weighing which it needs, writing the assessment, settling (定稿)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import sqlalchemy as sa

from gazetteer.cases.model import Case
from gazetteer.cases.services.steps import reviewed_case
from gazetteer.cases.store import areas, papers
from gazetteer.cases.workflow import CaseState
from gazetteer.consultations.model import Assessment, ReportKind
from gazetteer.consultations.reports import CaseMaterial, Report, assembled
from gazetteer.consultations.rules import assessment_problems, length_problems
from gazetteer.consultations.store import experts, public, units
from gazetteer.consultations.store import reports as store
from geocore.db import UnitOfWork
from geocore.errors import ActionNotAllowed, InvalidInput
from geocore.problems import Problem

BEFORE_DECISION = (CaseState.REVIEWING, CaseState.CONSULTING)


def material_of(connection: sa.Connection, case: Case, today: date) -> CaseMaterial:
    """Everything in the file that the reports are made of."""
    steps = areas.division_steps(connection, case.division_path)
    reviews = experts.reviews_of(connection, case.id)
    criteria_day = reviews[-1].opened_on if reviews else today
    return CaseMaterial(
        case=case,
        division="".join(step.name for step in steps if step.level > 0),
        units=units.asked_units(connection, case.id),
        public=public.consultations_of(connection, case.id),
        comments=public.comments_of(connection, case.id),
        opinions=papers.opinions_of(connection, case.id),
        reviews=reviews,
        criteria=experts.criteria_of(connection, case.division_path, criteria_day),
        assessment=store.assessment_of(connection, case.id),
    )


def report_of(connection: sa.Connection, case: Case, kind: ReportKind, today: date) -> Report:
    """The report as the file stands now."""
    return assembled(kind, material_of(connection, case, today))


def judge(work: UnitOfWork, case_id: UUID, report: str, is_needed: bool, reason: str, today: date) -> None:
    """Whether the case needs a report: social impact, expertise, closeness to people's life (条例第十一条).

    What a rule asks for is needed whatever is judged here.

    Raises InvalidInput, ActionNotAllowed, NotFound, NotPermitted.
    """
    _reviewed(work, case_id)
    problems = [] if report in set(ReportKind) else [Problem("report", "required", "must be chosen")]
    problems += length_problems({"reason": reason}, {"reason": (1, 1000)})
    if problems:
        raise InvalidInput("this cannot be entered like this", problems)
    store.judge_need(work, case_id, report, is_needed, reason.strip(), today)
    changes = {"report": report, "is_needed": is_needed}
    work.audit("report.judge", "naming_case", case_id, reason=reason.strip(), changes=changes)


def write_assessment(work: UnitOfWork, case_id: UUID, assessment: Assessment) -> None:
    """Keep what was written so far; empty sections are told when the report is settled.

    Raises InvalidInput, StaleVersion, Conflict, ActionNotAllowed, NotFound, NotPermitted.
    """
    _reviewed(work, case_id)
    problems = assessment_problems(assessment)
    if problems:
        raise InvalidInput("the assessment cannot be kept like this", problems)
    store.write_assessment(work, case_id, assessment)
    work.audit("report.assess", "naming_case", case_id)


def settle(work: UnitOfWork, case_id: UUID, kind: ReportKind, seen: str, today: date) -> UUID:
    """Keep the report as it stands. `seen` is the hash of what the person read.

    Raises InvalidInput naming each section that is empty or still open, ActionNotAllowed (the file changed since it
    was read, or the case is past its review), NotFound, NotPermitted.
    """
    case = _reviewed(work, case_id)
    material = material_of(work.connection, case, today)
    report = assembled(kind, material)
    if report.sha256 != seen:
        raise ActionNotAllowed("the file has changed since this report was read; read it again", report=str(kind))
    problems = [Problem("sections", "section_missing", "is empty", hint=heading) for heading in report.gaps]
    problems += _still_open(kind, material)
    if problems:
        raise InvalidInput("the report is not complete", problems)
    report_id = store.insert_report(work, case_id, report, today)
    work.audit("report.settle", "naming_case", case_id, changes={"report": str(kind), "sha256": report.sha256})
    return report_id


def _still_open(kind: ReportKind, material: CaseMaterial) -> list[Problem]:
    """A report tells what has happened, so what it is about must have ended."""
    if kind is ReportKind.EXPERTS and not any(review.concluded_on for review in material.reviews):
        return [Problem("sections", "review_open", "no review is concluded")]
    if kind is not ReportKind.OPINIONS:
        return []
    problems = [
        Problem("sections", "unit_unanswered", "has not answered", hint=unit.unit)
        for unit in material.units
        if unit.answered_on is None
    ]
    problems += [
        Problem("sections", "public_open", "is not closed", hint=one.closes_on.isoformat())
        for one in material.public
        if one.closed_on is None
    ]
    waiting = sum(comment.handling is None for comment in material.comments)
    if waiting:
        problems.append(Problem("sections", "comment_unanswered", "not answered", hint=str(waiting)))
    unhandled = sum(opinion.handled_on is None for opinion in material.opinions)
    if unhandled:
        problems.append(Problem("sections", "opinion_unhandled", "not handled", hint=str(unhandled)))
    return problems


def _reviewed(work: UnitOfWork, case_id: UUID) -> Case:
    case = reviewed_case(work, case_id)
    if case.state not in BEFORE_DECISION:
        raise ActionNotAllowed("reports are made while a case is under review", state=str(case.state))
    return case
