"""Forms of supervision: the report that anybody can make, and the steps of a case."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from geoapp.web import supervision_words
from geoapp.web.forms.cases import day, degrees, offered
from geoapp.web.forms.text import NEEDED, storable

_LONG = Length(max=2000, message=_l("最多 2000 个字"))
_PLAIN = {"autocomplete": "off"}


class UseReportForm(FlaskForm):
    """Who reports is asked last, and need not say."""

    place = HiddenField(validators=[Optional()])
    used_name = StringField(
        _l("使用的名称"), [DataRequired(NEEDED), Length(max=100), storable],
        description=_l("标志、广告、公示牌、网页上写的名称"), render_kw=_PLAIN,
    )  # fmt: skip
    place_words = StringField(
        _l("在哪里"), [DataRequired(NEEDED), Length(max=300), storable],
        description=_l("路口、门牌或网址"), render_kw=_PLAIN,
    )  # fmt: skip
    division = StringField(
        _l("所在县（市、区）"), [Optional(), Length(max=100), storable],
        description=_l("从地名页面进来或填了经纬度的，可以不填"), render_kw=_PLAIN,
    )  # fmt: skip
    lon = StringField(_l("经度"), [Optional(), degrees], render_kw=_PLAIN)
    lat = StringField(_l("纬度"), [Optional(), degrees], render_kw=_PLAIN)
    text = TextAreaField(
        _l("哪里不规范"), [DataRequired(NEEDED), _LONG, storable], render_kw={"rows": 4},
        description=_l("例如：标志上写作……，标准地名是……。请不要在这里写您的姓名和电话。"),
    )  # fmt: skip
    photo = FileField(_l("照片"), description=_l("JPG 或 PNG，最大 20 MB；拍摄地点、时间等附带信息会自动去除"))
    person = StringField(_l("您的称呼"), [Optional(), Length(max=100), storable], render_kw={"autocomplete": "name"})
    contact = StringField(
        _l("联系方式"), [Optional(), Length(max=200), storable],
        description=_l("依法保密：只有接办这件事的一名工作人员能看到"), render_kw={"autocomplete": "tel"},
    )  # fmt: skip


class OfficerReportForm(UseReportForm):
    channel = SelectField(
        _l("来源"), [InputRequired(NEEDED)], default="inspection",
        choices=offered({code: supervision_words.CHANNELS[code] for code in ("inspection", "referral")}),
    )  # fmt: skip


class SupervisionStepForm(FlaskForm):
    state_version = HiddenField(validators=[InputRequired()])
    note = TextAreaField(_l("情况"), [Optional(), _LONG, storable], render_kw={"rows": 3},
                         description=_l("不要写反映人的个人信息"))  # fmt: skip


class FoundForm(SupervisionStepForm):
    note = TextAreaField(
        _l("情况"), [DataRequired(NEEDED), _LONG, storable], render_kw={"rows": 4},
        description=_l("不要写反映人的个人信息"),
    )  # fmt: skip


class OrderForm(FoundForm):
    act = SelectField(_l("违法行为"), [InputRequired(NEEDED)])
    rectify_by = StringField(_l("改正期限"), [DataRequired(NEEDED), day], render_kw={"type": "date"})


class DecisionForm(SupervisionStepForm):
    act = SelectField(_l("违法行为"), [InputRequired(NEEDED)])
    sanction = SelectField(_l("处理"), [InputRequired(NEEDED)], choices=offered(supervision_words.SANCTIONS))
    amount = IntegerField(_l("罚款金额（元）"), [Optional()], description=_l("选“罚款”时填写，在条文规定的幅度内"))
    party = StringField(_l("当事人"), [DataRequired(NEEDED), Length(max=200), storable], render_kw=_PLAIN)
    document = StringField(_l("决定文号"), [DataRequired(NEEDED), Length(max=200), storable], render_kw=_PLAIN)
    note = TextAreaField(_l("理由"), [DataRequired(NEEDED), _LONG, storable], render_kw={"rows": 4})


class HandOverForm(FlaskForm):
    handler = SelectField(_l("交给"), [InputRequired(NEEDED)])


class PhotoForm(FlaskForm):
    stage = SelectField(_l("何时"), [InputRequired(NEEDED)], choices=offered(supervision_words.STAGES))
    photo = FileField(_l("照片"), description=_l("JPG 或 PNG，最大 20 MB"))
