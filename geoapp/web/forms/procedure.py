"""Setting a number of the procedure, adding a unit to be asked, ending either."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import UUID, DataRequired, InputRequired, Length, Optional

from gazetteer.cases.follow_ups import FOLLOWED
from gazetteer.procedure.model import LONGEST
from geoapp.web import case_words, consultation_words, procedure_words, reminder_words
from geoapp.web.forms.cases import offered
from geoapp.web.forms.dated_rows import PLAIN, DatedRowForm, EndRowForm
from geoapp.web.forms.text import NEEDED, storable


class NumberForm(DatedRowForm):
    code = SelectField(_l("哪一项"), [InputRequired(NEEDED)], choices=offered(procedure_words.NUMBERS))
    value = IntegerField(_l("数目"), [InputRequired(_l("请写整数"))])


class _RuleForm(DatedRowForm):
    category = SelectField(_l("哪类地名"), [Optional()])
    class_prefix = StringField(
        _l("分类代码的开头"), [Optional(), Length(max=5), storable], description=_l("不填：整类地名"), render_kw=PLAIN
    )

    def __init__(self, categories: Mapping[str, str]) -> None:
        super().__init__()
        self.category.choices = offered({"": _l("所有地名"), **categories})


class UnitRuleForm(_RuleForm):
    condition = SelectField(_l("什么情形"), [InputRequired(NEEDED)], choices=offered(procedure_words.CONDITIONS))
    unit = StringField(
        _l("单位"),
        [DataRequired(NEEDED), Length(max=LONGEST["unit"]), storable],
        description=_l("{county} 写成所在县名，{neighbour}、{township}、{village} 类推，例如 {county}住房和城乡建设局"),
        render_kw=PLAIN,
    )
    reason = StringField(_l("为什么征求"), [DataRequired(NEEDED), Length(max=LONGEST["reason"]), storable])


class ApproverRuleForm(_RuleForm):
    approver_kind = SelectField(_l("批准机关的种类"), [InputRequired(NEEDED)], choices=offered(case_words.APPROVERS))
    body = StringField(
        _l("批准机关"),
        [Optional(), Length(max=LONGEST["body"]), storable],
        description=_l("{county} 写成所在县名，{city}、{province} 类推；不填：由审批人填写"),
        render_kw=PLAIN,
    )


class ReportRuleForm(DatedRowForm):
    report = SelectField(_l("报告"), [InputRequired(NEEDED)], choices=offered(consultation_words.REPORTS))
    case_kind = SelectField(_l("办理事项"), [Optional()], choices=offered({"": _l("所有事项"), **case_words.KINDS}))
    category = SelectField(_l("哪类地名"), [Optional()])

    def __init__(self, categories: Mapping[str, str]) -> None:
        super().__init__()
        self.category.choices = offered({"": _l("所有地名"), **categories})


class CriterionForm(DatedRowForm):
    label_zh = StringField(
        _l("评分项"), [DataRequired(NEEDED), Length(max=LONGEST["label_zh"]), storable],
        description=_l("专家按它打 1 到 5 分，例如 文化价值"), render_kw=PLAIN,
    )  # fmt: skip
    label_en = StringField(
        _l("英文名称"), [Optional(), Length(max=LONGEST["label_en"]), storable],
        description=_l("英文界面里显示；不填：显示中文"), render_kw=PLAIN,
    )  # fmt: skip


class ReminderRuleForm(DatedRowForm):
    matter = SelectField(_l("提醒什么"), [InputRequired(NEEDED)], choices=offered(reminder_words.MATTERS))
    days_left = IntegerField(
        _l("剩几天时提醒"), [InputRequired(_l("请写整数"))], description=_l("按日历日计；负数：超期几天时，例如 -1")
    )


class FollowUpRuleForm(_RuleForm):
    unit = StringField(
        _l("单位"),
        [DataRequired(NEEDED), Length(max=LONGEST["unit"]), storable],
        description=_l("{county} 写成所在县名，{city}、{province} 类推，例如 {county}公安局"),
        render_kw=PLAIN,
    )
    task = StringField(
        _l("要做什么"), [DataRequired(NEEDED), Length(max=LONGEST["task"]), storable],
        description=_l("例如 更换门牌，更新标准地址和户籍地址"),
    )  # fmt: skip
    days = IntegerField(_l("公告后几天以内"), [InputRequired(_l("请写整数"))], description=_l("日历日，公告当天不计"))
    case_kind = SelectField(
        _l("办理事项"),
        [Optional()],
        choices=offered({"": _l("更名和注销"), **{str(kind): case_words.KINDS[kind] for kind in FOLLOWED}}),
    )


class EndNumberForm(EndRowForm):
    code = SelectField(validators=[InputRequired()], choices=offered(procedure_words.NUMBERS))
    division = StringField(validators=[UUID()])
