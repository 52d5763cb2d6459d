"""`/api/v1/changes`: what became different since last time, for those who keep a copy."""

from __future__ import annotations

from dataclasses import asdict

from apiflask import APIBlueprint
from flask import Response

from gazetteer import public_queries as public_gazetteer
from gazetteer.public_model import Change
from geoapp.api.answers import json_answer
from geoapp.api.schemas import changes as shapes
from geoapp.shared import presenting
from geoapp.shared.access import public
from geoapp.shared.db import public_reading

bp = APIBlueprint("changes", __name__, url_prefix="/api/v1", tag="Changes")


@bp.get("/changes")
@bp.input(shapes.ChangesParameters, location="query", arg_name="asked")
@bp.output(shapes.ChangeList)
@public
def changes(asked: shapes.ChangesParameters) -> Response:
    """Changes after an entry of the feed. Replaying them from 0 gives the present state."""

    def make() -> object:
        with public_reading() as connection:
            page = public_gazetteer.changes_since(connection, asked.since, asked.limit)
        return {
            "items": [asdict(change) | {"link": _entity_link(change)} for change in page.items],
            "last": page.items[-1].seq if page.items else asked.since,
            "complete": page.next is None,
        }

    return json_answer(asked, make)


def _entity_link(change: Change) -> str:
    if change.entity == "place":
        return presenting.address("places.place", place_id=change.entity_id)
    return presenting.address("divisions.division", division=change.entity_id)
