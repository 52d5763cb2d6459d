"""Marker texts and oral histories. Days are those of Asia/Shanghai."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NewMarkerText:
    """What a sign or stone says; `case_id` is the retirement in which it is written, which approves it as well."""

    place_id: UUID
    text: str
    whereabouts: str = ""
    case_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class MarkerText:
    id: UUID
    case_id: UUID | None
    text: str
    whereabouts: str
    recorded_by: UUID
    recorded_by_name: str | None
    recorded_at: datetime
    approved_by_name: str | None
    approved_at: datetime | None
    end_reason: str | None


@dataclass(frozen=True, slots=True)
class NewOralHistory:
    """What somebody told. An empty `speaker` is anonymous. `may_play`: the voice may be heard by everybody as well."""

    place_id: UUID
    speaker: str
    born_year: int | None
    told_on: date
    told_at: str
    interviewer: str
    language: str
    transcript: str
    may_publish: bool
    may_play: bool
    case_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Recording:
    """A sound file, without its bytes."""

    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class OralHistory:
    """As officers with the permission read it; `is_public` while the consent stands."""

    id: UUID
    case_id: UUID | None
    speaker: str
    born_year: int | None
    told_on: date
    told_at: str
    interviewer: str
    language: str
    transcript: str
    may_publish: bool
    may_play: bool
    recorded_by_name: str | None
    consent_end_note: str | None
    end_reason: str | None
    recording: Recording | None

    @property
    def is_public(self) -> bool:
        return self.may_publish and self.consent_end_note is None and self.end_reason is None


@dataclass(frozen=True, slots=True)
class Memories:
    """What is kept of one place. Officers without the permission get no oral histories."""

    place_id: UUID
    name: str
    division_path: tuple[int, ...]
    markers: tuple[MarkerText, ...]
    histories: tuple[OralHistory, ...]


@dataclass(frozen=True, slots=True)
class CaseMemory:
    """Of one place of a retirement: the texts written in the case, the number of oral histories."""

    texts: tuple[str, ...]
    histories: int


@dataclass(frozen=True, slots=True)
class PublicMarker:
    text: str
    whereabouts: str
    approved_on: date


@dataclass(frozen=True, slots=True)
class PublicHistory:
    """Of an anonymous speaker neither year of birth nor place, of nobody the interviewer."""

    id: UUID
    speaker: str
    born_year: int | None
    told_on: date
    told_at: str
    language: str
    transcript: str
    recording: Recording | None
