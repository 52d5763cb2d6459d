"""The check of a proposed name: every rule, in one order, over facts that the caller has brought."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from gazetteer.naming import (
    characters,
    companies,
    divisions,
    duplicates,
    facilities,
    foreign,
    generics,
    meaning,
    persons,
    structure,
)
from gazetteer.naming.findings import Finding, Severity
from gazetteer.naming.inquiry import Inquiry, Rule
from gazetteer.naming.proposal import Proposal, valid
from gazetteer.naming.settings import Settings
from gazetteer.naming.shipped import digest
from gazetteer.naming.surroundings import Surroundings

CODE_VERSION: Final = 2
"""Raised by hand whenever a rule may say something else about the same name and the same data."""

RULES: Final[tuple[Rule, ...]] = (
    *structure.RULES,
    *characters.RULES,
    *meaning.RULES,
    *persons.RULES,
    *foreign.RULES,
    *companies.RULES,
    *generics.RULES,
    *divisions.RULES,
    *facilities.RULES,
    *duplicates.RULES,
)
"""In the order in which findings of one severity are shown."""


def rules_version(local: str = "") -> str:
    """Return the version of code, shipped data and the register's own rows together: ``2-0f3a…``, ``2-0f3a…-12``."""
    return "-".join(filter(None, (str(CODE_VERSION), digest(), local)))


@dataclass(frozen=True, slots=True)
class Report:
    """What all rules say of a proposal, strongest findings first."""

    name: str
    findings: tuple[Finding, ...]
    rules_version: str

    @property
    def worst(self) -> Severity | None:
        """The strongest severity, None for a name without findings."""
        return self.findings[0].severity if self.findings else None

    def as_dict(self, data_version: str) -> dict[str, Any]:
        """Return what ``names check --json`` prints; ``data_version`` is that of the register the facts came from."""
        return {
            "name": self.name,
            "findings": [finding.as_dict() for finding in self.findings],
            "rules_version": self.rules_version,
            "data_version": data_version,
        }


def _findings(inquiry: Inquiry) -> Iterator[Finding]:
    for rule in RULES:
        yield from rule(inquiry)


def check(proposal: Proposal, settings: Settings, facts: Surroundings) -> Report:
    """Judge a proposal by every rule; takes any text, reads nothing but its arguments and the shipped data."""
    found = sorted(_findings(Inquiry(proposal, settings, facts)), key=lambda finding: finding.severity.rank)
    return Report(valid(proposal.name), tuple(found), rules_version(settings.version))
