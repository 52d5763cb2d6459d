"""Marker texts and oral histories of a place: officers' pages, and the recordings."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from gazetteer.memories import queries, services
from gazetteer.memories.model import NewMarkerText, NewOralHistory
from gazetteer.memories.recordings import LARGEST_RECORDING
from gazetteer.protection.store import standard_name
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, public, requires
from geoapp.shared.db import public_reading, reading, unit_of_work
from geoapp.web import memory_words
from geoapp.web.cases import sent_document
from geoapp.web.forms.cases import put_problems
from geoapp.web.forms.memories import EndForm, MarkerForm, OralHistoryForm
from geoapp.web.frame import today
from geoapp.web.navigation import template_context
from geocore.errors import ActionNotAllowed, InvalidInput

bp = Blueprint("memories", __name__, url_prefix="/work/heritage")
public_bp = Blueprint("oral_history", __name__)

ENDINGS = {"audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/wav": "wav"}


@bp.context_processor
def _context() -> dict[str, object]:
    return template_context()


@bp.get("/places/<uuid:place_id>")
@requires(permissions.NAMES_READ)
def show(place_id: UUID) -> str:
    """Everything kept of a place, with what has ended; oral histories for those who may read them."""
    actor = current_actor()
    with reading() as connection:
        found = queries.memories_of(connection, place_id)
    may_keep = actor.may(permissions.HERITAGE_KEEP, found.division_path)
    may_list = actor.may(permissions.HERITAGE_LIST, found.division_path)
    return render_template(
        "heritage/memories.html",
        found=found,
        me=actor.user_id,
        may_keep=may_keep,
        may_list=may_list,
        may_read=may_keep or may_list,
    )


@bp.route("/places/<uuid:place_id>/marker-text", methods=["GET", "POST"])
@requires(permissions.HERITAGE_KEEP)
def add_marker(place_id: UUID) -> Any:
    """What a sign or stone at the old place says."""
    form = MarkerForm(case=request.args.get("case", ""))
    if form.validate_on_submit():

        def record(work: Any) -> None:
            new = NewMarkerText(place_id, form.text.data, form.whereabouts.data or "", _case(form))
            services.record_marker(work, new)

        if _recorded(form, record):
            flash(_("碑文已登记。"), "success")
            return redirect(_back(place_id, form))
    return _form_page(place_id, form, _("登记碑文"), "memories.add_marker")


@bp.route("/places/<uuid:place_id>/oral-history", methods=["GET", "POST"])
@requires(permissions.HERITAGE_KEEP)
def add_history(place_id: UUID) -> Any:
    """What somebody told of the place, with the consent as it was given."""
    form = OralHistoryForm(case=request.args.get("case", ""))
    if form.validate_on_submit():
        sent = sent_document("recording", form.recording.data, LARGEST_RECORDING)

        def record(work: Any) -> None:
            services.record_history(work, _history(place_id, form), sent if sent.file_name else None, today())

        if _recorded(form, record):
            flash(_("口述史已登记。"), "success")
            return redirect(_back(place_id, form))
    return _form_page(place_id, form, _("登记口述史"), "memories.add_history")


def _history(place_id: UUID, form: OralHistoryForm) -> NewOralHistory:
    return NewOralHistory(
        place_id=place_id,
        speaker=form.speaker.data or "",
        born_year=form.born_year.data,
        told_on=date.fromisoformat(form.told_on.data.strip()),
        told_at=form.told_at.data or "",
        interviewer=form.interviewer.data,
        language=form.language.data,
        transcript=form.transcript.data,
        may_publish=form.may_publish.data,
        may_play=form.may_play.data,
        case_id=_case(form),
    )


def _case(form: MarkerForm | OralHistoryForm) -> UUID | None:
    return UUID(form.case.data) if form.case.data else None


def _recorded(form: FlaskForm, record: Callable[[Any], None]) -> bool:
    """Whether it was kept; what is wrong stands beside the fields."""
    try:
        with unit_of_work() as work:
            record(work)
    except InvalidInput as error:
        put_problems(form, error, memory_words.problem_words)
    except ActionNotAllowed as error:
        form.form_errors.append(memory_words.refusal(error))
    else:
        return True
    return False


def _back(place_id: UUID, form: MarkerForm | OralHistoryForm) -> str:
    case_id = _case(form)
    if case_id is not None and current_actor().may(permissions.CASES_HANDLE):
        return url_for("cases.show", case_id=case_id, _anchor="memories")
    return url_for("memories.show", place_id=place_id)


def _form_page(place_id: UUID, form: FlaskForm, title: str, endpoint: str) -> Any:
    with reading() as connection:
        name = standard_name(connection, place_id)[0]
    title = _("%(title)s：%(name)s", title=title, name=name)
    page = render_template("heritage/form.html", form=form, title=title, action=url_for(endpoint, place_id=place_id))
    return page, 422 if form.is_submitted() else 200


@bp.post("/marker-texts/<uuid:text_id>/approve")
@requires(permissions.HERITAGE_LIST)
def approve_marker(text_id: UUID) -> Any:
    with unit_of_work() as work:
        place_id = services.approve_marker(work, text_id)
    flash(_("碑文已审定并公开。"), "success")
    return redirect(url_for("memories.show", place_id=place_id))


@bp.post("/marker-texts/<uuid:text_id>/end")
@requires(permissions.NAMES_READ)
def end_marker(text_id: UUID) -> Any:
    return _end(lambda work, reason: services.end_marker(work, text_id, reason), _("碑文已停用，仍留在登记里。"))


@bp.post("/oral-histories/<uuid:history_id>/consent")
@requires(permissions.HERITAGE_KEEP)
def end_consent(history_id: UUID) -> Any:
    """The speaker no longer agrees: off the public side at once."""
    return _end(lambda work, note: services.end_consent(work, history_id, note), _("同意已撤回，不再公开。"))


@bp.post("/oral-histories/<uuid:history_id>/end")
@requires(permissions.HERITAGE_KEEP)
def end_history(history_id: UUID) -> Any:
    return _end(lambda work, reason: services.end_history(work, history_id, reason), _("口述史已停用，仍留在登记里。"))


def _end(service: Callable[[Any, str], UUID], said: str) -> Any:
    form = EndForm()
    if not form.validate_on_submit():
        raise InvalidInput(_("请写明理由，最多 500 个字。"))
    with unit_of_work() as work:
        place_id = service(work, form.reason.data)
    flash(said, "success")
    return redirect(url_for("memories.show", place_id=place_id))


@bp.get("/oral-histories/<uuid:history_id>/recording")
@requires(permissions.NAMES_READ)
def recording(history_id: UUID) -> Any:
    with reading() as connection:
        media_type, content = queries.recording_content(connection, history_id)
    return _sound(history_id, media_type, content)


@public_bp.get("/place/<uuid:place_id>/oral-histories/<uuid:history_id>/recording")
@public
def public_recording(place_id: UUID, history_id: UUID) -> Any:
    """Only while the speaker agrees to be heard."""
    with public_reading() as connection:
        media_type, content = queries.public_recording(connection, place_id, history_id)
    return _sound(history_id, media_type, content)


def _sound(history_id: UUID, media_type: str, content: bytes) -> Any:
    """Always as a download, in parts if asked: pages of ours play it, nothing that was sent is opened by itself."""
    name = f"oral-history-{history_id}.{ENDINGS[media_type]}"
    return send_file(
        io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name, max_age=0, conditional=True
    )
