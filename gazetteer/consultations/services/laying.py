"""Laying a case before the approver: what was left out on the way there has its reason in the file (条例第十一条)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import sqlalchemy as sa

from gazetteer.cases.model import Case
from gazetteer.cases.services import handling
from gazetteer.cases.services.steps import CaseStep, case_of
from gazetteer.consultations.left_out import LeftOut, left_out
from gazetteer.consultations.rules import length_problems
from gazetteer.consultations.services.asking import suggestions
from gazetteer.consultations.store import reports, units
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput
from geocore.problems import Problem

LONGEST_REASON = 1000


def left_out_of(connection: sa.Connection, case: Case, today: date) -> LeftOut:
    """What the approver would have to be told today."""
    asked = (unit.unit for unit in units.asked_units(connection, case.id))
    return left_out(suggestions(connection, case, today), asked, reports.needs_of(connection, case))


def to_decision(work: UnitOfWork, command: CaseStep, why_left_out: str = "") -> None:
    """Lay the case before the approver; the reason for what was left out stands below the reviewer's opinion.

    Raises InvalidInput without a reason where something was left out; else as `handling.to_decision`.
    """
    missing = left_out_of(work.connection, case_of(work, command), command.today)
    reason = why_left_out.strip()
    if not missing:
        handling.to_decision(work, command)
        return
    if not reason:
        problem = Problem("left_out", "left_out_unexplained", "say why this was left out", hint=missing.words)
        raise InvalidInput("the approver is told why something was left out", [problem])
    problems = length_problems({"left_out": reason}, {"left_out": (1, LONGEST_REASON)})
    if problems:
        raise InvalidInput("the reason cannot be kept like this", problems)
    said = f"{missing.words}。理由：{reason}"
    note = f"{command.note.strip()}\n{said}" if command.note.strip() else ""
    handling.to_decision(work, replace(command, note=note), left_out=said)
