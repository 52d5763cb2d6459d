"""网上申请 for officers: what waits in their area, one application, taking it over as a case, sending it back."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from gazetteer.applications.model import ApplicationState
from gazetteer.applications.queries import TABS, applications
from gazetteer.applications.services import receiving
from gazetteer.applications.store import office as store
from gazetteer.cases.store import areas
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, requires
from geoapp.shared.db import reading, unit_of_work
from geoapp.web import application_words, case_words
from geoapp.web.asked import cursor_argument
from geoapp.web.forms.applications import SendBackForm
from geoapp.web.forms.cases import put_problems
from geoapp.web.frame import today
from geoapp.web.navigation import template_context
from geocore.errors import InvalidInput

bp = Blueprint("case_applications", __name__, url_prefix="/work/applications")


@bp.context_processor
def _context() -> dict[str, object]:
    return {**template_context(), "case_words": case_words, "words_of": application_words}


@bp.get("")
@requires(permissions.CASES_HANDLE)
def index() -> str:
    """Those that wait, the longest waiting first; those sent back; those taken over."""
    asked = request.args.get("tab", "")
    tab = ApplicationState(asked) if asked in TABS else ApplicationState.HANDED_IN
    with reading() as connection:
        page = applications(connection, tab, cursor_argument())
    return render_template("cases/applications.html", page=page, tab=tab, tabs=TABS)


@bp.get("/<uuid:application_id>")
@requires(permissions.CASES_HANDLE)
def show(application_id: UUID) -> str:
    return _page(application_id, SendBackForm())


def _page(application_id: UUID, form: SendBackForm) -> str:
    with reading() as connection:
        found = store.find(connection, application_id)
        path = areas.division_steps(connection, found.division_path)
    may_settle = current_actor().may(permissions.CASES_DRAFT, found.division_path)
    return render_template(
        "cases/application.html",
        item=found,
        path=path,
        form=form,
        may_settle=may_settle and found.state is ApplicationState.HANDED_IN,
    )


@bp.get("/<uuid:application_id>/papers/<uuid:paper_id>")
@requires(permissions.CASES_HANDLE)
def paper(application_id: UUID, paper_id: UUID) -> Any:
    """Always as a download: what somebody sent is never shown as a page of ours."""
    with reading() as connection:
        found, content = store.paper_content(connection, application_id, paper_id)
    return send_file(
        io.BytesIO(content), mimetype=found.media_type, as_attachment=True, download_name=found.file_name, max_age=0
    )


@bp.post("/<uuid:application_id>/take-over")
@requires(permissions.CASES_DRAFT)
def take_over(application_id: UUID) -> Any:
    with unit_of_work() as work:
        case_id = receiving.take_over(work, application_id, today())
    flash(_("已接收为案件草稿，内容和材料都已转入；核对后提交。"), "success")
    return redirect(url_for("cases.show", case_id=case_id))


@bp.post("/<uuid:application_id>/send-back")
@requires(permissions.CASES_DRAFT)
def send_back(application_id: UUID) -> Any:
    """One list of what is missing; the applicant's link opens the application again."""
    form = SendBackForm()
    if form.validate_on_submit():
        last_day = today() + timedelta(days=current_app.config["SETTINGS"].application_days)
        try:
            with unit_of_work() as work:
                receiving.send_back(work, application_id, form.note.data, form.tasks.data or (), today(), last_day)
        except InvalidInput as error:
            put_problems(form, error, application_words.problem_words)
        else:
            flash(_("已退回补充，申请人打开链接就能看到。"), "success")
            return redirect(url_for("case_applications.index"))
    return _page(application_id, form), 422
