"""Asking units: who should be, their secret links, reminders. By reviewers of the case's area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa

from gazetteer.cases.model import Case
from gazetteer.cases.services.steps import reviewed_case
from gazetteer.cases.store import areas
from gazetteer.cases.workflow import CaseState
from gazetteer.consultations.model import AskedUnit, Channel
from gazetteer.consultations.rules import length_problems
from gazetteer.consultations.store import units as store
from gazetteer.consultations.suggestions import Situation, Suggestion, suggested_units
from gazetteer.receipts import link_hash, new_link_secret
from geocore.db import UnitOfWork
from geocore.errors import ActionNotAllowed, InvalidInput
from geocore.problems import Problem


@dataclass(frozen=True, slots=True)
class NewLink:
    """Told once: the secret part of the address, and until when it opens."""

    unit: str
    token: str
    expires_on: date


def suggestions(connection: sa.Connection, case: Case, today: date) -> tuple[Suggestion, ...]:
    """Units to ask, with reasons, by the office's rules on kind and place."""
    distance = store.number_of(connection, "neighbour_distance_m", case.division_path, today)
    points = [(item.lon, item.lat) for item in case.items if item.lon is not None and item.lat is not None]
    near = [
        name
        for point in points[:1]
        for name in store.counties_near(connection, case.division_path, point, distance)
    ]  # fmt: skip
    situation = Situation(
        category=case.category,
        class_code=case.class_code,
        path=areas.division_steps(connection, case.division_path),
        neighbours=tuple(near),
        texts=tuple(text for item in case.items for text in (item.origin, item.meaning)),
    )
    return suggested_units(situation, store.unit_rules(connection, case.division_path, today))


def make_links(work: UnitOfWork, case_id: UUID, only: UUID | None, today: date) -> tuple[NewLink, ...]:
    """A new link for one unit, or for all that have neither answer nor link. A link that was there opens nothing more.

    Raises NotFound, NotPermitted, ActionNotAllowed (nobody is being asked, or everybody has a link).
    """
    case = reviewed_case(work, case_id)
    _is_consulting(case)
    if only is None:
        wanted = [
            unit
            for unit in store.asked_units(work.connection, case_id)
            if unit.answered_on is None and (unit.link_until is None or unit.link_until < today)
        ]
    else:
        wanted = [store.asked_unit(work.connection, case_id, only)]
    if not wanted:
        raise ActionNotAllowed("every unit has answered or has a link; renew one by itself")
    grace = store.number_of(work.connection, "link_grace_days", case.division_path, today)
    made = tuple(_make_link(work, case_id, unit, today, grace) for unit in wanted)
    work.audit("consultation.link", "naming_case", case_id, changes={"units": [link.unit for link in made]})
    return made


def _make_link(work: UnitOfWork, case_id: UUID, unit: AskedUnit, today: date, grace: int) -> NewLink:
    link = NewLink(unit.unit, new_link_secret(), max(unit.due_on, today) + timedelta(days=grace))
    store.replace_link(work, case_id, unit.id, link_hash(link.token), link.expires_on)
    return link


def revoke_link(work: UnitOfWork, case_id: UUID, consultation_id: UUID) -> None:
    """The unit's link opens nothing any more. Raises NotFound, NotPermitted, ActionNotAllowed (there is none)."""
    reviewed_case(work, case_id)
    unit = store.asked_unit(work.connection, case_id, consultation_id)
    if not store.revoke_link(work, unit.id):
        raise ActionNotAllowed("this unit has no link", unit=unit.unit)
    work.audit("consultation.revoke_link", "naming_case", case_id, changes={"unit": unit.unit})


def record_reminder(
    work: UnitOfWork, case_id: UUID, consultation_id: UUID, channel: str, note: str, today: date
) -> None:
    """That a unit was reminded, and how. Raises NotFound, NotPermitted, InvalidInput, ActionNotAllowed."""
    case = reviewed_case(work, case_id)
    _is_consulting(case)
    unit = store.asked_unit(work.connection, case_id, consultation_id)
    if unit.answered_on is not None:
        raise ActionNotAllowed("this unit has answered", unit=unit.unit)
    problems = [] if channel in set(Channel) else [Problem("channel", "required", "must be chosen")]
    problems += length_problems({"note": note}, {"note": (0, 500)})
    if problems:
        raise InvalidInput("the reminder cannot be entered like this", problems)
    store.insert_reminder(work, case_id, consultation_id, today, channel, note.strip())
    work.audit("consultation.remind", "naming_case", case_id, changes={"unit": unit.unit, "channel": channel})


def _is_consulting(case: Case) -> None:
    if case.state is not CaseState.CONSULTING:
        raise ActionNotAllowed("nobody is being asked in this state", state=str(case.state))
