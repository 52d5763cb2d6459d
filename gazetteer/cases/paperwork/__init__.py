"""The papers of a case (公文和表格), each built from its file by a pure function. Papers are Chinese, whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

from gazetteer.cases.model import CaseKind
from gazetteer.cases.notices import Notice, facts_of_file, has_notice
from gazetteer.cases.paperwork.announced import announcement_paper
from gazetteer.cases.paperwork.facts import PaperFacts
from gazetteer.cases.paperwork.forms import approval_form, registration_forms
from gazetteer.cases.paperwork.letters import application_letter, approval_letter, filing_report
from gazetteer.cases.paperwork.notices import notice_of
from gazetteer.cases.paperwork.pre_naming import pre_naming_letter
from gazetteer.cases.queries import CaseFile
from geocore.documents import Document

__all__ = [
    "CasePaper",
    "PaperFacts",
    "announcement_paper",
    "is_ready",
    "notice_of",
    "paper_of",
]


class CasePaper(StrEnum):
    """What can be written from the file itself; an announcement is written from what was announced."""

    APPLICATION = "application"
    APPROVAL_FORM = "approval_form"
    APPROVAL = "approval"
    REGISTRATION_FORM = "registration_form"
    FILING_REPORT = "filing_report"
    ACCEPTANCE_NOTICE = Notice.ACCEPTANCE.value
    CORRECTION_NOTICE = Notice.CORRECTION.value
    DECLINE_NOTICE = Notice.DECLINE.value
    REFUSAL_NOTICE = Notice.REFUSAL.value


_BUILDERS: dict[CasePaper, Callable[[PaperFacts], Document]] = {
    CasePaper.APPLICATION: application_letter,
    CasePaper.APPROVAL_FORM: approval_form,
    CasePaper.APPROVAL: approval_letter,
    CasePaper.REGISTRATION_FORM: registration_forms,
    CasePaper.FILING_REPORT: filing_report,
}
_OF_PRE_NAMING = {**_BUILDERS, CasePaper.APPROVAL: pre_naming_letter}
_NOTICES = frozenset(map(CasePaper, Notice))
_OF_A_FILING = frozenset({CasePaper.REGISTRATION_FORM, CasePaper.FILING_REPORT})
_AFTER_DECISION = frozenset({CasePaper.APPROVAL, CasePaper.REGISTRATION_FORM, CasePaper.FILING_REPORT})


def is_ready(paper: CasePaper, file: CaseFile) -> bool:
    """Whether the file holds what the paper is about: those that follow the decision need an approved item, notices the
    step that they tell of. Nothing is filed of a pre-naming.
    """
    if paper in _NOTICES:
        return has_notice(Notice(paper), facts_of_file(file))
    if paper in _OF_A_FILING and file.case.kind is CaseKind.PRE_NAMING:
        return False
    has_approved = any(decision.outcome == "approved" for decision in file.decisions.values())
    return bool(file.case.items) and (paper not in _AFTER_DECISION or has_approved)


def paper_of(paper: CasePaper, facts: PaperFacts) -> Document:
    """The paper as it stands today; `is_ready` must hold."""
    if paper in _NOTICES:
        told = facts_of_file(facts.file)
        told = replace(told, receipt=facts.receipt, code=facts.code, follow_at=facts.follow_at)
        return notice_of(Notice(paper), told)
    builders = _OF_PRE_NAMING if facts.file.case.kind is CaseKind.PRE_NAMING else _BUILDERS
    return builders[paper](facts)
