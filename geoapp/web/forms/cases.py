"""Forms of naming cases: the application, and one form for each kind of step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import UUID, DataRequired, InputRequired, Length, Optional, ValidationError

from gazetteer.cases.errors import Hindered
from gazetteer.cases.telling import LONGEST_REASON, LONGEST_TOLD
from geoapp.web import case_words
from geoapp.web.forms.text import NEEDED, storable
from geocore.coordinates import decimal_number
from geocore.errors import InvalidInput
from geocore.problems import Problem

_PLAIN = {"autocomplete": "off"}
_DAY_WORDS = _l("请按 年-月-日 填写，例如 2026-03-01")
_LONG = Length(max=2000, message=_l("最多 2000 个字"))


def day(_form: Any, field: Any) -> None:
    """A date as YYYY-MM-DD; the message is ours, in the reader's language."""
    try:
        date.fromisoformat(field.data.strip())
    except ValueError as error:
        raise ValidationError(str(_DAY_WORDS)) from error


def degrees(_form: Any, field: Any) -> None:
    """A number of degrees, finite."""
    try:
        is_good = abs(decimal_number(field.data)) <= 180
    except ValueError:
        is_good = False
    if not is_good:
        raise ValidationError(str(_l("请填写十进制度数，例如 113.0312")))


def offered(words: Mapping[str, Any]) -> list[SelectChoice]:
    """Codes with their words, in the order of the table."""
    return [SelectChoice(value=code, label=word) for code, word in words.items()]


def put_problems(
    form: FlaskForm,
    error: InvalidInput | Hindered,
    words_of: Callable[[Problem], str] = case_words.problem_words,
) -> None:
    """Each problem beside its field; those without a field above the form."""
    for problem in error.problems:
        words = words_of(problem)
        field = form._fields.get(problem.field)
        if field is None:
            form.form_errors.append(words)
        else:
            field.errors = [*field.errors, words]


class DraftForm(FlaskForm):
    """The application. Nothing is required to keep a draft but where and what it is about."""

    draft_id = HiddenField(validators=[Optional(), UUID()])
    """Names the case before it is opened: the same form sent twice opens it once."""
    kind = RadioField(_l("办理事项"), [InputRequired(NEEDED)], choices=offered(case_words.KINDS), default="naming")
    place = StringField(
        _l("现有地名"),
        [Optional(), Length(max=200), storable],
        description=_l("更名、注销、更正时填写：地名页面的网址，或本辖区内的标准地名全名"),
        render_kw=_PLAIN,
    )
    category = SelectField(
        _l("类别"), [InputRequired(NEEDED)], default="street", description=_l("更名、注销、更正时以现有地名为准")
    )
    class_code = SelectField(_l("分类"), [Optional()])
    division = StringField(
        _l("所在政区"),
        [DataRequired(NEEDED), Length(max=100), storable],
        description=_l("全名或代码"),
        render_kw={"list": "divisions", "autocomplete": "off"},
    )
    names = TextAreaField(
        _l("拟用名称"), [Optional(), Length(max=400), storable],
        description=_l("每行一个，最多五个，按意愿排序；专名加通名，例如 同心路"), render_kw={"rows": 3},
    )  # fmt: skip
    reading = StringField(
        _l("读音"), [Optional(), Length(max=300), storable],
        description=_l("第一个名称里有多音字时填写，逐字标声调，例如 cháo yáng lù"),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )  # fmt: skip
    reason_code = SelectField(
        _l("更名原因"), [Optional()], description=_l("更名必选，注销可选；选“其他”的，在理由里写明")
    )
    reason = TextAreaField(_l("理由"), [Optional(), _LONG, storable], render_kw={"rows": 3})
    meaning = TextAreaField(_l("含义"), [Optional(), _LONG, storable], render_kw={"rows": 2})
    origin = TextAreaField(_l("来历"), [Optional(), _LONG, storable], render_kw={"rows": 2})
    position_text = TextAreaField(
        _l("位置描述"), [Optional(), _LONG, storable],
        description=_l("起止点或四至；写进公告"), render_kw={"rows": 2},
    )  # fmt: skip
    lon = StringField(_l("经度"), [Optional(), degrees], description=_l("十进制度，CGCS2000"), render_kw=_PLAIN)
    lat = StringField(_l("纬度"), [Optional(), degrees], description=_l("十进制度，CGCS2000"), render_kw=_PLAIN)
    facts = TextAreaField(
        _l("规模和性质"), [Optional(), _LONG, storable],
        description=_l("每行一项，写成“长度：800 米”"), render_kw={"rows": 3},
    )  # fmt: skip
    ended_on = StringField(
        _l("实体消失日期"), [Optional(), day], description=_l("注销时填写"), render_kw={"type": "date"}
    )
    channel = SelectField(_l("来源"), [InputRequired(NEEDED)], choices=offered(case_words.CHANNELS), default="counter")
    applicant_unit = StringField(_l("申请单位"), [Optional(), Length(max=200), storable])
    applicant_code = StringField(
        _l("统一社会信用代码"), [Optional(), Length(max=18), storable], render_kw={"autocapitalize": "characters"}
    )
    contact_person = StringField(
        _l("联系人"), [Optional(), Length(max=100), storable], description=_l("只有办案人员能看到")
    )
    contact_phone = StringField(_l("联系电话"), [Optional(), Length(max=50), storable])


class DocumentForm(FlaskForm):
    kind = SelectField(_l("材料种类"), [InputRequired(NEEDED)], choices=offered(case_words.DOCUMENTS))
    file = FileField(
        _l("文件"), [FileRequired(_l("请选择文件"))], description=_l("PDF、JPG、PNG、DOCX、XLSX、OFD，最大 20 MB")
    )


class ItemsForm(FlaskForm):
    version = HiddenField(validators=[InputRequired()])
    file = FileField(
        _l("表格"), [FileRequired(_l("请选择文件"))], description=_l("Excel（.xlsx）或 CSV，最多 500 行"),
        render_kw={"accept": ".xlsx,.csv,.txt"},
    )  # fmt: skip


class FollowUpForm(FlaskForm):
    """What became of a task of another office."""

    outcome = SelectField(
        _l("办理情况"),
        [InputRequired(NEEDED)],
        choices=offered({"done": _l("已办结"), "not_needed": _l("不需要办"), "open": _l("重新列为未办")}),
    )
    settled_on = StringField(_l("办结日期"), [Optional(), day])
    note = TextAreaField(_l("说明"), [Optional(), Length(max=500, message=_l("最多 500 个字")), storable])


class StepForm(FlaskForm):
    """A step without anything to say but, if one likes, a note."""

    state_version = HiddenField(validators=[InputRequired()])
    note = TextAreaField(_l("备注"), [Optional(), _LONG, storable], render_kw={"rows": 2})


class ReasonForm(StepForm):
    """A step that nobody takes without saying why."""

    note = TextAreaField(
        _l("理由"), [DataRequired(NEEDED), _LONG, storable], description=_l("写入案卷"), render_kw={"rows": 4}
    )


class ToldForm(ReasonForm):
    """A reason that goes to the applicant: on the notice, and where the application is followed."""

    note = TextAreaField(
        _l("理由"), [DataRequired(NEEDED), Length(max=LONGEST_TOLD, message=_l("最多 8000 个字")), storable],
        description=_l("写入案卷，印在通知书上，申请单位查询进度时也能看到。"), render_kw={"rows": 8},
    )  # fmt: skip


class CorrectionRequestForm(ToldForm):
    """Everything that is to be put right, and the second time why it was not told at once; that field is taken away
    the first time.
    """

    note = TextAreaField(
        _l("需要补正的内容"), [DataRequired(NEEDED), Length(max=LONGEST_TOLD, message=_l("最多 8000 个字")), storable],
        description=_l("每行一条，一次告知全部内容；印在通知书上，申请单位查询进度时也能看到。"), render_kw={"rows": 8},
    )  # fmt: skip
    again = TextAreaField(
        _l("为什么上次没有告知"),
        [DataRequired(NEEDED), Length(max=LONGEST_REASON, message=_l("最多 1000 个字")), storable],
        description=_l("以前告知过一次补正；理由写入案卷和通知书。上次告知了、没有补正的，也请写明"),
        render_kw={"rows": 3},
    )  # fmt: skip


class LayForm(ReasonForm):
    """The opinion, and where something was left out, why; the field is taken away where nothing was."""

    left_out = TextAreaField(
        _l("为什么没有征求、没有判断"),
        [DataRequired(NEEDED), Length(max=1000, message=_l("最多 1000 个字")), storable],
        render_kw={"rows": 3},
    )


class ConsultForm(StepForm):
    units = TextAreaField(
        _l("征求意见的单位"), [DataRequired(NEEDED), _LONG, storable],
        description=_l("每行一个；都答复以后才能结束"), render_kw={"rows": 4},
    )  # fmt: skip
    question = TextAreaField(
        _l("征询的问题"), [Optional(), Length(max=1000, message=_l("最多 1000 个字")), storable], render_kw={"rows": 3},
    )  # fmt: skip
    days = IntegerField(_l("期限（日）"), [InputRequired(NEEDED)], default=7)


class ApproveForm(StepForm):
    """One item is decided here; services decide many."""

    name = RadioField(_l("批准的名称"), [InputRequired(NEEDED)])
    approver_kind = SelectField(_l("批准机关的种类"), [InputRequired(NEEDED)], choices=offered(case_words.APPROVERS))
    approving_body = StringField(_l("批准机关"), [DataRequired(NEEDED), Length(max=200), storable])
    document = StringField(_l("批复文号"), [Optional(), Length(max=200), storable])
    approved_on = StringField(_l("批准日期"), [DataRequired(NEEDED), day], render_kw={"type": "date"})
    paper = FileField(_l("批复文件"), description=_l("现在没有也可以，备案前补上"))


class AnnounceForm(StepForm):
    issuer = StringField(_l("公告机关"), [DataRequired(NEEDED), Length(max=200), storable])


class CorrectionForm(FlaskForm):
    """The facts as they should read. The name is not among them: that takes a case of its own."""

    romanisation = StringField(
        _l("罗马字母拼写"), [DataRequired(NEEDED), Length(max=200), storable],
        description=_l("须与登记的拼写一致；读音有误的，先审定读音"), render_kw=_PLAIN,
    )  # fmt: skip
    division = StringField(_l("所属行政区域"), [DataRequired(NEEDED), Length(max=200), storable])
    position = TextAreaField(_l("位置描述"), [DataRequired(NEEDED), _LONG, storable], render_kw={"rows": 2})
    approving_body = StringField(_l("批准机关"), [DataRequired(NEEDED), Length(max=200), storable])
    approved_on = StringField(_l("批准时间"), [DataRequired(NEEDED), day], render_kw={"type": "date"})
    reason = TextAreaField(
        _l("更正原因"), [DataRequired(NEEDED), _LONG, storable],
        description=_l("写进勘误公告"), render_kw={"rows": 2},
    )  # fmt: skip


class ReceiptForm(StepForm):
    receipt = StringField(_l("备案编号"), [DataRequired(NEEDED), Length(max=200), storable], render_kw=_PLAIN)
    received_on = StringField(_l("回执日期"), [DataRequired(NEEDED), day], render_kw={"type": "date"})


class SendForm(FlaskForm):
    sent_to = StringField(_l("报送机关"), [DataRequired(NEEDED), Length(max=200), storable])
    filing_report = FileField(_l("备案报告"))
    approval = FileField(_l("批复"))


class ReturnForm(FlaskForm):
    reason = TextAreaField(_l("退回原因"), [DataRequired(NEEDED), _LONG, storable], render_kw={"rows": 2})


class AnswerForm(FlaskForm):
    answer = SelectField(_l("答复"), [InputRequired(NEEDED)], choices=offered(case_words.ANSWERS))
    text = TextAreaField(_l("答复内容"), [Optional(), _LONG, storable], render_kw={"rows": 2})


class OpinionForm(FlaskForm):
    text = TextAreaField(_l("公众意见"), [DataRequired(NEEDED), _LONG, storable], render_kw={"rows": 2})
    handling = TextAreaField(
        _l("处理情况"), [Optional(), _LONG, storable],
        description=_l("可以以后再写；没有写的，案件不能提请批准"), render_kw={"rows": 2},
    )  # fmt: skip


class HandlingForm(FlaskForm):
    """How an opinion that is in the file is handled."""

    handling = TextAreaField(_l("处理情况"), [DataRequired(NEEDED), _LONG, storable], render_kw={"rows": 2})


class FollowForm(FlaskForm):
    number = StringField(
        _l("受理编号或回执号"), [DataRequired(NEEDED), Length(max=40), storable],
        description=_l("例如 431003-2026-0007 或 SQ20260301-7F3K9Q"), render_kw=_PLAIN,
    )  # fmt: skip
    code = StringField(
        _l("查询码"), [DataRequired(NEEDED), Length(max=40), storable],
        description=_l("十位字母和数字"), render_kw={**_PLAIN, "autocapitalize": "characters"},
    )  # fmt: skip
