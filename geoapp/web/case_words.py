"""What the codes of naming cases are called on pages. Status words as the law and the trade use them."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from gazetteer.cases.change_reasons import all_reasons
from gazetteer.cases.model import Case, CaseKind
from geoapp.shared.extensions import chosen_language
from geoapp.web import consultation_words
from geoapp.web.consultation_words import ANSWER_TONES as ANSWER_TONES
from geoapp.web.consultation_words import ANSWERS as ANSWERS
from geoapp.web.consultation_words import REPORTS as REPORTS
from geoapp.web.consultation_words import RESULTS as RESULTS
from geocore.problems import Problem

KINDS = {
    "naming": _l("命名"),
    "renaming": _l("更名"),
    "retirement": _l("注销"),
    "correction": _l("更正"),
    "pre_naming": _l("预命名"),
}

STATES = {
    "draft": (_l("草稿"), "idle"),
    "submitted": (_l("待受理"), "active"),
    "correction": (_l("待补正"), "warn"),
    "consulting": (_l("征求意见中"), "active"),
    "reviewing": (_l("审查中"), "active"),
    "deciding": (_l("待批准"), "active"),
    "announcing": (_l("待公告"), "warn"),
    "announced": (_l("待备案"), "warn"),
    "filed": (_l("已备案"), "done"),
    "ended": (_l("已终止"), "done"),
    "provisional": (_l("已预命名"), "done"),
}
"""Word and tone. What has been announced waits for its filing, and is called so."""

STEPS = {
    "submit": _l("提交申请"),
    "resubmit": _l("补正后重新提交"),
    "accept": _l("受理"),
    "ask_correction": _l("一次性告知补正"),
    "decline": _l("不予受理"),
    "start_consulting": _l("开始征求意见"),
    "finish_consulting": _l("结束征求意见"),
    "to_decision": _l("报请批准"),
    "send_back": _l("退回审查"),
    "approve": _l("批准"),
    "pre_approve": _l("批准预命名"),
    "extend": _l("延长有效期"),
    "refuse": _l("不予批准"),
    "announce": _l("发布公告"),
    "record_filing": _l("登记备案回执"),
    "withdraw": _l("撤回申请"),
}

TAKEN = {
    "submit": _l("已提交申请"),
    "resubmit": _l("已补正并重新提交"),
    "accept": _l("已受理"),
    "ask_correction": _l("已告知补正"),
    "decline": _l("不予受理"),
    "start_consulting": _l("已开始征求意见"),
    "finish_consulting": _l("征求意见已结束"),
    "to_decision": _l("已报请批准"),
    "send_back": _l("已退回审查"),
    "approve": _l("已批准"),
    "pre_approve": _l("已批准预命名"),
    "extend": _l("已延长有效期"),
    "refuse": _l("不予批准"),
    "announce": _l("已公告"),
    "record_filing": _l("已备案"),
    "withdraw": _l("已撤回"),
}

CLOCKS = {
    "acceptance": _l("受理"),
    "decision": _l("办结"),
    "filing": _l("备案"),
    "announcement": _l("公告"),
    "follow_up": _l("后续任务"),
}
"""The last is no clock of the case: other offices have to do it."""

URGENCIES = {
    "overdue": _l("已超期"),
    "soon": _l("2 天以内"),
    "near": _l("5 天以内"),
    "later": _l("5 天以上"),
    "standing": _l("暂停或者待算"),
}

CONCERNS = {"review": _l("审核人"), "approve": _l("审批人"), "above": _l("上级")}

UNITS = {"calendar": _l("日"), "working": _l("工作日")}

CHANNELS = {"counter": _l("窗口"), "portal": _l("网上"), "office": _l("本机关依职权")}


def reason_label(code: str) -> str:
    """The reason of a change in the reader's language."""
    reason = all_reasons()[code]
    return reason.label_en if chosen_language() == "en" else reason.label_zh


def reason_words(code: str) -> str:
    """The same with the article that speaks of it; empty for none."""
    return f"{reason_label(code)}（{all_reasons()[code].article}）" if code else ""


APPROVERS = {
    "local_government": _l("县级以上地方人民政府"),
    "place_name_authority": _l("地名行政主管部门"),
    "other_department": _l("其他有关部门"),
    "state_council_department": _l("国务院有关部门"),
}

DOCUMENTS = {
    "application": _l("申请书"),
    "site_plan": _l("位置图、平面图"),
    "authorisation": _l("授权委托书"),
    "land": _l("用地批准材料"),
    "project": _l("立项批复"),
    "owners_resolution": _l("业主大会决议"),
    "evaluation": _l("综合评估报告"),
    "experts": _l("专家论证报告"),
    "opinions": _l("征求意见报告"),
    "approval": _l("批复"),
    "filing_report": _l("备案报告"),
    "protection_plan": _l("保护措施方案"),
    "evidence": _l("佐证材料"),
    "other": _l("其他"),
}

PAPERS = {
    "application": _l("申请书"),
    "approval_form": _l("审批表"),
    "approval": _l("批复"),
    "registration_form": _l("备案登记表"),
    "filing_report": _l("备案报告"),
    "acceptance_notice": _l("受理通知书"),
    "correction_notice": _l("补正通知书"),
    "decline_notice": _l("不予受理通知书"),
    "refusal_notice": _l("不予批准通知书"),
}

FACTS = {
    "standard_name": _l("标准地名"),
    "romanisation": _l("罗马字母拼写"),
    "division": _l("所属行政区域"),
    "position": _l("位置描述"),
    "approving_body": _l("批准机关"),
    "approved_on": _l("批准时间"),
}

PROBLEMS = {
    "required": _l("请填写这一项"),
    "refusal_reason_missing": _l("请写明不予批准的理由"),
    "nul": _l("文字里有不可见的控制字符（NUL），请删去"),
    "control": _l("文字里有不可见的控制字符，请删去"),
    "too_long": _l("最多 %(detail)s 个字"),
    "unread_text": _l("草稿里的“%(detail)s”读不懂或者不完整，请在申请里修改"),
    "place_not_used": _l("命名和预命名不填现有地名；要改变它，请改选办理事项，否则请清空"),
    "facts_twice": _l("同一项写了两次，或者冒号前没有文字"),
    "not_degrees": _l("请填写十进制度数，例如 113.0312"),
    "too_many_names": _l("最多五个备选名称"),
    "name_too_long": _l("名称最多三十个字"),
    "applicant_missing": _l("请写明申请单位；地名由单位申请，不由个人申请（条例第十一条）"),
    "item_missing": _l("没有要办理的名称"),
    "name_missing": _l("请写出拟用名称"),
    "name_twice": _l("同一个名称写了两次"),
    "name_in_two_items": _l("与第 %(detail)s 个的名称相同；一件申请里一个名称只能用一次，请改其中一个"),
    "name_unchanged": _l("拟用名称与现名相同"),
    "place_missing": _l("请指明要变更的现有地名"),
    "place_in_other_case": _l("这个地名已有在办案件（%(detail)s），办结后再申请，或并入该案"),
    "reason_code_missing": _l("请选择更名原因（条例第十条、第九条）"),
    "reason_code_not_offered": _l("这类事项今天不能选这个原因，请改选或者清空"),
    "reason_missing": _l("请写明理由（条例第十一条）"),
    "position_text_missing": _l("请描述位置；这段话会写进公告"),
    "position_missing": _l("请填写经纬度"),
    "position_outside": _l("坐标不在我国范围内，请检查经度和纬度是否颠倒"),
    "outside_division": _l(
        "位置不在所写的政区内，距其边界 %(detail)s；请核对坐标（经度在前）和所在政区，跨政区的，以共同的上级政区申请"
    ),
    "meaning_missing": _l("请写明名称的含义"),
    "end_missing": _l("请填写实体消失的日期"),
    "end_in_future": _l("日期还没有到"),
    "reading_uncertain": _l("“%(detail)s”有几种读音，请在“读音”里逐字注音"),
    "no_tones": _l("请标声调，例如 tóng xīn lù 或 tong2 xin1 lu4"),
    "not_one_each": _l("读音要与名称逐字对应：每个汉字一个音节，共 %(detail)s 个"),
    "unlisted_reading": _l("字典没有收这个读音：%(detail)s"),
    "no_rows": _l("表格里没有名称"),
    "document_missing": _l("缺少材料：%(detail)s"),
    "protection_plan_missing": _l("这个地名在保护名录中：更名前先制定保护措施方案并加入案卷（条例第二十五条）"),
    "document_empty": _l("文件是空的，请重新选择"),
    "document_too_large": _l("文件超过 20 MB，请压缩或拆分后再传"),
    "document_type": _l("只接收 PDF、JPG、PNG、DOCX、XLSX、OFD，且内容要与扩展名相符"),
    "division_unknown": _l("本辖区内没有这个政区，请写全名或代码"),
    "division_ambiguous": _l("本辖区内有几个同名政区，请写代码"),
    "division_changed": _l("申请提交过以后不能改换政区；请撤回后重新申请"),
    "class_mismatch": _l("这个分类不属于所选类别"),
    "place_unknown": _l("本辖区内没有这个地名，请从地名页面复制网址"),
    "approved_in_future": _l("批准日期还没有到"),
    "approved_before_acceptance": _l("批准日期早于受理日期"),
    "pre_naming_not_offered": _l("这个政区没有开展预命名（没有登记这类地名的预命名规定），请改为申请命名"),
    "pre_naming_over": _l("从这个批准日期算起，有效期已经届满，请核对"),
    "name_not_proposed": _l("只能在申请的名称中选择"),
    "waiver_missing": _l("规定不应使用这个名称，要批准须写明理由：%(detail)s"),
    "nothing_approved": _l("没有批准任何一项；请改用“不予批准”"),
    "fact_missing": _l("公告缺少法定内容：%(detail)s"),
    "paper_missing": _l("备案材料缺：%(detail)s"),
    "settled_out_of_order": _l("办结日期应在公告之日和今天之间"),
    "received_out_of_order": _l("回执日期应在报送之日和今天之间"),
    "days_range": _l("请填 1 到 60 之间的天数"),
    "approved_after_announcement": _l("批准时间晚于公告日期"),
    "not_a_day": _l("请按 年-月-日 填写，例如 2026-03-01"),
    "not_the_registered_spelling": _l("登记的拼写不是这样；请先审定读音，再更正公告"),
    "nothing_corrected": _l("各项内容都与原公告相同，没有可更正的"),
    "again_unexplained": _l("以前已经告知过一次，请写明为什么当时没有告知"),
    "code_unknown": _l("不是受理时告知的查询码，请核对"),
    "unit_unreadable": _l("单位名称太长或有控制字符"),
    **consultation_words.PROBLEMS,
}


def question_about(case: Case) -> str:
    """What units and the public are asked, before the reviewer changes it."""
    if case.kind is CaseKind.RETIREMENT:
        return _("对注销“%(name)s”有什么意见？", name=case.title)
    return _("对“%(name)s”这个名称有什么意见？", name=case.title)


def words_for(case: Case) -> Callable[[Problem], str]:
    """With the number of the item where the case has a list of names."""
    return numbered_words if len(case.items) > 1 else problem_words


def numbered_words(problem: Problem) -> str:
    """The same with the number of the item in a list of names."""
    words = problem_words(problem)
    if problem.row is None:
        return words
    return _("第 %(number)s 个：%(name)s", number=problem.row, name=words)


def problem_words(problem: Problem) -> str:
    """The problem in the reader's language; a code in its hint becomes the word of that code."""
    detail = problem.field if problem.code == "fact_missing" else problem.hint or ""
    state = STATES.get(detail)
    if problem.code == "unread_text":
        detail = str(KINDS.get(detail, detail))
    detail = str(state[0] if state else FACTS.get(detail, DOCUMENTS.get(detail, detail)))
    words = PROBLEMS.get(problem.code)
    return problem.message if words is None else str(words) % {"detail": detail}
