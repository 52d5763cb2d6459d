"""The drawn scope: inside its frame, right way up, in equal scale, with the names that have a position."""

from __future__ import annotations

import re

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.naming import NameEvidence
from geoapp.web.scope_pictures import MARGIN, MOST_DOTS, TALLEST, WIDTH, picture_of
from tests.builders.published import add_area
from tests.builders.registered import RegisteredSite

SQUARE = shapely.box(113.0, 25.0, 113.5, 25.5)


def evidence(place: str, name: str = "白露塘村") -> NameEvidence:
    return NameEvidence(place, name, "", "苏仙区", "current", None)


def points(outline: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"([-\d.]+) ([-\d.]+)", outline)]


@given(st.floats(73, 134), st.floats(4, 53), st.floats(0.001, 10), st.floats(0.001, 10))
def test_every_area_lies_within_the_frame(west: float, south: float, wide: float, tall: float) -> None:
    drawn = picture_of("某区", shapely.box(west, south, west + wide, south + tall), [], {})
    assert drawn.height <= TALLEST
    for x, y in points(drawn.outline):
        assert MARGIN - 0.2 <= x <= WIDTH - MARGIN + 0.2
        assert MARGIN - 0.2 <= y <= drawn.height - MARGIN + 0.2


def test_north_is_up_and_a_degree_of_longitude_is_shorter() -> None:
    drawn = picture_of("某区", SQUARE, [evidence("a"), evidence("b")], {"a": (113.0, 25.5), "b": (113.5, 25.0)})
    north_west, south_east = drawn.dots
    assert north_west.y < south_east.y
    assert north_west.x < south_east.x
    ratio = (south_east.x - north_west.x) / (south_east.y - north_west.y)
    assert ratio == pytest.approx(0.904, abs=0.01)


def test_holes_islands_and_too_many_names() -> None:
    holed = shapely.difference(SQUARE, shapely.box(113.2, 25.2, 113.3, 25.3))
    area = shapely.union_all([holed, shapely.box(113.6, 25.0, 113.7, 25.1)])
    names = [evidence(str(number)) for number in range(100)]
    drawn = picture_of("某区", area, names, {str(number): (113.1, 25.1) for number in range(100)})
    assert drawn.outline.count("M") == 3
    assert len(drawn.dots) == MOST_DOTS


def test_names_without_a_position_are_left_out() -> None:
    assert picture_of("某区", SQUARE, [evidence("a")], {}).dots == ()


def test_the_picture_stands_on_the_page_with_its_review_number(register: RegisteredSite) -> None:
    with register.database.owner.begin() as connection:
        seq = connection.exec_driver_sql("select seq from published.division where civil_code = '431003'").scalar_one()
        add_area(connection, seq, (112.9, 25.5, 113.4, 26.1))
    shown = register.page("/check?name=东村&category=committee&division=431003")
    assert 'class="map-figure scope-picture"' in shown
    assert re.search(r'<path d="M[\d. LMZ-]+"/>', shown)
    assert "审图号" in shown
