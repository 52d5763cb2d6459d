"""Examples for the endpoints of consultations, expert reviews, reports and objections; see `unsafe_examples`."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.architecture.case_examples import case_of
from tests.architecture.unsafe_examples import Call, Example
from tests.builders.site import Browser, Site


def on_asked_unit(action: str, **data: str) -> Example:
    def example(site: Site) -> Call:
        case_id, browsers = case_of(site, until="consulting")
        asked = site.scalar("select id from gazetteer.case_consultation where case_id = :id", id=case_id)
        path = f"/work/cases/{case_id}/consultations"
        if action == "revoke":
            browsers["reviewer"].post(f"{path}/links")
        return Call(browsers["reviewer"], f"{path}/{asked}/{action}", data)

    return example


def make_links(site: Site) -> Call:
    case_id, browsers = case_of(site, until="consulting")
    return Call(browsers["reviewer"], f"/work/cases/{case_id}/consultations/links")


def reply_by_link(site: Site) -> Call:
    call = make_links(site)
    page = call.browser.post(call.path).get_data(as_text=True)
    link = re.findall(r"/consultations/reply/[\w-]{32}", page)[0]
    return Call(site.browser(), link, {"answer": "agree", "name": "x", "version": "0"})


PUBLIC = {"question": "意见如何？", "range_text": "x", "issuer": "x"}


def open_public(site: Site) -> Call:
    case_id, browsers = case_of(site, until="reviewing")
    first = site.clock.today
    days = {"opens_on": first.isoformat(), "closes_on": (first + timedelta(days=9)).isoformat()}
    return Call(browsers["reviewer"], f"/work/cases/{case_id}/public/new", {**PUBLIC, **days})


def _asked_public(site: Site) -> tuple[Call, UUID]:
    call = open_public(site)
    assert call.browser.post(call.path, call.data).status_code == 302
    case_id = call.path.split("/")[3]
    return call, site.scalar("select id from gazetteer.public_consultation where case_id = :id", id=case_id)


def close_public(site: Site) -> Call:
    call, asked = _asked_public(site)
    path = call.path.replace("new", f"{asked}/close")
    return Call(call.browser, path, {"version": "0", "note": "x"})


def send_comment(site: Site) -> Call:
    return Call(site.browser(), f"/consultations/{_asked_public(site)[1]}", {"text": "很好的名字"})


def on_comment(action: str, **data: str) -> Example:
    def example(site: Site) -> Call:
        call, asked = _asked_public(site)
        site.browser().post(f"/consultations/{asked}", {"text": "很好的名字"})
        comment = site.scalar("select id from gazetteer.public_comment where consultation_id = :id", id=asked)
        path = call.path.replace("new", f"comments/{comment}/{action}")
        return Call(call.browser, path, {"version": "0", **data})

    return example


def _under_review(site: Site) -> tuple[str, Browser]:
    """The address of a case under review, and its reviewer."""
    case_id, browsers = case_of(site, until="reviewing")
    return f"/work/cases/{case_id}", browsers["reviewer"]


def open_review(site: Site) -> Call:
    case, reviewer = _under_review(site)
    return Call(reviewer, f"{case}/experts/open", {"question": "是否合理、必要？", "method": "meeting"})


def add_expert(site: Site) -> Call:
    call = open_review(site)
    assert call.browser.post(call.path, call.data).status_code == 302
    review = site.scalar("select id from gazetteer.expert_review where case_id = :id", id=call.path.split("/")[3])
    return Call(call.browser, call.path.replace("open", f"{review}/docket"), {"name": "x", "field": "x", "unit": "x"})


def declare_interest(site: Site) -> Call:
    call = add_expert(site)
    assert call.browser.post(call.path, call.data).status_code == 302
    expert = site.scalar("select id from gazetteer.expert where case_id = :id", id=call.path.split("/")[3])
    return Call(call.browser, f"{call.path}/{expert}/declare", {"version": "0", "has_conflict": "no"})


def enter_expert_opinion(site: Site) -> Call:
    call = declare_interest(site)
    assert call.browser.post(call.path, call.data).status_code == 302
    scores = dict.fromkeys(("score-necessity", "score-science", "score-reason"), "4")
    return Call(call.browser, call.path.replace("declare", "opinion"), {"version": "1", "opinion": "x", **scores})


def conclude_review(site: Site) -> Call:
    call = enter_expert_opinion(site)
    assert call.browser.post(call.path, call.data).status_code == 302
    words: dict[str, Any] = dict.fromkeys(("minutes", "risks", "advice"), "x")
    words |= {"version": "0", "result": "support", "held_on": site.clock.today.isoformat()}
    return Call(call.browser, f"{call.path.partition('/docket')[0]}/conclude", words)


def judge_report(site: Site) -> Call:
    case, reviewer = _under_review(site)
    return Call(reviewer, f"{case}/reports/experts/need", {"is_needed": "no", "reason": "x"})


PARTS = ("legality", "feasibility", "controllability", "effects", "risks", "measures")


def assess(site: Site) -> Call:
    case, reviewer = _under_review(site)
    return Call(reviewer, f"{case}/reports/assessment/edit", {"version": "-1", **dict.fromkeys(PARTS, "x")})


def settle_report(site: Site) -> Call:
    call = assess(site)
    assert call.browser.post(call.path, call.data).status_code == 302
    report = call.path.replace("assessment/edit", "evaluation")
    seen = re.findall(r'name="seen" value="(\w+)"', call.browser.get(report).get_data(as_text=True))[0]
    return Call(call.browser, f"{report}/settle", {"seen": seen})


def _announced(site: Site) -> tuple[str, UUID, Browser]:
    """The address of an announced case, its announcement, its reviewer. A name is approved once within its scope."""
    case_id, browsers = case_of(site, until="announcing", name="同安路")
    step = {"state_version": "4", "issuer": "苏仙区民政局"}
    answer = browsers["clerk"].post(f"/work/cases/{case_id}/steps/announce", step)
    assert answer.status_code == 302, answer.get_data(as_text=True)[-3000:]
    found: UUID = site.scalar("select id from gazetteer.announcement where case_id = :id", id=case_id)
    return f"/work/cases/{case_id}", found, browsers["reviewer"]


def raise_objection(site: Site) -> Call:
    found = site.scalar("select id from gazetteer.announcement limit 1") or _announced(site)[1]
    return Call(site.browser(), f"/announcements/{found}/objection", {"text": "与老街同名"})


def answer_objection(site: Site) -> Call:
    call = raise_objection(site)
    call.browser.post(call.path, call.data)
    objection, case_id = site.scalar(
        "select array[id, case_id] from gazetteer.announcement_objection where answered_on is null limit 1"
    )
    reviewer, _person = site.signed_in(("reviewer", "苏仙区"))
    data = {"version": "0", "outcome": "rejected", "answer": "x"}
    return Call(reviewer, f"/work/cases/{case_id}/consultations/objections/{objection}", data)


EXAMPLES: dict[str, Example] = {
    "case_consultations.answer_objection": answer_objection,
    "consultation.object_to": raise_objection,
    "case_consultations.make_links": make_links,
    "case_consultations.remind": on_asked_unit("reminders", channel="phone"),
    "case_consultations.renew_link": on_asked_unit("link"),
    "case_consultations.revoke_link": on_asked_unit("revoke"),
    "case_experts.add_expert": add_expert,
    "case_experts.conclude": conclude_review,
    "case_experts.declare": declare_interest,
    "case_experts.enter_opinion": enter_expert_opinion,
    "case_experts.open_review": open_review,
    "case_public.answer": on_comment("answer", handling="adopted", answer="x"),
    "case_public.close_public": close_public,
    "case_public.moderate": on_comment("moderate", decision="published"),
    "case_public.open_public": open_public,
    "case_reports.assess": assess,
    "case_reports.judge": judge_report,
    "case_reports.settle": settle_report,
    "consultation.reply": reply_by_link,
    "consultation.show": send_comment,
}
