"""From taking a report up to its end: check, order, interview, decide, close. All but the decision is the handler's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gazetteer.cases.services.drafting import NewDocument
from gazetteer.photographs import photograph
from gazetteer.supervision.model import Act, Sanction, SupervisionCase
from gazetteer.supervision.store import cases as store
from gazetteer.supervision.workflow import SUPERVISION_CASE
from geocore.db import UnitOfWork
from geocore.errors import ActionNotAllowed, InvalidInput, NotPermitted, StaleVersion
from geocore.problems import Problem
from geocore.workflow_store import SubjectState, advance

LONGEST_NOTE = 2000
NEEDS_NOTE = frozenset({"verify", "dismiss", "order_rectification", "interview", "confirm"})


@dataclass(frozen=True, slots=True)
class SupervisionStep:
    """Which case, as the person saw it, on which day, and what is to be told of the step."""

    case_id: UUID
    state_version: int
    today: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Decide:
    """责令改正、通报批评、罚款: against whom, by which act's article, how much (whole yuan), under which document."""

    step: SupervisionStep
    act_id: UUID
    sanction: Sanction
    amount: int | None
    party: str
    document: str
    reason: str


def _as_seen(work: UnitOfWork, step: SupervisionStep) -> SupervisionCase:
    case = store.find_case(work.connection, step.case_id)
    if case.state_version != step.state_version:
        raise StaleVersion("somebody else took a step in this case in between", id=str(case.id))
    return case


def _take(work: UnitOfWork, case: SupervisionCase, action: str, note: str) -> None:
    planned = SUPERVISION_CASE.plan(case, action, work.actor, case.division_path)
    subject = SubjectState(case.id, SUPERVISION_CASE.name, str(case.state), case.state_version, case.division_path)
    advance(work, subject, planned, note=note.strip() or None)


def take_up(work: UnitOfWork, step: SupervisionStep) -> None:
    """Become the handler: from now on one sees who reported, and nobody else does."""
    case = _as_seen(work, step)
    if case.handler is not None:
        raise ActionNotAllowed("somebody handles this case already")
    assert work.actor.user_id is not None
    store.set_handler(work, case, work.actor.user_id)
    _take(work, case, "take_up", step.note)
    work.audit("supervision.take_up", "supervision_case", case.id)


def hand_over(work: UnitOfWork, case_id: UUID, handler: UUID) -> None:
    """Give the case to a colleague: by the handler, or by who decides here where the handler is away.

    Raises NotPermitted, also for taking it oneself; ActionNotAllowed for somebody who does not handle such cases here.
    """
    case = store.find_case(work.connection, case_id)
    if case.handler is None:
        raise ActionNotAllowed("nobody handles this case yet")
    store.set_handler(work, case, handler)
    work.audit("supervision.hand_over", "supervision_case", case.id, changes={"from": case.handler, "to": handler})


def take_step(work: UnitOfWork, step: SupervisionStep, action: str) -> None:
    """Verify, dismiss, interview, confirm what was put right, close; most with words of what was found.

    Raises InvalidInput, NotPermitted (not the handler), ActionNotAllowed, StaleVersion.
    """
    note = step.note.strip()
    if action in NEEDS_NOTE and not note:
        raise InvalidInput("say what was found", [Problem("note", "required", "must be said")])
    if len(note) > LONGEST_NOTE or "\x00" in note:
        problem = Problem("note", "too_long", f"at most {LONGEST_NOTE} characters", hint=str(LONGEST_NOTE))
        raise InvalidInput("the note cannot be kept", [problem])
    case = _as_seen(work, step)
    _take(work, case, action, note)
    work.audit(f"supervision.{action}", "supervision_case", case.id)


def order_rectification(work: UnitOfWork, step: SupervisionStep, act_id: UUID, rectify_by: date) -> None:
    """责令限期改正 (第三十一条), for an act that is punishable there, by a day that is still to come."""
    case = store.find_case(work.connection, step.case_id)
    _act(work, case, act_id, step.today)
    if rectify_by <= step.today:
        raise InvalidInput("the day has passed", [Problem("rectify_by", "day_passed", "a day that is still to come")])
    store.set_order(work, case, act_id, rectify_by)
    take_step(work, step, "order_rectification")


def decide(work: UnitOfWork, command: Decide) -> None:
    """Enter the decision, by somebody who does not handle the case; a fine lies within what the article allows.

    Raises InvalidInput, NotPermitted (the handler), ActionNotAllowed, StaleVersion.
    """
    step = command.step
    case = _as_seen(work, step)
    if case.handler == work.actor.user_id:
        raise NotPermitted("whoever handles a case does not decide it")
    act = _act(work, case, command.act_id, step.today)
    problems = _problems(command, act)
    if problems:
        raise InvalidInput("the decision cannot be entered like this", problems)
    _take(work, case, "decide", "")
    store.insert_decision(
        work,
        case.id,
        act.id,
        command.sanction,
        command.amount,
        " ".join(command.party.split()),
        " ".join(command.document.split()),
        command.reason.strip(),
        step.today,
    )
    told = {"article": act.article, "sanction": str(command.sanction), "amount": command.amount}
    work.audit("supervision.decide", "supervision_case", case.id, changes=told)


def _act(work: UnitOfWork, case: SupervisionCase, act_id: UUID, day: date) -> Act:
    for act in store.acts_at(work.connection, case.division_path, day):
        if act.id == act_id:
            return act
    raise InvalidInput("no such act", [Problem("act", "act_unknown", "not punishable here on that day")])


def _problems(command: Decide, act: Act) -> list[Problem]:
    problems = []
    for field, longest in (("party", 200), ("document", 200), ("reason", 2000)):
        value = getattr(command, field).strip()
        if not value:
            problems.append(Problem(field, "required", "must be said"))
        if len(value) > longest or "\x00" in value:
            problems.append(Problem(field, "too_long", f"at most {longest} characters", hint=str(longest)))
    if command.sanction is Sanction.FINE:
        if act.least is None or act.most is None:
            problems.append(Problem("sanction", "no_fine", "this article allows no fine", hint=act.article))
        elif command.amount is None or not act.least <= command.amount <= act.most:
            limits = f"{act.least}–{act.most}"
            problems.append(Problem("amount", "amount_range", f"{limits} yuan by {act.article}", hint=limits))
    elif command.amount is not None:
        problems.append(Problem("amount", "amount_without_fine", "an amount belongs to a fine"))
    return problems


def add_photo(work: UnitOfWork, case_id: UUID, sent: NewDocument, stage: str) -> None:
    """A photograph by the handler: what was `found`, or that it is `rectified`. Raises InvalidInput, NotPermitted."""
    case = store.find_case(work.connection, case_id)
    if case.handler != work.actor.user_id:
        raise NotPermitted("photographs are added by the handler of the case")
    if stage not in ("found", "rectified"):
        raise InvalidInput("no such stage", [Problem("stage", "required", "must be chosen")])
    store.insert_photo(work, case.id, stage, *photograph(sent))
    work.audit("supervision.photo", "supervision_case", case.id, changes={"stage": stage})
