from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geocore.datum import (
    Datum,
    estimate_shift,
    from_bd09,
    from_gcj02,
    to_bd09,
    to_gcj02,
    transformer_to_cgcs2000,
)
from geocore.errors import InvalidInput

lons = st.floats(73.5, 135.1)
lats = st.floats(3.4, 53.6)


@settings(deadline=None)
@given(lons, lats)
def test_gcj02_is_undone_exactly(lon: float, lat: float) -> None:
    back = from_gcj02(*to_gcj02(lon, lat))
    assert abs(back[0] - lon) < 1e-10
    assert abs(back[1] - lat) < 1e-10


@settings(deadline=None)
@given(lons, lats)
def test_bd09_is_undone_exactly(lon: float, lat: float) -> None:
    back = from_bd09(*to_bd09(lon, lat))
    assert abs(back[0] - lon) < 1e-10
    assert abs(back[1] - lat) < 1e-10


@pytest.mark.parametrize(
    ("true", "shifted"),
    [
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ],
)
def test_the_formula_gives_the_published_vectors(true: tuple[float, float], shifted: tuple[float, float]) -> None:
    """Reference pairs of 上海, 深圳 and 北京 that the open implementations test against."""
    assert to_gcj02(*true) == pytest.approx(shifted, abs=1e-12)


def test_nothing_is_shifted_outside_the_box_and_nothing_breaks_on_arrays() -> None:
    lon, lat = to_gcj02([2.35, 113.0], [48.85, 28.2])
    assert (lon[0], lat[0]) == (2.35, 48.85)
    assert 300 < abs(lon[1] - 113.0) * 111_320 * np.cos(np.radians(28.2)) < 700
    empty = from_gcj02([], [])
    assert empty[0].size == 0


@settings(deadline=None)
@given(lons, lats)
def test_the_shift_has_the_known_size(lon: float, lat: float) -> None:
    east, north = to_gcj02(lon, lat)
    metres = np.hypot((east - lon) * 111_320 * np.cos(np.radians(lat)), (north - lat) * 111_320)
    assert 10 < metres < 750


def _layer(seed: int, datum: Datum, points: int = 12, noise_m: float = 80) -> tuple[NDArray[np.float64], ...]:
    """Known points of a county-sized layer (60 km) and the layer's own positions for them."""
    random = np.random.default_rng(seed)
    centre = random.uniform([80, 20], [130, 48])
    lon = centre[0] + random.uniform(-0.3, 0.3, points)
    lat = centre[1] + random.uniform(-0.3, 0.3, points)
    shifted: dict[Datum, tuple[NDArray[np.float64], NDArray[np.float64]]] = {
        "CGCS2000": (lon, lat),
        "GCJ-02": to_gcj02(lon, lat),
        "BD-09": to_bd09(lon, lat),
    }
    east, north = shifted[datum]
    wobble = random.normal(0, noise_m / 111_320 / np.sqrt(2), (2, points))
    return east + wobble[0], north + wobble[1], lon, lat


@pytest.mark.parametrize("datum", ["CGCS2000", "GCJ-02", "BD-09"])
def test_shifted_layers_are_recognised_and_straight_ones_are_not_suspected(datum: Datum) -> None:
    verdicts = []
    for seed in range(400):
        east, north, lon, lat = _layer(seed, datum)
        verdicts.append(estimate_shift((east, north), (lon, lat)).verdict)
    others = {"CGCS2000", "GCJ-02", "BD-09"} - {datum}
    assert verdicts.count(datum) >= 0.95 * len(verdicts)
    assert sum(verdict in others for verdict in verdicts) <= 0.01 * len(verdicts)


def test_too_few_or_too_rough_points_decide_nothing() -> None:
    east, north, lon, lat = _layer(1, "GCJ-02")
    assert estimate_shift((east[:4], north[:4]), (lon[:4], lat[:4])).verdict == "unclear"
    east, north, lon, lat = _layer(1, "GCJ-02", noise_m=5_000)
    assert estimate_shift((east, north), (lon, lat)).verdict == "unclear"


@pytest.mark.parametrize("crs", [4214, 4610, 2362, 2437, 21418, "EPSG:4610"])
def test_systems_without_a_known_transformation_are_refused_not_shifted_by_zero(crs: int | str) -> None:
    with pytest.raises(InvalidInput) as refused:
        transformer_to_cgcs2000(crs)
    assert refused.value.problems[0].code == "no_transformation"


def test_an_unknown_system_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        transformer_to_cgcs2000("EPSG:999999")
    assert refused.value.problems[0].code == "unknown_crs"


@pytest.mark.parametrize(
    ("crs", "easting", "northing"),
    [
        (4523, 35495566.406, 2910892.289),  # 3°, zone in the easting
        (4544, 495566.406, 2910892.289),  # 3°, central meridian 105
    ],
)
def test_gauss_krueger_is_read_with_the_easting_first(crs: int, easting: float, northing: float) -> None:
    lon, lat = transformer_to_cgcs2000(crs).transform(easting, northing)
    assert lon == pytest.approx(104.9556, abs=1e-8)
    assert lat == pytest.approx(26.3074, abs=1e-8)


@pytest.mark.parametrize("crs", [4490, 4326])
def test_wgs84_is_taken_as_cgcs2000_longitude_first(crs: int) -> None:
    assert transformer_to_cgcs2000(crs).transform(113.0, 28.2) == pytest.approx((113.0, 28.2))
