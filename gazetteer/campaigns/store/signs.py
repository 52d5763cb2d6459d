"""Photographs of signs, and the ranking of the divisions below the area of a campaign."""

from __future__ import annotations

import hashlib
from datetime import date
from uuid import UUID, uuid4

import sqlalchemy as sa

from gazetteer.campaigns.model import RankedDivision, SignPhoto, SignStage
from gazetteer.campaigns.tables import campaign_sign_photo
from gazetteer.store.division_names import division_name
from geocore.db import UnitOfWork
from geocore.errors import NotFound, StaleVersion

_PHOTOS = """
select p.id, p.candidate_id, p.stage, p.taken_on, p.size, p.added_at, u.display_name as added_by, p.withdraw_reason
  from gazetteer.campaign_sign_photo p left join app.user_account u on u.id = p.added_by
 where p.campaign_id = :campaign
"""


def insert_photo(
    work: UnitOfWork,
    campaign_id: UUID,
    candidate_id: UUID,
    stage: SignStage,
    taken_on: date,
    media_type: str,
    content: bytes,
) -> tuple[UUID, str]:
    """Returns (id, SHA-256). The database refuses names without an outcome that moves their sign."""
    photo_id, sha256 = uuid4(), hashlib.sha256(content).hexdigest()
    work.connection.execute(
        sa.insert(campaign_sign_photo).values(
            id=photo_id,
            campaign_id=campaign_id,
            candidate_id=candidate_id,
            stage=str(stage),
            taken_on=taken_on,
            media_type=media_type,
            size=len(content),
            sha256=sha256,
            content=content,
        )
    )
    return photo_id, sha256


def withdraw_photo(work: UnitOfWork, campaign_id: UUID, candidate_id: UUID, photo_id: UUID, reason: str) -> None:
    """Raises StaleVersion when it is withdrawn already, or not of this name."""
    changed = work.connection.execute(
        sa.update(campaign_sign_photo)
        .where(
            campaign_sign_photo.c.id == photo_id,
            campaign_sign_photo.c.campaign_id == campaign_id,
            campaign_sign_photo.c.candidate_id == candidate_id,
            campaign_sign_photo.c.withdraw_reason.is_(None),
        )
        .values(withdraw_reason=reason)
    ).rowcount
    if changed != 1:
        raise StaleVersion("this photograph is withdrawn already", id=str(photo_id))


def photos_of(connection: sa.Connection, campaign_id: UUID, candidate_id: UUID | None = None) -> tuple[SignPhoto, ...]:
    """In the order of the days; those that were withdrawn as well, without the pictures."""
    narrowed = "" if candidate_id is None else " and p.candidate_id = :candidate"
    rows = connection.execute(
        sa.text(_PHOTOS + narrowed + " order by p.taken_on, p.added_at, p.id"),
        {"campaign": campaign_id, "candidate": candidate_id},
    )
    return tuple(SignPhoto(**row._asdict() | {"stage": SignStage(row.stage)}) for row in rows)


def photo_content(
    connection: sa.Connection, campaign_id: UUID, candidate_id: UUID, photo_id: UUID
) -> tuple[str, bytes]:
    """Media type and bytes. Raises NotFound, also outside one's area."""
    row = connection.execute(
        sa.text(
            "select media_type, content from gazetteer.campaign_sign_photo"
            " where campaign_id = :campaign and candidate_id = :candidate and id = :id"
        ),
        {"campaign": campaign_id, "candidate": candidate_id, "id": photo_id},
    ).one_or_none()
    if row is None:
        raise NotFound("no such photograph", id=str(photo_id))
    return row.media_type, bytes(row.content)


def ranking_of(connection: sa.Connection, campaign_id: UUID) -> tuple[RankedDivision, ...]:
    """One aggregate of the database; the furthest first, of equals the larger."""
    rows = connection.execute(
        sa.text(
            f"select {division_name('r.division_seq', key='seq')} as division, r.total, r.judged, r.decided, r.done,"
            " r.signs, r.replaced, r.last_activity from gazetteer.campaign_ranking(:campaign) r"
            " order by r.done::numeric / r.total desc, r.decided::numeric / r.total desc,"
            " r.judged::numeric / r.total desc, r.total desc, r.division_seq"
        ),
        {"campaign": campaign_id},
    )
    return tuple(RankedDivision(*row) for row in rows)
