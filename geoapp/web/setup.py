"""The first run: three administrators, by the one-time code that `geoapp users first-run` prints."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from geoapp.auth.account_queries import has_administrator
from geoapp.auth.accounts import NewAccount
from geoapp.auth.binding import now
from geoapp.auth.first_run import FirstAdministrator, appoint_administrators, is_setup_code
from geoapp.shared.access import public
from geoapp.shared.courtesy import take_turn
from geoapp.shared.db import reading, unit_of_work
from geoapp.web.forms.auth import SetupForm
from geoapp.web.problems import put_on_form
from geocore.errors import InvalidInput, NotFound

bp = Blueprint("setup", __name__)


@bp.route("/setup", methods=["GET", "POST"])
@public
def begin() -> Any:
    """Without a right code nothing but the box for it; once there is an administrator, nothing at all."""
    with reading() as connection:
        if has_administrator(connection):
            raise NotFound("the system is set up")
    code = request.values.get("code", "").strip()
    if not code:
        return render_template("auth/setup_code.html")
    take_turn("sign_in")
    with reading() as connection:
        is_right = is_setup_code(connection, code, now())
    if not is_right:
        return render_template("auth/setup_code.html", refusal=_("设置码不对、已用过或已过期。")), 401
    form = SetupForm()
    if form.validate_on_submit():
        try:
            _appoint(form, code)
        except InvalidInput as error:
            put_on_form(form, error)
        else:
            flash(_("三名管理员已建立。请分别登录并绑定动态验证码。"), "success")
            return redirect(url_for("auth.login"))
    return render_template("auth/setup.html", form=form, code=code), 422 if form.is_submitted() else 200


def _appoint(form: SetupForm, code: str) -> None:
    persons = {
        duty: FirstAdministrator(NewAccount(part.form.login.data, part.form.display_name.data), part.form.password.data)
        for duty, part in (("system", form.system), ("security", form.security), ("audit", form.audit))
    }
    with unit_of_work() as work:
        appoint_administrators(work, code, **persons, now=now())
