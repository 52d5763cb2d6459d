"""The case, its informant, photographs and decision. Row security decides who sees which; see migration 0013."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from gazetteer.store.division_names import division_name
from gazetteer.supervision.model import (
    Act,
    Channel,
    Colleague,
    Informant,
    NewReport,
    Photo,
    Sanction,
    SupervisionCase,
    SupervisionDecision,
)
from gazetteer.supervision.tables import (
    supervision_case,
    supervision_decision,
    supervision_informant,
    supervision_photo,
)
from gazetteer.supervision.workflow import SupervisionState
from geocore.db import UnitOfWork
from geocore.errors import NotFound, StaleVersion

CASES = f"""
select c.id, c.receipt, c.channel, c.used_name, c.place_words, c.text, c.place_id, st_x(c.geom) as lon,
       st_y(c.geom) as lat, c.division_path, {division_name("c.division_id")} as division, c.handler,
       u.display_name as handler_name, c.act_id, c.rectify_by, c.received_at, s.state, s.version as state_version
  from gazetteer.supervision_case c
  join app.workflow_subject s on s.id = c.id
  left join app.user_account u on u.id = c.handler
"""


def case_of(row: sa.Row[Any]) -> SupervisionCase:
    return SupervisionCase(
        **row._asdict()
        | {
            "channel": Channel(row.channel),
            "division_path": tuple(row.division_path),
            "state": SupervisionState(row.state),
        }
    )


def find_case(connection: sa.Connection, case_id: UUID) -> SupervisionCase:
    """Raises NotFound, also outside one's area."""
    row = connection.execute(sa.text(CASES + " where c.id = :id"), {"id": case_id}).one_or_none()
    if row is None:
        raise NotFound("no such case", id=str(case_id))
    return case_of(row)


def insert_case(
    work: UnitOfWork, case_id: UUID, receipt: str, report: NewReport, division_id: UUID, path: tuple[int, ...]
) -> None:
    """Whoever reports may not read: nothing is returned. The subject must have been opened before."""
    geom = None
    if report.lon is not None and report.lat is not None:
        geom = sa.func.st_setsrid(sa.func.st_makepoint(report.lon, report.lat), 4490)
    work.connection.execute(
        sa.insert(supervision_case).values(
            id=case_id,
            receipt=receipt,
            channel=str(report.channel),
            used_name=report.used_name,
            place_words=report.place_words,
            text=report.text,
            place_id=report.place_id,
            geom=geom,
            division_id=division_id,
            division_path=list(path),
        )
    )


def insert_informant(work: UnitOfWork, case_id: UUID, person: str, contact: str) -> None:
    work.connection.execute(sa.insert(supervision_informant).values(case_id=case_id, person=person, contact=contact))


def informant_of(connection: sa.Connection, case_id: UUID) -> Informant | None:
    """None where there is none, and for everybody but the handler."""
    row = connection.execute(
        sa.text("select person, contact from gazetteer.supervision_informant where case_id = :id"), {"id": case_id}
    ).one_or_none()
    return None if row is None else Informant(*row)


def insert_photo(work: UnitOfWork, case_id: UUID, stage: str, media_type: str, content: bytes) -> None:
    work.connection.execute(
        sa.insert(supervision_photo).values(
            id=uuid4(),
            case_id=case_id,
            stage=stage,
            media_type=media_type,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
        )
    )


def photos_of(connection: sa.Connection, case_id: UUID) -> tuple[Photo, ...]:
    rows = connection.execute(
        sa.text(
            "select id, stage, media_type, size, added_at from gazetteer.supervision_photo"
            " where case_id = :id order by added_at, id"
        ),
        {"id": case_id},
    )
    return tuple(Photo(*row) for row in rows)


def photo_content(connection: sa.Connection, case_id: UUID, photo_id: UUID) -> tuple[str, bytes]:
    """Media type and bytes. Raises NotFound, also outside one's area."""
    row = connection.execute(
        sa.text("select media_type, content from gazetteer.supervision_photo where case_id = :case and id = :id"),
        {"case": case_id, "id": photo_id},
    ).one_or_none()
    if row is None:
        raise NotFound("no such photograph", id=str(photo_id))
    return row.media_type, bytes(row.content)


def set_handler(work: UnitOfWork, case: SupervisionCase, handler: UUID) -> None:
    """Raises StaleVersion when somebody else was faster, NotPermitted where it is not the person's to give."""
    _change(work, case, handler=handler)


def set_order(work: UnitOfWork, case: SupervisionCase, act_id: UUID, rectify_by: date) -> None:
    _change(work, case, act_id=act_id, rectify_by=rectify_by)


def _change(work: UnitOfWork, case: SupervisionCase, **values: object) -> None:
    changed = work.connection.execute(
        sa.update(supervision_case)
        .where(supervision_case.c.id == case.id, supervision_case.c.handler.is_not_distinct_from(case.handler))
        .values(version=supervision_case.c.version + 1, **values)
    ).rowcount
    if changed != 1:
        raise StaleVersion("somebody else has this case now", id=str(case.id))


def acts_at(connection: sa.Connection, path: tuple[int, ...], day: date) -> tuple[Act, ...]:
    """What is punishable there on that day; of one act the rule of the nearest division."""
    rows = connection.execute(
        sa.text(
            "select distinct on (code) id, code, name_zh, name_en, article, consequence, least, most"
            " from gazetteer.supervision_act"
            " where division_seq = any (:path) and valid @> cast(:day as date)"
            " order by code, array_position(:path, division_seq) desc"
        ),
        {"path": list(path), "day": day},
    )
    return tuple(Act(*row) for row in rows)


def insert_decision(
    work: UnitOfWork,
    case_id: UUID,
    act_id: UUID,
    sanction: Sanction,
    amount: int | None,
    party: str,
    document: str,
    reason: str,
    decided_on: date,
) -> None:
    work.connection.execute(
        sa.insert(supervision_decision).values(
            case_id=case_id,
            act_id=act_id,
            sanction=str(sanction),
            amount=amount,
            party=party,
            document=document,
            reason=reason,
            decided_on=decided_on,
        )
    )


def decision_of(connection: sa.Connection, case_id: UUID) -> SupervisionDecision | None:
    row = connection.execute(
        sa.text(
            "select d.sanction, d.amount, d.party, d.document, d.reason, d.decided_on, a.name_zh as act,"
            " a.name_en as act_en, a.article from gazetteer.supervision_decision d"
            " join gazetteer.supervision_act a on a.id = d.act_id where d.case_id = :id"
        ),
        {"id": case_id},
    ).one_or_none()
    return None if row is None else SupervisionDecision(**row._asdict() | {"sanction": Sanction(row.sanction)})


def colleagues_of(connection: sa.Connection, case: SupervisionCase) -> tuple[Colleague, ...]:
    """Those who handle such cases there, but the present handler. Grants are read as far as the person may."""
    rows = connection.execute(
        sa.text("select id, name from gazetteer.supervision_handlers(:id) where id is distinct from :handler"),
        {"id": case.id, "handler": case.handler},
    )
    return tuple(Colleague(*row) for row in rows)


def where_is_it(connection: sa.Connection, lon: float, lat: float) -> tuple[UUID, tuple[int, ...]] | None:
    """The smallest division with a known area around a point."""
    row = connection.execute(
        sa.text(
            "select d.id, d.path from published.division_area a join published.division d on d.seq = a.division_seq"
            " where st_contains(a.geom, st_setsrid(st_makepoint(:lon, :lat), 4490)) order by d.level desc limit 1"
        ),
        {"lon": lon, "lat": lat},
    ).one_or_none()
    return None if row is None else (row.id, tuple(row.path))


def division_of_path(connection: sa.Connection, path: tuple[int, ...]) -> UUID:
    """The last division of a path."""
    found: UUID = connection.execute(
        sa.text("select id from boundaries.division where seq = :seq"), {"seq": path[-1]}
    ).scalar_one()
    return found
