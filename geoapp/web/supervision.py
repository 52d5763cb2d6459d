"""Supervision for officers: the list, one case with its steps, photographs, the register of decisions."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from gazetteer.supervision.model import Act, Channel, Sanction
from gazetteer.supervision.queries import SupervisionFile, Tab, case_list, register, supervision_file
from gazetteer.supervision.services import handling
from gazetteer.supervision.services.reporting import receive_report
from gazetteer.supervision.store.cases import photo_content
from gazetteer.supervision.workflow import actions_for
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, requires
from geoapp.shared.db import reading, unit_of_work
from geoapp.shared.extensions import chosen_language
from geoapp.web import supervision_words
from geoapp.web.asked import cursor_argument, place_of, seen_version
from geoapp.web.cases import sent_document
from geoapp.web.forms.cases import offered, put_problems
from geoapp.web.forms.supervision import (
    DecisionForm,
    FoundForm,
    HandOverForm,
    OfficerReportForm,
    OrderForm,
    PhotoForm,
    SupervisionStepForm,
)
from geoapp.web.frame import today
from geoapp.web.navigation import template_context
from geoapp.web.photographs import photograph_answer
from geoapp.web.use_reports import report_from
from geocore.errors import ActionNotAllowed, InvalidInput, NotFound

bp = Blueprint("supervision", __name__, url_prefix="/work/supervision")

FORMS: dict[str, type[SupervisionStepForm]] = {
    "take_up": SupervisionStepForm,
    "verify": FoundForm,
    "dismiss": FoundForm,
    "order_rectification": OrderForm,
    "interview": FoundForm,
    "confirm": FoundForm,
    "decide": DecisionForm,
    "close": SupervisionStepForm,
}


@bp.context_processor
def _context() -> dict[str, object]:
    return {**template_context(), "supervision_words": supervision_words, "act_words": act_words}


def act_words(act: Any) -> str:
    """The act in the reader's language; works for an act and for a line of the register."""
    is_english = chosen_language() == "en"
    if isinstance(act, Act):
        return act.name_en if is_english else act.name_zh
    return str(act.act_en if is_english else act.act)


@bp.get("")
@requires(permissions.SUPERVISION_SEE)
def index() -> str:
    asked = request.args.get("tab", "")
    tab = Tab(asked) if asked in set(Tab) else Tab.OPEN
    with reading() as connection:
        page = case_list(connection, tab, current_actor().user_id, cursor_argument())
    may_handle = current_actor().may(permissions.SUPERVISION_HANDLE)
    return render_template("supervision/index.html", page=page, tab=tab, may_handle=may_handle, today=today())


@bp.get("/register")
@requires(permissions.SUPERVISION_SEE)
def show_register() -> str:
    """The decisions of a year, for paper as well."""
    year = request.args.get("year", today().year, type=int)
    year = year if 2000 <= year <= 2100 else today().year
    with reading() as connection:
        rows = register(connection, year)
    return render_template("supervision/register.html", rows=rows, year=year)


@bp.route("/new", methods=["GET", "POST"])
@requires(permissions.SUPERVISION_HANDLE)
def new() -> Any:
    """What an officer has found, or another office has handed on."""
    form = OfficerReportForm()
    place = place_of(form.place.data if form.is_submitted() else request.args.get("place"))
    form.place.data = str(place.id) if place else ""
    if form.validate_on_submit():
        try:
            with unit_of_work() as work:
                case_id, _receipt = receive_report(work, report_from(form, Channel(form.channel.data), place), today())
        except InvalidInput as error:
            put_problems(form, error, supervision_words.problem_words)
        else:
            flash(_("已登记。接办以后可以办理。"), "success")
            return redirect(url_for("supervision.show", case_id=case_id))
    page = render_template("supervision/new.html", form=form, place=place)
    return page, 422 if form.is_submitted() else 200


@bp.get("/<uuid:case_id>")
@requires(permissions.SUPERVISION_SEE)
def show(case_id: UUID) -> str:
    return _page(case_id, PhotoForm())


def _page(case_id: UUID, photo_form: PhotoForm) -> str:
    actor = current_actor()
    with reading() as connection:
        found = supervision_file(connection, case_id, today())
    case = found.case
    hand_over_form = HandOverForm()
    hand_over_form.handler.choices = _colleagues(found)
    is_handler = case.handler is not None and case.handler == actor.user_id
    may_reassign = case.handler is not None and actor.may(permissions.SUPERVISION_DECIDE, case.division_path)
    return render_template(
        "supervision/show.html",
        file=found,
        case=case,
        actions=actions_for(case, actor, case.division_path, case.handler),
        is_handler=is_handler,
        hand_over_form=hand_over_form if is_handler or may_reassign else None,
        photo_form=photo_form if is_handler else None,
        act=next((act for act in found.acts if act.id == case.act_id), None),
        today=today(),
    )


def _colleagues(found: SupervisionFile) -> list[Any]:
    me = current_actor().user_id
    return offered({str(one.id): one.name for one in found.colleagues if one.id != me})


@bp.route("/<uuid:case_id>/steps/<action>", methods=["GET", "POST"])
@requires(permissions.SUPERVISION_SEE)
def take(case_id: UUID, action: str) -> Any:
    """Look it over, then take the step."""
    if action not in FORMS:
        raise NotFound("no such step", action=action)
    with reading() as connection:
        found = supervision_file(connection, case_id, today())
    form = FORMS[action]()
    _offer(form, found)
    if form.validate_on_submit():
        try:
            with unit_of_work() as work:
                _take(work, form, found, action)
        except InvalidInput as error:
            put_problems(form, error, supervision_words.problem_words)
        else:
            flash(str(supervision_words.TAKEN[action]), "success")
            return redirect(url_for("supervision.show", case_id=case_id))
    elif not form.is_submitted():
        case = found.case
        if action not in actions_for(case, current_actor(), case.division_path, case.handler):
            raise ActionNotAllowed("not possible in this state, or not for you", action=action)
    page = render_template("supervision/step.html", file=found, case=found.case, action=action, form=form)
    return page, 422 if form.is_submitted() else 200


def _offer(form: SupervisionStepForm, found: SupervisionFile) -> None:
    if not form.is_submitted():
        form.state_version.data = str(found.case.state_version)
    if isinstance(form, OrderForm | DecisionForm):
        acts = {str(act.id): f"{act_words(act)}（{act.article}{_range(act)}）" for act in found.acts}
        form.act.choices = offered(acts)
        if not form.is_submitted() and found.case.act_id is not None:
            form.act.data = str(found.case.act_id)


def _range(act: Act) -> str:
    return "" if act.least is None else _("，罚款 %(least)s–%(most)s 元", least=act.least, most=act.most)


def _take(work: Any, form: SupervisionStepForm, found: SupervisionFile, action: str) -> None:
    version = seen_version("state_version")
    step = handling.SupervisionStep(found.case.id, version, today(), form.note.data or "")
    if isinstance(form, OrderForm):
        rectify_by = date.fromisoformat(form.rectify_by.data.strip())
        handling.order_rectification(work, step, UUID(form.act.data), rectify_by)
    elif isinstance(form, DecisionForm):
        handling.decide(
            work,
            handling.Decide(
                step,
                UUID(form.act.data),
                Sanction(form.sanction.data),
                form.amount.data,
                form.party.data,
                form.document.data,
                form.note.data,
            ),
        )
    elif action == "take_up":
        handling.take_up(work, step)
    else:
        handling.take_step(work, step, action)


@bp.post("/<uuid:case_id>/handler")
@requires(permissions.SUPERVISION_SEE)
def hand_over(case_id: UUID) -> Any:
    form = HandOverForm()
    with reading() as connection:
        form.handler.choices = _colleagues(supervision_file(connection, case_id, today()))
    if not form.validate_on_submit():
        raise InvalidInput(_("请选择本辖区的经办人。"))
    with unit_of_work() as work:
        handling.hand_over(work, case_id, UUID(form.handler.data))
    flash(_("已移交。"), "success")
    return redirect(url_for("supervision.show", case_id=case_id))


@bp.post("/<uuid:case_id>/photos")
@requires(permissions.SUPERVISION_HANDLE)
def add_photo(case_id: UUID) -> Any:
    form = PhotoForm()
    if form.validate_on_submit():
        try:
            with unit_of_work() as work:
                handling.add_photo(work, case_id, sent_document("photo", form.photo.data), form.stage.data)
        except InvalidInput as error:
            put_problems(form, error, supervision_words.problem_words)
        else:
            flash(_("照片已加入。"), "success")
            return redirect(url_for("supervision.show", case_id=case_id, _anchor="photos"))
    return _page(case_id, form), 422


@bp.get("/<uuid:case_id>/photos/<uuid:photo_id>")
@requires(permissions.SUPERVISION_SEE)
def photo(case_id: UUID, photo_id: UUID) -> Any:
    with reading() as connection:
        media_type, content = photo_content(connection, case_id, photo_id)
    return photograph_answer(photo_id, media_type, content)
