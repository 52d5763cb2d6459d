"""Announcement (公告) and filing (备案): the decision becomes public, and the authority above learns of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from gazetteer.cases import texts
from gazetteer.cases.calendar import official_calendar
from gazetteer.cases.clocks import ApproverKind, ClockKind
from gazetteer.cases.model import Case, CaseItem, CaseKind, Decision, Filing
from gazetteer.cases.services import following_up
from gazetteer.cases.services.drafting import NewDocument, insert_paper
from gazetteer.cases.services.packaging import written_papers
from gazetteer.cases.services.steps import CaseStep, case_of, take
from gazetteer.cases.store import announcements as store
from gazetteer.cases.store import areas, clocks, decisions, papers
from gazetteer.cases.store import cases as case_store
from gazetteer.cases.texts import SixFacts
from gazetteer.cases.workflow import ANNOUNCE, CaseState
from gazetteer.store.publication import publish_places
from geocore.db import UnitOfWork
from geocore.errors import ActionNotAllowed, InvalidInput, NotPermitted
from geocore.problems import Problem

CHANGES_NOTED = {CaseKind.RENAMING: "former", CaseKind.CORRECTION: "alias"}
"""What the old name is called from then on. A corrected slip was never a standard name of its own."""


@dataclass(frozen=True, slots=True)
class Announce:
    """`issuer` signs the announcement (the place-name authority, art. 14)."""

    step: CaseStep
    issuer: str


@dataclass(frozen=True, slots=True)
class SendFiling:
    """The package goes to `sent_to`; `papers_along` are put into the file first."""

    case_id: UUID
    sent_to: str
    today: date
    papers_along: tuple[NewDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiveFiling:
    """The receiver has filed the package under `receipt`."""

    step: CaseStep
    receipt: str
    received_on: date


def six_facts(connection: sa.Connection, case: Case, item: CaseItem, decision: Decision) -> SixFacts:
    """The facts as the register has them; what is unknown is missing, never made up."""
    steps = areas.division_steps(connection, case.division_path)
    return SixFacts(
        standard_name=decision.name or None,
        romanisation=decisions.spelling_of(connection, decision.name_id) if decision.name_id else None,
        division="".join(step.name for step in steps if step.level > 0),
        position=item.position_text or None,
        approving_body=decision.approving_body or None,
        approved_on=decision.decided_on,
    )


def announce(work: UnitOfWork, command: Announce) -> tuple[UUID, ...]:
    """Announce every approved item under one number and publish all in the same transaction; returns the rows. With
    a renaming or retirement begin the tasks of other offices.

    Raises InvalidInput naming each of the six facts that is missing, StaleVersion, NotPermitted.
    """
    case = case_of(work, command.step)
    take(work, case, "announce", note=command.step.note)
    decided = decisions.decisions_of(work.connection, case.id)
    approved = [(item, decided[item.id]) for item in case.items if decided[item.id].outcome == "approved"]
    facts = {item.id: six_facts(work.connection, case, item, decision) for item, decision in approved}
    issuer = " ".join(command.issuer.split())
    problems = [] if issuer and "\x00" not in issuer else [Problem("issuer", "required", "must be said")]
    problems += [
        Problem(name, "fact_missing", f"{name} is not known", row=item.position)
        for item, _ in approved
        for name in facts[item.id].missing()
    ]
    if problems:
        raise InvalidInput("the announcement lacks what the law asks for", problems)
    number = store.draw_number(work, case.division_path, command.step.today.year)
    made = tuple(
        _announce_item(work, case, item, decision, facts[item.id], command.step.today, issuer, number, ordinal)
        for ordinal, (item, decision) in enumerate(approved, start=1)
    )
    publish_places(work.connection, [decision.place_id for _, decision in approved if decision.place_id is not None])
    clocks.end_clock(work, case.id, ClockKind.ANNOUNCEMENT, command.step.today)
    followed = following_up.begin(work, case, command.step.today)
    told = {"announcements": made} | ({"follow_ups": followed} if followed else {})
    work.audit("case.announce", "naming_case", case.id, changes=told)
    return made


def _announce_item(
    work: UnitOfWork,
    case: Case,
    item: CaseItem,
    decision: Decision,
    facts: SixFacts,
    today: date,
    issuer: str,
    number: store.AnnouncementNumber,
    ordinal: int,
) -> UUID:
    assert decision.place_id is not None
    assert decision.name_id is not None
    _change_register(work, case, item, decision, today)
    body = texts.announcement_body(case.kind, facts, item.old_name, decision.document, issuer, today)
    decisions.add_event(work, case.kind, decision, number.text)
    return store.insert_announcement(
        work,
        case.id,
        item.id,
        kind=case.kind,
        place_id=decision.place_id,
        name_id=decision.name_id,
        former_name=item.old_name if case.kind in CHANGES_NOTED else None,
        number=number,
        ordinal=ordinal,
        facts=facts,
        announced_on=today,
        issuer=issuer,
        body=body,
        body_hash=texts.sha256(body),
    )


def _change_register(work: UnitOfWork, case: Case, item: CaseItem, decision: Decision, today: date) -> None:
    """Names hold from the day of their approval (条例第十五条), also when they are announced later."""
    assert decision.name_id is not None
    if case.kind is CaseKind.RETIREMENT:
        assert decision.place_id is not None
        since = item.ended_on or decision.decided_on
        decisions.cancel_name(work, decision.name_id, since, today)
        decisions.release_claim(work, decision.name_id)
        decisions.end_place(work, decision.place_id, since)
        return
    decisions.announce_name(work, decision.name_id, today)
    if item.old_name_id is not None:
        decisions.supersede_name(work, item.old_name_id, CHANGES_NOTED[case.kind], decision.decided_on)
        decisions.release_claim(work, item.old_name_id)


def send_filing(work: UnitOfWork, command: SendFiling) -> UUID:
    """Put the package together, with the papers that are written from the file, and record that it was sent.

    What another department approved is announced within the period that begins with this filing (art. 14).

    Raises InvalidInput naming the papers without which a receiver returns it, ActionNotAllowed, Conflict.
    """
    case = case_store.find_case(work.connection, command.case_id)
    _may_file(work, case, (CaseState.ANNOUNCING, CaseState.ANNOUNCED))
    for paper in command.papers_along:
        insert_paper(work, case.id, paper)
    documents = papers.documents_of(work.connection, case.id)
    problems = [
        Problem("papers", "paper_missing", "a paper is missing", hint=str(kind))
        for kind in texts.papers_missing(documents)
    ]
    sent_to = " ".join(command.sent_to.split())
    if not sent_to or "\x00" in sent_to:
        problems.append(Problem("sent_to", "required", "must be said"))
    if problems:
        raise InvalidInput("the package is not complete", problems)
    decided = decisions.decisions_of(work.connection, case.id)
    written = written_papers(work.connection, case.id, work.actor, command.today)
    announced = store.announced_hashes(work.connection, case.id)
    manifest = texts.manifest(registration_form(case, decided), documents, announced, written)
    package = texts.package_hash(manifest)
    filing_id = store.insert_filing(work, case.id, sent_to, command.today, manifest, package)
    store.insert_written_papers(work, filing_id, written)
    _start_announcement(work, case, decided, command.today)
    work.audit("case.send_filing", "naming_case", case.id, new={"package": package}, changes={"sent_to": sent_to})
    return filing_id


def _start_announcement(work: UnitOfWork, case: Case, decided: dict[UUID, Decision], on: date) -> None:
    is_started = any(clock.kind is ClockKind.ANNOUNCEMENT for clock in clocks.clocks_of(work.connection, case.id))
    by_others = any(decision.approver_kind is ApproverKind.OTHER_DEPARTMENT for decision in decided.values())
    if case.state is CaseState.ANNOUNCING and by_others and not is_started:
        clocks.start_clock(work, case.id, ClockKind.ANNOUNCEMENT, case.division_path, on, official_calendar())


def registration_form(case: Case, decided: dict[UUID, Decision]) -> dict[str, object]:
    """备案登记表 as data: what was applied for, and what was decided."""
    return {
        "number": case.number,
        "kind": str(case.kind),
        "category": case.category,
        "class": case.class_code,
        "applicant": case.applicant_unit,
        "items": [
            {
                "name": decided[item.id].name,
                "former_name": item.old_name,
                "outcome": decided[item.id].outcome,
                "position": item.position_text,
                "origin": item.origin,
                "meaning": item.meaning,
                "facts": item.facts,
                "approving_body": decided[item.id].approving_body,
                "document": decided[item.id].document,
                "approved_on": decided[item.id].decided_on.isoformat(),
            }
            for item in case.items
        ],
    }


def return_filing(work: UnitOfWork, case_id: UUID, reason: str, today: date) -> None:
    """The receiver sent the package back; it is completed and sent again. Raises InvalidInput, ActionNotAllowed."""
    if not reason.strip() or "\x00" in reason:
        raise InvalidInput("say why", [Problem("reason", "required", "must be said")])
    case = case_store.find_case(work.connection, case_id)
    _may_file(work, case, (CaseState.ANNOUNCING, CaseState.ANNOUNCED))
    filing = _open_filing(work, case)
    store.answer_filing(work, filing.id, returned_on=today, return_reason=reason.strip())
    work.audit("case.return_filing", "naming_case", case_id, reason=reason.strip())


def record_filing(work: UnitOfWork, command: ReceiveFiling) -> None:
    """已备案: the last step. Raises ActionNotAllowed when nothing was sent, InvalidInput."""
    case = case_of(work, command.step)
    filing = _open_filing(work, case)
    receipt = " ".join(command.receipt.split())
    problems = [] if receipt and "\x00" not in receipt else [Problem("receipt", "required", "must be said")]
    if not filing.sent_on <= command.received_on <= command.step.today:
        problems.append(Problem("received_on", "received_out_of_order", "between the sending and today"))
    if problems:
        raise InvalidInput("the receipt cannot be entered like this", problems)
    take(work, case, "record_filing", note=command.step.note)
    store.answer_filing(work, filing.id, receipt=receipt, received_on=command.received_on)
    clocks.end_clock(work, case.id, ClockKind.FILING, command.received_on)
    work.audit("case.record_filing", "naming_case", case.id, changes={"receipt": receipt})


def _may_file(work: UnitOfWork, case: Case, states: tuple[CaseState, ...]) -> None:
    if not work.actor.may(ANNOUNCE, case.division_path):
        raise NotPermitted("your roles do not include filing here", needs=ANNOUNCE)
    if case.state not in states:
        raise ActionNotAllowed("there is nothing to file in this state", state=str(case.state))


def _open_filing(work: UnitOfWork, case: Case) -> Filing:
    found = [filing for filing in store.filings_of(work.connection, case.id) if filing.returned_on is None]
    if not found or found[-1].received_on is not None:
        raise ActionNotAllowed("no filing is on its way", id=str(case.id))
    return found[-1]
