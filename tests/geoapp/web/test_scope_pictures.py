"""The drawn scope: inside its frame, right way up, in equal scale; what stands close together is drawn once more."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geoapp.web.scope_pictures import (
    MARGIN,
    MOST_DETAILS,
    TALLEST,
    WIDTH,
    Area,
    ScopePicture,
    Spot,
    Tone,
    letter_of,
    picture_of,
)

SQUARE = shapely.box(113.0, 25.0, 113.5, 25.5)
SUXIAN = Area("苏仙区", SQUARE)
PLACE = Spot(name="白露塘村", lon=113.1, lat=25.1, tone=Tone.NOTE, mark="a", place_id="x")
OWN = Spot(name="白鹭塘村", lon=113.2, lat=25.2, tone=Tone.OWN)


def picture(areas: list[Area], *spots: Spot) -> ScopePicture:
    found = picture_of("某区", areas, spots)
    assert found is not None
    return found


def at(lon: float, lat: float, spot: Spot = PLACE) -> Spot:
    return replace(spot, lon=lon, lat=lat)


def points(outline: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"([-\d.]+) ([-\d.]+)", outline)]


@given(st.floats(73, 134), st.floats(4, 53), st.floats(0.006, 10), st.floats(0.006, 10))
def test_every_area_lies_within_the_frame(west: float, south: float, wide: float, tall: float) -> None:
    drawn = picture([Area("某区", shapely.box(west, south, west + wide, south + tall))]).view
    assert drawn.height <= TALLEST
    assert 0 < drawn.bar <= WIDTH / 6 + 1
    for x, y in points(drawn.outlines[0].path):
        assert MARGIN - 0.2 <= x <= WIDTH - MARGIN + 0.2
        assert MARGIN - 0.2 <= y <= drawn.height - MARGIN + 0.2


spots = st.builds(
    Spot,
    name=st.sampled_from(["路", "白露塘村民委员会"]),
    lon=st.floats(112.5, 114),
    lat=st.floats(24.5, 26),
    tone=st.sampled_from(Tone),
    mark=st.sampled_from(["", "a", "17"]),
)


@given(st.booleans(), st.lists(spots, max_size=30))
def test_every_name_is_drawn_or_counted(has_area: bool, names: list[Spot]) -> None:
    drawn = picture_of("某区", [SUXIAN] if has_area else [], names)
    if drawn is None:
        assert not has_area
        assert not names
        return
    assert len(drawn.spots) + drawn.beyond == len(names)
    assert sorted(dot.spot.name for dot in drawn.view.dots) == sorted(spot.name for spot in drawn.spots)
    assert len(drawn.details) == len(drawn.view.frames) <= MOST_DETAILS
    for view in (drawn.view, *drawn.details):
        assert all(8 <= dot.x <= WIDTH - 8 and 8 <= dot.y <= view.height - 3 for dot in view.dots)


def test_north_is_up_and_a_degree_of_longitude_is_shorter() -> None:
    north_west, south_east = picture([SUXIAN], at(113.0, 25.5), at(113.5, 25.0)).view.dots
    assert north_west.y < south_east.y
    assert north_west.x < south_east.x
    ratio = (south_east.x - north_west.x) / (south_east.y - north_west.y)
    assert ratio == pytest.approx(0.904, abs=0.01)


def test_the_bar_is_as_long_as_it_says() -> None:
    drawn = picture([SUXIAN]).view
    corner = min(x for x, _ in points(drawn.outlines[0].path))
    across = max(x for x, _ in points(drawn.outlines[0].path)) - corner
    assert drawn.bar_words == "10 km"
    assert drawn.bar / across == pytest.approx(10 / (0.5 * 111.32 * 0.904), rel=0.02)


def test_holes_islands_and_several_areas() -> None:
    holed = shapely.difference(SQUARE, shapely.box(113.2, 25.2, 113.3, 25.3))
    area = Area("某区", shapely.union_all([holed, shapely.box(113.6, 25.0, 113.7, 25.1)]))
    town = Area("城区", shapely.box(113.1, 25.1, 113.2, 25.2), is_built_up=True)
    drawn = picture([area, town]).view
    assert [outline.path.count("M") for outline in drawn.outlines] == [3, 1]
    assert [outline.is_built_up for outline in drawn.outlines] == [False, True]


def test_what_the_page_is_about_is_drawn_wherever_it_is_and_above_the_others() -> None:
    drawn = picture([SUXIAN], at(116.0, 25.0, OWN), PLACE, at(120.0, 25.0))
    assert [dot.spot.tone for dot in drawn.view.dots] == [Tone.NOTE, Tone.OWN]
    assert drawn.beyond == 1
    assert drawn.view.dots[0].x < drawn.view.dots[1].x


def test_names_close_together_are_drawn_once_more() -> None:
    drawn = picture([SUXIAN], OWN, at(113.202, 25.2), at(113.21, 25.2), at(113.01, 25.01))
    (detail,) = drawn.details
    assert len(detail.dots) == 3
    ((x, y, wide, tall),) = drawn.view.frames
    own = drawn.view.dots[-1]
    assert x < own.x < x + wide
    assert y < own.y < y + tall
    assert points(detail.outlines[0].path)  # the ground goes on beyond the cut
    assert max(px for px, _ in points(detail.outlines[0].path)) > WIDTH


@pytest.mark.parametrize("others", [[PLACE], [at(OWN.lon, OWN.lat)], [at(113.0, 25.0), at(113.5, 25.5)]])
def test_nothing_is_drawn_twice_that_can_be_told_apart_or_never_can(others: list[Spot]) -> None:
    assert picture([SUXIAN], OWN, *others).details == ()


def test_a_place_alone_is_drawn_with_its_surroundings() -> None:
    drawn = picture([], OWN)
    assert drawn.view.bar_words == "100 m"
    assert [dot.x for dot in drawn.view.dots] == [WIDTH / 2]


def test_letters_go_on_after_z() -> None:
    assert [letter_of(number) for number in (0, 25, 26, 51, 52)] == ["a", "z", "aa", "az", "ba"]
