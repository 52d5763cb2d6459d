"""Forms of protected names, vanished names, origins and the reserve."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from geoapp.web import heritage_words
from geoapp.web.forms.campaigns import CheckboxList
from geoapp.web.forms.cases import day, degrees, offered
from geoapp.web.forms.text import NEEDED, storable

_LONG = Length(max=2000, message=_l("最多 2000 个字"))
_PLAIN = {"autocomplete": "off"}
_PLACE_HINT = _l("地名页面的网址，或本辖区内的标准地名全名")
_TEXT = [DataRequired(NEEDED), _LONG, storable]


class ProposeForm(FlaskForm):
    place = StringField(
        _l("地名"), [DataRequired(NEEDED), Length(max=200), storable], description=_PLACE_HINT, render_kw=_PLAIN
    )
    grade = SelectField(_l("级别"), [InputRequired(NEEDED)], default="county")
    criteria = CheckboxList(_l("列入标准"), [InputRequired(_l("至少选一条"))])
    reason = TextAreaField(_l("理由"), _TEXT, render_kw={"rows": 3})
    plan = TextAreaField(
        _l("保护措施"), _TEXT, render_kw={"rows": 3}, description=_l("例如 设立标志、派生命名、宣传、文化产品")
    )


class ProtectionStepForm(FlaskForm):
    state_version = HiddenField(validators=[InputRequired()])
    document = StringField(_l("文号"), [DataRequired(NEEDED), Length(max=200), storable], render_kw=_PLAIN)


class ProtectionReasonForm(FlaskForm):
    state_version = HiddenField(validators=[InputRequired()])
    note = TextAreaField(_l("理由"), _TEXT, render_kw={"rows": 3})


class VanishedForm(FlaskForm):
    place = StringField(
        _l("登记的地名"), [Optional(), Length(max=200), storable], render_kw=_PLAIN,
        description=_l("已登记的填写：地名页面的网址或全名；位置按登记的固定下来"),
    )  # fmt: skip
    name = StringField(_l("名称"), [Optional(), Length(max=100), storable], render_kw=_PLAIN,
                       description=_l("没有登记的填写"))  # fmt: skip
    category = SelectField(_l("类别"), [InputRequired(NEEDED)], default="other")
    division = StringField(_l("所在政区"), [Optional(), Length(max=100), storable], description=_l("全名或代码"))
    lon = StringField(_l("经度"), [Optional(), degrees], render_kw=_PLAIN)
    lat = StringField(_l("纬度"), [Optional(), degrees], render_kw=_PLAIN)
    vanished = StringField(
        _l("何时消失"), [DataRequired(NEEDED), Length(max=100), storable], description=_l("例如 约1958年、民国时期")
    )
    reason = TextAreaField(_l("消失的原因"), _TEXT, render_kw={"rows": 2})
    evidence = TextAreaField(_l("证据"), _TEXT, render_kw={"rows": 3})
    source = StringField(_l("出处"), [DataRequired(NEEDED), Length(max=300), storable])


class OriginForm(FlaskForm):
    text = TextAreaField(_l("来历"), _TEXT, render_kw={"rows": 3})
    quotation = TextAreaField(
        _l("引文"), [Optional(), _LONG, storable], description=_l("出处的原文"), render_kw={"rows": 3}
    )
    source = StringField(
        _l("出处"),
        [DataRequired(NEEDED), Length(max=300), storable],
        description=_l("书名、卷次、页码"),
    )
    confidence = SelectField(
        _l("可信度"), [InputRequired(NEEDED)], choices=offered(heritage_words.CONFIDENCE), default="medium"
    )
    is_contested = BooleanField(_l("有争议：还有别的说法"))
    replaces = SelectField(_l("代替"), [Optional()])


class ReserveForm(FlaskForm):
    name = StringField(_l("名称"), [DataRequired(NEEDED), Length(max=30), storable], render_kw=_PLAIN)
    category = SelectField(_l("类别"), [InputRequired(NEEDED)], default="street")
    division = StringField(
        _l("使用范围"), [DataRequired(NEEDED), Length(max=100), storable], description=_l("全名或代码")
    )
    origin = TextAreaField(_l("来历"), _TEXT, render_kw={"rows": 2})
    meaning = TextAreaField(_l("含义"), [Optional(), _LONG, storable], render_kw={"rows": 2})
    reserved_until = StringField(_l("保留至"), [Optional(), day], render_kw={"type": "date"})


class ReleaseForm(FlaskForm):
    release_reason = StringField(_l("理由"), [DataRequired(NEEDED), Length(max=500), storable])
