"""Signing in, the second factor, the first run, the own password and tokens."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Form, FormField, IntegerField, PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, Length, NumberRange

from geoapp.auth.limits import PASSWORD_LENGTH, TOKEN_DAYS
from geoapp.web.forms.text import storable

_NEEDED = DataRequired(_l("请填写这一项"))
PASSWORD_HINT = _l("10 个字符以上,小写、大写、数字、符号四类中至少三类,不含登录名,不同于最近 5 次的密码")

PASSWORD_WORDS = {
    "password_length": _l("密码要有 10 到 128 个字符"),
    "password_classes": _l("小写字母、大写字母、数字、符号四类中至少要有三类"),
    "password_repeats": _l("至少要有 6 个不同的字符"),
    "password_has_login": _l("密码里不能含有登录名"),
    "password_used": _l("不能与最近 5 次用过的密码相同"),
    "login_form": _l("登录名由 2 到 64 个小写字母、数字、点、横线、下划线组成,以字母或数字开头"),
    "login_taken": _l("这个登录名已经有人用了"),
    "three_persons": _l("三名管理员必须是三个人:登录名和姓名都不能相同"),
    "required": _l("请填写这一项"),
    "date_order": _l("结束日期要晚于开始日期"),
    "division_ambiguous": _l("有多个政区叫这个名字,请改填代码"),
    "division_unknown": _l("没有找到这个政区,请填写全名或代码"),
    "person_unknown": _l("没有找到这个登录名"),
    "email_form": _l("请填写一个电子邮箱地址，例如 zhang@example.org"),
    "token_life": _l("有效期为 1 到 90 天"),
}
"""What the codes of problems mean to the person in front of the form."""


class LoginForm(FlaskForm):
    login = StringField(
        _l("登录名"),
        [_NEEDED, Length(max=64)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("密码"), [_NEEDED, Length(max=PASSWORD_LENGTH[1])], render_kw={"autocomplete": "current-password"}
    )


class CodeForm(FlaskForm):
    code = StringField(
        _l("6 位动态验证码"),
        [_NEEDED, Length(max=10)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class EmailForm(FlaskForm):
    email = StringField(
        _l("电子邮箱"),
        [Length(max=254), storable],
        description=_l("期限提醒发到这里；邮件里只有案件编号和日期。不填就只在本系统内提醒"),
        render_kw={"type": "email", "autocomplete": "email"},
    )


class PasswordForm(FlaskForm):
    current = PasswordField(_l("现在的密码"), [_NEEDED], render_kw={"autocomplete": "current-password"})
    password = PasswordField(
        _l("新密码"), [_NEEDED], description=PASSWORD_HINT, render_kw={"autocomplete": "new-password"}
    )
    repeat = PasswordField(
        _l("再填一次新密码"),
        [_NEEDED, EqualTo("password", _l("两次填写的新密码不一致"))],
        render_kw={"autocomplete": "new-password"},
    )


class TokenForm(FlaskForm):
    label = StringField(_l("用途"), [_NEEDED, Length(max=100)])
    days = IntegerField(
        _l("有效天数"),
        [DataRequired(_l("请填写天数")), NumberRange(1, TOKEN_DAYS, _l("有效期为 1 到 90 天"))],
        default=30,
    )


class AdministratorForm(Form):
    """One of the three; part of SetupForm, which carries the CSRF token."""

    login = StringField(_l("登录名"), [_NEEDED, Length(max=64)], render_kw={"autocomplete": "off"})
    display_name = StringField(_l("姓名"), [_NEEDED, Length(max=100)], render_kw={"autocomplete": "off"})
    password = PasswordField(
        _l("密码"), [_NEEDED], description=PASSWORD_HINT, render_kw={"autocomplete": "new-password"}
    )


class SetupForm(FlaskForm):
    system = FormField(AdministratorForm, _l("系统管理员"), separator="_")
    security = FormField(AdministratorForm, _l("安全管理员"), separator="_")
    audit = FormField(AdministratorForm, _l("审计管理员"), separator="_")
