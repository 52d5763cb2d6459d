"""Taking an import back."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from geoapp.web.forms.text import NEEDED, storable


class UndoForm(FlaskForm):
    reason = TextAreaField(
        _l("撤销原因"),
        [DataRequired(NEEDED), Length(max=500, message=_l("最多 500 个字")), storable],
        description=_l("记入审计，撤销后不能修改"),
        render_kw={"rows": 2},
    )
