"""Records and lists of `/api/v1`: places, names, divisions, changes, code tables."""

from __future__ import annotations

import uuid

import pytest
from jsonschema import Draft202012Validator

from tests.builders.published import SUXIAN, uid
from tests.geoapp.api.conftest import BASE_URL


@pytest.fixture
def addresses(places) -> list[str]:
    """One call of every kind of answer."""
    place = places["苏仙区"]
    return [
        "/api/v1/search?q=东",
        "/api/v1/suggest?q=东",
        "/api/v1/places?division=431003",
        f"/api/v1/places/{place}",
        f"/api/v1/places/{places['新村']}",
        f"/api/v1/places/{places['东村']}.geojson?as_of=2020-01-01",
        f"/api/v1/places/{place}/nearby",
        f"/api/v1/places/{places['东村']}/same-name",
        f"/api/v1/names/{uid(f'name {place} 1')}",
        "/api/v1/divisions",
        "/api/v1/divisions?parent=4310",
        "/api/v1/divisions/431003",
        "/api/v1/divisions/431003104",
        f"/api/v1/divisions/{uid(f'division {SUXIAN}')}/children?limit=5",
        "/api/v1/divisions/431003/area.geojson?tolerance=0.01",
        "/api/v1/checks?name=东村&category=committee&division=431003",
        "/api/v1/changes?since=0&limit=5",
        "/api/v1/categories",
        "/api/v1/classes",
        "/reconcile",
        "/reconcile/suggest/entity?prefix=东",
        "/reconcile/suggest/type?prefix=di",
        "/reconcile/suggest/property?prefix=",
        "/reconcile/properties?type=division",
    ]


def test_every_answer_is_as_its_schema_says(client, addresses) -> None:
    document = client.get("/api/v1/openapi.json").json
    seen = set()
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, f"{address}: {response.text}"
        path = _template(document, address.partition("?")[0])
        seen.add(path)
        ((content_type, body),) = document["paths"][path]["get"]["responses"]["200"]["content"].items()
        assert response.content_type == content_type
        schema = {**body["schema"], "components": document["components"]}
        assert list(Draft202012Validator(schema).iter_errors(response.json)) == [], address
    assert seen == set(document["paths"]), "an address without an example here is an address without a test"


def _template(document: dict, path: str) -> str:
    """The path of the document with most fixed parts that fits."""
    parts = path.split("/")
    fitting = [
        template
        for template in document["paths"]
        if len(template.split("/")) == len(parts)
        and all(
            t == p or (t.startswith("{") and p.endswith(t.partition("}")[2]))
            for t, p in zip(template.split("/"), parts, strict=True)
        )
    ]
    return max(fitting, key=lambda template: (len(template.partition("}")[2]), template.count("{") == 0))


def test_a_place_is_shown_with_what_is_known(client, places) -> None:
    place = client.get(f"/api/v1/places/{places['苏仙区']}").json
    assert place["name"]["name"] == "苏仙区"
    assert place["division"] == "湖南省郴州市苏仙区"
    assert place["codes"] == [
        {"system": "civil", "code": "431003"},
        {"system": "statistical", "code": "431003000000"},
    ]
    assert place["announcement"]["approving_body"] is None
    assert place["links"]["self"] == f"{BASE_URL}/api/v1/places/{places['苏仙区']}"


def test_geojson_is_longitude_first_and_null_without_position(client, places) -> None:
    demo = client.get(f"/api/v1/places/{places['东村']}.geojson").json
    assert demo["geometry"] == {"type": "Point", "coordinates": [113.11, 25.71]}
    assert demo["properties"]["position_note"] == "示例位置"
    assert client.get(f"/api/v1/places/{places['新村']}.geojson").json["geometry"] is None


def test_a_name_leads_to_its_place(client, places) -> None:
    name_id = uid(f"name {places['苏仙区']} 1")
    answer = client.get(f"/api/v1/names/{name_id}").json
    assert (answer["name"]["name"], answer["place_name"]) == ("郴县", "苏仙区")
    assert answer["place_id"] == str(places["苏仙区"])


@pytest.mark.parametrize("code", ["431003", "156431003", "431003000000", str(uid(f"division {SUXIAN}"))])
def test_a_division_answers_to_every_form_of_its_code(client, places, code) -> None:
    division = client.get(f"/api/v1/divisions/{code}").json
    assert division["id"] == str(uid(f"division {SUXIAN}"))
    assert division["codes"] == {"statistical": "431003000000", "civil": "431003"}


def test_changes_continue_where_they_ended(client, places) -> None:
    seen, since = [], 0
    while True:
        answer = client.get(f"/api/v1/changes?since={since}&limit=3").json
        seen += [change["entity_id"] for change in answer["items"]]
        since = answer["last"]
        if answer["complete"]:
            break
    assert set(seen) == {str(place) for place in places.values()}
    assert client.get(f"/api/v1/changes?since={since}").json == {"items": [], "last": since, "complete": True}


@pytest.mark.parametrize(
    "path",
    [
        f"/api/v1/places/{uuid.UUID(int=1)}",
        f"/api/v1/places/{uuid.UUID(int=1)}.geojson",
        f"/api/v1/places/{uuid.UUID(int=1)}/nearby",
        f"/api/v1/places/{uuid.UUID(int=1)}/same-name",
        f"/api/v1/names/{uuid.UUID(int=1)}",
        f"/api/v1/divisions/{uuid.UUID(int=1)}",
        "/api/v1/divisions/999999/children",
        "/api/v1/divisions/431003104/area.geojson",
        "/api/v1/places/not-an-id",
        "/api/v1/nothing-here",
    ],
)
def test_what_does_not_exist_is_a_404_with_a_code(client, places, path) -> None:
    response = client.get(path)
    assert (response.status_code, response.content_type) == (404, "application/problem+json")
    assert response.json["code"] == "not_found"


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/api/v1/categories?lang=en", "lang"),
        ("/api/v1/changes?since=-1", "since"),
        ("/api/v1/changes?since=99999999999999999999", "since"),
        ("/api/v1/changes?limit=1001", "limit"),
        ("/api/v1/places", "division"),
        ("/api/v1/places?division=999999", "division"),
        ("/api/v1/divisions?parent=12345", "parent"),
        ("/api/v1/divisions/431003/area.geojson?tolerance=nan", "tolerance"),
        ("/api/v1/divisions/431003/area.geojson?tolerance=5", "tolerance"),
        ("/api/v1/divisions/4.31e5", "division"),
    ],
)
def test_bad_input_is_a_422_that_names_the_parameter(client, places, path, field) -> None:
    response = client.get(path)
    assert (response.status_code, response.json["code"]) == (422, "invalid_input")
    assert response.json["problems"][0]["field"] == field


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_public_addresses_are_for_reading(client, places, method) -> None:
    response = getattr(client, method)("/api/v1/categories")
    assert response.status_code in (400, 405)  # 400: refused for the missing CSRF token before anything else
