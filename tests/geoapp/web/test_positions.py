"""A position outside the division: one rule at the counter, in lists, for applicants and programs."""

from __future__ import annotations

import pytest

from tests.builders.case_desk import Desk, text
from tests.builders.cases import draw_suxian
from tests.builders.registered import RegisteredSite
from tests.geoapp.web.test_applications import Applicant
from tests.geoapp.web.test_case_items import ROWS, send, workbook

TOLD = "位置不在所写的政区内，距其边界 261 km"


@pytest.fixture
def desk(register: RegisteredSite) -> Desk:
    draw_suxian(register.database.owner)
    return Desk(register)


def test_the_counter_tells_how_far_and_what_to_do(desk: Desk) -> None:
    case = desk.opened(names="远方路", lon="116.0", lat="25.8")
    page = text(desk.clerk.get(case))
    assert TOLD in page
    assert "以共同的上级政区申请" in page
    assert desk.take(desk.clerk, case, "submit").status_code == 422
    assert "待受理" not in text(desk.clerk.get(case))


def test_a_row_of_a_list_is_told_when_it_is_read(desk: Desk) -> None:
    case = desk.opened()
    far = ["远方路", "", "远方（虚构）", 116.0, 25.8, "虚构", "虚构", 300]
    answer = send(desk, case, workbook(ROWS[0], far))
    assert answer.status_code == 422
    assert '<td class="number">3</td><td>经度、纬度</td>' in text(answer)
    assert "距其边界 261 km" in text(answer)


def test_applicants_and_programs_are_told_too(desk: Desk) -> None:
    applicant = Applicant(desk.register)
    applicant.fill(lon="116.0", lat="25.8")
    assert TOLD in applicant.page("/review")
    asked = {"name": "远方路", "category": "street", "division": "431003", "point": "116,25.8"}
    answer = desk.register.browser().get("/api/v1/checks", query_string=asked)
    assert answer.status_code == 422
    assert "261 km outside the division" in text(answer)
    page = desk.register.page("/check?name=远方路&category=street&division=苏仙区&position=116,25.8", 422)
    assert "位置不在所写的政区内" in page
