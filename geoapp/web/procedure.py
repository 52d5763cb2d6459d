"""办理规定: periods and numbers of an office's procedure, whom it asks, who approves, which reports and criteria it
has, when it is reminded, what others do after a renaming; seen by all officers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from gazetteer.cases.store import areas
from gazetteer.procedure import rule_store, service, store
from gazetteer.procedure.model import (
    NewApproverRule,
    NewCriterion,
    NewFollowUpRule,
    NewNumber,
    NewReminderRule,
    NewReportRule,
    NewRule,
    NewUnitRule,
    RuleTable,
)
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, requires
from geoapp.shared.db import reading, unit_of_work
from geoapp.web import case_words, consultation_words, procedure_words, provision_words, reminder_words
from geoapp.web.campaigns import category_words
from geoapp.web.forms.cases import put_problems
from geoapp.web.forms.dated_rows import DatedRowForm, EndRowForm
from geoapp.web.forms.procedure import (
    ApproverRuleForm,
    CriterionForm,
    EndNumberForm,
    FollowUpRuleForm,
    NumberForm,
    ReminderRuleForm,
    ReportRuleForm,
    UnitRuleForm,
)
from geoapp.web.frame import today
from geoapp.web.navigation import template_context
from geocore.db import UnitOfWork
from geocore.errors import Conflict, InvalidInput

Rule = TypeVar("Rule", bound=NewRule)

bp = Blueprint("procedure", __name__, url_prefix="/work/procedure")


@bp.context_processor
def _context() -> dict[str, object]:
    return {
        **template_context(),
        "case_words": case_words,
        "consultation_words": consultation_words,
        "procedure_words": procedure_words,
        "reminder_words": reminder_words,
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
    return _rules(RuleTable.UNITS, UnitRuleForm(category_words()))


@bp.post("/units")
@requires(permissions.RULES_EDIT)
def add_unit() -> Any:
    return _added(RuleTable.UNITS, UnitRuleForm(category_words()), NewUnitRule, service.add_unit_rule)


@bp.get("/approvers")
@requires(permissions.NAMES_READ)
def approvers() -> str:
    return _rules(RuleTable.APPROVERS, ApproverRuleForm(category_words()))


@bp.post("/approvers")
@requires(permissions.RULES_EDIT)
def add_approver() -> Any:
    return _added(RuleTable.APPROVERS, ApproverRuleForm(category_words()), NewApproverRule, service.add_approver_rule)


@bp.get("/reports")
@requires(permissions.NAMES_READ)
def reports() -> str:
    return _rules(RuleTable.REPORTS, ReportRuleForm(category_words()))


@bp.post("/reports")
@requires(permissions.RULES_EDIT)
def add_report() -> Any:
    return _added(RuleTable.REPORTS, ReportRuleForm(category_words()), NewReportRule, service.add_report_rule)


@bp.get("/criteria")
@requires(permissions.NAMES_READ)
def criteria() -> str:
    return _rules(RuleTable.CRITERIA, CriterionForm())


@bp.post("/criteria")
@requires(permissions.RULES_EDIT)
def add_criterion() -> Any:
    return _added(RuleTable.CRITERIA, CriterionForm(), NewCriterion, service.add_criterion)


@bp.get("/reminders")
@requires(permissions.NAMES_READ)
def reminders() -> str:
    return _rules(RuleTable.REMINDERS, ReminderRuleForm())


@bp.post("/reminders")
@requires(permissions.RULES_EDIT)
def add_reminder() -> Any:
    return _added(RuleTable.REMINDERS, ReminderRuleForm(), NewReminderRule, service.add_reminder_rule)


@bp.get("/follow_ups")
@requires(permissions.NAMES_READ)
def follow_ups() -> str:
    return _rules(RuleTable.FOLLOW_UPS, FollowUpRuleForm(category_words()))


@bp.post("/follow_ups")
@requires(permissions.RULES_EDIT)
def add_follow_up() -> Any:
    form = FollowUpRuleForm(category_words())
    return _added(RuleTable.FOLLOW_UPS, form, NewFollowUpRule, service.add_follow_up_rule)


@bp.post("/<any(units, approvers, reports, criteria, reminders, follow_ups):table>/<uuid:rule_id>/end")
@requires(permissions.RULES_EDIT)
def end_rule(table: str, rule_id: UUID) -> Any:
    form = EndRowForm()
    if not form.validate_on_submit():
        raise InvalidInput(_("请写明停用日期和原因。"))
    last = date.fromisoformat(form.first_day_without.data.strip())
    with unit_of_work() as work:
        service.end_rule(work, service.EndRule(RuleTable(table), rule_id, last, form.reason.data), today())
    flash(_("已停用，记录保留。"), "success")
    return redirect(url_for(f"procedure.{table}"))


def _added(table: RuleTable, form: DatedRowForm, new: type[Rule], add: Callable[[UnitOfWork, Rule], object]) -> Any:
    """Store what the form says, or show it again with what is wrong. Its fields are named like those of the rule."""
    if form.validate_on_submit():
        try:
            with reading() as connection:
                division_id = _division(connection, form.division.data)
            with unit_of_work() as work:
                add(work, new(division_id=division_id, **_said(form, new)))
        except InvalidInput as error:
            put_problems(form, error, procedure_words.problem_words)
        except Conflict:
            form.form_errors.append(_("这个政区在这段日期里已有同样的一条，请先停用那一条。"))
        else:
            flash(_("已登记，从施行之日起适用。"), "success")
            return redirect(url_for(f"procedure.{table}"))
    return _rules(table, form), 422


def _said(form: DatedRowForm, new: type[NewRule]) -> dict[str, Any]:
    """What the form has of the rule; a choice that was not made is an empty text."""
    named = {field.name for field in fields(new)} & set(form.data)
    said = {name: "" if form[name].data is None else form[name].data for name in named}
    said |= {name: value.strip() for name, value in said.items() if isinstance(value, str)}
    return {**said, "valid_from": date.fromisoformat(said["valid_from"])}


def _division(connection: sa.Connection, words: str) -> UUID:
    """Raises InvalidInput for a division that is not one of the keeper's."""
    return areas.the_division(connection, words, sorted(current_actor().grants[permissions.RULES_EDIT])).id


def _numbers(form: NumberForm) -> str:
    with reading() as connection:
        rows = store.numbers(connection, today())
    return render_template("procedure/numbers.html", form=form, rows=rows)


def _rules(table: RuleTable, form: DatedRowForm) -> str:
    with reading() as connection:
        rules = rule_store.rules(connection, table, today())
    return render_template(f"procedure/{table}.html", form=form, rules=rules, category_words=category_words())
