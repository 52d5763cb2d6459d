"""The person's own page: profile, password, sessions, API tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _

from geoapp.auth import account_queries, accounts, grant_queries, signing_in
from geoapp.auth.binding import clear_cookie, engine, now, present_sign_in, session_limits, visitor
from geoapp.auth.errors import SignInRefused
from geoapp.auth.model import SignIn
from geoapp.shared.access import SignInNeeded, signed_in
from geoapp.shared.db import reading, unit_of_work
from geoapp.web.account_words import role_names
from geoapp.web.forms.auth import EmailForm, PasswordForm, TokenForm
from geoapp.web.moments import moment
from geoapp.web.navigation import template_context
from geoapp.web.problems import put_on_form
from geocore.errors import InvalidInput, NotFound

bp = Blueprint("account", __name__, url_prefix="/account")
bp.context_processor(template_context)
bp.add_app_template_filter(moment)


@bp.get("")
@signed_in
def show() -> str:
    """Who I am, what I may do and why, where I am signed in."""
    return _page(TokenForm())


@bp.route("/password", methods=["GET", "POST"])
@signed_in
def password() -> Any:
    """A new password ends every session, this one too."""
    form, mine = PasswordForm(), _mine()
    if form.validate_on_submit():
        try:
            signing_in.prove_password(engine(), mine, form.current.data, visitor(), now())
            with unit_of_work() as work:
                accounts.change_own_password(work, mine.login, form.password.data, now())
        except SignInRefused:
            form.current.errors = [_("现在的密码不对,或账号已锁定")]
        except InvalidInput as error:
            put_on_form(form, error)
        else:
            flash(_("密码已修改,请用新密码登录。"), "success")
            response = make_response(redirect(url_for("auth.login")))
            clear_cookie(response)
            return response
    page = render_template("auth/password.html", form=form, is_due=mine.must_change_password)
    return page, 422 if form.is_submitted() else 200


@bp.route("/email", methods=["GET", "POST"])
@signed_in
def email() -> Any:
    """Where one's reminders go."""
    form, mine = EmailForm(), _mine()
    if form.validate_on_submit():
        try:
            with unit_of_work() as work:
                accounts.change_own_email(work, form.email.data or "")
        except InvalidInput as error:
            put_on_form(form, error)
        else:
            flash(_("电子邮箱已保存。"), "success")
            return redirect(url_for("account.show"))
    if not form.is_submitted():
        with reading() as connection:
            form.email.data = account_queries.email_of(connection, mine.user_id)
    page = render_template("auth/email.html", form=form, sends=bool(current_app.config["SETTINGS"].smtp_url))
    return page, 422 if form.is_submitted() else 200


@bp.post("/sessions/<number>/end")
@signed_in
def end_session(number: str) -> Any:
    try:
        token_hash = bytes.fromhex(number)
    except ValueError as error:
        raise NotFound("no such session") from error
    with unit_of_work() as work:
        accounts.sign_out(work, token_hash, now())
    flash(_("该处已退出。"), "success")
    return redirect(url_for("account.show"))


@bp.post("/sessions/end-all")
@signed_in
def end_all_sessions() -> Any:
    with unit_of_work() as work:
        accounts.sign_out_everywhere(work)
    response = make_response(redirect(url_for("auth.login")))
    clear_cookie(response)
    flash(_("已在所有地方退出。"), "success")
    return response


@bp.post("/tokens")
@signed_in
def create_token() -> Any:
    """The answer shows the token, this one time."""
    form = TokenForm()
    token = None
    if form.validate_on_submit():
        with unit_of_work() as work:
            _id, token = accounts.create_token(work, form.label.data, now() + timedelta(days=form.days.data), now())
    return _page(form if token is None else TokenForm(formdata=None), token), 201 if token else 422


@bp.post("/tokens/<uuid:token_id>/revoke")
@signed_in
def revoke_token(token_id: UUID) -> Any:
    with unit_of_work() as work:
        accounts.revoke_token(work, token_id, now())
    flash(_("令牌已作废。"), "success")
    return redirect(url_for("account.show"))


def _mine() -> SignIn:
    """The session behind the page. A token has none, and these pages take no token."""
    found = present_sign_in()
    if found is None:
        raise SignInNeeded("sign in first")
    return found


def _page(form: TokenForm, new_token: str | None = None) -> str:
    mine = _mine()
    with reading() as connection:
        return render_template(
            "auth/account.html",
            account=account_queries.find_account(connection, mine.user_id),
            email=account_queries.email_of(connection, mine.user_id),
            grants=grant_queries.list_grants(connection, account_id=mine.user_id),
            roles=role_names(grant_queries.list_roles(connection)),
            sessions=account_queries.open_sessions(connection, mine.user_id, now(), session_limits()),
            tokens=account_queries.tokens_of(connection, mine.user_id, now()),
            this_session=mine.token_hash.hex(),
            form=form,
            new_token=new_token,
        )
