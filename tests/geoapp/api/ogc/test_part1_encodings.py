"""OGC API – Features Part 1, Annex A.3, A.5, A.6: GeoJSON, HTML and OpenAPI 3.0."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV30SpecValidator
from shapely.geometry import shape

from tests.geoapp.api.ogc.conftest import GEOJSON

PAGES = ["/", "/conformance", "/collections", "/collections/places", "/collections/places/items",
         "/collections/names/items", "/collections/divisions/items"]  # fmt: skip


def test_geojson_definition(service, collection) -> None:
    """/conf/geojson/definition"""
    for accept in (GEOJSON, f"{GEOJSON}, application/json;q=0.5", "application/json", "*/*", None):
        headers = {"Accept": accept} if accept else None
        answer = service.get(f"/collections/{collection}/items", headers=headers)
        assert (answer.status, answer.headers["content-type"]) == (200, GEOJSON)


def test_geojson_content(service, collection) -> None:
    """/conf/geojson/content: RFC 7946, geometries valid, rings wound as it asks"""
    features = service.features(collection)
    assert features
    for feature in features:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert isinstance(feature["id"], str)
        if feature["geometry"] is not None:
            geometry = shape(feature["geometry"])
            assert geometry.is_valid
            assert not geometry.is_empty
            if geometry.geom_type == "MultiPolygon":
                assert all(part.exterior.is_ccw for part in geometry.geoms)


class Page(HTMLParser):
    """Collects links and checks that tags close."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "link", "br", "img", "input"):
            self.open.append(tag)
        self.links += [value for name, value in attrs if name in ("href", "src") and value]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("path", PAGES)
def test_html(service, path) -> None:
    """/conf/html/definition, /conf/html/content"""
    by_header = service.get(path, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    by_parameter = service.get(path, f="html")
    for answer in (by_header, by_parameter):
        assert (answer.status, answer.media_type) == (200, "text/html")
        page = Page()
        page.feed(answer.text)
        assert page.open == []
        assert "Accept" in answer.headers["vary"]
        assert not [
            link for link in page.links if "://" in link and not link.startswith(service.landing.rsplit("/", 1)[0])
        ]


def test_html_of_a_feature(service, collection) -> None:
    """/conf/html/content: the page of a feature holds its properties"""
    feature = service.features(collection)[0]
    page = service.get(f"/collections/{collection}/items/{feature['id']}", f="html").text
    assert feature["properties"]["name"] in page


def test_html_text_is_never_markup(service, places) -> None:
    """Ours: what came in a parameter does not come out as markup"""
    for path in PAGES:
        answer = service.get(path, f="html", **{"<script>alert(1)</script>": "1"})
        assert answer.status == 400
        assert answer.media_type == "application/problem+json"


def test_other_forms_are_refused(service) -> None:
    """/conf/core/http: 406 for a form that is not offered"""
    assert service.get("/collections/places/items", headers={"Accept": "application/gml+xml"}).status == 406


def test_openapi_is_valid(service) -> None:
    """/conf/oas30/oas-definition-1, oas-definition-2"""
    document = service.get("/api").json
    assert document["openapi"] == "3.0.3"
    assert list(OpenAPIV30SpecValidator(document).iter_errors()) == []


def test_openapi_names_the_configured_server(service) -> None:
    """Ours: the address never follows the Host header"""
    document = service.get("/api", headers={"Host": "evil.example"}).json
    assert [server["url"] for server in document["servers"]] == [service.landing]


def test_openapi_is_complete(service, collections) -> None:
    """/conf/oas30/completeness: every resource and every parameter that is understood"""
    document = service.get("/api").json
    for name in collections:
        operation = document["paths"][f"/collections/{name}/items"]["get"]
        known = {_resolved(document, parameter)["name"] for parameter in operation["parameters"]}
        refusal = service.get(f"/collections/{name}/items", unknownParameter="1").json
        assert set(refusal["problems"][0]["hint"].removeprefix("known: ").split(", ")) == known
        assert f"/collections/{name}/items/{{featureId}}" in document["paths"]


def test_openapi_is_true(service, collection) -> None:
    """/conf/oas30/oas-impl: answers are as their schemas say"""
    document = service.get("/api").json
    feature_id = service.features(collection)[0]["id"]
    for path in ("/", "/conformance", "/collections", f"/collections/{collection}", f"/collections/{collection}/items",
                 f"/collections/{collection}/items/{feature_id}"):  # fmt: skip
        template = path.replace(feature_id, "{featureId}")
        answer = service.get(path)
        content = document["paths"][template]["get"]["responses"]["200"]["content"]
        schema = {**content[answer.media_type]["schema"], "components": _nullable_as_type(document["components"])}
        assert list(Draft202012Validator(schema).iter_errors(answer.json)) == []


def test_openapi_exceptions(service) -> None:
    """/conf/oas30/exceptions-codes"""
    for path, operations in service.get("/api").json["paths"].items():
        for operation in operations.values():
            assert "400" in operation["responses"], path
            assert ("404" in operation["responses"]) == ("{" in path)


def test_openapi_security(service) -> None:
    """/conf/oas30/security: nothing is asked for, and the document says so"""
    document = service.get("/api").json
    assert "security" not in document
    assert "securitySchemes" not in document["components"]


def test_openapi_patterns_are_true(service, collections) -> None:
    """/conf/oas30/oas-impl: a value that the document allows is not called malformed"""
    document = service.get("/api").json
    examples = {"name": "东村", "category": "natural", "class_code": "21610", "division": "431003",
                "kind": "standard", "level": "3", "code": "431003"}  # fmt: skip
    for name in collections:
        for parameter in document["paths"][f"/collections/{name}/items"]["get"]["parameters"]:
            if "$ref" not in parameter:
                assert re.search(parameter["schema"]["pattern"], examples[parameter["name"]])
                service.items(name, **{parameter["name"]: examples[parameter["name"]]})


def _resolved(document: dict, parameter: dict) -> dict:
    if "$ref" not in parameter:
        return parameter
    return dict(document["components"]["parameters"][parameter["$ref"].rsplit("/", 1)[1]])


def _nullable_as_type(node):
    """OpenAPI 3.0's `nullable` in the words of JSON Schema 2020-12."""
    if isinstance(node, dict):
        changed = {key: _nullable_as_type(value) for key, value in node.items() if key != "nullable"}
        if node.get("nullable"):
            changed["type"] = [node["type"], "null"]
        return changed
    return [_nullable_as_type(item) for item in node] if isinstance(node, list) else node
