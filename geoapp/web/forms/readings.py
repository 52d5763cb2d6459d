"""Deciding a reading; adding and ending rules of the reading table; what the codes of their problems mean."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import UUID, DataRequired, InputRequired, Length, Optional

from geoapp.web.forms.text import NEEDED, storable
from geoapp.web.problem_words import words_from

READING_WORDS = {
    "evidence_missing": _l("请写明依据：文件、志书，或当地读音调查"),
    "minority_language": _l("这是%(detail)s地名，按音译转写法核定，不能由汉字读音生成"),
    "not_one_each": _l("要与名称逐字对应：每个汉字一个音节，共 %(detail)s 个"),
    "no_tones": _l("请标声调，例如 bái lù táng 或 bai2 lu4 tang2"),
    "unlisted_reading": _l("字典没有收这个读音：%(detail)s。若确为当地读音，请勾选下面的确认"),
    "required": _l("请填写这一项"),
    "reading_does_not_fit": _l("读音要与名称逐字对应：每个汉字一个音节，用空格分开"),
}

problem_words = words_from(READING_WORDS)


class DecideForm(FlaskForm):
    name_id = HiddenField(validators=[InputRequired(), UUID()])
    reading_id = HiddenField(validators=[Optional(), UUID()])
    version = IntegerField(validators=[InputRequired()])
    spelling = StringField(
        _l("读音（逐字，带声调）"),
        [DataRequired(NEEDED), Length(max=300)],
        description=_l("每个汉字一个音节，用空格分开；也可以写成 bai2 lu4 tang2"),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    is_unlisted_confirmed = BooleanField(_l("已核实：当地确实这样读，字典未收"))
    evidence = TextAreaField(
        _l("依据"),
        [DataRequired(NEEDED), Length(max=500, message=_l("最多 500 个字")), storable],
        description=_l("文件名称和文号、志书卷页，或调查记录；随读音一起公布"),
        render_kw={"rows": 3},
    )


class OverrideForm(FlaskForm):
    name = StringField(_l("名称或词"), [DataRequired(NEEDED), Length(max=50), storable])
    reading = StringField(
        _l("读音"),
        [DataRequired(NEEDED), Length(max=200), storable],
        description=_l("每个汉字一个音节，带声调，例如 liù ān"),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    scope = StringField(
        _l("适用范围"),
        [Optional(), Length(max=100), storable],
        description=_l("不填：处处适用。whole：只用于全名；first：只在词首；也可写政区名，如 江苏省南京市"),
    )
    source = StringField(_l("来源"), [DataRequired(NEEDED), Length(max=200), storable])
    note = StringField(_l("说明"), [Optional(), Length(max=200), storable])


class EndForm(FlaskForm):
    version = IntegerField(validators=[InputRequired()])
    reason = StringField(_l("停用原因"), [Optional(), Length(max=500), storable])
