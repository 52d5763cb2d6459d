"""The table of steps of a name on its way to the protection list (条例第二十五条). Data only.

Whoever proposes does not decide: a trigger on `app.workflow_event` (migration 0014).
"""

from __future__ import annotations

from enum import StrEnum

from geocore.workflow import Step, Workflow

KEEP = "heritage.keep"
LIST = "heritage.list"


class ProtectionState(StrEnum):
    PROPOSED = "proposed"
    LISTED = "listed"
    REJECTED = "rejected"
    DELISTED = "delisted"
    WITHDRAWN = "withdrawn"


_S = ProtectionState

PROTECTED_NAME = Workflow(
    "protected_name",
    ProtectionState,
    ProtectionState.PROPOSED,
    [
        Step("list", frozenset({_S.PROPOSED}), _S.LISTED, needs=LIST),
        Step("reject", frozenset({_S.PROPOSED}), _S.REJECTED, needs=LIST),
        Step("withdraw", frozenset({_S.PROPOSED}), _S.WITHDRAWN, needs=KEEP),
        Step("delist", frozenset({_S.LISTED}), _S.DELISTED, needs=LIST),
    ],
)
