"""Running clocks and open tasks of the cases that a person may see, counted and listed; the prompts in their files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from gazetteer.cases.deadlines import NEAR, SOON, Concerns, EscalationStep, Urgency
from gazetteer.cases.workflow import CLOSED
from gazetteer.store.case_titles import case_title
from gazetteer.store.division_names import division_name
from geocore.db import UnitOfWork
from geocore.errors import NotFound, StaleVersion

_COUNTY_IN_PATH = 4
"""Nation, province, prefecture, county."""

# The unit of a case is the division below the person's own in which it lies; a county is not divided further.
_RUNNING = f"""
with mine as (select unnest(cast(:regions as integer[])) as seq),
counted as (
    select k.case_id, k.kind as clock, k.due_on, k.due_reason, '' as detail
      from gazetteer.case_clock k join app.workflow_subject s on s.id = k.case_id
     where k.ended_on is null and s.state <> all (cast(:closed as text[]))
    union all
    select f.case_id, 'follow_up', f.due_on, null, f.unit || '：' || f.task
      from gazetteer.case_follow_up f where f.outcome is null),
running as (
    select c.id, c.kind, c.division_id, c.division_path, s.state, k.clock, k.due_on, k.due_reason, k.detail,
           case when k.due_on is null then 'standing' when k.due_on < :today then 'overdue'
                when k.due_on - :today <= {SOON} then 'soon' when k.due_on - :today <= {NEAR} then 'near'
                else 'later' end as urgency,
           c.division_path[least((select min(array_position(c.division_path, m.seq)) from mine m) + 1,
               {_COUNTY_IN_PATH}, cardinality(c.division_path))] as unit
      from counted k
      join gazetteer.naming_case c on c.id = k.case_id
      join app.workflow_subject s on s.id = c.id
     where c.division_path && cast(:regions as integer[]))
"""
_COUNTS = sa.text(
    f"""{_RUNNING}
    select counted.*, {division_name("counted.unit", key="seq")} as division
      from (select unit, urgency, count(*) as number from running group by unit, urgency) counted
     order by division, unit"""
)
_LIST = sa.text(
    f"""{_RUNNING}
    select r.id, n.number, r.kind, {case_title("r.id")} as name,
           {division_name("r.division_id")} as division, r.division_path, r.state, r.clock, r.due_on, r.due_reason,
           r.detail, (select count(*) from gazetteer.case_prompt p where p.case_id = r.id) as prompts
      from running r
      left join gazetteer.case_number n on n.case_id = r.id
     where (cast(:unit as integer) is null or r.unit = :unit) and (:urgency = '' or r.urgency = :urgency)
     order by r.due_on nulls last, r.id, r.clock, r.detail limit :limit"""
)
_PROMPTS = """
select p.id, p.case_id, p.text, coalesce(a.display_name, '') as made_by, p.made_at, p.answer,
       coalesce(b.display_name, '') as answered_by, p.answered_at, p.version
  from gazetteer.case_prompt p
  left join app.user_account a on a.id = p.made_by
  left join app.user_account b on b.id = p.answered_by
"""


@dataclass(frozen=True, slots=True)
class DueCount:
    """Running clocks of one unit by how pressing they are."""

    unit: int
    division: str
    urgency: Urgency
    number: int


@dataclass(frozen=True, slots=True)
class DueClock:
    """A running clock, or an open task of another office, with what the list says of its case."""

    case_id: UUID
    number: str | None
    kind: str
    name: str
    division: str
    division_path: tuple[int, ...]
    state: str
    clock: str
    due_on: date | None
    due_reason: str | None
    detail: str
    """Of a task: the unit and what it has to do."""
    prompts: int


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a superior asks about a case, and what was answered."""

    id: UUID
    case_id: UUID
    text: str
    made_by: str
    made_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None
    version: int


def due_counts(connection: sa.Connection, regions: Sequence[int], today: date) -> tuple[DueCount, ...]:
    rows = connection.execute(_COUNTS, {"regions": list(regions), "today": today, "closed": sorted(CLOSED)})
    return tuple(DueCount(row.unit, row.division, Urgency(row.urgency), row.number) for row in rows)


def due_clocks(
    connection: sa.Connection, regions: Sequence[int], today: date, unit: int | None, urgency: str, limit: int
) -> tuple[DueClock, ...]:
    """The most pressing first; of one unit, of one urgency, or of all."""
    wanted = {"regions": list(regions), "today": today, "closed": sorted(CLOSED), "unit": unit, "urgency": urgency}
    return tuple(DueClock(*row) for row in connection.execute(_LIST, wanted | {"limit": limit}))


def escalation_steps(connection: sa.Connection, on: date) -> tuple[EscalationStep, ...]:
    """Those that hold on a day, of all divisions."""
    rows = connection.execute(
        sa.text(
            "select division_seq, to_whom, days_left from gazetteer.escalation_step where valid @> cast(:on as date)"
        ),
        {"on": on},
    )
    return tuple(EscalationStep(row.division_seq, Concerns(row.to_whom), row.days_left) for row in rows)


def prompts_of(connection: sa.Connection, case_id: UUID) -> tuple[Prompt, ...]:
    rows = connection.execute(
        sa.text(f"{_PROMPTS} where p.case_id = :case order by p.made_at, p.id"), {"case": case_id}
    )
    return tuple(Prompt(*row) for row in rows)


def unanswered_prompts(connection: sa.Connection, limit: int) -> tuple[Prompt, ...]:
    """Those of cases in one's area, the oldest first."""
    statement = f"{_PROMPTS} where p.answered_at is null order by p.made_at, p.id limit :limit"
    return tuple(Prompt(*row) for row in connection.execute(sa.text(statement), {"limit": limit}))


def insert_prompt(work: UnitOfWork, case_id: UUID, text: str) -> UUID:
    prompt_id = uuid4()
    work.connection.execute(
        sa.text("insert into gazetteer.case_prompt (id, case_id, text) values (:id, :case, :text)"),
        {"id": prompt_id, "case": case_id, "text": text},
    )
    return prompt_id


def answer_prompt(work: UnitOfWork, case_id: UUID, prompt_id: UUID, version: int, answer: str) -> None:
    """Raises NotFound, StaleVersion when somebody has answered meanwhile."""
    done = work.connection.execute(
        sa.text(
            "update gazetteer.case_prompt set answer = :answer, answered_by = app.current_actor(), answered_at = now(),"
            " version = version + 1 where id = :id and case_id = :case and version = :version and answered_at is null"
        ),
        {"id": prompt_id, "case": case_id, "version": version, "answer": answer},
    )
    if done.rowcount == 1:
        return
    if any(found.id == prompt_id for found in prompts_of(work.connection, case_id)):
        raise StaleVersion("somebody has answered this meanwhile")
    raise NotFound("no such prompt", id=str(prompt_id))
