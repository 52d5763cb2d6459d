"""Names that a campaign leaves alone, as data with a reason: old ones, commemorative ones, protected ones. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from gazetteer.campaigns.kinds import MORALS, Hit


class ExclusionKind(StrEnum):
    NAME = "name"
    """This very name, for example one given for friendship with another country."""
    WORD = "word"
    """Names that hold this word."""
    BEFORE = "before"
    """Names known to be in use since before this day; not those against good morals."""
    PROTECTED = "protected"
    """Names on the protection list; the value is empty."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    kind: ExclusionKind
    value: str
    reason: str

    def as_dict(self) -> dict[str, str]:
        return {"kind": str(self.kind), "value": self.value, "reason": self.reason}

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Exclusion:
        return cls(ExclusionKind(stored["kind"]), stored["value"], stored["reason"])


def excluded_by(
    name: str, since: date | None, *, is_protected: bool, hits: Iterable[Hit], exclusions: Iterable[Exclusion]
) -> Exclusion | None:
    """The first exclusion that holds for the name; `since` is None where nobody knows since when it is in use."""
    against_morals = any(hit.finding.rule == MORALS for hit in hits)
    for exclusion in exclusions:
        holds = {
            ExclusionKind.NAME: name == exclusion.value,
            ExclusionKind.WORD: exclusion.value != "" and exclusion.value in name,
            ExclusionKind.BEFORE: since is not None and not against_morals and since.isoformat() < exclusion.value,
            ExclusionKind.PROTECTED: is_protected,
        }[exclusion.kind]
        if holds:
            return exclusion
    return None
