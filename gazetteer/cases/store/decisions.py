"""Decisions and what they do to the register: places, names, readings, claims. Nothing is deleted or overwritten."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gazetteer.cases.clocks import ApproverKind
from gazetteer.cases.model import Case, CaseItem, CaseKind, Decision
from gazetteer.cases.tables import case_decision, name_claim
from gazetteer.romanization import Romanization
from gazetteer.tables import name, name_event, place, reading
from geocore.db import UnitOfWork
from geocore.errors import StaleVersion

SOURCE = "naming_case"
_EVENTS = {
    CaseKind.NAMING: "naming",
    CaseKind.RENAMING: "rename",
    CaseKind.RETIREMENT: "cancel",
    CaseKind.CORRECTION: "correct",
}
"""A pre-naming is no event in the history of a place."""


def insert_decision(work: UnitOfWork, case_id: UUID, decision: Decision) -> None:
    """Raises StaleVersion when the item is decided already."""
    work.connection.execute(
        sa.insert(case_decision).values(
            item_id=decision.item_id,
            case_id=case_id,
            outcome=decision.outcome,
            name=decision.name,
            place_id=decision.place_id,
            name_id=decision.name_id,
            approver_kind=str(decision.approver_kind),
            approving_body=decision.approving_body,
            document=decision.document,
            decided_on=decision.decided_on,
            reason=decision.reason,
        )
    )


def decisions_of(connection: sa.Connection, case_id: UUID) -> dict[UUID, Decision]:
    """By item."""
    rows = connection.execute(
        sa.text(
            "select item_id, outcome, name, place_id, name_id, approver_kind, approving_body, document, decided_on,"
            " reason from gazetteer.case_decision where case_id = :case"
        ),
        {"case": case_id},
    )
    return {
        row.item_id: Decision(**{**row._asdict(), "approver_kind": ApproverKind(row.approver_kind)}) for row in rows
    }


def claim_name(
    work: UnitOfWork,
    case_id: UUID,
    item: CaseItem,
    *,
    name_key: str | None,
    scope_key: str | None,
    name_id: UUID | None,
    since: date,
) -> None:
    """Raises NameTaken (the text is taken within its scope on one of these days) and Conflict (the old name is
    changed already). Without end; a pre-naming's last day comes from its row, by a trigger.

    Constraints see the claims of every county. A trigger keeps streets, estates and buildings apart by the built-up
    area at their position, where there is one, and writes it into the scope key.
    """
    work.connection.execute(
        sa.insert(name_claim).values(
            item_id=item.id,
            case_id=case_id,
            name_key=name_key,
            scope_key=scope_key,
            name_id=name_id,
            replaces_name_id=item.old_name_id,
            held=pg.Range(since, None),
        )
    )


def use_claim(work: UnitOfWork, pre_naming_id: UUID, case_id: UUID, name_key: str, scope_key: str, on: date) -> None:
    """The pre-naming that this case follows becomes its naming, where it holds the name on that day."""
    work.connection.execute(
        sa.update(name_claim)
        .where(
            name_claim.c.case_id == pre_naming_id,
            name_claim.c.name_key == name_key,
            name_claim.c.scope_key == scope_key,
            name_claim.c.released_at.is_(None),
            name_claim.c.held.op("@>")(sa.cast(on, sa.Date)),
        )
        .values(released_at=sa.func.now(), used_by=case_id)
    )


def release_claim(work: UnitOfWork, name_id: UUID) -> None:
    """A name that was decided by a case and is given up: its text may be given again."""
    work.connection.execute(
        sa.update(name_claim)
        .where(name_claim.c.name_id == name_id, name_claim.c.released_at.is_(None))
        .values(released_at=sa.func.now())
    )


def add_place(work: UnitOfWork, case: Case, item: CaseItem, since: date) -> UUID:
    place_id = uuid4()
    geom = None if item.lon is None else sa.func.st_setsrid(sa.func.st_makepoint(item.lon, item.lat), 4490)
    work.connection.execute(
        sa.insert(place).values(
            id=place_id,
            category=case.category,
            class_code=case.class_code,
            division_id=case.division_id,
            division_path=list(case.division_path),
            existence=sa.func.daterange(since, None),
            importance=_importance(case.class_code, item.wanted_name),
            geom=geom,
            position_kind="unknown" if geom is None else "source",
            position_source=None if geom is None else SOURCE,
            source=SOURCE,
            source_ref=str(item.id),
        )
    )
    return place_id


def _importance(class_code: str, text: str) -> sa.ScalarSelect[int]:
    """As imports rank places: by class, shorter names first."""
    found: sa.ScalarSelect[int] = (
        sa.text("select weight * 1000 + :bonus from gazetteer.feature_class where code = :class")
        .bindparams(bonus=max(0, 100 - 5 * len(text)), **{"class": class_code})
        .columns(sa.column("importance", sa.Integer))
        .scalar_subquery()
    )
    return found


def add_name(
    work: UnitOfWork, place_id: UUID, item: CaseItem, romanization: Romanization, decision: Decision, *, settled: bool
) -> UUID:
    """The approved name, not public yet, with its reading; `settled` if the case itself says how it is read."""
    name_id = uuid4()
    work.connection.execute(
        sa.insert(name).values(
            id=name_id,
            place_id=place_id,
            text=decision.name,
            specific=romanization.specific,
            generic=romanization.generic,
            kind="standard",
            status="approved",
            valid=sa.func.daterange(decision.decided_on, None),
            approving_body=decision.approving_body,
            document=decision.document or None,
            approved_on=decision.decided_on,
            origin=item.origin or None,
            meaning=item.meaning or None,
            source=SOURCE,
        )
    )
    work.connection.execute(
        sa.insert(reading).values(
            id=uuid4(),
            name_id=name_id,
            spelling=romanization.spelling,
            sign=romanization.sign,
            tones=romanization.tones,
            pinyin=romanization.pinyin,
            initials=romanization.initials,
            status="decided" if settled else "proposed",
            confident=settled or romanization.confident,
            source="decision" if settled else romanization.source,
            evidence=(decision.document or decision.approving_body) if settled else None,
            decided_by=work.actor.user_id if settled else None,
            decided_at=sa.func.now() if settled else None,
        )
    )
    return name_id


def spelling_of(connection: sa.Connection, name_id: UUID) -> str:
    """The spelling that may be announced: of a decided reading, or of one that was not guessed; else empty."""
    return str(
        connection.execute(
            sa.text(
                "select spelling from gazetteer.reading where name_id = :name and status <> 'superseded'"
                " and (status = 'decided' or confident) order by status = 'decided' desc, recorded_at desc limit 1"
            ),
            {"name": name_id},
        ).scalar_one_or_none()
        or ""
    )


def announce_name(work: UnitOfWork, name_id: UUID, on: date) -> None:
    """Raises StaleVersion unless the name is approved and not yet announced."""
    _one(
        work.connection.execute(
            sa.update(name)
            .where(name.c.id == name_id, name.c.status == "approved")
            .values(status="announced", announced_on=on, version=name.c.version + 1)
        )
    )


def supersede_name(work: UnitOfWork, name_id: UUID, kind: str, since: date) -> None:
    """The old name holds until the day before `since` and finds the place ever after. `kind`: former, alias."""
    _close_name(work, name_id, since, kind=kind, status="superseded")


def cancel_name(work: UnitOfWork, name_id: UUID, since: date, announced_on: date) -> None:
    """注销: the name is history from `since` on."""
    _close_name(work, name_id, since, status="cancelled", announced_on=announced_on)


def _close_name(work: UnitOfWork, name_id: UUID, since: date, **values: object) -> None:
    # An open beginning stays open; a name younger than its end is kept for one day, for a range is never empty.
    lower = sa.func.lower(name.c.valid)
    _one(
        work.connection.execute(
            sa.update(name)
            .where(name.c.id == name_id, sa.func.upper_inf(name.c.valid))
            .values(
                valid=sa.func.daterange(lower, sa.func.greatest(since, lower + 1)),
                version=name.c.version + 1,
                **values,
            )
        )
    )


def end_place(work: UnitOfWork, place_id: UUID, since: date) -> None:
    """The feature is gone; its position stays as it was."""
    lower = sa.func.lower(place.c.existence)
    _one(
        work.connection.execute(
            sa.update(place)
            .where(place.c.id == place_id, sa.func.upper_inf(place.c.existence))
            .values(existence=sa.func.daterange(lower, sa.func.greatest(since, lower + 1)), version=place.c.version + 1)
        )
    )


def add_event(work: UnitOfWork, kind: CaseKind, decision: Decision, note: str) -> None:
    """The line in the place's public history; it names no person."""
    work.connection.execute(
        sa.insert(name_event).values(
            id=uuid4(),
            place_id=decision.place_id,
            name_id=decision.name_id,
            kind=_EVENTS[kind],
            happened_on=decision.decided_on,
            authority=decision.approving_body,
            document=decision.document or None,
            note=note,
            actor_name=work.actor.name,
        )
    )


def _one(result: sa.CursorResult[object]) -> None:
    if result.rowcount != 1:
        raise StaleVersion("the name was changed in between; look at the case again")
