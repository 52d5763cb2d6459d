"""Units that were asked: their links, answers and reminders; and the office's rules for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from gazetteer.consultations.model import AnswerVersion, AskedUnit, Channel, Reminder
from gazetteer.consultations.suggestions import Condition, UnitRule
from gazetteer.consultations.tables import consultation_link, consultation_reminder
from geocore.coordinates import METRES_PER_DEGREE
from geocore.db import UnitOfWork
from geocore.errors import NotFound

_RULE = sa.text(
    "select value from gazetteer.consultation_rule"
    " where key = :key and division_seq = any (:path) and valid @> cast(:on as date)"
    " order by array_position(cast(:path as integer[]), division_seq) desc limit 1"
)
_NEAR = sa.text(
    """
    select d.name from published.division_area a join published.division d on d.seq = a.division_seq
     where a.geom && st_expand(st_setsrid(st_makepoint(:lon, :lat), 4490), :degrees)
       and d.level = 3 and d.seq <> all (:path)
       and st_dwithin(a.geom::geography, st_setsrid(st_makepoint(:lon, :lat), 4490)::geography, :distance)
     order by a.geom <-> st_setsrid(st_makepoint(:lon, :lat), 4490) limit 6
    """
)


def number_of(connection: sa.Connection, key: str, path: Sequence[int], on: date) -> int:
    """A number of the procedure; the row of the nearest division above counts, the country has one of each."""
    return int(connection.execute(_RULE, {"key": key, "path": list(path), "on": on}).scalar_one())


def unit_rules(connection: sa.Connection, path: Sequence[int], on: date) -> tuple[UnitRule, ...]:
    """The rules of all divisions above the case, those of the nearest first."""
    rows = connection.execute(
        sa.text(
            "select condition, unit, reason, category, class_prefix from gazetteer.consultation_unit_rule"
            " where division_seq = any (:path) and valid @> cast(:on as date)"
            " order by array_position(cast(:path as integer[]), division_seq) desc, position"
        ),
        {"path": list(path), "on": on},
    )
    return tuple(
        UnitRule(Condition(row.condition), row.unit, row.reason, row.category or "", row.class_prefix or "")
        for row in rows
    )


def counties_near(
    connection: sa.Connection, path: Sequence[int], point: tuple[float, float], distance_m: int
) -> tuple[str, ...]:
    """Other counties whose published area comes within `distance_m` of the point (degrees, EPSG:4490), nearest first.

    Published areas are drawings of some accuracy: good enough to ask a neighbour, not to say where the line runs.
    """
    # A degree of longitude is shorter than one of latitude: twice the way north covers it up to 60 degrees.
    reach = {"lon": point[0], "lat": point[1], "distance": distance_m, "degrees": 2 * distance_m / METRES_PER_DEGREE}
    return tuple(connection.execute(_NEAR, {**reach, "path": list(path)}).scalars())


def asked_units(connection: sa.Connection, case_id: UUID) -> tuple[AskedUnit, ...]:
    rows = connection.execute(
        sa.text(
            "select q.id, q.unit, q.question, q.asked_on, q.due_on, q.answered_on, q.answer, q.text, q.answered_by,"
            " l.expires_on as link_until from gazetteer.case_consultation q"
            " left join gazetteer.consultation_link l on l.consultation_id = q.id and l.revoked_at is null"
            " where q.case_id = :case order by q.asked_on, q.unit"
        ),
        {"case": case_id},
    ).all()
    answers = _by_unit(
        connection,
        "select consultation_id, number, answer, text, answered_by, via, answered_on from gazetteer.consultation_answer"
        " where case_id = :case order by number",
        case_id,
        AnswerVersion,
    )
    reminders = _by_unit(
        connection,
        "select consultation_id, sent_on, channel, note from gazetteer.consultation_reminder"
        " where case_id = :case order by sent_on, id",
        case_id,
        lambda sent_on, channel, note: Reminder(sent_on, Channel(channel), note),
    )
    return tuple(
        AskedUnit(**row._asdict(), answers=tuple(answers[row.id]), reminders=tuple(reminders[row.id])) for row in rows
    )


def _by_unit(connection: sa.Connection, statement: str, case_id: UUID, make: Any) -> defaultdict[UUID, list[Any]]:
    found: defaultdict[UUID, list[Any]] = defaultdict(list)
    for row in connection.execute(sa.text(statement), {"case": case_id}):
        found[row.consultation_id].append(make(*row[1:]))
    return found


def asked_unit(connection: sa.Connection, case_id: UUID, consultation_id: UUID) -> AskedUnit:
    """Raises NotFound."""
    for found in asked_units(connection, case_id):
        if found.id == consultation_id:
            return found
    raise NotFound("no such unit was asked in this case", id=str(consultation_id))


def replace_link(work: UnitOfWork, case_id: UUID, consultation_id: UUID, token_hash: bytes, expires_on: date) -> None:
    """The link that was there opens nothing any more."""
    revoke_link(work, consultation_id)
    work.connection.execute(
        sa.insert(consultation_link).values(
            id=uuid4(),
            consultation_id=consultation_id,
            case_id=case_id,
            token_hash=token_hash,
            expires_on=expires_on,
        )
    )


def revoke_link(work: UnitOfWork, consultation_id: UUID) -> int:
    """How many live links there were: none or one."""
    return work.connection.execute(
        sa.update(consultation_link)
        .where(consultation_link.c.consultation_id == consultation_id, consultation_link.c.revoked_at.is_(None))
        .values(revoked_at=sa.func.clock_timestamp())
    ).rowcount


def insert_reminder(
    work: UnitOfWork, case_id: UUID, consultation_id: UUID, sent_on: date, channel: str, note: str
) -> None:
    work.connection.execute(
        sa.insert(consultation_reminder).values(
            id=uuid4(), case_id=case_id, consultation_id=consultation_id, sent_on=sent_on, channel=channel, note=note
        )
    )


def question_behind(connection: sa.Connection, token_hash: bytes, today: date) -> dict[str, Any] | None:
    """What the link shows; None for one that is unknown, revoked or past its day. Needs no account."""
    found: dict[str, Any] | None = connection.execute(
        sa.text("select gazetteer.asked_question(:hash, :today)"), {"hash": token_hash, "today": today}
    ).scalar_one_or_none()
    return found


def answer_by_link(
    work: UnitOfWork, token_hash: bytes, version: int, answer: str, text: str, name: str, today: date
) -> UUID | None:
    """The consultation answered; None as above. Raises StaleVersion, ActionNotAllowed (it has ended)."""
    found: UUID | None = work.connection.execute(
        sa.text("select gazetteer.answer_by_link(:hash, :version, :answer, :text, :name, :today)"),
        {"hash": token_hash, "version": version, "answer": answer, "text": text, "name": name, "today": today},
    ).scalar_one_or_none()
    return found
