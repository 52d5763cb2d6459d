"""The office's side: take an application over as a case, or send it back with one list of what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid4

from gazetteer.applications.model import NameApplication, Task
from gazetteer.applications.rules import draft_of
from gazetteer.applications.store import office as store
from gazetteer.cases.services import drafting
from gazetteer.cases.services.filling import fill_in
from gazetteer.cases.workflow import DRAFT
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput, NotPermitted
from geocore.problems import Problem

LONGEST_NOTE = 2000


def take_over(work: UnitOfWork, application_id: UUID, today: date) -> UUID:
    """接收: the draft of a naming case with all fields and papers; whoever takes over is its drafter.

    What the applicant left out and the register knows of the present place is filled in.

    Two officers at once make one case: the second waits for the first and is told. Raises NotFound, NotPermitted,
    ActionNotAllowed (it does not wait any more), InvalidInput.
    """
    application = _waiting(work, application_id)
    case_id = uuid4()
    draft = drafting.insert_draft(work, fill_in(work.connection, draft_of(application)), case_id)
    store.hand_over(work, application_id, case_id)
    store.add_event(work, application_id, "take_over", today)
    told = {"application": application_id, "receipt": application.receipt, "papers": len(application.papers)}
    work.audit("application.take_over", "naming_case", case_id, changes=told | drafting.told(draft))
    return case_id


def send_back(
    work: UnitOfWork, application_id: UUID, note: str, tasks: Iterable[str], today: date, expires_on: date
) -> None:
    """退回补充: the applicant's link opens it again, with the list in `note` and the tasks marked that it is about.

    Raises NotFound, NotPermitted, ActionNotAllowed (it does not wait any more), InvalidInput.
    """
    application = _waiting(work, application_id)
    marked = set(tasks)
    problems = [Problem("tasks", "unknown_field", "no such task")] if not marked <= set(Task) else []
    note = note.strip().replace("\r\n", "\n")
    if not note:
        problems.append(Problem("note", "required", "must be said"))
    if "\x00" in note:
        problems.append(Problem("note", "nul", "holds a NUL character"))
    if len(note) > LONGEST_NOTE:
        problems.append(Problem("note", "too_long", f"at most {LONGEST_NOTE} characters", hint=str(LONGEST_NOTE)))
    if problems:
        raise InvalidInput("it cannot be sent back like this", problems)
    store.send_back(work, application_id, marked, expires_on)
    store.add_event(work, application_id, "return", today, note)
    told = {"receipt": application.receipt, "tasks": sorted(marked)}
    work.audit("application.send_back", "name_application", application_id, changes=told)


def _waiting(work: UnitOfWork, application_id: UUID) -> NameApplication:
    application = store.find(work.connection, application_id)
    if not work.actor.may(DRAFT, application.division_path):
        raise NotPermitted("your roles do not include applications there", needs=DRAFT)
    return store.lock(work, application_id)
