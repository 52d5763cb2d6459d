"""Signing in and out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from geoapp.auth import accounts, signing_in
from geoapp.auth import second_factor as factor
from geoapp.auth.binding import (
    clear_cookie,
    engine,
    now,
    present_sign_in,
    session_limits,
    set_cookie,
    visitor,
)
from geoapp.auth.errors import SignInRefused
from geoapp.auth.model import SignIn
from geoapp.shared.access import public
from geoapp.shared.courtesy import take_turn
from geoapp.web.forms.auth import CodeForm, LoginForm
from geocore.db import unit_of_work

bp = Blueprint("auth", __name__)


@bp.route("/login", methods=["GET", "POST"])
@public
def login() -> Any:
    """Name and password."""
    form = LoginForm()
    if form.validate_on_submit():
        take_turn("sign_in")
        try:
            opened = signing_in.sign_in(
                engine(), form.login.data, form.password.data, visitor(), now(), session_limits()
            )
        except SignInRefused:
            return render_template("auth/login.html", form=form, refusal=refusal_words()), 401
        if opened.is_complete:
            return _enter(opened.token)
        return _enter(opened.token, url_for("auth.second_factor", next=_wanted_page()))
    return render_template("auth/login.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/login/second-factor", methods=["GET", "POST"])
@public
def second_factor() -> Any:
    """The one-time code; at the first time with the square to read into the phone."""
    pending = present_sign_in()
    if pending is None or pending.is_complete:
        return redirect(url_for("auth.login", next=_wanted_page()))
    form = CodeForm()
    if form.validate_on_submit():
        take_turn("sign_in")
        try:
            opened = signing_in.confirm_second_factor(
                engine(), pending, form.code.data, visitor(), now(), session_limits()
            )
        except SignInRefused:
            return _code_page(form, pending, refusal=refusal_words()), 401
        return _enter(opened.token)
    return _code_page(form, pending), 422 if form.is_submitted() else 200


@bp.post("/logout")
@public
def logout() -> Any:
    """End this session, also one that waits for its second factor."""
    found = present_sign_in()
    if found is not None:
        actor = visitor().as_actor(found.user_id, found.display_name)
        with unit_of_work(engine(), actor, request_id=visitor().request_id) as work:
            accounts.sign_out(work, found.token_hash, now())
    response = make_response(redirect(url_for("public.home")))
    clear_cookie(response)
    flash(_("已退出。"), "success")
    return response


def refusal_words() -> str:
    """One text for every reason."""
    return _("登录名、密码或验证码不对,或者账号已锁定、停用。连续 5 次失败后锁定 15 分钟。")


def _code_page(form: CodeForm, pending: SignIn, refusal: str | None = None) -> str:
    secret = square = None
    if not pending.is_enrolled:
        secret = signing_in.offer_second_factor(engine(), pending)
        # Made by segno from an address that the server built: the one piece of markup that is not escaped.
        square = Markup(factor.enrolment_square(factor.enrolment_uri(secret, pending.login)))
    return render_template("auth/second_factor.html", form=form, secret=secret, square=square, refusal=refusal)


def _enter(token: str, target: str | None = None) -> Response:
    response: Response = make_response(redirect(target or _wanted_page() or url_for("work.home")))
    set_cookie(response, token)
    return response


def _wanted_page() -> str | None:
    """Where the person was going: a path of this site, never another host."""
    target = request.args.get("next", "")
    if not target.startswith("/") or target.startswith(("//", "/\\")) or any(c in target for c in "\r\n\t"):
        return None
    return target
