"""Setting the procedure of an office, by whoever keeps the rules of the area."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from string import ascii_lowercase
from typing import Any, TypeVar
from uuid import UUID

from gazetteer.cases.store.areas import path_of_division
from gazetteer.procedure import rule_store, store
from gazetteer.procedure.model import (
    NUMBER_KINDS,
    NewApproverRule,
    NewCriterion,
    NewFollowUpRule,
    NewNumber,
    NewReminderRule,
    NewReportRule,
    NewRule,
    NewUnitRule,
    RuleTable,
    approver_rule_problems,
    criterion_problems,
    follow_up_rule_problems,
    number_problems,
    reminder_rule_problems,
    report_rule_problems,
    unit_rule_problems,
)
from gazetteer.provisions.service import EDIT
from gazetteer.store.dated_rows import required_reason
from geocore.db import UnitOfWork
from geocore.errors import ActionNotAllowed, InvalidInput, NotFound, NotPermitted
from geocore.problems import Problem

Rule = TypeVar("Rule", bound=NewRule)


@dataclass(frozen=True, slots=True)
class EndNumber:
    """From `first_day_without` on what stands above counts again."""

    code: str
    division_id: UUID
    first_day_without: date
    reason: str


@dataclass(frozen=True, slots=True)
class EndRule:
    """`first_day_without`: the day of repeal, or today for a row that was a mistake."""

    table: RuleTable
    rule_id: UUID
    first_day_without: date
    reason: str


def set_number(work: UnitOfWork, given: NewNumber) -> None:
    """The office's number from a day on; the one that it has until then ends.

    Clocks that run keep the period with which they began. Raises NotFound (division), NotPermitted, InvalidInput,
    Conflict (a later row is entered already).
    """
    _require(work, given.division_id)
    tidy = replace(given, source=" ".join(given.source.split()))
    law = store.period_of_the_law(work.connection, tidy.code, tidy.valid_from)
    problems = number_problems(tidy, law[0] if law else None)
    if problems:
        raise InvalidInput("the number cannot be entered like this", problems)
    before = store.end_number(work, tidy.code, tidy.division_id, tidy.valid_from)
    store.insert_number(work, tidy, law[1] if law else "")
    told = _told(tidy)
    old = None if before is None else {"value": str(before)}
    work.audit("procedure.set", "division", tidy.division_id, old=old, new=told, changes=told)


def end_number(work: UnitOfWork, command: EndNumber) -> None:
    """Raises NotFound (division, no row of the office on that day), NotPermitted, InvalidInput without a reason."""
    _require(work, command.division_id)
    reason = required_reason(command.reason)
    if command.code not in NUMBER_KINDS:
        raise NotFound("no such number", code=command.code)
    value = store.end_number(work, command.code, command.division_id, command.first_day_without)
    if value is None:
        raise NotFound("the office has no row of its own on that day", code=command.code)
    work.audit(
        "procedure.end",
        "division",
        command.division_id,
        old={"value": str(value)},
        changes={"code": command.code, "from": command.first_day_without.isoformat()},
        reason=reason,
    )


def _tidy(given: Rule, *joined: str) -> Rule:
    """One space between the words of every text; none in those that are `joined`."""
    texts: dict[str, Any] = {
        name: ("" if name in joined else " ").join(text.split())
        for name, text in ((field.name, getattr(given, field.name)) for field in fields(given))
        if isinstance(text, str)
    }
    return replace(given, **texts)


def add_unit_rule(work: UnitOfWork, given: NewUnitRule) -> UUID:
    """Raises NotFound (division), NotPermitted, InvalidInput with every problem."""
    _require(work, given.division_id)
    tidy = _tidy(given, "unit")
    _refuse(unit_rule_problems(tidy))
    return _added(work, RuleTable.UNITS, tidy)


def add_approver_rule(work: UnitOfWork, given: NewApproverRule) -> UUID:
    """Raises NotFound (division), NotPermitted, InvalidInput with every problem, Conflict."""
    _require(work, given.division_id)
    tidy = _tidy(given, "body")
    _refuse(approver_rule_problems(tidy))
    return _added(work, RuleTable.APPROVERS, tidy)


def add_report_rule(work: UnitOfWork, given: NewReportRule) -> UUID:
    """Raises NotFound (division), NotPermitted, InvalidInput with every problem, Conflict."""
    _require(work, given.division_id)
    tidy = _tidy(given)
    _refuse(report_rule_problems(tidy))
    return _added(work, RuleTable.REPORTS, tidy)


def add_criterion(work: UnitOfWork, given: NewCriterion) -> UUID:
    """A review under way is scored as it began. Raises as above."""
    _require(work, given.division_id)
    tidy = _tidy(given, "label_zh")
    _refuse(criterion_problems(tidy))
    code = rule_store.code_of_criterion(work.connection, tidy.label_zh) or _new_code()
    return _added(work, RuleTable.CRITERIA, replace(tidy, label_en=tidy.label_en or tidy.label_zh), code=code)


def add_reminder_rule(work: UnitOfWork, given: NewReminderRule) -> UUID:
    """From the next reminding on. Raises as above."""
    _require(work, given.division_id)
    tidy = _tidy(given)
    _refuse(reminder_rule_problems(tidy))
    return _added(work, RuleTable.REMINDERS, tidy)


def add_follow_up_rule(work: UnitOfWork, given: NewFollowUpRule) -> UUID:
    """For what is announced from its first day on. Raises as above."""
    _require(work, given.division_id)
    tidy = _tidy(given, "unit")
    _refuse(follow_up_rule_problems(tidy))
    return _added(work, RuleTable.FOLLOW_UPS, tidy)


def end_rule(work: UnitOfWork, command: EndRule, today: date) -> None:
    """Raises NotFound, NotPermitted, ActionNotAllowed (shipped), StaleVersion (ended), InvalidInput (no reason)."""
    rule = rule_store.find_rule(work.connection, command.table, command.rule_id, today)
    if rule.division_id is None:
        raise ActionNotAllowed("this rule comes with the program")
    _require(work, rule.division_id)
    reason = required_reason(command.reason)
    rule_store.end_rule(work, command.table, command.rule_id, command.first_day_without)
    told = {"rule": "、".join(rule.words), "area": rule.division, "from": command.first_day_without.isoformat()}
    subject = f"{command.table}_rule"
    work.audit(f"{subject}.end", subject, command.rule_id, changes=told, reason=reason)


def _new_code() -> str:
    return "own_" + "".join(secrets.choice(ascii_lowercase) for _ in range(12))


def _added(work: UnitOfWork, table: RuleTable, given: NewRule, **more: str) -> UUID:
    rule_id = rule_store.insert_rule(work, table, given, **more)
    told = _told(given)
    work.audit(f"{table}_rule.add", f"{table}_rule", rule_id, new=told, changes=told)
    return rule_id


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise InvalidInput("the rule cannot be entered like this", problems)


def _require(work: UnitOfWork, division_id: UUID) -> None:
    path = path_of_division(work.connection, division_id)
    if len(path) == 1 or not work.actor.may(EDIT, path):
        raise NotPermitted("your roles do not include the procedure of this area", needs=EDIT)


def _told(given: NewNumber | NewRule) -> dict[str, Any]:
    """For the audit: what the row says, without what is empty."""
    return {key: str(value) for key, value in asdict(given).items() if value != ""}
