"""`/reconcile`: the W3C reconciliation service API 0.2, with which OpenRefine and others match tables with places.

Every address reads `published` as the public reader and asks nobody who they are. JSONP, which the specification
leaves to the service, is not offered: it would run our answer as a script in another site's page; CORS is enough.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final, TypeVar
from uuid import UUID

import sqlalchemy as sa
from apiflask import APIBlueprint
from flask import Response, abort, render_template, request
from pydantic import TypeAdapter, ValidationError
from werkzeug.datastructures import MultiDict

from gazetteer import public_queries
from gazetteer.reconciliation import PROPERTIES, Asked, candidates
from geoapp.api import reconcile_answers as shown
from geoapp.api.reconcile_questions import asked_of
from geoapp.api.schemas import reconcile as shapes
from geoapp.shared.access import asks_only, public
from geoapp.shared.caching import public_answer
from geoapp.shared.db import public_reading
from geoapp.shared.extensions import csrf
from geoapp.shared.headers import csp_nonce
from geoapp.shared.presenting import link, to_json
from geocore.errors import InvalidInput, Unavailable
from geocore.problems import Problem

bp = APIBlueprint("reconcile", __name__, url_prefix="/reconcile", tag="Reconciliation", template_folder="templates")

LONGEST_BATCH: Final = 256 * 1024
"""Bytes of a body."""
MOST_QUERIES: Final = 50
BATCH_SECONDS: Final = 10.0
"""A batch that takes longer is refused as a whole; the client may send it again in smaller parts."""
SUGGESTED: Final = 10
FARTHEST: Final = 100
"""Suggestions that can be skipped; further on there are none."""
PREVIEW_POLICY: Final = (
    "default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors *"
)

_BATCH: Final[TypeAdapter[dict[str, shapes.Query]]] = TypeAdapter(dict[str, shapes.Query])
_EXTENSION: Final[TypeAdapter[shapes.Extension]] = TypeAdapter(shapes.Extension)
_ANSWERS: Final = {
    200: {
        "description": "the manifest, a batch of results, or the values of properties",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}
_REFUSALS: Final = {
    413: {"description": "More bytes or more queries than a batch may have"},
    415: {"description": "Not a form"},
}
Checked = TypeVar("Checked")


@bp.get("")
@bp.input(shapes.ServiceParameters, location="query", arg_name="asked")
@bp.doc(responses=_ANSWERS)
@public
def service(asked: shapes.ServiceParameters) -> Response:
    """The manifest; with `queries` or `extend` the answer to them."""
    if asked.queries is None and asked.extend is None:
        return public_answer(("reconcile manifest",), lambda: to_json(shown.manifest(MOST_QUERIES)), "application/json")
    return _answered({name: text for name, text in asked.model_dump().items() if text is not None})


@bp.post("")
@bp.doc(responses={**_ANSWERS, **_REFUSALS})
@csrf.exempt
@asks_only
def ask() -> Response:
    """A batch of `queries`, or `extend`, as a form field that holds JSON."""
    if (request.content_length or 0) > LONGEST_BATCH:
        abort(413, f"at most {LONGEST_BATCH // 1024} KB in a batch")
    if request.mimetype != "application/x-www-form-urlencoded":
        abort(415, "the form of a reconciliation query is application/x-www-form-urlencoded")
    return _answered(_single(request.form))


def _single(form: MultiDict[str, str]) -> dict[str, str]:
    problems = [
        Problem(name[:60], "unknown_parameter", "is not a field of this form", hint="known: queries, extend")
        for name in form
        if name not in ("queries", "extend")
    ]
    problems += [Problem(name, "repeated", "given more than once") for name in form if len(form.getlist(name)) > 1]
    if problems:
        raise InvalidInput(problems[0].message, problems)
    return dict(form)


def _answered(given: Mapping[str, str]) -> Response:
    if len(given) != 1:
        raise InvalidInput("either queries or extend", [Problem("queries", "missing", "either queries or extend")])
    ((name, text),) = given.items()
    body = _matched(_checked(_BATCH, name, text)) if name == "queries" else _extended(_checked(_EXTENSION, name, text))
    return Response(to_json(body), content_type="application/json")


def _checked(shape: TypeAdapter[Checked], name: str, text: str) -> Checked:
    try:
        return shape.validate_json(text)
    except ValidationError as error:
        problems = [
            Problem(".".join([name, *map(str, item["loc"])])[:100], item["type"], item["msg"])
            for item in error.errors(include_url=False, include_input=False)[:20]
        ]
        raise InvalidInput(f"{problems[0].field}: {problems[0].message}", problems) from error


def _matched(batch: dict[str, shapes.Query]) -> dict[str, Any]:
    if len(batch) > MOST_QUERIES:
        abort(413, f"at most {MOST_QUERIES} queries in a batch")
    until = time.monotonic() + BATCH_SECONDS
    with public_reading() as connection:
        types = shown.types(connection)
        questions = {key: asked_of(key, query, types) for key, query in batch.items()}
        return {key: _result(connection, asked, types, until) for key, asked in questions.items()}


def _result(connection: sa.Connection, asked: Asked, types: dict[str, str], until: float) -> dict[str, Any]:
    if time.monotonic() > until:
        raise Unavailable("this batch takes too long; send fewer queries at a time")
    return {"result": [shown.candidate(one, types) for one in candidates(connection, asked)]}


def _extended(asked: shapes.Extension) -> dict[str, Any]:
    wanted = list(dict.fromkeys(one.id for one in asked.properties))
    unknown = [name for name in wanted if name not in PROPERTIES]
    if unknown:
        known = ", ".join(PROPERTIES)
        problems = [
            Problem("extend.properties", "unknown_property", name[:60], hint=f"known: {known}") for name in unknown
        ]
        raise InvalidInput("there is no such property", problems)
    with public_reading() as connection:
        rows = {one: shown.values(connection, one, wanted) for one in dict.fromkeys(asked.ids)}
    return {"meta": [shown.named(PROPERTIES[name].id, PROPERTIES[name].name) for name in wanted], "rows": rows}


@bp.get("/suggest/entity")
@bp.input(shapes.SuggestParameters, location="query", arg_name="asked")
@bp.output(shapes.Suggested)
@public
def suggest_entity(asked: shapes.SuggestParameters) -> Response:
    """Places for what has been typed so far."""

    def make() -> bytes:
        if asked.cursor > FARTHEST:
            return to_json({"result": []})
        with public_reading() as connection:
            types = shown.types(connection)
            found = candidates(connection, Asked(text=asked.prefix, limit=asked.cursor + SUGGESTED))
        return to_json({"result": [shown.suggestion(one, types) for one in found[asked.cursor :]]})

    return public_answer(("reconcile entity", asked.prefix, asked.cursor), make, "application/json")


@bp.get("/suggest/type")
@bp.input(shapes.SuggestParameters, location="query", arg_name="asked")
@bp.output(shapes.Suggested)
@public
def suggest_type(asked: shapes.SuggestParameters) -> Response:
    """The eight legal categories."""
    with public_reading() as connection:
        offered = [(one.code, one.name_zh, one.name_en) for one in public_queries.categories(connection)]
    return _offered(asked, offered)


@bp.get("/suggest/property")
@bp.input(shapes.SuggestParameters, location="query", arg_name="asked")
@bp.output(shapes.Suggested)
@public
def suggest_property(asked: shapes.SuggestParameters) -> Response:
    """What a question may tell besides a name."""
    return _offered(asked, [(one.id, one.name, one.description) for one in PROPERTIES.values() if one.asks])


def _offered(asked: shapes.SuggestParameters, offered: list[tuple[str, str, str]]) -> Response:
    wanted = asked.prefix.strip().lower()
    found = [one for one in offered if any(wanted in text.lower() for text in one)]
    body = [{**shown.named(one[0], one[1]), "description": one[2], "notable": []} for one in found[asked.cursor :]]
    return Response(to_json({"result": body}), content_type="application/json")


@bp.get("/properties")
@bp.input(shapes.ProposeParameters, location="query", arg_name="asked")
@bp.output(shapes.Proposed)
@public
def propose(asked: shapes.ProposeParameters) -> Response:
    """What can be fetched of a place, of any type."""
    offered = [shown.named(one.id, one.name) for one in PROPERTIES.values()][: asked.limit]
    return Response(
        to_json({"type": asked.type, "limit": asked.limit, "properties": offered}), content_type="application/json"
    )


@bp.get("/preview/<uuid:place_id>")
@bp.doc(hide=True)
@public
def preview(place_id: UUID) -> Response:
    """A place in a small frame of another program's page; the one page of ours that may stand in a frame."""
    with public_reading() as connection:
        record = public_queries.place_record(connection, place_id)
    page = link(f"/place/{record.id}")
    answer = Response(
        render_template("reconcile/preview.html", place=record, page=page, facts=shown.preview_facts(record))
    )
    answer.headers["Content-Security-Policy"] = PREVIEW_POLICY.format(nonce=csp_nonce())
    return answer
