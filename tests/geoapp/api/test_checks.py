"""`/api/v1/checks`: the contract's keys, and what is refused."""

from __future__ import annotations

import pytest


def test_a_name_is_judged_with_article_scope_and_evidence(client, places) -> None:
    answer = client.get("/api/v1/checks?name=东村&category=committee&division=431003")
    assert answer.status_code == 200, answer.text
    assert set(answer.json) == {"name", "findings", "rules_version", "data_version"}
    (same,) = [finding for finding in answer.json["findings"] if finding["rule"] == "duplicate.same"]
    assert (same["severity"], same["scope"]["kind"]) == ("must_not", "county")
    assert "第九条" in same["article"]
    (evidence,) = same["evidence"]
    assert set(evidence) == {"place_id", "name", "reading", "division", "status", "distance_m"}
    assert evidence["place_id"] == str(places["东村"])


def test_a_point_will_do(client, places) -> None:
    answer = client.get("/api/v1/checks?name=东村&category=committee&point=113.1,25.7")
    assert answer.json["findings"][0]["rule"] == "duplicate.same"


def test_a_settlement_is_its_own_kind(client, places) -> None:
    assert client.get("/api/v1/checks?name=东村&category=settlement&division=431003").status_code == 200


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("name=东村&category=committee", "division"),
        ("name=&category=committee&division=431003", "name"),
        ("category=committee&division=431003", "name"),
        ("name=东村&category=village&division=431003", "category"),
        ("name=东村&category=committee&division=999999", "division"),
        ("name=东村&category=committee&point=25.7,113.1", "point"),
        ("name=东村&category=committee&point=100,40", "division"),
        ("name=%00&category=committee&division=431003", "name"),
        ("name=东村&category=committee&division=431003&strict=1", "strict"),
    ],
)
def test_bad_questions_get_a_sentence(client, places, query: str, field: str) -> None:
    answer = client.get(f"/api/v1/checks?{query}")
    assert answer.status_code == 422, answer.text
    assert answer.json["problems"][0]["field"] == field


def test_hostile_names_are_answered(client, places) -> None:
    for name in ("<script>alert(1)</script>", "%", "'; drop table x; --", "((((", "𰻝" * 100, "[白"):
        answer = client.get("/api/v1/checks", query_string={"name": name, "category": "street", "division": "431003"})
        assert answer.status_code == 200, (name, answer.text)
