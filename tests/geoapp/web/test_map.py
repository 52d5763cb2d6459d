"""The map page: where it opens, and that it is not shown without 审图号 (CF2)."""

from __future__ import annotations

import dataclasses

import pytest

from tests.builders.published import add_area
from tests.builders.registered import MAP_NUMBER, RegisteredSite


@pytest.fixture
def area(register: RegisteredSite) -> None:
    with register.database.owner.begin() as connection:
        connection.exec_driver_sql("delete from published.division_area")
        seq = connection.exec_driver_sql("select seq from published.division where civil_code = '431003'").scalar_one()
        add_area(connection, seq, (112.9, 25.5, 113.4, 26.1))
        connection.exec_driver_sql("update published.data_version set version = version + 1")
    register.app.extensions["answers"]._read_at = 0.0


def test_opens_on_everything_published(register: RegisteredSite, area: None) -> None:
    page = register.page("/map")
    assert 'data-extent="112.9000,25.5000,113.4000,26.1000"' in page
    assert f'data-stamp="审图号：{MAP_NUMBER}"' in page


def test_opens_on_a_division_or_a_place(register: RegisteredSite, area: None) -> None:
    assert 'data-extent="112.9000' in register.page("/map?division=431003")
    assert 'data-center="113.1' in register.page(f"/map?place={register.places['五盖山']}")


@pytest.mark.parametrize("query", ["division=999999", "division=x%00", "place=nonsense", "place=%00", "foo=1"])
def test_addresses_that_lead_nowhere_open_on_everything(register: RegisteredSite, area: None, query: str) -> None:
    assert 'data-extent="112.9000' in register.page(f"/map?{query}")


def test_a_list_says_the_same(register: RegisteredSite) -> None:
    page = register.page("/map")
    assert "data-map-twin" in page
    assert "图例" in page


def test_as_of_reaches_the_tiles(register: RegisteredSite) -> None:
    assert 'data-as-of="2020-05-01"' in register.page("/map?as_of=2020-05-01")
    register.page("/map?as_of=soon", status=422)


@pytest.mark.parametrize(
    "settings", [{"map_review_number": ""}, {"map_review_expires": "2020-01-01"}, {"map_review_expires": "x"}]
)
def test_without_a_number_the_page_says_why(register: RegisteredSite, settings: dict[str, str]) -> None:
    register.set(**{"map_review_number": MAP_NUMBER, **settings})
    page = register.page("/map")
    assert "data-map" not in page
    assert "map_index" not in page
    assert "为什么这里没有地图" in page
    assert 'role="search"' in page


def test_the_last_day_still_counts(register: RegisteredSite) -> None:
    register.set(map_review_number=MAP_NUMBER, map_review_expires=register.clock.today.isoformat())
    assert register.page("/map").count("data-stamp") == 1


def test_officers_see_the_ground_of_their_internal_maps(register: RegisteredSite) -> None:
    """内部工作用图 is no public map: who has signed in gets its tiles without a number, and nobody keeps them."""
    officer = register.officer("reader", "431003")
    settings = register.app.config["SETTINGS"]
    register.app.config["SETTINGS"] = dataclasses.replace(settings, map_review_number="")
    try:
        for layer in ("places", "divisions"):
            address = f"/tiles/{layer}/5/26/13.mvt"
            response = officer.get(address)
            assert response.status_code in (200, 204), response.get_data(as_text=True)
            assert response.headers["Cache-Control"] == "private, no-store"
            assert register.browser().get(address).status_code == 403
    finally:
        register.app.config["SETTINGS"] = settings
