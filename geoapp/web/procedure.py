"""办理规定: periods and numbers of an office's procedure and the units that it asks; seen by all officers."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from gazetteer.cases.store import areas
from gazetteer.procedure import service, store
from gazetteer.procedure.model import NewNumber, NewUnitRule
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, requires
from geoapp.shared.db import reading, unit_of_work
from geoapp.web import case_words, procedure_words, provision_words
from geoapp.web.campaigns import category_words
from geoapp.web.forms.cases import put_problems
from geoapp.web.forms.procedure import EndNumberForm, EndUnitRuleForm, NumberForm, UnitRuleForm
from geoapp.web.frame import today
from geoapp.web.navigation import template_context
from geocore.errors import Conflict, InvalidInput

bp = Blueprint("procedure", __name__, url_prefix="/work/procedure")


@bp.context_processor
def _context() -> dict[str, object]:
    return {
        **template_context(),
        "case_words": case_words,
        "procedure_words": procedure_words,
        "rule_words": provision_words,
        "may_edit": current_actor().may(permissions.RULES_EDIT),
        "today": today(),
    }


@bp.get("")
@requires(permissions.NAMES_READ)
def numbers() -> str:
    return _numbers(NumberForm())


@bp.post("")
@requires(permissions.RULES_EDIT)
def set_number() -> Any:
    form = NumberForm()
    if form.validate_on_submit():
        try:
            with reading() as connection:
                given = NewNumber(
                    code=form.code.data,
                    value=form.value.data,
                    division_id=_division(connection, form.division.data),
                    source=form.source.data,
                    valid_from=date.fromisoformat(form.valid_from.data.strip()),
                )
            with unit_of_work() as work:
                service.set_number(work, given)
        except InvalidInput as error:
            put_problems(form, error, procedure_words.problem_words)
        except Conflict:
            form.form_errors.append(_("这个政区已登记了更晚施行的一条，请先停用那一条。"))
        else:
            flash(_("已登记，从施行之日起开始的案件按它办理；正在计算的期限不变。"), "success")
            return redirect(url_for("procedure.numbers"))
    return _numbers(form), 422


@bp.post("/end")
@requires(permissions.RULES_EDIT)
def end_number() -> Any:
    form = EndNumberForm()
    if not form.validate_on_submit():
        raise InvalidInput(_("请写明停用日期和原因。"))
    command = service.EndNumber(
        form.code.data,
        UUID(form.division.data),
        date.fromisoformat(form.first_day_without.data.strip()),
        form.reason.data,
    )
    with unit_of_work() as work:
        service.end_number(work, command)
    flash(_("已停用，从那一天起按上级的规定办理。"), "success")
    return redirect(url_for("procedure.numbers"))


@bp.get("/units")
@requires(permissions.NAMES_READ)
def units() -> str:
    return _units(UnitRuleForm(category_words()))


@bp.post("/units")
@requires(permissions.RULES_EDIT)
def add_unit() -> Any:
    form = UnitRuleForm(category_words())
    if form.validate_on_submit():
        try:
            with reading() as connection:
                given = NewUnitRule(
                    condition=form.condition.data,
                    unit=form.unit.data,
                    reason=form.reason.data,
                    category=form.category.data or "",
                    class_prefix=(form.class_prefix.data or "").strip(),
                    division_id=_division(connection, form.division.data),
                    source=form.source.data,
                    valid_from=date.fromisoformat(form.valid_from.data.strip()),
                )
            with unit_of_work() as work:
                service.add_unit_rule(work, given)
        except InvalidInput as error:
            put_problems(form, error, procedure_words.problem_words)
        else:
            flash(_("已登记，从施行之日起列入建议征求的单位。"), "success")
            return redirect(url_for("procedure.units"))
    return _units(form), 422


@bp.post("/units/<uuid:rule_id>/end")
@requires(permissions.RULES_EDIT)
def end_unit(rule_id: UUID) -> Any:
    form = EndUnitRuleForm()
    if not form.validate_on_submit():
        raise InvalidInput(_("请写明停用日期和原因。"))
    last = date.fromisoformat(form.first_day_without.data.strip())
    with unit_of_work() as work:
        service.end_unit_rule(work, service.EndUnitRule(rule_id, last, form.reason.data), today())
    flash(_("已停用，记录保留。"), "success")
    return redirect(url_for("procedure.units"))


def _division(connection: sa.Connection, words: str) -> UUID:
    """Raises InvalidInput for a division that is not one of the keeper's."""
    return areas.the_division(connection, words, sorted(current_actor().grants[permissions.RULES_EDIT])).id


def _numbers(form: NumberForm) -> str:
    with reading() as connection:
        rows = store.numbers(connection, today())
    return render_template("procedure/numbers.html", form=form, rows=rows)


def _units(form: UnitRuleForm) -> str:
    with reading() as connection:
        rules = store.unit_rules(connection, today())
    return render_template("procedure/units.html", form=form, rules=rules, category_words=category_words())
