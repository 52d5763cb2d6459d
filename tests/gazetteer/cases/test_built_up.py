"""One name in one built-up area (条例第九条第八项), also where two districts decide at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from gazetteer.built_up_areas import service
from gazetteer.built_up_areas.model import EndArea
from gazetteer.cases.errors import NameTaken
from gazetteer.cases.model import CaseKind
from gazetteer.cases.services import deciding
from gazetteer.cases.store import decisions as store
from geocore.db import UnitOfWork
from geocore.official_time import today
from tests.builders.built_up import Box, enter, until_it_waits
from tests.builders.cases import (
    Office,
    about,
    announced,
    approval,
    approved,
    before_decision,
    naming,
    offer_pre_naming,
    opened,
    pre_naming,
    submitted,
)
from tests.builders.register import Place, add_places, console_work
from tests.gazetteer.cases.test_races import NOT_DECIDED, approve, race, until_decided

CENTRE, EAST = (113.00, 25.70, 113.10, 25.80), (113.20, 25.70, 113.30, 25.80)
IN_CENTRE, IN_EAST, OUTSIDE = {"lon": 113.05, "lat": 25.75}, {"lon": 113.25, "lat": 25.75}, {"lon": 113.5, "lat": 25.75}
FAR_IN_CENTRE = {"lon": 113.02, "lat": 25.72}


@pytest.fixture(scope="module")
def areas(bureau: Office) -> dict[str, UUID]:
    """The centre reaches over both districts; the east is a second area of 苏仙区."""
    return entered(bureau, {"郴州市中心城区": CENTRE, "郴州市东城": EAST})


def entered(bureau: Office, boxes: dict[str, Box], since: date = date(2020, 1, 1)) -> dict[str, UUID]:
    city = bureau.division("431000")
    with console_work(bureau.database.app) as work:
        return dict(zip(boxes, enter(work, city, boxes, since), strict=True))


def duplicates(bureau: Office, case_id: UUID, at: str = "suxian") -> list[dict[str, Any]]:
    (check,) = bureau.checks(case_id, f"clerk@{at}")
    return [found for found in check.report["findings"] if found["rule"] == "duplicate.same"]


def decide(bureau: Office, case_id: UUID, at: str = "suxian") -> None:
    """With a reason against all that stands in the file, which does not help against an equal name in the area."""
    command = approval(bureau, case_id, at)
    with bureau.as_(f"approver@{at}") as work:
        assert deciding.approve(work, command) == ()


def test_two_districts_of_one_area_approve_one_name_at_once(bureau: Office, areas: dict[str, UUID]) -> None:
    name = "壬子湖路"
    cases = {
        at: before_decision(bureau, naming(bureau, name, at=at, **where), at)
        for at, where in (("suxian", IN_CENTRE), ("beihu", FAR_IN_CENTRE))
    }
    outcomes = until_decided(lambda: [approve(bureau, case, f"approver@{at}") for at, case in cases.items()])
    assert outcomes.count("done") == 1
    assert set(outcomes) <= {"done", NameTaken.__name__, *NOT_DECIDED}
    claims = bureau.scalar("select array_agg(scope_key) from gazetteer.name_claim where name_key = :n", n=name)
    assert claims == [f"street:area-{seq_of(bureau, areas['郴州市中心城区'])}"]


@pytest.mark.parametrize(
    ("name", "in_suxian", "in_beihu", "outcomes"),
    [("湖光甲路", IN_CENTRE, FAR_IN_CENTRE, ["NameTaken", "done"]),
     ("湖光乙路", IN_EAST, FAR_IN_CENTRE, ["done", "done"]),
     ("湖光丙路", OUTSIDE, OUTSIDE, ["NameTaken", "done"])],
)  # fmt: skip
def test_the_database_alone_keeps_two_claims_of_one_moment_apart(
    bureau: Office,
    areas: dict[str, UUID],
    name: str,
    in_suxian: dict[str, float],
    in_beihu: dict[str, float],
    outcomes: list[str],
) -> None:
    """Nobody has looked at the other's case: no check, no service."""
    where = {"suxian": in_suxian, "beihu": in_beihu}
    cases = {at: opened(bureau, naming(bureau, name, at=at, **place), at) for at, place in where.items()}

    def claim(at: str, case_id: UUID) -> Callable[[], None]:
        (item,) = bureau.look(case_id, f"clerk@{at}").items

        def attempt() -> None:
            with bureau.as_(f"approver@{at}") as work:
                store.claim_name(
                    work, case_id, item, name_key=name, scope_key="street:3", name_id=None, since=bureau.today
                )
                work.audit("test", "test", case_id)

        return attempt

    assert race(*(claim(at, case_id) for at, case_id in cases.items())) == outcomes


def seq_of(bureau: Office, area: UUID) -> int:
    return int(bureau.scalar("select seq from gazetteer.built_up_area where id = :id", id=area))


def test_two_areas_of_one_district_have_the_same_name_without_a_reason(bureau: Office, areas: dict[str, UUID]) -> None:
    name = "壬寅湖路"
    announced(bureau, naming(bureau, name, **IN_CENTRE))
    case_id = before_decision(bureau, naming(bureau, name, **IN_EAST))
    assert duplicates(bureau, case_id) == []
    command = approval(bureau, case_id)
    assert command.waivers == ()
    decide(bureau, case_id)
    assert bureau.look(case_id).state == "announcing"


def test_two_areas_of_one_district_at_the_same_moment(bureau: Office, areas: dict[str, UUID]) -> None:
    name = "壬辰湖路"
    cases = [before_decision(bureau, naming(bureau, name, **where)) for where in (IN_CENTRE, IN_EAST)]
    people = ("approver@suxian", "everybody@suxian")
    outcomes = until_decided(
        lambda: [
            approve(bureau, case, who)
            for case, who in zip(cases, people, strict=True)
            if bureau.look(case).state == "deciding"
        ]
    )
    assert set(outcomes) == {"done"}
    assert bureau.scalar("select count(*) from gazetteer.name where text = :name", name=name) == 2


def test_the_same_name_in_the_area_of_another_district_is_taken_whatever_the_reason(
    bureau: Office, areas: dict[str, UUID]
) -> None:
    name = "壬午湖路"
    announced(bureau, naming(bureau, name, at="beihu", **FAR_IN_CENTRE), "beihu")
    case_id = before_decision(bureau, naming(bureau, name, **IN_CENTRE))
    (found,) = duplicates(bureau, case_id)
    assert found["severity"] == "must_not"
    assert found["scope"]["built_up_area"] == str(areas["郴州市中心城区"])
    with pytest.raises(NameTaken):
        decide(bureau, case_id)


def test_outside_every_area_the_division_counts_and_a_reason_helps_against_a_name_in_an_area(
    bureau: Office, areas: dict[str, UUID]
) -> None:
    name = "壬申湖路"
    announced(bureau, naming(bureau, name, **IN_CENTRE))
    case_id = before_decision(bureau, naming(bureau, name, **OUTSIDE))
    (found,) = duplicates(bureau, case_id)
    assert "位置在已登记的建成区以外" in found["scope"]["label"]
    decide(bureau, case_id)
    second = before_decision(bureau, naming(bureau, name, at="beihu", **OUTSIDE), "beihu")
    with pytest.raises(NameTaken):
        decide(bureau, second, "beihu")


def test_a_claim_that_is_older_than_the_area_counts_in_it(bureau: Office, areas: dict[str, UUID]) -> None:
    """The areas of today decide, not those of the day of the claim."""
    name, here, there = "壬亥湖路", {"lon": 113.45, "lat": 25.55}, {"lon": 113.42, "lat": 25.52}
    approved(bureau, naming(bureau, name, **here))
    early = entered(bureau, {"郴州市南城": (113.40, 25.50, 113.50, 25.60)})["郴州市南城"]
    case_id = before_decision(bureau, naming(bureau, name, at="beihu", **there), "beihu")
    assert duplicates(bureau, case_id, "beihu")
    with pytest.raises(NameTaken):
        decide(bureau, case_id, "beihu")
    with console_work(bureau.database.app) as work:
        service.end_area(work, EndArea(early, 0, date(2021, 1, 1), "总体规划修编（虚构）"))
    boxes = {"郴州市南城西": (113.40, 25.50, 113.43, 25.60), "郴州市南城东": (113.44, 25.50, 113.50, 25.60)}
    entered(bureau, boxes, date(2021, 1, 1))
    assert until_decided(lambda: [approve(bureau, case_id, "approver@beihu")]) == ["done"]


def test_a_pre_naming_holds_its_name_in_the_area_until_its_last_day(bureau: Office, areas: dict[str, UUID]) -> None:
    """Of another district as of its own; what has lapsed stands in nobody's way."""
    name, started = "湖光戊路", bureau.today
    offer_pre_naming(bureau, "431003")
    approved(bureau, pre_naming(bureau, name, **IN_CENTRE))
    case_id = before_decision(bureau, naming(bureau, name, at="beihu", **FAR_IN_CENTRE), "beihu")
    with pytest.raises(NameTaken):
        decide(bureau, case_id, "beihu")
    try:
        bureau.today = started + timedelta(days=200)
        assert until_decided(lambda: [approve(bureau, case_id, "approver@beihu")]) == ["done"]
    finally:
        bureau.today = started
    claims = bureau.scalar("select array_agg(distinct scope_key) from gazetteer.name_claim where name_key = :n", n=name)
    assert claims == [f"street:area-{seq_of(bureau, areas['郴州市中心城区'])}"]


def test_an_area_that_is_entered_between_two_claims_holds_both(bureau: Office, areas: dict[str, UUID]) -> None:
    """The first claim is not committed when the area comes: the second waits for it, whatever keys they have."""
    name, places = "湖光丁路", {"suxian": {"lon": 112.61, "lat": 25.31}, "beihu": {"lon": 112.62, "lat": 25.32}}
    cases = {at: opened(bureau, naming(bureau, name, at=at, **place), at) for at, place in places.items()}

    def claim(work: UnitOfWork, at: str) -> None:
        (item,) = bureau.look(cases[at], f"clerk@{at}").items
        store.claim_name(work, cases[at], item, name_key=name, scope_key="street:3", name_id=None, since=bureau.today)

    def late() -> None:
        with bureau.as_("approver@beihu") as work:
            claim(work, "beihu")

    with ThreadPoolExecutor(1) as threads:
        with bureau.as_("approver@suxian") as work:
            claim(work, "suxian")
            entered(bureau, {"郴州市西城": (112.60, 25.30, 112.65, 25.35)})
            running = threads.submit(late)
            until_it_waits(bureau.database, running)
            work.audit("test", "test", cases["suxian"])
        assert isinstance(running.exception(), NameTaken)


def test_a_name_applied_for_counts_in_its_area_alone(bureau: Office, areas: dict[str, UUID]) -> None:
    name = "癸丑湖路"
    submitted(bureau, naming(bureau, name, at="beihu", **FAR_IN_CENTRE), "beihu")
    (found,) = duplicates(bureau, submitted(bureau, naming(bureau, name, **IN_CENTRE)))
    assert (found["evidence"][0]["status"], found["severity"]) == ("pending", "must_not")
    assert duplicates(bureau, submitted(bureau, naming(bureau, name, **IN_EAST))) == []


def test_a_reserved_name_has_no_position_and_is_told_as_such(bureau: Office, areas: dict[str, UUID]) -> None:
    name = "癸卯湖路"
    with bureau.database.owner.begin() as connection:
        connection.exec_driver_sql(
            "insert into gazetteer.reserved_name (name, category, division_id, division_path, origin, recorded_by)"
            f" select '{name}', 'street', id, path, '老路名（虚构）', '{bureau.actors['clerk@suxian'].user_id}'"
            " from published.division where civil_code = '431003'"
        )
    (found,) = duplicates(bureau, submitted(bureau, naming(bureau, name, **IN_CENTRE)))
    assert (found["evidence"][0]["status"], found["evidence"][0]["reach"]) == ("reserved", "unplaced")
    assert "没有登记位置" in found["message"]


def test_a_renaming_is_judged_where_its_place_lies(bureau: Office, areas: dict[str, UUID]) -> None:
    old, name = "癸巳湖街", "癸未湖路"
    street = Place(old, "431003000000", category="street", class_code="23514", **FAR_IN_CENTRE)
    with console_work(bureau.database.app) as work:
        add_places(work, (street,), "streets.tgz")
    place = bureau.scalar("select place_id from gazetteer.name where text = :name", name=old)
    draft = naming(bureau, name, lon=None, lat=None)
    approved(bureau, about(draft, CaseKind.RENAMING, place))
    key = f"street:area-{seq_of(bureau, areas['郴州市中心城区'])}"
    assert bureau.scalar("select scope_key from gazetteer.name_claim where name_key = :n", n=name) == key
    (found,) = duplicates(bureau, submitted(bureau, naming(bureau, name, **IN_CENTRE)))
    assert found["scope"]["label"] == "郴州市中心城区（建成区）"


def test_an_area_that_begins_tomorrow_parts_nothing_today(bureau: Office, areas: dict[str, UUID]) -> None:
    tomorrow = today() + timedelta(days=1)
    boxes = {"郴州市北城西": (113.00, 25.90, 113.05, 26.0), "郴州市北城东": (113.06, 25.90, 113.10, 26.0)}
    entered(bureau, boxes, tomorrow)
    name = "癸酉湖路"
    approved(bureau, naming(bureau, name, lon=113.02, lat=25.95))
    case_id = before_decision(bureau, naming(bureau, name, lon=113.08, lat=25.95))
    assert duplicates(bureau, case_id)
    with pytest.raises(NameTaken):
        decide(bureau, case_id)
