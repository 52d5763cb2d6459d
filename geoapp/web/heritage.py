"""Protected names, vanished names, origins and the reserve: officers' pages, and the public list."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from gazetteer.cases.store import areas
from gazetteer.protection import queries, services
from gazetteer.protection.model import Confidence, Listed, NewOrigin, NewProtection, NewReserved, NewVanished
from gazetteer.protection.store import criteria, grades, standard_name
from gazetteer.protection.workflow import PROTECTED_NAME
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, public, requires
from geoapp.shared.db import public_reading, reading, unit_of_work
from geoapp.shared.extensions import chosen_language
from geoapp.web import heritage_words
from geoapp.web.asked import seen_version
from geoapp.web.campaigns import category_words
from geoapp.web.forms.cases import offered, put_problems
from geoapp.web.forms.heritage import (
    OriginForm,
    ProposeForm,
    ProtectionReasonForm,
    ProtectionStepForm,
    ReleaseForm,
    ReserveForm,
    VanishedForm,
)
from geoapp.web.frame import today
from geoapp.web.navigation import template_context
from geocore.coordinates import decimal_number
from geocore.errors import ActionNotAllowed, Conflict, InvalidInput, NotFound
from geocore.problems import Problem

bp = Blueprint("heritage", __name__, url_prefix="/work/heritage")
public_bp = Blueprint("protected", __name__)

TABS = ("list", "vanished", "reserve")
FORMS: dict[str, type[FlaskForm]] = {
    "list": ProtectionStepForm,
    "reject": ProtectionReasonForm,
    "withdraw": ProtectionReasonForm,
    "delist": ProtectionReasonForm,
}
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)


@bp.context_processor
def _context() -> dict[str, object]:
    return {**template_context(), "heritage_words": heritage_words, "category_words": category_words()}


def listed_words(rows: tuple[Listed, ...]) -> dict[str, str]:
    """Codes of an office's list in the reader's language."""
    return {row.code: row.name_en if chosen_language() == "en" else row.name_zh for row in rows}


@bp.get("")
@requires(permissions.NAMES_READ)
def index() -> str:
    tab = request.args.get("tab", "list")
    tab = tab if tab in TABS else "list"
    with reading() as connection:
        rows: Any = {
            "list": queries.protected_names,
            "vanished": queries.vanished_names,
            "reserve": queries.reserved_names,
        }[tab](connection)
        words = listed_words(grades(connection))
    may_keep = current_actor().may(permissions.HERITAGE_KEEP)
    return render_template("heritage/index.html", tab=tab, rows=rows, grade_words=words, may_keep=may_keep)


def _place(connection: sa.Connection, words: str) -> UUID:
    """By the address of its page or its name. Raises InvalidInput for none or several."""
    address = _UUID.search(words)
    found = (UUID(address[0]),) if address else areas.places_by_name(connection, words.strip())
    if len(found) != 1:
        raise InvalidInput("no place", [Problem("place", "place_missing", "not one place of this area")])
    return found[0]


def _division(connection: sa.Connection, words: str) -> UUID:
    regions = sorted(current_actor().grants.get(permissions.HERITAGE_KEEP, ()))
    found = areas.division_by_words(connection, words.strip(), regions)
    if len(found) != 1:
        code = "division_ambiguous" if found else "division_unknown"
        raise InvalidInput("no division", [Problem("division", code, "not one division of this area")])
    return found[0].id


def _refused(form: FlaskForm, error: ActionNotAllowed) -> None:
    """Raises the error where there are no words for it."""
    words = heritage_words.REFUSALS.get(error.message)
    if words is None:
        raise error
    form.form_errors.append(str(words))


@bp.route("/propose", methods=["GET", "POST"])
@requires(permissions.HERITAGE_KEEP)
def propose() -> Any:
    """A name for the protection list, with the plan of its protection."""
    form = ProposeForm()
    with reading() as connection:
        form.grade.choices = offered(listed_words(grades(connection)))
        form.criteria.choices = offered(listed_words(criteria(connection)))
    if not form.is_submitted():
        form.place.data = request.args.get("place", "")[:200]
    if form.validate_on_submit():
        try:
            with unit_of_work() as work:
                place_id = _place(work.connection, form.place.data)
                new = NewProtection(
                    place_id, form.grade.data, tuple(form.criteria.data), form.reason.data, form.plan.data
                )
                entry_id = services.propose(work, new)
        except InvalidInput as error:
            put_problems(form, error, heritage_words.problem_words)
        except ActionNotAllowed as error:
            _refused(form, error)
        else:
            flash(_("已提名，由审批人审定。"), "success")
            return redirect(url_for("heritage.show", entry_id=entry_id))
    return _form_page(form, _("提名列入保护名录"), "heritage.propose")


def _form_page(form: FlaskForm, title: str, endpoint: str, **values: Any) -> Any:
    page = render_template("heritage/form.html", form=form, title=title, action=url_for(endpoint, **values))
    return page, 422 if form.is_submitted() else 200


@bp.get("/<uuid:entry_id>")
@requires(permissions.NAMES_READ)
def show(entry_id: UUID) -> str:
    actor = current_actor()
    with reading() as connection:
        found = queries.protection_file(connection, entry_id)
        grade_words, criterion_words = listed_words(grades(connection)), listed_words(criteria(connection))
    entry = found.entry
    actions = [
        action
        for action in PROTECTED_NAME.actions_for(entry, actor, entry.division_path)
        if action == "withdraw" or entry.proposed_by != actor.user_id
    ]
    return render_template(
        "heritage/show.html",
        file=found,
        entry=entry,
        actions=actions,
        grade_words=grade_words,
        criterion_words=criterion_words,
    )


@bp.route("/<uuid:entry_id>/steps/<action>", methods=["GET", "POST"])
@requires(permissions.NAMES_READ)
def take(entry_id: UUID, action: str) -> Any:
    if action not in FORMS:
        raise NotFound("no such step", action=action)
    with reading() as connection:
        entry = queries.protection_file(connection, entry_id).entry
    form: Any = FORMS[action]()
    if not form.is_submitted():
        form.state_version.data = str(entry.state_version)
        if action not in PROTECTED_NAME.actions_for(entry, current_actor(), entry.division_path):
            raise ActionNotAllowed("not possible in this state, or not for you", action=action)
    if form.validate_on_submit():
        version = seen_version("state_version")
        document = form.document.data if "document" in form else ""
        note = form.note.data if "note" in form else ""
        with unit_of_work() as work:
            services.take_step(work, services.ProtectionStep(entry_id, version, today(), document, note), action)
        flash(str(heritage_words.TAKEN[action]), "success")
        return redirect(url_for("heritage.show", entry_id=entry_id))
    title = f"{heritage_words.STEPS[action]}：{entry.name}"
    return _form_page(form, title, "heritage.take", entry_id=entry_id, action=action)


@bp.route("/vanished", methods=["GET", "POST"])
@requires(permissions.HERITAGE_KEEP)
def vanished() -> Any:
    """A name whose feature is gone: kept as it was found, with its evidence."""
    form = VanishedForm()
    form.category.choices = offered(category_words())
    if form.validate_on_submit():
        try:
            with unit_of_work() as work:
                services.record_vanished(work, _vanished(work.connection, form))
        except InvalidInput as error:
            put_problems(form, error, heritage_words.problem_words)
        else:
            flash(_("已登记。"), "success")
            return redirect(url_for("heritage.index", tab="vanished"))
    return _form_page(form, _("登记消失的地名"), "heritage.vanished")


def _vanished(connection: sa.Connection, form: VanishedForm) -> NewVanished:
    place_id, name = None, form.name.data or ""
    if form.place.data:
        place_id = _place(connection, form.place.data)
        name, division_id, _path = standard_name(connection, place_id)
    else:
        division_id = _division(connection, form.division.data or "")
    has_point = bool(form.lon.data and form.lat.data)
    return NewVanished(
        name=name,
        category=areas.place_facts(connection, place_id)[0] if place_id else form.category.data,
        division_id=division_id,
        vanished=form.vanished.data,
        reason=form.reason.data,
        evidence=form.evidence.data,
        source=form.source.data,
        place_id=place_id,
        lon=decimal_number(form.lon.data) if has_point else None,
        lat=decimal_number(form.lat.data) if has_point else None,
    )


@bp.route("/reserve", methods=["GET", "POST"])
@requires(permissions.HERITAGE_KEEP)
def reserve() -> Any:
    """Set a name aside."""
    form = ReserveForm()
    form.category.choices = offered(category_words())
    if form.validate_on_submit():
        until = date.fromisoformat(form.reserved_until.data.strip()) if form.reserved_until.data else None
        try:
            with unit_of_work() as work:
                division_id = _division(work.connection, form.division.data)
                origin, meaning = form.origin.data, form.meaning.data or ""
                new = NewReserved(form.name.data, form.category.data, division_id, origin, meaning, until)
                services.reserve(work, new)
        except InvalidInput as error:
            put_problems(form, error, heritage_words.problem_words)
        except Conflict:
            form.form_errors.append(_("储备库里已有这个名称。"))
        else:
            flash(_("已入库。"), "success")
            return redirect(url_for("heritage.index", tab="reserve"))
    return _form_page(form, _("名称入库"), "heritage.reserve")


@bp.post("/reserve/<uuid:record_id>/release")
@requires(permissions.HERITAGE_KEEP)
def release(record_id: UUID) -> Any:
    form = ReleaseForm()
    if not form.validate_on_submit():
        raise InvalidInput(_("请写明理由，最多 500 个字。"))
    with unit_of_work() as work:
        services.release(work, record_id, form.release_reason.data, today())
    flash(_("已出库。"), "success")
    return redirect(url_for("heritage.index", tab="reserve"))


@bp.route("/places/<uuid:place_id>/origin", methods=["GET", "POST"])
@requires(permissions.HERITAGE_KEEP)
def origin(place_id: UUID) -> Any:
    """A statement on where the name of a place comes from."""
    form = OriginForm()
    with reading() as connection:
        name = standard_name(connection, place_id)[0]
        stated = queries.public_origins(connection, place_id)
    form.replaces.choices = offered({"": _("不代替，另立一说")} | {str(one.id): one.text[:40] for one in stated})
    if form.validate_on_submit():
        try:
            with unit_of_work() as work:
                replaces = UUID(form.replaces.data) if form.replaces.data else None
                sureness, quotation = Confidence(form.confidence.data), form.quotation.data or ""
                new = NewOrigin(
                    place_id, form.text.data, quotation, form.source.data, sureness, form.is_contested.data, replaces
                )
                services.state_origin(work, new)
        except InvalidInput as error:
            put_problems(form, error, heritage_words.problem_words)
        else:
            flash(_("来历已登记，地名页面已更新。"), "success")
            return redirect(url_for("place.show", place_id=place_id))
    return _form_page(form, _("%(name)s的来历", name=name), "heritage.origin", place_id=place_id)


@public_bp.get("/protected")
@public
def show_list() -> str:
    """The protection list and the vanished names, for everybody."""
    with public_reading() as connection:
        entries, gone = queries.public_protected(connection), queries.public_vanished(connection)
    return render_template("public/protected.html", entries=entries, gone=gone, in_english=chosen_language() == "en")
