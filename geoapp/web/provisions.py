"""命名规则: the law on names that an office adds for its area, seen by all officers, kept by the rule keeper."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from gazetteer.cases.pre_naming import months_of
from gazetteer.cases.store import areas
from gazetteer.naming import shipped_settings, shipped_thresholds
from gazetteer.provisions import service, store
from gazetteer.provisions.model import PRE_NAMING, NewProvision, ProvisionKind
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, requires
from geoapp.shared.db import reading, unit_of_work
from geoapp.web import provision_words
from geoapp.web.forms.cases import put_problems
from geoapp.web.forms.provisions import FORMS, EndForm, PreNamingForm, ProvisionForm
from geoapp.web.frame import today
from geoapp.web.navigation import template_context
from geocore.errors import Conflict, InvalidInput, NotFound

bp = Blueprint("provisions", __name__, url_prefix="/work/rules")
bp.context_processor(template_context)


@bp.app_template_filter("pre_naming_months")
def pre_naming_months(details: str) -> tuple[int, int]:
    """For how many months a row holds a name, and for how many more it may be extended; 0: not."""
    return months_of(details)


@bp.get("")
@requires(permissions.NAMES_READ)
def index() -> str:
    """Rows of one kind: the register's with what may be done about them, and the shipped ones below."""
    kind = _kind(request.args.get("kind", "rule"))
    return _page(kind, FORMS[kind]())


@bp.post("/<kind>")
@requires(permissions.RULES_EDIT)
def add(kind: str) -> Any:
    form = FORMS[_kind(kind)]()
    if form.validate_on_submit():
        try:
            with reading() as connection:
                given = _given(connection, kind, form)
            with unit_of_work() as work:
                service.add_provision(work, given)
        except InvalidInput as error:
            put_problems(form, error, provision_words.problem_words)
        except Conflict:
            form.form_errors.append(_("同一类地名、同一政区在这段日期里已有一条，请先停用那一条。"))
        else:
            told = _("已登记，从施行之日起办理。") if kind == PRE_NAMING else _("已登记，从施行之日起用于检查。")
            flash(told, "success")
            return redirect(url_for("provisions.index", kind=kind))
    return _page(kind, form), 422


@bp.post("/<uuid:provision_id>/end")
@requires(permissions.RULES_EDIT)
def end(provision_id: UUID) -> Any:
    form = EndForm()
    if not form.validate_on_submit():
        raise InvalidInput(_("请写明停用日期和原因。"))
    command = service.EndProvision(
        provision_id,
        form.version.data,
        date.fromisoformat(form.first_day_without.data.strip()),
        form.reason.data,
    )
    with unit_of_work() as work:
        service.end_provision(work, command)
    flash(_("已停用，记录保留。"), "success")
    return redirect(url_for("provisions.index", kind=request.args.get("kind")))


def _kind(text: str) -> str:
    """Raises NotFound."""
    if text not in FORMS:
        raise NotFound("no such kind of rows", kind=text)
    return text


def _given(connection: sa.Connection, kind: str, form: ProvisionForm) -> NewProvision:
    """What the form says. Raises InvalidInput for a division that is not one of the keeper's."""
    regions = sorted(current_actor().grants[permissions.RULES_EDIT])
    said = {name: field.data or "" for name, field in form._fields.items()}
    return NewProvision(
        kind=ProvisionKind(kind),
        subject=PRE_NAMING if isinstance(form, PreNamingForm) else said["subject"],
        category=said["category"],
        division_id=areas.the_division(connection, said["division"], regions).id,
        source=said["source"],
        valid_from=date.fromisoformat(said["valid_from"].strip()),
        valid_to=date.fromisoformat(said["valid_to"].strip()) if said["valid_to"] else None,
        severity=said.get("severity", ""),
        scope_kind=said.get("scope_kind", ""),
        comparison_key=said.get("comparison_key", ""),
        details=form.details_text if isinstance(form, PreNamingForm) else said.get("details", ""),
        list=said.get("list", ""),
        word_kind=said.get("word_kind", ""),
        word_place=said.get("word_place", ""),
        exceptions=tuple(word.strip() for word in said.get("exceptions", "").splitlines()),
        note=said.get("note", ""),
    )


def _page(kind: str, form: ProvisionForm) -> str:
    containing = request.args.get("q", "").replace("\x00", "").strip()[:50]
    with reading() as connection:
        provisions = store.list_provisions(connection, kind, containing)
    return render_template(
        "provisions/index.html",
        kind=kind,
        form=form,
        containing=containing,
        provisions=provisions,
        shipped=_shipped(kind, containing),
        may_edit=current_actor().may(permissions.RULES_EDIT),
        rule_words=provision_words,
        today=today(),
    )


def _shipped(kind: str, containing: str) -> list[Any]:
    """Rows that come with the program. Words are a thousand: their lists are files with sources, not this page."""
    if kind == "rule":
        labels = {code: str(label) for code, label in provision_words.RULES.items()}
        return [row for row in shipped_settings() if containing in labels[row.rule] + row.rule + row.source]
    if kind == "threshold":
        return [row for row in shipped_thresholds() if containing in row.generic + row.source]
    return []
