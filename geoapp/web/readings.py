"""Readings: what is to be decided, deciding one, and the table of rules that computed readings follow."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from gazetteer.romanization import DEFAULT, Override, Romanization, romanize
from gazetteer.services import readings as service
from gazetteer.store import readings as store
from gazetteer.store.overrides import current_overrides
from gazetteer.store.readings import NameReading
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, requires
from geoapp.shared.db import reading, unit_of_work
from geoapp.web.asked import cursor_argument
from geoapp.web.forms.readings import DecideForm, EndForm, OverrideForm, problem_words
from geoapp.web.navigation import template_context
from geocore.divisions import division_refs
from geocore.errors import Conflict, InvalidInput, NotFound

bp = Blueprint("readings", __name__, url_prefix="/work")
bp.context_processor(template_context)

PAGE = 50
SHIPPED_SHOWN = 50


@bp.get("/readings")
@requires(permissions.NAMES_READ)
def index() -> str:
    """Guessed readings in the person's area, and the table of rules."""
    return _table_page(OverrideForm())


@bp.post("/readings")
@requires(permissions.RULES_EDIT)
def add_override() -> Any:
    """A rule that holds from today on for readings computed later."""
    form = OverrideForm()
    if form.validate_on_submit():
        command = service.AddOverride(
            form.name.data, form.reading.data, form.scope.data or "", form.source.data, form.note.data or ""
        )
        try:
            with unit_of_work() as work:
                service.add_override(work, command)
        except InvalidInput as error:
            _put_on(form, error)
        except Conflict:
            form.form_errors.append(_("这个名称和范围已有一条在用的规则，请先停用那一条。"))
        else:
            flash(_("已加入读音表，今天起用于计算新的读音。"), "success")
            return redirect(url_for("readings.index", _anchor="rules"))
    return _table_page(form), 422


@bp.post("/readings/<uuid:override_id>/end")
@requires(permissions.RULES_EDIT)
def end_override(override_id: UUID) -> Any:
    form = EndForm()
    if not form.validate():
        raise InvalidInput(_("页面已过期，请重新打开。"))
    with unit_of_work() as work:
        service.end_override(work, service.EndOverride(override_id, form.version.data, form.reason.data or ""))
    flash(_("规则已停用，记录保留。"), "success")
    return redirect(url_for("readings.index", _anchor="rules"))


@bp.route("/places/<uuid:place_id>/reading", methods=["GET", "POST"])
@requires(permissions.READINGS_DECIDE)
def decide(place_id: UUID) -> Any:
    """The proposal beside what is known, and the decision with its evidence."""
    form = DecideForm()
    with reading() as connection:
        names = store.readings_of_place(connection, place_id)
        chosen = _chosen(names, form.name_id.data if form.is_submitted() else request.args.get("name"))
        proposal = _proposal(connection, chosen)
    if form.validate_on_submit():
        command = service.DecideReading(
            name_id=chosen.name_id,
            reading_id=UUID(form.reading_id.data) if form.reading_id.data else None,
            version=form.version.data,
            spelling=form.spelling.data,
            evidence=form.evidence.data,
            is_unlisted_confirmed=form.is_unlisted_confirmed.data,
        )
        try:
            with unit_of_work() as work:
                decided = service.decide_reading(work, command)
        except InvalidInput as error:
            _put_on(form, error)
        else:
            flash(_("读音已审定：%(spelling)s，公开页面已更新。", spelling=decided.spelling), "success")
            return redirect(url_for("place.show", place_id=place_id))
    if not form.is_submitted():
        _prefill(form, chosen, proposal)
    page = render_template(
        "readings/decide.html", form=form, place_id=place_id, names=names, chosen=chosen, proposal=proposal
    )
    return page, 422 if form.is_submitted() else 200


def _chosen(names: tuple[NameReading, ...], name_id: str | None) -> NameReading:
    """The name meant, else the standard one. Raises NotFound for a name of another place."""
    if not name_id:
        return names[0]
    found = next((name for name in names if str(name.name_id) == name_id), None)
    if found is None:
        raise NotFound("no such name of this place")
    return found


def _proposal(connection: sa.Connection, chosen: NameReading) -> Romanization:
    """What the rules and the table say today; it may differ from what the import computed."""
    path = division_refs(connection, chosen.division_path)
    division = "".join(path[seq].name for seq in chosen.division_path if seq in path and path[seq].level > 0)
    return romanize(
        chosen.name,
        class_code=chosen.class_code,
        category=chosen.category,
        language=chosen.language,
        overrides=current_overrides(connection),
        division=division,
    )


def _prefill(form: DecideForm, chosen: NameReading, proposal: Romanization) -> None:
    form.name_id.data = str(chosen.name_id)
    form.reading_id.data = str(chosen.reading_id) if chosen.reading_id else ""
    form.version.data = chosen.version
    form.spelling.data = " ".join(proposal.syllables)


def _put_on(form: Any, error: InvalidInput) -> None:
    for problem in error.problems:
        field = form[problem.field]
        field.errors = [*field.errors, problem_words(problem)]


def _table_page(form: OverrideForm) -> str:
    containing = request.args.get("q", "").replace("\x00", "").strip()[:50]
    actor = current_actor()
    regions = sorted(actor.grants.get(permissions.READINGS_DECIDE, ()))
    with reading() as connection:
        undecided = store.undecided_readings(connection, regions, cursor_argument(), PAGE) if regions else None
        paths = division_refs(connection, {item.division_path[-1] for item in undecided.items} if undecided else ())
        overrides = store.list_overrides(connection, containing)
    shipped = _shipped(containing)
    return render_template(
        "readings/index.html",
        form=form,
        containing=containing,
        undecided=undecided,
        paths=paths,
        overrides=overrides,
        shipped=shipped[:SHIPPED_SHOWN],
        shipped_count=len(shipped),
        may_edit=actor.may(permissions.RULES_EDIT),
    )


def _shipped(containing: str) -> list[Override]:
    """Decided rows that come with the program; they are changed by a row of the register above them."""
    return [row for row in DEFAULT.overrides if row.decided and containing in row.name]
