"""Forms of applications over the internet: how one begins, one form for each task, papers, sending back."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from gazetteer.applications.model import PAPER_KINDS, Task
from gazetteer.applications.rules import LIMITS
from geoapp.web import application_words as words
from geoapp.web import case_words
from geoapp.web.forms.cases import offered
from geoapp.web.forms.name_check import CATEGORIES
from geoapp.web.forms.text import NEEDED, storable


class StartForm(FlaskForm):
    """What the application is about; the rest is written behind its link."""

    kind = RadioField(_l("办理事项"), [InputRequired(NEEDED)], choices=offered(words.KINDS), default="naming")
    category = SelectField(_l("类别"), [InputRequired(NEEDED)], choices=list(CATEGORIES), default="street")
    division = StringField(
        _l("所在政区"),
        [Optional(), Length(max=40, message=_l("最多 40 个字")), storable],
        description=_l("名称或代码，例如：郴州市苏仙区，或 431003"),
    )
    place = StringField(
        _l("现有地名"),
        [Optional(), Length(max=200), storable],
        description=_l("现在的标准地名全名，或地名页面的网址"),
        render_kw={"autocomplete": "off"},
    )


def _text(field: str, label: Any, hint: Any = None, rows: int | None = None, **marks: str) -> Any:
    """A field that is kept as it is written; `gazetteer.applications.rules` judges it, also for the script."""
    marks = {"maxlength": str(LIMITS[field]), **marks}
    if rows is None:
        return StringField(label, description=hint or "", render_kw=marks)
    return TextAreaField(label, description=hint or "", render_kw={"rows": rows, **marks})


class NamesForm(FlaskForm):
    names = _text("names", _l("拟用名称"), _l("每行一个，最多五个，按意愿排序；专名加通名，例如 同心路"), rows=4)


class PositionForm(FlaskForm):
    position_text = _text("position_text", _l("位置描述"), _l("起止点或四至；写进公告"), rows=3)
    lon = _text("lon", _l("经度"), _l("十进制度，CGCS2000，例如 113.0312"), inputmode="decimal", autocomplete="off")
    lat = _text("lat", _l("纬度"), _l("十进制度，CGCS2000，例如 25.7812"), inputmode="decimal", autocomplete="off")
    scale = _text("scale", _l("规模和性质"), _l("每行一项，例如 长度：800 米"), rows=4)


class ReasonForm(FlaskForm):
    """`reason_code` is taken away where nothing is renamed."""

    reason_code = SelectField(_l("更名原因"), [Optional()], description=_l("选最主要的一项；选“其他”的，在理由里写明"))
    reason = _text("reason", _l("理由"), _l("为什么要命名、更名"), rows=4)
    meaning = _text("meaning", _l("含义"), _l("名称是什么意思"), rows=3)
    origin = _text("origin", _l("来历"), _l("有历史、传说或者旧称的，写明出处"), rows=3)


class ApplicantForm(FlaskForm):
    applicant_unit = _text(
        "applicant_unit", _l("申请单位"), _l("机关、企业、事业单位或者村（居）民委员会；地名不由个人申请"),
        autocomplete="organization",
    )  # fmt: skip
    applicant_code = _text("applicant_code", _l("统一社会信用代码"), autocomplete="off")
    contact_person = _text("contact_person", _l("联系人"), _l("只有办理机关看得到"), autocomplete="name")
    contact_phone = _text("contact_phone", _l("联系电话"), _l("只有办理机关看得到"), autocomplete="tel")


TASK_FORMS: dict[Task, type[FlaskForm]] = {
    Task.NAMES: NamesForm,
    Task.POSITION: PositionForm,
    Task.REASON: ReasonForm,
    Task.APPLICANT: ApplicantForm,
}


class PaperForm(FlaskForm):
    kind = SelectField(
        _l("材料种类"),
        [InputRequired(NEEDED)],
        choices=offered({str(kind): case_words.DOCUMENTS[kind] for kind in PAPER_KINDS}),
    )
    file = FileField(
        _l("文件"), [FileRequired(_l("请选择文件"))], description=_l("PDF、JPG、PNG、DOCX、XLSX、OFD，最大 20 MB"),
        render_kw={"accept": ".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.ofd"},
    )  # fmt: skip


class HandInForm(FlaskForm):
    version = HiddenField(validators=[InputRequired()])
    """Of the application as it was reviewed."""


class SendBackForm(FlaskForm):
    """退回补充: one list, told once."""

    note = TextAreaField(
        _l("需要补充的全部内容"),
        [DataRequired(NEEDED), Length(max=2000, message=_l("最多 2000 个字")), storable],
        description=_l("每行一项，一次说全；申请人打开链接就能看到"),
        render_kw={"rows": 5},
    )
    tasks = SelectMultipleField(
        _l("涉及哪几部分"),
        choices=offered({code: label for code, (label, _hint) in words.TASKS.items()}),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
