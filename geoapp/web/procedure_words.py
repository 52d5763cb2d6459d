"""What numbers and conditions of the procedure are called on pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from geoapp.web.problem_words import words_from

NUMBERS = {
    "acceptance": _l("受理：承诺时限"),
    "decision": _l("办结：承诺时限"),
    "announcement": _l("公告时限"),
    "filing": _l("备案时限"),
    "review": _l("剩几天时提醒审核人"),
    "approve": _l("剩几天时提醒审批人"),
    "above": _l("剩几天时提醒上级（负数：超期几天）"),
    "public_days_min": _l("公开征求意见至少几天"),
    "link_grace_days": _l("答复链接在期限后再保留几天"),
    "experts_min": _l("专家论证至少几人"),
    "neighbour_distance_m": _l("离县界多少米以内征求邻县意见"),
}

CONDITIONS = {
    "always": _l("一律"),
    "neighbour": _l("靠近或者跨越县界"),
    "minority": _l("涉及少数民族"),
    "township": _l("所在乡镇、街道"),
    "village": _l("所在村、社区"),
}

PLACEHOLDERS = {
    "{county}": _l("〔所在县〕"),
    "{city}": _l("〔所在市〕"),
    "{province}": _l("〔所在省〕"),
    "{neighbour}": _l("〔邻县〕"),
    "{township}": _l("〔所在乡镇〕"),
    "{village}": _l("〔所在村〕"),
}

PROBLEMS = {
    "division_unknown": _l("本辖区内没有这个政区，请写全名或代码"),
    "division_ambiguous": _l("本辖区内有几个同名政区，请写代码"),
    "required": _l("请填写这一项"),
    "unknown": _l("不能选这一项"),
    "too_long": _l("最多 %(detail)s 个字"),
    "out_of_range": _l("请写 %(detail)s 之间的整数"),
    "longer_than_law": _l("法定 %(detail)s 天，承诺可以更短，不能更长"),
    "unknown_placeholder": _l("花括号里只能用：%(detail)s"),
    "not_digits": _l("一到五位数字"),
}

problem_words = words_from(PROBLEMS)


def unit_words(unit: str) -> str:
    """A unit with words instead of its placeholders."""
    for placeholder, words in PLACEHOLDERS.items():
        unit = unit.replace(placeholder, str(words))
    return unit
