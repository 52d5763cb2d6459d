"""Objections (异议) to an announcement: anybody raises one, the office of the case answers.

Neither changes the register: where an objection is upheld, a case of its own corrects or changes the name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gazetteer.cases.services.steps import reviewed_case
from gazetteer.consultations.model import ObjectionOutcome
from gazetteer.consultations.rules import LONGEST_TEXT, length_problems
from gazetteer.consultations.store import objections as store
from gazetteer.receipts import new_receipt
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput, NotFound
from geocore.problems import Problem


@dataclass(frozen=True, slots=True)
class Object:
    """`key` is made with the form: the same form sent twice is one objection."""

    announcement_id: UUID
    key: UUID
    text: str
    author: str
    contact: str


@dataclass(frozen=True, slots=True)
class AnswerObjection:
    """`is_public`: the objection, without its author, and the answer stand on the page of the announcement."""

    case_id: UUID
    objection_id: UUID
    version: int
    outcome: str
    answer: str
    is_public: bool


def raise_objection(work: UnitOfWork, command: Object, today: date) -> str:
    """Keep it for the office and return its receipt. Raises InvalidInput, NotFound (no such announcement).

    The audit record tells that an objection came, not what it says: it may hold personal data.
    """
    words = {"text": command.text, "author": command.author, "contact": command.contact}
    problems = length_problems(words, {"text": (5, LONGEST_TEXT), "author": (0, 50), "contact": (0, 200)})
    if problems:
        raise InvalidInput("the objection cannot be taken like this", problems)
    text, author, contact = (words[name].strip() for name in ("text", "author", "contact"))
    receipt = store.add_objection(
        work, command.announcement_id, command.key, new_receipt("YY", today), text, author, contact, today
    )
    if receipt is None:
        raise NotFound("no such announcement", id=str(command.announcement_id))
    changes = {"receipt": receipt, "has_contact": bool(contact)}
    work.audit("objection.raise", "announcement", command.announcement_id, changes=changes)
    return receipt


def answer_objection(work: UnitOfWork, command: AnswerObjection, today: date) -> None:
    """Once, with its reason. Raises InvalidInput, StaleVersion, NotFound, NotPermitted."""
    reviewed_case(work, command.case_id)
    store.find_objection(work.connection, command.case_id, command.objection_id)
    problems = [] if command.outcome in set(ObjectionOutcome) else [Problem("outcome", "required", "must be chosen")]
    problems += length_problems({"answer": command.answer}, {"answer": (1, LONGEST_TEXT)})
    if problems:
        raise InvalidInput("the objection cannot be answered like this", problems)
    store.answer_objection(
        work,
        command.objection_id,
        command.version,
        outcome=command.outcome,
        answer=command.answer.strip(),
        answered_on=today,
        is_public=command.is_public,
    )
    if command.is_public:
        store.publish_objection(work, store.find_objection(work.connection, command.case_id, command.objection_id))
    changes = {"objection": command.objection_id, "outcome": command.outcome, "is_public": command.is_public}
    work.audit("objection.answer", "naming_case", command.case_id, changes=changes)
