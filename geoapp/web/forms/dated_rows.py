"""What forms of dated rows have in common: for which division, by which paper, from which day."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from geoapp.web.forms.cases import day
from geoapp.web.forms.text import NEEDED, storable
from geocore.official_time import today

LONGEST_SOURCE = 300
PLAIN = {"autocomplete": "off"}


class DatedRowForm(FlaskForm):
    division = StringField(
        _l("施行的政区"),
        [DataRequired(NEEDED), Length(max=100), storable],
        description=_l("全名或代码，要在本人管辖以内；在整个政区施行"),
        render_kw=PLAIN,
    )
    source = StringField(
        _l("依据"),
        [DataRequired(NEEDED), Length(max=LONGEST_SOURCE), storable],
        description=_l("文件名称、文号，或者本机关的决定"),
    )
    valid_from = StringField(_l("施行日期"), [DataRequired(NEEDED), day], render_kw={"type": "date"})

    def __init__(self) -> None:
        super().__init__()
        if not self.is_submitted():
            self.valid_from.data = today().isoformat()


class EndRowForm(FlaskForm):
    first_day_without = StringField(validators=[DataRequired(NEEDED), day])
    reason = StringField(_l("原因"), [DataRequired(NEEDED), Length(max=500), storable])
