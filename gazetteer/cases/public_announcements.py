"""Announcements as everybody reads them, and an application as its applicant follows it.

Announcements come from schema `published`. Following takes the number and the code that the applicant was given; it
is answered by a function of the database that tells neither persons nor papers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gazetteer.cases.model import Correction
from gazetteer.cases.notices import NoticeFacts, facts_told
from gazetteer.cases.services.handling import follow_hash
from gazetteer.cases.store.areas import division_steps
from geocore.errors import NotFound

_COLUMNS = """id, number, ordinal, kind, place_id, name_id, standard_name, former_name, romanisation, division,
    position, approving_body, approved_on, announced_on, issuer, body, body_hash, corrects, corrections,
    correction_reason"""


@dataclass(frozen=True, slots=True)
class PublicAnnouncement:
    """A name as it was announced, the `ordinal`th under its number.

    `corrected_by` is the later one that corrects it, and says in `corrections` what was wrong.
    """

    id: UUID
    number: str
    ordinal: int
    kind: str
    place_id: UUID
    name_id: UUID
    standard_name: str
    former_name: str | None
    romanisation: str
    division: str
    position: str
    approving_body: str
    approved_on: date
    announced_on: date
    issuer: str
    body: str
    body_hash: str
    corrects: UUID | None
    corrections: tuple[Correction, ...]
    correction_reason: str | None
    corrected_by: UUID | None


@dataclass(frozen=True, slots=True)
class AnnouncedName:
    """One of the names under a number."""

    id: UUID
    ordinal: int
    standard_name: str
    former_name: str | None
    romanisation: str
    division: str
    position: str
    body: str


@dataclass(frozen=True, slots=True)
class FollowedCase:
    """Where an application stands: `clocks` are (kind, due day, why there is none), `steps` (action, day, reason).

    The reason is what is to be put right, why the application is not taken up or not approved; of other steps empty.
    """

    number: str
    kind: str
    state: str
    name: str
    office: str
    steps: tuple[tuple[str, date, str], ...]
    clocks: tuple[tuple[str, date | None, str | None], ...]
    held: tuple[tuple[str, date, bool], ...] = ()
    """Pre-named names with their last day, and whether each has become a naming."""
    told: NoticeFacts | None = None
    """What the applicant's notices are written from; None while there is no case."""


def announcement(connection: sa.Connection, announcement_id: UUID) -> PublicAnnouncement:
    """Raises NotFound."""
    row = connection.execute(
        sa.text(
            f"select {_COLUMNS}, (select c.id from published.announcement c where c.corrects = a.id) as corrected_by"
            " from published.announcement a where a.id = :id"
        ),
        {"id": announcement_id},
    ).one_or_none()
    if row is None:
        raise NotFound("no such announcement", id=str(announcement_id))
    corrections = tuple(Correction(**one) for one in row.corrections or ())
    return PublicAnnouncement(**{**row._asdict(), "corrections": corrections})


def announced_together(connection: sa.Connection, number: str) -> tuple[AnnouncedName, ...]:
    """All names under the number of an announcement, in its order; one for a corrigendum."""
    rows = connection.execute(
        sa.text(
            "select id, ordinal, standard_name, former_name, romanisation, division, position, body"
            " from published.announcement where number = :number order by ordinal"
        ),
        {"number": number},
    )
    return tuple(AnnouncedName(*row) for row in rows)


def announcements_of_names(connection: sa.Connection, name_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Name -> its latest announcement, the corrigendum before what it corrects, for names that a case announced."""
    rows = connection.execute(
        sa.text(
            "select distinct on (name_id) name_id, id from published.announcement a where name_id = any (:ids)"
            " and not exists (select from published.announcement c where c.corrects = a.id)"
            " order by name_id, announced_on desc, id"
        ),
        {"ids": list(name_ids)},
    )
    return {row.name_id: row.id for row in rows}


def followed_case(connection: sa.Connection, number: str, code: str) -> FollowedCase:
    """Raises NotFound alike for a wrong number and a wrong code. `connection` is the application's, of anybody."""
    found: dict[str, Any] | None = connection.execute(
        sa.text("select gazetteer.follow_case(:number, :hash)"), {"number": number, "hash": follow_hash(number, code)}
    ).scalar_one_or_none()
    if found is None:
        raise NotFound("no application with this number and code")
    return followed_from(connection, found)


def followed_from(connection: sa.Connection, found: dict[str, Any]) -> FollowedCase:
    """From the JSON that the database's functions tell the holder of a code or a link."""
    office = connection.execute(
        sa.text("select name from boundaries.public_division where seq = :seq and valid @> current_date"),
        {"seq": found["office_seq"]},
    ).scalar_one_or_none()
    return FollowedCase(
        number=found["number"],
        kind=found["kind"],
        state=found["state"],
        name=found["name"] or "",
        office=office or "",
        steps=tuple(
            (step["action"], date.fromisoformat(step["on"]), step.get("reason") or "") for step in found["steps"] or ()
        ),
        clocks=tuple((clock["kind"], _day(clock["due_on"]), clock["due_reason"]) for clock in found["clocks"]),
        told=_told(connection, found.get("told")),
        held=tuple((one["name"], date.fromisoformat(one["until"]), one["is_used"]) for one in found.get("held") or ()),
    )


def _told(connection: sa.Connection, told: dict[str, Any] | None) -> NoticeFacts | None:
    return None if told is None else facts_told(told, division_steps(connection, told["path"]))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
