"""The OpenAPI 3.1 document of `/api/v1` and the page that shows it, without any outside host."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint, APIFlask
from flask import render_template, url_for

from geoapp.api.schemas.reconcile import BODIES
from geoapp.api.schemas.shared import ProblemDetails
from geoapp.shared.access import public

bp = APIBlueprint("api_docs", __name__, url_prefix="/api/v1", enable_openapi=False, template_folder="templates")

DESCRIPTION = """Standard place names and divisions as published. Read without an account; errors are
`application/problem+json` with a `code`. Lists give `next`, to be sent back as `cursor`. Positions are degrees of
CGCS2000 (EPSG:4490), snapped to a public grid; where `position_kind` is `demo` the position is invented."""

_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
_ERRORS = {
    "404": {"description": "No such record", "content": _PROBLEM},
    "422": {"description": "A parameter is unknown, repeated or does not make sense", "content": _PROBLEM},
    "503": {"description": "Busy, or the question takes too long; see Retry-After", "content": _PROBLEM},
}


@bp.get("/docs")
@public
def docs() -> str:
    """Swagger UI over the document, from our own files."""
    return render_template("api/docs.html", title="API /api/v1", document=url_for("openapi.spec"))


def init_app(app: APIFlask) -> None:
    app.register_blueprint(bp)
    app.description = DESCRIPTION
    # Without this the document would name whatever Host its first reader sent, to every later reader.
    app.servers = [{"url": app.config["SETTINGS"].base_url}]
    app.config["AUTO_404_RESPONSE"] = app.config["AUTO_VALIDATION_ERROR_RESPONSE"] = False  # added by _finish
    app.config["AUTO_OPERATION_ID"] = True
    app.spec_processor(_finish)
    public(app.view_functions["openapi.spec"])


def _finish(document: dict[str, Any]) -> dict[str, Any]:
    """Say what APIFlask cannot: errors are problem+json, identifiers in paths are UUIDs."""
    problem = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas = document["components"]["schemas"]
    schemas |= problem.pop("$defs")
    schemas["ProblemDetails"] = problem
    for path, operations in document["paths"].items():
        for operation in operations.values():
            if path in BODIES and operation is operations.get("post"):
                operation["requestBody"] = BODIES[path]
            operation["parameters"] = [_plain(parameter) for parameter in operation["parameters"]]
            operation["responses"] |= {
                status: error for status, error in _ERRORS.items() if status != "404" or "{" in path
            }
    return document


def _plain(parameter: dict[str, Any]) -> dict[str, Any]:
    """A parameter as it can be sent: identifiers are UUIDs, and what is left out is left out, not null."""
    if parameter["in"] == "path":
        is_id = parameter["name"].endswith("_id")
        return parameter | {"required": True, "schema": {"type": "string"} | ({"format": "uuid"} if is_id else {})}
    schema = dict(parameter["schema"])
    for choice in schema.pop("anyOf", ()):
        if choice != {"type": "null"}:
            schema = choice | schema
    if schema.get("default") is None:
        schema.pop("default", None)
    schema.pop("title", None)
    description = schema.pop("description", "")
    return parameter | {"schema": schema} | ({"description": description} if description else {})
