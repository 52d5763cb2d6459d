"""Expert review of a case, for its reviewers: docket, declarations, scores, minutes, result."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from gazetteer.cases.queries import case_file
from gazetteer.cases.workflow import Part
from gazetteer.consultations.rules import Conclusion
from gazetteer.consultations.services import reviewing
from gazetteer.consultations.store import experts
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, requires
from geoapp.shared.db import reading, unit_of_work
from geoapp.shared.extensions import chosen_language
from geoapp.web import case_words, consultation_words
from geoapp.web.asked import seen_version
from geoapp.web.forms.cases import put_problems
from geoapp.web.forms.consultations import ConcludeForm, ExpertForm, ReviewForm
from geoapp.web.frame import today
from geoapp.web.navigation import template_context
from geocore.errors import InvalidInput

bp = Blueprint("case_experts", __name__, url_prefix="/work/cases/<uuid:case_id>/experts")


@bp.context_processor
def _context() -> dict[str, object]:
    return {**template_context(), "case_words": case_words, "words_of": consultation_words}


@bp.get("")
@requires(permissions.CASES_HANDLE)
def index(case_id: UUID) -> str:
    return _page(case_id)


@bp.post("/open")
@requires(permissions.CASES_REVIEW)
def open_review(case_id: UUID) -> Any:
    form = ReviewForm()
    if form.validate_on_submit():
        try:
            with unit_of_work() as work:
                reviewing.open_review(work, case_id, form.question.data, form.method.data, today())
        except InvalidInput as error:
            put_problems(form, error)
        else:
            flash(_("专家论证已开始，办结期限暂停。"), "success")
            return _back(case_id)
    return _page(case_id, review_form=form), 422


@bp.post("/<uuid:review_id>/docket")
@requires(permissions.CASES_REVIEW)
def add_expert(case_id: UUID, review_id: UUID) -> Any:
    form = ExpertForm()
    if form.validate_on_submit():
        try:
            with unit_of_work() as work:
                name, field, unit = form.name.data, form.field.data, form.unit.data
                reviewing.add_expert(work, case_id, review_id, name, field, unit)
        except InvalidInput as error:
            put_problems(form, error)
        else:
            flash(_("专家已列入名单。"), "success")
            return _back(case_id)
    return _page(case_id, expert_form=form), 422


@bp.post("/<uuid:review_id>/docket/<uuid:expert_id>/declare")
@requires(permissions.CASES_REVIEW)
def declare(case_id: UUID, review_id: UUID, expert_id: UUID) -> Any:
    """What the expert declared about interests in the case."""
    given = request.form.get("has_conflict")
    if given not in ("yes", "no"):
        raise InvalidInput(_("请选择有没有利害关系。"))
    command = reviewing.OfExpert(case_id, review_id, expert_id, seen_version())
    try:
        with unit_of_work() as work:
            reviewing.declare(work, command, given == "yes", request.form.get("conflict_text", ""))
    except InvalidInput as error:
        raise InvalidInput(_("有利害关系时请写明是什么关系，最多 500 个字。"), error.problems) from error
    flash(_("申报已登记。"), "success")
    return _back(case_id)


@bp.post("/<uuid:review_id>/docket/<uuid:expert_id>/opinion")
@requires(permissions.CASES_REVIEW)
def enter_opinion(case_id: UUID, review_id: UUID, expert_id: UUID) -> Any:
    """Scores and written opinion of one expert; what was typed stays on the page when something is missing."""
    command = reviewing.OfExpert(case_id, review_id, expert_id, seen_version())
    scores = {
        name.removeprefix("score-"): int(value)
        for name, value in request.form.items()
        if name.startswith("score-") and value in ("1", "2", "3", "4", "5")
    }
    try:
        with unit_of_work() as work:
            reviewing.enter_opinion(work, command, scores, request.form.get("opinion", ""), today())
    except InvalidInput as error:
        problems = [{"message": case_words.problem_words(problem)} for problem in error.problems]
        return _page(case_id, problems=problems, sent={"expert": expert_id, "scores": scores}), 422
    flash(_("专家意见已登记。"), "success")
    return _back(case_id)


@bp.post("/<uuid:review_id>/conclude")
@requires(permissions.CASES_REVIEW)
def conclude(case_id: UUID, review_id: UUID) -> Any:
    form = ConcludeForm()
    if form.validate_on_submit():
        words = Conclusion(
            date.fromisoformat(form.held_on.data.strip()), form.minutes.data, form.risks.data, form.advice.data,
            form.result.data,
        )  # fmt: skip
        try:
            with unit_of_work() as work:
                reviewing.conclude(work, case_id, review_id, seen_version(), words, today())
        except InvalidInput as error:
            put_problems(form, error)
        else:
            flash(_("专家论证已作出结论。"), "success")
            return _back(case_id)
    return _page(case_id, conclude_form=form), 422


def _page(
    case_id: UUID,
    review_form: ReviewForm | None = None,
    expert_form: ExpertForm | None = None,
    conclude_form: ConcludeForm | None = None,
    problems: list[dict[str, str]] | None = None,
    sent: dict[str, Any] | None = None,
) -> str:
    """All reviews of the case, with the forms as they were sent."""
    actor = current_actor()
    with reading() as connection:
        found = case_file(connection, case_id, actor)
        reviews = experts.reviews_of(connection, case_id)
        day = reviews[-1].opened_on if reviews else today()
        criteria = experts.criteria_of(connection, found.case.division_path, day)
    conclude_form = conclude_form or ConcludeForm(formdata=None)
    conclude_form.held_on.data = conclude_form.held_on.data or today().isoformat()
    review_form = review_form or ReviewForm(formdata=None)
    review_form.question.data = review_form.question.data or _(
        "“%(name)s”这个名称是否必要、科学、合理？", name=found.case.title
    )
    may_review = actor.may(permissions.CASES_REVIEW, found.case.division_path) and found.taken <= {Part.REVIEW}
    labels = [(one.code, one.label_en if chosen_language() == "en" else one.label_zh) for one in criteria]
    return render_template(
        "consultations/experts.html",
        case=found.case,
        reviews=reviews,
        criteria=labels,
        heads=[(label, "number") for _code, label in labels],
        may_review=may_review,
        may_open=may_review and found.case.state in reviewing.WHILE and all(one.concluded_on for one in reviews),
        review_form=review_form,
        expert_form=expert_form or ExpertForm(formdata=None),
        conclude_form=conclude_form,
        problems=problems or [],
        sent=sent or {},
    )


def _back(case_id: UUID) -> Any:
    return redirect(url_for("case_experts.index", case_id=case_id))
