"""What officers read of the memories of a place, and what everybody reads (schema `published`)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gazetteer.memories.model import (
    CaseMemory,
    MarkerText,
    Memories,
    OralHistory,
    PublicHistory,
    PublicMarker,
    Recording,
)
from gazetteer.protection.store import standard_name
from geocore.errors import NotFound

MOST = 200

_MARKERS = """
select t.id, t.case_id, t.text, t.whereabouts, t.recorded_by, r.display_name as recorded_by_name, t.recorded_at,
       a.display_name as approved_by_name, t.approved_at, t.end_reason
  from gazetteer.marker_text t
  left join app.user_account r on r.id = t.recorded_by
  left join app.user_account a on a.id = t.approved_by
 where t.place_id = :place order by t.end_reason is not null, t.recorded_at, t.id limit :most
"""
_HISTORIES = """
select h.id, h.case_id, h.speaker, h.born_year, h.told_on, h.told_at, h.interviewer, h.language, h.transcript,
       h.may_publish, h.may_play, r.display_name as recorded_by_name, h.consent_end_note, h.end_reason,
       s.media_type, s.size
  from gazetteer.oral_history h
  left join app.user_account r on r.id = h.recorded_by
  left join gazetteer.oral_recording s on s.history_id = h.id
 where h.place_id = :place order by h.end_reason is not null, h.told_on, h.recorded_at, h.id limit :most
"""
_PUBLIC_HISTORIES = """
select h.id, h.speaker, h.born_year, h.told_on, h.told_at, h.language, h.transcript, s.media_type, s.size
  from published.oral_history h left join published.oral_recording s on s.history_id = h.id
 where h.place_id = :place order by h.told_on, h.id limit :most
"""


def memories_of(connection: sa.Connection, place_id: UUID) -> Memories:
    """With what has ended. Raises NotFound, also outside one's area."""
    name, _division, path = standard_name(connection, place_id)
    asked = {"place": place_id, "most": MOST}
    markers = tuple(MarkerText(*row) for row in connection.execute(sa.text(_MARKERS), asked))
    histories = tuple(OralHistory(**_with_recording(row)) for row in connection.execute(sa.text(_HISTORIES), asked))
    return Memories(place_id, name, path, markers, histories)


def _with_recording(row: sa.Row[Any]) -> dict[str, Any]:
    values = row._asdict()
    media_type, size = values.pop("media_type"), values.pop("size")
    return values | {"recording": None if media_type is None else Recording(media_type, size)}


def of_case(connection: sa.Connection, case_id: UUID) -> dict[UUID, CaseMemory]:
    """Of each place whose name the case retires: the texts written in the case, and how many oral histories there are
    for whoever may read them.
    """
    rows = connection.execute(
        sa.text(
            "select distinct i.place_id, coalesce((select array_agg(t.text order by t.recorded_at, t.id)"
            " from gazetteer.marker_text t"
            " where t.case_id = i.case_id and t.place_id = i.place_id and t.end_reason is null), '{}'),"
            " (select count(*) from gazetteer.oral_history h where h.place_id = i.place_id and h.end_reason is null)"
            " from gazetteer.case_item i where i.case_id = :case and i.place_id is not null"
        ),
        {"case": case_id},
    )
    return {place_id: CaseMemory(tuple(texts), histories) for place_id, texts, histories in rows}


def recording_content(connection: sa.Connection, history_id: UUID) -> tuple[str, bytes]:
    """Media type and bytes, for officers. Raises NotFound, also outside one's area and without the permission."""
    return _content(connection, "gazetteer.oral_recording s where s.history_id = :id", id=history_id)


def public_recording(connection: sa.Connection, place_id: UUID, history_id: UUID) -> tuple[str, bytes]:
    """Raises NotFound, also where the speaker has not agreed to be heard, or the place is no longer public."""
    return _content(
        connection,
        "published.oral_recording s join published.oral_history h on h.id = s.history_id"
        " join published.place p on p.id = h.place_id where h.id = :id and h.place_id = :place",
        id=history_id,
        place=place_id,
    )


def _content(connection: sa.Connection, source: str, **asked: UUID) -> tuple[str, bytes]:
    row = connection.execute(sa.text(f"select s.media_type, s.content from {source}"), asked).one_or_none()
    if row is None:
        raise NotFound("no such recording", id=str(asked["id"]))
    return row.media_type, bytes(row.content)


def public_markers(connection: sa.Connection, place_id: UUID) -> tuple[PublicMarker, ...]:
    """The approved texts of a place, the newest first."""
    rows = connection.execute(
        sa.text(
            "select text, whereabouts, approved_on from published.marker_text where place_id = :place"
            " order by approved_on desc, id limit :most"
        ),
        {"place": place_id, "most": MOST},
    )
    return tuple(PublicMarker(*row) for row in rows)


def public_histories(connection: sa.Connection, place_id: UUID) -> tuple[PublicHistory, ...]:
    """What people told of a place and agreed to be read."""
    rows = connection.execute(sa.text(_PUBLIC_HISTORIES), {"place": place_id, "most": MOST})
    return tuple(PublicHistory(**_with_recording(row)) for row in rows)
