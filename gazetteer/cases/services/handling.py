"""From the submission to the decision: acceptance, correction, consultation, review."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gazetteer.cases import texts
from gazetteer.cases.calendar import official_calendar
from gazetteer.cases.clocks import ClockKind
from gazetteer.cases.errors import Hindered
from gazetteer.cases.hindrances import hindrances
from gazetteer.cases.model import Case, CaseKind
from gazetteer.cases.rules import Application, problems_of
from gazetteer.cases.services.checking import check_wishes
from gazetteer.cases.services.pre_naming import offers_pre_naming
from gazetteer.cases.services.readings import computed_reading
from gazetteer.cases.services.steps import (
    CaseStep,
    case_of,
    content_hash,
    need_reason,
    planned,
    reviewed_case,
    take,
)
from gazetteer.cases.services.writing import unread_problems
from gazetteer.cases.store import areas, checks, clocks, papers
from gazetteer.cases.store import cases as store
from gazetteer.cases.store.hindrances import begun_in
from gazetteer.cases.telling import LONGEST_REASON, with_reason
from gazetteer.cases.workflow import HANDLE, CaseState
from gazetteer.name_checks import metres_outside
from gazetteer.protection.queries import protected_among
from geocore.db import UnitOfWork
from geocore.errors import ActionNotAllowed, InvalidInput, NotPermitted
from geocore.problems import Problem
from geocore.workflow_store import events_of

CODE_LENGTH = 10
_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without characters that are mistaken for others on paper or on the telephone."""
CONSULTATION_DAYS = 7
"""Public notices of proposed names last seven days or more in the practice of cities."""
ANSWERS = ("agree", "conditions", "object", "none")
NEED_WORDS = ("conditions", "object")
"""Answers that say nothing without their text."""
LONGEST_QUESTION, LONGEST_WORDS = 1000, 2000


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What the applicant is told, once: with both, the case can be followed without an account."""

    number: str
    code: str


@dataclass(frozen=True, slots=True)
class StartConsulting:
    """Whom to ask, until when."""

    step: CaseStep
    units: tuple[str, ...]
    days: int = CONSULTATION_DAYS
    question: str = ""


def application_problems(connection: sa.Connection, case: Case, today: date) -> list[Problem]:
    """What still stands against submitting; read-only, for the page that is looked at before."""
    documents = frozenset(document.kind for document in papers.documents_of(connection, case.id))
    readings = {
        item.position: computed_reading(connection, case, item.candidate_names[0])
        for item in case.items
        if item.candidate_names and case.kind.gives_a_name
    }
    protected = protected_among(connection, (item.place_id for item in case.items if item.place_id is not None))
    others = store.other_cases_about(connection, case)
    is_offered = case.kind is CaseKind.PRE_NAMING and offers_pre_naming(connection, case, today)
    unread = unread_problems(connection, case.id)
    outside = metres_outside(connection, case.division_path[-1], case.points)
    looked_at = Application(case, documents, readings, today, others, protected, is_offered, outside)
    return unread + problems_of(looked_at)


def submit(work: UnitOfWork, command: CaseStep) -> None:
    """Hand the application in, for the first time or corrected. Raises InvalidInput with everything that is missing."""
    case = case_of(work, command)
    problems = application_problems(work.connection, case, command.today)
    if problems:
        raise InvalidInput("the application is not complete", problems)
    action = "resubmit" if case.state is CaseState.CORRECTION else "submit"
    told = {"content": content_hash(case)}
    take(work, case, action, note=command.note, changes=told)
    check_wishes(work, case, command.today)
    clocks.start_clock(work, case.id, ClockKind.ACCEPTANCE, case.division_path, command.today, official_calendar())
    work.audit(f"case.{action}", "naming_case", case.id, new=told, changes=told)


def accept(work: UnitOfWork, command: CaseStep) -> Acceptance:
    """受理: the case gets its number, the applicant a code to follow it, the decision's clock starts."""
    case = case_of(work, command)
    take(work, case, "accept", note=command.note)
    office = areas.office_of(areas.division_steps(work.connection, case.division_path))
    year = command.today.year
    serial = store.next_serial(work, office.seq, "case", year)
    number = texts.case_number(areas.office_code(work.connection, office), year, serial)
    code = "".join(secrets.choice(_CODE_LETTERS) for _ in range(CODE_LENGTH))
    store.insert_number(work, case.id, office.seq, year, serial, number, follow_hash(number, code), command.today)
    clocks.end_clock(work, case.id, ClockKind.ACCEPTANCE, command.today)
    clocks.start_clock(work, case.id, ClockKind.DECISION, case.division_path, command.today, official_calendar())
    work.audit("case.accept", "naming_case", case.id, changes={"number": number})
    return Acceptance(number, code)


def write_code(work: UnitOfWork, case_id: UUID, code: str) -> str:
    """The code as it goes onto the notice of acceptance, brought by whoever was told it: it is kept nowhere.

    Raises NotFound, NotPermitted, InvalidInput where it is not the one that was told.
    """
    case = store.find_case(work.connection, case_id)
    if not work.actor.may(HANDLE, case.division_path):
        raise NotPermitted("your roles do not include this case", needs=HANDLE)
    told = "".join(code.split()).upper()
    if not store.is_follow_hash(work.connection, case_id, follow_hash(case.number or "", told)):
        raise InvalidInput("not the code that was told", [Problem("code", "code_unknown", "not the code of this case")])
    work.audit("case.write_code", "naming_case", case_id)
    return told


def follow_hash(number: str, code: str) -> bytes:
    """What is stored instead of the code."""
    return hashlib.sha256(f"{number}/{code.strip().upper()}".encode()).digest()


def was_asked_to_correct(connection: sa.Connection, case_id: UUID) -> bool:
    """Whether the applicant was told before what to put right: then it takes a reason to tell something again."""
    return any(event.action == "ask_correction" for event in events_of(connection, case_id))


def ask_correction(work: UnitOfWork, command: CaseStep, again: str = "") -> None:
    """一次性补正: tell everything that is missing, once. Whoever tells more later says why it was not told then.

    Raises InvalidInput without a text, and the second time without that reason.
    """
    need_reason(command.note)
    case = case_of(work, command)
    planned(work, case, "ask_correction")
    told = {"about": texts.matter(case.kind, [(item.wanted_name, item.old_name) for item in case.items])}
    if was_asked_to_correct(work.connection, case.id):
        problems = _reason_problems(again.strip())
        if problems:
            raise InvalidInput("the applicant is told why something was not told at once", problems)
        told["again"] = again.strip()
    note = with_reason(command.note, told.get("again", ""))
    _close_acceptance(work, replace(command, note=note), "ask_correction", told)


def decline(work: UnitOfWork, command: CaseStep) -> None:
    """不予受理, with its reason."""
    need_reason(command.note)
    _close_acceptance(work, command, "decline")


def _reason_problems(again: str) -> list[Problem]:
    if not again:
        return [Problem("again", "again_unexplained", "say why this was not told the first time")]
    if "\x00" in again or len(again) > LONGEST_REASON:
        return [Problem("again", "too_long", "too long, or a NUL character", hint=str(LONGEST_REASON))]
    return []


def _close_acceptance(work: UnitOfWork, command: CaseStep, action: str, told: dict[str, Any] | None = None) -> None:
    case = case_of(work, command)
    take(work, case, action, note=command.note, changes=told)
    clocks.end_clock(work, case.id, ClockKind.ACCEPTANCE, command.today)
    work.audit(f"case.{action}", "naming_case", case.id, changes=told, reason=command.note.strip())


def withdraw(work: UnitOfWork, command: CaseStep) -> None:
    """撤回, at any time before the decision, with its reason."""
    need_reason(command.note)
    case = case_of(work, command)
    take(work, case, "withdraw", note=command.note)
    clocks.end_clock(work, case.id, None, command.today, "stopped")
    work.audit("case.withdraw", "naming_case", case.id, reason=command.note.strip())


def start_consulting(work: UnitOfWork, command: StartConsulting) -> None:
    """Ask units; the clock of the decision stands still until they have answered (行政许可法第四十五条)."""
    units = list(dict.fromkeys(text for unit in command.units if (text := " ".join(unit.split()))))
    problems = _unit_problems(units, command)
    if problems:
        raise InvalidInput("the consultation cannot begin like this", problems)
    step = command.step
    case = case_of(work, step)
    take(work, case, "start_consulting", note=step.note, changes={"units": units})
    for unit in units:
        due_on = step.today + timedelta(days=command.days)
        papers.insert_consultation(work, case.id, unit, True, step.today, due_on, command.question.strip())
    clocks.pause_clock(work, case.id, ClockKind.DECISION, step.today, official_calendar())
    work.audit("case.start_consulting", "naming_case", case.id, changes={"units": units})


def _unit_problems(units: Sequence[str], command: StartConsulting) -> list[Problem]:
    problems = []
    if not units:
        problems.append(Problem("units", "required", "nobody is asked"))
    if any("\x00" in unit or len(unit) > 200 for unit in units):
        problems.append(Problem("units", "unit_unreadable", "a unit's name is too long or cannot be stored"))
    if len(command.question) > LONGEST_QUESTION:
        problems.append(Problem("question", "too_long", "too long", hint=str(LONGEST_QUESTION)))
    if not 1 <= command.days <= 60:
        problems.append(Problem("days", "days_range", "between 1 and 60 days"))
    return problems


def record_answer(work: UnitOfWork, case_id: UUID, consultation_id: UUID, answer: str, text: str, today: date) -> None:
    """Enter what a unit answered.

    Raises NotFound, NotPermitted, SamePerson, InvalidInput, StaleVersion (answered already).
    """
    reviewed_case(work, case_id)
    problems = [Problem("answer", "required", "must be chosen")] if answer not in ANSWERS else []
    if answer in NEED_WORDS and not text.strip():
        problems.append(Problem("text", "required", "an objection has its reason, a condition its words"))
    if "\x00" in text or len(text) > 2000:
        problems.append(Problem("text", "too_long", "at most 2000 characters, none of them NUL", hint="2000"))
    if problems:
        raise InvalidInput("the answer cannot be entered like this", problems)
    papers.answer_consultation(work, case_id, consultation_id, answer, text.strip(), today)
    work.audit("case.answer", "naming_case", case_id, changes={"consultation": consultation_id, "answer": answer})


def finish_consulting(work: UnitOfWork, command: CaseStep) -> None:
    """Everybody has answered and every opinion is handled. Raises ActionNotAllowed otherwise."""
    case = case_of(work, command)
    _nothing_open(work, case)
    take(work, case, "finish_consulting", note=command.note)
    if not begun_in(work.connection, case.id).has_open_review:
        clocks.resume_clock(work, case.id, ClockKind.DECISION, command.today, official_calendar())
    work.audit("case.finish_consulting", "naming_case", case.id)


def to_decision(work: UnitOfWork, command: CaseStep, left_out: str = "") -> None:
    """Lay the case before the approver, with the reviewer's opinion; `left_out`: what was not done, and why.

    Raises InvalidInput without one, Hindered while something that was begun for the decision has not ended.
    """
    need_reason(command.note)
    case = case_of(work, command)
    problems = hindrances(begun_in(work.connection, case.id))
    if problems:
        raise Hindered("the case is not ready for its decision", problems)
    told = {"content": content_hash(case)} | ({"left_out": left_out} if left_out else {})
    take(work, case, "to_decision", note=command.note, changes=told)
    check_wishes(work, case, command.today)
    work.audit("case.to_decision", "naming_case", case.id, new=told, reason=command.note.strip())


def send_back(work: UnitOfWork, command: CaseStep) -> None:
    """Back to the review, with a reason."""
    need_reason(command.note)
    case = case_of(work, command)
    take(work, case, "send_back", note=command.note)
    work.audit("case.send_back", "naming_case", case.id, reason=command.note.strip())


def _nothing_open(work: UnitOfWork, case: Case) -> None:
    unanswered = [
        asked.unit
        for asked in papers.consultations_of(work.connection, case.id)
        if asked.is_mandatory and asked.answered_on is None
    ]
    if unanswered:
        raise ActionNotAllowed("a consultation that has to be answered is not", units=unanswered)
    if any(opinion.handled_on is None for opinion in papers.opinions_of(work.connection, case.id)):
        raise ActionNotAllowed("an opinion of the public is not handled")


def record_opinion(work: UnitOfWork, case_id: UUID, text: str, handling: str, today: date) -> UUID:
    """Enter an opinion of the public, and how it was handled if that is known.

    Raises NotFound, NotPermitted, SamePerson, InvalidInput.
    """
    reviewed_case(work, case_id)
    problems = _words_problems("text", text) + (_words_problems("handling", handling) if handling.strip() else [])
    if problems:
        raise InvalidInput("the opinion cannot be entered", problems)
    opinion_id = papers.insert_opinion(work, case_id, today, text.strip())
    if handling.strip():
        papers.handle_opinion(work, case_id, opinion_id, handling.strip(), today)
    work.audit("case.opinion", "naming_case", case_id, changes={"opinion": opinion_id, "handled": bool(handling)})
    return opinion_id


def handle_opinion(work: UnitOfWork, case_id: UUID, opinion_id: UUID, handling: str, today: date) -> None:
    """Say how an opinion that was entered before is handled, once.

    Raises NotFound, NotPermitted, SamePerson, InvalidInput, StaleVersion (handled already, or not of this case).
    """
    reviewed_case(work, case_id)
    problems = _words_problems("handling", handling)
    if problems:
        raise InvalidInput("the handling cannot be entered", problems)
    papers.handle_opinion(work, case_id, opinion_id, handling.strip(), today)
    work.audit("case.handle_opinion", "naming_case", case_id, changes={"opinion": opinion_id})


def _words_problems(field: str, text: str) -> list[Problem]:
    if not text.strip():
        return [Problem(field, "required", "must be said")]
    if "\x00" in text or len(text.strip()) > LONGEST_WORDS:
        return [Problem(field, "too_long", "too long, or a NUL character", hint=str(LONGEST_WORDS))]
    return []


def store_report(
    work: UnitOfWork, case_id: UUID, name: str, rules_version: str, data_version: str, report: dict[str, Any]
) -> UUID:
    """Keep a report of the naming rules with the case, whoever made it. Raises NotFound, NotPermitted."""
    case = store.find_case(work.connection, case_id)
    if not work.actor.may(HANDLE, case.division_path):
        raise NotPermitted("your roles do not include this case", needs=HANDLE)
    check_id = checks.insert_check(work, case_id, name, rules_version, data_version, report)
    work.audit(
        "case.check",
        "naming_case",
        case_id,
        new=report,
        changes={"name": name, "rules_version": rules_version, "data_version": data_version},
    )
    return check_id
