"""Clean-up campaigns for officers: the list, setting one up, its page, the machine pass, its steps, its report."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from gazetteer import public_queries
from gazetteer.campaigns.exclusions import Exclusion, ExclusionKind
from gazetteer.campaigns.kinds import Confidence, IrregularKind
from gazetteer.campaigns.model import Campaign, NewCampaign
from gazetteer.campaigns.queries import CampaignFile, campaign_file, campaign_list, report_of
from gazetteer.campaigns.services import running, scanning
from gazetteer.campaigns.workflow import CLEAN_UP_CAMPAIGN
from gazetteer.cases.store import areas
from geoapp.auth import permissions
from geoapp.jobs import asking
from geoapp.jobs.job_queries import latest_job
from geoapp.jobs.model import NewJob
from geoapp.shared.access import current_actor, requires
from geoapp.shared.db import public_reading, reading, unit_of_work
from geoapp.shared.extensions import chosen_language
from geoapp.web import campaign_words
from geoapp.web.asked import seen_version
from geoapp.web.burn_down import burn_down_picture
from geoapp.web.forms.campaigns import CampaignForm, CampaignStepForm, CancelForm, PublishForm
from geoapp.web.forms.cases import offered, put_problems
from geoapp.web.frame import today
from geoapp.web.navigation import template_context
from geocore.errors import ActionNotAllowed, Conflict, InvalidInput, NotFound
from geocore.problems import Problem

bp = Blueprint("campaigns", __name__, url_prefix="/work/campaigns")

OFFERED_DIVISIONS = 200
SHOWN_NAMES = 100
FORMS: dict[str, type[CampaignStepForm]] = {
    "start_triage": CampaignStepForm,
    "publish_list": PublishForm,
    "end_objections": CampaignStepForm,
    "close": CampaignStepForm,
    "cancel": CancelForm,
}


@bp.context_processor
def _context() -> dict[str, object]:
    return {**template_context(), "campaign_words": campaign_words, "category_words": category_words()}


def category_words() -> dict[str, str]:
    """The eight legal categories in the reader's language."""
    with public_reading() as connection:
        rows = public_queries.categories(connection)
    return {row.code: row.name_en if chosen_language() == "en" else row.name_zh for row in rows}


@bp.get("")
@requires(permissions.CAMPAIGNS_SEE)
def index() -> str:
    with reading() as connection:
        found = campaign_list(connection)
    return render_template(
        "campaigns/index.html", campaigns=found, may_run=current_actor().may(permissions.CAMPAIGNS_RUN)
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(permissions.CAMPAIGNS_RUN)
def new() -> Any:
    """Set a campaign up: area, categories, kinds, what it leaves alone."""
    form = CampaignForm()
    form.categories.choices = offered(category_words())
    form.kinds.choices = offered({code: f"{word}（{campaign_words.KIND_NOTES[code]}）"
                                  for code, word in campaign_words.KINDS.items()})  # fmt: skip
    regions = sorted(current_actor().grants.get(permissions.CAMPAIGNS_RUN, ()))
    if form.validate_on_submit():
        try:
            with unit_of_work() as work:
                found = areas.division_by_words(work.connection, form.division.data.strip(), regions)
                campaign_id = running.open_campaign(work, _campaign(form, [division.id for division in found]))
        except InvalidInput as error:
            put_problems(form, error, campaign_words.problem_words)
        else:
            flash(_("整治已设立，接着做机器筛查。"), "success")
            return redirect(url_for("campaigns.show", campaign_id=campaign_id))
    if not form.is_submitted():
        form.starts_on.data, form.ends_on.data = today().isoformat(), date(today().year, 12, 31).isoformat()
    with reading() as connection:
        divisions = areas.divisions_of_regions(connection, regions, OFFERED_DIVISIONS)
    if not form.is_submitted() and divisions:
        form.division.data = divisions[0].name
    page = render_template("campaigns/new.html", form=form, divisions=divisions)
    return page, 422 if form.is_submitted() else 200


def _campaign(form: CampaignForm, divisions: list[UUID]) -> NewCampaign:
    if len(divisions) != 1:
        code = "division_ambiguous" if divisions else "division_unknown"
        raise InvalidInput("no division", [Problem("division", code, "not one division of this area")])
    return NewCampaign(
        name=form.name.data,
        division_id=divisions[0],
        categories=tuple(form.categories.data),
        kinds=tuple(map(IrregularKind, form.kinds.data)),
        least_confidence=Confidence(form.least_confidence.data),
        exclusions=tuple(_exclusions(form)),
        starts_on=date.fromisoformat(form.starts_on.data.strip()),
        ends_on=date.fromisoformat(form.ends_on.data.strip()),
    )


def _exclusions(form: CampaignForm) -> list[Exclusion]:
    found = []
    for line in (form.leave_names.data or "").splitlines():
        name, _colon, reason = line.replace(":", "：").partition("：")
        if name.strip():
            found.append(Exclusion(ExclusionKind.NAME, name.strip(), reason.strip()))
    if form.leave_before.data:
        found.append(Exclusion(ExclusionKind.BEFORE, form.leave_before.data.strip(), _("由来已久")))
    if form.leave_protected.data:
        found.append(Exclusion(ExclusionKind.PROTECTED, "", _("列入保护名录")))
    return found


@bp.get("/<uuid:campaign_id>")
@requires(permissions.CAMPAIGNS_SEE)
def show(campaign_id: UUID) -> str:
    """One campaign as one page."""
    actor = current_actor()
    with reading() as connection:
        found = campaign_file(connection, campaign_id, today())
        job = latest_job(connection, scanning.KIND, campaign_id) if found.campaign.state == "preparing" else None
    kind = request.args.get("kind", "")
    after = request.args.get("after", 0, type=int)
    names = [one for one in found.candidates if (not kind or kind in one.kinds) and one.position > after]
    return render_template(
        "campaigns/show.html",
        file=found,
        campaign=found.campaign,
        job=job,
        names=names[:SHOWN_NAMES],
        after=names[SHOWN_NAMES - 1].position if len(names) > SHOWN_NAMES else None,
        kind=kind,
        actions=open_actions(found),
        may_run=actor.may(permissions.CAMPAIGNS_RUN, found.campaign.division_path),
        may_triage=any(
            current_actor().may(permissions.CAMPAIGNS_TRIAGE, one.division_path) for one in found.candidates
        ),
        from_above=is_from_above(found.campaign),
        picture=burn_down_picture(found.days, found.campaign.starts_on, found.campaign.ends_on),
        today=today(),
    )


def is_from_above(campaign: Campaign) -> bool:
    """Whether a division above runs the campaign: then the person sees the names of the own area only."""
    return not current_actor().may(permissions.CAMPAIGNS_SEE, campaign.division_path)


def open_actions(found: CampaignFile) -> list[str]:
    campaign = found.campaign
    return CLEAN_UP_CAMPAIGN.actions_for(campaign, current_actor(), campaign.division_path)


@bp.post("/<uuid:campaign_id>/scan")
@requires(permissions.CAMPAIGNS_RUN)
def scan(campaign_id: UUID) -> Any:
    """The machine pass as a job; the page shows how far it is."""
    try:
        with unit_of_work() as work:
            campaign = scanning.may_scan(work, campaign_id)
            asking.ask(work, NewJob(scanning.KIND, campaign.division_path, campaign_id))
    except ActionNotAllowed as error:
        tell(error)
    except Conflict:
        flash(_("这次整治的机器筛查已在进行。"), "warning")
    return redirect(url_for("campaigns.show", campaign_id=campaign_id, _anchor="scan"))


@bp.route("/<uuid:campaign_id>/steps/<action>", methods=["GET", "POST"])
@requires(permissions.CAMPAIGNS_RUN)
def take(campaign_id: UUID, action: str) -> Any:
    """Look it over, then take the step."""
    if action not in FORMS:
        raise NotFound("no such step", action=action)
    with reading() as connection:
        found = campaign_file(connection, campaign_id, today())
    form = FORMS[action]()
    if not form.is_submitted():
        form.state_version.data = str(found.campaign.state_version)
        if isinstance(form, PublishForm):
            form.office.data = _("%(division)s民政局", division=found.campaign.division)
    if form.validate_on_submit():
        version = seen_version("state_version")
        command = running.CampaignStep(campaign_id, version, today(), form.note.data or "")
        try:
            with unit_of_work() as work:
                if isinstance(form, PublishForm):
                    running.publish_list(work, command, form.days.data, form.office.data)
                else:
                    running.take_step(work, command, action)
        except InvalidInput as error:
            put_problems(form, error, campaign_words.problem_words)
        except ActionNotAllowed as error:
            form.form_errors.append(campaign_words.refusal_words(error) or _("现在还不能这样做。"))
        else:
            flash(str(campaign_words.TAKEN[action]), "success")
            return redirect(url_for("campaigns.show", campaign_id=campaign_id))
    elif not form.is_submitted() and action not in open_actions(found):
        raise ActionNotAllowed("not possible in this state, or not for you", action=action)
    page = render_template("campaigns/step.html", file=found, campaign=found.campaign, action=action, form=form)
    return page, 422 if form.is_submitted() else 200


@bp.get("/<uuid:campaign_id>/report")
@requires(permissions.CAMPAIGNS_SEE)
def report(campaign_id: UUID) -> str:
    """The closing report, for paper; before the end it is the report so far."""
    with reading() as connection:
        found = report_of(connection, campaign_id)
    return render_template(
        "campaigns/report.html",
        report=found,
        campaign=found.campaign,
        from_above=is_from_above(found.campaign),
        today=today(),
    )


def tell(error: ActionNotAllowed) -> None:
    """A refusal in words on the next page. Raises the error where there are none."""
    words = campaign_words.refusal_words(error)
    if words is None:
        raise error
    flash(words, "warning")
