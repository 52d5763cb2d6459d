"""Forms of consultations: units by link, reminders, the public."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from gazetteer.consultations.rules import LONGEST_COMMENT, LONGEST_TEXT
from geoapp.web import consultation_words
from geoapp.web.forms.cases import day, offered
from geoapp.web.forms.text import NEEDED, storable

LONG = Length(max=LONGEST_TEXT, message=_l("最多 2000 个字"))
SHORT = Length(max=100, message=_l("最多 100 个字"))


class ReplyForm(FlaskForm):
    """A unit's answer by its link."""

    version = HiddenField(validators=[InputRequired()])
    answer = RadioField(_l("意见"), [InputRequired(NEEDED)], choices=offered(consultation_words.ANSWERS))
    text = TextAreaField(
        _l("说明"), [Optional(), LONG, storable],
        description=_l("不同意请写理由；有条件同意请写明条件。最多 2000 个字"), render_kw={"rows": 5},
    )  # fmt: skip
    name = StringField(
        _l("答复人"), [DataRequired(NEEDED), SHORT, storable], description=_l("姓名和职务，例如 李四 规划科科长"),
        render_kw={"autocomplete": "name"},
    )  # fmt: skip


class PublicForm(FlaskForm):
    """Opening a consultation of the public."""

    question = TextAreaField(
        _l("征询的问题"), [DataRequired(NEEDED), Length(5, 1000, _l("请写 5 到 1000 个字")), storable],
        render_kw={"rows": 3},
    )  # fmt: skip
    range_text = TextAreaField(
        _l("征求意见的范围和方式"), [DataRequired(NEEDED), Length(max=500, message=_l("最多 500 个字")), storable],
        description=_l("还在哪里张贴、发布，面向哪些人；写进征求意见报告"), render_kw={"rows": 2},
    )  # fmt: skip
    issuer = StringField(_l("征求意见的机关"), [DataRequired(NEEDED), Length(max=200), storable])
    opens_on = StringField(_l("第一天"), [DataRequired(NEEDED), day], render_kw={"type": "date"})
    closes_on = StringField(_l("最后一天"), [DataRequired(NEEDED), day], render_kw={"type": "date"})


class CommentForm(FlaskForm):
    """A comment of anybody. `website` stays empty: people do not see it, programs that fill in everything do."""

    key = HiddenField(validators=[Optional()])
    text = TextAreaField(
        _l("您的意见"), [DataRequired(NEEDED), Length(2, LONGEST_COMMENT, _l("请写 2 到 2000 个字")), storable],
        description=_l("最多 2000 个字，纯文本。请不要写他人的个人信息；审核后公开。"), render_kw={"rows": 6},
    )  # fmt: skip
    author = StringField(
        _l("署名"), [Optional(), Length(max=50, message=_l("最多 50 个字")), storable],
        description=_l("会公开；不写就显示为“匿名”。"), render_kw={"autocomplete": "off"},
    )  # fmt: skip
    contact = StringField(
        _l("联系方式"), [Optional(), Length(max=200, message=_l("最多 200 个字")), storable],
        description=_l("不公开，只有当地办案人员能看到。"), render_kw={"autocomplete": "email"},
    )  # fmt: skip
    website = StringField(_l("网站"), [Length(max=0, message=_l("请不要填写这一栏"))])


class ReviewForm(FlaskForm):
    """Opening an expert review."""

    question = TextAreaField(
        _l("论证的问题"), [DataRequired(NEEDED), Length(5, 1000, _l("请写 5 到 1000 个字")), storable],
        render_kw={"rows": 3},
    )  # fmt: skip
    method = RadioField(
        _l("论证方式"), [InputRequired(NEEDED)], choices=offered(consultation_words.METHODS), default="meeting"
    )


class ExpertForm(FlaskForm):
    name = StringField(_l("姓名"), [DataRequired(NEEDED), Length(max=50, message=_l("最多 50 个字")), storable])
    field = StringField(_l("专业领域"), [DataRequired(NEEDED), SHORT, storable])
    unit = StringField(_l("单位"), [DataRequired(NEEDED), Length(max=200, message=_l("最多 200 个字")), storable])


class ConcludeForm(FlaskForm):
    """The end of an expert review; risks and advice are sections of its report."""

    version = HiddenField(validators=[InputRequired()])
    held_on = StringField(_l("论证日期"), [DataRequired(NEEDED), day], render_kw={"type": "date"})
    minutes = TextAreaField(
        _l("会议纪要"), [DataRequired(NEEDED), Length(max=5000, message=_l("最多 5000 个字")), storable],
        description=_l("书面论证写收集意见的经过"), render_kw={"rows": 6},
    )  # fmt: skip
    risks = TextAreaField(_l("可能存在的风险"), [DataRequired(NEEDED), LONG, storable], render_kw={"rows": 3})
    advice = TextAreaField(_l("对方案和实施的建议"), [DataRequired(NEEDED), LONG, storable], render_kw={"rows": 3})
    result = RadioField(
        _l("论证结论"), [InputRequired(NEEDED)],
        choices=offered({code: word for code, (word, _tone) in consultation_words.RESULTS.items()}),
    )  # fmt: skip


class AssessmentForm(FlaskForm):
    """综合评估: a draft may have empty sections, a settled report may not."""

    version = HiddenField(validators=[InputRequired()])
    legality = TextAreaField(_l("合法性"), [Optional(), LONG, storable], render_kw={"rows": 3})
    feasibility = TextAreaField(_l("可行性"), [Optional(), LONG, storable], render_kw={"rows": 3})
    controllability = TextAreaField(_l("可控性"), [Optional(), LONG, storable], render_kw={"rows": 3})
    effects = TextAreaField(_l("可能产生的社会影响"), [Optional(), LONG, storable], render_kw={"rows": 3})
    risks = TextAreaField(_l("可能存在的风险"), [Optional(), LONG, storable], render_kw={"rows": 3})
    measures = TextAreaField(_l("应对措施"), [Optional(), LONG, storable], render_kw={"rows": 3})


def objection_text() -> TextAreaField:
    """What is said against an announcement, or against a name of a public list."""
    return TextAreaField(
        _l("异议和理由"), [DataRequired(NEEDED), Length(5, LONGEST_TEXT, _l("请写 5 到 2000 个字")), storable],
        description=_l("最多 2000 个字，纯文本。请不要写他人的个人信息。"), render_kw={"rows": 6},
    )  # fmt: skip


class ObjectionForm(FlaskForm):
    """An objection of anybody to an announcement; `website` as in `CommentForm`."""

    key = HiddenField(validators=[Optional()])
    text = objection_text()
    author = StringField(
        _l("姓名或单位"), [Optional(), Length(max=50, message=_l("最多 50 个字")), storable],
        description=_l("不公开。"), render_kw={"autocomplete": "name"},
    )  # fmt: skip
    contact = StringField(
        _l("联系方式"), [Optional(), Length(max=200, message=_l("最多 200 个字")), storable],
        description=_l("不公开；需要直接答复您时使用。"), render_kw={"autocomplete": "email"},
    )  # fmt: skip
    website = StringField(_l("网站"), [Length(max=0, message=_l("请不要填写这一栏"))])


class ReminderForm(FlaskForm):
    channel = SelectField(_l("催办方式"), [InputRequired(NEEDED)], choices=offered(consultation_words.CHANNELS))
    note = StringField(_l("备注"), [Optional(), Length(max=500, message=_l("最多 500 个字")), storable])
