"""What keeps a file of built-up areas from being entered, in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from geoapp.web.problem_words import words_from

PROBLEMS = {
    "division_unknown": _l("本辖区内没有这个政区，请写全名或代码"),
    "division_ambiguous": _l("本辖区内有几个同名政区，请写代码"),
    "required": _l("请填写这一项"),
    "unknown_form": _l("请选择 .zip（Shapefile）、.gpkg 或 .geojson 文件"),
}

problem_words = words_from(PROBLEMS)
