"""The case itself: draft, items, contact, number. Row security decides whose cases are seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from gazetteer.cases.model import Case, CaseItem, CaseKind, Channel, Draft, DraftItem
from gazetteer.cases.tables import case_contact, case_item, case_number, naming_case
from gazetteer.cases.workflow import CLOSED, CaseState, Part
from geocore.db import UnitOfWork
from geocore.errors import NotFound, StaleVersion

_CASE = sa.text(
    """
    select c.id, c.kind, c.category, c.class_code, c.channel, c.division_id, c.division_path, c.applicant_unit,
           c.applicant_code, coalesce(k.person, '') as contact_person, coalesce(k.phone, '') as contact_phone,
           c.version, s.state, s.version as state_version, c.opened_at, n.number, n.accepted_on
      from gazetteer.naming_case c
      join app.workflow_subject s on s.id = c.id
      left join gazetteer.case_contact k on k.case_id = c.id
      left join gazetteer.case_number n on n.case_id = c.id
     where c.id = :id
    """
)
_ITEMS = sa.text(
    """
    select i.id, i.position, i.candidate_names, i.place_id, i.old_name_id, n.text as old_name,
           st_x(i.geom) as lon, st_y(i.geom) as lat, i.position_text, i.reading, i.origin, i.meaning, i.reason,
           i.facts, i.ended_on, coalesce(i.reason_code, '') as reason_code
      from gazetteer.case_item i left join gazetteer.name n on n.id = i.old_name_id
     where i.case_id = :id order by i.position
    """
)


def find_case(connection: sa.Connection, case_id: UUID) -> Case:
    """Raises NotFound, also outside one's area."""
    row = connection.execute(_CASE, {"id": case_id}).one_or_none()
    if row is None:
        raise NotFound("no such case", id=str(case_id))
    values = row._asdict()
    values["kind"], values["channel"] = CaseKind(row.kind), Channel(row.channel)
    values["state"], values["division_path"] = CaseState(row.state), tuple(row.division_path)
    items = (_item(item) for item in connection.execute(_ITEMS, {"id": case_id}))
    return Case(**values, items=tuple(items))


def _item(row: sa.Row[tuple[object, ...]]) -> CaseItem:
    values = row._asdict()
    values["candidate_names"] = tuple(values["candidate_names"])
    return CaseItem(**values)


def parts_of(connection: sa.Connection, case_id: UUID, person: UUID | None) -> frozenset[Part]:
    """The parts that this person has had in the case; nobody's are none."""
    found = connection.execute(
        sa.text("select gazetteer.case_parts_of(:case, :person)"), {"case": case_id, "person": person}
    ).scalar_one()
    return frozenset(map(Part, found))


def insert_case(
    work: UnitOfWork, case_id: UUID, draft: Draft, path: tuple[int, ...], unread: Mapping[str, str] | None = None
) -> None:
    """The subject must have been opened before. `unread`: texts of the form that could not be read, by field."""
    work.connection.execute(
        sa.insert(naming_case).values(
            id=case_id, **_columns(draft), division_path=list(path), unread=dict(unread or {})
        )
    )
    _write_parts(work, case_id, draft)


def lock_draft(work: UnitOfWork, case_id: UUID) -> None:
    """Hold others off who want to write in it until this unit of work has ended."""
    work.connection.execute(sa.select(naming_case.c.id).where(naming_case.c.id == case_id).with_for_update())


def unread_of(connection: sa.Connection, case_id: UUID) -> dict[str, str]:
    """Texts of the form that could not be read, by field."""
    statement = sa.select(naming_case.c.unread).where(naming_case.c.id == case_id)
    return dict(connection.execute(statement).scalar_one())


def changed_at(connection: sa.Connection, case_id: UUID) -> datetime:
    """When somebody last wrote in the application."""
    found: datetime = connection.execute(
        sa.select(naming_case.c.changed_at).where(naming_case.c.id == case_id)
    ).scalar_one()
    return found


def rewrite_case(
    work: UnitOfWork, case_id: UUID, version: int, draft: Draft, path: tuple[int, ...], unread: Mapping[str, str]
) -> None:
    """Replace the draft; on a new path it moves. Raises StaleVersion when somebody else wrote in between."""
    changed = work.connection.execute(
        sa.update(naming_case)
        .where(naming_case.c.id == case_id, naming_case.c.version == version)
        .values(
            **_columns(draft),
            division_path=list(path),
            unread=dict(unread),
            version=naming_case.c.version + 1,
            changed_at=sa.func.now(),
        )
    ).rowcount
    if changed != 1:
        raise StaleVersion("somebody else wrote in this application in between", id=str(case_id))
    work.connection.execute(sa.delete(case_item).where(case_item.c.case_id == case_id))
    work.connection.execute(sa.delete(case_contact).where(case_contact.c.case_id == case_id))
    _write_parts(work, case_id, draft)


def _columns(draft: Draft) -> dict[str, object]:
    return {
        "kind": str(draft.kind),
        "category": draft.category,
        "class_code": draft.class_code,
        "channel": str(draft.channel),
        "division_id": draft.division_id,
        "applicant_unit": draft.applicant_unit,
        "applicant_code": draft.applicant_code,
    }


def _write_parts(work: UnitOfWork, case_id: UUID, draft: Draft) -> None:
    work.connection.execute(
        sa.insert(case_contact).values(case_id=case_id, person=draft.contact_person, phone=draft.contact_phone)
    )
    for position, item in enumerate(draft.items, start=1):
        values = asdict(item)
        lon, lat = values.pop("lon"), values.pop("lat")
        geom = None if lon is None or lat is None else sa.func.st_setsrid(sa.func.st_makepoint(lon, lat), 4490)
        values["candidate_names"] = list(item.candidate_names)
        values["reason_code"] = item.reason_code or None
        work.connection.execute(
            sa.insert(case_item).values(
                id=uuid4(),
                case_id=case_id,
                position=position,
                geom=geom,
                old_name_id=_old_name(work.connection, item),
                **values,
            )
        )


def _old_name(connection: sa.Connection, item: DraftItem) -> UUID | None:
    """Raises NotFound for a place that is not there."""
    if item.place_id is None:
        return None
    found = standard_name_of(connection, item.place_id)
    if found is None:
        raise NotFound("no such place with a standard name", place=str(item.place_id))
    return found


def standard_name_of(connection: sa.Connection, place_id: UUID) -> UUID | None:
    """The present standard name of a place; None also for one outside the area."""
    found: UUID | None = connection.execute(
        sa.text(
            "select id from gazetteer.name where place_id = :place and kind = 'standard' and upper_inf(valid)"
            " and status <> 'approved' order by recorded_at desc, id limit 1"
        ),
        {"place": place_id},
    ).scalar_one_or_none()
    return found


def other_cases_about(connection: sa.Connection, case: Case) -> dict[UUID, str]:
    """Places of this case that another submitted, open one is about, with its number (or state before acceptance)."""
    rows = connection.execute(
        sa.text(
            "select i.place_id, coalesce(n.number, s.state) as told from gazetteer.case_item i"
            " join app.workflow_subject s on s.id = i.case_id"
            " left join gazetteer.case_number n on n.case_id = i.case_id"
            " where i.place_id = any (:places) and i.case_id <> :case and s.state <> all (:passive)"
        ),
        {
            "places": [item.place_id for item in case.items if item.place_id is not None],
            "case": case.id,
            "passive": [str(state) for state in (CaseState.DRAFT, *CLOSED, CaseState.ANNOUNCED)],
        },
    )
    return {row.place_id: row.told for row in rows}


def is_follow_hash(connection: sa.Connection, case_id: UUID, follow_hash: bytes) -> bool:
    """Whether it is that of the code which the applicant was told."""
    statement = sa.text(
        "select exists (select from gazetteer.case_number where case_id = :case and follow_hash = :hash)"
    )
    return bool(connection.execute(statement, {"case": case_id, "hash": follow_hash}).scalar_one())


def next_serial(work: UnitOfWork, office_seq: int, kind: str, year: int) -> int:
    """The next number of the office and year; taken back if the unit of work fails. `kind`: case, announcement."""
    return int(
        work.connection.execute(
            sa.text("select gazetteer.next_serial(:office, :kind, :year)"),
            {"office": office_seq, "kind": kind, "year": year},
        ).scalar_one()
    )


def insert_number(
    work: UnitOfWork, case_id: UUID, office_seq: int, year: int, serial: int, number: str, follow_hash: bytes, on: date
) -> None:
    work.connection.execute(
        sa.insert(case_number).values(
            case_id=case_id,
            office_seq=office_seq,
            year=year,
            serial=serial,
            number=number,
            follow_hash=follow_hash,
            accepted_on=on,
        )
    )
