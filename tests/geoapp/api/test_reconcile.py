"""`/reconcile`: what OpenRefine does from the manifest to new columns, and what nobody may do with it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from gazetteer.reconciliation import matching
from geoapp.api import reconcile
from geoapp.api.reconcile import MOST_QUERIES
from geoapp.api.schemas.reconcile import Result
from tests.geoapp.api.conftest import BASE_URL

ELSEWHERE = "http://127.0.0.1:3333"


def post(client: Any, **fields: object) -> Any:
    data = {name: json.dumps(value, ensure_ascii=False) for name, value in fields.items()}
    return client.post("/reconcile", data=data, headers={"Origin": ELSEWHERE, "Sec-Fetch-Site": "cross-site"})


def first(client: Any, text: str, **more: Any) -> dict[str, Any]:
    """The best candidate for one cell."""
    answer = post(client, queries={"q0": {"query": text, **more}})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json["q0"]["result"][0]
    return found


def with_properties(**values: object) -> dict[str, Any]:
    return {"properties": [{"pid": name, "v": value} for name, value in values.items()]}


def test_the_way_of_openrefine(client, places) -> None:
    """Manifest → types of a sample → the whole column → preview of a doubtful one → new columns."""
    manifest = client.get("/reconcile", headers={"Origin": ELSEWHERE})
    assert manifest.headers["Access-Control-Allow-Origin"] == "*"
    told = manifest.json
    assert "0.2" in told["versions"]
    assert told["identifierSpace"] == f"{BASE_URL}/place/"

    cells = ["苏仙区", "蘇仙區", "郴县", "湖南省郴州市苏仙区 白露塘镇", "东村", "飞天山", "feitianshan", "龘靐屯"]
    batch = {f"q{number}": {"query": cell, "limit": 3, "type_strict": "should"} for number, cell in enumerate(cells)}
    answer = post(client, queries=batch)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    results = [answer.json[f"q{number}"]["result"] for number in range(len(cells))]
    district = str(places["苏仙区"])
    assert [result[0]["id"] for result in results[:3]] == [district] * 3
    assert [result[0]["match"] for result in results[:4]] == [True] * 4
    assert results[2][0]["score"] == 95, "an old name is a little less"
    assert results[2][0]["description"].endswith("（郴县）")
    assert results[3][0]["id"] == str(places["白露塘镇"])
    assert [(one["score"], one["match"]) for one in results[4]] == [(100, False)] * 2, "two places of one name"
    assert results[6][0]["id"] == str(places["飞天山"])
    assert results[7] == []
    assert results[0][0]["type"] == [{"id": "division", "name": "行政区划"}]

    address = told["preview"]["url"].replace("{{id}}", quote(results[4][0]["id"], safe="")).removeprefix(BASE_URL)
    preview = client.get(address)
    assert preview.status_code == 200
    assert "frame-ancestors *" in preview.headers["Content-Security-Policy"]
    assert f'href="{BASE_URL}/place/{results[4][0]["id"]}"' in preview.text

    offered = told["extend"]["propose_properties"]
    proposed = client.get(
        f"{offered['service_url'].removeprefix(BASE_URL)}{offered['service_path']}?type=division"
    ).json
    wanted = [{"id": one["id"]} for one in proposed["properties"]]
    extended = post(client, extend={"ids": [district, str(places["东村"]), "nobody"], "properties": wanted}).json
    assert [one["id"] for one in extended["meta"]] == [one["id"] for one in wanted]
    row = extended["rows"][district]
    assert row["pinyin"] == [{"str": "Sūxiān Qū"}]
    assert row["former_name"] == [{"str": "郴县"}]
    assert (row["code"], row["civil_code"]) == ([{"str": "431003000000"}], [{"str": "431003"}])
    assert (row["lon"], row["lat"], row["position_note"]) == ([{"float": 113.0}], [{"float": 25.8}], [])
    assert extended["rows"][str(places["东村"])]["position_note"] == [{"str": "示例位置"}]
    assert all(values == [] for values in extended["rows"]["nobody"].values())


def test_answers_are_as_the_document_says(client, places) -> None:
    document = client.get("/api/v1/openapi.json").json
    results = post(client, queries={"a": {"query": "东"}, "b": {"query": "苏仙区"}}).json
    for result in results.values():
        Result.model_validate(result)
        assert [one["score"] for one in result["result"]] == sorted(
            (one["score"] for one in result["result"]), reverse=True
        )
    form = document["paths"]["/reconcile"]["post"]["requestBody"]["content"]
    assert set(form["application/x-www-form-urlencoded"]["schema"]["properties"]) == {"queries", "extend"}


@pytest.mark.parametrize(
    "told",
    [
        {"division": "北湖区"}, {"division": "郴州市北湖區"}, {"division": 431002}, {"division": ["431002", "龘县"]},
        {"lon": 112.7, "lat": "25.8"},
    ],
)  # fmt: skip
def test_what_the_row_tells_finds_the_right_one(client, places, told: dict[str, Any]) -> None:
    found = first(client, "东村", **with_properties(**told))
    assert found["id"] == str(places["东村 北湖"])
    assert found["match"] is ("division" in told)


def test_a_division_that_was_itself_reconciled(client, places) -> None:
    found = first(client, "东村", **with_properties(division={"id": str(places["白露塘镇"]), "name": "白露塘镇"}))
    assert (found["id"], found["match"]) == (str(places["东村"]), True)


def test_the_wrong_county_takes_points_and_the_match(client, places) -> None:
    found = first(client, "山村", **with_properties(division="北湖区"))
    assert (found["id"], found["score"], found["match"]) == (str(places["山村"]), 70, False)
    assert {"id": "division", "value": False} in found["features"]


def test_an_invented_position_is_compared_with_nothing(client, places) -> None:
    answer = post(client, queries={"q0": {"query": "东村", **with_properties(lon=113.11, lat=25.71)}}).json
    by_id = {one["id"]: one for one in answer["q0"]["result"]}
    assert "distance_m" not in {one["id"] for one in by_id[str(places["东村"])]["features"]}
    assert "distance_m" in {one["id"] for one in by_id[str(places["东村 北湖"])]["features"]}


def test_an_invented_position_is_told_only_with_its_note(client, places) -> None:
    place = str(places["东村"])

    def row(*names: str) -> dict[str, Any]:
        properties = [{"id": name} for name in names]
        rows: dict[str, Any] = post(client, extend={"ids": [place], "properties": properties}).json["rows"][place]
        return rows

    assert row("lon", "lat") == {"lon": [], "lat": []}
    assert row("lon", "position_note") == {"lon": [{"float": 113.11}], "position_note": [{"str": "示例位置"}]}


def test_types_limit(client, places) -> None:
    answer = post(
        client, queries={"q0": {"query": "东", "type": "natural"}, "q1": {"query": "东", "type": ["committee"]}}
    )
    assert {one["name"] for one in answer.json["q0"]["result"]} == {"东河"}
    assert {one["name"] for one in answer.json["q1"]["result"]} == {"东村"}


@pytest.mark.parametrize("form", ["{}", "https://names.example.cn/place/{}"])
def test_an_identifier_is_its_place(client, places, form: str) -> None:
    found = first(client, form.format(places["山村"]))
    assert (found["id"], found["score"], found["match"]) == (str(places["山村"]), 100, True)


def test_a_code_is_its_division(client, places) -> None:
    assert first(client, "431003")["id"] == str(places["苏仙区"])
    assert first(client, "", **with_properties(code="431003104"))["id"] == str(places["白露塘镇"])


def test_a_cell_that_no_name_can_be_spoils_no_batch(client, places) -> None:
    dirty = ["", " \u3000 ", "x" * 5_000, "名" * 300, "\u0000", "，。！", "苏仙区"]
    answer = post(client, queries={str(number): {"query": text} for number, text in enumerate(dirty)})
    assert answer.status_code == 200, answer.text
    assert [len(answer.json[str(number)]["result"]) for number in range(len(dirty))] == [0, 0, 0, 0, 0, 0, 1]


def test_suggestions(client, places, monkeypatch: pytest.MonkeyPatch) -> None:
    entity = client.get("/reconcile/suggest/entity?prefix=东&type=x&type_strict=should").json["result"]
    assert {one["name"] for one in entity} == {"东村", "东河"}
    assert client.get("/reconcile/suggest/entity?prefix=东&cursor=2").json["result"] == entity[2:]
    monkeypatch.setattr(reconcile, "FARTHEST", 1)
    assert client.get("/reconcile/suggest/entity?prefix=东&cursor=1").json["result"] == entity[1:]
    for cursor in (3, 999_999_999_999):
        assert client.get(f"/reconcile/suggest/entity?prefix=东&cursor={cursor}").json["result"] == []
    (own,) = client.get(f"/reconcile/suggest/entity?prefix={places['山村']}").json["result"]
    assert own["notable"] == [{"id": "committee", "name": own["notable"][0]["name"]}]
    types = client.get("/reconcile/suggest/type?prefix=").json["result"]
    assert len(types) == 8
    assert [one["id"] for one in client.get("/reconcile/suggest/type?prefix=divi").json["result"]] == ["division"]
    asked = client.get("/reconcile/suggest/property?prefix=").json["result"]
    assert {one["id"] for one in asked} == {"division", "category", "class", "pinyin", "code", "lon", "lat"}


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"queries": "{"}, 422, "queries"),
        ({"queries": "[" * 5_000}, 422, "queries"),
        ({"queries": '{"q0": {"query": "东", "colour": "red"}}'}, 422, "colour"),
        ({"queries": '{"q0": {"query": "东", "limit": -1}}'}, 422, "limit"),
        ({"queries": '{"q0": {"query": "东", "limit": 1e400}}'}, 422, "limit"),
        ({"queries": '{"q0": {"query": "东", "limit": Infinity}}'}, 422, "limit"),
        ({"queries": '{"q0": {"query": "东", "limit": "inf"}}'}, 422, "limit"),
        ({"queries": '{"q0": {"query": "东", "type": "Q486972"}}'}, 422, "unknown_type"),
        ({"queries": '{"q0": {"query": "东", "properties": [{"pid": "P131", "v": 1}]}}'}, 422, "unknown_property"),
        ({"extend": '{"ids": [], "properties": [{"id": "secret"}]}'}, 422, "unknown_property"),
        ({"extend": json.dumps({"ids": ["x"] * 101, "properties": []})}, 422, "ids"),
        ({"queries": "{}", "extend": "{}"}, 422, "either queries or extend"),
        ({}, 422, "either queries or extend"),
        ({"queries": "{}", "callback": "alert"}, 422, "unknown_parameter"),
        ({"queries": json.dumps({str(n): {"query": "东"} for n in range(MOST_QUERIES + 1)})}, 413, "at most 50"),
        ({"queries": '{"q0": {"query": "%s"}}' % ("x" * 300_000)}, 413, "at most 256 KB"),
    ],
)  # fmt: skip
def test_refusals(client, places, fields: dict[str, str], status: int, words: str) -> None:
    answer = client.post("/reconcile", data=fields, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    assert words in answer.text


def test_no_jsonp_no_json_body_no_unknown_place(client, places) -> None:
    assert client.get("/reconcile?callback=alert").status_code == 422
    assert client.post("/reconcile", json={"queries": {}}).status_code == 415
    assert client.get("/reconcile/preview/00000000-0000-4000-8000-00000000dead").status_code == 404
    assert client.get("/reconcile?queries=" + quote('{"q0": {"query": "苏仙区"}}')).json["q0"]["result"][0]["match"]


def test_a_batch_has_an_end(client, places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconcile, "BATCH_SECONDS", -1.0)
    answer = post(client, queries={"q0": {"query": "东"}})
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")


def test_it_reads_as_the_public_reader_and_as_nobody(client, places, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    ask = matching.find_places

    def note(connection: sa.Connection, query: Any) -> Any:
        row = connection.execute(sa.text("select current_user, current_setting('app.actor', true)")).one()
        seen.append((tuple(row), connection.execute(sa.text("show transaction_read_only")).scalar_one()))
        return ask(connection, query)

    monkeypatch.setattr(matching, "find_places", note)
    client.set_cookie("geoapp_sign_in", "somebody")
    assert first(client, "苏仙区")["match"]
    assert set(seen) == {(("geoapp_reader", None), "on")}


def test_a_browser_may_ask_from_any_site(client, places) -> None:
    leave = client.options("/reconcile", headers={"Origin": ELSEWHERE, "Access-Control-Request-Method": "POST"}).headers
    assert (leave["Access-Control-Allow-Origin"], "POST" in leave["Access-Control-Allow-Methods"]) == ("*", True)
    assert "Access-Control-Allow-Credentials" not in leave
    assert (
        "POST"
        not in client.options("/api/v1/search", headers={"Origin": ELSEWHERE}).headers["Access-Control-Allow-Methods"]
    )
