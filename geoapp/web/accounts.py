"""Accounts, for the system administrator. Rights are not given here: that is the security administrator's page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from geoapp.auth import account_queries, accounts, grant_queries, permissions
from geoapp.auth.accounts import NewAccount
from geoapp.auth.binding import now
from geoapp.auth.model import Account
from geoapp.shared.access import requires
from geoapp.shared.db import reading, unit_of_work
from geoapp.web.account_words import role_names
from geoapp.web.forms.accounts import ChangeForm, NewAccountForm
from geoapp.web.navigation import template_context
from geoapp.web.problems import put_on_form
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput, StaleVersion

bp = Blueprint("accounts", __name__, url_prefix="/work/accounts")
bp.context_processor(template_context)


@bp.get("")
@requires(permissions.ACCOUNTS_MANAGE)
def index() -> str:
    return _page(NewAccountForm())


@bp.post("")
@requires(permissions.ACCOUNTS_MANAGE)
def create() -> Any:
    """Make an account; the answer shows its first password, this one time."""
    form = NewAccountForm()
    if form.validate_on_submit():
        try:
            with unit_of_work() as work:
                new = NewAccount(form.login.data, form.display_name.data, form.unit.data or "")
                _id, password = accounts.create_account(work, new, now())
        except InvalidInput as error:
            put_on_form(form, error)
        else:
            return _show_once(new.login, password), 201
    return _page(form), 422


@bp.post("/<uuid:account_id>/close")
@requires(permissions.ACCOUNTS_MANAGE)
def close(account_id: UUID) -> Any:
    form = _change_form()
    with unit_of_work() as work:
        accounts.close_account(work, _as_seen(work, account_id, form), form.reason.data or "")
    flash(_("账号已停用,其会话和令牌已失效。"), "success")
    return redirect(url_for("accounts.index"))


@bp.post("/<uuid:account_id>/open")
@requires(permissions.ACCOUNTS_MANAGE)
def open_again(account_id: UUID) -> Any:
    """Open a closed account or end a lock."""
    form = _change_form()
    with unit_of_work() as work:
        accounts.open_account(work, _as_seen(work, account_id, form), now(), form.reason.data or "")
    flash(_("账号已启用。"), "success")
    return redirect(url_for("accounts.index"))


@bp.post("/<uuid:account_id>/reset-password")
@requires(permissions.ACCOUNTS_MANAGE)
def reset_password(account_id: UUID) -> Any:
    form = _change_form()
    with unit_of_work() as work:
        account = _as_seen(work, account_id, form)
        password = accounts.reset_password(work, account, now())
    return _show_once(account.login, password)


@bp.post("/<uuid:account_id>/reset-second-factor")
@requires(permissions.ACCOUNTS_MANAGE)
def reset_second_factor(account_id: UUID) -> Any:
    form = _change_form()
    with unit_of_work() as work:
        accounts.reset_second_factor(work, _as_seen(work, account_id, form))
    flash(_("动态验证码已解除绑定,本人下次登录时重新绑定。"), "success")
    return redirect(url_for("accounts.index"))


def _change_form() -> ChangeForm:
    form = ChangeForm()
    if not form.validate():
        raise InvalidInput("the page is out of date; open it again")
    return form


def _as_seen(work: UnitOfWork, account_id: UUID, form: ChangeForm) -> Account:
    """The account, if it is still as the person saw it. The write compares the version once more."""
    account = account_queries.find_account(work.connection, account_id)
    if account.version != form.version.data:
        raise StaleVersion("somebody changed this account in between")
    return account


def _page(form: NewAccountForm) -> str:
    containing = request.args.get("q", "").strip()[:100]
    with reading() as connection:
        page = account_queries.list_accounts(
            connection, containing=containing, cursor=request.args.get("cursor") or None
        )
        roles = role_names(grant_queries.list_roles(connection))
    return render_template("accounts/index.html", roles=roles, page=page, containing=containing, form=form, now=now())


def _show_once(login: str, password: str) -> str:
    return render_template("accounts/show_once.html", login=login, password=password)
