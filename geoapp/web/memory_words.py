"""What the codes of marker texts and oral histories are called on pages."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from geoapp.web import heritage_words
from geoapp.web.problem_words import words_from
from geocore.errors import ActionNotAllowed

PROBLEMS = {
    "born_later": _l("请填 1850 年以后、不晚于讲述日期的年份"),
    "day_to_come": _l("讲述日期不能晚于今天"),
    "play_without_publish": _l("公开录音要同时同意公开文字"),
    "document_empty": _l("文件是空的，请重新选择"),
    "recording_type": _l("请上传 MP3、M4A 或 WAV 录音"),
    "recording_too_large": _l("录音最大 30 MB，请压缩或分段"),
}

REFUSALS = {
    "this is no retirement of the name of this place": _l("这个案件不是注销这处地名的。"),
    "the case is decided, or before the approver": _l("案件已报批或已决定，碑文不能再改。"),
}

problem_words = words_from(PROBLEMS, otherwise=heritage_words.problem_words)


def refusal(error: ActionNotAllowed) -> str:
    """In words, in the reader's language."""
    return str(REFUSALS.get(error.message) or _("现在还不能这样做。"))
