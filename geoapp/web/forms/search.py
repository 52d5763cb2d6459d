"""The search page's filters, and what the codes of a refused query mean to the person in front of the box."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField
from wtforms.validators import Optional

QUERY_WORDS = {
    "empty": _l("请输入地名、名称的一部分、拼音或旧称。"),
    "too_long": _l("查询最多 100 个字。请只留下地名，或“政区 + 地名”。"),
    "nul": _l("查询里有不可见的控制字符（NUL），请删去后再查。"),
    "encoding": _l("查询里有无法识别的字符，请重新输入。"),
    "bad_code": _l("政区代码不对：应为 2 至 12 位数字，例如 431003。"),
    "unknown_division": _l("没有使用这个代码的政区，请从列表中选择。"),
    "bad_date": _l("日期不对，请写成 年-月-日，例如 2023-06-30。"),
    "bad_category": _l("没有这个类别，请从列表中选择。"),
    "bad_cursor": _l("翻页链接已失效，请从第一页重新开始。"),
}
"""By the code of the problem; `field` of each is the parameter."""

ANY_TIME, CURRENT = "", "current"


class SearchForm(FlaskForm):
    """Sent by GET: an address that can be kept. The text itself is read from the address as it stands."""

    class Meta:
        csrf = False

    division = SelectField(_l("政区"), [Optional()], validate_choice=False)
    category = SelectField(_l("类别"), [Optional()], validate_choice=False)
    when = SelectField(_l("时间"), [Optional()], validate_choice=False)
    as_of = DateField(_l("截至日期"), [Optional()], description=_l("只看这一天有效的地名"))
