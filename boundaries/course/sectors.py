"""The sixteen direction words of a course, from a true azimuth and back. Pure.

A sector is 22.5° wide and lies around its direction (行政区域界线测绘规范: 北 is 348°45′ to 11°15′). Azimuths are true:
clockwise from geographic north, geodesic on CGCS2000. The azimuths to the witness features of a marker are azimuths
of the map grid, which differ by the convergence of meridians, and do not belong here.
"""

from __future__ import annotations

import math
from enum import StrEnum

from geocore.errors import InvalidInput
from geocore.problems import Problem

SECTOR_DEGREES = 22.5


class Direction(StrEnum):
    """Clockwise from north; the value is the word."""

    N = "北"
    NNE = "北偏东北"
    NE = "东北"
    ENE = "东偏东北"
    E = "东"
    ESE = "东偏东南"
    SE = "东南"
    SSE = "南偏东南"
    S = "南"
    SSW = "南偏西南"
    SW = "西南"
    WSW = "西偏西南"
    W = "西"
    WNW = "西偏西北"
    NW = "西北"
    NNW = "北偏西北"

    @property
    def centre(self) -> float:
        """True azimuth in the middle of the sector, degrees in [0, 360)."""
        return _ORDER.index(self) * SECTOR_DEGREES

    @property
    def edges(self) -> tuple[float, float]:
        """First azimuth of the sector and first of the next one, degrees; of 北 the first is the larger."""
        return (self.centre - SECTOR_DEGREES / 2) % 360, (self.centre + SECTOR_DEGREES / 2) % 360


_ORDER = tuple(Direction)


def direction_of(azimuth: float) -> Direction:
    """The direction of a true azimuth in degrees, any turn. An edge belongs to the later sector: 11°15′ is 北偏东北.

    The paper does not say to which side an edge belongs. Raises InvalidInput for what is no finite number.
    """
    if not math.isfinite(azimuth):
        raise InvalidInput("方位角不是数", [Problem("azimuth", "bad_azimuth", "方位角应为有限的度数")])
    # Taking away is exact where adding would round the number right before an edge up to it.
    return _ORDER[(math.floor((azimuth - SECTOR_DEGREES / 2) / SECTOR_DEGREES) + 1) % len(_ORDER)]


def outside_by(azimuth: float, direction: Direction) -> float:
    """How many degrees a true azimuth lies outside the sector of a direction; 0 inside and on both edges."""
    turned = abs((azimuth - direction.centre + 180) % 360 - 180)
    return max(0.0, turned - SECTOR_DEGREES / 2)
