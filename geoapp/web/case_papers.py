"""The papers of a case as PDF and Word, and corrigenda to its announcements."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from gazetteer.applications.store import office as applications
from gazetteer.cases.paper_queries import paper_facts
from gazetteer.cases.paperwork import CasePaper, is_ready, paper_of
from gazetteer.cases.public_announcements import PublicAnnouncement, announcement
from gazetteer.cases.queries import CaseFile, case_file
from gazetteer.cases.services import handling
from gazetteer.cases.services.correcting import CORRECTABLE, CorrectAnnouncement, correct_announcement
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, requires
from geoapp.shared.db import public_reading, reading, unit_of_work
from geoapp.shared.presenting import address
from geoapp.web import case_words
from geoapp.web.forms.cases import CorrectionForm, put_problems
from geoapp.web.frame import today
from geoapp.web.navigation import template_context
from geoapp.web.papers import ENDINGS, download
from geocore.errors import ActionNotAllowed, InvalidInput, NotFound

_CODE = "follow_code"

bp = Blueprint("case_papers", __name__, url_prefix="/work/cases/<uuid:case_id>")


@bp.context_processor
def _context() -> dict[str, object]:
    return {**template_context(), "case_words": case_words}


@bp.get(f"/papers/<kind>.<{ENDINGS}:ending>")
@requires(permissions.CASES_HANDLE)
def paper(case_id: UUID, kind: str, ending: str) -> Any:
    """One paper as the file stands today. Raises NotFound, ActionNotAllowed before there is anything to write."""
    if kind not in set(CasePaper):
        raise NotFound("no such paper", kind=kind)
    return _paper(case_id, CasePaper(kind), ending)


@bp.post("/papers/acceptance")
@requires(permissions.CASES_HANDLE)
def acceptance(case_id: UUID) -> Any:
    """受理通知书 with the code on it, from whoever was told it at the acceptance. It is in no address, so in no log."""
    try:
        with unit_of_work() as work:
            code = handling.write_code(work, case_id, request.form.get("code", ""))
    except InvalidInput as error:
        raise InvalidInput(_("不是受理时告知的查询码，请核对"), error.problems) from error
    ending = "docx" if request.form.get("ending") == "docx" else "pdf"
    return _paper(case_id, CasePaper.ACCEPTANCE_NOTICE, ending, code)


def _paper(case_id: UUID, kind: CasePaper, ending: str, code: str = "") -> Any:
    with reading() as connection:
        facts = paper_facts(connection, case_id, current_actor(), today())
        applied = applications.of_case(connection, case_id)
    if not is_ready(kind, facts.file):
        raise ActionNotAllowed("this paper follows a step that was not taken", kind=kind)
    receipt = (applied.receipt or "") if applied is not None else ""
    facts = replace(facts, receipt=receipt, code=code, follow_at=address("announcement.follow"))
    return download(paper_of(kind, facts), ending)


def keep_code(case_id: UUID, code: str) -> None:
    """Until the next page of a case, where it is shown with the notice to print."""
    session[_CODE] = [str(case_id), code]


def told_code(case_id: UUID) -> str:
    """The code that was kept for this page; no later page has it."""
    kept, code = session.pop(_CODE, ("", ""))
    return code if kept == str(case_id) else ""


@bp.route("/announcements/<uuid:announcement_id>/corrigendum", methods=["GET", "POST"])
@requires(permissions.CASES_ANNOUNCE)
def correct(case_id: UUID, announcement_id: UUID) -> Any:
    """A later announcement that says what an earlier one should have said; the earlier one stays as it is."""
    with reading() as connection:
        file = case_file(connection, case_id, current_actor())
    wrong = _announced(file, announcement_id)
    form = CorrectionForm()
    if not form.is_submitted():
        for field in CORRECTABLE:
            form[field].data = str(getattr(wrong, field))
    if form.validate_on_submit():
        right = {field: form[field].data for field in CORRECTABLE}
        try:
            with unit_of_work() as work:
                command = CorrectAnnouncement(case_id, announcement_id, right, form.reason.data, today())
                correct_announcement(work, command)
        except InvalidInput as error:
            put_problems(form, error)
        else:
            flash(_("勘误已公告，与原公告互相链接。"), "success")
            return redirect(url_for("cases.show", case_id=case_id))
    page = render_template("cases/corrigendum.html", case=file.case, wrong=wrong, form=form)
    return page, 422 if form.is_submitted() else 200


def _announced(file: CaseFile, announcement_id: UUID) -> PublicAnnouncement:
    """Of this case, not of another one. Raises NotFound, ActionNotAllowed for one that is corrected already."""
    if announcement_id not in {made.id for made in file.announcements}:
        raise NotFound("no such announcement in this case", id=str(announcement_id))
    with public_reading() as connection:
        found = announcement(connection, announcement_id)
    if found.corrected_by is not None:
        raise ActionNotAllowed("this announcement is corrected already; correct the corrigendum")
    return found
