"""What stands around a proposed name: whatever a check must know that is neither in the proposal nor in the law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from gazetteer.naming.findings import NameEvidence, Reach, Scope, ScopeKind


class CandidateStatus(StrEnum):
    """What another name is; all of these count, each with its own weight."""

    CURRENT = "current"
    PENDING = "pending"
    RESERVED = "reserved"
    FORMER = "former"
    REFUSED = "refused"
    RETIRED = "retired"

    @property
    def in_force(self) -> bool:
        """In use, or on its way to be: two names that could stand side by side."""
        return self in (CandidateStatus.CURRENT, CandidateStatus.PENDING, CandidateStatus.RESERVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A name that may stand against the proposed one; whoever collects it tells whether it lies in the legal scope."""

    name: str
    specific: str
    status: CandidateStatus = CandidateStatus.CURRENT
    category: str = ""
    """Category or kind (``NameKind``) of the place."""
    place_id: str | None = None
    readings: tuple[str, ...] = ()
    """Tone-numbered, the decided one first; computed here if none is given."""
    division: str = ""
    distance_m: float | None = None
    in_scope: bool = True
    reach: Reach = Reach.INSIDE
    held_until: date | None = None
    """Of a pre-named one (预命名): its last day."""

    def as_evidence(self) -> NameEvidence:
        reading = self.readings[0] if self.readings else ""
        return NameEvidence(
            self.place_id, self.name, reading, self.division, self.status.value, self.distance_m, self.reach.value
        )


class FeatureKind(StrEnum):
    """Features whose names a division must not take (art. 9 item 9), and ordinary natural features nearby."""

    FAMOUS_NATURAL = "famous_natural"
    HERITAGE = "heritage"
    BEYOND_AREA = "beyond_area"
    NATURAL = "natural"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A feature in or near the place."""

    name: str
    kind: FeatureKind
    place_id: str | None = None
    division: str = ""
    distance_m: float | None = None
    source: str = ""

    def as_evidence(self) -> NameEvidence:
        return NameEvidence(self.place_id, self.name, "", self.division, self.kind.value, self.distance_m)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalName:
    """A division, settlement, street or water that contains or touches the place."""

    name: str
    specific: str
    place_id: str | None = None
    division: str = ""
    distance_m: float | None = None

    def as_evidence(self) -> NameEvidence:
        return NameEvidence(self.place_id, self.name, "", self.division, "current", self.distance_m)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """All facts of one check; empty where the caller could not look."""

    candidates: tuple[Candidate, ...] = ()
    same_spot: tuple[Candidate, ...] = ()
    """Names of the same category at the very position, however they sound."""
    features: tuple[Feature, ...] = ()
    local_names: tuple[LocalName, ...] = ()
    scopes: Mapping[ScopeKind, Scope] = field(default_factory=dict)
    """Areas as the caller found them, above all the built-up area; others follow from the division path."""
