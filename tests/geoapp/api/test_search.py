"""`/api/v1/search` and `/suggest`: the contract's keys, filters, paging, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

CONTRACT = {
    "place_id", "name_id", "name", "spelling", "status", "category", "division", "match", "score", "lon", "lat",
}  # fmt: skip


def search(client: FlaskClient, **parameters: object) -> dict[str, Any]:
    response = client.get("/api/v1/search", query_string=parameters)
    assert response.status_code == 200, response.text
    return dict(response.json)


def test_items_have_the_keys_of_the_contract_and_tell_same_names_apart(client, places) -> None:
    found = search(client, q="东村")
    assert found["total"] == 2
    assert found["next"] is None
    assert all(set(item) >= CONTRACT for item in found["items"])
    assert {item["division"] for item in found["items"]} == {"湖南省郴州市苏仙区白露塘镇", "湖南省郴州市北湖区"}
    assert {item["class_name"] for item in found["items"]} == {"行政村"}
    assert {item["match"] for item in found["items"]} == {"exact"}


def test_an_invented_position_is_flagged(client, places) -> None:
    by_id = {item["place_id"]: item for item in search(client, q="东村")["items"]}
    demo, real = by_id[str(places["东村"])], by_id[str(places["东村 北湖"])]
    assert (demo["position_kind"], demo["position_note"]) == ("demo", "示例位置")
    assert (real["position_kind"], real["position_note"]) == ("source", None)


def test_an_old_name_finds_the_place_and_says_why(client, places) -> None:
    (item,) = search(client, q="郴县")["items"]
    assert (item["name"], item["match"], item["matched"]) == ("苏仙区", "former", "郴县")


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"q": "东", "division": "431003"}, {"东村", "东河"}),
        ({"q": "东", "division": "156431002"}, {"东村"}),
        ({"q": "东", "category": "natural"}, {"东河"}),
        ({"q": "东", "category": "settlement"}, set()),
        ({"q": "东", "bbox": "113.0,25.70,113.2,25.72"}, {"东村"}),
        ({"q": "老街", "as_of": "1979-12-31"}, {"老街"}),
        ({"q": "feitianshan"}, {"飞天山"}),
        ({"q": "100%"}, set()),
        ({"q": "'; drop table published.name; --"}, set()),
        ({"q": "_村"}, set()),
    ],
)
def test_filters(client, places, filters, names) -> None:
    assert {item["name"] for item in search(client, **filters)["items"]} == names


def test_near_orders_equal_matches_by_distance(client, places) -> None:
    def first(near: str) -> str:
        return str(search(client, q="东村", near=near)["items"][0]["place_id"])

    assert first("112.70,25.80") == str(places["东村 北湖"])
    assert first("113.11,25.71") == str(places["东村"])


def test_pages_hold_every_place_once(client, places) -> None:
    whole = [item["place_id"] for item in search(client, q="村", limit=100)["items"]]
    paged, cursor = [], {}
    while True:
        page = search(client, q="村", limit=1, **cursor)
        paged += [item["place_id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert paged == whole
    assert len(set(whole)) == 4


@pytest.mark.parametrize(
    ("parameters", "field", "code"),
    [
        ({"q": ""}, "q", "empty"),
        ({}, "q", "missing"),
        ({"q": "村" * 10_000}, "q", "too_long"),
        ({"q": "村" * 101}, "q", "too_long"),
        ({"q": "东\x00村"}, "q", "nul"),
        ({"q": "东", "quarry": "1"}, "quarry", "unknown_parameter"),
        ({"q": ["东", "西"]}, "q", "repeated"),
        ({"q": "东", "as_of": "2023-02-30"}, "as_of", "bad_date"),
        ({"q": "东", "as_of": "1700000000"}, "as_of", "bad_date"),
        ({"q": "东", "bbox": "nan,25,113,26"}, "bbox", "not_finite"),
        ({"q": "东", "bbox": "112,25,113"}, "bbox", "bad_number"),
        ({"q": "东", "bbox": "113,25,112,26"}, "bbox", "swapped_corners"),
        ({"q": "东", "bbox": "25,112,26,113"}, "bbox", "swapped_axes"),
        ({"q": "东", "near": "1e400,0"}, "near", "not_finite"),
        ({"q": "东", "limit": "0"}, "limit", "greater_than_equal"),
        ({"q": "东", "limit": "1000000000000"}, "limit", "less_than_equal"),
        ({"q": "东", "limit": "ten"}, "limit", "bad_number"),
        ({"q": "东", "division": "苏仙区"}, "division", "bad_code"),
        ({"q": "东", "division": "999999"}, "division", "unknown_division"),
        ({"q": "东", "category": "nature"}, "category", "literal_error"),
    ],
)
@pytest.mark.parametrize("endpoint", ["search", "suggest"])
def test_bad_input_is_named_and_explained(client, places, endpoint, parameters, field, code) -> None:
    if endpoint == "suggest" and field in ("as_of", "bbox", "near"):
        code = "unknown_parameter"
    response = client.get(f"/api/v1/{endpoint}", query_string=parameters)
    assert response.status_code == 422
    assert response.content_type == "application/problem+json"
    (problem,) = response.json["problems"]
    assert (problem["field"], problem["code"]) == (field, code)
    assert problem["message"]
    if code == "unknown_parameter":
        assert "known: " in problem["hint"]
        assert "q" in problem["hint"]


@pytest.mark.parametrize("cursor", ["x", "AAAA", "W10", "WzEsMiwzXQ", "é", "eyJhIjoxfQ"])
def test_a_damaged_cursor_is_said(client, places, cursor) -> None:
    response = client.get("/api/v1/search", query_string={"q": "村", "cursor": cursor})
    assert response.status_code == 422
    assert "first page" in response.json["detail"]


def test_suggest_gives_lines_that_tell_places_apart(client, places) -> None:
    items = client.get("/api/v1/suggest?q=东").json["items"]
    lines = [(item["name"], item["class_name"], item["division"]) for item in items]
    assert len(lines) == len(set(lines)) == 3
    assert len(client.get("/api/v1/suggest?q=东&limit=2").json["items"]) == 2
