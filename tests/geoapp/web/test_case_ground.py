"""Where the map of the officers' form goes: to the place or the division that its words mean, and nowhere else."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.builders.case_desk import Desk, text
from tests.builders.cases import draw_suxian
from tests.builders.register import SUXIAN, Place, add_places, console_work
from tests.builders.registered import RegisteredSite
from tests.geoapp.web.test_case_items import ROWS, send, workbook

SUXIAN_BOX = [112.9, 25.5, 113.4, 26.1]
EXACT = (113.07777, 25.81111)


@pytest.fixture(scope="module")
def hall(module_register: RegisteredSite) -> str:
    """A place off the public grid."""
    with console_work(module_register.database.app) as work:
        add_places(
            work, (Place("听泉台", SUXIAN, category="other", class_code="26220", lon=EXACT[0], lat=EXACT[1]),), "h"
        )
    return str(module_register.scalar("select place_id from published.name where name = '听泉台'"))


@pytest.fixture
def desk(register: RegisteredSite) -> Desk:
    draw_suxian(register.database.owner)
    return Desk(register)


def ground(browser: Any, **asked: str) -> Any:
    answer = browser.get("/work/cases/ground", query_string=asked)
    assert answer.status_code == 200
    return answer.get_json()


@pytest.mark.parametrize("words", ["苏仙区", "431003", " 白露塘镇 "])
def test_a_division_is_shown_whole_or_in_the_one_above(desk: Desk, words: str) -> None:
    """The town has no area of its own."""
    assert ground(desk.clerk, division=words) == {"extent": SUXIAN_BOX}


@pytest.mark.parametrize("words", ["", "北湖区", "没有这个政区", "苏仙\0区", "区" * 500])
def test_words_that_mean_no_division_of_ones_own_lead_nowhere(desk: Desk, words: str) -> None:
    assert ground(desk.clerk, division=words, place=words) == {}


def test_a_place_goes_before_its_division(desk: Desk, hall: str) -> None:
    for meant in ("听泉台", hall, f"https://example.org/place/{hall}"):
        assert ground(desk.clerk, division="苏仙区", place=meant) == {"center": list(EXACT), "zoom": 15}


def test_a_place_elsewhere_is_where_the_public_sees_it(desk: Desk, hall: str) -> None:
    stranger = desk.register.officer("clerk", "431002")
    found = ground(stranger, place=hall)
    assert found["center"] != list(EXACT)
    assert found["center"] == pytest.approx(list(EXACT), abs=0.001)
    assert ground(stranger, place="听泉台") == {}


def test_an_invented_position_leads_nobody(desk: Desk, hall: str) -> None:
    desk.register.execute("update gazetteer.place set position_kind = 'demo' where id = :id", id=hall)
    try:
        assert ground(desk.clerk, division="苏仙区", place=hall) == {"extent": SUXIAN_BOX}
    finally:
        desk.register.execute("update gazetteer.place set position_kind = 'source' where id = :id", id=hall)


def test_only_drafters_ask(desk: Desk) -> None:
    assert desk.approver.get("/work/cases/ground?division=苏仙区").status_code == 403
    assert desk.register.browser().get("/work/cases/ground").status_code in (302, 401)


def view_of(page: str) -> dict[str, str]:
    (found,) = re.findall(r'<div class="map" id="point-map"[^>]*>', page)
    return dict(re.findall(r'data-([\w-]+)="([^"]*)"', found))


def test_the_form_opens_on_its_division_or_its_place(desk: Desk, hall: str) -> None:
    """Also without a 审图号: the map is an internal one."""
    desk.register.set(map_review_number="")
    view = view_of(text(desk.clerk.get("/work/cases/new")))
    assert view["extent"] == "112.9,25.5,113.4,26.1"
    assert view["ground"] == "/work/cases/ground"
    assert view["stamp"] == "内部工作用图 未经审核 不得公开"
    view = view_of(text(desk.clerk.get(f"/work/cases/new?kind=renaming&place={hall}")))
    assert view["center"] == f"{EXACT[0]},{EXACT[1]}"
    draft = desk.opened(names="听泉路")
    assert view_of(text(desk.clerk.get(f"{draft}/edit")))["extent"]


def test_a_list_of_names_has_no_such_map(desk: Desk) -> None:
    case = desk.opened()
    assert send(desk, case, workbook(*ROWS)).status_code == 302
    assert "point-map" not in text(desk.clerk.get(f"{case}/edit"))
