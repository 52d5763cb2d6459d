"""The public form for reporting errors (纠错)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from gazetteer.services.error_reports import LONGEST, LONGEST_CONTACT, SHORTEST
from geoapp.web.forms.text import NEEDED, storable


class ReportForm(FlaskForm):
    place = HiddenField(validators=[Optional()])
    text = TextAreaField(
        _l("哪里不对，应该是什么"),
        [DataRequired(NEEDED), Length(SHORTEST, LONGEST, _l("请写 5 到 2000 个字")), storable],
        description=_l("例如：读音应为……；位置在……；这个地名已于……年改为……。请不要写他人的个人信息。"),
        render_kw={"rows": 6},
    )
    contact = StringField(
        _l("联系方式"),
        [Optional(), Length(max=LONGEST_CONTACT, message=_l("最多 200 个字")), storable],
        description=_l("电话或邮箱，只用于向您核实，只有当地地名工作人员能看到。"),
        render_kw={"autocomplete": "email"},
    )
