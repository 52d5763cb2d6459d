"""The form of the public name check (起名自查)."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from pydantic_core import PydanticCustomError
from wtforms import BooleanField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from geoapp.shared.parsing import parse_position
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


def degrees(_form: Any, field: Any) -> None:
    """Longitude before latitude, inside the country."""
    try:
        parse_position(field.data.strip())
    except PydanticCustomError as error:
        raise ValidationError(str(_l("请写成“经度,纬度”，例如 113.04,25.79"))) from error


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
    position = StringField(
        _l("位置"),
        [Optional(), Length(max=40, message=_l("最多 40 个字")), degrees],
        description=_l("经度,纬度（度）；街路巷、住宅区和楼宇写了位置，就在它所在的建成区内比较"),
        render_kw={"autocomplete": "off", "inputmode": "decimal"},
    )

    @property
    def point(self) -> tuple[float, float] | None:
        """Longitude and latitude; None where nothing was written."""
        text = (self.position.data or "").strip()
        return parse_position(text) if text else None
