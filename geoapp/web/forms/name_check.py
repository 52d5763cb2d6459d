"""The form of the public name check (起名自查)."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length

from geoapp.web.forms.text import NEEDED, storable

CATEGORIES = (
    SelectChoice("street", _l("街路巷")),
    SelectChoice("building", _l("住宅区、楼宇")),
    SelectChoice("committee", _l("村、社区（村委会、居委会所在地）")),
    SelectChoice("division", _l("行政区划")),
    SelectChoice("settlement", _l("自然村、居民点")),
    SelectChoice("park", _l("城市公园、自然保护地")),
    SelectChoice("facility", _l("桥梁、隧道、车站等设施")),
    SelectChoice("natural", _l("山、水等自然地理实体")),
    SelectChoice("other", _l("其他")),
)
"""The eight of art. 3 in everyday words, and residential points, which are legally other."""


class NameCheckForm(FlaskForm):
    """Sent by GET: the answer has an address that can be shown to others."""

    class Meta:
        csrf = False

    name = StringField(
        _l("拟用名称"),
        [DataRequired(NEEDED), Length(max=100, message=_l("最多 100 个字")), storable],
        description=_l("专名与通名写在一起，例如：白露塘路"),
        render_kw={"autocomplete": "off"},
    )
    category = SelectField(
        _l("类别"),
        [DataRequired(NEEDED)],
        choices=list(CATEGORIES),
    )
    wants_ideas = BooleanField()
    """Asked for by a link below the report: it takes a second, which nobody waits for while typing."""
    division = StringField(
        _l("所在政区"),
        [DataRequired(NEEDED), Length(max=40, message=_l("最多 40 个字")), storable],
        description=_l("名称或代码，例如：郴州市苏仙区，或 431003"),
    )
