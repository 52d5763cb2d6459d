"""The table of steps of a supervision case. Data only; who may take which stands in migration 0013 as well."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from geocore.actor import Actor
from geocore.workflow import Step, Subject, Workflow

HANDLE = "supervision.handle"
DECIDE = "supervision.decide"


class SupervisionState(StrEnum):
    REPORTED = "reported"
    CHECKING = "checking"
    """Somebody has taken it up and looks on site (第三十条)."""
    VERIFIED = "verified"
    UNFOUNDED = "unfounded"
    RECTIFYING = "rectifying"
    """Ordered to put right, by a day (第三十一条)."""
    INTERVIEWED = "interviewed"
    """约谈, because nothing happened (第三十一条)."""
    DECIDED = "decided"
    CLOSED = "closed"


_S = SupervisionState

SUPERVISION_CASE = Workflow(
    "supervision_case",
    SupervisionState,
    SupervisionState.REPORTED,
    [
        Step("take_up", frozenset({_S.REPORTED}), _S.CHECKING, needs=HANDLE),
        Step("verify", frozenset({_S.CHECKING}), _S.VERIFIED, needs=HANDLE),
        Step("dismiss", frozenset({_S.CHECKING}), _S.UNFOUNDED, needs=HANDLE),
        Step("order_rectification", frozenset({_S.VERIFIED}), _S.RECTIFYING, needs=HANDLE),
        Step("interview", frozenset({_S.RECTIFYING}), _S.INTERVIEWED, needs=HANDLE),
        Step("confirm", frozenset({_S.RECTIFYING, _S.INTERVIEWED}), _S.CLOSED, needs=HANDLE),
        Step("decide", frozenset({_S.RECTIFYING, _S.INTERVIEWED}), _S.DECIDED, needs=DECIDE),
        Step("close", frozenset({_S.DECIDED}), _S.CLOSED, needs=HANDLE),
    ],
)

ENDED = frozenset({SupervisionState.UNFOUNDED, SupervisionState.CLOSED})


def actions_for(subject: Subject, actor: Actor, path: tuple[int, ...], handler: UUID | None) -> list[str]:
    """Steps that this person may take now: the first is anybody's, the decision never the handler's, all others his."""
    found = SUPERVISION_CASE.actions_for(subject, actor, path)
    is_handler = handler is not None and handler == actor.user_id
    return [
        action
        for action in found
        if (action == "take_up" and handler is None) or ((action == "decide") != is_handler and action != "take_up")
    ]
