"""Entering the built-up areas of a file."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import DataRequired, Length, Optional

from gazetteer.built_up_areas.model import LONGEST_SOURCE
from gazetteer.importers.polygon_file import SUFFIXES
from geoapp.web.forms.cases import day
from geoapp.web.forms.text import NEEDED, storable


class AreasForm(FlaskForm):
    file = FileField(
        _l("范围文件"),
        [FileRequired(_l("请选择文件"))],
        description=_l("Shapefile（打成 .zip，连同 .prj）、GeoPackage 或 GeoJSON；一个名称一个建成区；不得含涉密数据"),
        render_kw={"accept": ",".join(SUFFIXES)},
    )
    division = StringField(
        _l("由哪个政区管理"),
        [DataRequired(NEEDED), Length(max=100), storable],
        description=_l("全名或代码，要在本人管辖以内；范围可以跨所属的区"),
        render_kw={"autocomplete": "off"},
    )
    source = StringField(
        _l("依据"),
        [DataRequired(NEEDED), Length(max=LONGEST_SOURCE), storable],
        description=_l("划定建成区的规划或文件，名称和文号"),
    )
    valid_from = StringField(_l("从哪一天起适用"), [DataRequired(NEEDED), day], render_kw={"type": "date"})
    crs = StringField(
        _l("坐标系"),
        [Optional(), Length(max=20), storable],
        description=_l("文件没有说明时填写 EPSG 编号，例如 4547"),
        render_kw={"autocomplete": "off"},
    )
    name_column = StringField(
        _l("名称所在的列"),
        [Optional(), Length(max=50), storable],
        description=_l("列名不是“名称”“name”时填写"),
        render_kw={"autocomplete": "off"},
    )
