"""The rule check as part of the file: made when an application is handed in, when it goes to the decision, and at it.

A report is kept with the versions of rules and data, so that a later reader sees what was known at each step. What
the law forbids is approved only where somebody who may do so says why, finding by finding.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gazetteer.cases.check_reports import changes, forbidding
from gazetteer.cases.model import Case, CaseItem, CheckReport
from gazetteer.cases.store import checks as store
from gazetteer.cases.store.areas import position_of_item
from gazetteer.cases.workflow import WAIVE
from gazetteer.name_checks import CheckedName, Question, ScopeOfSearch, check_name, names_in_wait, names_on_spots
from gazetteer.naming import Candidate, Proposal
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput, NotPermitted
from geocore.problems import Problem

LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class FindingWaiver:
    """A finding of a report in the file, by its number from 1, and why the name may be given all the same."""

    check_id: UUID
    finding: int
    reason: str


def check_wishes(work: UnitOfWork, case: Case, today: date) -> int:
    """Check every name that the case asks for, and keep the reports. Returns how many."""
    count = 0
    for name, checked in _checked_names(work.connection, case, None, today):
        _keep(work, case, name, checked)
        count += 1
    return count


def look_at_wishes(connection: sa.Connection, case: Case, today: date) -> tuple[CheckedName, ...]:
    """What the reports would say now; none is kept."""
    return tuple(checked for _name, checked in _checked_names(connection, case, None, today))


def check_again(work: UnitOfWork, case: Case, names: Collection[str], today: date) -> tuple[str, ...]:
    """Check names that are about to be approved. Returns those against which something else stands than in the file.

    Their new reports are kept, so that whoever decides can read them and decide again.
    """
    filed = {check.name: check for check in store.checks_of(work.connection, case.id)}
    changed = []
    for name, checked in _checked_names(work.connection, case, names, today):
        last = filed.get(name)
        if last is None or changes(last.report, checked.as_dict()):
            _keep(work, case, name, checked)
            changed.append(name)
    return tuple(changed)


def waive(
    work: UnitOfWork, case: Case, names: Collection[str], given: Iterable[FindingWaiver]
) -> tuple[dict[str, Any], ...]:
    """Keep the reasons for names that the law forbids; returns them for the audit of the decision.

    Raises NotPermitted, InvalidInput where a reason is missing.
    """
    filed = [check for check in store.checks_of(work.connection, case.id) if check.name in names]
    reasons = {(item.check_id, item.finding): item.reason.strip() for item in given}
    open_findings = [
        (check, number, finding["rule"], reasons.get((check.id, number), ""))
        for check in filed
        for number, finding in forbidding(check.report)
        if number not in check.waivers
    ]
    problems = [_missing(check, number) for check, number, _, reason in open_findings if not reason]
    problems += [
        Problem("waivers", "too_long", "at most 1000 characters, none of them NUL", hint=str(LONGEST_REASON))
        for _, _, _, reason in open_findings
        if len(reason) > LONGEST_REASON or "\x00" in reason
    ]
    if problems:
        raise InvalidInput("the law forbids this name, and nobody has said why it may be given", problems)
    if open_findings and not work.actor.may(WAIVE, case.division_path):
        raise NotPermitted("your roles do not include waiving findings here", needs=WAIVE)
    for check, number, rule, reason in open_findings:
        store.insert_waiver(work, case.id, check.id, number, rule, reason)
    return tuple(
        {"name": check.name, "rule": rule, "check": str(check.id), "finding": number, "reason": reason}
        for check, number, rule, reason in open_findings
    )


def _missing(check: CheckReport, number: int) -> Problem:
    message = check.report["findings"][number - 1]["message"]
    return Problem("waivers", "waiver_missing", f"{check.name}: {message}", hint=message)


def _keep(work: UnitOfWork, case: Case, name: str, checked: CheckedName) -> None:
    store.insert_check(work, case.id, name, checked.report.rules_version, checked.data_version, checked.as_dict())


def _checked_names(
    connection: sa.Connection, case: Case, only: Collection[str] | None, today: date
) -> Iterable[tuple[str, CheckedName]]:
    if not case.kind.gives_a_name:
        return
    # A registered place is changed where it stands; what is new may stand where something is.
    points = {} if case.kind.changes_a_name else case.points
    beside = names_on_spots(connection, points, case.category, case.id)
    for item in case.items:
        for name in item.candidate_names:
            if only is None or name in only:
                checked = _checked(connection, case, item, name, beside.get(item.position, ()), today)
                if checked is not None:
                    yield name, checked


def _checked(
    connection: sa.Connection, case: Case, item: CaseItem, name: str, same_spot: tuple[Candidate, ...], today: date
) -> CheckedName | None:
    """None where the division is not public yet: then the file holds no report, and the page says so."""

    def in_wait(proposal: Proposal, searched: ScopeOfSearch) -> tuple[Candidate, ...]:
        return names_in_wait(connection, proposal, case.category, searched, case.id, today)

    question = Question(
        name=name,
        category=case.category,
        class_code=case.class_code,
        division=case.division_path[-1],
        point=position_of_item(connection, item.id),
        is_alteration_of=str(item.place_id) if item.place_id is not None else None,
        division_decides=True,
    )
    try:
        return check_name(connection, question, bring=in_wait, same_spot=same_spot)
    except InvalidInput:
        return None
