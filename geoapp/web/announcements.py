"""Announcements with their six facts, for people and for machines; following an application without an account."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _

from gazetteer.cases.paperwork import announcement_paper
from gazetteer.cases.public_announcements import FollowedCase, announced_together, announcement
from gazetteer.cases.services.following import follow as follow_case
from gazetteer.consultations.public_queries import objections_to
from geoapp.shared.access import public
from geoapp.shared.courtesy import set_limit, take_turn
from geoapp.shared.db import public_reading, unit_of_work
from geoapp.shared.presenting import address, link, to_json
from geoapp.web import application_words, case_words, consultation_words, notices
from geoapp.web.forms.cases import FollowForm
from geoapp.web.frame import today
from geoapp.web.papers import ENDINGS, download

bp = Blueprint("announcement", __name__)

AT_ONCE, SECONDS_FOR_ONE_MORE = 10, 20.0


@bp.record_once
def _limit(state: BlueprintSetupState) -> None:
    set_limit(state.app, "follow", AT_ONCE, SECONDS_FOR_ONE_MORE)


@bp.get("/announcements/<uuid:announcement_id>")
@public
def show(announcement_id: UUID) -> str:
    """One announcement, at its permanent address."""
    with public_reading() as connection:
        found = announcement(connection, announcement_id)
        together = announced_together(connection, found.number)
        objections = objections_to(connection, announcement_id)
    return render_template(
        "announcements/show.html",
        item=found,
        together=together,
        objections=objections,
        case_words=case_words,
        words_of=consultation_words,
        permanent=address("announcement.show", announcement_id=announcement_id),
    )


@bp.get("/announcements/<uuid:announcement_id>.json")
@public
def twin(announcement_id: UUID) -> Response:
    """The same for machines, with all names under the number; corrigenda are linked both ways.

    `body_hash` is the SHA-256 of `body` in UTF-8.
    """
    with public_reading() as connection:
        found = asdict(announcement(connection, announcement_id))
        together = announced_together(connection, found["number"])
    found["names"] = [
        {"ordinal": name.ordinal, "standard_name": name.standard_name, "page": _address_of(name.id)}
        for name in together
    ]
    found["links"] = {
        "page": address("announcement.show", announcement_id=announcement_id),
        "place": link(f"/place/{found['place_id']}"),
        "name": link(f"/name/{found['name_id']}"),
        "corrects": _address_of(found["corrects"]),
        "corrected_by": _address_of(found["corrected_by"]),
    }
    return Response(to_json(found), content_type="application/json")


def _address_of(announcement_id: UUID | None) -> str | None:
    return announcement_id and address("announcement.show", announcement_id=announcement_id)


@bp.get(f"/announcements/<uuid:announcement_id>.<{ENDINGS}:ending>")
@public
def paper(announcement_id: UUID, ending: str) -> Any:
    """The announcement in the layout of an official document."""
    with public_reading() as connection:
        found = announcement(connection, announcement_id)
        together = announced_together(connection, found.number)
    permanent = address("announcement.show", announcement_id=announcement_id)
    return download(announcement_paper(found, permanent, together), ending)


@bp.route("/cases", methods=["GET", "POST"])
@public
def follow() -> Any:
    """Where an application stands, for whoever holds its number and code."""
    form = FollowForm()
    found: FollowedCase | None = None
    if form.validate_on_submit():
        take_turn("follow")
        with unit_of_work() as work:
            found = follow_case(work, form.number.data, form.code.data)
        if found is None:
            form.form_errors.append(_("没有找到：请核对编号和查询码，二者都在受理通知书或者网上申请的页面上。"))
    page = render_template(
        "announcements/follow.html",
        form=form,
        found=found,
        case_words=case_words,
        words_of=application_words,
        notices=notices.open_to(found),
        today=today(),
    )
    return page, 422 if form.is_submitted() and found is None else 200


@bp.post("/cases/notices/<kind>.pdf")
@public
def notice(kind: str) -> Any:
    """A notice to the applicant, for whoever sends number and code along: recorded and limited like following."""
    take_turn("follow")
    number, code = request.form.get("number", ""), request.form.get("code", "")
    with unit_of_work() as work:
        found = follow_case(work, number, code)
    is_of_the_case = found is not None and found.told is not None and "".join(number.split()) == found.told.number
    return notices.applicants_copy(found, kind, code.strip().upper() if is_of_the_case else "")
