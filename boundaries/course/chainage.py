"""Measuring along a line: geodesic on CGCS2000, degrees of EPSG:4490 in, metres out. Pure.

Between two vertices the line is the geodesic. Places on it are metres from its first vertex.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry import LineString

from boundaries.course.natures import refused
from geocore.repair import CGCS2000_ELLIPSOID

Position = tuple[float, float]
"""Longitude and latitude in degrees."""

SAME_PLACE_M = 0.001
"""Places nearer than a millimetre are one: closer than any survey, wider than the noise of floating point."""


def azimuth_and_distance(start: Position, end: Position) -> tuple[float, float]:
    """True azimuth at the start in [0, 360), and metres."""
    azimuth, _back, distance = CGCS2000_ELLIPSOID.inv(*start, *end)
    return float(azimuth) % 360, float(distance)


def moved(start: Position, azimuth: float, distance_m: float) -> Position:
    """Where one comes to on the geodesic that leaves with a true azimuth in degrees."""
    lon, lat, _back = CGCS2000_ELLIPSOID.fwd(*start, azimuth, distance_m)
    return float(lon), float(lat)


def on_plane(positions: Sequence[Position], origin: Position) -> list[Position]:
    """Metres east and north of an origin: true distance and azimuth from it.

    Between two other points a distance is wrong by (extent / 6 371 km)², a hundred-thousandth over 20 km.
    """
    lons, lats = zip(*positions, strict=True)
    count = len(positions)
    azimuths, _back, distances = CGCS2000_ELLIPSOID.inv([origin[0]] * count, [origin[1]] * count, lons, lats)
    turned = np.radians(azimuths)
    east, north = np.asarray(distances) * np.sin(turned), np.asarray(distances) * np.cos(turned)
    return list(zip(east.tolist(), north.tolist(), strict=True))


class MeasuredLine:
    """A LineString with the places of its vertices.

    Raises InvalidInput for a line that is empty, has no length or coordinates that are no degrees.
    """

    def __init__(self, line: LineString) -> None:
        coordinates = shapely.get_coordinates(line)
        within = np.isfinite(coordinates).all() and bool((np.abs(coordinates) <= (180, 90)).all())
        if len(coordinates) < 2 or not within:
            raise refused("line", "bad_line", "界线应为一条线，坐标为经纬度", "核对坐标系（EPSG:4490，经度在前）")
        self.vertices: list[Position] = [(float(lon), float(lat)) for lon, lat in coordinates]
        lengths = CGCS2000_ELLIPSOID.line_lengths(coordinates[:, 0], coordinates[:, 1])
        self.places: list[float] = [0.0, *np.cumsum(lengths).tolist()]
        if self.length_m <= SAME_PLACE_M:
            raise refused("line", "bad_line", "界线没有长度", "核对坐标")

    @property
    def length_m(self) -> float:
        return self.places[-1]

    def position_at(self, place_m: float) -> Position:
        """The point at a place; a vertex itself where the place is one, the ends for places beyond them."""
        after = bisect_right(self.places, place_m + SAME_PLACE_M)
        before = max(0, after - 1)
        rest = place_m - self.places[before]
        if rest <= SAME_PLACE_M or after == len(self.places):
            return self.vertices[before]
        return moved(self.vertices[before], azimuth_and_distance(*self.vertices[before : after + 1])[0], rest)

    def between(self, from_m: float, to_m: float) -> tuple[list[float], list[Position]]:
        """Places and positions of a part: both its ends and every vertex strictly between them."""
        inside = [
            (place, vertex)
            for place, vertex in zip(self.places, self.vertices, strict=True)
            if from_m + SAME_PLACE_M < place < to_m - SAME_PLACE_M
        ]
        places = [from_m, *(place for place, _vertex in inside), to_m]
        return places, [self.position_at(from_m), *(vertex for _place, vertex in inside), self.position_at(to_m)]


def place_of_vertex(line: LineString, index: int) -> float:
    """Metres along the line to one of its vertices. Raises InvalidInput for one that it does not have."""
    places = MeasuredLine(line).places
    if not 0 <= index < len(places):
        raise refused("vertex", "no_vertex", f"界线没有第 {index} 个顶点", f"顶点从 0 到 {len(places) - 1}")
    return places[index]
