"""Forms of clean-up campaigns."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from geoapp.web import campaign_words
from geoapp.web.forms.cases import day, offered
from geoapp.web.forms.text import NEEDED, storable

_LONG = Length(max=2000, message=_l("最多 2000 个字"))
_DATE = {"type": "date"}


class CheckboxList(SelectMultipleField):
    """Several choices, each a box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.type = "SelectMultipleField"  # the macro of fields knows the kind by this name


class CampaignForm(FlaskForm):
    name = StringField(
        _l("整治名称"),
        [DataRequired(NEEDED), Length(max=100), storable],
        description=_l("例如 某区住宅区、楼宇名称清理"),
    )
    division = StringField(
        _l("范围"), [DataRequired(NEEDED), Length(max=100), storable], description=_l("政区全名或代码，含其下级"),
        render_kw={"list": "divisions", "autocomplete": "off"},
    )  # fmt: skip
    categories = CheckboxList(_l("类别"), [InputRequired(_l("至少选一类"))], default=["street", "building"])
    kinds = CheckboxList(_l("查哪几种"), [InputRequired(_l("至少选一种"))], default=list(campaign_words.KINDS))
    least_confidence = RadioField(
        _l("机器的把握"), [InputRequired(NEEDED)], default="medium",
        description=_l("只列出把握不小于这一档的"), choices=offered(campaign_words.CONFIDENCE),
    )  # fmt: skip
    starts_on = StringField(_l("开始日期"), [DataRequired(NEEDED), day], render_kw=_DATE)
    ends_on = StringField(_l("结束日期"), [DataRequired(NEEDED), day], render_kw=_DATE)
    leave_names = TextAreaField(
        _l("不列入的名称"), [Optional(), _LONG, storable], render_kw={"rows": 3},
        description=_l("每行一个，写成“名称：理由”，例如为友好往来、纪念而取的名称"),
    )  # fmt: skip
    leave_before = StringField(
        _l("早于这一天已在使用的不列入"), [Optional(), day], render_kw=_DATE,
        description=_l("由来已久的名称一般保留；违背公序良俗的仍然列入"),
    )  # fmt: skip
    leave_protected = BooleanField(_l("保护名录中的名称不列入"), default=True)


class CampaignStepForm(FlaskForm):
    state_version = HiddenField(validators=[InputRequired()])
    note = TextAreaField(_l("备注"), [Optional(), _LONG, storable], render_kw={"rows": 2})


class CancelForm(CampaignStepForm):
    note = TextAreaField(_l("理由"), [DataRequired(NEEDED), _LONG, storable], render_kw={"rows": 3})


class PublishForm(CampaignStepForm):
    days = IntegerField(_l("公示期（日）"), [InputRequired(NEEDED)], default=7)
    office = StringField(
        _l("异议送交"), [DataRequired(NEEDED), Length(max=200), storable], description=_l("机关名称、电话或地址")
    )


class VerdictForm(FlaskForm):
    candidate = HiddenField(validators=[InputRequired()])
    next = HiddenField(validators=[Optional()])
    verdict = HiddenField(validators=[InputRequired()])
    note = StringField(_l("说明"), [Optional(), Length(max=500), storable], render_kw={"autocomplete": "off"})


class ObjectionForm(FlaskForm):
    text = TextAreaField(
        _l("异议内容"), [DataRequired(NEEDED), _LONG, storable], render_kw={"rows": 3},
        description=_l("不登记提出人的个人信息"),
    )  # fmt: skip


class ObjectionAnswerForm(FlaskForm):
    answer = TextAreaField(_l("答复"), [DataRequired(NEEDED), _LONG, storable], render_kw={"rows": 2})


class OutcomeForm(FlaskForm):
    outcome = SelectField(_l("处理"), [InputRequired(NEEDED)], choices=offered(campaign_words.VERDICTS))
    proposed_name = StringField(
        _l("拟改为"), [Optional(), Length(max=30), storable], description=_l("选“更名”时填写"),
        render_kw={"autocomplete": "off"},
    )  # fmt: skip
    reason = TextAreaField(_l("理由"), [DataRequired(NEEDED), _LONG, storable], render_kw={"rows": 3})


class SignPhotoForm(FlaskForm):
    """On a telephone the field opens the camera."""

    stage = SelectField(_l("何时"), [InputRequired(NEEDED)], choices=offered(campaign_words.SIGN_STAGES))
    taken_on = StringField(_l("拍摄日期"), [DataRequired(NEEDED), day], render_kw=_DATE)
    photo = FileField(
        _l("照片"), [FileRequired(NEEDED)],
        description=_l("JPG 或 PNG，最大 20 MB；拍摄地点、时间等附带信息会自动去除"),
        render_kw={"accept": "image/*", "capture": "environment"},
    )  # fmt: skip


class WithdrawPhotoForm(FlaskForm):
    reason = StringField(_l("理由"), [DataRequired(NEEDED), Length(max=500), storable])
