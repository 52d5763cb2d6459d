"""Reports of the naming rules compared."""

from __future__ import annotations

from typing import Any

import pytest

from gazetteer.cases.check_reports import Mark, changes, forbidding, mark_of
from gazetteer.naming import Severity


def finding(rule: str = "duplicate.same", severity: str = "must_not", **evidence: Any) -> dict[str, Any]:
    return {"rule": rule, "severity": severity, "message": f"{evidence}", "evidence": [evidence]}


def report(*findings: dict[str, Any]) -> dict[str, Any]:
    return {"name": "同心路", "findings": list(findings)}


SAME = finding(name="同心路", division="苏仙区", status="pending", distance_m=100)


@pytest.mark.parametrize("difference", [{"distance_m": 120}, {"reading": "tong2 xin1 lu4"}])
def test_wording_and_distance_are_no_change(difference: dict[str, Any]) -> None:
    other = finding(**{"name": "同心路", "division": "苏仙区", "status": "pending", **difference})
    assert not changes(report(SAME), report(other))


@pytest.mark.parametrize(
    "other",
    [
        finding(name="同心路", division="苏仙区", status="current"),
        finding(name="同心路", division="北湖区", status="pending"),
        finding(severity="note", name="同心路", division="苏仙区", status="pending"),
        finding(rule="duplicate.same_tones", name="同心路", division="苏仙区", status="pending"),
    ],
)
def test_another_name_standing_rule_or_severity_is_a_change(other: dict[str, Any]) -> None:
    found = changes(report(SAME), report(other))
    assert (found.new, found.gone) == ((other,), (SAME,))


def test_what_appears_and_what_goes_is_told_apart() -> None:
    note = finding(rule="characters.rare", severity="note", word="㙍")
    assert changes(report(), report(SAME, note)).new == (SAME, note)
    assert changes(report(SAME, note), report(note)).gone == (SAME,)


def test_forbidding_findings_keep_their_number() -> None:
    note = finding(rule="characters.rare", severity="note", word="㙍")
    assert list(forbidding(report(note, SAME))) == [(2, SAME)]
    assert list(forbidding({})) == []


def test_the_mark_of_a_row_is_its_gravest_finding_and_how_many_there_are() -> None:
    grave, mild = finding(), finding(severity="note")
    assert mark_of([report(mild), report(mild, grave)]) == Mark(Severity.MUST_NOT, 3)
    assert mark_of([report(mild)]) == Mark(Severity.NOTE, 1)
    assert mark_of([report()]) is None
    assert mark_of([]) is None
