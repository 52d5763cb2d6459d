"""Consultations for whoever has no account: public pages and comments, the page of a unit's link, objections."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, redirect, render_template, session, url_for
from flask.blueprints import BlueprintSetupState

from gazetteer.cases.public_announcements import announcement
from gazetteer.consultations import public_queries
from gazetteer.consultations.services import commenting, objecting, replying
from geoapp.shared.access import public
from geoapp.shared.courtesy import set_limit, take_turn
from geoapp.shared.db import public_reading, reading, unit_of_work
from geoapp.shared.presenting import address
from geoapp.web import case_words, consultation_words
from geoapp.web.asked import cursor_argument, seen_version
from geoapp.web.forms.cases import put_problems
from geoapp.web.forms.consultations import CommentForm, ObjectionForm, ReplyForm
from geoapp.web.frame import today
from geocore.errors import InvalidInput

bp = Blueprint("consultation", __name__)

AT_ONCE, SECONDS_FOR_ONE_MORE = 10, 20.0
_RECEIPT = "comment_receipt"


@bp.record_once
def _limit(state: BlueprintSetupState) -> None:
    set_limit(state.app, "consultation", AT_ONCE, SECONDS_FOR_ONE_MORE)


@bp.context_processor
def _context() -> dict[str, object]:
    return {"case_words": case_words, "words_of": consultation_words}


@bp.get("/consultations")
@public
def index() -> str:
    """Public consultations, those that end last first."""
    with public_reading() as connection:
        page = public_queries.consultations(connection, cursor_argument())
    return render_template("consultations/public_list.html", page=page, today=today())


@bp.route("/consultations/<uuid:consultation_id>", methods=["GET", "POST"])
@public
def show(consultation_id: UUID) -> Any:
    """What is asked, until when, what others said and how it was answered; the form while comments are taken."""
    form = CommentForm()
    if form.validate_on_submit():
        take_turn("consultation")
        try:
            with unit_of_work() as work:
                command = commenting.SendComment(
                    consultation_id, sent_key(form.key.data), form.text.data, form.author.data or "",
                    form.contact.data or "",
                )  # fmt: skip
                session[_RECEIPT] = commenting.send_comment(work, command, today())
        except InvalidInput as error:
            put_problems(form, error)
        else:
            return redirect(url_for("consultation.received", consultation_id=consultation_id))
    if not form.key.data:
        form.key.data = str(uuid4())
    with public_reading() as connection:
        found = public_queries.consultation(connection, consultation_id)
        names = public_queries.consulted_names(connection, consultation_id)
        comments = public_queries.comments_on(connection, consultation_id)
    page = render_template(
        "consultations/show.html",
        item=found,
        names=names,
        comments=comments,
        form=form,
        today=today(),
        permanent=address("consultation.show", consultation_id=consultation_id),
    )
    return page, 422 if form.is_submitted() else 200


@bp.get("/consultations/<uuid:consultation_id>/received")
@public
def received(consultation_id: UUID) -> Any:
    """The receipt of the comment just sent from this browser."""
    receipt = session.get(_RECEIPT)
    if receipt is None:
        return redirect(url_for("consultation.show", consultation_id=consultation_id))
    return render_template("consultations/received.html", receipt=receipt, consultation_id=consultation_id)


def sent_key(given: str | None) -> UUID:
    """The key that was made with the form; a damaged one makes a comment of its own."""
    try:
        return UUID(given or "")
    except ValueError:
        return uuid4()


@bp.route("/consultations/reply/<token>", methods=["GET", "POST"])
@public
def reply(token: str) -> Any:
    """The case, the question and the unit's own answer, for whoever holds the link."""
    form = ReplyForm()
    is_done = False
    if form.validate_on_submit():
        take_turn("consultation")
        command = replying.Reply(token, seen_version(), form.answer.data, form.text.data or "", form.name.data)
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


@bp.route("/announcements/<uuid:announcement_id>/objection", methods=["GET", "POST"])
@public
def object_to(announcement_id: UUID) -> Any:
    """An objection (异议) to an announcement; it goes to the office of the case."""
    form = ObjectionForm()
    with public_reading() as connection:
        found = announcement(connection, announcement_id)
    receipt = None
    if form.validate_on_submit():
        take_turn("consultation")
        command = objecting.Object(
            announcement_id, sent_key(form.key.data), form.text.data, form.author.data or "", form.contact.data or ""
        )
        try:
            with unit_of_work() as work:
                receipt = objecting.raise_objection(work, command, today())
        except InvalidInput as error:
            put_problems(form, error)
    if not form.key.data:
        form.key.data = str(uuid4())
    page = render_template("consultations/object.html", item=found, form=form, receipt=receipt)
    return page, 422 if form.is_submitted() and receipt is None else 200
