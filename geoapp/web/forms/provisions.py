"""Entering rows of local law on names, of three kinds, and ending one."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from gazetteer.provisions.model import LONGEST
from geoapp.web import provision_words
from geoapp.web.forms.cases import day, offered
from geoapp.web.forms.dated_rows import PLAIN, DatedRowForm, EndRowForm
from geoapp.web.forms.text import NEEDED, storable

_MONTHS = NumberRange(1, 99, _l("请填 1 到 99 之间的月数"))


class ProvisionForm(DatedRowForm):
    """What rows of all kinds have."""

    kind = HiddenField()
    subject = StringField(validators=[DataRequired(NEEDED), Length(max=LONGEST["subject"]), storable], render_kw=PLAIN)
    category = SelectField(_l("哪类地名"), [Optional()])
    source = StringField(
        _l("法规依据"),
        [DataRequired(NEEDED), Length(max=LONGEST["source"]), storable],
        description=_l("文件名称、文号和条款；会写在检查结果里"),
    )
    valid_to = StringField(
        _l("废止日期"), [Optional(), day], description=_l("不填：至今有效"), render_kw={"type": "date"}
    )

    def __init__(self) -> None:
        super().__init__()
        self.category.choices = offered({"": _l("所有地名"), **provision_words.NAMES})


class RuleForm(ProvisionForm):
    subject = SelectField(_l("规则"), [InputRequired(NEEDED)], choices=offered(provision_words.RULES))
    severity = SelectField(_l("程度"), [InputRequired(NEEDED)], choices=offered(provision_words.SEVERITIES))
    scope_kind = SelectField(_l("比较范围"), [InputRequired(NEEDED)], choices=offered(provision_words.SCOPES))
    comparison_key = SelectField(_l("比较什么"), [InputRequired(NEEDED)], choices=offered(provision_words.COMPARED))
    details = StringField(
        _l("参数"),
        [Optional(), Length(max=LONGEST["details"]), storable],
        description=_l("多数规则没有参数；“字数过多”用 most=8，“同名”用 edge_m=200（离建成区边缘多少米以内也比较）"),
        render_kw=PLAIN,
    )


class ThresholdForm(ProvisionForm):
    subject = StringField(_l("通名"), [DataRequired(NEEDED), Length(max=LONGEST["subject"]), storable], render_kw=PLAIN)
    details = StringField(
        _l("规模条件"),
        [DataRequired(NEEDED), Length(max=LONGEST["details"]), storable],
        description=_l(
            "& 表示同时满足，| 表示任选其一，例如 floors>=20|floor_area_m2>=30000。"
            "可用：floors、height_m、floor_area_m2、site_area_m2、open_ground_m2、open_share、green_share、"
            "cover_share、floor_area_ratio、length_m、width_m"
        ),
        render_kw=PLAIN,
    )


class WordForm(ProvisionForm):
    subject = StringField(_l("词"), [DataRequired(NEEDED), Length(max=LONGEST["subject"]), storable], render_kw=PLAIN)
    list = SelectField(_l("词表"), [InputRequired(NEEDED)], choices=offered(provision_words.LISTS))
    severity = SelectField(
        _l("程度"),
        [InputRequired(NEEDED)],
        choices=offered(provision_words.SEVERITIES),
        description=_l("“不检查”：本政区不检查这个词，即使随系统提供的词表里有"),
    )
    word_place = SelectField(_l("检查位置"), [InputRequired(NEEDED)], choices=offered(provision_words.WORD_PLACES))
    word_kind = StringField(
        _l("词的种类"),
        [Optional(), Length(max=LONGEST["word_kind"]), storable],
        description=_l("人名表要写：国家领导人、历史人物、近现代人物、笔名别名或作品人物"),
        render_kw=PLAIN,
    )
    exceptions = TextAreaField(
        _l("例外词"),
        [Optional(), Length(max=2000), storable],
        description=_l("每行一个：含有这个词而不是这个意思的较长的词"),
        render_kw={"rows": 2},
    )
    note = StringField(_l("说明"), [Optional(), Length(max=LONGEST["note"]), storable])


class PreNamingForm(ProvisionForm):
    """That the area offers 预命名, for which names and how long. Its details are made of the months."""

    subject = HiddenField()
    months = IntegerField(
        _l("有效期（月）"), [InputRequired(NEEDED), _MONTHS], description=_l("自批准之日起的日历月数，例如 6")
    )
    extension_months = IntegerField(
        _l("可以延长（月）"), [Optional(), _MONTHS], description=_l("只能延长一次；不填：不能延长")
    )

    def __init__(self) -> None:
        super().__init__()
        self.source.description = _l("文件名称、文号和条款；会写进批复")

    @property
    def details_text(self) -> str:
        more = f";extension_months={self.extension_months.data}" if self.extension_months.data else ""
        return f"months={self.months.data}{more}"


FORMS: dict[str, type[ProvisionForm]] = {
    "rule": RuleForm,
    "threshold": ThresholdForm,
    "word": WordForm,
    "pre_naming": PreNamingForm,
}


class EndForm(EndRowForm):
    version = IntegerField(validators=[InputRequired()])
