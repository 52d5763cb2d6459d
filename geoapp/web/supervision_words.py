"""What the codes of supervision cases are called on pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from geoapp.web import case_words, photographs
from geoapp.web.problem_words import words_from

STATES = {
    "reported": (_l("待核查"), "warn"),
    "checking": (_l("核查中"), "active"),
    "verified": (_l("属实"), "active"),
    "unfounded": (_l("不属实"), "done"),
    "rectifying": (_l("限期改正中"), "warn"),
    "interviewed": (_l("已约谈"), "warn"),
    "decided": (_l("已决定"), "active"),
    "closed": (_l("已办结"), "done"),
}

STEPS = {
    "take_up": _l("接办"),
    "verify": _l("核查属实"),
    "dismiss": _l("核查不属实"),
    "order_rectification": _l("责令限期改正"),
    "interview": _l("约谈"),
    "confirm": _l("确认已改正，办结"),
    "decide": _l("作出决定"),
    "close": _l("结案"),
}

TAKEN = {
    "take_up": _l("已接办"),
    "verify": _l("核查属实"),
    "dismiss": _l("核查不属实"),
    "order_rectification": _l("已责令限期改正"),
    "interview": _l("已约谈"),
    "confirm": _l("确认已改正"),
    "decide": _l("已作出决定"),
    "close": _l("已办结"),
}

CHANNELS = {"public": _l("公众反映"), "inspection": _l("检查发现"), "referral": _l("其他机关转来")}
SANCTIONS = {"correct": _l("责令改正"), "criticise": _l("通报批评"), "fine": _l("罚款")}
STAGES = {"found": _l("发现时"), "rectified": _l("改正后")}

PROBLEMS = {
    **photographs.PROBLEMS,
    "too_long": _l("最多 %(detail)s 个字"),
    "text_short": _l("请写 %(detail)s 个字以上"),
    "contact_missing": _l("只有姓名无法联系，请同时填写联系方式，或者都不填"),
    "division_unknown": _l("请写明所在的县（市、区）全名，例如 郴州市苏仙区写“苏仙区”"),
    "division_ambiguous": _l("有几个同名政区，请改用政区代码，或从地名页面进来"),
    "day_passed": _l("请填以后的日期"),
    "act_unknown": _l("请选择一项违法行为"),
    "no_fine": _l("%(detail)s没有规定罚款"),
    "amount_range": _l("罚款应在 %(detail)s 元之间"),
    "amount_without_fine": _l("只有罚款才填金额"),
}

problem_words = words_from(PROBLEMS, otherwise=case_words.problem_words)
