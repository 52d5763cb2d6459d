"""Reporting an error (纠错): anybody, without an account; the answer is a receipt number."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.blueprints import BlueprintSetupState

from gazetteer.services.error_reports import ReportError, receive_report
from geoapp.shared.access import public
from geoapp.shared.courtesy import set_limit, take_turn
from geoapp.shared.db import unit_of_work
from geoapp.web.asked import place_of
from geoapp.web.forms.feedback import ReportForm
from geoapp.web.frame import today

bp = Blueprint("feedback", __name__)

AT_ONCE, SECONDS_FOR_ONE_MORE = 5, 60.0
_RECEIPT = "error_report_receipt"


@bp.record_once
def _limit(state: BlueprintSetupState) -> None:
    set_limit(state.app, "report", AT_ONCE, SECONDS_FOR_ONE_MORE)


@bp.route("/report-error", methods=["GET", "POST"])
@public
def report() -> Any:
    """The form, with the place already filled in where one comes from its page."""
    form = ReportForm()
    place = place_of(form.place.data if form.is_submitted() else request.args.get("place"))
    form.place.data = str(place.id) if place else ""
    if form.validate_on_submit():
        take_turn("report")
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
