"""Marker texts, oral histories and the shortest sound files that are taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from gazetteer.cases.services.drafting import NewDocument
from gazetteer.memories import services
from gazetteer.memories.model import NewMarkerText, NewOralHistory
from tests.builders.cases import Office

MP3 = b"ID3\x04" + bytes(60)
WAV = b"RIFF\x24\0\0\0WAVEfmt " + bytes(28)
M4A = b"\0\0\0\x20ftypM4A " + bytes(40)
SOUND = NewDocument("recording", "讲述.mp3", MP3)


def history(place_id: UUID, **changes: Any) -> NewOralHistory:
    """With consent to everything, by somebody who is named."""
    made = NewOralHistory(
        place_id=place_id,
        speaker="王五（虚构）",
        born_year=1941,
        told_on=date(2026, 2, 1),
        told_at="村口老樟树下（虚构）",
        interviewer="赵六（虚构）",
        language="郴州官话",
        transcript="小时候桥边有柳树（虚构）",
        may_publish=True,
        may_play=True,
    )
    return replace(made, **changes)


def told(office: Office, place_id: UUID, sent: NewDocument | None = SOUND, **changes: Any) -> UUID:
    with office.as_("clerk@suxian") as work:
        return services.record_history(work, history(place_id, **changes), sent, office.today)


def marked(office: Office, place_id: UUID, who: str = "clerk", case_id: UUID | None = None) -> UUID:
    with office.as_(f"{who}@suxian") as work:
        text = NewMarkerText(place_id, "柳塘桥遗址（虚构）", "桥东头（虚构）", case_id)
        return services.record_marker(work, text)
