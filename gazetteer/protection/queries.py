"""What officers see of the lists, and what everybody sees of them (schema `published`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from gazetteer.protection import store
from gazetteer.protection.model import OriginStatement, ProtectedName, ReservedName, VanishedName
from gazetteer.store.division_names import division_name
from geocore.workflow_store import WorkflowEvent, events_of

MOST = 500


def protected_names(connection: sa.Connection) -> tuple[ProtectedName, ...]:
    """Entries of one's area: those to be decided first, then by name."""
    rows = connection.execute(
        sa.text(store.PROTECTED + " order by s.state <> 'proposed', s.state <> 'listed', p.name, p.id limit :most"),
        {"most": MOST},
    )
    return tuple(map(store.protected_of, rows))


@dataclass(frozen=True, slots=True)
class ProtectionFile:
    entry: ProtectedName
    events: tuple[WorkflowEvent, ...]


def protection_file(connection: sa.Connection, entry_id: UUID) -> ProtectionFile:
    """Raises NotFound."""
    return ProtectionFile(store.find_protected(connection, entry_id), events_of(connection, entry_id))


def vanished_names(connection: sa.Connection) -> tuple[VanishedName, ...]:
    rows = connection.execute(
        sa.text(
            f"select v.id, v.name, v.category, v.place_id, {division_name('v.division_id')} as division,"
            " st_x(v.geom) as lon, st_y(v.geom) as lat, v.vanished, v.reason, v.evidence, v.source"
            " from gazetteer.vanished_name v order by v.recorded_at desc, v.id limit :most"
        ),
        {"most": MOST},
    )
    return tuple(VanishedName(*row) for row in rows)


def reserved_names(connection: sa.Connection) -> tuple[ReservedName, ...]:
    """Those that are held first."""
    rows = connection.execute(
        sa.text(
            f"select r.id, r.name, r.category, {division_name('r.division_id')} as division, r.origin, r.meaning,"
            " r.reserved_until, r.released_on, r.release_reason from gazetteer.reserved_name r"
            " order by r.released_on is not null, r.name, r.id limit :most"
        ),
        {"most": MOST},
    )
    return tuple(ReservedName(*row) for row in rows)


def protected_among(connection: sa.Connection, place_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Which of these places have a name on the list."""
    rows = connection.execute(
        sa.text("select place_id from published.protected_name where place_id = any (:ids)"), {"ids": list(place_ids)}
    )
    return frozenset(rows.scalars())


@dataclass(frozen=True, slots=True)
class PublicProtected:
    """An entry of the list as everybody reads it; grade and criteria in words, with their English."""

    place_id: UUID
    name: str
    division: str
    grade: str
    grade_en: str
    criteria: tuple[str, ...]
    criteria_en: tuple[str, ...]
    reason: str
    document: str
    listed_on: date


@dataclass(frozen=True, slots=True)
class PublicVanished:
    name: str
    place_id: UUID | None
    division: str
    vanished: str
    reason: str
    source: str


_PUBLIC = """
select place_id, name, division, grade, grade_en, criteria, criteria_en, reason, document, listed_on
  from published.protected_name
"""


def _public(row: sa.Row[tuple[object, ...]]) -> PublicProtected:
    return PublicProtected(**row._asdict() | {"criteria": tuple(row.criteria), "criteria_en": tuple(row.criteria_en)})


def public_protected(connection: sa.Connection) -> tuple[PublicProtected, ...]:
    rows = connection.execute(sa.text(_PUBLIC + " order by division, name, id limit :most"), {"most": MOST})
    return tuple(map(_public, rows))


def public_protection_of(connection: sa.Connection, place_id: UUID) -> PublicProtected | None:
    """The entry of a place; None for a place whose name is not on the list."""
    row = connection.execute(
        sa.text(_PUBLIC + " where place_id = :id order by listed_on desc, id limit 1"), {"id": place_id}
    ).one_or_none()
    return None if row is None else _public(row)


def public_vanished(connection: sa.Connection) -> tuple[PublicVanished, ...]:
    rows = connection.execute(
        sa.text(
            "select name, place_id, division, vanished, reason, source from published.vanished_name"
            " order by division, name, id limit :most"
        ),
        {"most": MOST},
    )
    return tuple(PublicVanished(*row) for row in rows)


def public_origins(connection: sa.Connection, place_id: UUID) -> tuple[OriginStatement, ...]:
    """What is said of the origin of a place's name at present; contested statements stand beside each other."""
    rows = connection.execute(
        sa.text(
            "select id, text, quotation, source, confidence, is_contested from published.origin_statement"
            " where place_id = :id order by is_contested, id"
        ),
        {"id": place_id},
    )
    return tuple(OriginStatement(*row) for row in rows)
