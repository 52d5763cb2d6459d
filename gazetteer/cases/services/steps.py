"""Taking a step of a case: what every step has in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from gazetteer.cases.errors import SamePerson
from gazetteer.cases.model import Case
from gazetteer.cases.store import cases as store
from gazetteer.cases.workflow import NAMING_CASE, REVIEW, WRITABLE, Part, may_take
from geocore.db import UnitOfWork, fingerprint
from geocore.errors import InvalidInput, NotPermitted, StaleVersion
from geocore.problems import Problem
from geocore.workflow import Step
from geocore.workflow_store import SubjectState, WorkflowEvent, advance

_THREE_PERSONS = "you have had another part in this case: drafting, reviewing and approving are three persons'"


@dataclass(frozen=True, slots=True)
class CaseStep:
    """Whose case, as the person saw it (`state_version`), on which day, and why."""

    case_id: UUID
    state_version: int
    today: date
    note: str = ""


def case_of(work: UnitOfWork, command: CaseStep) -> Case:
    """The case as the command's person saw it. Raises NotFound, StaleVersion."""
    case = store.find_case(work.connection, command.case_id)
    if case.state_version != command.state_version:
        raise StaleVersion("somebody else took a step in this case in between", id=str(case.id))
    return case


def reviewed_case(work: UnitOfWork, case_id: UUID) -> Case:
    """The case, for work of the review that is no step: by somebody who reviews there and has had no other part in it.

    Raises NotFound, NotPermitted, SamePerson.
    """
    case = store.find_case(work.connection, case_id)
    if not work.actor.may(REVIEW, case.division_path):
        raise NotPermitted("your roles do not include consultations here", needs=REVIEW)
    if not store.parts_of(work.connection, case_id, work.actor.user_id) <= {Part.REVIEW}:
        raise SamePerson(_THREE_PERSONS)
    return case


def planned(work: UnitOfWork, case: Case, action: str) -> Step:
    """The step, if this person may take it now. Raises ActionNotAllowed, NotPermitted, SamePerson."""
    step = NAMING_CASE.plan(case, action, work.actor, case.division_path)
    if not may_take(action, store.parts_of(work.connection, case.id, work.actor.user_id)):
        raise SamePerson(_THREE_PERSONS)
    return step


def take(work: UnitOfWork, case: Case, action: str, *, note: str = "", changes: dict[str, Any] | None = None) -> None:
    """Move the case. Raises ActionNotAllowed, NotPermitted, SamePerson, StaleVersion."""
    step = planned(work, case, action)
    subject = SubjectState(case.id, NAMING_CASE.name, str(case.state), case.state_version, case.division_path)
    advance(work, subject, step, note=note.strip() or None, changes=changes)


def content_hash(case: Case) -> str:
    """SHA-256 of what the applicant asks for: kept with submission and decision, so that a later reader can compare."""
    content = asdict(case)
    for passing in ("state", "state_version", "version", "number", "accepted_on", "contact_person", "contact_phone"):
        del content[passing]
    for item in content["items"]:
        # Cases from before there were codes keep the digests that they were signed with.
        if not item["reason_code"]:
            del item["reason_code"]
    return str(fingerprint(content))


def is_as_signed(case: Case, events: Iterable[WorkflowEvent]) -> bool:
    """Whether the application still is what was handed in, laid before the approver and decided (WF5).

    The database lets nobody write in it meanwhile; this finds what was changed past the database.
    """
    signed = [event.changes["content"] for event in events if event.changes and "content" in event.changes]
    return case.state in WRITABLE or not signed or signed[-1] == content_hash(case)


def need_reason(note: str) -> None:
    """Raises InvalidInput: this step is never taken without saying why."""
    if not note.strip():
        raise InvalidInput("say why", [Problem("note", "required", "must be said")])
    if "\x00" in note:
        raise InvalidInput("the text cannot be stored", [Problem("note", "nul", "holds a NUL character")])
