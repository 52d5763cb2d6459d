"""Reporting an error (纠错): anybody, without an account; the answer is a receipt number."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask.blueprints import BlueprintSetupState

from gazetteer.public_model import PlaceRecord
from gazetteer.public_queries import place_record
from gazetteer.services.error_reports import ReportError, receive_report
from geoapp.auth.binding import visitor
from geoapp.auth.courtesy import Bucket
from geoapp.shared.access import TooManyTries, public
from geoapp.shared.db import public_reading, unit_of_work
from geoapp.web.forms.feedback import ReportForm
from geoapp.web.frame import today
from geocore.errors import NotFound

bp = Blueprint("feedback", __name__)

AT_ONCE, SECONDS_FOR_ONE_MORE = 5, 60.0
_RECEIPT = "error_report_receipt"


@bp.record_once
def _limit(state: BlueprintSetupState) -> None:
    app = state.app
    app.extensions["report_courtesy"] = Bucket(AT_ONCE, SECONDS_FOR_ONE_MORE, lambda: app.extensions["clock"]())


@bp.route("/report-error", methods=["GET", "POST"])
@public
def report() -> Any:
    """The form, with the place already filled in where one comes from its page."""
    form = ReportForm()
    place = _place(form.place.data if form.is_submitted() else request.args.get("place"))
    form.place.data = str(place.id) if place else ""
    if form.validate_on_submit():
        _take_turn()
        with unit_of_work() as work:
            command = ReportError(place.id if place else None, form.text.data, form.contact.data or "")
            session[_RECEIPT] = receive_report(work, command, today())
        return redirect(url_for("feedback.received"))
    page = render_template("public/report_error.html", form=form, place=place)
    return page, 422 if form.is_submitted() else 200


@bp.get("/report-error/received")
@public
def received() -> Any:
    """The receipt of the report just sent from this browser."""
    receipt = session.get(_RECEIPT)
    if receipt is None:
        return redirect(url_for("feedback.report"))
    return render_template("public/report_received.html", receipt=receipt)


def _place(given: str | None) -> PlaceRecord | None:
    """The place meant; without one, or with one that is gone, the report is a general one."""
    try:
        place_id = UUID(given or "")
        with public_reading() as connection:
            return place_record(connection, place_id)
    except (ValueError, NotFound):
        return None


def _take_turn() -> None:
    bucket: Bucket = current_app.extensions["report_courtesy"]
    wait = bucket.wait_for(visitor().address)
    if wait:
        raise TooManyTries("too many reports from this address in a short time", wait)
