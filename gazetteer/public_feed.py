"""What machines that follow the register read: its latest changes with names, and all its places in parts.

Schema `published` only; every function takes a connection of the public reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

PLACES_IN_A_PART = 40_000
"""Aimed at; identifiers are random, so the fullest part of any register stays below 50,000."""

_LATEST = sa.text(
    """
    select c.seq, c.at, c.entity, c.entity_id, c.operation,
           case c.entity when 'division' then d.name else n.name end as name
      from (select * from published.change where seq < :before order by seq desc limit :limit) c
      left join published.division d on c.entity = 'division' and d.id = c.entity_id
      left join lateral (
          select m.name from published.name m where m.place_id = c.entity_id
           order by m.kind = 'standard' desc, upper(m.valid) desc nulls first, m.id limit 1) n on c.entity = 'place'
     order by c.seq desc
    """
)
_PART = sa.text("select id, changed_at from published.place where id between :first and :last order by id limit 50000")


@dataclass(frozen=True, slots=True)
class NamedChange:
    """One entry of the feed; `name` is the present name of the entity, None once it is gone."""

    seq: int
    at: datetime
    entity: str
    entity_id: UUID
    operation: str
    name: str | None


def latest_changes(connection: sa.Connection, before: int, limit: int) -> tuple[NamedChange, ...]:
    """The newest entries with a sequence number below `before`, newest first."""
    return tuple(NamedChange(*row) for row in connection.execute(_LATEST, {"before": before, "limit": limit}))


def place_parts(connection: sa.Connection) -> int:
    """Into how many parts (a power of two) the places are divided by the first bits of their identifier."""
    count = connection.execute(sa.text("select count(*) from published.place")).scalar_one()
    parts = 1
    while count > parts * PLACES_IN_A_PART:
        parts *= 2
    return parts


def places_of_part(connection: sa.Connection, part: int, parts: int) -> tuple[tuple[UUID, datetime], ...]:
    """Identifier and last change of the places in one part. `parts` must be a power of two, `part` below it."""
    size = 2**128 // parts
    span = {"first": UUID(int=part * size), "last": UUID(int=(part + 1) * size - 1)}
    return tuple((row.id, row.changed_at) for row in connection.execute(_PART, span))
