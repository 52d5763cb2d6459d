from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.course.sectors import Direction, direction_of, outside_by
from geocore.errors import InvalidInput

EDGES = {
    "北": (348.75, 11.25), "北偏东北": (11.25, 33.75), "东北": (33.75, 56.25), "东偏东北": (56.25, 78.75),
    "东": (78.75, 101.25), "东偏东南": (101.25, 123.75), "东南": (123.75, 146.25), "南偏东南": (146.25, 168.75),
    "南": (168.75, 191.25), "南偏西南": (191.25, 213.75), "西南": (213.75, 236.25), "西偏西南": (236.25, 258.75),
    "西": (258.75, 281.25), "西偏西北": (281.25, 303.75), "西北": (303.75, 326.25), "北偏西北": (326.25, 348.75),
}  # fmt: skip


@pytest.mark.parametrize(
    ("azimuth", "word"),
    [
        (0, "北"), (11 + 14 / 60, "北"), (11.25, "北偏东北"), (350, "北"), (168.75, "南"), (90, "东"),
        (168.75 - 1e-9, "南偏东南"), (348.75, "北"), (348.75 - 1e-9, "北偏西北"), (360, "北"), (-11.25, "北"),
        (-90, "西"), (450, "东"), (-1e-300, "北"),
    ],
)  # fmt: skip
def test_an_azimuth_has_its_word(azimuth: float, word: str) -> None:
    assert direction_of(azimuth) == word


def test_every_sector_has_its_edges_and_the_lower_one_belongs_to_it() -> None:
    assert {direction.value: direction.edges for direction in Direction} == EDGES
    for direction in Direction:
        lower, upper = direction.edges
        assert direction_of(lower) is direction
        assert direction_of(direction.centre) is direction
        assert direction_of(math.nextafter(upper, 0)) is direction
        assert direction_of(upper) is not direction


@given(st.floats(-720, 720))
def test_an_azimuth_is_inside_its_own_sector_and_outside_the_opposite(azimuth: float) -> None:
    direction = direction_of(azimuth)
    assert outside_by(azimuth, direction) <= 1e-9
    assert outside_by(azimuth, direction_of(azimuth + 180)) > 150


def test_how_far_outside_a_sector() -> None:
    assert outside_by(348, Direction.N) == pytest.approx(0.75)
    assert outside_by(15, Direction.N) == pytest.approx(3.75)
    assert outside_by(348.75, Direction.N) == 0


@pytest.mark.parametrize("azimuth", [math.nan, math.inf])
def test_what_is_no_angle_is_refused(azimuth: float) -> None:
    with pytest.raises(InvalidInput) as caught:
        direction_of(azimuth)
    assert caught.value.problems[0].code == "bad_azimuth"
