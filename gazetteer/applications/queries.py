"""The officers' list of applications. Row security decides whose they are; drafts are in no list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from gazetteer.applications.model import ApplicationState
from gazetteer.store.division_names import division_name
from geocore.errors import InvalidInput
from geocore.paging import Page, decode_cursor, encode_cursor

TABS = (ApplicationState.HANDED_IN, ApplicationState.RETURNED, ApplicationState.TAKEN_OVER)
_LIST = f"""
select a.id, a.receipt, a.kind, a.category, coalesce(nullif(split_part(a.names, E'\\n', 1), ''), a.old_name) as name,
       a.applicant_unit, {division_name("a.division_id")} as division, a.handed_in_at, a.case_id
  from gazetteer.name_application a
 where a.state = :state and (a.handed_in_at, a.id) > (:after, :after_id)
 order by a.handed_in_at, a.id limit :limit
"""
_BEGINNING = "1970-01-01T00:00:00+00:00"


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """One line of the list."""

    id: UUID
    receipt: str
    kind: str
    category: str
    name: str
    applicant_unit: str
    division: str
    handed_in_at: datetime
    case_id: UUID | None


def applications(
    connection: sa.Connection, state: ApplicationState, cursor: str | None = None, limit: int = 25
) -> Page[ApplicationRow]:
    """Those that have waited longest first. Raises InvalidInput for a damaged page link."""
    after, after_id = (_BEGINNING, str(UUID(int=0))) if cursor is None else decode_cursor(cursor, (str, str))
    try:
        place = {"after": datetime.fromisoformat(str(after)), "after_id": UUID(str(after_id))}
    except ValueError as error:
        raise InvalidInput("this page link is damaged; start again from the first page") from error
    rows = connection.execute(sa.text(_LIST), {"state": str(state), "limit": limit + 1, **place}).all()
    shown = tuple(ApplicationRow(*row) for row in rows[:limit])
    more = len(rows) > limit
    return Page(shown, encode_cursor(shown[-1].handed_in_at.isoformat(), str(shown[-1].id)) if more else None)


def waiting_count(connection: sa.Connection) -> int:
    """How many applications wait to be taken over."""
    return int(
        connection.execute(
            sa.text("select count(*) from gazetteer.name_application where state = 'handed_in'")
        ).scalar_one()
    )
