"""A campaign of a prefecture in its counties: each sees and judges its own names, and none its neighbour's."""

from __future__ import annotations

from uuid import UUID

import pytest

from gazetteer.campaigns.model import Verdict
from gazetteer.campaigns.queries import CampaignFile, campaign_file, campaign_list
from gazetteer.campaigns.services import judging, running
from gazetteer.cases.workflow import NAMING_CASE
from geoapp.auth.actors import load_actor
from geocore.db import reading
from geocore.errors import NotFound, NotPermitted
from geocore.workflow_store import subject_state
from tests.builders.campaigns import end_window, names, queue_of, scanned, step
from tests.builders.cases import Office
from tests.builders.register import BEIHU, Place, add_officer, add_places, console_work

PREFECTURE = ("clerk", "reviewer", "approver")


@pytest.fixture(scope="module")
def city(bureau: Office) -> Office:
    """The officers of 郴州市 as well, and an irregular name in its other district."""
    with bureau.database.owner.begin() as connection:
        people = {f"{role}@chenzhou": add_officer(connection, role, "431000").id for role in PREFECTURE}
    with bureau.database.app.connect() as connection:
        bureau.actors |= {who: load_actor(connection, person) for who, person in people.items()}
    with console_work(bureau.database.app) as work:
        place = Place("帝王路", BEIHU, category="street", class_code="23514", lon=112.9, lat=25.8)
        add_places(work, (place,), "beihu-streets.csv")
    return bureau


def advance(city: Office, campaign_id: UUID, action: str) -> None:
    command = step(city, campaign_id, who="reviewer@chenzhou")
    with city.as_("reviewer@chenzhou") as work:
        running.take_step(work, command, action)


@pytest.fixture(scope="module")
def campaign(city: Office) -> UUID:
    """In triage, over both districts."""
    campaign_id = scanned(city, "chenzhou")
    assert all(campaign_id not in seen(city, f"reviewer@{at}") for at in ("suxian", "beihu")), "not before the triage"
    advance(city, campaign_id, "start_triage")
    return campaign_id


def seen(city: Office, who: str) -> list[UUID]:
    with reading(city.database.app, city.actors[who]) as connection:
        return [one.id for one in campaign_list(connection)]


def file_of(city: Office, campaign_id: UUID, who: str) -> CampaignFile:
    with reading(city.database.app, city.actors[who]) as connection:
        return campaign_file(connection, campaign_id, city.today)


def test_a_county_sees_its_own_names_and_sums(city: Office, campaign: UUID) -> None:
    everything = [one.name for one in names(city, campaign, "reviewer@chenzhou")]
    assert "帝王路" in everything
    own = file_of(city, campaign, "reviewer@beihu")
    assert [one.name for one in own.candidates] == ["帝王路"]
    assert own.progress.total == 1
    assert [row.total for row in own.ranking] == [1]
    assert own.events == (), "what the city noted beside its steps"
    assert "帝王路" not in {one.name for one in names(city, campaign, "reviewer@suxian")}
    assert file_of(city, campaign, "reviewer@chenzhou").progress.total == len(everything)
    assert campaign not in seen(city, "reader@suxian")


def test_two_of_the_county_judge_and_nobody_of_the_other(city: Office, campaign: UUID) -> None:
    (candidate,) = names(city, campaign, "clerk@beihu")
    assert list(queue_of(city, campaign, "clerk@beihu")) == [candidate.id]
    assert candidate.id not in queue_of(city, campaign, "clerk@suxian")
    with pytest.raises(NotFound), city.as_("clerk@suxian") as work:
        judging.judge(work, campaign, candidate.id, Verdict.CHANGE)
    give = "insert into gazetteer.campaign_verdict (candidate_id, verdict) values (:id, 'keep')"
    with pytest.raises(NotPermitted):
        city.straight("clerk@suxian", give, id=candidate.id)
    with city.as_("clerk@beihu") as work:
        judging.judge(work, campaign, candidate.id, Verdict.KEEP)
    with city.as_("clerk@beihu") as work:
        assert judging.undo(work, campaign).id == candidate.id
    for who in ("clerk@beihu", "reviewer@chenzhou"):
        with city.as_(who) as work:
            judging.judge(work, campaign, candidate.id, Verdict.CHANGE)
    assert file_of(city, campaign, "clerk@beihu").progress.resolved == 1


def test_the_city_runs_it_and_the_county_opens_the_case(city: Office, campaign: UUID) -> None:
    for candidate in names(city, campaign, "clerk@suxian"):
        for who in ("clerk@suxian", "reviewer@suxian"):
            with city.as_(who) as work:
                judging.judge(work, campaign, candidate.id, Verdict.KEEP)
    command = step(city, campaign, who="reviewer@chenzhou")
    with pytest.raises(NotPermitted), city.as_("reviewer@beihu") as work:
        running.publish_list(work, command, 7, "北湖区民政局")
    with city.as_("reviewer@chenzhou") as work:
        running.publish_list(work, command, 7, "郴州市民政局")
    end_window(city, campaign)
    advance(city, campaign, "end_objections")
    (candidate,) = names(city, campaign, "clerk@beihu")
    with pytest.raises(NotPermitted), city.as_("approver@beihu") as work:
        judging.settle(work, campaign, candidate.id, Verdict.CHANGE, "封建色彩", "同德路")
    with city.as_("approver@chenzhou") as work:
        judging.settle(work, campaign, candidate.id, Verdict.CHANGE, "封建色彩", "同德路")
    with pytest.raises(NotFound), city.as_("clerk@suxian") as work:
        judging.open_renaming(work, campaign, candidate.id)
    with city.as_("clerk@beihu") as work:
        case_id = judging.open_renaming(work, campaign, candidate.id)
    with reading(city.database.app, city.actors["clerk@beihu"]) as connection:
        assert subject_state(connection, case_id).workflow == NAMING_CASE.name
