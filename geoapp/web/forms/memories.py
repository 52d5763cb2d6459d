"""Forms of marker texts and oral histories."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import UUID, DataRequired, Length, Optional

from geoapp.web.forms.cases import day
from geoapp.web.forms.text import NEEDED, storable

_PLAIN = {"autocomplete": "off"}
_LONG = Length(max=2000, message=_l("最多 2000 个字"))


class MarkerForm(FlaskForm):
    case = HiddenField(validators=[Optional(), UUID()])
    text = TextAreaField(
        _l("碑文"), [DataRequired(NEEDED), _LONG, storable], render_kw={"rows": 5},
        description=_l("原址的标志或碑石上写的文字；随案件批准，或由审批人审定后公开"),
    )  # fmt: skip
    whereabouts = StringField(
        _l("立在哪里"), [Optional(), Length(max=300), storable], render_kw=_PLAIN, description=_l("例如 桥东头路边")
    )


class OralHistoryForm(FlaskForm):
    case = HiddenField(validators=[Optional(), UUID()])
    speaker = StringField(
        _l("讲述人"), [Optional(), Length(max=100), storable], render_kw=_PLAIN,
        description=_l("留空就是匿名：姓名不保存，出生年份和地点不公开"),
    )  # fmt: skip
    born_year = IntegerField(_l("出生年份"), [Optional()], render_kw={"inputmode": "numeric"})
    told_on = StringField(_l("讲述日期"), [DataRequired(NEEDED), day], render_kw={"type": "date"})
    told_at = StringField(_l("讲述地点"), [Optional(), Length(max=200), storable], render_kw=_PLAIN)
    interviewer = StringField(
        _l("采访人"), [DataRequired(NEEDED), Length(max=100), storable], render_kw=_PLAIN, description=_l("不公开")
    )
    language = StringField(
        _l("语言或方言"), [DataRequired(NEEDED), Length(max=100), storable], render_kw=_PLAIN,
        description=_l("例如 郴州官话"),
    )  # fmt: skip
    transcript = TextAreaField(
        _l("文字记录"), [DataRequired(NEEDED), Length(max=20_000, message=_l("最多 20000 个字")), storable],
        render_kw={"rows": 10},
    )  # fmt: skip
    recording = FileField(
        _l("录音"), [Optional()], description=_l("MP3、M4A 或 WAV，最大 30 MB"),
        render_kw={"accept": ".mp3,.m4a,.wav"},
    )  # fmt: skip
    may_publish = BooleanField(_l("讲述人同意公开文字记录"), description=_l("没有同意的，只有本辖区地名保护人员看得到"))
    may_play = BooleanField(_l("讲述人同意公开录音"), description=_l("认识的人听得出是谁的声音"))


class EndForm(FlaskForm):
    reason = StringField(_l("理由"), [DataRequired(NEEDED), Length(max=500), storable])
