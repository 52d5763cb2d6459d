"""Pre-naming: hold a name by its approval, extend it once, and go on to the formal naming that uses it up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date
from uuid import UUID, uuid5

import sqlalchemy as sa

from gazetteer.cases.errors import AlreadyOpened
from gazetteer.cases.model import Case, CaseItem, CaseKind, Decision
from gazetteer.cases.pre_naming import PreNamingTerm, Standing, last_day
from gazetteer.cases.services.drafting import draft_of, insert_draft, told
from gazetteer.cases.services.steps import CaseStep, case_of, need_reason, planned, take
from gazetteer.cases.store import cases as case_store
from gazetteer.cases.store import pre_namings as store
from gazetteer.cases.workflow import DRAFT, CaseState
from geocore.db import UnitOfWork
from geocore.errors import ActionNotAllowed, NotPermitted
from geocore.problems import Problem


def offers_pre_naming(connection: sa.Connection, case: Case, day: date) -> bool:
    """Whether each name that the case asks for first may be pre-named there on that day."""
    return all(
        store.term_of(connection, case.category, case.class_code, case.division_path, item.wanted_name, day)
        for item in case.items
    )


def terms_of(
    connection: sa.Connection, case: Case, names: Iterable[tuple[UUID, str]], on: date, today: date
) -> tuple[dict[UUID, PreNamingTerm], list[Problem]]:
    """By item the row under which its name is held from that day, and what keeps it from being held."""
    terms: dict[UUID, PreNamingTerm] = {}
    problems: list[Problem] = []
    for item_id, name in names:
        term = store.term_of(connection, case.category, case.class_code, case.division_path, name, on)
        if term is None:
            problems.append(
                Problem("approved_on", "pre_naming_not_offered", "no row of local rules offers it that day")
            )
        elif last_day(on, term.months) < today:
            problems.append(Problem("approved_on", "pre_naming_over", "its last day is over already"))
        else:
            terms[item_id] = term
    return terms, list(dict.fromkeys(problems))


def hold(work: UnitOfWork, case: Case, item: CaseItem, decision: Decision, terms: Mapping[UUID, PreNamingTerm]) -> None:
    """Keep until when the name is held; its claim takes the days from here."""
    term = terms[item.id]
    until = last_day(decision.decided_on, term.months)
    store.insert_pre_naming(work, case.id, item.id, term, decision.decided_on, until)


def extend(work: UnitOfWork, command: CaseStep) -> date:
    """Hold every name of the case that still runs for the further months of its row; returns the new last day.

    Raises InvalidInput without a reason, ActionNotAllowed where the row knows no extension, after the last day, a
    second time, or once it has become a naming; StaleVersion, NotPermitted, SamePerson.
    """
    need_reason(command.note)
    case = case_of(work, command)
    planned(work, case, "extend")
    running = [
        found for found in store.pre_namings_of(work.connection, case.id) if found.may_be_extended(command.today)
    ]
    if not running:
        raise ActionNotAllowed("this pre-naming cannot be extended", id=str(case.id))
    until = max(found.extension for found in running)
    changes = {"until": until.isoformat()}
    take(work, case, "extend", note=command.note, changes=changes)
    for found in running:
        store.extend(work, found.item_id, command.today, found.extension, command.note.strip())
    work.audit("case.extend", "naming_case", case.id, changes=changes, reason=command.note.strip())
    return until


def apply_formally(work: UnitOfWork, case_id: UUID, today: date) -> UUID:
    """转正式命名: the draft of a naming with what the pre-naming was approved for, linked both ways.

    Raises NotFound, NotPermitted, ActionNotAllowed (not approved, lapsed, become a naming), AlreadyOpened (a formal
    application is under way: the page leads to it).
    """
    case = case_store.find_case(work.connection, case_id)
    if not work.actor.may(DRAFT, case.division_path):
        raise NotPermitted("your roles do not include applications there", needs=DRAFT)
    found = store.pre_namings_of(work.connection, case_id)
    running = {one.item_id: one.name for one in found if one.standing(today) is Standing.RUNNING}
    if case.state is not CaseState.PROVISIONAL or not running:
        raise ActionNotAllowed("there is no pre-naming that runs", state=str(case.state))
    links = store.links_of(work.connection, case_id)
    if links.open_one is not None:
        raise AlreadyOpened("a formal application is under way", id=str(links.open_one))
    # Pressed twice at once, both mean the same draft: the second is told that it is there.
    formal_id = uuid5(case_id, f"formal naming {len(links.begun) + 1}")
    items = tuple(
        replace(
            draft,
            candidate_names=(running[item.id],),
            reading=draft.reading if running[item.id] == item.wanted_name else "",
        )
        for item, draft in zip(case.items, draft_of(case).items, strict=True)
        if item.id in running
    )
    draft = insert_draft(work, replace(draft_of(case), kind=CaseKind.NAMING, items=items), formal_id)
    store.insert_formal(work, formal_id, case_id)
    work.audit("case.open", "naming_case", formal_id, new=asdict(draft), changes=told(draft) | {"follows": case_id})
    return formal_id
