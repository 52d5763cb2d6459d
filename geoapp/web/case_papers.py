"""The papers of a case as PDF and Word, and corrigenda to its announcements."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from gazetteer.cases.paper_queries import paper_facts
from gazetteer.cases.paperwork import CasePaper, is_ready, paper_of
from gazetteer.cases.public_announcements import PublicAnnouncement, announcement
from gazetteer.cases.queries import CaseFile, case_file
from gazetteer.cases.services.correcting import CORRECTABLE, CorrectAnnouncement, correct_announcement
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, requires
from geoapp.shared.db import public_reading, reading, unit_of_work
from geoapp.web import case_words
from geoapp.web.forms.cases import CorrectionForm, put_problems
from geoapp.web.frame import today
from geoapp.web.navigation import template_context
from geoapp.web.papers import ENDINGS, download
from geocore.errors import ActionNotAllowed, InvalidInput, NotFound

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
    with reading() as connection:
        facts = paper_facts(connection, case_id, current_actor(), today())
    if not is_ready(CasePaper(kind), facts.file):
        raise ActionNotAllowed("this paper follows the decision", kind=kind)
    return download(paper_of(CasePaper(kind), facts), ending)


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
