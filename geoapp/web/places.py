"""The public page of a place, its names' addresses, and its review map for officers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, Response, redirect, render_template, url_for

from gazetteer import public_queries as public_gazetteer
from gazetteer.certificates.services import certifiable
from gazetteer.memories.queries import public_histories, public_markers
from gazetteer.protection.queries import public_origins, public_protection_of
from gazetteer.public_model import PlaceRecord
from gazetteer.public_summary import removed_at
from gazetteer.romanization import romanize
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, public, requires
from geoapp.shared.db import public_reading
from geoapp.shared.extensions import chosen_language
from geoapp.shared.presenting import address
from geoapp.web import heritage_words, structured_data
from geoapp.web.asked import day_argument
from geoapp.web.frame import today
from geoapp.web.name_bars import name_bars
from geoapp.web.place_history import place_events
from geoapp.web.review_maps import attachment, place_map
from geocore.errors import NotFound

bp = Blueprint("place", __name__)

NEARBY = 10
SAME_NAME = 12


@bp.get("/place/<uuid:place_id>")
@public
def show(place_id: UUID) -> Any:
    """The record as of a day: announcement facts first, then reading, map, history, neighbours."""
    as_of = day_argument("as_of")
    with public_reading() as connection:
        try:
            record = public_gazetteer.place_record(connection, place_id, as_of)
        except NotFound:
            return _gone(connection, place_id)
        nearby = public_gazetteer.nearby(connection, place_id, NEARBY)
        same_name = public_gazetteer.same_name(connection, place_id, SAME_NAME)
        markers, histories = public_markers(connection, place_id), public_histories(connection, place_id)
        protection, origins = public_protection_of(connection, place_id), public_origins(connection, place_id)
    permanent = address("place.show", place_id=place_id)
    return render_template(
        "places/show.html",
        place=record,
        as_of=as_of,
        nearby=nearby,
        same_name=same_name,
        protection=protection,
        origins=origins,
        markers=markers,
        histories=histories,
        heritage_words=heritage_words,
        in_english=chosen_language() == "en",
        may_keep=current_actor().may(permissions.HERITAGE_KEEP, [ref.seq for ref in record.division_path]),
        history=place_events(record),
        bars=name_bars(record.names, record.events, today()),
        uncertain=_uncertain(record),
        certifiable=certifiable(record) if as_of is None else (),
        permanent=permanent,
        json_ld=structured_data.place(record, permanent),
        may_draft=current_actor().may(permissions.CASES_DRAFT, [ref.seq for ref in record.division_path]),
        may_decide=current_actor().may(permissions.READINGS_DECIDE, [ref.seq for ref in record.division_path]),
        may_review=current_actor().may(permissions.NAMES_READ),
    )


def _gone(connection: sa.Connection, place_id: UUID) -> tuple[str, int]:
    """A place that left the register says so and when; an address that never was one gets help all the same."""
    at = removed_at(connection, place_id)
    return render_template("places/gone.html", place_id=place_id, removed_at=at), 404 if at is None else 410


def _uncertain(record: PlaceRecord) -> tuple[str, ...]:
    """Characters whose reading was guessed, where the same computation as at the import shows which."""
    if record.name.confident or record.name.reading_status == "decided":
        return ()
    found = romanize(record.name.name, class_code=record.class_code, category=record.category)
    return found.polyphones if found.spelling == record.name.spelling else ()


@bp.get("/name/<uuid:name_id>")
@public
def name(name_id: UUID) -> Response:
    """A name, present or past, is a line on the page of its place."""
    with public_reading() as connection:
        place_id = public_gazetteer.place_of_name(connection, name_id)
    return redirect(url_for("place.show", place_id=place_id, _anchor=f"name-{name_id}"))  # type: ignore[return-value]


@bp.get("/place/<uuid:place_id>/review-map.html")
@requires(permissions.NAMES_READ)
def review_map(place_id: UUID) -> Response:
    """A document that opens anywhere, stamped 非公开 · 未经审核: for work, not for publication."""
    with public_reading() as connection:
        record = public_gazetteer.place_record(connection, place_id)
        nearby = public_gazetteer.nearby(connection, place_id, NEARBY)
        document = place_map(connection, record, nearby, record.changed_at.date())
    return attachment(document, f"{record.name.name}-审核图.html")
