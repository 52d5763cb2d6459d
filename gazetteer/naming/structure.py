"""A name is a specific part and a generic part (art. 9, opening words)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gazetteer.naming import articles
from gazetteer.naming.findings import Finding, WordEvidence
from gazetteer.naming.inquiry import Inquiry, Rule
from gazetteer.naming.proposal import FAMILY, Proposal
from gazetteer.romanization.classes import Family
from gazetteer.romanization.generic_terms import generic_of

_SOURCE: Final = "《地名管理条例》第九条第一款：地名由专名和通名两部分组成"


def empty(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9: there is no name at all."""
    if not inquiry.proposal.text:
        yield from inquiry.finding(
            "structure.empty",
            articles.STRUCTURE,
            "没有填写名称。",
            (WordEvidence("（空）", "名称结构", _SOURCE),),
            "填写由专名和通名组成的名称。",
        )


def only_generic(proposal: Proposal) -> bool:
    """Tell whether a name is a generic term and nothing else."""
    text, family = proposal.text, FAMILY[proposal.kind]
    listed = family is not Family.UNKNOWN and generic_of(text, family) == text
    return bool(text) and (listed or proposal.generic == text)


def no_specific(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9: a generic term alone names nothing."""
    text = inquiry.proposal.text
    if only_generic(inquiry.proposal):
        yield from inquiry.finding(
            "structure.no_specific",
            articles.STRUCTURE,
            f"“{text}”只有通名，没有专名。",
            (WordEvidence(text, "通名表", _SOURCE),),
            f"在“{text}”之前加上专名。",
            custom_excuses=True,
        )


def parts_differ(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9: the parts that the applicant gives must make up the name, or comparisons would look at another one."""
    proposal = inquiry.proposal
    joined = proposal.specific + proposal.generic
    if proposal.text and joined != proposal.text:
        yield from inquiry.finding(
            "structure.parts_differ",
            articles.STRUCTURE,
            f"所填专名“{proposal.specific}”与通名“{proposal.generic}”合起来不是“{proposal.text}”。",
            (WordEvidence(joined, "申请书所填专名、通名", _SOURCE),),
            "改正专名、通名的划分。",
        )


RULES: Final[tuple[Rule, ...]] = (empty, no_specific, parts_differ)
