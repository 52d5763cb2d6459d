"""The list of cases, one case as its reader may see it, the register of decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa

from gazetteer.store.division_names import division_name
from gazetteer.supervision.model import Act, Colleague, Informant, Photo, Sanction, SupervisionCase, SupervisionDecision
from gazetteer.supervision.store import cases as store
from gazetteer.supervision.workflow import ENDED
from geocore.errors import InvalidInput
from geocore.paging import Page, decode_cursor, encode_cursor
from geocore.workflow_store import WorkflowEvent, events_of


class Tab(StrEnum):
    MINE = "mine"
    OPEN = "open"
    ALL = "all"


_CONDITIONS = {
    Tab.MINE: "c.handler = :person and s.state <> all (:ended)",
    Tab.OPEN: "s.state <> all (:ended)",
    Tab.ALL: "true",
}


def case_list(
    connection: sa.Connection, tab: Tab, person: UUID | None, cursor: str | None = None, limit: int = 25
) -> Page[SupervisionCase]:
    """The newest first. Raises InvalidInput for a damaged page link."""
    receipt, case_id = ("JB9999", "") if cursor is None else _place(cursor)
    rows = connection.execute(
        sa.text(
            store.CASES + f" where {_CONDITIONS[tab]} and (c.receipt, c.id::text) < (:receipt, :id)"
            " order by c.receipt desc, c.id::text desc limit :limit"
        ),
        {
            "person": person,
            "ended": [str(state) for state in ENDED],
            "receipt": receipt,
            "id": case_id,
            "limit": limit + 1,
        },
    ).all()
    shown = tuple(map(store.case_of, rows[:limit]))
    more = len(rows) > limit
    return Page(shown, encode_cursor(shown[-1].receipt, str(shown[-1].id)) if more else None)


def _place(cursor: str) -> tuple[str, str]:
    receipt, case_id = decode_cursor(cursor, (str, str))
    try:
        UUID(str(case_id))
    except ValueError as error:
        raise InvalidInput("this page link is damaged; start again from the first page") from error
    return str(receipt).replace("\x00", ""), str(case_id)


@dataclass(frozen=True, slots=True)
class SupervisionFile:
    """One case. `informant` is None for everybody but the handler; `has_informant` is told to nobody else either."""

    case: SupervisionCase
    informant: Informant | None
    photos: tuple[Photo, ...]
    decision: SupervisionDecision | None
    acts: tuple[Act, ...]
    colleagues: tuple[Colleague, ...]
    events: tuple[WorkflowEvent, ...]


def supervision_file(connection: sa.Connection, case_id: UUID, today: date) -> SupervisionFile:
    """Raises NotFound, also outside one's area."""
    case = store.find_case(connection, case_id)
    return SupervisionFile(
        case=case,
        informant=store.informant_of(connection, case_id),
        photos=store.photos_of(connection, case_id),
        decision=store.decision_of(connection, case_id),
        acts=store.acts_at(connection, case.division_path, today),
        colleagues=store.colleagues_of(connection, case),
        events=events_of(connection, case_id),
    )


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line of the register of decisions."""

    id: UUID
    receipt: str
    used_name: str
    division: str
    party: str
    act: str
    act_en: str
    article: str
    sanction: Sanction
    amount: int | None
    document: str
    decided_on: date


MOST_IN_REGISTER = 500


def register(connection: sa.Connection, year: int) -> tuple[RegisterRow, ...]:
    """The decisions of a year, in their order; nothing of it tells an informant."""
    rows = connection.execute(
        sa.text(
            f"select c.id, c.receipt, c.used_name, {division_name('c.division_id')} as division, d.party,"
            " a.name_zh as act,"
            " a.name_en as act_en, a.article, d.sanction, d.amount, d.document, d.decided_on"
            " from gazetteer.supervision_decision d join gazetteer.supervision_case c on c.id = d.case_id"
            " join gazetteer.supervision_act a on a.id = d.act_id"
            " where d.decided_on between make_date(:year, 1, 1) and make_date(:year, 12, 31)"
            " order by d.decided_on, c.receipt limit :limit"
        ),
        {"year": year, "limit": MOST_IN_REGISTER},
    )
    return tuple(RegisterRow(**row._asdict() | {"sanction": Sanction(row.sanction)}) for row in rows)
