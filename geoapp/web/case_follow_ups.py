"""What other offices have to do after a renaming or retirement: tasks, their notices, and what became of each."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from gazetteer.cases.follow_ups import notice_of
from gazetteer.cases.queries import CaseFile, case_file
from gazetteer.cases.services import following_up
from gazetteer.cases.texts import deed, joint_deed
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, requires
from geoapp.shared.db import reading, unit_of_work
from geoapp.shared.presenting import address
from geoapp.web import case_words
from geoapp.web.asked import seen_version
from geoapp.web.forms.cases import FollowUpForm, put_problems
from geoapp.web.frame import today
from geoapp.web.navigation import template_context
from geocore.errors import InvalidInput

bp = Blueprint("case_follow_ups", __name__, url_prefix="/work/cases/<uuid:case_id>/follow-ups")

MOST_NAMED = 3
"""So many names stand in a notice one by one."""


@bp.context_processor
def _context() -> dict[str, object]:
    return {**template_context(), "case_words": case_words}


@bp.get("")
@requires(permissions.CASES_HANDLE)
def index(case_id: UUID) -> str:
    return _page(case_id)


@bp.post("/<uuid:follow_up_id>")
@requires(permissions.CASES_ANNOUNCE)
def settle(case_id: UUID, follow_up_id: UUID) -> Any:
    """Done on a day, not needed for a reason, or open again for a reason."""
    form = FollowUpForm()
    if form.validate_on_submit():
        done_on = (form.settled_on.data or "").strip()
        command = following_up.Settle(
            case_id,
            follow_up_id,
            seen_version(),
            None if form.outcome.data == "open" else form.outcome.data,
            form.note.data or "",
            date.fromisoformat(done_on) if done_on else None,
        )
        try:
            with unit_of_work() as work:
                following_up.settle(work, command, today())
        except InvalidInput as error:
            put_problems(form, error)
        else:
            flash(_("任务的办理情况已登记。"), "success")
            return redirect(url_for("case_follow_ups.index", case_id=case_id, _anchor=f"task-{follow_up_id}"))
    return _page(case_id, (follow_up_id, form)), 422


def _page(case_id: UUID, refused: tuple[UUID, FollowUpForm] | None = None) -> str:
    """`refused`: the task whose form was refused, as it was sent."""
    actor = current_actor()
    with reading() as connection:
        found = case_file(connection, case_id, actor)
    first = next((made for made in found.announcements if made.corrects is None), None)
    notices = {}
    if first is not None:
        at = address("announcement.show", announcement_id=first.id)
        told = _deeds(found)
        notices = {
            task.id: notice_of(task, told, first.number, first.announced_on, at)
            for task in found.follow_ups
            if task.outcome is None
        }
    return render_template(
        "cases/follow_ups.html",
        case=found.case,
        tasks=found.follow_ups,
        notices=notices,
        refused=refused,
        may_file=actor.may(permissions.CASES_ANNOUNCE, found.case.division_path),
        today=today(),
    )


def _deeds(found: CaseFile) -> tuple[str, ...]:
    """What was announced, in the words of announcements."""
    kind = found.case.kind
    done = [(item, found.decisions[item.id].name) for item in found.case.items if item.id in found.decisions]
    approved = [(item, name) for item, name in done if found.decisions[item.id].outcome == "approved"]
    if len(approved) > MOST_NAMED:
        return (joint_deed(kind, [name for _item, name in approved]),)
    return tuple(deed(kind, name, item.old_name) for item, name in approved)
