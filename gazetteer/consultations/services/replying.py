"""A unit's answer by its link, without an account. Whoever holds the link answers for the unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from gazetteer.cases.model import PathDivision
from gazetteer.cases.store import areas
from gazetteer.consultations.rules import answer_problems
from gazetteer.consultations.store import units as store
from gazetteer.receipts import link_hash
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput, NotFound


@dataclass(frozen=True, slots=True)
class AskedName:
    """What is asked about one name. Position in degrees of EPSG:4490, None where the case has none."""

    current: str | None
    proposed: tuple[str, ...]
    position: str
    reason: str
    meaning: str
    origin: str
    facts: dict[str, str]
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class Question:
    """What the link shows: to whom it was sent, the question, the case without its applicant, the answer so far."""

    unit: str
    question: str
    number: str | None
    kind: str
    category: str
    division: tuple[PathDivision, ...]
    names: tuple[AskedName, ...]
    asked_on: date
    due_on: date
    expires_on: date
    is_open: bool
    answer: str | None
    text: str
    answered_by: str
    version: int


@dataclass(frozen=True, slots=True)
class Reply:
    """`version` is that of the answer the person saw: two who answer at once do not overwrite each other."""

    token: str
    version: int
    answer: str
    text: str
    name: str


def question_of(connection: sa.Connection, token: str, today: date) -> Question:
    """Raises NotFound alike for a link that is unknown, revoked or past its day."""
    found = store.question_behind(connection, link_hash(token), today)
    if found is None:
        raise NotFound("this link opens nothing; ask the office for a new one")
    return Question(
        unit=found["unit"],
        question=found["question"],
        number=found["number"],
        kind=found["kind"],
        category=found["category"],
        division=areas.division_steps(connection, found["division_path"]),
        names=tuple(_name(item) for item in found["items"] or ()),
        asked_on=date.fromisoformat(found["asked_on"]),
        due_on=date.fromisoformat(found["due_on"]),
        expires_on=date.fromisoformat(found["expires_on"]),
        is_open=found["is_open"],
        answer=found["answer"],
        text=found["text"],
        answered_by=found["answered_by"],
        version=found["version"],
    )


def _name(item: dict[str, Any]) -> AskedName:
    return AskedName(**{**item, "proposed": tuple(item["proposed"])})


def reply(work: UnitOfWork, command: Reply, today: date) -> None:
    """Answer, or correct the answer while the consultation lasts; earlier versions stay in the file.

    Raises InvalidInput, NotFound (no such link), ActionNotAllowed (it has ended), StaleVersion.
    """
    problems = answer_problems(command.answer, command.text, command.name)
    if problems:
        raise InvalidInput("the answer cannot be taken like this", problems)
    answered = store.answer_by_link(
        work,
        link_hash(command.token),
        command.version,
        command.answer,
        command.text.strip(),
        command.name.strip(),
        today,
    )
    if answered is None:
        raise NotFound("this link opens nothing; ask the office for a new one")
    work.audit("consultation.reply", "case_consultation", answered, changes={"answer": command.answer})
