"""Which datum coordinates are in, and the way to CGCS2000: GCJ-02, BD-09, and the refusal of 1954北京/1980西安.

Everything stored is CGCS2000 (EPSG:4490), longitude first, degrees. WGS 84 is taken as equal to it (decimetres).
GCJ-02 and BD-09 exist here for reading only; nothing is ever written in them. Pure; arrays or single numbers.

The GCJ-02 formula was never published officially. The polynomial below is the one that the open implementations
share (first seen in the 2010 "eviltransform" code); it reproduces the commercial maps to about a metre.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError
from pyproj.transformer import Transformer, TransformerGroup

from geocore.coordinates import METRES_PER_DEGREE
from geocore.errors import InvalidInput
from geocore.problems import Problem

Floats = NDArray[np.float64]
Pair = tuple[Floats, Floats]
Datum = Literal["CGCS2000", "GCJ-02", "BD-09"]

CGCS2000 = 4490

_KRASOVSKY_A = 6_378_245.0
_KRASOVSKY_E2 = 0.006_693_421_622_965_943
_GCJ_BOX = (72.004, 0.8293, 137.8347, 55.8271)  # the shift is defined inside this box only
_BD_TURN = np.pi * 3000.0 / 180.0
_BD_LON, _BD_LAT = 0.0065, 0.006
_INVERSE_ROUNDS = 20  # both shifts are contractions with a factor below 0.01: six rounds are usual
_SETTLED = 1e-12  # degrees: a ten-thousandth of a millimetre


def _gcj_offset(lon: Floats, lat: Floats) -> Pair:
    """Degrees that GCJ-02 adds to a true position (19–697 m inside China)."""
    x, y, pi = lon - 105.0, lat - 35.0, np.pi
    ripple = (20 * np.sin(6 * x * pi) + 20 * np.sin(2 * x * pi)) * 2 / 3
    root = np.sqrt(np.abs(x))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple
    north = north + (20 * np.sin(y * pi) + 40 * np.sin(y / 3 * pi)) * 2 / 3
    north = north + (160 * np.sin(y / 12 * pi) + 320 * np.sin(y * pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple
    east = east + (20 * np.sin(x * pi) + 40 * np.sin(x / 3 * pi)) * 2 / 3
    east = east + (150 * np.sin(x / 12 * pi) + 300 * np.sin(x / 30 * pi)) * 2 / 3

    phi = np.radians(lat)
    squeeze = 1 - _KRASOVSKY_E2 * np.sin(phi) ** 2
    meridian = _KRASOVSKY_A * (1 - _KRASOVSKY_E2) / (squeeze * np.sqrt(squeeze))
    parallel = _KRASOVSKY_A / np.sqrt(squeeze) * np.cos(phi)
    west, south, east_edge, north_edge = _GCJ_BOX
    inside = (lon >= west) & (lon <= east_edge) & (lat >= south) & (lat <= north_edge)
    return np.where(inside, np.degrees(east / parallel), 0.0), np.where(inside, np.degrees(north / meridian), 0.0)


def _as_pair(lon: ArrayLike, lat: ArrayLike) -> Pair:
    return np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)


def to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """CGCS2000/WGS 84 → GCJ-02. For tests and for recognising shifted layers; nothing is stored in GCJ-02."""
    lon, lat = _as_pair(lon, lat)
    east, north = _gcj_offset(lon, lat)
    return lon + east, lat + north


def from_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """GCJ-02 → CGCS2000, by iterating the forward formula; agrees with it to better than 1e-10 degrees."""
    lon, lat = _as_pair(lon, lat)
    true_lon, true_lat = lon, lat
    for _ in range(_INVERSE_ROUNDS):
        east, north = _gcj_offset(true_lon, true_lat)
        moved = np.maximum(np.abs(lon - east - true_lon), np.abs(lat - north - true_lat))
        true_lon, true_lat = lon - east, lat - north
        if np.max(moved, initial=0.0) < _SETTLED:
            break
    return true_lon, true_lat


def _bd_from_gcj(lon: Floats, lat: Floats) -> Pair:
    radius = np.hypot(lon, lat) + 0.000_02 * np.sin(lat * _BD_TURN)
    angle = np.arctan2(lat, lon) + 0.000_003 * np.cos(lon * _BD_TURN)
    return radius * np.cos(angle) + _BD_LON, radius * np.sin(angle) + _BD_LAT


def to_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """CGCS2000/WGS 84 → BD-09 (a second shift on top of GCJ-02)."""
    return _bd_from_gcj(*to_gcj02(lon, lat))


def from_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """BD-09 → CGCS2000, both shifts undone by iteration."""
    lon, lat = _as_pair(lon, lat)
    gcj_lon, gcj_lat = lon - _BD_LON, lat - _BD_LAT
    for _ in range(_INVERSE_ROUNDS):
        again_lon, again_lat = _bd_from_gcj(gcj_lon, gcj_lat)
        gcj_lon, gcj_lat = gcj_lon + (lon - again_lon), gcj_lat + (lat - again_lat)
    return from_gcj02(gcj_lon, gcj_lat)


@dataclass(frozen=True, slots=True)
class ShiftEstimate:
    """What a layer's known points say of its datum. A finding for a person; conversion is a separate, recorded act.

    `medians_m` is the median distance between layer and reference under each hypothesis.
    """

    verdict: Literal["CGCS2000", "GCJ-02", "BD-09", "unclear"]
    points: int
    medians_m: dict[Datum, float]


_LEAST_POINTS = 5
_CLEARLY_BETTER = 0.6  # with 5 points and 150 m noise, the wrong hypothesis wins by this factor in < 1 % of layers


def estimate_shift(observed: Pair, reference: Pair) -> ShiftEstimate:
    """Whether a layer is shifted, from places whose true CGCS2000 position is known, pairwise in the same order.

    Compares the vector field between layer and reference with the fields that GCJ-02 and BD-09 would leave there.
    `unclear` when there are too few points or when no hypothesis is clearly nearer than the others.
    """
    lon, lat = _as_pair(*observed)
    true_lon, true_lat = _as_pair(*reference)
    if lon.size < _LEAST_POINTS:
        return ShiftEstimate("unclear", int(lon.size), {})
    scale = METRES_PER_DEGREE * np.cos(np.radians(true_lat))
    hypotheses: dict[Datum, Pair] = {
        "CGCS2000": (true_lon, true_lat),
        "GCJ-02": to_gcj02(true_lon, true_lat),
        "BD-09": to_bd09(true_lon, true_lat),
    }
    medians: dict[Datum, float] = {
        name: float(np.median(np.hypot((lon - at_lon) * scale, (lat - at_lat) * METRES_PER_DEGREE)))
        for name, (at_lon, at_lat) in hypotheses.items()
    }
    best, second = sorted(hypotheses, key=medians.__getitem__)[:2]
    clear = medians[best] <= _CLEARLY_BETTER * medians[second]
    return ShiftEstimate(best if clear else "unclear", int(lon.size), medians)


def transformer_to_cgcs2000(source: int | str) -> Transformer:
    """The transformation from a named CRS to EPSG:4490, longitude first. Raises InvalidInput instead of guessing.

    PROJ answers 1954北京 or 1980西安 → CGCS2000 with a "ballpark" shift of zero metres where the truth is tens of
    metres to over a hundred; it says so only by an accuracy below zero. Such data need a transformation fitted from
    common points, with its residuals recorded (the national parameters are state secrets and are not shipped).
    """
    try:
        crs = CRS.from_user_input(source)
    except CRSError as error:
        problem = Problem("crs", "unknown_crs", f"不认识的坐标系：{source}", hint="写 EPSG 编号，例如 4490 或 4544")
        raise InvalidInput(f"不认识的坐标系：{source}", [problem]) from error
    candidates = TransformerGroup(crs, CGCS2000, always_xy=True)
    if not candidates.transformers:
        raise _no_way(crs)
    best = candidates.transformers[0]
    if best.accuracy < 0 and not _is_wgs84(crs):
        raise _no_way(crs)
    return best


def _is_wgs84(crs: CRS) -> bool:
    geodetic = crs.geodetic_crs
    return geodetic is not None and geodetic.datum is not None and "World Geodetic System 1984" in geodetic.datum.name


def _no_way(crs: CRS) -> InvalidInput:
    message = f"{crs.name} 到 CGCS2000 没有可信的转换：按零偏移处理会差几十米到一百多米，故拒绝"
    hint = "在“坐标转换”中用公共点拟合四参数并留存残差，再导入"
    return InvalidInput(message, [Problem("crs", "no_transformation", message, hint=hint)])
