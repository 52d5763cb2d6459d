"""Nearness in bands: within 1 km, 2 km, 4 km … of a point. Within a band the more important name comes first.

Bands, not metres: a village 40 m nearer must not stand before the county town. SQL and Python compute the band with
the same operations on the same doubles, so both agree at the edges.
"""

from __future__ import annotations

import math
from bisect import bisect_right

NO_BAND = 99
"""Distance band of a row without a position: after all others."""
EDGES_KM = tuple(float(2**n) for n in range(13))
_KM_PER_DEGREE = 111.195

BAND = f"""coalesce(width_bucket({_KM_PER_DEGREE} * sqrt(
    (st_x(n.geom) - %(near_lon)s) * %(near_scale)s * ((st_x(n.geom) - %(near_lon)s) * %(near_scale)s)
    + (st_y(n.geom) - %(near_lat)s) * (st_y(n.geom) - %(near_lat)s)),
    array{list(EDGES_KM)}::float8[]), {NO_BAND})"""


def parameters(near: tuple[float, float]) -> dict[str, float]:
    """Bound values of BAND."""
    lon, lat = near
    return {"near_lon": float(lon), "near_lat": float(lat), "near_scale": math.cos(math.radians(lat))}


def band(near: tuple[float, float] | None, lon: float | None, lat: float | None) -> int:
    """The band of a position; 0 for all when nothing is near."""
    if near is None:
        return 0
    if lon is None or lat is None:
        return NO_BAND
    scale = math.cos(math.radians(near[1]))
    east, north = (lon - near[0]) * scale, lat - near[1]
    return bisect_right(EDGES_KM, _KM_PER_DEGREE * math.sqrt(east * east + north * north))


def box_within(near: tuple[float, float], km: float) -> tuple[float, float, float, float]:
    """A box that holds everything within the distance, and little more (west, south, east, north)."""
    high = km / _KM_PER_DEGREE * 1.001
    wide = high / max(0.01, math.cos(math.radians(near[1])))
    return near[0] - wide, near[1] - high, near[0] + wide, near[1] + high
