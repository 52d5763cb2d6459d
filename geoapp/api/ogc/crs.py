"""The coordinate systems that features are given in: CRS84, CGCS2000 in degrees and in 3-degree zones, Web Mercator.

Axis order is that of each system's own definition: latitude first for EPSG:4490 and 4326, northing first for the
Gauss–Krüger zones, longitude first for CRS84. PostGIS always works x (east) first, so those are turned at the edge.
"""

from __future__ import annotations

import math
from functools import cache

from pyproj import Transformer
from pyproj.exceptions import ProjError

from geocore.errors import InvalidInput
from geocore.features import STORED_SRID, Bounds, Box, Crs
from geocore.problems import Problem

CRS84_URI = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"

CRS84 = Crs(CRS84_URI, STORED_SRID, swapped=False, is_projected=False)
"""WGS 84 and CGCS2000 differ by decimetres, less than anything published: no shift is applied."""
CGCS2000 = Crs(f"{_EPSG}4490", STORED_SRID, swapped=True, is_projected=False)
_WGS84 = Crs(f"{_EPSG}4326", STORED_SRID, swapped=True, is_projected=False)
_WEB_MERCATOR = Crs(f"{_EPSG}3857", 3857, swapped=False, is_projected=True)
_ZONES = [
    # by central meridian 75°E … 135°E, then by zone number 25 … 45 (the number leads the easting)
    Crs(f"{_EPSG}{srid}", srid, swapped=True, is_projected=True)
    for srid in (*range(4534, 4555), *range(4513, 4534))
]

SUPPORTED: dict[str, Crs] = {crs.uri: crs for crs in (CRS84, CGCS2000, _WGS84, _WEB_MERCATOR, *_ZONES)}
STORAGE = CGCS2000

_BOX_MARGIN_DEGREES = 0.01
"""The edges of a projected box bend; its corners and 100 points between are transformed, the rest is this margin."""


def crs_named(uri: str, field: str) -> Crs:
    """Raises InvalidInput for a system that is not offered (Part 2, requirement 8)."""
    found = SUPPORTED.get(uri)
    if found is None:
        hint = "the list is in `crs` of the collection"
        raise InvalidInput(
            f"{field}: not offered here", [Problem(field, "unsupported_crs", "not offered here", hint=hint)]
        )
    return found


def boxes_of(numbers: tuple[float, ...], crs: Crs) -> tuple[Box, ...]:
    """Boxes of a `bbox` in the axis order of `crs`; two where it crosses the antimeridian. Raises InvalidInput."""
    if len(numbers) == 6:  # with heights, which nothing here has
        numbers = (*numbers[0:2], *numbers[3:5])
    if crs.swapped:
        south, west, north, east = numbers
    else:
        west, south, east, north = numbers
    if south > north:
        raise _bad("its lower corner is above its upper corner")
    if crs.is_projected:
        if west > east:
            raise _bad("its left side is right of its right side")
        return (Box(crs.srid, (west, south, east, north), _degrees_around((west, south, east, north), crs.srid)),)
    if abs(west) > 180 or abs(east) > 180 or abs(south) > 90 or abs(north) > 90:
        raise _bad("outside -180..180, -90..90; mind the axis order of bbox-crs")
    halves = (
        [(west, south, east, north)] if west <= east else [(west, south, 180.0, north), (-180.0, south, east, north)]
    )
    return tuple(Box(STORED_SRID, half, half) for half in halves)


def _degrees_around(bounds: Bounds, srid: int) -> Bounds:
    west, south, east, north = bounds
    try:
        around = _to_degrees(srid).transform_bounds(west, south, east, north, densify_pts=100)
    except ProjError as error:
        raise _bad("cannot be placed on the earth in this system") from error
    if not all(map(math.isfinite, around)) or around[0] > around[2]:
        raise _bad("cannot be placed on the earth in this system")
    m = _BOX_MARGIN_DEGREES
    return (
        max(around[0] - m, -180.0), max(around[1] - m, -90.0), min(around[2] + m, 180.0), min(around[3] + m, 90.0),
    )  # fmt: skip


@cache
def _to_degrees(srid: int) -> Transformer:
    return Transformer.from_crs(srid, STORED_SRID, always_xy=True)


def _bad(message: str) -> InvalidInput:
    return InvalidInput(f"bbox: {message}", [Problem("bbox", "bad_box", message)])
