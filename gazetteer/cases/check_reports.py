"""Reports of the naming rules compared: what is new since the last look, what forbids the name. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gazetteer.naming import Severity

Report = Mapping[str, Any]
"""As `Report.as_dict` makes it and the file of a case keeps it."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Findings that only the later of two reports has, and those that only the earlier one has."""

    new: tuple[Report, ...]
    gone: tuple[Report, ...]

    def __bool__(self) -> bool:
        return bool(self.new or self.gone)


def changes(before: Report, after: Report) -> Changes:
    """Compare what stands against a name: rule, severity and the names or words that are the evidence.

    Distances, sentences and versions may differ without a change in the matter.
    """
    earlier, later = ({_key(item): item for item in report.get("findings", ())} for report in (before, after))
    return Changes(
        tuple(item for key, item in later.items() if key not in earlier),
        tuple(item for key, item in earlier.items() if key not in later),
    )


def _key(finding: Report) -> tuple[Any, ...]:
    evidence = frozenset(_what(item) for item in finding.get("evidence", ()))
    return finding.get("rule"), finding.get("severity"), evidence


def _what(evidence: Report) -> tuple[Any, ...]:
    """A name with its place and standing, a word with its list, a generic term."""
    return tuple(evidence.get(part) for part in ("place_id", "name", "division", "status", "word", "list", "generic"))


def forbidding(report: Report) -> Iterator[tuple[int, Report]]:
    """Number (from 1) and finding of all that says the name must not be given."""
    for number, finding in enumerate(report.get("findings", ()), start=1):
        if finding.get("severity") == Severity.MUST_NOT.value:
            yield number, finding


@dataclass(frozen=True, slots=True)
class Mark:
    """What a row of a list says of its findings: the gravest severity, and how many there are."""

    severity: Severity
    count: int


def mark_of(reports: Iterable[Report]) -> Mark | None:
    """The mark of an item by the reports of all names that it may get; None where nothing stands against any."""
    found = [finding.get("severity") for report in reports for finding in report.get("findings", ())]
    gravest = next((one for one in Severity if one.value in found), None)
    return None if gravest is None else Mark(gravest, len(found))
