"""The closing report of a campaign as data: counts by kind, rule, verdict and outcome, and the lists. Pure.

The codes in it are those of the campaign; whoever prints it (a page, a document) gives them their words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gazetteer.campaigns.model import (
    Campaign,
    Candidate,
    GivenVerdict,
    Objection,
    Outcome,
    RankedDivision,
    Scan,
    SignPhoto,
    SignStage,
    Verdict,
)

RESULTS = tuple(str(verdict) for verdict in Verdict)
MOVES_A_SIGN = frozenset({Verdict.CHANGE, Verdict.WITHDRAW})
"""Outcomes after which the old name is to go from its signs."""


@dataclass(frozen=True, slots=True)
class Count:
    """One line of a table: a code, how many names, and how many of them with each result."""

    code: str
    names: int
    results: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ListedName:
    """A name of the list with its end. `outcome` is None while it is open, `sign_replaced_on` until a photograph
    shows the sign after it.
    """

    candidate: Candidate
    objections: int
    outcome: Outcome | None
    sign_replaced_on: date | None = None

    @property
    def has_sign(self) -> bool:
        """Whether its sign is to go, or has gone."""
        return self.outcome is not None and self.outcome.outcome in MOVES_A_SIGN


@dataclass(frozen=True, slots=True)
class ClosingReport:
    """`agreed` and `by_third` count names by how their verdict came about."""

    campaign: Campaign
    scan: Scan
    by_kind: tuple[Count, ...]
    by_rule: tuple[Count, ...]
    by_division: tuple[Count, ...]
    results: Mapping[str, int]
    outcomes: Mapping[str, int]
    agreed: int
    by_third: int
    objections: int
    answered: int
    listed: tuple[ListedName, ...]
    kept: tuple[Candidate, ...]
    excluded: tuple[Candidate, ...]
    ranking: tuple[RankedDivision, ...] = ()

    @property
    def signs(self) -> int:
        """Names whose sign is to go."""
        return sum(one.has_sign for one in self.listed)

    @property
    def signs_replaced(self) -> int:
        return sum(one.sign_replaced_on is not None for one in self.listed)

    @property
    def open(self) -> int:
        """Listed names without an outcome."""
        return sum(one.outcome is None for one in self.listed)


def closing_report(
    campaign: Campaign,
    scan: Scan,
    candidates: Iterable[Candidate],
    verdicts: Iterable[GivenVerdict],
    objections: Iterable[Objection],
    outcomes: Mapping[UUID, Outcome],
    photos: Iterable[SignPhoto] = (),
    ranking: tuple[RankedDivision, ...] = (),
) -> ClosingReport:
    everything = tuple(candidates)
    judged = [candidate for candidate in everything if candidate.excluded_by is None]
    heads = Counter(verdict.candidate_id for verdict in verdicts)
    objected = tuple(objections)
    by_name = Counter(objection.candidate_id for objection in objected)
    replaced = signs_replaced(photos)
    return ClosingReport(
        campaign=campaign,
        scan=scan,
        by_kind=_counts((kind, candidate) for candidate in judged for kind in candidate.kinds),
        by_rule=_counts(
            (rule, candidate)
            for candidate in judged
            for rule in dict.fromkeys(str(finding["rule"]) for finding in candidate.findings)
        ),
        by_division=_counts((candidate.division, candidate) for candidate in judged),
        results=dict(Counter(candidate.result for candidate in judged if candidate.result is not None)),
        outcomes=dict(Counter(str(outcome.outcome) for outcome in outcomes.values())),
        agreed=sum(candidate.result is not None and heads[candidate.id] == 2 for candidate in judged),
        by_third=sum(candidate.result is not None and heads[candidate.id] == 3 for candidate in judged),
        objections=len(objected),
        answered=sum(objection.answer is not None for objection in objected),
        listed=tuple(
            ListedName(candidate, by_name[candidate.id], outcomes.get(candidate.id), replaced.get(candidate.id))
            for candidate in judged
            if candidate.result == Verdict.CHANGE
        ),
        kept=tuple(candidate for candidate in judged if candidate.result == Verdict.KEEP),
        excluded=tuple(candidate for candidate in everything if candidate.excluded_by is not None),
        ranking=ranking,
    )


def signs_replaced(photos: Iterable[SignPhoto]) -> dict[UUID, date]:
    """The names whose sign a standing photograph shows after the change, and the first day of such a one."""
    found: dict[UUID, date] = {}
    for photo in photos:
        if photo.stage is SignStage.AFTER and photo.withdraw_reason is None:
            found[photo.candidate_id] = min(photo.taken_on, found.get(photo.candidate_id, photo.taken_on))
    return found


def _counts(pairs: Iterable[tuple[str, Candidate]]) -> tuple[Count, ...]:
    """The most frequent first."""
    names: Counter[str] = Counter()
    results: dict[str, Counter[str]] = {}
    for code, candidate in pairs:
        names[code] += 1
        results.setdefault(code, Counter())[candidate.result or ""] += 1
    return tuple(
        Count(code, count, dict(results[code]))
        for code, count in sorted(names.items(), key=lambda one: (-one[1], one[0]))
    )
