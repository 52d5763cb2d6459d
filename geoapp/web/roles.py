"""Who may do what where, for the security administrator: roles given by division, and the matrix with its reasons."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from geoapp.auth import account_queries, accounts, grant_queries, permissions
from geoapp.auth.accounts import NewGrant
from geoapp.auth.binding import now
from geoapp.auth.matrix import matrix
from geoapp.shared.access import requires
from geoapp.shared.db import reading, unit_of_work
from geoapp.web.account_words import PERMISSIONS, role_names
from geoapp.web.forms.accounts import GrantForm, WithdrawForm
from geoapp.web.navigation import template_context
from geoapp.web.problems import put_on_form
from geocore.db import UnitOfWork
from geocore.errors import Conflict, InvalidInput, NotFound
from geocore.official_time import CHINA_TIME
from geocore.problems import Problem

bp = Blueprint("roles", __name__, url_prefix="/work/roles")
bp.context_processor(template_context)


@bp.get("")
@requires(permissions.ROLES_MANAGE)
def index() -> str:
    return _page(_form())


@bp.post("")
@requires(permissions.ROLES_MANAGE)
def give() -> Any:
    """Give a role in a division and all below it."""
    form = _form()
    if form.validate_on_submit():
        try:
            with unit_of_work() as work:
                accounts.give_role(work, _new_grant(work, form))
        except InvalidInput as error:
            put_on_form(form, error)
        except Conflict as error:
            form.form_errors.append(_duty_words(error))
        else:
            flash(_("角色已授予,立即生效。"), "success")
            return redirect(url_for("roles.index"))
    return _page(form), 422


@bp.post("/<uuid:grant_id>/withdraw")
@requires(permissions.ROLES_MANAGE)
def withdraw(grant_id: UUID) -> Any:
    form = WithdrawForm()
    if not form.validate():
        raise InvalidInput("the reason is too long")
    with unit_of_work() as work:
        accounts.withdraw_role(work, grant_id, now(), form.reason.data or "")
    flash(_("角色已撤销,立即生效。"), "success")
    return redirect(url_for("roles.index"))


def _form() -> GrantForm:
    form = GrantForm()
    with reading() as connection:
        form.role.choices = list(role_names(grant_queries.list_roles(connection)).items())
    if not form.is_submitted():
        form.valid_from.data = now().astimezone(CHINA_TIME).date()
    return form


def _new_grant(work: UnitOfWork, form: GrantForm) -> NewGrant:
    """Names become records. Raises InvalidInput with every one that is not known."""
    problems = []
    account = division = None
    try:
        account = account_queries.find_account_by_login(work.connection, form.login.data.strip().lower())
    except NotFound:
        problems.append(Problem("login", "person_unknown", "nobody has this login name"))
    try:
        division = grant_queries.find_division(work.connection, form.division.data)
    except NotFound:
        problems.append(Problem("division", "division_unknown", "no such division"))
    if account is None or division is None:
        raise InvalidInput("the role cannot be given like this", problems)
    return NewGrant(
        account.id, form.role.data, division, form.valid_from.data, form.valid_until.data, form.reason.data or ""
    )


def _duty_words(error: Conflict) -> str:
    if error.details.get("constraint") == "ex_role_grant_one_duty":
        return _("系统、安全、审计三种管理员必须是三个人,而且都不能办理业务。")
    return _("此人在这段时间内在该区域已有这个角色。")


def _page(form: GrantForm) -> str:
    person = request.args.get("person", "").strip().lower()[:64]
    today = now().astimezone(CHINA_TIME).date()
    with reading() as connection:
        roles = grant_queries.list_roles(connection)
        logins = account_queries.list_accounts(connection, limit=200).items
        account_id = account_queries.find_account_by_login(connection, person).id if person else None
        grants = grant_queries.list_grants(connection, account_id=account_id)
    return render_template(
        "accounts/roles.html",
        form=form,
        grants=grants,
        roles=role_names(roles),
        permissions={code: str(words) for code, words in PERMISSIONS.items()},
        lines=matrix(grants, roles, today),
        logins=[account for account in logins if account.kind == "person"],
        person=person,
        today=today,
    )
