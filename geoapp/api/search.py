"""`/api/v1/search` and `/suggest`."""

from __future__ import annotations

from dataclasses import replace

from apiflask import APIBlueprint
from flask import Response

from gazetteer.public_search import FoundPage, find_places
from gazetteer.search import SearchQuery, parse_query
from geoapp.api.filters import division_filter
from geoapp.api.schemas import search as shapes
from geoapp.shared.access import public
from geoapp.shared.caching import known_divisions, public_answer
from geoapp.shared.db import public_reading
from geoapp.shared.presenting import to_json

bp = APIBlueprint("search", __name__, url_prefix="/api/v1", tag="Search")


@bp.get("/search")
@bp.input(shapes.SearchParameters, location="query", arg_name="asked")
@bp.output(shapes.FoundPage)
@public
def search(asked: shapes.SearchParameters) -> Response:
    """Find places by any part of a name, pinyin, initials, old name, with or without division words."""
    query = parse_query(
        asked.q,
        category=asked.category,
        bbox=asked.bbox,
        near=asked.near,
        as_of=asked.as_of,
        limit=asked.limit,
        cursor=asked.cursor,
    )
    return public_answer(
        ("search", query, asked.division),
        lambda: to_json(_find(query, asked.division).as_dict()),
        "application/json",
    )


@bp.get("/suggest")
@bp.input(shapes.SuggestParameters, location="query", arg_name="asked")
@bp.output(shapes.Suggestions)
@public
def suggest(asked: shapes.SuggestParameters) -> Response:
    """The first few places for what has been typed so far."""
    query = replace(parse_query(asked.q, category=asked.category, limit=asked.limit), counts=False)
    return public_answer(
        ("suggest", query, asked.division),
        lambda: to_json({"items": _find(query, asked.division).as_dict()["items"]}),
        "application/json",
    )


def _find(query: SearchQuery, division: str | None) -> FoundPage:
    with public_reading() as connection:
        seq = division_filter(connection, division)
        chosen = replace(query, filters=replace(query.filters, division=seq))
        return find_places(connection, chosen, refs_of=known_divisions)
