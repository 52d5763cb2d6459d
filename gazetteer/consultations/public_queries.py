"""Consultations as everybody reads them: schema `published` only, with a connection of the public reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from geocore.errors import NotFound
from geocore.paging import Page, decode_cursor, encode_cursor

_COLUMNS = """c.id, c.kind, c.category, c.title, c.question, c.range_text, c.issuer, c.division, c.opens_on,
    c.closes_on, c.closed_on, c.close_note,
    (select count(*) from published.consultation_comment m where m.consultation_id = c.id) as comments"""
_LIST = sa.text(
    f"select {_COLUMNS} from published.consultation c where (c.closes_on, c.id) < (:before, :below)"
    " order by c.closes_on desc, c.id desc limit :limit"
)
_ONE = sa.text(f"select {_COLUMNS} from published.consultation c where c.id = :id")
MOST_COMMENTS = 200


@dataclass(frozen=True, slots=True)
class ConsultedName:
    """What is asked about one name; position in degrees of EPSG:4490, snapped to the public grid."""

    current: str | None
    proposed: tuple[str, ...]
    position: str
    reason: str
    meaning: str
    origin: str
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class ConsultationSummary:
    id: UUID
    kind: str
    category: str
    title: str
    question: str
    range_text: str
    issuer: str
    division: str
    opens_on: date
    closes_on: date
    closed_on: date | None
    close_note: str
    comments: int

    def is_open(self, today: date) -> bool:
        """Whether comments are taken on this day."""
        return self.closed_on is None and self.opens_on <= today <= self.closes_on


@dataclass(frozen=True, slots=True)
class PublishedComment:
    id: UUID
    author: str
    text: str
    submitted_on: date
    handling: str | None
    answer: str
    answered_on: date | None


def consultations(connection: sa.Connection, cursor: str | None = None, limit: int = 20) -> Page[ConsultationSummary]:
    """Those that end last come first. Raises InvalidInput for a damaged page link."""
    before, below = (date.max, UUID(int=2**128 - 1)) if cursor is None else _place_in_list(cursor)
    rows = connection.execute(_LIST, {"before": before, "below": below, "limit": limit + 1}).all()
    shown = tuple(ConsultationSummary(*row) for row in rows[:limit])
    more = len(rows) > limit
    return Page(shown, encode_cursor(shown[-1].closes_on.isoformat(), str(shown[-1].id)) if more else None)


def _place_in_list(cursor: str) -> tuple[date, UUID]:
    closes_on, consultation_id = decode_cursor(cursor, (str, str))
    try:
        return date.fromisoformat(str(closes_on)), UUID(str(consultation_id))
    except ValueError:
        return date.max, UUID(int=2**128 - 1)  # whoever writes a link by hand gets the first page


def consultation(connection: sa.Connection, consultation_id: UUID) -> ConsultationSummary:
    """Raises NotFound."""
    row = connection.execute(_ONE, {"id": consultation_id}).one_or_none()
    if row is None:
        raise NotFound("no such public consultation", id=str(consultation_id))
    return ConsultationSummary(*row)


def consulted_names(connection: sa.Connection, consultation_id: UUID) -> tuple[ConsultedName, ...]:
    rows = connection.execute(
        sa.text(
            "select current_name, proposed_names, position_text, reason, meaning, origin, st_x(geom), st_y(geom)"
            " from published.consultation_item where consultation_id = :id order by position"
        ),
        {"id": consultation_id},
    )
    return tuple(ConsultedName(row[0], tuple(row[1]), *row[2:]) for row in rows)


def comments_on(connection: sa.Connection, consultation_id: UUID) -> tuple[PublishedComment, ...]:
    """Published comments, the newest first, at most `MOST_COMMENTS`."""
    rows = connection.execute(
        sa.text(
            "select id, author, text, submitted_on, handling, answer, answered_on from published.consultation_comment"
            " where consultation_id = :id order by submitted_on desc, id limit :limit"
        ),
        {"id": consultation_id, "limit": MOST_COMMENTS},
    )
    return tuple(PublishedComment(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class PublishedObjection:
    text: str
    submitted_on: date
    outcome: str
    answer: str
    answered_on: date


def objections_to(connection: sa.Connection, announcement_id: UUID) -> tuple[PublishedObjection, ...]:
    """Objections to an announcement that were answered and are told to everybody, the oldest first."""
    rows = connection.execute(
        sa.text(
            "select text, submitted_on, outcome, answer, answered_on from published.objection"
            " where announcement_id = :id order by submitted_on, id limit :limit"
        ),
        {"id": announcement_id, "limit": MOST_COMMENTS},
    )
    return tuple(PublishedObjection(*row) for row in rows)
