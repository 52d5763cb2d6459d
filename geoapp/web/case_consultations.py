"""Consultations of a case for its reviewers: links and reminders of asked units."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from gazetteer.cases.queries import case_file
from gazetteer.cases.workflow import CaseState, Part
from gazetteer.consultations.notices import notice_of
from gazetteer.consultations.services import asking, objecting
from gazetteer.consultations.store import objections as objection_store
from gazetteer.consultations.store import public as public_store
from gazetteer.consultations.store import units
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, requires
from geoapp.shared.db import reading, unit_of_work
from geoapp.shared.presenting import address
from geoapp.web import case_words, consultation_words
from geoapp.web.asked import seen_version
from geoapp.web.forms.consultations import ReminderForm
from geoapp.web.frame import today
from geoapp.web.navigation import template_context
from geocore.errors import InvalidInput

bp = Blueprint("case_consultations", __name__, url_prefix="/work/cases/<uuid:case_id>/consultations")


@bp.context_processor
def _context() -> dict[str, object]:
    return {**template_context(), "case_words": case_words, "words_of": consultation_words}


@bp.get("")
@requires(permissions.CASES_HANDLE)
def index(case_id: UUID) -> str:
    """Whom the case asks, who has answered, what is still to be done."""
    actor = current_actor()
    with reading() as connection:
        found = case_file(connection, case_id, actor)
        asked = units.asked_units(connection, case_id)
        consultations = public_store.consultations_of(connection, case_id)
        comments = public_store.comments_of(connection, case_id)
        objections = objection_store.objections_of(connection, case_id)
    return render_template(
        "consultations/index.html",
        file=found,
        case=found.case,
        asked=asked,
        public=consultations,
        comments=comments,
        objections=objections,
        may_review=actor.may(permissions.CASES_REVIEW, found.case.division_path) and found.taken <= {Part.REVIEW},
        is_consulting=found.case.state is CaseState.CONSULTING,
        without_link=[
            unit for unit in asked if not unit.answered_on and not (unit.link_until and unit.link_until >= today())
        ],
        today=today(),
    )


@bp.post("/objections/<uuid:objection_id>")
@requires(permissions.CASES_REVIEW)
def answer_objection(case_id: UUID, objection_id: UUID) -> Any:
    """Once: what was told to somebody stays as it was told."""
    sent = request.form
    command = objecting.AnswerObjection(
        case_id, objection_id, seen_version(), sent.get("outcome", ""), sent.get("answer", ""), "is_public" in sent
    )
    try:
        with unit_of_work() as work:
            objecting.answer_objection(work, command, today())
    except InvalidInput as error:
        raise InvalidInput(_("请选择异议是否成立并写明理由，最多 2000 个字。"), error.problems) from error
    flash(_("异议的答复已存入案卷。"), "success")
    return redirect(url_for("case_consultations.index", case_id=case_id, _anchor="objections"))


@bp.post("/links")
@requires(permissions.CASES_REVIEW)
def make_links(case_id: UUID) -> str:
    """Links for every unit that has neither answered nor a link, shown this once."""
    return _show_links(case_id, None)


@bp.post("/<uuid:consultation_id>/link")
@requires(permissions.CASES_REVIEW)
def renew_link(case_id: UUID, consultation_id: UUID) -> str:
    """A new link for one unit; the one before opens nothing any more."""
    return _show_links(case_id, consultation_id)


def _show_links(case_id: UUID, only: UUID | None) -> str:
    """Not behind a redirect: the secret is in no session and in no history of addresses."""
    with unit_of_work() as work:
        links = asking.make_links(work, case_id, only, today())
    with reading() as connection:
        found = case_file(connection, case_id, current_actor())
    notices = [notice_of(link, found.case.title, address("consultation.reply", token=link.token)) for link in links]
    return render_template("consultations/links.html", case=found.case, notices=notices)


@bp.post("/<uuid:consultation_id>/revoke")
@requires(permissions.CASES_REVIEW)
def revoke_link(case_id: UUID, consultation_id: UUID) -> Any:
    with unit_of_work() as work:
        asking.revoke_link(work, case_id, consultation_id)
    flash(_("链接已作废。"), "success")
    return redirect(url_for("case_consultations.index", case_id=case_id))


@bp.post("/<uuid:consultation_id>/reminders")
@requires(permissions.CASES_REVIEW)
def remind(case_id: UUID, consultation_id: UUID) -> Any:
    """That the unit was reminded; the sending itself happens outside."""
    form = ReminderForm()
    if not form.validate_on_submit():
        raise InvalidInput(_("请选择催办方式；备注最多 500 个字。"))
    with unit_of_work() as work:
        asking.record_reminder(work, case_id, consultation_id, form.channel.data, form.note.data or "", today())
    flash(_("催办已登记。"), "success")
    return redirect(url_for("case_consultations.index", case_id=case_id))
