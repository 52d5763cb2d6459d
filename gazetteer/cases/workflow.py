"""The table of steps of a naming case, and which part in the case each step is. Data only.

Drafting, reviewing and approving one case are three persons' parts (三分离). The same table stands in the database
(`gazetteer.case_part`), where a trigger on `app.workflow_event` refuses a second part of one person.
"""

from __future__ import annotations

from enum import StrEnum

from geocore.actor import Actor
from geocore.workflow import Step, Subject, Workflow

HANDLE = "cases.handle"
"""To see the cases of one's area, with the applicant's contact data."""
DRAFT = "cases.draft"
ACCEPT = "cases.accept"
REVIEW = "cases.review"
APPROVE = "cases.approve"
ANNOUNCE = "cases.announce"
WAIVE = "cases.waive"
"""To approve what a finding says must not be, with a reason."""


class CaseState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    CORRECTION = "correction"
    CONSULTING = "consulting"
    REVIEWING = "reviewing"
    DECIDING = "deciding"
    ANNOUNCING = "announcing"
    ANNOUNCED = "announced"
    FILED = "filed"
    ENDED = "ended"
    PROVISIONAL = "provisional"
    """A pre-naming is approved: the name is held until its last day, and nothing is announced or filed."""


class Part(StrEnum):
    DRAFT = "draft"
    REVIEW = "review"
    APPROVE = "approve"


_S = CaseState
_BEFORE_DECISION = frozenset(
    {_S.DRAFT, _S.SUBMITTED, _S.CORRECTION, _S.CONSULTING, _S.REVIEWING, _S.DECIDING}
)  # fmt: skip

NAMING_CASE = Workflow(
    "naming_case",
    CaseState,
    CaseState.DRAFT,
    [
        Step("submit", frozenset({_S.DRAFT}), _S.SUBMITTED, needs=DRAFT),
        Step("resubmit", frozenset({_S.CORRECTION}), _S.SUBMITTED, needs=DRAFT),
        Step("accept", frozenset({_S.SUBMITTED}), _S.REVIEWING, needs=ACCEPT),
        Step("ask_correction", frozenset({_S.SUBMITTED}), _S.CORRECTION, needs=ACCEPT),
        Step("decline", frozenset({_S.SUBMITTED}), _S.ENDED, needs=ACCEPT),
        Step("start_consulting", frozenset({_S.REVIEWING}), _S.CONSULTING, needs=REVIEW),
        Step("finish_consulting", frozenset({_S.CONSULTING}), _S.REVIEWING, needs=REVIEW),
        Step("to_decision", frozenset({_S.REVIEWING}), _S.DECIDING, needs=REVIEW),
        Step("approve", frozenset({_S.DECIDING}), _S.ANNOUNCING, needs=APPROVE),
        Step("send_back", frozenset({_S.DECIDING}), _S.REVIEWING, needs=APPROVE),
        Step("refuse", frozenset({_S.DECIDING}), _S.ENDED, needs=APPROVE),
        Step("announce", frozenset({_S.ANNOUNCING}), _S.ANNOUNCED, needs=ANNOUNCE),
        Step("record_filing", frozenset({_S.ANNOUNCED}), _S.FILED, needs=ANNOUNCE),
        Step("pre_approve", frozenset({_S.DECIDING}), _S.PROVISIONAL, needs=APPROVE),
        Step("extend", frozenset({_S.PROVISIONAL}), _S.PROVISIONAL, needs=APPROVE),
        Step("withdraw", _BEFORE_DECISION, _S.ENDED, needs=DRAFT),
    ],
)

PART_OF: dict[str, Part] = {
    "submit": Part.DRAFT,
    "resubmit": Part.DRAFT,
    "withdraw": Part.DRAFT,
    "accept": Part.REVIEW,
    "ask_correction": Part.REVIEW,
    "decline": Part.REVIEW,
    "start_consulting": Part.REVIEW,
    "finish_consulting": Part.REVIEW,
    "to_decision": Part.REVIEW,
    "approve": Part.APPROVE,
    "send_back": Part.APPROVE,
    "refuse": Part.APPROVE,
    "pre_approve": Part.APPROVE,
    "extend": Part.APPROVE,
}
"""Announcing and filing are nobody's part: they carry out what was decided."""

WRITABLE = frozenset({CaseState.DRAFT, CaseState.CORRECTION})
"""States in which the application may be written in."""
CLOSED = frozenset({CaseState.FILED, CaseState.ENDED})
APPROVALS = frozenset({"approve", "pre_approve"})
"""The steps that grant what is asked for; each kind of case has one of them."""


def may_take(action: str, taken: frozenset[Part]) -> bool:
    """Whether somebody who has had these parts in the case may take the step."""
    part = PART_OF.get(action)
    return part is None or taken <= {part}


def actions_for(
    subject: Subject, actor: Actor, path: tuple[int, ...], taken: frozenset[Part], approval: str = "approve"
) -> list[str]:
    """Steps that this person may take now: permission, state, separation of parts, the approval of its kind of case."""
    return [
        action
        for action in NAMING_CASE.actions_for(subject, actor, path)
        if may_take(action, taken) and (action not in APPROVALS or action == approval)
    ]
