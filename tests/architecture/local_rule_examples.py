"""Examples for the endpoints of readings, local rules, procedure and built-up areas; see `unsafe_examples`."""

from __future__ import annotations

import io

from tests.architecture.unsafe_examples import ROOT, Call, Example
from tests.builders.site import Site


def add_override(site: Site) -> Call:
    browser, _person = site.signed_in(("rule_keeper", ROOT))
    return Call(browser, "/work/readings", {"name": "六安", "reading": "lù ān", "source": "测试", "scope": "安徽省"})


def end_override(site: Site) -> Call:
    browser, _person = site.signed_in(("rule_keeper", ROOT))
    override = site.scalar(
        "insert into gazetteer.reading_override (name, reading, source, valid)"
        " values ('丽水', 'lí shuǐ', 'test', '[2020-01-01,)') returning id"
    )
    return Call(browser, f"/work/readings/{override}/end", {"version": "0", "reason": "错"})


def add_provision(site: Site) -> Call:
    browser, _person = site.signed_in(("rule_keeper", "苏仙区"))
    data = {
        "subject": "characters.figures", "category": "", "division": "苏仙区", "source": "测试", "details": "",
        "valid_from": "2020-01-01", "severity": "note", "scope_kind": "unit", "comparison_key": "full",
    }  # fmt: skip
    return Call(browser, "/work/rules/rule", data)


def end_provision(site: Site) -> Call:
    browser, _person = site.signed_in(("rule_keeper", "苏仙区"))
    provision = site.scalar(
        "insert into gazetteer.naming_provision (kind, subject, division_id, division_path, details, valid,"
        " source) select 'threshold', '大厦', id, path, 'floors>=9', '[2020-01-01,)', 'test'"
        " from boundaries.public_division where name = '苏仙区' limit 1 returning id"
    )
    return Call(
        browser, f"/work/rules/{provision}/end", {"version": "0", "first_day_without": "2026-01-01", "reason": "错"}
    )


def set_number(site: Site) -> Call:
    browser, _person = site.signed_in(("rule_keeper", "苏仙区"))
    data = {"code": "decision", "value": "9", "division": "苏仙区", "source": "测试", "valid_from": "2020-01-01"}
    return Call(browser, "/work/procedure", data)


def end_number(site: Site) -> Call:
    browser, _person = site.signed_in(("rule_keeper", "苏仙区"))
    division = site.scalar(
        "insert into gazetteer.consultation_rule (key, division_seq, value, source, valid)"
        " select 'experts_min', seq, 3, 'test', '[2020-01-01,)' from boundaries.public_division"
        " where name = '苏仙区' limit 1"
        " returning (select id from boundaries.division d where d.seq = division_seq)"
    )
    data = {"code": "experts_min", "division": str(division), "first_day_without": "2026-01-01", "reason": "错"}
    return Call(browser, "/work/procedure/end", data)


def add_unit_rule(site: Site) -> Call:
    browser, _person = site.signed_in(("rule_keeper", "苏仙区"))
    data = {
        "condition": "always", "unit": "{county}文物局", "reason": "测试", "category": "", "class_prefix": "",
        "division": "苏仙区", "source": "测试", "valid_from": "2020-01-01",
    }  # fmt: skip
    return Call(browser, "/work/procedure/units", data)


def add_approver_rule(site: Site) -> Call:
    browser, _person = site.signed_in(("rule_keeper", "苏仙区"))
    data = {
        "approver_kind": "other_department", "body": "{county}行政审批服务局", "category": "street", "class_prefix": "",
        "division": "苏仙区", "source": "测试", "valid_from": "2020-01-01",
    }  # fmt: skip
    return Call(browser, "/work/procedure/approvers", data)


def add_report_rule(site: Site) -> Call:
    browser, _person = site.signed_in(("rule_keeper", "苏仙区"))
    data = {
        "report": "experts", "case_kind": "", "category": "street", "division": "苏仙区", "source": "测试",
        "valid_from": "2020-01-01",
    }  # fmt: skip
    return Call(browser, "/work/procedure/reports", data)


def add_criterion(site: Site) -> Call:
    browser, _person = site.signed_in(("rule_keeper", "苏仙区"))
    data = {"label_zh": "文化价值", "label_en": "", "division": "苏仙区", "source": "测试", "valid_from": "2020-01-01"}
    return Call(browser, "/work/procedure/criteria", data)


def add_reminder_rule(site: Site) -> Call:
    browser, _person = site.signed_in(("rule_keeper", "苏仙区"))
    data = {"matter": "clock", "days_left": "3", "division": "苏仙区", "source": "测试", "valid_from": "2020-01-01"}
    return Call(browser, "/work/procedure/reminders", data)


def add_follow_up_rule(site: Site) -> Call:
    browser, _person = site.signed_in(("rule_keeper", "苏仙区"))
    data = {
        "unit": "{county}公安局", "task": "更换门牌", "days": "30", "case_kind": "", "category": "", "class_prefix": "",
        "division": "苏仙区", "source": "测试", "valid_from": "2020-01-01",
    }  # fmt: skip
    return Call(browser, "/work/procedure/follow_ups", data)


def end_unit_rule(site: Site) -> Call:
    browser, _person = site.signed_in(("rule_keeper", "苏仙区"))
    rule = site.scalar(
        "insert into gazetteer.consultation_unit_rule"
        " (division_seq, condition, unit, reason, position, source, valid)"
        " select seq, 'always', '测试局', 'test', 1, 'test', '[2020-01-01,)' from boundaries.public_division"
        " where name = '苏仙区' limit 1 returning id"
    )
    return Call(browser, f"/work/procedure/units/{rule}/end", {"first_day_without": "2026-01-01", "reason": "错"})


def add_areas(site: Site) -> Call:
    browser, _person = site.signed_in(("editor", "苏仙区"))
    shape = '{"type": "Polygon", "coordinates": [[[113, 25], [113.1, 25], [113.1, 25.1], [113, 25]]]}'
    table = f'{{"type": "Feature", "properties": {{"name": "某城"}}, "geometry": {shape}}}'
    data = {
        "file": (io.BytesIO(table.encode()), "areas.geojson"), "division": "苏仙区", "source": "测试",
        "valid_from": "2020-01-01",
    }  # fmt: skip
    return Call(browser, "/work/areas", data)


def end_area(site: Site) -> Call:
    call = add_areas(site)
    call.browser.post(call.path, call.data)
    area = site.scalar("select id from gazetteer.built_up_area order by recorded_at desc limit 1")
    return Call(
        call.browser, f"/work/areas/{area}/end", {"version": "0", "first_day_without": "2020-01-01", "reason": "错"}
    )


EXAMPLES: dict[str, Example] = {
    "built_up_areas.add": add_areas,
    "built_up_areas.end": end_area,
    "provisions.add": add_provision,
    "provisions.end": end_provision,
    "procedure.set_number": set_number,
    "procedure.end_number": end_number,
    "procedure.add_unit": add_unit_rule,
    "procedure.end_rule": end_unit_rule,
    "procedure.add_approver": add_approver_rule,
    "procedure.add_criterion": add_criterion,
    "procedure.add_follow_up": add_follow_up_rule,
    "procedure.add_reminder": add_reminder_rule,
    "procedure.add_report": add_report_rule,
    "readings.add_override": add_override,
    "readings.end_override": end_override,
}
