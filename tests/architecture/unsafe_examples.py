"""One example call for each endpoint that changes something: who, where, with what.

A new endpoint that accepts POST, PUT, PATCH or DELETE needs an example here; `test_unsafe_routes` says so until it has
one. The call must succeed, because what is looked at is the one audit record that it leaves.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gazetteer.cases.clocks import ApproverKind
from gazetteer.cases.model import CaseKind, Draft, DraftItem
from gazetteer.cases.services import announcing, deciding, drafting, handling
from gazetteer.cases.services.steps import CaseStep
from gazetteer.store.publication import publish_places
from geoapp.auth import first_run
from geoapp.auth.actors import load_actor
from geoapp.auth.consoles import CONSOLE_SYSTEM
from geocore.db import unit_of_work
from tests.builders.accounts import PASSWORD, Person, add_place, division_id
from tests.builders.site import Browser, Site

ROOT = "中华人民共和国"
READER = ("reader", "苏仙区")


@dataclass(frozen=True)
class Call:
    browser: Browser
    path: str
    data: dict[str, Any] = field(default_factory=dict)


Example = Callable[[Site], Call]


def login(site: Site) -> Call:
    person = site.person(READER, is_enrolled=False)
    return Call(site.browser(), "/login", {"login": person.login, "password": PASSWORD})


def second_factor(site: Site) -> Call:
    person = site.person(("clerk", "苏仙区"))
    browser = site.browser()
    browser.post("/login", {"login": person.login, "password": PASSWORD})
    return Call(browser, "/login/second-factor", {"code": person.code(site.clock.now)})


def setup(site: Site) -> Call:
    """There is an administrator in the shared database: for this call there is none."""
    site.execute("update app.role_grant set withdrawn_at = now() where role = 'system_admin' and granted_by is null")
    engine = site.app.extensions["databases"].app
    with engine.connect() as connection:
        console = load_actor(connection, CONSOLE_SYSTEM)
    site.execute(
        "insert into app.role_grant (user_id, role, duty, division_id)"
        " select :id, 'system_admin', '', '00000000-0000-4000-8000-000000000001'",
        id=CONSOLE_SYSTEM,
    )
    with unit_of_work(engine, console) as work:
        code = first_run.issue_setup_code(work, site.clock.now)
    data = {"code": code}
    for duty in ("system", "security", "audit"):
        data |= {f"{duty}_login": f"example-{duty}", f"{duty}_display_name": duty}
        data[f"{duty}_password"] = "Good-Password-1"
    return Call(site.browser(), "/setup", data)


def own_page(path: str, **data: str) -> Example:
    return lambda site: Call(site.signed_in(READER, is_enrolled=False)[0], path, data)


def password(site: Site) -> Call:
    browser, _person = site.signed_in(READER, is_enrolled=False)
    site.clock.advance(minutes=1)
    new = "Other-Horse-8"
    return Call(browser, "/account/password", {"current": PASSWORD, "password": new, "repeat": new})


def end_session(site: Site) -> Call:
    browser, person = site.signed_in(READER, is_enrolled=False)
    other = site.browser()
    site.sign_in(other, person)
    number = site.scalar(
        "select encode(token_hash, 'hex') from app.login_session where user_id = :id and remote_address = :address",
        id=person.id,
        address=other.address,
    )
    return Call(browser, f"/account/sessions/{number}/end")


def revoke_token(site: Site) -> Call:
    browser, person = site.signed_in(READER, is_enrolled=False)
    browser.post("/account/tokens", {"label": "x", "days": "1"})
    token = site.scalar("select id from app.api_token where user_id = :id", id=person.id)
    return Call(browser, f"/account/tokens/{token}/revoke")


def on_account(action: str, **person_values: Any) -> Example:
    def example(site: Site) -> Call:
        browser, _person = site.signed_in(("system_admin", ROOT))
        target: Person = site.person(**person_values)
        site.clock.advance(minutes=1)
        return Call(browser, f"/work/accounts/{target.id}/{action}", {"version": "0"})

    return example


def create_account(site: Site) -> Call:
    browser, _person = site.signed_in(("system_admin", ROOT))
    return Call(browser, "/work/accounts", {"login": "example-new", "display_name": "新人"})


def give_role(site: Site) -> Call:
    browser, _person = site.signed_in(("security_admin", ROOT))
    data = {"login": site.person().login, "role": "clerk", "division": "苏仙区", "valid_from": "2020-01-01"}
    return Call(browser, "/work/roles", data)


def withdraw_role(site: Site) -> Call:
    browser, _person = site.signed_in(("security_admin", ROOT))
    person = site.person(("clerk", "苏仙区"))
    grant = site.scalar("select id from app.role_grant where user_id = :id", id=person.id)
    return Call(browser, f"/work/roles/{grant}/withdraw")


def export_audit(site: Site) -> Call:
    return Call(site.signed_in(("audit_admin", ROOT))[0], "/work/audit/export")


def undo_import(site: Site) -> Call:
    browser, _person = site.signed_in(("steward", ROOT))
    with site.database.owner.begin() as connection:
        batch: UUID = connection.execute(
            sa.text(
                "insert into app.workflow_subject (id, workflow, state, division_path)"
                " values (gen_random_uuid(), 'import_batch', 'loaded', '{1}') returning id"
            )
        ).scalar_one()
        connection.execute(
            sa.text(
                "insert into app.import_batch (id, kind, source, source_version, file_name, file_sha256, rows_read,"
                " rows_added, rows_changed, rows_unchanged, rows_refused, actor_name, started_at)"
                " values (:id, 'names', 'test', '1', 'x.csv', repeat('0', 64), 0, 0, 0, 0, 0, 'x', now())"
            ),
            {"id": batch},
        )
    return Call(browser, f"/work/imports/{batch}/undo", {"reason": "错"})


def decide_reading(site: Site) -> Call:
    browser, _person = site.signed_in(("approver", "苏仙区"))
    with site.database.owner.begin() as connection:
        ids = add_place(connection, "苏仙区", "大奎村")
    data = {
        "name_id": str(ids["name"]), "reading_id": str(ids["reading"]), "version": "0", "spelling": "dà kuí cūn",
        "evidence": "地名志第 3 页",
    }  # fmt: skip
    return Call(browser, f"/work/places/{ids['place']}/reading", data)


def add_override(site: Site) -> Call:
    browser, _person = site.signed_in(("rule_keeper", ROOT))
    return Call(browser, "/work/readings", {"name": "六安", "reading": "lù ān", "source": "测试", "scope": "安徽省"})


def end_override(site: Site) -> Call:
    browser, _person = site.signed_in(("rule_keeper", ROOT))
    with site.database.owner.begin() as connection:
        override = connection.execute(
            sa.text(
                "insert into gazetteer.reading_override (name, reading, source, valid)"
                " values ('丽水', 'lí shuǐ', 'test', '[2020-01-01,)') returning id"
            )
        ).scalar_one()
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
    with site.database.owner.begin() as connection:
        provision = connection.execute(
            sa.text(
                "insert into gazetteer.naming_provision (kind, subject, division_id, division_path, details, valid,"
                " source) select 'threshold', '大厦', id, path, 'floors>=9', '[2020-01-01,)', 'test'"
                " from boundaries.public_division where name = '苏仙区' limit 1 returning id"
            )
        ).scalar_one()
    return Call(
        browser, f"/work/rules/{provision}/end", {"version": "0", "first_day_without": "2026-01-01", "reason": "错"}
    )


def set_number(site: Site) -> Call:
    browser, _person = site.signed_in(("rule_keeper", "苏仙区"))
    data = {"code": "decision", "value": "9", "division": "苏仙区", "source": "测试", "valid_from": "2020-01-01"}
    return Call(browser, "/work/procedure", data)


def end_number(site: Site) -> Call:
    browser, _person = site.signed_in(("rule_keeper", "苏仙区"))
    with site.database.owner.begin() as connection:
        division = connection.execute(
            sa.text(
                "insert into gazetteer.consultation_rule (key, division_seq, value, source, valid)"
                " select 'experts_min', seq, 3, 'test', '[2020-01-01,)' from boundaries.public_division"
                " where name = '苏仙区' limit 1"
                " returning (select id from boundaries.division d where d.seq = division_seq)"
            )
        ).scalar_one()
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


def end_unit_rule(site: Site) -> Call:
    browser, _person = site.signed_in(("rule_keeper", "苏仙区"))
    with site.database.owner.begin() as connection:
        rule = connection.execute(
            sa.text(
                "insert into gazetteer.consultation_unit_rule"
                " (division_seq, condition, unit, reason, position, source, valid)"
                " select seq, 'always', '测试局', 'test', 1, 'test', '[2020-01-01,)' from boundaries.public_division"
                " where name = '苏仙区' limit 1 returning id"
            )
        ).scalar_one()
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


PDF = b"%PDF-1.4 (invented)"


def case_of(
    site: Site, *, until: str = "draft", name: str = "", kind: CaseKind = CaseKind.NAMING
) -> tuple[UUID, dict[str, Browser]]:
    """A naming case brought to a state by three officers of 苏仙区, each in their own browser."""
    officers = {role: site.signed_in((role, "苏仙区")) for role in ("clerk", "reviewer", "approver")}
    engine = site.app.extensions["databases"].app
    today = site.clock.today

    def act(role: str, service: Callable[..., Any], *arguments: Any) -> Any:
        with engine.connect() as connection:
            actor = load_actor(connection, officers[role][1].id)
        with unit_of_work(engine, actor) as work:
            return service(work, *arguments)

    # Some cases are approved: a name is approved once within its scope.
    name = name or {"announcing": "同心路", "sent": "同德路", "announced": "同济路"}.get(until, "同心桥")
    item = DraftItem(candidate_names=(name,), lon=113.0, lat=25.7, position_text="x", reason="x", meaning="x")
    draft = Draft(kind, "street", "23514", division_id("苏仙区"), (item,), applicant_unit="x")
    case_id = act("clerk", drafting.open_draft, draft)
    for paper in ("application", "site_plan", "approval", "filing_report"):
        act("clerk", drafting.attach, case_id, drafting.NewDocument(paper, f"{paper}.pdf", PDF))
    steps: list[tuple[str, Callable[..., Any]]] = [("clerk", handling.submit), ("reviewer", handling.accept)]
    wanted = {"draft": 0, "submitted": 1}.get(until, 2)
    for number, (role, service) in enumerate(steps[:wanted]):
        act(role, service, CaseStep(case_id, number, today, "x"))
    if until == "consulting":
        act("reviewer", handling.start_consulting, handling.StartConsulting(CaseStep(case_id, 2, today), ("住建局",)))
    if until in ("announcing", "sent", "announced", "provisional"):
        act("reviewer", handling.to_decision, CaseStep(case_id, 2, today, "x"))
        item_id = site.scalar("select id from gazetteer.case_item where case_id = :id", id=case_id)
        decided = deciding.ItemDecision(item_id, True, name)
        by = ApproverKind.LOCAL_GOVERNMENT
        approval = deciding.Approve(CaseStep(case_id, 3, today), (decided,), by, "x", "x", today)
        act("approver", deciding.approve, approval)
    if until == "announced":
        act("clerk", announcing.announce, announcing.Announce(CaseStep(case_id, 4, today), "苏仙区民政局"))
    if until == "sent":
        act("clerk", announcing.send_filing, announcing.SendFiling(case_id, "x", today))
    return case_id, {role: browser for role, (browser, _person) in officers.items()}


def new_case(site: Site) -> Call:
    data = {"kind": "retirement", "category": "street", "division": "苏仙区", "channel": "counter"}
    return Call(site.signed_in(("clerk", "苏仙区"))[0], "/work/cases/new", data)


def replace_items(site: Site) -> Call:
    case_id, officers = case_of(site)
    table = io.BytesIO("拟用名称\n同济路\n".encode())
    return Call(officers["clerk"], f"/work/cases/{case_id}/items", {"version": "0", "file": (table, "清单.csv")})


def edit_case(site: Site) -> Call:
    case_id, browsers = case_of(site)
    data = {"kind": "retirement", "category": "street", "division": "苏仙区", "channel": "counter", "version": "0"}
    return Call(browsers["clerk"], f"/work/cases/{case_id}/edit", data)


def attach_document(site: Site) -> Call:
    case_id, browsers = case_of(site)
    data = {"kind": "other", "file": (io.BytesIO(PDF), "x.pdf")}
    return Call(browsers["clerk"], f"/work/cases/{case_id}/documents", data)


def withdraw_document(site: Site) -> Call:
    case_id, browsers = case_of(site)
    document = site.scalar("select min(id::text) from gazetteer.case_document where case_id = :id", id=case_id)
    return Call(browsers["clerk"], f"/work/cases/{case_id}/documents/{document}/withdraw")


def answer_consultation(site: Site) -> Call:
    case_id, browsers = case_of(site, until="consulting")
    asked = site.scalar("select id from gazetteer.case_consultation where case_id = :id", id=case_id)
    return Call(browsers["reviewer"], f"/work/cases/{case_id}/consultations/{asked}", {"answer": "agree"})


def enter_opinion(site: Site) -> Call:
    case_id, browsers = case_of(site, until="reviewing")
    data = {"text": "保留老地名", "handling": "采纳"}
    return Call(browsers["reviewer"], f"/work/cases/{case_id}/opinions", data)


def take_step(site: Site) -> Call:
    case_id, browsers = case_of(site, until="submitted")
    return Call(browsers["reviewer"], f"/work/cases/{case_id}/steps/accept", {"state_version": "1"})


def apply_formally(site: Site) -> Call:
    site.execute(
        "insert into gazetteer.naming_provision (kind, subject, division_id, division_path, details, valid, source)"
        " select 'pre_naming', 'pre_naming', id, path, 'months=6', '[2020-01-01,)', 'test' from"
        " boundaries.public_division where name = '苏仙区' limit 1"
    )
    case_id, browsers = case_of(site, until="provisional", name="同福路", kind=CaseKind.PRE_NAMING)
    return Call(browsers["clerk"], f"/work/cases/{case_id}/formal")


def send_filing(site: Site) -> Call:
    case_id, browsers = case_of(site, until="announcing")
    return Call(browsers["clerk"], f"/work/cases/{case_id}/filing", {"sent_to": "郴州市民政局"})


def return_filing(site: Site) -> Call:
    case_id, browsers = case_of(site, until="sent")
    return Call(browsers["clerk"], f"/work/cases/{case_id}/filing/return", {"reason": "缺报告"})


def correct_announcement(site: Site) -> Call:
    case_id, browsers = case_of(site, until="announced")
    path = f"/work/cases/{case_id}/announcements"
    made = site.scalar("select id from gazetteer.announcement where case_id = :id", id=case_id)
    page = browsers["clerk"].get(f"{path}/{made}/corrigendum").get_data(as_text=True)
    given = {
        name: value for name, value in re.findall(r'name="([a-z_]+)"[^>]*value="([^"]*)"', page) if name != "csrf_token"
    }
    return Call(browsers["clerk"], f"{path}/{made}/corrigendum", {**given, "position": "另一处", "reason": "笔误"})


def issue_certificate(site: Site) -> Call:
    with site.database.owner.begin() as connection:
        ids = add_place(connection, "苏仙区", "新名村")
        former = connection.execute(
            sa.text(
                "insert into gazetteer.name (place_id, text, specific, generic, kind, status, source)"
                " values (:place, '旧名村', '旧名', '村', 'former', 'superseded', 'test') returning id"
            ),
            {"place": ids["place"]},
        ).scalar_one()
        publish_places(connection, [ids["place"]])
    return Call(site.browser(), f"/place/{ids['place']}/certificate", {"former": str(former)})


def follow_case(site: Site) -> Call:
    case_id, browsers = case_of(site, until="submitted")
    page = browsers["reviewer"].post(
        f"/work/cases/{case_id}/steps/accept", {"state_version": "1"}, follow_redirects=True
    )
    number, code = re.findall(r"受理编号 (\S+)，查询码 (\w+)", page.get_data(as_text=True))[0]
    return Call(site.browser(), "/cases", {"number": number, "code": code})


def prompt_case(site: Site) -> Call:
    case_id, browsers = case_of(site, until="reviewing")
    return Call(browsers["reviewer"], f"/work/cases/{case_id}/prompts", {"text": "x"})


def answer_prompt(site: Site) -> Call:
    call = prompt_case(site)
    call.browser.post(call.path, call.data)
    prompt = site.scalar("select id from gazetteer.case_prompt order by made_at desc limit 1")
    return Call(call.browser, f"{call.path}/{prompt}", {"text": "x", "version": "0"})


EXAMPLES: dict[str, Example] = {
    "account.create_token": own_page("/account/tokens", label="x", days="1"),
    "account.end_all_sessions": own_page("/account/sessions/end-all"),
    "account.end_session": end_session,
    "account.password": password,
    "account.revoke_token": revoke_token,
    "accounts.close": on_account("close"),
    "accounts.create": create_account,
    "accounts.open_again": on_account("open"),
    "accounts.reset_password": on_account("reset-password"),
    "accounts.reset_second_factor": on_account("reset-second-factor"),
    "announcement.follow": follow_case,
    "audit.export": export_audit,
    "auth.login": login,
    "auth.logout": own_page("/logout"),
    "auth.second_factor": second_factor,
    "built_up_areas.add": add_areas,
    "built_up_areas.end": end_area,
    "case_deadlines.prompt": prompt_case,
    "case_deadlines.answer": answer_prompt,
    "case_papers.correct": correct_announcement,
    "case_pre_naming.formal": apply_formally,
    "case_steps.return_filing": return_filing,
    "case_steps.send_filing": send_filing,
    "case_steps.take": take_step,
    "case_items.replace": replace_items,
    "cases.answer": answer_consultation,
    "cases.attach": attach_document,
    "cases.edit": edit_case,
    "cases.new": new_case,
    "cases.opinion": enter_opinion,
    "cases.withdraw_document": withdraw_document,
    "certificate.issue": issue_certificate,
    "feedback.report": lambda site: Call(site.browser(), "/report-error", {"text": "读音应为 lù ān,请核实"}),
    "imports.undo": undo_import,
    "provisions.add": add_provision,
    "provisions.end": end_provision,
    "procedure.set_number": set_number,
    "procedure.end_number": end_number,
    "procedure.add_unit": add_unit_rule,
    "procedure.end_rule": end_unit_rule,
    "procedure.add_approver": add_approver_rule,
    "readings.add_override": add_override,
    "readings.decide": decide_reading,
    "readings.end_override": end_override,
    "roles.give": give_role,
    "roles.withdraw": withdraw_role,
    "setup.begin": setup,
}
