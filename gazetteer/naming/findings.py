"""What a check of a name says: a finding cites its article, the area it holds in, its evidence and a way out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


class Severity(StrEnum):
    """How the law speaks, strongest first: 不得、不应 / 一般不、避免 / a fact that a person should weigh."""

    MUST_NOT = "must_not"
    SHOULD_AVOID = "should_avoid"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the strongest."""
        return _STRONGEST_FIRST.index(self)

    @property
    def lowered(self) -> Severity:
        """One step weaker; a note stays a note."""
        return _STRONGEST_FIRST[min(self.rank + 1, len(_STRONGEST_FIRST) - 1)]


_STRONGEST_FIRST: Final = tuple(Severity)


class ScopeKind(StrEnum):
    """The areas that art. 9 items 7 and 8 speak of, and the proposal itself for rules that need no area."""

    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    BUILT_UP_AREA = "built_up_area"
    UNIT = "unit"
    """The place alone: the rule would say the same anywhere in the area of its setting."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The area in which a rule was applied."""

    kind: ScopeKind
    label: str
    """For readers: 湖南省, 郴州市苏仙区建成区."""
    division: int | None = None
    """Sequence number of the division, where the area is one."""
    built_up_area: str | None = None
    """Identifier of the built-up area, where the area is one."""

    def as_dict(self) -> dict[str, Any]:
        found: dict[str, Any] = {"kind": self.kind.value, "label": self.label, "division": self.division}
        return found if self.built_up_area is None else {**found, "built_up_area": self.built_up_area}


class Reach(StrEnum):
    """How a name comes into the area of a comparison, where that is a built-up area."""

    INSIDE = "inside"
    STRADDLES = "straddles"
    """At the edge between this area and another one."""
    UNPLACED = "unplaced"
    """Without a position: nobody can tell in which area it lies."""


@dataclass(frozen=True, slots=True)
class NameEvidence:
    """Another name that stands against the proposed one."""

    place_id: str | None
    name: str
    reading: str
    """Spelling with tone marks or tone figures, as the caller gave it; may be empty."""
    division: str
    status: str
    distance_m: float | None
    reach: str = Reach.INSIDE.value

    def as_dict(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "place_id": self.place_id,
            "name": self.name,
            "reading": self.reading,
            "division": self.division,
            "status": self.status,
            "distance_m": self.distance_m,
        }
        return found if self.reach == Reach.INSIDE else {**found, "reach": self.reach}


@dataclass(frozen=True, slots=True)
class WordEvidence:
    """A word or character of the name and the list that speaks of it."""

    word: str
    listed_in: str
    source: str
    remark: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {"word": self.word, "list": self.listed_in, "source": self.source, "remark": self.remark}


@dataclass(frozen=True, slots=True)
class ThresholdEvidence:
    """What a generic term asks for, and what the applicant has stated."""

    generic: str
    required: str
    stated: str
    source: str

    def as_dict(self) -> dict[str, Any]:
        return {"generic": self.generic, "required": self.required, "stated": self.stated, "source": self.source}


Evidence = NameEvidence | WordEvidence | ThresholdEvidence


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule has to say of a proposal; no field is ever empty."""

    rule: str
    """Code ``family.rule``; docs/naming-rules.md lists them."""
    article: str
    severity: Severity
    message: str
    scope: Scope
    evidence: tuple[Evidence, ...]
    way_out: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "article": self.article,
            "severity": self.severity.value,
            "message": self.message,
            "scope": self.scope.as_dict(),
            "evidence": [item.as_dict() for item in self.evidence],
            "way_out": self.way_out,
        }
