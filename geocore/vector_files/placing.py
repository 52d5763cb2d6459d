"""Shapes as a file holds them → degrees of EPSG:4490, or what is wrong with where they lie."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import ProjError
from pyproj.transformer import Transformer

from geocore.coordinates import Envelope
from geocore.datum import CGCS2000, transformer_to_cgcs2000
from geocore.errors import InvalidInput
from geocore.problems import Problem

MOST_PROBLEMS = 50
_LONGEST_CRS = 200
_BESIDE_A_ZONE = 16.0
"""Degrees of longitude: as far as the widest province (内蒙古) reaches from a zone of its middle. With axes exchanged,
what lies north of 22°N ends further off."""

Points = NDArray[np.float64]
Shapes = NDArray[np.object_]


def crs_name(crs: str) -> str:
    """`EPSG:4547` where it has a number, else what it calls itself."""
    known = CRS.from_user_input(_number_or_text(crs))
    code = known.to_epsg()
    return f"EPSG:{code}" if code else known.name[:_LONGEST_CRS]


def placed(shapes: Shapes, crs: str, envelope: Envelope) -> Shapes:
    """The same shapes in degrees; those of EPSG:4490 bit for bit. Raises InvalidInput with the rows at fault.

    No way from `crs`, a coordinate that is no finite number, a shape outside the envelope (and whether its axes are
    exchanged).
    """
    way = _way(crs)
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    _refuse(_not_finite(points, owner))
    moved = _moved(way, points)
    _refuse(_outside(way, points, moved, owner, _narrowed(envelope, crs)))
    # Works in place, on an array of its own: shapes themselves never change.
    return np.asarray(shapely.set_coordinates(shapes.copy(), moved), dtype=object)


def _number_or_text(crs: str) -> int | str:
    return int(crs) if crs.isdecimal() else crs


def _way(crs: str) -> Transformer | None:
    try:
        way = transformer_to_cgcs2000(_number_or_text(crs))
    except ProjError as error:
        problem = Problem("crs", "unknown_crs", f"坐标系 {crs[:80]} 不能转换", hint="写 EPSG 编号，例如 4490 或 4544")
        raise InvalidInput(problem.message, [problem]) from error
    return None if CRS.from_user_input(_number_or_text(crs)).to_epsg() == CGCS2000 else way


def _narrowed(envelope: Envelope, crs: str) -> Envelope:
    """A zone of a plane ends not far from where it is used: axes exchanged may else end in the Pacific, in the box."""
    known = CRS.from_user_input(_number_or_text(crs))
    area = known.area_of_use
    if not known.is_projected or area is None or area.west > area.east:
        return envelope
    west, east = max(envelope.west, area.west - _BESIDE_A_ZONE), min(envelope.east, area.east + _BESIDE_A_ZONE)
    return Envelope(west, envelope.south, east, envelope.north) if west < east else envelope


def _moved(way: Transformer | None, points: Points) -> Points:
    if way is None or not len(points):
        return points
    return np.column_stack(way.transform(points[:, 0], points[:, 1]))


def _not_finite(points: Points, owner: NDArray[np.int64]) -> Iterator[Problem]:
    for row in np.unique(owner[~np.isfinite(points).all(axis=1)])[:MOST_PROBLEMS]:
        message = f"第 {row + 1} 个图形的坐标里有不是数的值（NaN 或无穷）"
        yield Problem("geometry", "not_finite", message, int(row) + 1, hint="在制图软件里删去或重画这个图形")


def _outside(
    way: Transformer | None, points: Points, moved: Points, owner: NDArray[np.int64], envelope: Envelope
) -> Iterator[Problem]:
    wrong = ~_lies_in(moved, envelope)
    rows, first = np.unique(owner[wrong], return_index=True)
    for row, index in list(zip(rows, np.flatnonzero(wrong)[first], strict=True))[:MOST_PROBLEMS]:
        lon, lat = moved[index]
        exchanged = _moved(way, points[index][None, ::-1])
        if _lies_in(exchanged, envelope)[0]:
            x, y = points[index]
            message = f"第 {row + 1} 个图形的两个坐标写反了（{x:.10g}, {y:.10g}）"
            hint = "先横坐标（经度、东），后纵坐标（纬度、北）；在制图软件里交换后重新导出"
            yield Problem("crs", "swapped_axes", message, int(row) + 1, hint=hint)
        else:
            message = f"第 {row + 1} 个图形转换后不在中国或这个坐标系的范围内（{lon:.4g}, {lat:.4g}）"
            yield Problem("crs", "outside_envelope", message, int(row) + 1, hint="坐标系写错了，或经纬度写反了")


def _lies_in(points: Points, box: Envelope) -> NDArray[np.bool_]:
    """False also for what a transformation could not move (infinite)."""
    low, high = np.array([box.west, box.south]), np.array([box.east, box.north])
    return np.asarray(((points >= low) & (points <= high)).all(axis=1))


def _refuse(problems: Iterator[Problem]) -> None:
    found = tuple(problems)
    if found:
        raise InvalidInput(found[0].message, found)
