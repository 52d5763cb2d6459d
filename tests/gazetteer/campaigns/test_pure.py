"""What needs no database: kinds and confidence, exclusions, the burn-down."""

from __future__ import annotations

from datetime import date

import pytest

from gazetteer.campaigns.burn_down import DayLeft, burn_down
from gazetteer.campaigns.exclusions import Exclusion, ExclusionKind, excluded_by
from gazetteer.campaigns.kinds import KIND_OF_RULE, MORALS, Confidence, Hit, IrregularKind, change_reason, hits
from gazetteer.cases.change_reasons import offered
from gazetteer.cases.model import CaseKind
from gazetteer.naming import Finding, Scope, ScopeKind, Severity, shipped_settings


def finding(rule: str, severity: Severity) -> Finding:
    return Finding(rule, "条例第九条", severity, "x", Scope(ScopeKind.UNIT, "x"), (), "x")


def hit(rule: str) -> Hit:
    return Hit(KIND_OF_RULE[rule], Confidence.HIGH, finding(rule, Severity.MUST_NOT))


def test_every_rule_that_makes_a_candidate_exists() -> None:
    assert set(KIND_OF_RULE) <= {setting.rule for setting in shipped_settings()}
    assert set(KIND_OF_RULE.values()) == set(IrregularKind)


def test_hits_are_of_the_kinds_sure_enough_and_the_surest_first() -> None:
    found = [
        finding("foreign.transcription", Severity.NOTE),
        finding("meaning.exaggerated", Severity.SHOULD_AVOID),
        finding("foreign.listed", Severity.MUST_NOT),
        finding("generic.size_not_stated", Severity.MUST_NOT),
    ]
    every = [str(one.confidence) for one in hits(found, IrregularKind, Confidence.LOW)]
    assert every == ["high", "medium", "low"]
    assert [one.finding.rule for one in hits(found, [IrregularKind.FOREIGN], Confidence.MEDIUM)] == ["foreign.listed"]
    assert hits(found, [IrregularKind.DUPLICATE], Confidence.LOW) == ()


@pytest.mark.parametrize(
    ("kind", "value", "holds"),
    [
        (ExclusionKind.NAME, "白求恩路", True),
        (ExclusionKind.NAME, "白求恩", False),
        (ExclusionKind.WORD, "白求恩", True),
        (ExclusionKind.WORD, "", False),
        (ExclusionKind.BEFORE, "1950-01-02", True),
        (ExclusionKind.BEFORE, "1950-01-01", False),
        (ExclusionKind.PROTECTED, "", False),
    ],
)
def test_exclusions(kind: ExclusionKind, value: str, holds: bool) -> None:
    exclusion = Exclusion(kind, value, "x")
    since = date(1950, 1, 1)
    found = excluded_by("白求恩路", since, is_protected=False, hits=[hit("foreign.listed")], exclusions=[exclusion])
    assert (found is exclusion) is holds
    assert Exclusion.from_dict(exclusion.as_dict()) == exclusion


def test_custom_does_not_excuse_names_against_good_morals_nor_unknown_age() -> None:
    before = [Exclusion(ExclusionKind.BEFORE, "1950-01-01", "x")]
    old = date(1900, 1, 1)
    assert excluded_by("x", old, is_protected=False, hits=[hit("foreign.listed")], exclusions=before)
    assert excluded_by("x", old, is_protected=False, hits=[hit(MORALS)], exclusions=before) is None
    assert excluded_by("x", None, is_protected=False, hits=[hit("foreign.listed")], exclusions=before) is None


def test_the_burn_down_ends_where_everything_is_done() -> None:
    first, second, third = date(2026, 3, 2), date(2026, 3, 5), date(2026, 3, 9)
    days = burn_down(first, third, 5, {second: 3, third: 2}, listed=2, listed_on=third, settled={third: 2})
    assert days == (DayLeft(first, 5, None), DayLeft(second, 2, None), DayLeft(third, 0, 0))
    assert burn_down(first, first, 0, {}) == (DayLeft(first, 0, None),)


def test_each_finding_gives_its_renaming_a_reason() -> None:
    codes = {change_reason(rule) for rule in KIND_OF_RULE}
    assert codes == {"not_matching", "borrowed", "characters", "duplicate", "meaning"}
    assert codes <= {reason.code for reason in offered(CaseKind.RENAMING, date(2026, 3, 2))}
    assert change_reason("generic.missing") == ""
