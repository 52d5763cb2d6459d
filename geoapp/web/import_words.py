"""What is wrong with a file for import, or with a row of it, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from geoapp.web import case_words
from geoapp.web.problem_words import words_from

PROBLEMS = {
    "file_kind": _l("不是这里能读的文件，请换成所列的格式"),
    "file_too_large": _l("文件超过 32 MB，请分成几个文件"),
    "file_empty": _l("文件是空的，请重新选择"),
}

ROWS = {
    "unknown_division": _l("所在政区代码不在本系统的政区里"),
    "elsewhere": _l("所在政区不在这次导入的政区以内"),
    "duplicate_row": _l("与前面某一行的来源编号相同"),
    "unknown_parent": _l("上级政区代码不在名录里"),
}

problem_words = words_from(PROBLEMS, otherwise=case_words.problem_words)


def row_words(problem: Mapping[str, Any]) -> str:
    """The sentence of a refused row: ours for what the services say in English, else that of the reader."""
    words = ROWS.get(problem.get("code", ""))
    message = str(problem.get("message", ""))
    if words is None:
        return message
    name, colon, _rest = message.partition(":")
    return f"{name}：{words}" if colon else str(words)
