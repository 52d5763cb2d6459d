"""What the codes of consultations, expert reviews, reports and objections are called on pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ANSWERS = {"agree": _l("同意"), "conditions": _l("有条件同意"), "object": _l("不同意"), "none": _l("无意见")}
ANSWER_TONES = {"agree": "good", "conditions": "warn", "object": "bad", "none": "idle"}

CHANNELS = {"letter": _l("发函"), "phone": _l("电话"), "message": _l("短信或政务消息"), "visit": _l("上门")}

VIA = {"link": _l("通过链接答复"), "officer": _l("由经办人登记")}

MODERATIONS = {
    "pending": (_l("待审核"), "warn"),
    "published": (_l("已公开"), "good"),
    "withheld": (_l("不公开"), "idle"),
}
HANDLINGS = {
    "adopted": (_l("采纳"), "good"),
    "partly": (_l("部分采纳"), "active"),
    "not_adopted": (_l("不采纳"), "idle"),
}

METHODS = {"meeting": _l("会议论证"), "letter": _l("书面论证")}
RESULTS = {
    "support": (_l("同意"), "good"),
    "changes": (_l("修改后同意"), "warn"),
    "against": (_l("不同意"), "bad"),
}
OUTCOMES = {
    "upheld": (_l("异议成立"), "warn"),
    "partly": (_l("部分成立"), "warn"),
    "rejected": (_l("异议不成立"), "idle"),
}
WAITING = {
    "unit": _l("单位待答复"),
    "moderate": _l("网上意见待审核"),
    "answer": _l("网上意见待答复"),
    "close": _l("公开征求意见已到期，待结束"),
    "review": _l("专家论证待作结论"),
    "objection": _l("异议待答复"),
}
REPORTS = {"evaluation": _l("综合评估报告"), "experts": _l("专家论证报告"), "opinions": _l("征求意见报告")}

PROBLEMS = {
    "expert_twice": _l("这位专家已在名单上"),
    "score_missing": _l("请给“%(detail)s”打 1 到 5 分"),
    "conflict_undeclared": _l("还没有申报利害关系：%(detail)s"),
    "expert_silent": _l("还没有打分和意见：%(detail)s"),
    "experts_few": _l("不回避的专家至少 %(detail)s 位"),
    "held_out_of_order": _l("论证日期应在开始之日和今天之间"),
    "section_missing": _l("这一部分还是空的：%(detail)s"),
    "opens_in_past": _l("开始日期不能早于今天"),
    "public_too_short": _l("至少公开征求 %(detail)s 天（含首尾两天）"),
    "public_too_long": _l("最长一年"),
    "too_short": _l("至少 %(detail)s 个字"),
    "unit_unanswered": _l("还没有答复：%(detail)s"),
    "opinion_unhandled": _l("有 %(detail)s 条登记的公众意见还没有处理"),
    "public_open": _l("公开征求意见还没有结束（截止 %(detail)s）"),
    "comment_unanswered": _l("有 %(detail)s 条网上意见还没有答复"),
    "review_open": _l("专家论证还没有作出结论"),
    "left_out_unexplained": _l("请写明理由：%(detail)s"),
    "report_missing": _l("缺少应当有的报告：%(detail)s"),
}
