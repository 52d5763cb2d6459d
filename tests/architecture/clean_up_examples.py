"""Example calls of clean-up campaigns, for `test_unsafe_routes`."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from gazetteer.campaigns.kinds import Confidence, IrregularKind
from gazetteer.campaigns.model import NewCampaign, Verdict
from gazetteer.campaigns.services import judging, running, scanning
from geoapp.auth.actors import load_actor
from geocore.db import unit_of_work
from tests.architecture.unsafe_examples import Call, Example
from tests.builders.accounts import add_place, division_id
from tests.builders.site import Browser, Site
from tests.builders.supervision import png

AREA = "苏仙区"


def campaign_of(site: Site, until: str = "preparing") -> tuple[str, str, dict[str, Browser], Callable[..., Any]]:
    """Address of a campaign with one name in it, id of the name, browsers, and a way to act."""
    officers = {role: site.signed_in((role, AREA)) for role in ("clerk", "reviewer", "approver")}
    engine = site.app.extensions["databases"].app
    today = site.clock.today

    def act(role: str, service: Callable[..., Any], *arguments: Any) -> Any:
        with engine.connect() as connection:
            actor = load_actor(connection, officers[role][1].id)
        with unit_of_work(engine, actor) as work:
            return service(work, *arguments)

    new = NewCampaign("x", division_id(AREA), ("park",), tuple(IrregularKind), Confidence.LOW, (), today, today)
    campaign_id = act("reviewer", running.open_campaign, new)
    with site.database.owner.begin() as connection:
        place = add_place(connection, AREA, "帝王公园")["place"]
        candidate = uuid4()
        connection.execute(
            sa.text(
                "insert into gazetteer.campaign_candidate (id, campaign_id, position, place_id, name_id, name,"
                " category, division, kinds, confidence, findings)"
                " values (:id, :campaign, 9, :place, :place, '帝王公园', 'park', 'x', '{odd}', 'low', '[]')"
            ),
            {"id": candidate, "campaign": campaign_id, "place": place},
        )
    stages = ("preparing", "scanned", "triage", "objecting", "settling").index(until)
    if stages >= 1:
        act("reviewer", scanning.scan_part, campaign_id, today)
    if stages >= 2:
        act("reviewer", running.take_step, running.CampaignStep(campaign_id, 0, today), "start_triage")
    if stages >= 3:
        for role in ("clerk", "reviewer"):
            act(role, judging.judge, campaign_id, candidate, Verdict.CHANGE)
        act("reviewer", running.publish_list, running.CampaignStep(campaign_id, 1, today), 7, "x")
    if stages >= 4:
        with site.database.owner.begin() as connection:
            connection.exec_driver_sql("alter table gazetteer.clean_up_campaign disable trigger user")
            connection.execute(
                sa.text("update gazetteer.clean_up_campaign set objections_from = :day, objections_until = :later"),
                {"day": "2020-01-01", "later": "2020-01-08"},
            )
            connection.exec_driver_sql("alter table gazetteer.clean_up_campaign enable trigger user")
        act("reviewer", running.take_step, running.CampaignStep(campaign_id, 2, today), "end_objections")
    browsers = {role: browser for role, (browser, _person) in officers.items()}
    return f"/work/campaigns/{campaign_id}", str(candidate), browsers, act


def new_campaign(site: Site) -> Call:
    data = {
        "name": "x", "division": AREA, "categories": ["street"], "kinds": ["odd"], "least_confidence": "medium",
        "starts_on": "2026-03-02", "ends_on": "2026-12-31",
    }  # fmt: skip
    return Call(site.signed_in(("reviewer", AREA))[0], "/work/campaigns/new", data)


def scan(site: Site) -> Call:
    address, _name, browsers, _act = campaign_of(site)
    return Call(browsers["reviewer"], f"{address}/scan")


def take(site: Site) -> Call:
    address, _name, browsers, _act = campaign_of(site, "scanned")
    return Call(browsers["reviewer"], f"{address}/steps/start_triage", {"state_version": "0"})


def judge(site: Site) -> Call:
    address, name, browsers, _act = campaign_of(site, "triage")
    return Call(browsers["clerk"], f"{address}/triage", {"candidate": name, "verdict": "keep"})


def undo(site: Site) -> Call:
    address, name, browsers, act = campaign_of(site, "triage")
    act("clerk", judging.judge, UUID(address[-36:]), UUID(name), Verdict.KEEP)
    return Call(browsers["clerk"], f"{address}/triage/undo")


def objection(site: Site) -> Call:
    address, name, browsers, _act = campaign_of(site, "objecting")
    return Call(browsers["reviewer"], f"{address}/names/{name}/objections", {"text": "x"})


def public_objection(site: Site) -> Call:
    address, _name, _browsers, _act = campaign_of(site, "objecting")
    return Call(site.browser(), f"{address.removeprefix('/work')}/names/9/objection", {"text": "多年习用，不应更名"})


def answer(site: Site) -> Call:
    address, name, browsers, act = campaign_of(site, "objecting")
    made = act("reviewer", judging.record_objection, UUID(address[-36:]), UUID(name), "x", site.clock.today)
    return Call(browsers["reviewer"], f"{address}/names/{name}/objections/{made}", {"answer": "x"})


def settle(site: Site) -> Call:
    address, name, browsers, _act = campaign_of(site, "settling")
    return Call(browsers["approver"], f"{address}/names/{name}/outcome", {"outcome": "keep", "reason": "x"})


def open_case(site: Site) -> Call:
    address, name, browsers, act = campaign_of(site, "settling")
    act("approver", judging.settle, UUID(address[-36:]), UUID(name), Verdict.CHANGE, "x", "同德公园")
    return Call(browsers["clerk"], f"{address}/names/{name}/case")


def photographed(site: Site) -> tuple[Browser, str, dict[str, Any]]:
    """The clerk, the address of the photographs of a name that is to change, a photograph."""
    address, name, browsers, act = campaign_of(site, "settling")
    act("approver", judging.settle, UUID(address[-36:]), UUID(name), Verdict.CHANGE, "x", "同心公园")
    day = site.clock.today.isoformat()
    photo = {"stage": "after", "taken_on": day, "photo": (io.BytesIO(png()), "x.png")}
    return browsers["clerk"], f"{address}/names/{name}/photos", photo


def add_photo(site: Site) -> Call:
    return Call(*photographed(site))


def withdraw_photo(site: Site) -> Call:
    browser, address, photo = photographed(site)
    browser.post(address, photo)
    made = site.scalar("select id from gazetteer.campaign_sign_photo order by added_at desc limit 1")
    return Call(browser, f"{address}/{made}/withdraw", {"reason": "x"})


EXAMPLES: dict[str, Example] = {
    "campaign_judging.answer": answer,
    "campaign_judging.judge": judge,
    "campaign_judging.objection": objection,
    "clean_up.object_to": public_objection,
    "campaign_judging.open_case": open_case,
    "campaign_judging.settle": settle,
    "campaign_judging.undo": undo,
    "campaign_signs.add": add_photo,
    "campaign_signs.withdraw": withdraw_photo,
    "campaigns.new": new_campaign,
    "campaigns.scan": scan,
    "campaigns.take": take,
}
