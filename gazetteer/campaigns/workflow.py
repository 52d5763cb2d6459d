"""The table of steps of a clean-up campaign. Data only; what each step asks for is in migration 0013 as well."""

from __future__ import annotations

from enum import StrEnum

from geocore.workflow import Step, Workflow

SEE = "campaigns.see"
RUN = "campaigns.run"
TRIAGE = "campaigns.triage"
SETTLE = "campaigns.settle"


class CampaignState(StrEnum):
    PREPARING = "preparing"
    """Set up; the machine pass runs."""
    TRIAGE = "triage"
    OBJECTING = "objecting"
    """The list is public, objections are taken."""
    SETTLING = "settling"
    CLOSED = "closed"
    CANCELLED = "cancelled"


_S = CampaignState

CLEAN_UP_CAMPAIGN = Workflow(
    "clean_up_campaign",
    CampaignState,
    CampaignState.PREPARING,
    [
        Step("start_triage", frozenset({_S.PREPARING}), _S.TRIAGE, needs=RUN),
        Step("publish_list", frozenset({_S.TRIAGE}), _S.OBJECTING, needs=RUN),
        Step("end_objections", frozenset({_S.OBJECTING}), _S.SETTLING, needs=RUN),
        Step("close", frozenset({_S.SETTLING}), _S.CLOSED, needs=RUN),
        Step("cancel", frozenset({_S.PREPARING, _S.TRIAGE}), _S.CANCELLED, needs=RUN),
    ],
)

ENDED = frozenset({CampaignState.CLOSED, CampaignState.CANCELLED})
AFTER_TRIAGE = frozenset({CampaignState.OBJECTING, CampaignState.SETTLING, CampaignState.CLOSED})
"""States in which everybody sees who said what; before, everybody sees only what he said himself."""
