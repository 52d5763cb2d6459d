"""Forms of consultations: units by link, reminders, the public."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from gazetteer.consultations.rules import LONGEST_TEXT
from geoapp.web import consultation_words
from geoapp.web.forms.cases import offered
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


class ReminderForm(FlaskForm):
    channel = SelectField(_l("催办方式"), [InputRequired(NEEDED)], choices=offered(consultation_words.CHANNELS))
    note = StringField(_l("备注"), [Optional(), Length(max=500, message=_l("最多 500 个字")), storable])
