"""Triage by two persons and a third, objections, and what becomes of each listed name."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from gazetteer.campaigns.kinds import change_reason
from gazetteer.campaigns.model import Campaign, Candidate, Outcome, Verdict
from gazetteer.campaigns.store import campaigns as store
from gazetteer.campaigns.store import judgements
from gazetteer.campaigns.workflow import RUN, SETTLE, TRIAGE
from gazetteer.cases.model import CaseKind, Channel, Draft, DraftItem
from gazetteer.cases.services.filling import fill_in
from gazetteer.cases.store import areas
from gazetteer.cases.store import cases as case_store
from gazetteer.cases.workflow import DRAFT, NAMING_CASE
from geocore.db import UnitOfWork
from geocore.errors import ActionNotAllowed, InvalidInput, NotPermitted
from geocore.problems import Problem
from geocore.workflow_store import open_subject

LONGEST_TEXT, LONGEST_NOTE, LONGEST_NAME = 2000, 500, 30


def campaign_for(work: UnitOfWork, campaign_id: UUID, needs: str) -> Campaign:
    """Raises NotFound, NotPermitted without the permission there."""
    campaign = store.find_campaign(work.connection, campaign_id)
    if not work.actor.may(needs, campaign.division_path):
        raise NotPermitted("your roles do not include this", needs=needs)
    return campaign


def candidate_for(work: UnitOfWork, campaign_id: UUID, candidate_id: UUID, needs: str) -> Candidate:
    """A name of the campaign that is in one's own area; the campaign may be that of the division above.

    Raises NotFound, NotPermitted without the permission there.
    """
    store.find_campaign(work.connection, campaign_id)
    candidate = store.find_candidate(work.connection, campaign_id, candidate_id)
    if not work.actor.may(needs, candidate.division_path):
        raise NotPermitted("your roles do not include this", needs=needs)
    return candidate


def kept_text(field: str, text: str, longest: int, *, required: bool = True) -> str:
    """Trimmed. Raises InvalidInput for one that is missing or too long."""
    plain = text.strip()
    if required and not plain:
        raise InvalidInput("say something", [Problem(field, "required", "must be said")])
    if len(plain) > longest or "\x00" in plain:
        problem = Problem(field, "too_long", f"at most {longest} characters", hint=str(longest))
        raise InvalidInput("the text cannot be kept", [problem])
    return plain


def judge(work: UnitOfWork, campaign_id: UUID, candidate_id: UUID, verdict: Verdict, note: str = "") -> None:
    """Give one's verdict, not knowing anybody else's. The database counts: two persons, a third where they differ.

    The audit tells that a name was judged, not how: whoever reads it must not know before he judges himself.
    Raises NotFound, NotPermitted, InvalidInput, ActionNotAllowed (not in triage, judged already, has its verdict).
    """
    candidate = candidate_for(work, campaign_id, candidate_id, TRIAGE)
    judgements.insert_verdict(work, candidate.id, verdict, kept_text("note", note, LONGEST_NOTE, required=False))
    work.audit("campaign.judge", "clean_up_campaign", campaign_id, changes={"candidate": candidate.id})


def undo(work: UnitOfWork, campaign_id: UUID) -> Candidate:
    """Take back one's newest verdict in the campaign; the name comes back into one's queue, and is returned.

    Raises ActionNotAllowed when there is none, when a third has judged since, or when the triage is over.
    """
    store.find_campaign(work.connection, campaign_id)
    last = judgements.last_verdict(work.connection, campaign_id, work.actor.user_id)
    if last is None:
        raise ActionNotAllowed("there is no verdict of yours to take back")
    judgements.take_back(work, last.seq)
    work.audit("campaign.undo", "clean_up_campaign", campaign_id, changes={"candidate": last.candidate_id})
    return store.find_candidate(work.connection, campaign_id, last.candidate_id)


def record_objection(work: UnitOfWork, campaign_id: UUID, candidate_id: UUID, text: str, today: date) -> UUID:
    """What somebody said against a listed name, without his person. Raises ActionNotAllowed outside the window."""
    campaign = campaign_for(work, campaign_id, RUN)
    plain = kept_text("text", text, LONGEST_TEXT)
    candidate = store.find_candidate(work.connection, campaign_id, candidate_id)
    if campaign.objections_until is not None and today > campaign.objections_until:
        raise ActionNotAllowed("the window for objections is over", until=campaign.objections_until.isoformat())
    objection_id = judgements.insert_objection(work, campaign_id, candidate.id, plain, today)
    work.audit("campaign.objection", "clean_up_campaign", campaign_id, changes={"candidate": candidate.id})
    return objection_id


def answer_objection(work: UnitOfWork, campaign_id: UUID, objection_id: UUID, answer: str, today: date) -> None:
    """Raises InvalidInput without an answer, StaleVersion when there is one, ActionNotAllowed after the objections."""
    campaign_for(work, campaign_id, RUN)
    judgements.answer_objection(work, campaign_id, objection_id, kept_text("answer", answer, LONGEST_TEXT), today)
    work.audit("campaign.answer", "clean_up_campaign", campaign_id, changes={"objection": objection_id})


def settle(
    work: UnitOfWork, campaign_id: UUID, candidate_id: UUID, outcome: Verdict, reason: str, proposed_name: str = ""
) -> None:
    """Decide what becomes of a listed name: keep with reason, change to a proposed name, or withdraw it.

    Raises NotFound, NotPermitted, InvalidInput, ActionNotAllowed (not listed, not yet), StaleVersion (settled).
    """
    campaign_for(work, campaign_id, SETTLE)
    plain = kept_text("reason", reason, LONGEST_TEXT)
    name = kept_text("proposed_name", "".join(proposed_name.split()), LONGEST_NAME, required=outcome is Verdict.CHANGE)
    candidate = store.find_candidate(work.connection, campaign_id, candidate_id)
    if outcome is Verdict.CHANGE and name == candidate.name:
        problem = Problem("proposed_name", "name_unchanged", "the proposed name is the present one")
        raise InvalidInput("nothing would change", [problem])
    kept = name if outcome is Verdict.CHANGE else ""
    judgements.insert_outcome(work, campaign_id, candidate.id, outcome, plain, kept)
    told = {"candidate": candidate.id, "outcome": str(outcome), "proposed_name": kept}
    work.audit("campaign.settle", "clean_up_campaign", campaign_id, changes=told, reason=plain)


def open_renaming(work: UnitOfWork, campaign_id: UUID, candidate_id: UUID) -> UUID:
    """Open the renaming case of a name that is to change, filled in from the campaign, and link it.

    Raises NotFound (also for a place that left the register), NotPermitted (writing applications there is a clerk's),
    StaleVersion when there is a case already.
    """
    campaign = store.find_campaign(work.connection, campaign_id)
    candidate = store.find_candidate(work.connection, campaign_id, candidate_id)
    outcome = judgements.outcome_of(work.connection, campaign_id, candidate_id)
    category, class_code, division_id = areas.place_facts(work.connection, candidate.place_id)
    path = areas.path_of_division(work.connection, division_id)
    if not work.actor.may(DRAFT, path):
        raise NotPermitted("your roles do not include applications there", needs=DRAFT)
    item = DraftItem(
        candidate_names=(outcome.proposed_name,),
        place_id=candidate.place_id,
        reason=_reason(campaign, candidate, outcome),
        reason_code=change_reason(candidate.findings[0]["rule"]) if candidate.findings else "",
    )
    draft = Draft(
        kind=CaseKind.RENAMING,
        category=category,
        class_code=class_code,
        division_id=division_id,
        items=(item,),
        channel=Channel.OFFICE,
    )
    case_id = uuid4()
    open_subject(work, NAMING_CASE, case_id, path)
    case_store.insert_case(work, case_id, fill_in(work.connection, draft), path)
    judgements.link_case(work, candidate.id, case_id)
    work.audit(
        "campaign.open_case", "naming_case", case_id, changes={"campaign": campaign_id, "candidate": candidate.id}
    )
    return case_id


def _reason(campaign: Campaign, candidate: Candidate, outcome: Outcome) -> str:
    """For the application; it is cut to what an application holds."""
    found = "".join(f"{finding['message']}（{finding['article']}）" for finding in candidate.findings)
    return f"{campaign.name}：{found}{outcome.reason}"[:LONGEST_TEXT]
