"""网上申请 for whoever has no account: begin, write task by task behind a secret link, review, hand in, see what became
of it. Every field is kept as it is written; without script a button does the same.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from boundaries import public_queries as public_boundaries
from gazetteer.applications.model import NameApplication, Task
from gazetteer.applications.rules import needed_papers, task_of, task_states
from gazetteer.applications.services import applying
from gazetteer.cases.errors import WrittenElsewhere
from gazetteer.cases.model import CaseKind
from gazetteer.name_checks import Question, check_name
from geoapp.shared.access import public
from geoapp.shared.courtesy import set_limit, take_turn
from geoapp.shared.db import public_reading, reading, unit_of_work
from geoapp.shared.presenting import address
from geoapp.web import application_words, case_words, notices
from geoapp.web.application_words import problem_words
from geoapp.web.asked import seen_version, wants_json
from geoapp.web.case_drafts import reason_choices
from geoapp.web.cases import sent_document
from geoapp.web.forms.applications import TASK_FORMS, HandInForm, PaperForm
from geoapp.web.forms.cases import put_problems
from geoapp.web.frame import today
from geoapp.web.moments import clock_time
from geoapp.web.name_check import NameReport, report_of
from geocore.divisions import DivisionRef
from geocore.errors import ActionNotAllowed, InvalidInput
from geocore.problems import Problem

bp = Blueprint("application", __name__, url_prefix="/apply/<secret>")

LIMITS = {"application_save": (60, 1.0), "application_paper": (20, 10.0)}
"""Kind -> so many at once, then one more every so many seconds, for each address."""


@bp.record_once
def _limit(state: BlueprintSetupState) -> None:
    for kind, (at_once, seconds) in LIMITS.items():
        set_limit(state.app, kind, at_once, seconds)


@bp.context_processor
def _context() -> dict[str, object]:
    return {"case_words": case_words, "words_of": application_words, "problem_words": problem_words}


def last_day() -> date:
    """Until when a draft is kept that is written in today."""
    return today() + timedelta(days=current_app.config["SETTINGS"].application_days)


def _looked_at(secret: str) -> tuple[NameApplication, list[Problem], tuple[DivisionRef, ...]]:
    """The application, what is missing in it, and where it is. Raises NotFound."""
    with reading() as connection:
        found = applying.look(connection, secret, today())
        problems = applying.missing(connection, found, today()) if found.is_open else []
        where = public_boundaries.division_record(connection, found.division_id)
    return found, problems, where.path


@bp.get("")
@public
def show(secret: str) -> Any:
    """The tasks while it is written; afterwards where it stands."""
    found, problems, path = _looked_at(secret)
    values = {"item": found, "secret": secret, "path": path, "permanent": address("application.show", secret=secret)}
    if found.is_open:
        return render_template("apply/tasks.html", states=task_states(found, problems), **values)
    with reading() as connection:
        progress = applying.progress(connection, secret, today())
    code = applying.follow_code(secret)
    values |= {"progress": progress, "notices": notices.open_to(progress), "code": code, "today": today()}
    return render_template("apply/state.html", **values)


@bp.get("/notices/<kind>.pdf")
@public
def notice(secret: str, kind: str) -> Any:
    """A notice to the applicant, for the holder of the link. Raises NotFound before its step was taken."""
    with reading() as connection:
        progress = applying.progress(connection, secret, today())
    return notices.applicants_copy(progress, kind)


@bp.route("/<any(names, position, reason, applicant):name>", methods=["GET", "POST"])
@public
def task(secret: str, name: str) -> Any:
    """The fields of one task. A script sends those that changed and gets JSON; the button sends them all."""
    form = _form(secret, Task(name))
    fields = [field for field in form._fields if field != "csrf_token"]
    elsewhere: dict[str, str] = {}
    if form.is_submitted():
        take_turn("application_save")
        changes = {field: request.form[field] for field in fields if field in request.form}
        try:
            with unit_of_work() as work:
                saved = applying.save(work, secret, changes, _seen(fields), today(), last_day())
        except InvalidInput as error:
            if wants_json():
                told = {problem.field: problem_words(problem) for problem in error.problems}
                return jsonify(problems=told), 422
            put_problems(form, error, problem_words)
        except WrittenElsewhere as error:
            found, _problems, _path = _looked_at(secret)
            if wants_json():
                told_there = {
                    field: {"value": found.value_of(field), "version": found.versions.get(field, 0)}
                    for field in error.fields
                }
                return jsonify(elsewhere=told_there), 412
            elsewhere = {field: found.value_of(field) for field in error.fields}
        else:
            if wants_json():
                return jsonify(versions=saved.versions, saved_at=clock_time(saved.saved_at))
            flash(_("已保存 %(time)s", time=clock_time(saved.saved_at)), "success")
            return redirect(url_for("application.show", secret=secret))
    found, problems, path = _looked_at(secret)
    if not found.is_open:
        return redirect(url_for("application.show", secret=secret))
    seen = {field: found.versions.get(field, 0) for field in fields}
    if not form.is_submitted():
        for field in fields:
            form[field].data = found.value_of(field)
    elif not elsewhere:
        seen = _seen(fields)
    page = render_template(
        "apply/task.html",
        item=found,
        secret=secret,
        path=path,
        task=name,
        form=form,
        seen=seen,
        elsewhere=elsewhere,
        unready=[problem for problem in problems if task_of(problem) == name and _is_begun(found, form)],
        reports=_reports(found) if name == Task.NAMES else (),
        bounds=_bounds(found) if name == Task.POSITION else None,
    )
    return page, 412 if elsewhere else 422 if form.is_submitted() else 200


def _form(secret: str, task: Task) -> FlaskForm:
    """With the reasons of today where something is renamed. Raises NotFound."""
    form = TASK_FORMS[task]()
    if task is Task.REASON:
        with reading() as connection:
            found = applying.look(connection, secret, today())
        if found.kind is CaseKind.RENAMING:
            form["reason_code"].choices = reason_choices(found.reason_code, (found.kind,))
        else:
            del form["reason_code"]
    return form


def _seen(fields: list[str]) -> dict[str, int]:
    """The version of each field that the page saw; a page that was tampered with saw another one."""
    return {field: seen_version(f"seen-{field}") for field in fields}


def _is_begun(found: NameApplication, form: FlaskForm) -> bool:
    """What is missing is told once something has been written, not on a page just opened."""
    return any(found.value_of(field) for field in form._fields if field != "csrf_token")


def _reports(found: NameApplication) -> tuple[NameReport, ...]:
    """What the law and the public register say of each name, as the public name check tells it."""
    with public_reading() as connection:
        checked = [check_name(connection, question) for question in _questions(connection, found)]
    return tuple(map(report_of, checked))


def _questions(connection: sa.Connection, found: NameApplication) -> list[Question]:
    division = public_boundaries.seq_of(connection, found.division_id)
    own = str(found.place_id) if found.place_id else None
    point = (found.lon, found.lat) if found.lon is not None and found.lat is not None else None
    return [
        Question(
            name=name,
            category=found.category,
            class_code=found.class_code,
            division=division,
            point=point,
            is_alteration_of=own,
            division_decides=True,
        )
        for name in found.candidate_names
    ]


def _bounds(found: NameApplication) -> tuple[float, float, float, float] | None:
    """West, south, east, north of the division's published area, for the first view of the map."""
    with public_reading() as connection:
        return public_boundaries.division_record(connection, found.division_id).bounds


@bp.route("/papers", methods=["GET", "POST"])
@public
def papers(secret: str) -> Any:
    """Papers by kind, which of them are still missing, and one more."""
    form = PaperForm()
    if form.validate_on_submit():
        take_turn("application_paper")
        try:
            with unit_of_work() as work:
                document = sent_document(form.kind.data, form.file.data)
                applying.add_paper(work, secret, document, today(), last_day())
        except InvalidInput as error:
            put_problems(form, error, problem_words)
        else:
            flash(_("材料已保存。"), "success")
            return redirect(url_for("application.papers", secret=secret))
    found, problems, path = _looked_at(secret)
    if not found.is_open:
        return redirect(url_for("application.show", secret=secret))
    is_protected = any(problem.code == "protection_plan_missing" for problem in problems)
    page = render_template(
        "apply/papers.html",
        item=found,
        secret=secret,
        path=path,
        task="papers",
        form=form,
        needed=needed_papers(found.kind, is_protected),
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/papers/<uuid:paper_id>/remove")
@public
def remove_paper(secret: str, paper_id: UUID) -> Any:
    take_turn("application_save")
    with unit_of_work() as work:
        applying.remove_paper(work, secret, paper_id, today(), last_day())
    flash(_("材料已撤下。"), "success")
    return redirect(url_for("application.papers", secret=secret))


@bp.route("/review", methods=["GET", "POST"])
@public
def review(secret: str) -> Any:
    """Everything on one page, what is missing with the way to it; from here it is handed in."""
    form = HandInForm()
    if form.validate_on_submit():
        take_turn("application_save")
        try:
            with unit_of_work() as work:
                applying.hand_in(work, secret, seen_version(), today())
        except InvalidInput:
            pass  # what is missing stands on the page
        except ActionNotAllowed:
            return redirect(url_for("application.show", secret=secret))
        else:
            return redirect(url_for("application.show", secret=secret))
    found, problems, path = _looked_at(secret)
    if not found.is_open:
        return redirect(url_for("application.show", secret=secret))
    form.version.data = str(found.version)
    page = render_template(
        "apply/review.html",
        item=found,
        secret=secret,
        path=path,
        form=form,
        problems=[(problem, task_of(problem)) for problem in problems],
        reports=_reports(found),
    )
    return page, 422 if form.is_submitted() else 200
