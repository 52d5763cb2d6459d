"""What the codes of a case are called in its papers."""

from __future__ import annotations

KINDS = {"naming": "命名", "renaming": "更名", "retirement": "注销", "correction": "更正", "pre_naming": "预命名"}

PAPERS = {
    "registration_form": "备案登记表",
    "filing_report": "备案报告",
    "approval": "批复",
    "application": "申请书",
    "evaluation": "综合评估报告",
    "experts": "专家论证报告",
    "opinions": "征求意见报告",
    "announcement": "公告",
    "approval_form": "审批表",
    "site_plan": "位置图、平面图",
    "authorisation": "授权委托书",
    "land": "用地批准材料",
    "project": "立项批复",
    "owners_resolution": "业主大会决议",
    "protection_plan": "保护措施方案",
    "evidence": "佐证材料",
    "other": "其他材料",
}

APPROVERS = {
    "local_government": "县级以上地方人民政府",
    "place_name_authority": "地名行政主管部门",
    "other_department": "其他有关部门",
    "state_council_department": "国务院有关部门",
}

SEVERITIES = {"must_not": "不符", "should_avoid": "应避免", "note": "提示"}
ANSWERS = {"agree": "同意", "conditions": "有条件同意", "object": "不同意", "none": "无意见"}
REVIEW_RESULTS = {"support": "同意", "changes": "修改后同意", "against": "不同意"}
OUTCOMES = {"approved": "批准", "refused": "不予批准"}
UNITS = {"calendar": "日", "working": "个工作日"}
"""After a number of days."""
