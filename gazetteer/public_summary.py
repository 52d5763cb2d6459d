"""The public register seen as a whole: how many places, what was announced lately, what is no longer there.

Schema `published` only; every function takes a connection of the public reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from geocore.divisions import DivisionRef, division_refs, path_of
from geocore.paging import Page, decode_cursor, encode_cursor

_ANNOUNCED = sa.text(
    """
    select f.place_id, f.name_id, n.name, n.spelling, f.announced_on, f.approving_body, f.document, n.division_path
      from published.name_fact f
      join lateral (select * from published.name n where n.name_id = f.name_id order by n.id limit 1) n on true
     where f.announced_on is not null and (f.announced_on, f.name_id) < (:before, :below)
     order by f.announced_on desc, f.name_id desc limit :limit
    """
)
_AFTER_ALL_DAYS = date(9999, 12, 31)
_ABOVE_ALL_IDS = UUID(int=2**128 - 1)


@dataclass(frozen=True, slots=True)
class AnnouncedName:
    """A name with the day of its announcement (公告) and the act behind it."""

    place_id: UUID
    name_id: UUID
    name: str
    spelling: str
    announced_on: date
    approving_body: str | None
    document: str | None
    division_path: tuple[DivisionRef, ...]


def place_counts(connection: sa.Connection) -> dict[str, int]:
    """How many places exist today, by legal category (条例 art. 3). Reads the whole table: keep the answer."""
    rows = connection.exec_driver_sql(
        "select category, count(*) from published.place where existence @> current_date group by category"
    )
    return {row[0]: row[1] for row in rows}


def announced_names(connection: sa.Connection, cursor: str | None = None, limit: int = 20) -> Page[AnnouncedName]:
    """Announced names, the newest first. Raises InvalidInput for a damaged page link."""
    before, below = (_AFTER_ALL_DAYS, _ABOVE_ALL_IDS) if cursor is None else _place_in_list(cursor)
    rows = connection.execute(_ANNOUNCED, {"before": before, "below": below, "limit": limit + 1}).all()
    shown = rows[:limit]
    refs = division_refs(connection, (seq for row in shown for seq in row.division_path))
    return Page(
        items=tuple(
            AnnouncedName(**{**row._asdict(), "division_path": path_of(refs, row.division_path)}) for row in shown
        ),
        next=encode_cursor(shown[-1].announced_on.isoformat(), str(shown[-1].name_id)) if len(rows) > limit else None,
    )


def _place_in_list(cursor: str) -> tuple[date, UUID]:
    announced_on, name_id = decode_cursor(cursor, (str, str))
    try:
        return date.fromisoformat(str(announced_on)), UUID(str(name_id))
    except ValueError:
        return _AFTER_ALL_DAYS, _ABOVE_ALL_IDS  # whoever writes a link by hand gets the first page


def removed_at(connection: sa.Connection, place_id: UUID) -> datetime | None:
    """When a place left the public register; None if it never was in it (or still is)."""
    found: datetime | None = connection.execute(
        sa.text("select max(at) from published.change where entity_id = :id and operation = 'remove'"),
        {"id": place_id},
    ).scalar_one()
    return found
