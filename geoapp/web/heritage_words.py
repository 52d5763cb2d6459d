"""What the codes of protected names, origins and the reserve are called on pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from geoapp.web import case_words
from geoapp.web.problem_words import words_from

STATES = {
    "proposed": (_l("待审定"), "active"),
    "listed": (_l("已列入"), "good"),
    "rejected": (_l("未列入"), "done"),
    "withdrawn": (_l("已撤回"), "done"),
    "delisted": (_l("已移出"), "done"),
}

STEPS = {
    "list": _l("列入名录"),
    "reject": _l("不列入"),
    "withdraw": _l("撤回提名"),
    "delist": _l("移出名录"),
}

TAKEN = {
    "list": _l("已列入名录"),
    "reject": _l("不列入"),
    "withdraw": _l("已撤回提名"),
    "delist": _l("已移出名录"),
}

CONFIDENCE = {"high": _l("可信度高"), "medium": _l("可信度中等"), "low": _l("可信度低")}

REFUSALS = {
    "this name is on the list or proposed for it already": _l("这个地名已在名录中，或者已经提名。"),
    "whoever proposes a name for the list does not decide on it": _l("提名人不审定自己提名的地名。"),
}

PROBLEMS = {
    "too_long": _l("最多 %(detail)s 个字"),
    "place_missing": _l("请填地名页面的网址，或本辖区内的标准地名全名"),
}

problem_words = words_from(PROBLEMS, otherwise=case_words.problem_words)
