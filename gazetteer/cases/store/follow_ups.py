"""Tasks of other offices after an announcement, in the database. Never taken away: settled, or taken up again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from gazetteer.cases.follow_ups import FollowUp, FollowUpRule, NewFollowUp
from geocore.db import UnitOfWork
from geocore.errors import NotFound, StaleVersion

_RULES = sa.text(
    """
    select r.unit, r.task, r.days, r.source, coalesce(r.case_kind, '') as case_kind,
           coalesce(r.category, '') as category, coalesce(r.class_prefix, '') as class_prefix
      from gazetteer.follow_up_rule r
     where r.division_seq = any (:path) and r.valid @> cast(:on as date)
     order by array_position(cast(:path as integer[]), r.division_seq) desc, r.position, r.id
    """
)
_OF_CASE = sa.text(
    """
    select f.id, f.unit, f.task, f.source, f.made_on, f.due_on, f.outcome, f.settled_on,
           coalesce(u.display_name, '') as settled_by, f.note, f.version
      from gazetteer.case_follow_up f left join app.user_account u on u.id = f.settled_by
     where f.case_id = :case order by f.position
    """
)


def rules_for(connection: sa.Connection, path: Sequence[int], on: date) -> tuple[FollowUpRule, ...]:
    """Rows in force of all divisions above, those of the nearest first."""
    return tuple(FollowUpRule(**row._mapping) for row in connection.execute(_RULES, {"path": list(path), "on": on}))


def insert_follow_ups(work: UnitOfWork, case_id: UUID, made_on: date, tasks: Iterable[NewFollowUp]) -> int:
    """How many there are now."""
    rows = [
        {
            "case": case_id,
            "position": position,
            "unit": task.unit,
            "task": task.task,
            "source": task.source,
            "made_on": made_on,
            "due_on": task.due_on,
        }
        for position, task in enumerate(tasks, start=1)
    ]
    if rows:
        work.connection.execute(
            sa.text(
                "insert into gazetteer.case_follow_up (case_id, position, unit, task, source, made_on, due_on)"
                " values (:case, :position, :unit, :task, :source, :made_on, :due_on)"
            ),
            rows,
        )
    return len(rows)


def follow_ups_of(connection: sa.Connection, case_id: UUID) -> tuple[FollowUp, ...]:
    return tuple(FollowUp(**row._mapping) for row in connection.execute(_OF_CASE, {"case": case_id}))


def find_follow_up(connection: sa.Connection, case_id: UUID, follow_up_id: UUID) -> FollowUp:
    """Raises NotFound."""
    found = next((task for task in follow_ups_of(connection, case_id) if task.id == follow_up_id), None)
    if found is None:
        raise NotFound("no such task", id=str(follow_up_id))
    return found


def settle(
    work: UnitOfWork, follow_up_id: UUID, version: int, outcome: str | None, settled_on: date | None, note: str
) -> None:
    """Write what became of it, or with no outcome that it is open again. Raises StaleVersion."""
    changed = work.connection.execute(
        sa.text(
            "update gazetteer.case_follow_up set outcome = :outcome, settled_on = :on, note = :note,"
            " version = version + 1 where id = :id and version = :version"
            " and (outcome is null) = (cast(:outcome as text) is not null)"
        ),
        {"id": follow_up_id, "version": version, "outcome": outcome, "on": settled_on, "note": note},
    ).rowcount
    if changed != 1:
        raise StaleVersion("somebody else wrote what became of this task", id=str(follow_up_id))
