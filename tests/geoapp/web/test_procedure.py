"""办理规定: what an office promises and whom it asks, set by its rule keeper, seen by all officers."""

from __future__ import annotations

import re

import pytest

from tests.builders.registered import RegisteredSite

NUMBER = {
    "code": "decision", "value": "12", "division": "苏仙区", "source": "区政务服务承诺（虚构）",
    "valid_from": "2026-01-01",
}  # fmt: skip
UNIT = {
    "condition": "always", "unit": "{county}文物局", "reason": "老城街巷（虚构）", "category": "street",
    "class_prefix": "",
    "division": "苏仙区", "source": "本机关决定（虚构）", "valid_from": "2026-01-01",
}  # fmt: skip
END = {"first_day_without": "2026-06-01", "reason": "承诺取消（虚构）"}


def test_a_promise_is_entered_shown_and_ended(register: RegisteredSite) -> None:
    keeper = register.officer("rule_keeper", "431003")
    before = register.audit_head()
    assert keeper.post("/work/procedure", NUMBER).status_code == 302
    (record,) = register.audit_since(before)
    assert record.action == "procedure.set"
    seen = register.officer("reader", "431003").get("/work/procedure").get_data(as_text=True)
    assert NUMBER["source"] in seen
    assert "行政许可法第四十二条" in seen
    assert "登记一条规定" not in seen
    place = str(register.scalar("select id from published.division where civil_code = '431003'"))
    end = {"code": "decision", "division": place, **END}
    assert register.officer("rule_keeper", "431002").post("/work/procedure/end", end).status_code == 403
    assert keeper.post("/work/procedure/end", end | {"reason": ""}).status_code == 422
    assert keeper.post("/work/procedure/end", end).status_code == 302
    assert keeper.post("/work/procedure/end", end).status_code == 404
    assert "2026年5月31日" in keeper.get("/work/procedure").get_data(as_text=True)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": "21"}, "法定 20 天"),
        ({"value": "0"}, "1—365"),
        ({"value": "1e3"}, "不是有效的整数"),
        ({"value": "99999999999999999999"}, "1—365"),
        ({"division": "北湖区"}, "本辖区内没有这个政区"),
        ({"code": "no.such"}, 'id="problems"'),
        ({"source": "a\x00b"}, "控制字符"),
        ({"valid_from": "2026-13-01"}, "年-月-日"),
    ],
)
def test_numbers_that_are_refused(register: RegisteredSite, changes: dict[str, str], words: str) -> None:
    answer = register.officer("rule_keeper", "431003").post("/work/procedure", NUMBER | changes)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)


def test_a_later_row_stands_in_the_way(register: RegisteredSite) -> None:
    keeper = register.officer("rule_keeper", "431003")
    later = NUMBER | {"code": "acceptance", "value": "3", "valid_from": "2030-01-01"}
    assert keeper.post("/work/procedure", later).status_code == 302
    answer = keeper.post("/work/procedure", later | {"valid_from": "2029-01-01"})
    assert answer.status_code == 422
    assert "请先停用" in answer.get_data(as_text=True)


def test_a_unit_is_entered_and_ended(register: RegisteredSite) -> None:
    keeper = register.officer("rule_keeper", "431003")
    assert keeper.post("/work/procedure/units", UNIT).status_code == 302
    listed = keeper.get("/work/procedure/units").get_data(as_text=True)
    assert UNIT["reason"] in listed
    assert "〔所在县〕文物局" in listed
    rule = register.scalar(
        "select id from gazetteer.consultation_unit_rule where reason = :reason", reason=UNIT["reason"]
    )
    path = f"/work/procedure/units/{rule}/end"
    assert register.officer("rule_keeper", "431002").post(path, END).status_code == 403
    assert keeper.post(path, END | {"first_day_without": "soon"}).status_code == 422
    assert keeper.post(path, END).status_code == 302
    assert keeper.post(path, END).status_code == 412
    for changes, words in (({"unit": "{town}"}, "花括号里只能用"), ({"category": "no.such"}, 'id="problems"')):
        answer = keeper.post("/work/procedure/units", UNIT | changes)
        assert answer.status_code == 422
        assert words in answer.get_data(as_text=True)
    assert register.officer("clerk", "431003").post("/work/procedure/units", UNIT).status_code == 403
    assert register.officer("clerk", "431003").post("/work/procedure", NUMBER).status_code == 403


def test_who_approves_stands_in_the_form(register: RegisteredSite) -> None:
    keeper = register.officer("rule_keeper", "431003")
    row = {
        "approver_kind": "other_department", "body": "{county}行政审批服务局", "category": "street", "class_prefix": "",
        "division": "苏仙区", "source": "市政府规定（虚构）", "valid_from": "2026-01-01",
    }  # fmt: skip
    assert keeper.post("/work/procedure/approvers", row).status_code == 302
    assert "〔所在县〕行政审批服务局" in keeper.get("/work/procedure/approvers").get_data(as_text=True)
    again = keeper.post("/work/procedure/approvers", row)
    assert again.status_code == 422
    assert "请先停用那一条" in again.get_data(as_text=True)
    refused = keeper.post("/work/procedure/approvers", row | {"body": "{village}局"})
    assert "花括号里只能用" in refused.get_data(as_text=True)


REPORT = {
    "report": "experts", "case_kind": "renaming", "category": "street", "division": "苏仙区",
    "source": "区政府办法（虚构）", "valid_from": "2026-01-01",
}  # fmt: skip
CRITERION = {
    "label_zh": "文化 价值", "label_en": "", "division": "苏仙区", "source": "本机关决定（虚构）",
    "valid_from": "2026-01-01",
}  # fmt: skip

FOLLOW_UP = {
    "unit": "{county}公安局", "task": "更换 门牌", "days": "20", "case_kind": "renaming", "category": "street",
    "class_prefix": "", "division": "苏仙区", "source": "本机关决定（虚构）", "valid_from": "2026-01-01",
}  # fmt: skip
REMINDER = {
    "matter": "clock", "days_left": "-30", "division": "苏仙区", "source": "本机关决定（虚构）",
    "valid_from": "2026-01-01",
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "row", "words", "shipped"),
    [
        ("/work/procedure/follow_ups", FOLLOW_UP, "更换 门牌", "更换地名标志"),
        ("/work/procedure/reminders", REMINDER, "-30", "内部办理要求"),
        ("/work/procedure/reports", REPORT, "区政府办法（虚构）", "地名管理条例第十一条；行政区划管理条例"),
        ("/work/procedure/criteria", CRITERION, "文化价值", "地名管理条例实施办法第五条"),
    ],
)
def test_further_rows_are_entered_and_ended(
    register: RegisteredSite, path: str, row: dict[str, str], words: str, shipped: str
) -> None:
    keeper = register.officer("rule_keeper", "431003")
    before = register.audit_head()
    assert keeper.post(path, row).status_code == 302
    (record,) = register.audit_since(before)
    assert record.action == f"{path.rpartition('/')[2]}_rule.add"
    page = keeper.get(path).get_data(as_text=True)
    assert words in page
    assert shipped in page
    again = keeper.post(path, row)
    assert again.status_code == 422
    assert "已有同样的一条" in again.get_data(as_text=True)
    elsewhere = register.officer("rule_keeper", "431002")
    assert elsewhere.post(path, row).status_code == 422, "not a division of theirs"
    assert register.officer("clerk", "431003").post(path, row).status_code == 403
    assert "登记一条规定" not in register.officer("reader", "431003").get(path).get_data(as_text=True)
    (end,) = re.findall(rf'action="({path}/[0-9a-f-]{{36}}/end)"', page)
    assert elsewhere.post(end, END).status_code == 403
    assert keeper.post(end, END | {"reason": ""}).status_code == 422
    assert keeper.post(end, END).status_code == 302
    assert keeper.post(end, END).status_code == 412
    assert keeper.post(path, row | {"valid_from": END["first_day_without"]}).status_code == 302, "the next row"
    page = keeper.get(path).get_data(as_text=True)
    (last,) = set(re.findall(rf'action="({path}/[0-9a-f-]{{36}}/end)"', page)) - {end}
    assert keeper.post(last, END).status_code == 302, "on its first day: it never held"
    assert last not in keeper.get(path).get_data(as_text=True)


@pytest.mark.parametrize(
    ("path", "row"),
    [
        ("/work/procedure/reports", REPORT | {"report": "x"}),
        ("/work/procedure/reports", REPORT | {"case_kind": "x"}),
        ("/work/procedure/reports", REPORT | {"category": "x"}),
        ("/work/procedure/criteria", CRITERION | {"label_zh": ""}),
        ("/work/procedure/criteria", CRITERION | {"label_zh": "字" * 51}),
        ("/work/procedure/criteria", CRITERION | {"source": ""}),
        ("/work/procedure/follow_ups", FOLLOW_UP | {"days": "0"}),
        ("/work/procedure/follow_ups", FOLLOW_UP | {"days": "366"}),
        ("/work/procedure/follow_ups", FOLLOW_UP | {"task": ""}),
        ("/work/procedure/follow_ups", FOLLOW_UP | {"unit": "{village}公安局"}),
        ("/work/procedure/follow_ups", FOLLOW_UP | {"case_kind": "naming"}),
        ("/work/procedure/reminders", REMINDER | {"matter": "x"}),
        ("/work/procedure/reminders", REMINDER | {"days_left": "366"}),
        ("/work/procedure/reminders", REMINDER | {"days_left": "1.5"}),
    ],
)
def test_further_rows_that_are_refused(register: RegisteredSite, path: str, row: dict[str, str]) -> None:
    answer = register.officer("rule_keeper", "431003").post(path, row)
    assert answer.status_code == 422
    assert 'id="problems"' in answer.get_data(as_text=True)
