"""The three reports of a case: which it needs and has, read as the file stands, settled, printed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from gazetteer.cases.queries import CaseFile, case_file
from gazetteer.cases.store.areas import office_of
from gazetteer.cases.texts import place_name_authority
from gazetteer.cases.workflow import Part
from gazetteer.consultations.model import Assessment, ReportKind
from gazetteer.consultations.report_papers import paper_of_report
from gazetteer.consultations.services import reporting
from gazetteer.consultations.store import reports
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, requires
from geoapp.shared.db import reading, unit_of_work
from geoapp.web import case_words, consultation_words
from geoapp.web.asked import seen_version
from geoapp.web.forms.cases import put_problems
from geoapp.web.forms.consultations import AssessmentForm
from geoapp.web.frame import today
from geoapp.web.navigation import template_context
from geoapp.web.papers import ENDINGS, download
from geocore.errors import InvalidInput, NotFound

bp = Blueprint("case_reports", __name__, url_prefix="/work/cases/<uuid:case_id>/reports")

PARTS = ("legality", "feasibility", "controllability", "effects", "risks", "measures")


@bp.context_processor
def _context() -> dict[str, object]:
    return {**template_context(), "case_words": case_words, "words_of": consultation_words}


@bp.get("")
@requires(permissions.CASES_HANDLE)
def index(case_id: UUID) -> str:
    """Which of the three the case needs, and which it has."""
    with reading() as connection:
        found = case_file(connection, case_id, current_actor())
        needs = reports.needs_of(connection, found.case)
        settled = reports.settled_reports(connection, case_id)
        material = reporting.material_of(connection, found.case, today())
    return render_template(
        "consultations/reports.html",
        case=found.case,
        needs=needs,
        settled=settled,
        outdated={kind for kind, one in settled.items() if reporting.assembled(kind, material).sha256 != one.sha256},
        papers={paper.kind: paper for paper in found.documents},
        may_review=_may_review(found),
    )


@bp.get("/<kind>")
@requires(permissions.CASES_HANDLE)
def show(case_id: UUID, kind: str) -> str:
    """The report as the file stands now, or with `settled=1` as it was settled."""
    return _report_page(case_id, _kind(kind), [])


@bp.get(f"/<kind>.<{ENDINGS}:ending>")
@requires(permissions.CASES_HANDLE)
def paper(case_id: UUID, kind: str, ending: str) -> Any:
    """The report as PDF or Word: as it was settled with `settled=1`, else as the file stands, unsigned."""
    wanted = _kind(kind)
    with reading() as connection:
        found = case_file(connection, case_id, current_actor())
        settled = reports.settled_reports(connection, case_id).get(wanted)
        now = reporting.report_of(connection, found.case, wanted, today())
    if settled is not None and request.args.get("settled") == "1":
        organ = place_name_authority(office_of(found.division).name)
        return download(paper_of_report(settled.report, organ, settled.made_on), ending)
    return download(paper_of_report(now, "", None), ending)


@bp.post("/<kind>/settle")
@requires(permissions.CASES_REVIEW)
def settle(case_id: UUID, kind: str) -> Any:
    """定稿 of what the person has read."""
    wanted = _kind(kind)
    try:
        with unit_of_work() as work:
            reporting.settle(work, case_id, wanted, request.form.get("seen", ""), today())
    except InvalidInput as error:
        problems = [{"message": case_words.problem_words(problem)} for problem in error.problems]
        return _report_page(case_id, wanted, problems), 422
    flash(_("报告已定稿，存入案卷。"), "success")
    return redirect(url_for("case_reports.index", case_id=case_id))


@bp.post("/<kind>/need")
@requires(permissions.CASES_REVIEW)
def judge(case_id: UUID, kind: str) -> Any:
    """Whether this case needs the report, and why."""
    answer = request.form.get("is_needed")
    if answer not in ("yes", "no"):
        raise InvalidInput(_("请选择需要或不需要。"))
    try:
        with unit_of_work() as work:
            reporting.judge(work, case_id, _kind(kind), answer == "yes", request.form.get("reason", ""), today())
    except InvalidInput as error:
        raise InvalidInput(_("请写明理由，最多 1000 个字。"), error.problems) from error
    flash(_("已登记。"), "success")
    return redirect(url_for("case_reports.index", case_id=case_id))


@bp.route("/assessment/edit", methods=["GET", "POST"])
@requires(permissions.CASES_REVIEW)
def assess(case_id: UUID) -> Any:
    """综合评估: write it, in several sittings if need be."""
    form = AssessmentForm()
    with reading() as connection:
        found = case_file(connection, case_id, current_actor())
        written = reports.assessment_of(connection, case_id)
    if form.validate_on_submit():
        version = -1 if form.version.data == "-1" else seen_version()
        texts = {part: form[part].data or "" for part in PARTS}
        try:
            with unit_of_work() as work:
                reporting.write_assessment(work, case_id, Assessment(**texts, version=version))
        except InvalidInput as error:
            put_problems(form, error)
        else:
            flash(_("综合评估已保存。"), "success")
            return redirect(url_for("case_reports.show", case_id=case_id, kind="evaluation"))
    if not form.is_submitted():
        form.process(obj=written)
    page = render_template("consultations/assessment.html", case=found.case, form=form)
    return page, 422 if form.is_submitted() else 200


def _report_page(case_id: UUID, kind: ReportKind, problems: list[dict[str, str]]) -> str:
    with reading() as connection:
        found = case_file(connection, case_id, current_actor())
        report = reporting.report_of(connection, found.case, kind, today())
        settled = reports.settled_reports(connection, case_id).get(kind)
    is_settled = settled is not None and request.args.get("settled") == "1"
    return render_template(
        "consultations/report.html",
        case=found.case,
        kind=kind,
        report=settled.report if settled is not None and is_settled else report,
        is_settled=is_settled,
        settled=settled,
        seen=report.sha256,
        problems=problems,
        may_settle=not is_settled and _may_review(found),
    )


def _may_review(found: CaseFile) -> bool:
    return (
        current_actor().may(permissions.CASES_REVIEW, found.case.division_path)
        and found.taken <= {Part.REVIEW}
        and found.case.state in reporting.BEFORE_DECISION
    )


def _kind(given: str) -> ReportKind:
    if given not in set(ReportKind):
        raise NotFound("no such report", kind=given)
    return ReportKind(given)
