"""`/api/v1/checks`: what the law says of a proposed name, before anybody applies for it."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response

from gazetteer.name_checks import Question, check_name
from geoapp.api.filters import division_filter
from geoapp.api.schemas import checks as shapes
from geoapp.shared.access import public
from geoapp.shared.caching import public_answer
from geoapp.shared.db import public_reading
from geoapp.shared.presenting import to_json

bp = APIBlueprint("checks", __name__, url_prefix="/api/v1", tag="Checks")


@bp.get("/checks")
@bp.input(shapes.CheckParameters, location="query", arg_name="asked")
@bp.output(shapes.CheckedName)
@public
def check(asked: shapes.CheckParameters) -> Response:
    """Check a name by article 9 of the regulations against what is published. It stores nothing."""

    def answer() -> bytes:
        with public_reading() as connection:
            question = Question(
                name=asked.name,
                category=asked.category,
                class_code=asked.class_code,
                division=division_filter(connection, asked.division),
                point=asked.point,
            )
            return to_json(check_name(connection, question).as_dict())

    return public_answer(("check", asked), answer, "application/json")
