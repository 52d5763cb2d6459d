"""What waits for the officers of an area in all its consultations. Row security decides whose cases these are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from gazetteer.store.case_titles import case_title

MOST_WAITING = 100

# One line per thing to do; a case with twenty unanswered comments is one line with a number.
_WAITING = sa.text(
    f"""
    with waiting as (
        select q.case_id, 'unit' as what, q.due_on as day, count(*) as number, min(q.unit) as detail
          from gazetteer.case_consultation q join app.workflow_subject s on s.id = q.case_id and s.state = 'consulting'
         where q.answered_on is null group by q.case_id, q.due_on
        union all
        select c.case_id, 'moderate', min(c.submitted_on), count(*), '' from gazetteer.public_comment c
         where c.moderation = 'pending' group by c.case_id
        union all
        select c.case_id, 'answer', min(c.submitted_on), count(*), '' from gazetteer.public_comment c
         where c.handling is null group by c.case_id
        union all
        select p.case_id, 'close', p.closes_on, 1, '' from gazetteer.public_consultation p
         where p.closed_on is null and p.closes_on < :today
        union all
        select r.case_id, 'review', r.opened_on, 1, '' from gazetteer.expert_review r where r.concluded_on is null
        union all
        select o.case_id, 'objection', min(o.submitted_on), count(*), '' from gazetteer.announcement_objection o
         where o.answered_on is null group by o.case_id)
    select w.case_id, {case_title("w.case_id")} as name, w.what, w.day, w.number, w.detail
      from waiting w
      join app.workflow_subject s on s.id = w.case_id and s.state <> 'ended'
     order by w.day, w.case_id, w.what limit :limit
    """
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """`what`: unit (`day` is when its answer is due), close (its last day); others: since `day`."""

    case_id: UUID
    name: str
    what: str
    day: date
    number: int
    detail: str


def waiting_things(connection: sa.Connection, today: date) -> tuple[Waiting, ...]:
    """The oldest first, at most `MOST_WAITING`."""
    rows = connection.execute(_WAITING, {"today": today, "limit": MOST_WAITING})
    return tuple(Waiting(*row) for row in rows)
