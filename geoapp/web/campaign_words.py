"""What the codes of clean-up campaigns are called on pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from geoapp.web import case_words, photographs
from geoapp.web.problem_words import words_from
from geocore.errors import ActionNotAllowed

STATES = {
    "preparing": (_l("准备中"), "idle"),
    "triage": (_l("甄别中"), "active"),
    "objecting": (_l("公示中"), "warn"),
    "settling": (_l("处理中"), "active"),
    "closed": (_l("已结束"), "done"),
    "cancelled": (_l("已取消"), "done"),
}

STEPS = {
    "start_triage": _l("开始甄别"),
    "publish_list": _l("公示清单"),
    "end_objections": _l("结束公示"),
    "close": _l("结束整治"),
    "cancel": _l("取消整治"),
}

TAKEN = {
    "start_triage": _l("已开始甄别"),
    "publish_list": _l("清单已公示"),
    "end_objections": _l("公示已结束"),
    "close": _l("整治已结束"),
    "cancel": _l("已取消"),
}

KINDS = {"big": _l("大"), "foreign": _l("洋"), "odd": _l("怪"), "duplicate": _l("重")}
KIND_NOTES = {
    "big": _l("刻意夸大"),
    "foreign": _l("崇洋媚外"),
    "odd": _l("怪异难懂"),
    "duplicate": _l("重名同音"),
}

CONFIDENCE = {"high": _l("把握大"), "medium": _l("把握中等"), "low": _l("把握小")}
TONES = {"high": "bad", "medium": "warn", "low": "idle"}

VERDICTS = {"keep": _l("保留"), "change": _l("更名"), "withdraw": _l("撤出")}
VERDICT_NOTES = {
    "keep": _l("有理由保留的名称"),
    "change": _l("应当更名，列入公示清单"),
    "withdraw": _l("机器误判，不是不规范地名"),
}
VERDICT_KEYS = {"keep": "1", "change": "2", "withdraw": "3"}

SIGN_STAGES = {"before": _l("更换前"), "after": _l("更换后")}

EXCLUSIONS = {
    "name": _l("名称是"),
    "word": _l("名称里有"),
    "before": _l("早于这一天已在使用"),
    "protected": _l("列入保护名录"),
}

RULES = {
    "meaning.exaggerated": _l("夸大用语"),
    "meaning.landmark": _l("国家机关与标志性地名"),
    "meaning.unseemly": _l("不雅、封建、迷信用语"),
    "generic.higher_rank": _l("通名级别过高"),
    "generic.division_for_building": _l("楼宇用行政区划通名"),
    "generic.threshold": _l("规模不足"),
    "foreign.listed": _l("外国人名地名"),
    "foreign.transcription": _l("疑似音译"),
    "characters.traditional": _l("繁体字"),
    "characters.outside_table": _l("不规范字"),
    "characters.letters": _l("字母"),
    "characters.figures": _l("数字混用"),
    "characters.marks": _l("符号"),
    "characters.bare_number": _l("纯数字专名"),
    "duplicate.same": _l("重名"),
    "duplicate.same_tones": _l("同音"),
}

PROBLEMS = {
    **photographs.PROBLEMS,
    "name_length": _l("请填 1 到 %(detail)s 个字"),
    "ends_before_start": _l("结束日期早于开始日期"),
    "period_too_long": _l("整治期限最长十年，且不晚于 2100 年"),
    "reason_missing": _l("请写明不列入的理由：%(detail)s"),
    "too_long": _l("最多 %(detail)s 个字"),
    "days_range": _l("公示期为 7 到 90 天"),
    "window_short": _l("公示期至少一天"),
    "day_to_come": _l("拍摄日期不能晚于今天"),
}

REFUSALS = {
    "the machine pass is not finished": _l("机器筛查还没有做完。"),
    "a name has no verdict of two persons yet": _l("还有名称没有得到两人一致（或第三人）的意见。"),
    "the window for objections is still open": _l("公示期还没有结束。"),
    "an objection has no answer": _l("还有异议没有答复。"),
    "a listed name is not settled": _l("还有公示的名称没有处理。"),
    "you have judged this name already": _l("这个名称您已经甄别过了。"),
    "this name has its verdict": _l("这个名称已有结论，不需要再甄别。"),
    "names are judged while the campaign is in triage": _l("甄别已经结束。"),
    "there is no verdict of yours to take back": _l("没有可以撤回的意见。"),
    "a third person has judged: the first two verdicts stand": _l("第三人已经甄别，前两人的意见不能再撤回。"),
    "the machine pass is done": _l("机器筛查已经做完。"),
    "signs are photographed of names that are to change or withdrawn": _l(
        "只有处理结果为更名或撤出的名称才登记标志照片。"
    ),
    "the window for objections is over": _l("公示期已过，不再登记异议。"),
}
"""What the database or a service refuses, in words; anything else stays the general answer."""

problem_words = words_from(PROBLEMS, otherwise=case_words.problem_words)


def refusal_words(error: ActionNotAllowed) -> str | None:
    """None for what is not told here."""
    words = REFUSALS.get(error.message)
    return None if words is None else str(words)
