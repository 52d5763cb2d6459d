"""Examples for the endpoints of cases, from draft to announcement and filing; see `unsafe_examples`."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gazetteer.cases.clocks import ApproverKind
from gazetteer.cases.model import CaseKind, Draft, DraftItem
from gazetteer.cases.services import announcing, deciding, drafting, handling
from gazetteer.cases.services.steps import CaseStep
from gazetteer.store.publication import publish_places
from geoapp.auth.actors import load_actor
from geocore.db import unit_of_work
from tests.architecture.unsafe_examples import Call, Example
from tests.builders.accounts import add_place, division_id
from tests.builders.site import Browser, Site

PDF = b"%PDF-1.4 (invented)"


def case_of(
    site: Site, *, until: str = "draft", name: str = "", kind: CaseKind = CaseKind.NAMING, place: UUID | None = None
) -> tuple[UUID, dict[str, Browser]]:
    """A naming case brought to a state by three officers of 苏仙区, each in their own browser.

    `place`: of a retirement, whose name is `name`.
    """
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
    item = DraftItem(() if place else (name,), place, 113.0, 25.7, "x", reason="x", meaning="x", ended_on=today)
    draft = Draft(kind, "street", "23514", division_id("苏仙区"), (item,), applicant_unit="x")
    case_id = act("clerk", drafting.open_draft, draft)
    for paper in ("application", "site_plan", "approval", "filing_report", "evidence"):
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
    return Call(browsers["clerk"], f"/work/cases/{case_id}/edit", {"reason": "x"})


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


def handle_opinion(site: Site) -> Call:
    call = enter_opinion(site)
    call.browser.post(call.path, {"text": "保留老地名", "handling": ""})
    opinion = site.scalar("select id from gazetteer.case_opinion where handling is null order by id desc limit 1")
    case_id = site.scalar("select case_id from gazetteer.case_opinion where id = :id", id=opinion)
    return Call(call.browser, f"/work/cases/{case_id}/opinions/{opinion}", {"handling": "采纳"})


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


def settle_follow_up(site: Site) -> Call:
    with site.database.owner.begin() as connection:
        ids = add_place(connection, "苏仙区", "消逝亭")
        connection.execute(sa.text("update gazetteer.reading set confident = true where id = :reading"), ids)
        publish_places(connection, [ids["place"]])
    case_id, browsers = case_of(site, until="announced", kind=CaseKind.RETIREMENT, name="消逝亭", place=ids["place"])
    task = site.scalar("select min(id::text) from gazetteer.case_follow_up where case_id = :id", id=case_id)
    data = {"version": "0", "outcome": "not_needed", "note": "没有标志"}
    return Call(browsers["clerk"], f"/work/cases/{case_id}/follow-ups/{task}", data)


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


def open_notice(site: Site) -> Call:
    call = follow_case(site)
    return Call(call.browser, "/cases/notices/acceptance_notice.pdf", call.data)


def print_code(site: Site) -> Call:
    case_id, browsers = case_of(site, until="submitted")
    page = browsers["reviewer"].post(
        f"/work/cases/{case_id}/steps/accept", {"state_version": "1"}, follow_redirects=True
    )
    (code,) = re.findall(r"查询码 (\w{10})", page.get_data(as_text=True))
    return Call(browsers["reviewer"], f"/work/cases/{case_id}/papers/acceptance", {"code": code, "ending": "pdf"})


def prompt_case(site: Site) -> Call:
    case_id, browsers = case_of(site, until="reviewing")
    return Call(browsers["reviewer"], f"/work/cases/{case_id}/prompts", {"text": "x"})


def answer_prompt(site: Site) -> Call:
    call = prompt_case(site)
    call.browser.post(call.path, call.data)
    prompt = site.scalar("select id from gazetteer.case_prompt order by made_at desc limit 1")
    return Call(call.browser, f"{call.path}/{prompt}", {"text": "x", "version": "0"})


EXAMPLES: dict[str, Example] = {
    "announcement.follow": follow_case,
    "announcement.notice": open_notice,
    "case_deadlines.prompt": prompt_case,
    "case_deadlines.answer": answer_prompt,
    "case_papers.acceptance": print_code,
    "case_follow_ups.settle": settle_follow_up,
    "case_papers.correct": correct_announcement,
    "case_pre_naming.formal": apply_formally,
    "case_steps.return_filing": return_filing,
    "case_steps.send_filing": send_filing,
    "case_steps.take": take_step,
    "case_items.replace": replace_items,
    "cases.answer": answer_consultation,
    "cases.attach": attach_document,
    "cases.edit": edit_case,
    "cases.handle": handle_opinion,
    "cases.new": new_case,
    "cases.opinion": enter_opinion,
    "cases.withdraw_document": withdraw_document,
    "certificate.issue": issue_certificate,
}
