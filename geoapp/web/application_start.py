"""The first page of 网上申请: what the law asks for, and the beginning of a draft with its secret link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _

from gazetteer.applications.public_queries import places_named
from gazetteer.applications.services import applying
from gazetteer.applications.services.applying import Start
from gazetteer.cases.model import CaseKind
from gazetteer.cases.rules import REQUIRED_DOCUMENTS
from gazetteer.cases.store.pre_namings import is_offered
from gazetteer.classes import DEFAULT_CLASS
from geoapp.shared.access import public
from geoapp.shared.courtesy import set_limit, take_turn
from geoapp.shared.db import public_reading, unit_of_work
from geoapp.web import application_words, case_words
from geoapp.web.applications import last_day
from geoapp.web.asked import divisions_meant, place_of
from geoapp.web.forms.applications import StartForm
from geoapp.web.forms.cases import put_problems
from geoapp.web.frame import today
from geoapp.web.geography import path_text
from geocore.divisions import DivisionRef
from geocore.errors import InvalidInput
from geocore.problems import Problem

bp = Blueprint("apply", __name__)

AT_ONCE, SECONDS_FOR_ONE_MORE = 5, 60.0
_LONGEST_NAME = 100


@bp.record_once
def _limit(state: BlueprintSetupState) -> None:
    set_limit(state.app, "application_start", AT_ONCE, SECONDS_FOR_ONE_MORE)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several things that the words of the form may mean."""

    id: UUID
    name: str
    path: tuple[DivisionRef, ...]


@bp.route("/apply", methods=["GET", "POST"])
@public
def start() -> Any:
    """Kind, category and place; where the words mean several places, a list to choose from."""
    form = StartForm()
    choices: tuple[Choice, ...] = ()
    if form.validate_on_submit():
        take_turn("application_start")
        try:
            with public_reading() as connection:
                choices = _choices(connection, form)
            if len(choices) == 1:
                command = _command(form, choices[0].id)
                _require_offer(command)
                with unit_of_work() as work:
                    secret = applying.start(work, command, last_day())
                flash(_("草稿已建立。请先保存本页的链接。"), "success")
                return redirect(url_for("application.show", secret=secret))
        except InvalidInput as error:
            put_problems(form, error, application_words.problem_words)
    if not form.is_submitted():
        for field in form:
            if field.name in request.args and field.name != "csrf_token":
                field.data = request.args[field.name][:200]
        place = place_of(form.place.data)
        if place is not None:
            form.place.description = f"{path_text(place.division_path, place.name.name)} {place.name.name}"
    if form.kind.data not in applying.KINDS:
        form.kind.data = str(CaseKind.NAMING)
    (form.place if form.kind.data == CaseKind.RENAMING else form.division).flags.required = True
    page = render_template(
        "apply/start.html",
        form=form,
        choices=choices,
        required=REQUIRED_DOCUMENTS,
        kinds=_kinds(form.kind.data),
        days=current_app.config["SETTINGS"].application_days,
        case_words=case_words,
        words_of=application_words,
    )
    return page, 422 if form.is_submitted() else 200


def _choices(connection: sa.Connection, form: StartForm) -> tuple[Choice, ...]:
    """What the application may be about: chosen from the list, or meant by the words. Raises InvalidInput."""
    changes = form.kind.data == CaseKind.RENAMING
    field = "place" if changes else "division"
    words = (request.form.get("chosen") or form[field].data or "").strip()
    if not words:
        raise InvalidInput("nothing was said", [Problem(field, "required", "must be said")])
    found = _places(connection, words, (form.division.data or "").strip()) if changes else _divisions(connection, words)
    if not found:
        raise InvalidInput("nothing has this name", [Problem(field, f"{field}_unknown", "not published")])
    return found


def _divisions(connection: sa.Connection, words: str) -> tuple[Choice, ...]:
    return tuple(Choice(path[-1].id, path[-1].name, path) for path in divisions_meant(connection, words))


def _places(connection: sa.Connection, words: str, division: str) -> tuple[Choice, ...]:
    """By the address of its page (the id stands in it), or by its name, within the division where one is given."""
    place = place_of(words.rstrip("/").rpartition("/")[2])
    if place is not None:
        return (Choice(place.id, place.name.name, place.division_path),)
    within = divisions_meant(connection, division) if division else ()
    seq = within[0][-1].seq if len(within) == 1 else None
    found = places_named(connection, words[:_LONGEST_NAME], seq)
    return tuple(Choice(one.id, one.name, one.path) for one in found)


def _command(form: StartForm, chosen: UUID) -> Start:
    if form.kind.data == CaseKind.RENAMING:
        return Start(CaseKind.RENAMING, place_id=chosen)
    category = form.category.data
    legal = "other" if category == "settlement" else category
    return Start(CaseKind(form.kind.data), legal, DEFAULT_CLASS[category], chosen)


def _kinds(chosen: str) -> tuple[CaseKind, ...]:
    """Pre-naming only where a row of local rules somewhere offers it, or where it was asked for."""
    with public_reading() as connection:
        is_listed = chosen == CaseKind.PRE_NAMING or is_offered(connection, today())
    return tuple(kind for kind in applying.KINDS if is_listed or kind is not CaseKind.PRE_NAMING)


def _require_offer(command: Start) -> None:
    """Raises InvalidInput where pre-naming is asked for and no row of local rules offers it there."""
    if command.kind is not CaseKind.PRE_NAMING or command.division_id is None:
        return
    kind = (command.category, command.class_code, command.division_id)
    with public_reading() as connection:
        is_there = applying.offers_pre_naming(connection, *kind, today())
    if not is_there:
        raise InvalidInput("not offered", [Problem("division", "pre_naming_not_offered", "no row of local rules")])
