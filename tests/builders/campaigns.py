"""Campaigns on the small register, brought to a stage by the real services."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from gazetteer.campaigns.kinds import Confidence, IrregularKind
from gazetteer.campaigns.model import Candidate, NewCampaign, Verdict
from gazetteer.campaigns.services import judging, running, scanning
from gazetteer.campaigns.store import campaigns as store
from gazetteer.campaigns.store import judgements
from geocore.db import reading
from tests.builders.cases import OFFICES, Office
from tests.builders.register import BAILUTANG, SUXIAN, Place, add_places, console_work

STREETS = (
    Place("巴黎路", SUXIAN, category="street", class_code="23514", lon=113.04, lat=25.79),
    Place("帝王街", SUXIAN, category="street", class_code="23514", lon=113.05, lat=25.79),
    Place("团结路", SUXIAN, category="street", class_code="23514", lon=113.06, lat=25.79),
    Place("团结路", BAILUTANG, category="street", class_code="23514", lon=113.1, lat=25.7),
    Place("环球大道", SUXIAN, category="street", class_code="23514", lon=113.07, lat=25.79),
    Place("清泉巷", SUXIAN, category="street", class_code="23514"),
)
"""Invented: one for each kind of irregular name, two that differ in nothing, one that is in order."""


def add_streets(database: Any) -> None:
    with console_work(database.app) as work:
        add_places(work, STREETS, "streets.csv")


def new_campaign(office: Office, at: str = "suxian", **changes: Any) -> NewCampaign:
    made = NewCampaign(
        name="苏仙区街路巷名称清理（虚构）",
        division_id=office.division({**OFFICES, "chenzhou": "431000"}[at]),
        categories=("street",),
        kinds=tuple(IrregularKind),
        least_confidence=Confidence.MEDIUM,
        exclusions=(),
        starts_on=office.today,
        ends_on=date(office.today.year, 12, 31),
    )
    return replace(made, **changes)


def opened(office: Office, at: str = "suxian", **changes: Any) -> UUID:
    with office.as_(f"reviewer@{at}") as work:
        return running.open_campaign(work, new_campaign(office, at, **changes))


def scanned(office: Office, at: str = "suxian", **changes: Any) -> UUID:
    campaign_id = opened(office, at, **changes)
    is_done = False
    while not is_done:
        with office.as_(f"reviewer@{at}") as work:
            is_done = scanning.scan_part(work, campaign_id, office.today).is_done
    return campaign_id


def step(office: Office, campaign_id: UUID, note: str = "", who: str = "reviewer@suxian") -> running.CampaignStep:
    with reading(office.database.app, office.actors[who]) as connection:
        version = store.find_campaign(connection, campaign_id).state_version
    return running.CampaignStep(campaign_id, version, office.today, note)


def in_triage(office: Office, **changes: Any) -> UUID:
    campaign_id = scanned(office, **changes)
    command = step(office, campaign_id)
    with office.as_("reviewer@suxian") as work:
        running.take_step(work, command, "start_triage")
    return campaign_id


def names(office: Office, campaign_id: UUID, who: str = "reviewer@suxian") -> list[Candidate]:
    with reading(office.database.app, office.actors[who]) as connection:
        return list(store.candidates_of(connection, campaign_id))


def queue_of(office: Office, campaign_id: UUID, who: str) -> dict[UUID, bool]:
    with reading(office.database.app, office.actors[who]) as connection:
        return judgements.triage_queue(connection, campaign_id)


def judge(office: Office, campaign_id: UUID, candidate_id: UUID, who: str, verdict: str) -> None:
    with office.as_(f"{who}@suxian") as work:
        judging.judge(work, campaign_id, candidate_id, Verdict(verdict))


def listed(office: Office, keep: tuple[str, ...] = (), **changes: Any) -> UUID:
    """Made public: two persons want to change every name but those to keep."""
    campaign_id = in_triage(office, **changes)
    for candidate in names(office, campaign_id):
        for who in ("clerk", "reviewer"):
            judge(office, campaign_id, candidate.id, who, "keep" if candidate.name in keep else "change")
    command = step(office, campaign_id)
    with office.as_("reviewer@suxian") as work:
        running.publish_list(work, command, 7, "苏仙区民政局")
    return campaign_id


def end_window(office: Office, campaign_id: UUID) -> None:
    """As if the days had gone by: the database counts its own."""
    with office.database.owner.begin() as connection:
        connection.exec_driver_sql("alter table gazetteer.clean_up_campaign disable trigger campaign_window_once")
        connection.exec_driver_sql(
            "update gazetteer.clean_up_campaign set objections_from = current_date - 9,"
            " objections_until = current_date - 2 where id = %s",
            (campaign_id,),
        )
        connection.exec_driver_sql("alter table gazetteer.clean_up_campaign enable trigger campaign_window_once")


def settling(office: Office, **changes: Any) -> UUID:
    campaign_id = listed(office, **changes)
    end_window(office, campaign_id)
    command = step(office, campaign_id)
    with office.as_("reviewer@suxian") as work:
        running.take_step(work, command, "end_objections")
    return campaign_id
