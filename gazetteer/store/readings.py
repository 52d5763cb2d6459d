"""Readings of names and the override table: finding and conditionally replacing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from gazetteer.romanization import Romanization
from gazetteer.tables import name_event, reading, reading_override
from geocore.db import UnitOfWork, explain_constraint
from geocore.errors import Conflict, NotFound, StaleVersion
from geocore.paging import Page, decode_cursor, encode_cursor

explain_constraint(
    "ex_reading_override_one_rule", Conflict("there is a rule for this name and scope already; end that one first")
)
explain_constraint("uq_reading_one_decided", StaleVersion("somebody else decided this reading in between"))


@dataclass(frozen=True, slots=True)
class NameReading:
    """A name with its present reading. `reading_id` and `version` together tell whether it is still the same."""

    name_id: UUID
    place_id: UUID
    name: str
    kind: str
    language: str
    category: str
    class_code: str
    division_path: tuple[int, ...]
    reading_id: UUID | None
    spelling: str
    sign: str
    tones: str
    status: str
    confident: bool
    source: str
    evidence: str | None
    decided_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class StoredOverride:
    """A row of the override table in the register. `is_in_force`: it holds today."""

    id: UUID
    name: str
    reading: str
    scope: str
    source: str
    note: str
    is_in_force: bool
    recorded_at: datetime
    version: int


_SELECT = """
select n.id, n.place_id, n.text, n.kind, n.language, p.category, p.class_code, p.division_path, r.id as reading_id,
       coalesce(r.spelling, '') as spelling, coalesce(r.sign, '') as sign, coalesce(r.tones, '') as tones,
       coalesce(r.status, 'none') as status, coalesce(r.confident, false) as confident,
       coalesce(r.source, 'none') as source, r.evidence, r.decided_at, coalesce(r.version, 0) as version
  from gazetteer.place p
  join gazetteer.name n on n.place_id = p.id
  left join lateral (
      select * from gazetteer.reading r where r.name_id = n.id and r.status <> 'superseded'
       order by r.status = 'decided' desc, r.recorded_at desc, r.id limit 1) r on true
"""


def readings_of_place(connection: sa.Connection, place_id: UUID) -> tuple[NameReading, ...]:
    """The names of a place with their readings, the standard one first. Raises NotFound, also outside one's area."""
    rows = connection.execute(
        sa.text(f"{_SELECT} where p.id = :id order by n.kind <> 'standard', upper(n.valid) desc nulls first, n.text"),
        {"id": place_id},
    ).all()
    if not rows:
        raise NotFound("no such place", place=str(place_id))
    return tuple(_reading(row) for row in rows)


def reading_of_name(connection: sa.Connection, name_id: UUID) -> NameReading:
    """Raises NotFound, also outside one's area."""
    row = connection.execute(sa.text(f"{_SELECT} where n.id = :id"), {"id": name_id}).one_or_none()
    if row is None:
        raise NotFound("no such name", name=str(name_id))
    return _reading(row)


def undecided_readings(
    connection: sa.Connection, regions: Sequence[int], cursor: str | None = None, limit: int = 50
) -> Page[NameReading]:
    """Guessed readings of standard names in these divisions and below, in a fixed order."""
    after = UUID(int=0) if cursor is None else _id_of(cursor)
    rows = connection.execute(
        sa.text(
            f"""{_SELECT} where p.division_path && cast(:regions as integer[]) and n.kind = 'standard'
                 and upper_inf(n.valid) and r.status = 'proposed' and not r.confident and n.id > :after
               order by n.id limit :limit"""
        ),
        {"regions": list(regions), "after": after, "limit": limit + 1},
    ).all()
    shown = rows[:limit]
    more = len(rows) > limit
    return Page(tuple(_reading(row) for row in shown), encode_cursor(str(shown[-1].id)) if more else None)


def _id_of(cursor: str) -> UUID:
    (text,) = decode_cursor(cursor, (str,))
    try:
        return UUID(str(text))
    except ValueError:
        return UUID(int=0)  # whoever writes a link by hand gets the first page


def _reading(row: sa.Row[tuple[object, ...]]) -> NameReading:
    values = row._asdict()
    values["name_id"], values["name"] = values.pop("id"), values.pop("text")
    values["division_path"] = tuple(values["division_path"])
    return NameReading(**values)


def replace_reading(work: UnitOfWork, old: NameReading, decided: Romanization, evidence: str) -> None:
    """Set the present reading aside and enter the decided one. Raises StaleVersion if it is not as in `old`."""
    if old.reading_id is not None:
        changed = work.connection.execute(
            sa.update(reading)
            .where(reading.c.id == old.reading_id, reading.c.version == old.version, reading.c.status != "superseded")
            .values(status="superseded", version=reading.c.version + 1)
        ).rowcount
        if changed != 1:
            raise StaleVersion("somebody else decided this reading in between", name=str(old.name_id))
    work.connection.execute(
        sa.insert(reading).values(
            id=sa.func.gen_random_uuid(),
            name_id=old.name_id,
            spelling=decided.spelling,
            sign=decided.sign,
            tones=decided.tones,
            pinyin=decided.pinyin,
            initials=decided.initials,
            status="decided",
            confident=True,
            source="decision",
            evidence=evidence,
            decided_by=work.actor.user_id,
            decided_at=sa.func.now(),
        )
    )


def add_reading_event(work: UnitOfWork, old: NameReading, spelling: str, evidence: str) -> None:
    """The line in the place's history, public like the reading itself; it names no person."""
    work.connection.execute(
        sa.insert(name_event).values(
            id=sa.func.gen_random_uuid(),
            place_id=old.place_id,
            name_id=old.name_id,
            kind="reading",
            happened_on=sa.func.current_date(),
            document=evidence,
            note=spelling,
            actor_name=work.actor.name,
        )
    )


_OVERRIDES = """
select id, name, reading, scope, source, note, valid @> current_date as is_in_force, recorded_at, version
  from gazetteer.reading_override
"""


def list_overrides(connection: sa.Connection, containing: str = "", limit: int = 200) -> tuple[StoredOverride, ...]:
    """Rows of the register, those that hold today first."""
    rows = connection.execute(
        sa.text(
            f"{_OVERRIDES} where strpos(name, :text) > 0 or :text = ''"
            " order by not valid @> current_date, name, scope, recorded_at limit :limit"
        ),
        {"text": containing, "limit": limit},
    )
    return tuple(StoredOverride(*row) for row in rows)


def find_override(connection: sa.Connection, override_id: UUID) -> StoredOverride:
    """Raises NotFound."""
    row = connection.execute(sa.text(f"{_OVERRIDES} where id = :id"), {"id": override_id}).one_or_none()
    if row is None:
        raise NotFound("no such reading override", override=str(override_id))
    return StoredOverride(*row)


def insert_override(work: UnitOfWork, name: str, text: str, scope: str, source: str, note: str) -> UUID:
    """Valid from today on. Raises Conflict when a rule for the same name and scope holds."""
    override_id: UUID = work.connection.execute(
        sa.insert(reading_override)
        .values(
            id=sa.func.gen_random_uuid(),
            name=name,
            reading=text,
            scope=scope,
            source=source,
            note=note,
            recorded_by=work.actor.user_id,
        )
        .returning(reading_override.c.id)
    ).scalar_one()
    return override_id


def close_override(work: UnitOfWork, override_id: UUID, version: int) -> None:
    """The rule holds no more from today on; the row stays. Raises StaleVersion."""
    changed = work.connection.execute(
        sa.text(
            "update gazetteer.reading_override set valid = daterange(lower(valid), current_date), version = version + 1"
            " where id = :id and version = :version and valid @> current_date"
        ),
        {"id": override_id, "version": version},
    ).rowcount
    if changed != 1:
        raise StaleVersion("somebody else changed this rule in between", override=str(override_id))
