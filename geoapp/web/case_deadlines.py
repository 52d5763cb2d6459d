"""What falls due in one's area, by division and urgency; prompts (督办) into the files of cases."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from gazetteer.cases.deadlines import Urgency, escalated_to
from gazetteer.cases.pre_naming import SOON
from gazetteer.cases.services import prompting
from gazetteer.cases.store import deadlines, pre_namings
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, requires
from geoapp.shared.db import reading, unit_of_work
from geoapp.web import case_words
from geoapp.web.asked import seen_version
from geoapp.web.frame import today
from geoapp.web.navigation import template_context
from geocore.errors import InvalidInput

bp = Blueprint("case_deadlines", __name__, url_prefix="/work")

LISTED = 100


@bp.context_processor
def _context() -> dict[str, object]:
    return {**template_context(), "case_words": case_words}


@bp.get("/due")
@requires(permissions.CASES_HANDLE)
def due() -> str:
    """Counts of running clocks by division and urgency, and the most pressing of those that are chosen."""
    regions = sorted(current_actor().grants[permissions.CASES_HANDLE])
    unit = request.args.get("unit", type=int)
    asked = request.args.get("urgency", "")
    urgency = asked if asked in set(Urgency) else ""
    with reading() as connection:
        counts = deadlines.due_counts(connection, regions, today())
        clocks = deadlines.due_clocks(connection, regions, today(), _seq(unit), urgency, LISTED)
        steps = deadlines.escalation_steps(connection, today())
        ending = pre_namings.ending(connection, regions, today(), today() + timedelta(days=SOON), LISTED)
    numbers: dict[int, dict[str, int]] = defaultdict(dict)
    for count in counts:
        numbers[count.unit][count.urgency] = count.number
    return render_template(
        "cases/due.html",
        units={count.unit: count.division for count in counts},
        numbers=numbers,
        clocks=[(clock, escalated_to(clock.due_on, today(), clock.division_path, steps)) for clock in clocks],
        unit=unit,
        urgency=urgency,
        is_cut=len(clocks) == LISTED,
        ending=ending,
        soon=SOON,
        today=today(),
    )


def _seq(unit: int | None) -> int | None:
    """A number that no division has finds nothing."""
    return unit if unit is None or 0 < unit < 2**31 else 0


@bp.post("/cases/<uuid:case_id>/prompts")
@requires(permissions.CASES_HANDLE)
def prompt(case_id: UUID) -> Any:
    try:
        with unit_of_work() as work:
            prompting.prompt(work, case_id, request.form.get("text", ""))
    except InvalidInput:
        flash(_("督办没有登记：请写明要求，最多 1000 个字。"), "danger")
    else:
        flash(_("督办已写入案卷，办理的人会在工作台看到。"), "success")
    return redirect(url_for("cases.show", case_id=case_id, _anchor="prompts"))


@bp.post("/cases/<uuid:case_id>/prompts/<uuid:prompt_id>")
@requires(permissions.CASES_HANDLE)
def answer(case_id: UUID, prompt_id: UUID) -> Any:
    try:
        with unit_of_work() as work:
            prompting.answer_prompt(work, case_id, prompt_id, seen_version(), request.form.get("text", ""))
    except InvalidInput:
        flash(_("答复没有登记：请写明情况，最多 1000 个字。"), "danger")
    else:
        flash(_("督办已答复。"), "success")
    return redirect(url_for("cases.show", case_id=case_id, _anchor="prompts"))
