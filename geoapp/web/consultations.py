"""Consultations for whoever has no account: the page behind a unit's link."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, render_template
from flask.blueprints import BlueprintSetupState

from gazetteer.consultations.services import replying
from geoapp.auth.binding import visitor
from geoapp.auth.courtesy import Bucket
from geoapp.shared.access import TooManyTries, public
from geoapp.shared.db import reading, unit_of_work
from geoapp.web import case_words, consultation_words
from geoapp.web.forms.cases import put_problems
from geoapp.web.forms.consultations import ReplyForm
from geoapp.web.frame import today
from geocore.errors import InvalidInput

bp = Blueprint("consultation", __name__)

AT_ONCE, SECONDS_FOR_ONE_MORE = 10, 20.0


@bp.record_once
def _limit(state: BlueprintSetupState) -> None:
    app = state.app
    app.extensions["consultation_courtesy"] = Bucket(AT_ONCE, SECONDS_FOR_ONE_MORE, lambda: app.extensions["clock"]())


@bp.context_processor
def _context() -> dict[str, object]:
    return {"case_words": case_words, "words_of": consultation_words}


@bp.route("/consultations/reply/<token>", methods=["GET", "POST"])
@public
def reply(token: str) -> Any:
    """The case, the question and the unit's own answer, for whoever holds the link."""
    form = ReplyForm()
    is_done = False
    if form.validate_on_submit():
        take_turn()
        version = form.version.data if form.version.data.isdecimal() else "-1"
        command = replying.Reply(token, int(version), form.answer.data, form.text.data or "", form.name.data)
        try:
            with unit_of_work() as work:
                replying.reply(work, command, today())
        except InvalidInput as error:
            put_problems(form, error)
        else:
            is_done = True
    with reading() as connection:
        found = replying.question_of(connection, token, today())
    if is_done or not form.is_submitted():
        form.version.data = str(found.version)
        form.answer.data, form.text.data, form.name.data = found.answer, found.text, found.answered_by
    page = render_template(
        "consultations/reply.html", form=form, found=found, token=token, is_done=is_done, today=today()
    )
    return page, 422 if form.is_submitted() and not is_done else 200


def take_turn() -> None:
    """One try of this address. Raises TooManyTries."""
    bucket: Bucket = current_app.extensions["consultation_courtesy"]
    wait = bucket.wait_for(visitor().address)
    if wait:
        raise TooManyTries("too many answers from this address in a short time", wait)
