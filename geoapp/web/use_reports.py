"""Reporting a non-standard use of a name (使用不规范地名), without an account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask.blueprints import BlueprintSetupState

from gazetteer.public_model import PlaceRecord
from gazetteer.public_queries import place_record
from gazetteer.supervision.model import Channel, NewReport
from gazetteer.supervision.services.reporting import receive_report
from geoapp.auth.binding import visitor
from geoapp.auth.courtesy import Bucket
from geoapp.shared.access import TooManyTries, public
from geoapp.shared.db import public_reading, unit_of_work
from geoapp.web import supervision_words
from geoapp.web.cases import sent_document
from geoapp.web.forms.cases import put_problems
from geoapp.web.forms.supervision import UseReportForm
from geoapp.web.frame import today
from geocore.errors import InvalidInput, NotFound

bp = Blueprint("use_reports", __name__)

AT_ONCE, SECONDS_FOR_ONE_MORE = 5, 60.0
_RECEIPT = "use_report_receipt"


@bp.record_once
def _limit(state: BlueprintSetupState) -> None:
    app = state.app
    app.extensions["use_report_courtesy"] = Bucket(AT_ONCE, SECONDS_FOR_ONE_MORE, lambda: app.extensions["clock"]())


@bp.route("/report-use", methods=["GET", "POST"])
@public
def report() -> Any:
    form = UseReportForm()
    place = place_of(form.place.data if form.is_submitted() else request.args.get("place"))
    form.place.data = str(place.id) if place else ""
    if form.validate_on_submit():
        _take_turn()
        try:
            with unit_of_work() as work:
                session[_RECEIPT] = receive_report(work, report_from(form, Channel.PUBLIC, place), today())[1]
        except InvalidInput as error:
            put_problems(form, error, supervision_words.problem_words)
        else:
            return redirect(url_for("use_reports.received"))
    page = render_template("public/report_use.html", form=form, place=place)
    return page, 422 if form.is_submitted() else 200


@bp.get("/report-use/received")
@public
def received() -> Any:
    """The receipt of the report just sent from this browser."""
    receipt = session.get(_RECEIPT)
    if receipt is None:
        return redirect(url_for("use_reports.report"))
    return render_template("public/report_use_received.html", receipt=receipt)


def place_of(given: str | None) -> PlaceRecord | None:
    """The place meant; None without one, or with one that is gone."""
    try:
        place_id = UUID(given or "")
        with public_reading() as connection:
            return place_record(connection, place_id)
    except (ValueError, NotFound):
        return None


def report_from(form: UseReportForm, channel: Channel, place: PlaceRecord | None) -> NewReport:
    """What the form says; the service judges it."""
    has_point = bool(form.lon.data and form.lat.data)
    return NewReport(
        channel=channel,
        used_name=form.used_name.data,
        place_words=form.place_words.data,
        text=form.text.data,
        place_id=place.id if place else None,
        lon=float(form.lon.data) if has_point else None,
        lat=float(form.lat.data) if has_point else None,
        division_words=form.division.data or "",
        person=form.person.data or "",
        contact=form.contact.data or "",
        photo=sent_document("photo", form.photo.data) if form.photo.data else None,
    )


def _take_turn() -> None:
    bucket: Bucket = current_app.extensions["use_report_courtesy"]
    wait = bucket.wait_for(visitor().address)
    if wait:
        raise TooManyTries("too many reports from this address in a short time", wait)
