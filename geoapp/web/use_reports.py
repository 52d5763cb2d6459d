"""Reporting a non-standard use of a name (使用不规范地名), without an account."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.blueprints import BlueprintSetupState

from gazetteer.public_model import PlaceRecord
from gazetteer.supervision.model import Channel, NewReport
from gazetteer.supervision.services.reporting import receive_report
from geoapp.shared.access import public
from geoapp.shared.courtesy import set_limit, take_turn
from geoapp.shared.db import unit_of_work
from geoapp.web import supervision_words
from geoapp.web.asked import place_of
from geoapp.web.cases import sent_document
from geoapp.web.forms.cases import put_problems
from geoapp.web.forms.supervision import UseReportForm
from geoapp.web.frame import today
from geocore.coordinates import decimal_number
from geocore.errors import InvalidInput

bp = Blueprint("use_reports", __name__)

AT_ONCE, SECONDS_FOR_ONE_MORE = 5, 60.0
_RECEIPT = "use_report_receipt"


@bp.record_once
def _limit(state: BlueprintSetupState) -> None:
    set_limit(state.app, "use_report", AT_ONCE, SECONDS_FOR_ONE_MORE)


@bp.route("/report-use", methods=["GET", "POST"])
@public
def report() -> Any:
    form = UseReportForm()
    place = place_of(form.place.data if form.is_submitted() else request.args.get("place"))
    form.place.data = str(place.id) if place else ""
    if form.validate_on_submit():
        take_turn("use_report")
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


def report_from(form: UseReportForm, channel: Channel, place: PlaceRecord | None) -> NewReport:
    """What the form says; the service judges it."""
    has_point = bool(form.lon.data and form.lat.data)
    return NewReport(
        channel=channel,
        used_name=form.used_name.data,
        place_words=form.place_words.data,
        text=form.text.data,
        place_id=place.id if place else None,
        lon=decimal_number(form.lon.data) if has_point else None,
        lat=decimal_number(form.lat.data) if has_point else None,
        division_words=form.division.data or "",
        person=form.person.data or "",
        contact=form.contact.data or "",
        photo=sent_document("photo", form.photo.data) if form.photo.data else None,
    )
