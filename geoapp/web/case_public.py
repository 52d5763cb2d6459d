"""A case's consultations of the public, for its reviewers: open, close, moderate, answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from gazetteer.cases.queries import CaseFile, case_file
from gazetteer.cases.store.areas import office_of
from gazetteer.cases.texts import place_name_authority
from gazetteer.consultations.services import public_asking
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, requires
from geoapp.shared.db import reading, unit_of_work
from geoapp.web import case_words, consultation_words
from geoapp.web.asked import seen_version
from geoapp.web.forms.cases import put_problems
from geoapp.web.forms.consultations import PublicForm
from geoapp.web.frame import today
from geoapp.web.navigation import template_context
from geocore.errors import InvalidInput

bp = Blueprint("case_public", __name__, url_prefix="/work/cases/<uuid:case_id>/public")


@bp.context_processor
def _context() -> dict[str, object]:
    return {**template_context(), "case_words": case_words, "words_of": consultation_words}


@bp.route("/new", methods=["GET", "POST"])
@requires(permissions.CASES_REVIEW)
def open_public(case_id: UUID) -> Any:
    """Ask the public; the shortest period that the office allows is filled in."""
    with reading() as connection:
        found = case_file(connection, case_id, current_actor())
        least = public_asking.least_days(connection, found.case, today())
    form = PublicForm()
    if form.validate_on_submit():
        try:
            with unit_of_work() as work:
                public_asking.open_public(work, _command(form, case_id), today())
        except InvalidInput as error:
            put_problems(form, error)
        else:
            flash(_("公开征求意见已发布。"), "success")
            return redirect(url_for("case_consultations.index", case_id=case_id, _anchor="public"))
    if not form.is_submitted():
        _fill(form, found, least)
    page = render_template("consultations/open_public.html", file=found, case=found.case, form=form, least=least)
    return page, 422 if form.is_submitted() else 200


def _command(form: PublicForm, case_id: UUID) -> public_asking.OpenPublic:
    first, last = (date.fromisoformat(item.data.strip()) for item in (form.opens_on, form.closes_on))
    return public_asking.OpenPublic(
        case_id, form.question.data, form.range_text.data, form.issuer.data, first, last
    )  # fmt: skip


def _fill(form: PublicForm, found: CaseFile, least: int) -> None:
    office = office_of(found.division).name if found.division else ""
    form.question.data = case_words.question_about(found.case)
    form.range_text.data = _("在本网站面向社会公众公开征求意见")
    form.issuer.data = place_name_authority(office)
    form.opens_on.data = today().isoformat()
    form.closes_on.data = (today() + timedelta(days=least - 1)).isoformat()


@bp.post("/<uuid:consultation_id>/close")
@requires(permissions.CASES_REVIEW)
def close_public(case_id: UUID, consultation_id: UUID) -> Any:
    """After the last day, or before with a reason that the public reads."""
    note = request.form.get("note", "")
    try:
        with unit_of_work() as work:
            public_asking.close_public(work, case_id, consultation_id, seen_version(), note, today())
    except InvalidInput as error:
        raise InvalidInput(_("提前结束要写明原因，最多 1000 个字。"), error.problems) from error
    flash(_("公开征求意见已结束。"), "success")
    return _back(case_id)


@bp.post("/comments/<uuid:comment_id>/moderate")
@requires(permissions.CASES_REVIEW)
def moderate(case_id: UUID, comment_id: UUID) -> Any:
    """Publish a comment, or withhold it with a reason."""
    command = public_asking.DealWith(case_id, comment_id, seen_version(), today())
    decision, reason = request.form.get("decision", ""), request.form.get("reason", "")
    try:
        with unit_of_work() as work:
            public_asking.moderate(work, command, decision, reason)
    except InvalidInput as error:
        raise InvalidInput(_("请选择公开或不公开；不公开要写理由，最多 500 个字。"), error.problems) from error
    flash(_("意见已公开。") if decision == "published" else _("意见不公开，理由已存入案卷。"), "success")
    return _back(case_id)


@bp.post("/comments/<uuid:comment_id>/answer")
@requires(permissions.CASES_REVIEW)
def answer(case_id: UUID, comment_id: UUID) -> Any:
    """Each opinion gets its answer: 采纳, 部分采纳, 不采纳, with the reason."""
    command = public_asking.DealWith(case_id, comment_id, seen_version(), today())
    handling, text = request.form.get("handling", ""), request.form.get("answer", "")
    try:
        with unit_of_work() as work:
            public_asking.answer_comment(work, command, handling, text)
    except InvalidInput as error:
        raise InvalidInput(_("请选择是否采纳并写明理由，最多 2000 个字。"), error.problems) from error
    flash(_("答复已存入案卷。"), "success")
    return _back(case_id)


def _back(case_id: UUID) -> Any:
    return redirect(url_for("case_consultations.index", case_id=case_id, _anchor="public"))
