"""Which of the four kinds of irregular names (大、洋、怪、重) a finding of the naming rules speaks for, and how surely.

The kinds are those of the annex to the notice of six ministries of 2018. It came before the Order and is a help for
reviewers, never a reason to refuse by itself: what a rule finds becomes a candidate, and persons judge. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gazetteer.naming import Finding, Severity


class IrregularKind(StrEnum):
    BIG = "big"
    """大: far above extent, rank, scale or function."""
    FOREIGN = "foreign"
    """洋: foreign names of persons and places."""
    ODD = "odd"
    """怪: irregular characters, vulgar, absurd or feudal words."""
    DUPLICATE = "duplicate"
    """重: the same name or the same sound within the scope of the law."""


class Confidence(StrEnum):
    """Strongest first: as the rule speaks, 不得、应当避免、提示."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        return list(Confidence).index(self)


KIND_OF_RULE: Final[dict[str, IrregularKind]] = {
    "meaning.exaggerated": IrregularKind.BIG,
    "meaning.landmark": IrregularKind.BIG,
    "generic.higher_rank": IrregularKind.BIG,
    "generic.division_for_building": IrregularKind.BIG,
    "generic.threshold": IrregularKind.BIG,
    "foreign.listed": IrregularKind.FOREIGN,
    "foreign.transcription": IrregularKind.FOREIGN,
    "meaning.unseemly": IrregularKind.ODD,
    "characters.traditional": IrregularKind.ODD,
    "characters.outside_table": IrregularKind.ODD,
    "characters.letters": IrregularKind.ODD,
    "characters.figures": IrregularKind.ODD,
    "characters.marks": IrregularKind.ODD,
    "characters.bare_number": IrregularKind.ODD,
    "duplicate.same": IrregularKind.DUPLICATE,
    "duplicate.same_tones": IrregularKind.DUPLICATE,
}
"""Other rules speak of proposed names only: a registered name is no candidate for want of a stated size."""

MORALS: Final = "meaning.unseemly"
"""What custom does not excuse: names against good morals."""

_REASONS: Final = {
    IrregularKind.BIG: "not_matching",
    IrregularKind.FOREIGN: "borrowed",
    IrregularKind.ODD: "characters",
    IrregularKind.DUPLICATE: "duplicate",
}


def change_reason(rule: str) -> str:
    """The code (`gazetteer.cases.change_reasons`) of a renaming for what this rule found; empty for other rules."""
    kind = KIND_OF_RULE.get(rule)
    return "meaning" if rule == MORALS else "" if kind is None else _REASONS[kind]


_CONFIDENCE: Final = {
    Severity.MUST_NOT: Confidence.HIGH,
    Severity.SHOULD_AVOID: Confidence.MEDIUM,
    Severity.NOTE: Confidence.LOW,
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One finding that makes a name a candidate."""

    kind: IrregularKind
    confidence: Confidence
    finding: Finding

    def as_dict(self) -> dict[str, object]:
        """As it is kept with the candidate: the finding as it was said, with kind and confidence."""
        return {"kind": str(self.kind), "confidence": str(self.confidence), **self.finding.as_dict()}


def hits(findings: Iterable[Finding], wanted: Iterable[IrregularKind], least: Confidence) -> tuple[Hit, ...]:
    """The findings of the wanted kinds that are sure enough, the surest first."""
    kinds = frozenset(wanted)
    found = [
        Hit(kind, confidence, finding)
        for finding in findings
        if (kind := KIND_OF_RULE.get(finding.rule)) in kinds
        and kind is not None
        and (confidence := _CONFIDENCE[finding.severity]).rank <= least.rank
    ]
    return tuple(sorted(found, key=lambda hit: hit.confidence.rank))
