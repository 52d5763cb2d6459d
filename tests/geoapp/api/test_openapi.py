"""The document of `/api/v1` is valid OpenAPI 3.1, true, and shown without any outside host."""

from __future__ import annotations

import re

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.geoapp.api.conftest import BASE_URL

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def test_the_document_is_valid(client) -> None:
    document = client.get("/api/v1/openapi.json").json
    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": BASE_URL}]
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_the_document_says_what_may_go_wrong(client) -> None:
    for path, operations in client.get("/api/v1/openapi.json").json["paths"].items():
        responses = operations["get"]["responses"]
        assert ("404" in responses) == ("{" in path)
        for status in ("422", "503"):
            assert list(responses[status]["content"]) == ["application/problem+json"]


def test_parameters_are_told_as_they_are_sent(client) -> None:
    paths = client.get("/api/v1/openapi.json").json["paths"]
    parameters = {item["name"]: item for item in paths["/api/v1/search"]["get"]["parameters"]}
    assert set(parameters) == {"q", "division", "category", "bbox", "near", "as_of", "limit", "cursor"}
    assert parameters["limit"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
    assert parameters["as_of"]["schema"] == {"type": "string", "format": "date"}
    (place_id,) = [item for item in paths["/api/v1/places/{place_id}"]["get"]["parameters"] if item["in"] == "path"]
    assert (place_id["required"], place_id["schema"]["format"]) == (True, "uuid")


def test_the_page_of_the_document_loads_our_files_only(client) -> None:
    page = client.get("/api/v1/docs").text
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(addresses) >= 4
    for address in addresses:
        assert address.startswith("/")
        assert client.get(address, buffered=True).status_code == 200
    assert "nonce-" in client.get("/api/v1/docs").headers["Content-Security-Policy"]


def test_random_questions_meet_no_server_error(app, places, is_long) -> None:
    """Schemathesis over every address: no 5xx, and every answer as the document says."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    bounded = settings(
        max_examples=300 if is_long else 10,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=True,
    )
    asked = 0

    def ask(case: schemathesis.Case) -> None:
        nonlocal asked
        asked += 1
        case.validate_response(case.call(), checks=CHECKS)

    for operation in schema.get_all_operations():
        bounded(given(case=operation.ok().as_strategy())(ask))()
    assert asked >= 100
