"""Facilities are generally called as the place they stand in (art. 9 item 10)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gazetteer.naming import articles
from gazetteer.naming.findings import Finding, Severity
from gazetteer.naming.inquiry import Inquiry, Rule
from gazetteer.naming.proposal import NameKind

MOST_SHOWN: Final = 5


def local_name(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9 item 10: a station, bridge or reservoir carries a name of its surroundings.

    Short forms (港珠澳 for three cities) share single characters with the full names, so they are a note for a person.
    Nothing is said where no name of the surroundings is known.
    """
    proposal = inquiry.proposal
    around = [local for local in inquiry.surroundings.local_names if local.specific]
    if proposal.kind is not NameKind.FACILITY or not around or not proposal.specific:
        return
    if any(local.specific in proposal.specific or proposal.specific in local.specific for local in around):
        return
    touched = any(set(proposal.specific) & set(local.specific) for local in around)
    shown = [local.as_evidence() for local in around[:MOST_SHOWN]]
    names = "、".join(local.name for local in around[:MOST_SHOWN])
    yield from inquiry.finding(
        "facility.local_name",
        articles.FACILITIES,
        f"专名“{proposal.specific}”与当地地名（{names}）不一致，设施名称一般应当与当地地名统一。",
        shown,
        f"以当地地名作专名，如“{around[0].specific}{proposal.generic}”；另有依据的，附说明。",
        mildest=Severity.NOTE if touched else None,
        custom_excuses=True,
    )


RULES: Final[tuple[Rule, ...]] = (local_name,)
