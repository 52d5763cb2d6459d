"""Asking the public (公开征求意见): opening, closing, moderating comments, answering each. By reviewers of the area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from gazetteer.cases.model import Case
from gazetteer.cases.services.steps import reviewed_case
from gazetteer.cases.store import areas
from gazetteer.cases.workflow import CaseState
from gazetteer.consultations.model import Handling, Moderation
from gazetteer.consultations.rules import LONGEST_TEXT, length_problems, period_problems
from gazetteer.consultations.store import public as store
from gazetteer.consultations.store.units import number_of
from geocore.db import UnitOfWork
from geocore.errors import ActionNotAllowed, InvalidInput
from geocore.problems import Problem

WHILE = (CaseState.REVIEWING, CaseState.CONSULTING)
"""A public consultation may run beside that of units; the decision waits for both."""


@dataclass(frozen=True, slots=True)
class OpenPublic:
    """The question, in what range it was made known, who asks, from the first to the last day."""

    case_id: UUID
    question: str
    range_text: str
    issuer: str
    opens_on: date
    closes_on: date


@dataclass(frozen=True, slots=True)
class DealWith:
    """A comment as the officer saw it."""

    case_id: UUID
    comment_id: UUID
    version: int
    today: date


def least_days(connection: sa.Connection, case: Case, on: date) -> int:
    """How many days the public has at least, first and last included; set by the office."""
    return number_of(connection, "public_days_min", case.division_path, on)


def open_public(work: UnitOfWork, command: OpenPublic, today: date) -> UUID:
    """Ask the public; what is asked stands on the public page from now on, comments are taken from the first day.

    Raises InvalidInput, ActionNotAllowed (not under review, or one is open), NotFound, NotPermitted.
    """
    case = reviewed_case(work, command.case_id)
    if case.state not in WHILE:
        raise ActionNotAllowed("the public is asked while a case is under review", state=str(case.state))
    words = {"question": command.question, "range_text": command.range_text, "issuer": command.issuer}
    problems = length_problems(words, {"question": (5, 1000), "range_text": (1, 500), "issuer": (1, 200)})
    least = least_days(work.connection, case, today)
    problems += period_problems(command.opens_on, command.closes_on, today, least)
    if problems:
        raise InvalidInput("the consultation cannot begin like this", problems)
    consultation_id = store.insert_consultation(
        work,
        case.id,
        question=command.question.strip(),
        range_text=command.range_text.strip(),
        issuer=command.issuer.strip(),
        opens_on=command.opens_on,
        closes_on=command.closes_on,
    )
    steps = areas.division_steps(work.connection, case.division_path)
    division = "".join(step.name for step in steps if step.level > 0)
    store.publish_consultation(work, case.id, consultation_id, str(case.kind), case.category, case.title, division)
    period = {"opens_on": command.opens_on, "closes_on": command.closes_on}
    work.audit("consultation.open", "public_consultation", consultation_id, changes={"case": case.id, **period})
    return consultation_id


def close_public(work: UnitOfWork, case_id: UUID, consultation_id: UUID, version: int, note: str, today: date) -> None:
    """End it: after the last day, or before with a reason that the public reads.

    Raises InvalidInput, StaleVersion, NotFound, NotPermitted.
    """
    reviewed_case(work, case_id)
    found = store.find_consultation(work.connection, case_id, consultation_id)
    is_early = today <= found.closes_on
    problems = length_problems({"note": note}, {"note": (1 if is_early else 0, 1000)})
    if problems:
        raise InvalidInput("the consultation cannot be closed like this", problems)
    store.close_consultation(work, consultation_id, version, today, note.strip())
    changes = {"case": case_id, "early": is_early}
    work.audit("consultation.close", "public_consultation", consultation_id, reason=note.strip(), changes=changes)


def moderate(work: UnitOfWork, command: DealWith, decision: str, reason: str) -> None:
    """Publish a comment as it was sent, or withhold it with a reason. Raises InvalidInput, StaleVersion, NotFound.

    The decision may be changed: what is withheld later leaves the public page in the same transaction.
    """
    reviewed_case(work, command.case_id)
    store.find_comment(work.connection, command.case_id, command.comment_id)
    allowed = (Moderation.PUBLISHED, Moderation.WITHHELD)
    problems = [] if decision in allowed else [Problem("decision", "required", "must be chosen")]
    least = 1 if decision == Moderation.WITHHELD else 0
    problems += length_problems({"reason": reason}, {"reason": (least, 500)})
    if problems:
        raise InvalidInput("the comment cannot be dealt with like this", problems)
    _change(work, command, moderation=decision, moderation_reason=reason.strip(), moderated_on=command.today)
    changes = {"comment": command.comment_id, "decision": decision}
    work.audit("consultation.moderate", "naming_case", command.case_id, reason=reason.strip(), changes=changes)


def answer_comment(work: UnitOfWork, command: DealWith, handling: str, answer: str) -> None:
    """采纳, 部分采纳 or 不采纳, always with its reason. Raises InvalidInput, StaleVersion, NotFound."""
    reviewed_case(work, command.case_id)
    store.find_comment(work.connection, command.case_id, command.comment_id)
    problems = [] if handling in set(Handling) else [Problem("handling", "required", "must be chosen")]
    problems += length_problems({"answer": answer}, {"answer": (1, LONGEST_TEXT)})
    if problems:
        raise InvalidInput("the comment cannot be answered like this", problems)
    _change(work, command, handling=handling, answer=answer.strip(), answered_on=command.today)
    changes = {"comment": command.comment_id, "handling": handling}
    work.audit("consultation.answer", "naming_case", command.case_id, changes=changes)


def _change(work: UnitOfWork, command: DealWith, **values: object) -> None:
    store.change_comment(work, command.comment_id, command.version, **values)
    store.publish_comment(work, store.find_comment(work.connection, command.case_id, command.comment_id))
