"""The steps of a naming case: each has a page to check before it is taken (核对), and says what will happen."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from gazetteer.cases.approvers import body_of
from gazetteer.cases.check_reports import Changes, changes
from gazetteer.cases.errors import Hindered, NameTaken
from gazetteer.cases.impact import impacts_of
from gazetteer.cases.model import CaseKind, CheckReport
from gazetteer.cases.package import package_name
from gazetteer.cases.queries import CaseFile, case_file
from gazetteer.cases.services import announcing, deciding, handling
from gazetteer.cases.services.announcing import six_facts
from gazetteer.cases.services.steps import CaseStep
from gazetteer.cases.store.announcements import package_of
from gazetteer.cases.store.areas import office_of
from gazetteer.cases.store.cases import find_case
from gazetteer.cases.telling import drafted, shortcomings
from gazetteer.cases.texts import place_name_authority
from gazetteer.cases.workflow import APPROVALS
from gazetteer.consultations.left_out import LeftOut
from gazetteer.consultations.services import laying
from gazetteer.consultations.services.asking import suggestions
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, requires
from geoapp.shared.db import reading, unit_of_work
from geoapp.web import case_words
from geoapp.web.asked import seen_version
from geoapp.web.case_decisions import CHANGED, approve, asks_of, marks_of
from geoapp.web.case_papers import keep_code
from geoapp.web.case_pre_naming import extend, pre_naming_words
from geoapp.web.cases import sent_document
from geoapp.web.forms.cases import (
    AnnounceForm,
    ApproveForm,
    ConsultForm,
    CorrectionRequestForm,
    LayForm,
    ReasonForm,
    ReceiptForm,
    ReturnForm,
    SendForm,
    StepForm,
    ToldForm,
    offered,
    put_problems,
)
from geoapp.web.frame import today
from geoapp.web.navigation import template_context
from geoapp.web.scope_maps import impact_map, reports_map
from geocore.db import UnitOfWork
from geocore.errors import ActionNotAllowed, InvalidInput, NotFound
from geocore.problems import Problem

bp = Blueprint("case_steps", __name__, url_prefix="/work/cases/<uuid:case_id>")

FORMS: dict[str, type[StepForm]] = {
    "submit": StepForm,
    "resubmit": StepForm,
    "accept": StepForm,
    "ask_correction": CorrectionRequestForm,
    "decline": ToldForm,
    "withdraw": ReasonForm,
    "start_consulting": ConsultForm,
    "finish_consulting": StepForm,
    "to_decision": LayForm,
    "send_back": ReasonForm,
    "approve": ApproveForm,
    "pre_approve": ApproveForm,
    "extend": ReasonForm,
    "refuse": ToldForm,
    "announce": AnnounceForm,
    "record_filing": ReceiptForm,
}

SHOWS_CHECKS = APPROVALS | {"to_decision"}
DRAFTED = frozenset({"ask_correction", "decline"})
"""What the applicant is told begins with what the rules found."""
SHOWS_SAID = APPROVALS | {"send_back", "refuse"}
"""Where the approver is told what reviewer, units, public and experts said."""


@bp.context_processor
def _context() -> dict[str, object]:
    return {**template_context(), "case_words": case_words}


@bp.app_template_filter("changes_since")
def changes_since(check: CheckReport) -> Changes:
    """What differs from the report before; nothing where there was none."""
    return changes(check.before if check.before is not None else check.report, check.report)


@bp.route("/steps/<action>", methods=["GET", "POST"])
@requires(permissions.CASES_HANDLE)
def take(case_id: UUID, action: str) -> Any:
    """Look everything over, then take the step. Raises ActionNotAllowed for a step that is not open to this person."""
    if action not in FORMS:
        raise NotFound("no such step", action=action)
    with reading() as connection:
        found = case_file(connection, case_id, current_actor())
        impacts = impacts_of(connection, found.case, found.division) if action in SHOWS_CHECKS else ()
        compared = reports_map(connection, found) if action in SHOWS_CHECKS else None
        touched = impact_map(connection, found, impacts)
        facts = [
            six_facts(connection, found.case, item, decision)
            for item in found.case.items
            if action == "announce" and (decision := found.decisions.get(item.id)) and decision.outcome == "approved"
        ]
        units = suggestions(connection, found.case, today()) if action == "start_consulting" else ()
        missing = laying.left_out_of(connection, found.case, today()) if action == "to_decision" else LeftOut()
        lacking = handling.application_problems(connection, found.case, today()) if action in DRAFTED else []
    form = FORMS[action]()
    _offer(form, found)
    if action == "extend":
        form.note.description = _("写入案卷和批复")
    if isinstance(form, CorrectionRequestForm) and found.last_step("ask_correction") is None:
        del form.again
    if action in DRAFTED and not form.is_submitted():
        _draft(form, found, lacking)
    if isinstance(form, LayForm):
        if missing:
            form.left_out.description = _left_out_words(missing)
        else:
            del form.left_out
    if isinstance(form, ConsultForm) and not form.is_submitted():
        form.units.data = "\n".join(suggestion.unit for suggestion in units)
        form.question.data = case_words.question_about(found.case)
    if form.validate_on_submit():
        try:
            with unit_of_work() as work:
                told = _TAKE[action](work, form, found)
        except (InvalidInput, Hindered) as error:
            put_problems(form, error, case_words.words_for(found.case))
        except NameTaken:
            form.form_errors.append(_("同一范围内已经批准了这个名称（可能是另一县区的案件）。请另选名称，或退回审查。"))
        else:
            if told is CHANGED:
                flash(_("报批以后情况有变，没有作出决定。请看规则检查里标“新出现”的内容，再作决定。"), "warning")
                return redirect(url_for("case_steps.take", case_id=case_id, action=action, _anchor="checks"))
            flash(told or _("已办理：%(step)s。", step=case_words.TAKEN[action]), "success")
            return redirect(url_for("cases.show", case_id=case_id))
    elif not form.is_submitted() and action not in _open_actions(found):
        raise ActionNotAllowed("not possible in this state, or not for you", action=action)
    asks = asks_of(found) if action in APPROVALS else {}
    page = render_template(
        "cases/step.html",
        file=found,
        case=found.case,
        action=action,
        form=form,
        facts=facts,
        asks=asks,
        marks=marks_of(found) if action in APPROVALS else {},
        impacts=impacts,
        compared=compared,
        touched=touched,
        given=request.form,
        suggested=units,
        decides=action in APPROVALS,
        shows_checks=action in SHOWS_CHECKS,
        shows_said=action in SHOWS_SAID,
        held=pre_naming_words(found, action),
        today=today(),
    )
    return page, 422 if form.is_submitted() else 200


def _open_actions(found: CaseFile) -> list[str]:
    return found.steps_for(current_actor(), today())


def _offer(form: StepForm, found: CaseFile) -> None:
    """Choices, and on the first look what can be known beforehand: nobody types a thing twice."""
    office = office_of(found.division).name if found.division else ""
    first = not form.is_submitted()
    if first:
        form.state_version.data = str(found.case.state_version)
    if isinstance(form, ApproveForm):
        if len(found.case.items) > 1:
            del form.name
        else:
            item = found.case.items[0]
            names = item.candidate_names or (item.wanted_name,)
            if not found.case.kind.gives_a_name:
                form.name.label.text = _("批准注销的地名")
            form.name.choices = offered(dict(zip(names, names, strict=True)))
        if first:
            if form.name is not None:
                form.name.data = form.name.choices[0].value
            form.approver_kind.data, form.approved_on.data = str(found.approver.kind), today().isoformat()
            form.approving_body.data = body_of(found.approver, found.division)
            form.approving_body.description = _("依据：%(law)s", law=found.approver.law)
        if found.case.kind is CaseKind.PRE_NAMING:
            form.paper.description = _("现在没有也可以，以后加入材料")
    elif isinstance(form, AnnounceForm) and first:
        form.issuer.data = place_name_authority(office)
    elif isinstance(form, ReceiptForm) and first:
        form.received_on.data = today().isoformat()


def _draft(form: StepForm, found: CaseFile, lacking: Sequence[Problem]) -> None:
    """The words to begin with, from what the rules found. Chinese: the applicant reads them."""
    with force_locale("zh_Hans_CN"):
        points = shortcomings(found.case, lacking, found.checks, case_words.words_for(found.case))
    begun = drafted(points)
    form.note.data = begun.text
    hint = _("已按系统查出的问题起草，请核对、增删。") if points else _("系统没有查出缺漏，请自己写明。")
    more = _("还有 %(count)s 条写不下，请看案件的规则检查。", count=begun.left_out) if begun.left_out else ""
    form.note.description = f"{form.note.description}{hint}{more}"


def _step(form: StepForm, found: CaseFile) -> CaseStep:
    return CaseStep(found.case.id, seen_version("state_version"), today(), form.note.data or "")


def _accept(work: UnitOfWork, form: StepForm, found: CaseFile) -> str:
    told = handling.accept(work, _step(form, found))
    keep_code(found.case.id, told.code)
    return _(
        "已受理，受理编号 %(number)s，查询码 %(code)s。查询码只显示这一次：请现在打印受理通知书，交给申请单位。",
        number=told.number,
        code=told.code,
    )


def _left_out_words(missing: LeftOut) -> str:
    """What the reviewer is asked to give a reason for."""
    reports = _("、").join(str(case_words.REPORTS[report]) for report in missing.reports)
    parts = (
        _("按规则建议征求而没有征求的单位：%(names)s。", names=_("、").join(missing.units)) if missing.units else "",
        _("没有判断是否需要：%(names)s。", names=reports) if reports else "",
    )
    return "".join([*parts, _("写入案卷，批准人看得到。")])


def _lay(work: UnitOfWork, form: StepForm, found: CaseFile) -> None:
    assert isinstance(form, LayForm)
    laying.to_decision(work, _step(form, found), (form.left_out.data or "") if form.left_out is not None else "")


def _consult(work: UnitOfWork, form: StepForm, found: CaseFile) -> None:
    assert isinstance(form, ConsultForm)
    units = tuple(form.units.data.splitlines())
    question = form.question.data or ""
    handling.start_consulting(work, handling.StartConsulting(_step(form, found), units, form.days.data, question))


def _announce(work: UnitOfWork, form: StepForm, found: CaseFile) -> str:
    assert isinstance(form, AnnounceForm)
    announcing.announce(work, announcing.Announce(_step(form, found), form.issuer.data))
    return _("公告已发布，公开页面和查询结果已同时更新。")


def _receive(work: UnitOfWork, form: StepForm, found: CaseFile) -> None:
    assert isinstance(form, ReceiptForm)
    received_on = date.fromisoformat(form.received_on.data.strip())
    announcing.record_filing(work, announcing.ReceiveFiling(_step(form, found), form.receipt.data, received_on))


def _ask_correction(work: UnitOfWork, form: StepForm, found: CaseFile) -> None:
    assert isinstance(form, CorrectionRequestForm)
    handling.ask_correction(work, _step(form, found), (form.again.data or "") if form.again is not None else "")


def _plain(service: Callable[[UnitOfWork, CaseStep], None]) -> Callable[[UnitOfWork, StepForm, CaseFile], None]:
    return lambda work, form, found: service(work, _step(form, found))


_TAKE: dict[str, Callable[[UnitOfWork, Any, CaseFile], str | None]] = {
    "submit": _plain(handling.submit),
    "resubmit": _plain(handling.submit),
    "accept": _accept,
    "ask_correction": _ask_correction,
    "decline": _plain(handling.decline),
    "withdraw": _plain(handling.withdraw),
    "start_consulting": _consult,
    "finish_consulting": _plain(handling.finish_consulting),
    "to_decision": _lay,
    "send_back": _plain(handling.send_back),
    "approve": lambda work, form, found: approve(work, form, found, _step(form, found)),
    "pre_approve": lambda work, form, found: approve(work, form, found, _step(form, found)),
    "extend": lambda work, form, found: extend(work, _step(form, found)),
    "refuse": _plain(deciding.refuse),
    "announce": _announce,
    "record_filing": _receive,
}


@bp.route("/filing", methods=["GET", "POST"])
@requires(permissions.CASES_ANNOUNCE)
def send_filing(case_id: UUID) -> Any:
    """The filing package: what lies in it, what is missing, to whom it goes."""
    with reading() as connection:
        found = case_file(connection, case_id, current_actor())
    form = SendForm()
    if not form.is_submitted() and found.division:
        above = [step for step in found.division if step.level < office_of(found.division).level]
        form.sent_to.data = place_name_authority(above[-1].name) if above else ""
    if form.validate_on_submit():
        along = tuple(
            sent_document(kind, storage)
            for kind, storage in (("filing_report", form.filing_report.data), ("approval", form.approval.data))
            if storage
        )
        try:
            with unit_of_work() as work:
                command = announcing.SendFiling(case_id, form.sent_to.data, today(), along)
                announcing.send_filing(work, command)
        except InvalidInput as error:
            put_problems(form, error)
        else:
            flash(_("备案材料已登记报送；收到回执后登记备案编号。"), "success")
            return redirect(url_for("cases.show", case_id=case_id))
    page = render_template("cases/filing.html", file=found, case=found.case, form=form)
    return page, 422 if form.is_submitted() else 200


@bp.get("/filing/<uuid:filing_id>.zip")
@requires(permissions.CASES_HANDLE)
def package(case_id: UUID, filing_id: UUID) -> Any:
    """What was sent, as one file: the same bytes whenever it is asked for."""
    with reading() as connection:
        content = package_of(connection, case_id, filing_id)
        number = find_case(connection, case_id).number
    name = package_name(number)
    return send_file(io.BytesIO(content), mimetype="application/zip", as_attachment=True, download_name=name, max_age=0)


@bp.post("/filing/return")
@requires(permissions.CASES_ANNOUNCE)
def return_filing(case_id: UUID) -> Any:
    """The receiver sent the package back; it can be completed and sent again."""
    form = ReturnForm()
    if not form.validate_on_submit():
        raise InvalidInput(_("请写明退回原因。"))
    with unit_of_work() as work:
        announcing.return_filing(work, case_id, form.reason.data, today())
    flash(_("已登记退回；补齐材料后可以再次报送。"), "success")
    return redirect(url_for("cases.show", case_id=case_id))
