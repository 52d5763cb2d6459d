"""What the codes of applications over the internet are called on pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from gazetteer.classes import DEFAULT_CLASS
from geoapp.web import case_words
from geoapp.web.forms.name_check import CATEGORIES
from geoapp.web.problem_words import words_from

KINDS = {kind: case_words.KINDS[kind] for kind in ("naming", "renaming", "pre_naming")}

TASKS = {
    "names": (_l("名称"), _l("拟用名称，按意愿排序，边写边检查")),
    "position": (_l("位置"), _l("在哪里、多大、是什么")),
    "reason": (_l("理由和含义"), _l("为什么命名，名称是什么意思")),
    "applicant": (_l("申请单位与联系人"), _l("谁申请，向谁询问")),
    "papers": (_l("材料"), _l("申请书和附件")),
}
"""Short name and one sentence."""

TASK_STATES = {"empty": (_l("未填"), "idle"), "changes": (_l("需改"), "warn"), "done": (_l("已填"), "done")}
"""Word and tone."""

STATES = {
    "draft": (_l("正在填写"), "idle"),
    "handed_in": (_l("待接收"), "active"),
    "returned": (_l("退回补充"), "warn"),
    "taken_over": (_l("已接收"), "done"),
}

EVENTS = {"hand_in": _l("已在网上提交"), "return": _l("已退回补充"), "take_over": _l("已由办理机关接收")}

FOLLOWED_STATES = {**case_words.STATES, "handed_in": STATES["handed_in"], "returned": STATES["returned"],
                   "draft": (_l("已接收，正在整理"), "active")}  # fmt: skip
"""For the applicant: the draft of a case is the office's."""
FOLLOWED_STEPS = {**case_words.TAKEN, **EVENTS}

PROBLEMS = {
    "contact_person_missing": _l("请写联系人"),
    "contact_phone_missing": _l("请写联系电话"),
    "too_many_papers": _l("最多 %(detail)s 件材料，请合并后再传"),
    "papers_too_large": _l("材料合计超过 60 MB，请压缩后再传"),
    "division_unknown": _l("没有叫这个名称、用这个代码的政区。请写到县，例如：郴州市苏仙区"),
    "place_unknown": _l("没有这个标准地名。请写全名，或从地名页面复制网址"),
}

_CATEGORY_WORDS = {choice.value: choice.label for choice in CATEGORIES}


def category_word(category: str, class_code: str) -> str:
    """As the first page offers it: residential points are legally 其他 and have a word of their own."""
    return str(_CATEGORY_WORDS["settlement" if class_code == DEFAULT_CLASS["settlement"] else category])


problem_words = words_from(PROBLEMS, otherwise=case_words.problem_words)
