"""The write side of what is kept of names, with its public copies. Row security decides whose records are seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from gazetteer.protection.model import (
    Listed,
    NewOrigin,
    NewProtection,
    NewReserved,
    NewVanished,
    ProtectedName,
)
from gazetteer.protection.tables import (
    origin_statement,
    protected_name,
    published_origin_statement,
    published_protected_name,
    published_vanished_name,
    reserved_name,
    vanished_name,
)
from gazetteer.protection.workflow import ProtectionState
from gazetteer.store.division_names import division_name
from geocore.db import UnitOfWork
from geocore.errors import NotFound, StaleVersion

PROTECTED = f"""
select p.id, p.place_id, p.name, p.grade, p.criteria, {division_name("p.division_id")} as division, p.division_path,
       p.reason, p.plan, p.document, p.listed_on, p.proposed_by, s.state, s.version as state_version
  from gazetteer.protected_name p
  join app.workflow_subject s on s.id = p.id
"""


def protected_of(row: sa.Row[Any]) -> ProtectedName:
    return ProtectedName(
        **row._asdict()
        | {
            "criteria": tuple(row.criteria),
            "division_path": tuple(row.division_path),
            "state": ProtectionState(row.state),
        }
    )


def find_protected(connection: sa.Connection, entry_id: UUID) -> ProtectedName:
    """Raises NotFound, also outside one's area."""
    row = connection.execute(sa.text(PROTECTED + " where p.id = :id"), {"id": entry_id}).one_or_none()
    if row is None:
        raise NotFound("no such entry of the protection list", id=str(entry_id))
    return protected_of(row)


def grades(connection: sa.Connection) -> tuple[Listed, ...]:
    rows = connection.execute(
        sa.text("select code, name_zh, name_en, source from gazetteer.protection_grade order by position")
    )
    return tuple(Listed(*row) for row in rows)


def criteria(connection: sa.Connection) -> tuple[Listed, ...]:
    """All; one that holds in a part of the country only says where."""
    rows = connection.execute(
        sa.text(
            "select code, name_zh || case when area = '' then '' else '（' || area || '）' end,"
            " name_en || case when area = '' then '' else ' (' || area || ')' end, source"
            " from gazetteer.protection_criterion order by position"
        )
    )
    return tuple(Listed(*row) for row in rows)


def standard_name(connection: sa.Connection, place_id: UUID) -> tuple[str, UUID, tuple[int, ...]]:
    """Standard name, division and path of a place; the last one where the name was retired with its feature.

    Raises NotFound, also outside one's area.
    """
    row = connection.execute(
        sa.text(
            "select n.text, p.division_id, p.division_path from gazetteer.place p join gazetteer.name n"
            " on n.place_id = p.id and n.kind = 'standard' and n.status <> 'approved'"
            " where p.id = :id order by upper_inf(n.valid) desc, n.recorded_at desc limit 1"
        ),
        {"id": place_id},
    ).one_or_none()
    if row is None:
        raise NotFound("no such place with a standard name", place=str(place_id))
    return row.text, row.division_id, tuple(row.division_path)


def insert_protected(
    work: UnitOfWork, entry_id: UUID, new: NewProtection, name: str, division_id: UUID, path: Sequence[int]
) -> None:
    """The subject must have been opened before."""
    values = asdict(new) | {"criteria": list(new.criteria), "document": ""}
    work.connection.execute(
        sa.insert(protected_name).values(
            id=entry_id, name=name, division_id=division_id, division_path=list(path), **values
        )
    )


def set_listed(work: UnitOfWork, entry: ProtectedName, document: str, on: date) -> None:
    """On the list, and public."""
    work.connection.execute(
        sa.update(protected_name).where(protected_name.c.id == entry.id).values(document=document, listed_on=on)
    )
    grade = next(one for one in grades(work.connection) if one.code == entry.grade)
    known = {one.code: one for one in criteria(work.connection)}
    work.connection.execute(
        sa.insert(published_protected_name).values(
            id=entry.id,
            place_id=entry.place_id,
            name=entry.name,
            division=division_words(work.connection, entry.division_path),
            grade=grade.name_zh,
            grade_en=grade.name_en,
            criteria=[known[code].name_zh for code in entry.criteria],
            criteria_en=[known[code].name_en for code in entry.criteria],
            reason=entry.reason,
            document=document,
            listed_on=on,
        )
    )


def unpublish_protected(work: UnitOfWork, entry_id: UUID) -> None:
    work.connection.execute(sa.delete(published_protected_name).where(published_protected_name.c.id == entry_id))


def division_words(connection: sa.Connection, path: Sequence[int]) -> str:
    """From the province down."""
    found = connection.execute(
        sa.text(
            "select string_agg(name, '' order by level) from boundaries.public_division"
            " where seq = any (:path) and level > 0 and valid @> current_date"
        ),
        {"path": list(path)},
    ).scalar_one()
    return str(found or "")


def insert_vanished(work: UnitOfWork, new: NewVanished, path: Sequence[int]) -> UUID:
    """Frozen: neither words nor position are ever changed. A registered place gives its own position."""
    record_id = uuid4()
    values = asdict(new)
    lon, lat = values.pop("lon"), values.pop("lat")
    geom: Any = None
    if new.place_id is not None:
        geom = sa.text("select geom from gazetteer.place where id = :place").bindparams(place=new.place_id)
        geom = geom.columns(sa.column("geom")).scalar_subquery()
    elif lon is not None and lat is not None:
        geom = sa.func.st_setsrid(sa.func.st_makepoint(lon, lat), 4490)
    work.connection.execute(
        sa.insert(vanished_name).values(id=record_id, division_path=list(path), geom=geom, **values)
    )
    work.connection.execute(
        sa.insert(published_vanished_name).values(
            id=record_id,
            name=new.name,
            place_id=new.place_id,
            division=division_words(work.connection, path),
            vanished=new.vanished,
            reason=new.reason,
            source=new.source,
        )
    )
    return record_id


def insert_origin(work: UnitOfWork, new: NewOrigin) -> UUID:
    """The statement and its public copy; one that it replaces stays in the register and leaves the public side."""
    statement_id = uuid4()
    values = asdict(new) | {"confidence": str(new.confidence)}
    work.connection.execute(sa.insert(origin_statement).values(id=statement_id, **values))
    del values["replaces"]
    work.connection.execute(sa.insert(published_origin_statement).values(id=statement_id, **values))
    if new.replaces is not None:
        changed = work.connection.execute(
            sa.delete(published_origin_statement).where(
                published_origin_statement.c.id == new.replaces,
                published_origin_statement.c.place_id == new.place_id,
            )
        ).rowcount
        if changed != 1:
            raise StaleVersion("the statement to be replaced is not the present one of this place")
    return statement_id


def insert_reserved(work: UnitOfWork, new: NewReserved, path: Sequence[int]) -> UUID:
    record_id = uuid4()
    work.connection.execute(sa.insert(reserved_name).values(id=record_id, division_path=list(path), **asdict(new)))
    return record_id


def release_reserved(work: UnitOfWork, record_id: UUID, reason: str, on: date) -> None:
    """Raises StaleVersion when it is released already, or not of one's area."""
    changed = work.connection.execute(
        sa.update(reserved_name)
        .where(reserved_name.c.id == record_id, reserved_name.c.released_on.is_(None))
        .values(released_on=on, release_reason=reason)
    ).rowcount
    if changed != 1:
        raise StaleVersion("this name is not held in the reserve", id=str(record_id))
