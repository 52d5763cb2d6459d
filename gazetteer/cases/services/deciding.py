"""The decision, per item, and what it does to the register: the approved name is there, not public yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from gazetteer.cases.approvers import body_of
from gazetteer.cases.calendar import official_calendar
from gazetteer.cases.clocks import ApproverKind, ClockKind, announcement_starts
from gazetteer.cases.model import Case, CaseItem, CaseKind, Decision
from gazetteer.cases.pre_naming import PreNamingTerm
from gazetteer.cases.rules import twice_named
from gazetteer.cases.scope import name_key, scope_key
from gazetteer.cases.services import pre_naming
from gazetteer.cases.services.checking import FindingWaiver, check_again, waive
from gazetteer.cases.services.drafting import NewDocument, insert_paper
from gazetteer.cases.services.readings import reading_of
from gazetteer.cases.services.steps import CaseStep, case_of, content_hash, need_reason, planned, take
from gazetteer.cases.store import approvers, areas, clocks, pre_namings
from gazetteer.cases.store import decisions as store
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput
from geocore.problems import Problem


@dataclass(frozen=True, slots=True)
class ItemDecision:
    """One item: approved under one of its proposed names, or refused with a reason."""

    item_id: UUID
    is_approved: bool
    name: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Approve:
    """Who approved (条例第十二条), when, under which document; `paper` is the approval itself, where it is at hand."""

    step: CaseStep
    items: tuple[ItemDecision, ...]
    approver_kind: ApproverKind
    approving_body: str
    document: str
    approved_on: date
    paper: NewDocument | None = None
    waivers: tuple[FindingWaiver, ...] = ()


def approve(work: UnitOfWork, command: Approve) -> tuple[str, ...]:
    """Approve at least one item. Filing and announcement fall due from now on (条例第十三、十四条).

    A pre-naming holds its names until a day instead: nothing enters the register, is announced or filed.

    The names are checked once more before. Where something else stands against one of them than in the file, nothing
    is decided: the new reports are kept, and the names are returned, for the approver to read and decide again.

    Raises StaleVersion, NotPermitted, SamePerson, InvalidInput (a finding that forbids a name has no reason against
    it, among others), NameTaken (another county's case was faster), Conflict (another case changes the same name).
    """
    case = case_of(work, command.step)
    problems = _problems(case, command)
    terms: Mapping[UUID, PreNamingTerm] = {}
    if case.kind is CaseKind.PRE_NAMING and not problems:
        granted = [(decision.item_id, decision.name) for decision in command.items if decision.is_approved]
        terms, problems = pre_naming.terms_of(
            work.connection, case, granted, command.approved_on, command.step.today
        )  # fmt: skip
    if problems:
        raise InvalidInput("the decision cannot be entered like this", problems)
    planned(work, case, case.kind.approval)
    names = {decision.name for decision in command.items if decision.is_approved}
    changed = check_again(work, case, names, command.step.today)
    if changed:
        work.audit("case.check_changed", "naming_case", case.id, changes={"names": list(changed)})
        return changed
    waived = waive(work, case, names, command.waivers)
    told: dict[str, Any] = {"content": content_hash(case), "items": [[d.is_approved, d.name] for d in command.items]}
    if waived:
        told["waived"] = waived
    take(work, case, case.kind.approval, note=command.step.note, changes=told)
    if command.paper is not None:
        insert_paper(work, case.id, command.paper)
    decided = {decision.item_id: decision for decision in command.items}
    # In the order of the names: of two lists with the same names neither holds one that the other waits for.
    for item in sorted(case.items, key=lambda one: name_key(decided[one.id].name)):
        _decide(work, case, item, decided[item.id], command, terms)
    _start_clocks(work, case, command)
    work.audit(f"case.{case.kind.approval}", "naming_case", case.id, new=told, changes=told)
    return ()


def _decide(
    work: UnitOfWork,
    case: Case,
    item: CaseItem,
    given: ItemDecision,
    command: Approve,
    terms: Mapping[UUID, PreNamingTerm],
) -> None:
    body = " ".join(command.approving_body.split())
    decision = Decision(
        item_id=item.id,
        outcome="approved" if given.is_approved else "refused",
        name=given.name if case.kind.gives_a_name else item.old_name or "",
        place_id=item.place_id,
        name_id=item.old_name_id,
        approver_kind=command.approver_kind,
        approving_body=body,
        document=" ".join(command.document.split()),
        decided_on=command.approved_on,
        reason=given.reason.strip(),
    )
    if given.is_approved:
        if case.kind is CaseKind.PRE_NAMING:
            pre_naming.hold(work, case, item, decision, terms)
        decision = _entered(work, case, item, decision)
    store.insert_decision(work, case.id, decision)


def _entered(work: UnitOfWork, case: Case, item: CaseItem, decision: Decision) -> Decision:
    """The decision with the place and name rows that it made. The claims come first: they decide races."""
    if case.kind is CaseKind.RETIREMENT:
        store.claim_name(
            work, case.id, item, name_key=None, scope_key=None, name_id=None, since=decision.decided_on
        )  # fmt: skip
        return decision
    steps = areas.division_steps(work.connection, case.division_path)
    key, scope = name_key(decision.name), scope_key(case.category, case.class_code, steps)
    if case.kind is CaseKind.PRE_NAMING:
        store.claim_name(
            work, case.id, item, name_key=key, scope_key=scope, name_id=None, since=decision.decided_on
        )  # fmt: skip
        return decision
    follows = pre_namings.links_of(work.connection, case.id).follows
    if follows is not None:
        store.use_claim(work, follows, case.id, key, scope, decision.decided_on)
    place_id = item.place_id or store.add_place(work, case, item, decision.decided_on)
    romanization, is_settled = reading_of(work.connection, case, item, decision.name)
    name_id = store.add_name(work, place_id, item, romanization, decision, settled=is_settled)
    store.claim_name(
        work, case.id, item, name_key=key, scope_key=scope, name_id=name_id, since=decision.decided_on
    )  # fmt: skip
    return replace(decision, place_id=place_id, name_id=name_id)


def _start_clocks(work: UnitOfWork, case: Case, command: Approve) -> None:
    calendar, path = official_calendar(), case.division_path
    clocks.end_clock(work, case.id, ClockKind.DECISION, command.step.today)
    if case.kind is CaseKind.PRE_NAMING:
        return
    clocks.start_clock(work, case.id, ClockKind.FILING, path, command.approved_on, calendar)
    starts = announcement_starts(command.approver_kind, command.approved_on, None)
    if starts is not None:
        clocks.start_clock(work, case.id, ClockKind.ANNOUNCEMENT, path, starts, calendar)


def _problems(case: Case, command: Approve) -> list[Problem]:
    problems = []
    if not command.approving_body.strip():
        problems.append(Problem("approving_body", "required", "must be said"))
    if command.approved_on > command.step.today:
        problems.append(Problem("approved_on", "approved_in_future", "not decided yet"))
    if case.accepted_on is not None and command.approved_on < case.accepted_on:
        problems.append(Problem("approved_on", "approved_before_acceptance", "earlier than the acceptance"))
    if any("\x00" in text for text in (command.approving_body, command.document)):
        problems.append(Problem("document", "nul", "holds a NUL character"))
    if {item.id for item in case.items} != {decision.item_id for decision in command.items}:
        problems.append(Problem("items", "items_differ", "every item is decided, once"))
        return problems
    by_id = {item.id: item for item in case.items}
    for decision in command.items:
        item = by_id[decision.item_id]
        if decision.is_approved and case.kind.gives_a_name and decision.name not in item.candidate_names:
            problems.append(Problem("name", "name_not_proposed", "not among the proposed", row=item.position))
        if not decision.is_approved and not decision.reason.strip():
            problems.append(Problem("reason", "refusal_reason_missing", "a refusal has its reason", row=item.position))
    if case.kind.gives_a_name:
        granted = {by_id[one.item_id].position: one.name for one in command.items if one.is_approved}
        problems += twice_named(dict(sorted(granted.items())))
    if not any(decision.is_approved for decision in command.items):
        problems.append(Problem("items", "nothing_approved", "refuse the case instead"))
    return problems


def refuse(work: UnitOfWork, command: CaseStep) -> None:
    """不予批准: the whole case, with its reason. Whose decision it is by the rules of this day stays with the step."""
    need_reason(command.note)
    case = case_of(work, command)
    rule = approvers.approver_for(work.connection, case)
    body = body_of(rule, areas.division_steps(work.connection, case.division_path))
    told = {"approver": {"kind": str(rule.kind), "body": body}}
    take(work, case, "refuse", note=command.note, changes=told)
    clocks.end_clock(work, case.id, None, command.today)
    work.audit("case.refuse", "naming_case", case.id, changes=told, reason=command.note.strip())
