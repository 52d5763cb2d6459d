"""Corrigenda (勘误): an announcement that said a fact wrongly is never changed; a later one says what is right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from gazetteer.cases import texts
from gazetteer.cases.model import Case, Correction
from gazetteer.cases.public_announcements import PublicAnnouncement, announcement
from gazetteer.cases.store import announcements as store
from gazetteer.cases.store import cases as case_store
from gazetteer.cases.store.decisions import spelling_of
from gazetteer.cases.texts import SixFacts
from gazetteer.cases.workflow import ANNOUNCE, CaseState
from gazetteer.store.publication import publish_places
from geocore.db import UnitOfWork
from geocore.documents import chinese_date
from geocore.errors import ActionNotAllowed, InvalidInput, NotFound, NotPermitted
from geocore.problems import Problem

CORRECTABLE = ("romanisation", "division", "position", "approving_body", "approved_on")
"""Not the name itself: what a place is called is changed by a case of its own (更正), never by a notice."""
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class CorrectAnnouncement:
    """`right` holds each fact as it should read; those that read so already are left out of the notice."""

    case_id: UUID
    announcement_id: UUID
    right: Mapping[str, str]
    reason: str
    today: date


def correct_announcement(work: UnitOfWork, command: CorrectAnnouncement) -> UUID:
    """Announce the corrigendum, public at once and linked both ways; returns it.

    Raises NotFound, NotPermitted, ActionNotAllowed (not announced yet, corrected already), InvalidInput.
    """
    case = case_store.find_case(work.connection, command.case_id)
    if not work.actor.may(ANNOUNCE, case.division_path):
        raise NotPermitted("your roles do not include announcements here", needs=ANNOUNCE)
    if case.state not in (CaseState.ANNOUNCED, CaseState.FILED):
        raise ActionNotAllowed("nothing is announced that could be corrected", state=str(case.state))
    if command.announcement_id not in {made.id for made in store.announcements_of(work.connection, case.id)}:
        raise NotFound("no such announcement in this case", id=str(command.announcement_id))
    wrong = announcement(work.connection, command.announcement_id)
    if wrong.corrected_by is not None:
        raise ActionNotAllowed("this announcement is corrected already; correct the corrigendum", id=str(wrong.id))
    facts, corrections = _corrected(work, wrong, command)
    made = _announce(work, case, wrong, facts, corrections, command)
    publish_places(work.connection, [wrong.place_id])
    work.audit(
        "case.correct_announcement",
        "naming_case",
        case.id,
        reason=command.reason.strip(),
        changes={"announcement": wrong.id, "corrigendum": made, "facts": [one.field for one in corrections]},
    )
    return made


def _corrected(
    work: UnitOfWork, wrong: PublicAnnouncement, command: CorrectAnnouncement
) -> tuple[SixFacts, tuple[Correction, ...]]:
    """The facts as they should have been, and the differences. Raises InvalidInput with every problem."""
    given = {field: " ".join(command.right.get(field, "").split()) for field in CORRECTABLE}
    problems = [Problem(field, "required", "must be said") for field, text in given.items() if not text]
    problems += [
        Problem(field, "too_long", f"at most {LONGEST} characters, none of them NUL", hint=str(LONGEST))
        for field, text in {**given, "reason": command.reason}.items()
        if len(text) > LONGEST or "\x00" in text
    ]
    if not command.reason.strip():
        problems.append(Problem("reason", "required", "must be said"))
    facts = SixFacts(**{field.name: getattr(wrong, field.name) for field in fields(SixFacts)})
    try:
        approved_on = date.fromisoformat(given["approved_on"])
        if wrong.approved_on != approved_on and approved_on > wrong.announced_on:
            problems.append(Problem("approved_on", "approved_after_announcement", "later than the announcement"))
        facts = SixFacts(
            wrong.standard_name,
            given["romanisation"],
            given["division"],
            given["position"],
            given["approving_body"],
            approved_on,
        )
    except ValueError:
        problems.append(Problem("approved_on", "not_a_day", "YYYY-MM-DD"))
    if facts.romanisation not in (wrong.romanisation, spelling_of(work.connection, wrong.name_id)):
        # What is announced must be what the register says: the reading is decided first.
        problems.append(Problem("romanisation", "not_the_registered_spelling", "the register spells it otherwise"))
    corrections = tuple(
        Correction(field, _words(getattr(wrong, field)), _words(getattr(facts, field)))
        for field in CORRECTABLE
        if getattr(wrong, field) != getattr(facts, field)
    )
    if not problems and not corrections:
        problems.append(Problem("", "nothing_corrected", "every fact reads as it was announced"))
    if problems:
        raise InvalidInput("the corrigendum cannot be announced like this", problems)
    return facts, corrections


def _words(fact: str | date) -> str:
    return chinese_date(fact) if isinstance(fact, date) else fact


def _announce(
    work: UnitOfWork,
    case: Case,
    wrong: PublicAnnouncement,
    facts: SixFacts,
    corrections: tuple[Correction, ...],
    command: CorrectAnnouncement,
) -> UUID:
    item_id = next(made.item_id for made in store.announcements_of(work.connection, case.id) if made.id == wrong.id)
    reason = " ".join(command.reason.split())
    body = texts.correction_body(wrong.number, wrong.announced_on, corrections, reason, wrong.issuer, command.today)
    return store.insert_announcement(
        work,
        case.id,
        item_id,
        kind=case.kind,
        place_id=wrong.place_id,
        name_id=wrong.name_id,
        former_name=wrong.former_name,
        number=store.draw_number(work, case.division_path, command.today.year),
        ordinal=1,
        facts=facts,
        announced_on=command.today,
        issuer=wrong.issuer,
        body=body,
        body_hash=texts.sha256(body),
        corrects=wrong.id,
        corrections=corrections,
        correction_reason=reason,
    )
