"""The officers' queue and all that one page of a case shows. Row security decides whose cases these are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa

from gazetteer.cases.approvers import ApproverRule
from gazetteer.cases.follow_ups import FollowUp
from gazetteer.cases.heard import NOTHING_HEARD, Heard
from gazetteer.cases.model import (
    AnnouncedItem,
    Case,
    CaseClock,
    CheckReport,
    Consultation,
    Decision,
    Document,
    Filing,
    Opinion,
    PathDivision,
)
from gazetteer.cases.pre_naming import NO_LINKS, FormalLinks, PreNaming
from gazetteer.cases.store import (
    announcements,
    approvers,
    areas,
    cases,
    checks,
    clocks,
    decisions,
    follow_ups,
    heard,
    papers,
    pre_namings,
)
from gazetteer.cases.workflow import CLOSED, NAMING_CASE, PART_OF, CaseState, Part, actions_for
from gazetteer.store.case_titles import case_title
from gazetteer.store.division_names import division_name
from geocore.actor import Actor
from geocore.errors import InvalidInput
from geocore.paging import Page, decode_cursor, encode_cursor
from geocore.workflow_store import WorkflowEvent, events_of

_NO_DUE_DATE = date(9999, 12, 31)


class Tab(StrEnum):
    MINE = "mine"
    """Cases in which this person may take a step now."""
    UNIT = "unit"
    """Open cases of the person's area."""
    ALL = "all"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue, with the clock that ends first. `name`: the title of the case."""

    id: UUID
    number: str | None
    kind: str
    category: str
    name: str
    state: str
    division: str
    clock: str | None
    due_on: date | None
    due_reason: str | None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything about a case. `approver`: who would approve it today; `taken`: parts that the reader has had in it."""

    case: Case
    division: tuple[PathDivision, ...]
    approver: ApproverRule
    documents: tuple[Document, ...]
    checks: tuple[CheckReport, ...]
    consultations: tuple[Consultation, ...]
    opinions: tuple[Opinion, ...]
    clocks: tuple[CaseClock, ...]
    decisions: dict[UUID, Decision]
    announcements: tuple[AnnouncedItem, ...]
    filings: tuple[Filing, ...]
    events: tuple[WorkflowEvent, ...]
    taken: frozenset[Part]
    pre_namings: tuple[PreNaming, ...] = ()
    """The names that it holds or held, of an approved pre-naming."""
    links: FormalLinks = NO_LINKS
    heard: Heard = NOTHING_HEARD
    """What the public and experts said."""
    follow_ups: tuple[FollowUp, ...] = ()
    """What other offices have to do since it was announced."""

    def steps_for(self, actor: Actor, today: date) -> list[str]:
        """Steps that this person may take in the case now."""
        case = self.case
        may_extend = any(one.may_be_extended(today) for one in self.pre_namings)
        open_to = actions_for(case, actor, case.division_path, self.taken, case.kind.approval)
        return [action for action in open_to if action != "extend" or may_extend]

    def last_step(self, *actions: str) -> WorkflowEvent | None:
        """The latest of these steps, if one was taken."""
        return next((event for event in reversed(self.events) if event.action in actions), None)


_QUEUE = """
select c.id, n.number, c.kind, c.category, {title} as name, s.state,
       {division} as division, k.kind as clock, k.due_on, k.due_reason
  from gazetteer.naming_case c
  join app.workflow_subject s on s.id = c.id
  left join gazetteer.case_number n on n.case_id = c.id
  left join lateral (
      select * from gazetteer.case_clock k where k.case_id = c.id and k.ended_on is null
       order by k.due_on nulls last, k.kind limit 1) k on true
 where (coalesce(k.due_on, :never), c.id) > (:after_due, :after_id) and {condition}
 order by coalesce(k.due_on, :never), c.id limit :limit
"""
_CONDITIONS = {
    Tab.MINE: """exists (
        select from jsonb_to_recordset(cast(:mine as jsonb)) as may (state text, part text, regions integer[])
         where may.state = s.state and s.division_path && may.regions
           and (may.part is null or gazetteer.case_parts_of(c.id, :person) <@ array[may.part]))""",
    Tab.UNIT: "s.state <> all (:closed)",
    Tab.ALL: "true",
    Tab.OVERDUE: "k.due_on < :today",
}


def queue(
    connection: sa.Connection, actor: Actor, tab: Tab, today: date, cursor: str | None = None, limit: int = 25
) -> Page[QueueRow]:
    """The cases of a tab, the one with the fewest days left first. Raises InvalidInput for a damaged page link."""
    after_due, after_id = (date.min, UUID(int=0)) if cursor is None else _place_in_list(cursor)
    rows = connection.execute(
        sa.text(
            _QUEUE.format(condition=_CONDITIONS[tab], title=case_title("c.id"), division=division_name("c.division_id"))
        ),
        {
            "never": _NO_DUE_DATE,
            "after_due": after_due,
            "after_id": after_id,
            "mine": json.dumps(_steps_of(actor)),
            "person": actor.user_id,
            "closed": [str(state) for state in (*CLOSED, CaseState.PROVISIONAL)],
            "today": today,
            "limit": limit + 1,
        },
    ).all()
    shown = tuple(QueueRow(*row) for row in rows[:limit])
    more = len(rows) > limit
    return Page(
        shown, encode_cursor((shown[-1].due_on or _NO_DUE_DATE).isoformat(), str(shown[-1].id)) if more else None
    )


def _steps_of(actor: Actor) -> list[dict[str, object]]:
    """Where this person may take which part from which state."""
    return [
        {"state": str(source), "part": PART_OF.get(step.action), "regions": sorted(actor.grants[step.needs])}
        for step in NAMING_CASE.steps.values()
        if step.needs in actor.grants and step.action not in ("withdraw", "extend")
        for source in step.sources
    ]


def _place_in_list(cursor: str) -> tuple[date, UUID]:
    due_on, case_id = decode_cursor(cursor, (str, str))
    try:
        return date.fromisoformat(str(due_on)), UUID(str(case_id))
    except ValueError as error:
        raise InvalidInput("this page link is damaged; start again from the first page") from error


def case_file(connection: sa.Connection, case_id: UUID, actor: Actor) -> CaseFile:
    """Raises NotFound, also outside one's area."""
    case = cases.find_case(connection, case_id)
    return CaseFile(
        case=case,
        division=areas.division_steps(connection, case.division_path),
        approver=approvers.approver_for(connection, case),
        documents=papers.documents_of(connection, case_id),
        checks=_as_applied_for(checks.checks_of(connection, case_id), case),
        consultations=papers.consultations_of(connection, case_id),
        opinions=papers.opinions_of(connection, case_id),
        clocks=clocks.clocks_of(connection, case_id),
        decisions=decisions.decisions_of(connection, case_id),
        announcements=announcements.announcements_of(connection, case_id),
        filings=announcements.filings_of(connection, case_id),
        events=events_of(connection, case_id),
        taken=cases.parts_of(connection, case_id, actor.user_id),
        pre_namings=pre_namings.pre_namings_of(connection, case_id),
        links=pre_namings.links_of(connection, case_id),
        heard=heard.heard_of(connection, case_id),
        follow_ups=follow_ups.follow_ups_of(connection, case_id),
    )


def _as_applied_for(found: Iterable[CheckReport], case: Case) -> tuple[CheckReport, ...]:
    """In the order of the names in the application; those that it no longer has come last."""
    names = [name for item in case.items for name in item.candidate_names]
    place = {name: number for number, name in reversed(list(enumerate(names)))}
    return tuple(sorted(found, key=lambda check: (place.get(check.name, len(names)), check.name)))
