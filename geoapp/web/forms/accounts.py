"""Accounts, roles, and the filter of the audit page."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

_NEEDED = DataRequired(_l("请填写这一项"))
_DAY = _l("请按 年-月-日 填写,例如 2026-03-01")


class NewAccountForm(FlaskForm):
    login = StringField(
        _l("登录名"),
        [_NEEDED, Length(max=64)],
        description=_l("小写字母、数字、点、横线、下划线"),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    display_name = StringField(_l("姓名"), [_NEEDED, Length(max=100)], render_kw={"autocomplete": "off"})
    unit = StringField(_l("单位"), [Optional(), Length(max=200)])


class ChangeForm(FlaskForm):
    """A button on a record: the version that the person saw, and why."""

    version = IntegerField(validators=[InputRequired()])
    reason = StringField(_l("原因"), [Optional(), Length(max=500)])


class WithdrawForm(FlaskForm):
    reason = StringField(_l("原因"), [Optional(), Length(max=500)])


class GrantForm(FlaskForm):
    login = StringField(_l("登录名"), [_NEEDED, Length(max=64)], render_kw={"list": "logins", "autocomplete": "off"})
    role = SelectField(_l("角色"), [_NEEDED])
    division = StringField(_l("管辖区域"), [_NEEDED, Length(max=100)], description=_l("政区全名或代码,含其全部下级"))
    valid_from = DateField(_l("自"), [DataRequired(_DAY)])
    valid_until = DateField(_l("至(不含)"), [Optional()], description=_l("不填:直到撤销"))
    reason = StringField(_l("依据"), [Optional(), Length(max=500)])


class AuditFilterForm(FlaskForm):
    """Sent by GET: an address that can be kept."""

    class Meta:
        csrf = False

    person = StringField(_l("人员"), [Optional(), Length(max=100)])
    since = DateField(_l("自"), [Optional()])
    until = DateField(_l("至"), [Optional()])
    object_type = SelectField(_l("对象"), [Optional()], validate_choice=False)
    object_id = StringField(_l("对象编号"), [Optional(), Length(max=100)])
    action = SelectField(_l("操作"), [Optional()], validate_choice=False)
    result = SelectField(_l("结果"), [Optional()], validate_choice=False)
