"""How well a place fits a cell, and when a candidate is sure enough."""

from __future__ import annotations

from uuid import UUID

import pytest

from gazetteer.reconciliation.model import Candidate
from gazetteer.reconciliation.scoring_rules import agrees_with_division, decided, distance_points, name_points

TOWN = "湖南省郴州市苏仙区白露塘镇"


@pytest.mark.parametrize(
    ("whole", "text", "matched", "match", "points"),
    [
        ("白露塘镇", "白露塘镇", "白露塘镇", "exact", 100),
        ("苏仙区白露塘镇", "镇", "白露塘镇", "inner", 100),
        ("湖南郴州白露塘镇", "镇", "白露塘镇", "inner", 100),
        ("白露塘", "白露塘", "白露塘镇", "prefix", 90),
        ("bailutangzhen", "bailutangzhen", "白露塘镇", "pinyin", 85),
        ("白鹿塘镇", "白鹿塘镇", "白露塘镇", "sound", 75),
    ],
)
def test_points_of_a_name(whole: str, text: str, matched: str, match: str, points: float) -> None:
    assert name_points(whole, text, matched, match, TOWN) == points


def test_a_name_behind_another_division_is_not_that_name() -> None:
    assert name_points("北湖区白露塘镇", "镇", "白露塘镇", "inner", TOWN) < 90


def test_nearer_to_the_name_is_more() -> None:
    near = name_points("白露塘", "白露塘", "白露塘工业园", "prefix", TOWN)
    far = name_points("白露塘", "白露塘", "白露塘高新技术产业开发园区", "prefix", TOWN)
    assert 90 > near > far > name_points("东西", "东西", "西村", "fuzzy", TOWN)


@pytest.mark.parametrize(
    ("value", "agrees"),
    [
        ("431003", True), ("156431003", True), ("431003000000", True), ("431002", False), ("4310", True),
        ("苏仙区", True), ("苏仙", True), ("郴州市苏仙区", True), ("湖南", True), ("北湖区", False), ("区", False),
    ],
)  # fmt: skip
def test_a_division_by_code_or_name(value: str, agrees: bool) -> None:
    path = [("湖南省", "430000000000"), ("郴州市", "431000000000"), ("苏仙区", "431003000000")]
    assert agrees_with_division(value, path) is agrees


def test_near_is_near_enough_and_far_has_an_end() -> None:
    assert [distance_points(metres) for metres in (0, 5_000, 25_000, 10_000_000)] == [0, 0, 5, 25]


def candidate(score: float, number: int = 1, **features: bool | float) -> Candidate:
    return Candidate(UUID(int=number), "东村", "committee", "行政村", "", "东村", score, features=dict(features))


def test_a_match_is_sure_clear_and_without_contradiction() -> None:
    assert decided([candidate(90)], 5)[0].is_match
    assert not decided([candidate(89.9)], 5)[0].is_match
    assert not decided([candidate(100, division=False)], 5)[0].is_match
    assert not decided([candidate(100), candidate(96, 2)], 5)[0].is_match
    assert decided([candidate(100), candidate(95, 2)], 5)[0].is_match
    assert decided([], 5) == ()


def test_the_next_counts_also_where_one_is_wanted() -> None:
    (only,) = decided([candidate(98, 2), candidate(100)], 1)
    assert (only.score, only.is_match) == (100, False)
