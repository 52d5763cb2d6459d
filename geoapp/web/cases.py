"""Naming cases for officers: the queue, one case as one page, its application and its papers."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, flash, jsonify, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from gazetteer.applications.queries import waiting_count
from gazetteer.applications.store import office as applications
from gazetteer.cases.errors import WrittenElsewhere
from gazetteer.cases.hindrances import hindrances
from gazetteer.cases.impact import impacts_of
from gazetteer.cases.model import CaseKind
from gazetteer.cases.notices import to_hand_over
from gazetteer.cases.paperwork import CasePaper, is_ready
from gazetteer.cases.pre_naming import of_case
from gazetteer.cases.queries import CaseFile, Tab, case_file, queue
from gazetteer.cases.services import drafting, handling, prompting
from gazetteer.cases.services.steps import is_as_signed
from gazetteer.cases.store.cases import find_case
from gazetteer.cases.store.deadlines import prompts_of
from gazetteer.cases.store.hindrances import begun_in
from gazetteer.cases.store.papers import document_content
from gazetteer.cases.workflow import CLOSED, WRITABLE, CaseState, Part
from gazetteer.memories.queries import of_case as memories_of
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, requires
from geoapp.shared.db import reading, unit_of_work
from geoapp.web import case_drafts, case_words
from geoapp.web.asked import cursor_argument, wants_json
from geoapp.web.case_papers import told_code
from geoapp.web.forms.cases import AnswerForm, DocumentForm, HandlingForm, OpinionForm, put_problems
from geoapp.web.frame import today
from geoapp.web.navigation import template_context
from geoapp.web.scope_maps import impact_map, reports_map
from geocore.errors import InvalidInput

bp = Blueprint("cases", __name__, url_prefix="/work/cases")

STRONG = (
    "submit", "resubmit", "accept", "finish_consulting", "to_decision", "approve", "pre_approve", "announce",
    "record_filing",
)  # fmt: skip
"""The step that carries the case on; every other one is a quiet link."""


@bp.context_processor
def _context() -> dict[str, object]:
    return {**template_context(), "case_words": case_words}


@bp.get("")
@requires(permissions.CASES_HANDLE)
def index() -> str:
    """The queue, the case with the fewest days left first."""
    asked = request.args.get("tab", "")
    tab = Tab(asked) if asked in set(Tab) else Tab.MINE
    with reading() as connection:
        page = queue(connection, current_actor(), tab, today(), cursor_argument())
        applied = waiting_count(connection)
    may_draft = current_actor().may(permissions.CASES_DRAFT)
    return render_template("cases/index.html", page=page, tab=tab, today=today(), may_draft=may_draft, applied=applied)


@bp.route("/new", methods=["GET", "POST"])
@requires(permissions.CASES_DRAFT)
def new() -> Any:
    """An application; what the address says of kind and place is filled in. A script opens the draft with the first
    words; the button only with what can be read.
    """
    form = case_drafts.draft_form()
    if form.draft_id.data and wants_json() and form.draft_id.validate(form):
        return case_drafts.told_of_begin(UUID(form.draft_id.data))
    if form.validate_on_submit():
        case_id = UUID(form.draft_id.data) if form.draft_id.data else uuid4()
        try:
            case_drafts.begin(case_id, strictly=True)
        except InvalidInput as error:
            put_problems(form, error)
        except WrittenElsewhere as error:
            return case_drafts.draft_page(form, case_id, elsewhere=error.fields)
        else:
            flash(_("申请已保存为草稿。"), "success")
            return redirect(url_for("cases.show", case_id=case_id))
    if not form.is_submitted():
        form.draft_id.data = str(uuid4())
        asked = request.args.get("kind")
        kind = asked if asked in case_words.KINDS else None
        form.kind.data = kind or form.kind.data
        if place := request.args.get("place", "")[:200]:
            case_drafts.begin_about(form, place, kind)
    return case_drafts.draft_page(form, None)


@bp.route("/<uuid:case_id>/edit", methods=["GET", "POST"])
@requires(permissions.CASES_DRAFT)
def edit(case_id: UUID) -> Any:
    """The application again. A script sends each field as it is written; the button sends them all."""
    form = case_drafts.draft_form()
    if not form.is_submitted():
        with reading() as connection:
            is_open = find_case(connection, case_id).state in WRITABLE
        return case_drafts.draft_page(form, case_id) if is_open else redirect(url_for("cases.show", case_id=case_id))
    if wants_json():
        return case_drafts.told_of_keep(case_id)
    try:
        kept = case_drafts.keep(case_id)
    except InvalidInput as error:
        put_problems(form, error)
        return case_drafts.draft_page(form, case_id)
    except WrittenElsewhere as error:
        return case_drafts.draft_page(form, case_id, elsewhere=error.fields)
    if kept.problems:
        flash(_("申请已保存，有几项还读不懂。"), "warning")
        return redirect(url_for("cases.edit", case_id=case_id))
    with reading() as connection:
        is_draft = find_case(connection, case_id).state is CaseState.DRAFT
    flash(_("申请已保存为草稿。") if is_draft else _("申请已保存。"), "success")
    return redirect(url_for("cases.show", case_id=case_id))


@bp.get("/ground")
@requires(permissions.CASES_DRAFT)
def ground() -> Any:
    """For the map of the form: where the division or the place lies that it names; empty where that is not sure."""
    division, place = (case_drafts.readable(request.args.get(name, "")) for name in ("division", "place"))
    with reading() as connection:
        return jsonify(case_drafts.ground(connection, division, place))


@bp.get("/<uuid:case_id>")
@requires(permissions.CASES_HANDLE)
def show(case_id: UUID) -> str:
    return case_page(case_id, DocumentForm(), AnswerForm(), OpinionForm(), code=told_code(case_id))


@bp.post("/<uuid:case_id>/documents")
@requires(permissions.CASES_HANDLE)
def attach(case_id: UUID) -> Any:
    form = DocumentForm()
    if form.validate_on_submit():
        try:
            with unit_of_work() as work:
                drafting.attach(work, case_id, sent_document(form.kind.data, form.file.data))
        except InvalidInput as error:
            put_problems(form, error)
        else:
            flash(_("材料已加入案卷。"), "success")
            return redirect(url_for("cases.show", case_id=case_id, _anchor="documents"))
    return case_page(case_id, form, AnswerForm(), OpinionForm()), 422


@bp.get("/<uuid:case_id>/documents/<uuid:document_id>")
@requires(permissions.CASES_HANDLE)
def document(case_id: UUID, document_id: UUID) -> Any:
    """Always as a download: what somebody sent is never shown as a page of ours."""
    with reading() as connection:
        found, content = document_content(connection, case_id, document_id)
    return send_file(
        io.BytesIO(content), mimetype=found.media_type, as_attachment=True, download_name=found.file_name, max_age=0
    )


@bp.post("/<uuid:case_id>/documents/<uuid:document_id>/withdraw")
@requires(permissions.CASES_DRAFT)
def withdraw_document(case_id: UUID, document_id: UUID) -> Any:
    with unit_of_work() as work:
        drafting.withdraw_document(work, case_id, document_id)
    flash(_("材料已从申请中撤下。"), "success")
    return redirect(url_for("cases.show", case_id=case_id, _anchor="documents"))


@bp.post("/<uuid:case_id>/consultations/<uuid:consultation_id>")
@requires(permissions.CASES_REVIEW)
def answer(case_id: UUID, consultation_id: UUID) -> Any:
    """What a unit that was asked has answered."""
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            with unit_of_work() as work:
                handling.record_answer(work, case_id, consultation_id, form.answer.data, form.text.data or "", today())
        except InvalidInput as error:
            put_problems(form, error)
        else:
            flash(_("答复已登记。"), "success")
            return redirect(url_for("cases.show", case_id=case_id, _anchor="consultations"))
    return case_page(case_id, DocumentForm(), form, OpinionForm()), 422


@bp.post("/<uuid:case_id>/opinions")
@requires(permissions.CASES_REVIEW)
def opinion(case_id: UUID) -> Any:
    """An opinion of the public, with its handling where that is known; who wrote it is not asked."""
    form = OpinionForm()
    if form.validate_on_submit():
        with unit_of_work() as work:
            handling.record_opinion(work, case_id, form.text.data, form.handling.data or "", today())
        flash(_("公众意见已登记。"), "success")
        return redirect(url_for("cases.show", case_id=case_id, _anchor="consultations"))
    return case_page(case_id, DocumentForm(), AnswerForm(), form), 422


@bp.post("/<uuid:case_id>/opinions/<uuid:opinion_id>")
@requires(permissions.CASES_REVIEW)
def handle(case_id: UUID, opinion_id: UUID) -> Any:
    """How an opinion is handled that was entered without."""
    form = HandlingForm()
    if form.validate_on_submit():
        with unit_of_work() as work:
            handling.handle_opinion(work, case_id, opinion_id, form.handling.data, today())
        flash(_("处理情况已登记。"), "success")
        return redirect(url_for("cases.show", case_id=case_id, _anchor="consultations"))
    page = case_page(case_id, DocumentForm(), AnswerForm(), OpinionForm(), handled=(opinion_id, form))
    return page, 422


def sent_document(kind: str, storage: Any, largest: int = drafting.LARGEST_DOCUMENT) -> drafting.NewDocument:
    """The uploaded file, of one that is too large a byte too much; nothing chosen is an empty one. The service refuses
    both with words.
    """
    if storage is None:
        return drafting.NewDocument(kind, "", b"")
    return drafting.NewDocument(kind, storage.filename or "", storage.read(largest + 1))


def case_page(
    case_id: UUID,
    document_form: DocumentForm,
    answer_form: AnswerForm,
    opinion_form: OpinionForm,
    handled: tuple[UUID, HandlingForm] | None = None,
    code: str = "",
) -> str:
    """One case as one page, with the forms as they were sent.

    `handled`: the opinion whose handling was refused. `code`: the applicant's, on the page after the acceptance.
    """
    actor = current_actor()
    with reading() as connection:
        found = case_file(connection, case_id, actor)
        applied = applications.of_case(connection, case_id)
        problems = (
            handling.application_problems(connection, found.case, today()) if found.case.state in WRITABLE else []
        )
        impacts = impacts_of(connection, found.case, found.division)
        compared, touched = reports_map(connection, found), impact_map(connection, found, impacts)
        prompts = prompts_of(connection, case_id)
        memories = memories_of(connection, case_id) if found.case.kind is CaseKind.RETIREMENT else {}
        begun = hindrances(begun_in(connection, case_id)) if found.case.state is CaseState.REVIEWING else []
    words = case_words.words_for(found.case)
    actions = found.steps_for(actor, today())
    return render_template(
        "cases/show.html",
        file=found,
        case=found.case,
        applied=applied,
        impacts=impacts,
        compared=compared,
        touched=touched,
        memories=memories,
        may_keep=actor.may(permissions.HERITAGE_KEEP, found.case.division_path),
        pre_named=of_case(found.pre_namings, today()),
        may_draft=actor.may(permissions.CASES_DRAFT, found.case.division_path),
        is_as_signed=is_as_signed(found.case, found.events),
        problems=[words(problem) for problem in problems],
        hindered=[case_words.problem_words(problem) for problem in begun],
        strong=next((action for action in actions if action in STRONG), None),
        actions=actions,
        may_write=_may_write(found),
        prompts=prompts,
        may_prompt=found.case.state not in CLOSED
        and any(actor.may(needed, found.case.division_path) for needed in prompting.PROMPTERS),
        may_answer=actor.may(permissions.CASES_REVIEW, found.case.division_path) and found.taken <= {Part.REVIEW},
        may_file=actor.may(permissions.CASES_ANNOUNCE, found.case.division_path),
        to_hand_over=to_hand_over(found),
        code=code,
        papers=[str(paper) for paper in CasePaper if is_ready(paper, found)],
        document_form=document_form,
        answer_form=answer_form,
        opinion_form=opinion_form,
        handled=handled,
        today=today(),
    )


def _may_write(found: CaseFile) -> bool:
    return (
        found.case.state in WRITABLE
        and current_actor().may(permissions.CASES_DRAFT, found.case.division_path)
        and found.taken <= {Part.DRAFT}
    )
