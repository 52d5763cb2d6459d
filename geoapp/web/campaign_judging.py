"""The triage board, made for the keyboard, and the page of one name."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from gazetteer.campaigns.model import Candidate, SignStage, Verdict
from gazetteer.campaigns.queries import CandidateFile, candidate_file, triage_board
from gazetteer.campaigns.report import MOVES_A_SIGN
from gazetteer.campaigns.services import judging
from gazetteer.campaigns.workflow import CampaignState
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, requires
from geoapp.shared.db import reading, unit_of_work
from geoapp.web import campaign_words
from geoapp.web.campaigns import category_words, tell
from geoapp.web.forms.campaigns import ObjectionAnswerForm, ObjectionForm, OutcomeForm, SignPhotoForm, VerdictForm
from geoapp.web.forms.cases import put_problems
from geoapp.web.frame import today
from geoapp.web.navigation import template_context
from geocore.errors import ActionNotAllowed, InvalidInput

bp = Blueprint("campaign_judging", __name__, url_prefix="/work/campaigns/<uuid:campaign_id>")

LAST_SHOWN = 8


@bp.context_processor
def page_context() -> dict[str, object]:
    """Words for the pages of names; those of the photographs share it."""
    return {**template_context(), "campaign_words": campaign_words, "category_words": category_words()}


@bp.get("/triage")
@requires(permissions.CAMPAIGNS_TRIAGE)
def triage(campaign_id: UUID) -> str:
    """One name after the other: J and K move, 1 2 3 judge, U takes back. Works by touch and without script as well."""
    with reading() as connection:
        board = triage_board(connection, campaign_id, current_actor().user_id)
    here = _place(board.queue, request.args.get("at", ""))
    return render_template(
        "campaigns/triage.html",
        board=board,
        campaign=board.campaign,
        number=here + 1,
        candidate=board.queue[here] if board.queue else None,
        before=board.queue[here - 1] if here > 0 else None,
        after=board.queue[here + 1] if here + 1 < len(board.queue) else None,
        mine=board.mine[:LAST_SHOWN],
        form=VerdictForm(),
    )


def _place(queue: tuple[Candidate, ...], wanted: str) -> int:
    """Where the wanted name stands in the queue; the first when it is not, or no longer, there."""
    return next((number for number, one in enumerate(queue) if str(one.id) == wanted), 0)


@bp.post("/triage")
@requires(permissions.CAMPAIGNS_TRIAGE)
def judge(campaign_id: UUID) -> Any:
    form = VerdictForm()
    if not form.validate_on_submit() or form.verdict.data not in set(Verdict):
        raise InvalidInput(_("请选择保留、更名或撤出；说明最多 500 个字。"))
    try:
        candidate_id = UUID(form.candidate.data)
    except ValueError as error:
        raise InvalidInput(_("没有这个名称。")) from error
    try:
        with unit_of_work() as work:
            judging.judge(work, campaign_id, candidate_id, Verdict(form.verdict.data), form.note.data or "")
    except ActionNotAllowed as error:
        tell(error)
    return redirect(url_for("campaign_judging.triage", campaign_id=campaign_id, at=form.next.data or None))


@bp.post("/triage/undo")
@requires(permissions.CAMPAIGNS_TRIAGE)
def undo(campaign_id: UUID) -> Any:
    """Take back one's own last verdict; the name is shown again."""
    at = None
    try:
        with unit_of_work() as work:
            candidate = judging.undo(work, campaign_id)
            at = candidate.id
        flash(_("已撤回对“%(name)s”的意见。", name=candidate.name), "success")
    except ActionNotAllowed as error:
        tell(error)
    return redirect(url_for("campaign_judging.triage", campaign_id=campaign_id, at=at))


@bp.get("/names/<uuid:candidate_id>")
@requires(permissions.CAMPAIGNS_SEE)
def candidate(campaign_id: UUID, candidate_id: UUID) -> str:
    return candidate_page(campaign_id, candidate_id, ObjectionForm(), OutcomeForm())


def candidate_page(
    campaign_id: UUID,
    candidate_id: UUID,
    objection: ObjectionForm,
    outcome: OutcomeForm,
    sign: SignPhotoForm | None = None,
) -> str:
    """One name of a campaign, with the forms as they were sent."""
    actor = current_actor()
    with reading() as connection:
        found = candidate_file(connection, campaign_id, candidate_id)
    campaign = found.campaign
    has_sign = found.outcome is not None and found.outcome.outcome in MOVES_A_SIGN
    if sign is None:
        sign = SignPhotoForm(formdata=None, taken_on=today().isoformat(), stage=_next_stage(found))
    is_listed = found.candidate.result == Verdict.CHANGE
    may_run = actor.may(permissions.CAMPAIGNS_RUN, campaign.division_path)
    return render_template(
        "campaigns/candidate.html",
        file=found,
        campaign=campaign,
        candidate=found.candidate,
        objection_form=objection if is_listed and may_run and campaign.state is CampaignState.OBJECTING else None,
        answer_form=ObjectionAnswerForm() if may_run and campaign.state is CampaignState.OBJECTING else None,
        outcome_form=outcome
        if is_listed
        and found.outcome is None
        and campaign.state is CampaignState.SETTLING
        and actor.may(permissions.CAMPAIGNS_SETTLE, campaign.division_path)
        else None,
        has_sign=has_sign,
        sign_form=sign if has_sign and actor.may(permissions.CAMPAIGNS_TRIAGE, found.candidate.division_path) else None,
        may_open=actor.may(permissions.CASES_DRAFT, found.candidate.division_path),
    )


def _next_stage(found: CandidateFile) -> SignStage:
    stages = {photo.stage for photo in found.photos if photo.withdraw_reason is None}
    return SignStage.AFTER if SignStage.BEFORE in stages else SignStage.BEFORE


@bp.post("/names/<uuid:candidate_id>/objections")
@requires(permissions.CAMPAIGNS_RUN)
def objection(campaign_id: UUID, candidate_id: UUID) -> Any:
    form = ObjectionForm()
    if form.validate_on_submit():
        try:
            with unit_of_work() as work:
                judging.record_objection(work, campaign_id, candidate_id, form.text.data, today())
            flash(_("异议已登记。"), "success")
        except ActionNotAllowed as error:
            tell(error)
        return redirect(_address(campaign_id, candidate_id))
    return candidate_page(campaign_id, candidate_id, form, OutcomeForm()), 422


@bp.post("/names/<uuid:candidate_id>/objections/<uuid:objection_id>")
@requires(permissions.CAMPAIGNS_RUN)
def answer(campaign_id: UUID, candidate_id: UUID, objection_id: UUID) -> Any:
    form = ObjectionAnswerForm()
    if not form.validate_on_submit():
        raise InvalidInput(_("请写明答复，最多 2000 个字。"))
    with unit_of_work() as work:
        judging.answer_objection(work, campaign_id, objection_id, form.answer.data, today())
    flash(_("答复已登记。"), "success")
    return redirect(_address(campaign_id, candidate_id))


@bp.post("/names/<uuid:candidate_id>/outcome")
@requires(permissions.CAMPAIGNS_SETTLE)
def settle(campaign_id: UUID, candidate_id: UUID) -> Any:
    form = OutcomeForm()
    if form.validate_on_submit():
        try:
            with unit_of_work() as work:
                outcome, name = Verdict(form.outcome.data), form.proposed_name.data or ""
                judging.settle(work, campaign_id, candidate_id, outcome, form.reason.data, name)
        except InvalidInput as error:
            put_problems(form, error, campaign_words.problem_words)
        else:
            flash(_("处理结果已登记。"), "success")
            return redirect(_address(campaign_id, candidate_id))
    return candidate_page(campaign_id, candidate_id, ObjectionForm(), form), 422


@bp.post("/names/<uuid:candidate_id>/case")
@requires(permissions.CASES_DRAFT)
def open_case(campaign_id: UUID, candidate_id: UUID) -> Any:
    """The renaming case, filled in from the campaign."""
    with unit_of_work() as work:
        case_id = judging.open_renaming(work, campaign_id, candidate_id)
    flash(_("更名申请已建为草稿，补齐后提交。"), "success")
    return redirect(url_for("cases.show", case_id=case_id))


def _address(campaign_id: UUID, candidate_id: UUID) -> str:
    return url_for("campaign_judging.candidate", campaign_id=campaign_id, candidate_id=candidate_id)
