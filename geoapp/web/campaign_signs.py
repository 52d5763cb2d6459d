"""Photographs of signs before and after, on the page of one name of a campaign."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _

from gazetteer.campaigns.model import SignStage
from gazetteer.campaigns.services import signs
from gazetteer.campaigns.store.signs import photo_content
from geoapp.auth import permissions
from geoapp.shared.access import requires
from geoapp.shared.db import reading, unit_of_work
from geoapp.web import campaign_words
from geoapp.web.campaign_judging import candidate_page, page_context
from geoapp.web.campaigns import tell
from geoapp.web.cases import sent_document
from geoapp.web.forms.campaigns import ObjectionForm, OutcomeForm, SignPhotoForm, WithdrawPhotoForm
from geoapp.web.forms.cases import put_problems
from geoapp.web.frame import today
from geoapp.web.photographs import photograph_answer
from geocore.errors import ActionNotAllowed, InvalidInput

bp = Blueprint("campaign_signs", __name__, url_prefix="/work/campaigns/<uuid:campaign_id>/names/<uuid:candidate_id>")
bp.context_processor(page_context)


@bp.post("/photos")
@requires(permissions.CAMPAIGNS_TRIAGE)
def add(campaign_id: UUID, candidate_id: UUID) -> Any:
    form = SignPhotoForm()
    if form.validate_on_submit():
        sent = sent_document("photo", form.photo.data)
        taken_on = date.fromisoformat(form.taken_on.data.strip())
        try:
            with unit_of_work() as work:
                signs.add_photo(work, campaign_id, candidate_id, SignStage(form.stage.data), taken_on, sent, today())
        except InvalidInput as error:
            put_problems(form, error, campaign_words.problem_words)
        except ActionNotAllowed as error:
            tell(error)
            return redirect(_address(campaign_id, candidate_id))
        else:
            flash(_("照片已加入。"), "success")
            return redirect(_address(campaign_id, candidate_id))
    return candidate_page(campaign_id, candidate_id, ObjectionForm(), OutcomeForm(), form), 422


@bp.get("/photos/<uuid:photo_id>")
@requires(permissions.CAMPAIGNS_SEE)
def photo(campaign_id: UUID, candidate_id: UUID, photo_id: UUID) -> Any:
    with reading() as connection:
        media_type, content = photo_content(connection, campaign_id, candidate_id, photo_id)
    return photograph_answer(photo_id, media_type, content)


@bp.post("/photos/<uuid:photo_id>/withdraw")
@requires(permissions.CAMPAIGNS_TRIAGE)
def withdraw(campaign_id: UUID, candidate_id: UUID, photo_id: UUID) -> Any:
    """A wrong photograph: it counts no longer, and stays in the file with the reason."""
    form = WithdrawPhotoForm()
    if not form.validate_on_submit():
        raise InvalidInput(_("请写明理由，最多 500 个字。"))
    with unit_of_work() as work:
        signs.withdraw_photo(work, campaign_id, candidate_id, photo_id, form.reason.data)
    flash(_("照片已撤下，仍留在案卷里。"), "success")
    return redirect(_address(campaign_id, candidate_id))


def _address(campaign_id: UUID, candidate_id: UUID) -> str:
    return url_for("campaign_judging.candidate", campaign_id=campaign_id, candidate_id=candidate_id, _anchor="signs")
