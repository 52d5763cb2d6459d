"""Approving on a page: a decision for each name, and a reason for each finding that forbids one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from flask import request

from gazetteer.cases.check_reports import Mark, forbidding, mark_of
from gazetteer.cases.clocks import ApproverKind
from gazetteer.cases.queries import CaseFile
from gazetteer.cases.services import deciding
from gazetteer.cases.services.checking import FindingWaiver
from gazetteer.cases.services.steps import CaseStep
from geoapp.web.cases import sent_document
from geoapp.web.forms.cases import ApproveForm
from geocore.db import UnitOfWork

REFUSED: Final = ""
"""Chosen in the row of an item that is not approved."""
CHANGED: Final = "changed"
"""Told instead of words when something else stands against a name than the approver has read."""


@dataclass(frozen=True, slots=True)
class Ask:
    """The field for a reason against one finding: its name, and what stands in it."""

    name: str
    reason: str


def asks_of(found: CaseFile) -> dict[tuple[UUID, int], Ask]:
    """Findings that forbid a name and have no reason against them yet."""
    fields = {
        (check.id, number): f"waiver-{check.id}-{number}"
        for check in found.checks
        for number, _finding in forbidding(check.report)
        if number not in check.waivers
    }
    return {key: Ask(name, request.form.get(name, "")) for key, name in fields.items()}


def marks_of(found: CaseFile) -> dict[UUID, Mark | None]:
    """By item: what its row of the list says of the checks of its names."""
    reports = {check.name: check.report for check in found.checks}
    return {
        item.id: mark_of(reports[name] for name in item.candidate_names if name in reports) for item in found.case.items
    }


def _item_decisions(form: ApproveForm, found: CaseFile) -> tuple[deciding.ItemDecision, ...]:
    """One name, or each of a list: approved under the name chosen in its row, or refused with the reason there."""
    if len(found.case.items) == 1:
        return (deciding.ItemDecision(found.case.items[0].id, True, form.name.data),)
    return tuple(
        deciding.ItemDecision(
            item.id,
            request.form.get(f"name-{item.position}") != REFUSED,
            request.form.get(f"name-{item.position}", ""),
            request.form.get(f"reason-{item.position}", ""),
        )
        for item in found.case.items
    )


def approve(work: UnitOfWork, form: ApproveForm, found: CaseFile, step: CaseStep) -> str | None:
    """Decide, or return `CHANGED` where the file has to be read again first."""
    paper = sent_document("approval", form.paper.data) if form.paper.data else None
    changed = deciding.approve(
        work,
        deciding.Approve(
            step,
            _item_decisions(form, found),
            ApproverKind(form.approver_kind.data),
            form.approving_body.data,
            form.document.data or "",
            date.fromisoformat(form.approved_on.data.strip()),
            paper,
            tuple(FindingWaiver(*key, ask.reason) for key, ask in asks_of(found).items() if ask.reason.strip()),
        ),
    )
    return CHANGED if changed else None
