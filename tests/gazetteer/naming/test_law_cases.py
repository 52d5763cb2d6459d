"""The published law cases: each name is told exactly what its row says."""

from __future__ import annotations

import pytest

from gazetteer.naming import Severity
from tests.gazetteer.naming.law_cases import LawCase, law_cases

CASES = law_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.id}-{case.proposal.text}")
def test_law_case(case: LawCase) -> None:
    said = {(finding.rule, finding.severity.value) for finding in case.report().findings}
    assert said == {(rule, severity) for rule, severity, _ in case.expected}, case.why


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.id}-{case.proposal.text}")
def test_law_case_cites_its_article(case: LawCase) -> None:
    cited = {finding.rule: finding.article for finding in case.report().findings}
    assert all(article in cited[rule] for rule, _, article in case.expected)


def test_there_are_enough_cases_and_each_has_its_own_number() -> None:
    assert len(CASES) >= 200
    assert len({case.id for case in CASES}) == len(CASES)
    assert all(case.why for case in CASES)


def test_hits_of_every_severity_and_clean_names_are_among_them() -> None:
    severities = {severity for case in CASES for _, severity, _ in case.expected}
    assert severities == {severity.value for severity in Severity}
    assert sum(not case.expected for case in CASES) >= 60
