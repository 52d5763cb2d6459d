"""Tasks of other offices that follow an announced renaming or retirement: begun with it, settled one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gazetteer.cases.follow_ups import FOLLOWED, LONGEST_NOTE, OUTCOMES, FollowUp, follow_ups_for
from gazetteer.cases.model import Case
from gazetteer.cases.store import areas
from gazetteer.cases.store import cases as case_store
from gazetteer.cases.store import follow_ups as store
from gazetteer.cases.workflow import ANNOUNCE
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput, NotPermitted
from geocore.problems import Problem
from geocore.texts import has_control


@dataclass(frozen=True, slots=True)
class Settle:
    """`outcome`: done on `settled_on` with a note, or not_needed with its reason; None takes a settled task up again,
    with the reason. `version` as the person saw it.
    """

    case_id: UUID
    follow_up_id: UUID
    version: int
    outcome: str | None
    note: str = ""
    settled_on: date | None = None


def begin(work: UnitOfWork, case: Case, today: date) -> int:
    """The tasks that follow the announcement of this day; without audit, a part of it. Returns how many."""
    if case.kind not in FOLLOWED:
        return 0
    rules = store.rules_for(work.connection, case.division_path, today)
    path = areas.division_steps(work.connection, case.division_path)
    return store.insert_follow_ups(work, case.id, today, follow_ups_for(case, path, rules, today))


def settle(work: UnitOfWork, command: Settle, today: date) -> None:
    """Write down what became of a task, by whoever announces and files there; no part in the case.

    Raises NotFound, NotPermitted, InvalidInput, StaleVersion.
    """
    case = case_store.find_case(work.connection, command.case_id)
    if not work.actor.may(ANNOUNCE, case.division_path):
        raise NotPermitted("your roles do not include filing here", needs=ANNOUNCE)
    task = store.find_follow_up(work.connection, case.id, command.follow_up_id)
    note = command.note.strip().replace("\r\n", "\n")
    settled_on = {"done": command.settled_on, "not_needed": today}.get(command.outcome or "")
    problems = _problems(command, task, note, settled_on, today)
    if problems:
        raise InvalidInput("this cannot be written down", problems)
    kept = note if command.outcome else ""
    store.settle(work, task.id, command.version, command.outcome, settled_on, kept)
    new = {"outcome": command.outcome, "settled_on": settled_on.isoformat() if settled_on else None, "note": kept}
    old = {"outcome": task.outcome, "settled_on": task.settled_on and task.settled_on.isoformat(), "note": task.note}
    told = {"unit": task.unit, "task": task.task, "outcome": command.outcome or "open"}
    reason = None if command.outcome == "done" else note
    work.audit("case.settle_follow_up", "naming_case", case.id, old=old, new=new, changes=told, reason=reason)


def _problems(command: Settle, task: FollowUp, note: str, settled_on: date | None, today: date) -> list[Problem]:
    found = []
    if command.outcome not in (None, *OUTCOMES):
        found.append(Problem("outcome", "required", "must be chosen"))
    if command.outcome == "done" and (settled_on is None or not task.made_on <= settled_on <= today):
        found.append(Problem("settled_on", "settled_out_of_order", "between the announcement and today"))
    if command.outcome != "done" and not note:
        found.append(Problem("note", "required", "say why"))
    if len(note) > LONGEST_NOTE:
        found.append(Problem("note", "too_long", f"at most {LONGEST_NOTE} characters", hint=str(LONGEST_NOTE)))
    if has_control(note):
        found.append(Problem("note", "control", "holds a control character"))
    return found
