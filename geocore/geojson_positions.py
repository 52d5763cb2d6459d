"""Coordinates arrays of GeoJSON → shapely, checked position by position (RFC 7946 section 3.1). Part of `geojson`."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import LinearRing, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geocore.problems import Problem
from geocore.strict_json import Unreadable, not_finite

TYPES = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
"""Geometry type → how many arrays stand around its positions."""

_NUMBERS = {int, float}
_WIDTHS = {2, 3}
Array = NDArray[np.float64]


class PositionReader:
    """Reads the coordinates of one geometry; reports faults with their path through `add` and then returns None."""

    def __init__(self, add: Callable[[Problem], None], max_vertices: int) -> None:
        self.vertices = 0
        self.has_heights = False
        self._add = add
        self._max_vertices = max_vertices
        self._faults = 0

    def read(self, kind: str, coordinates: Any, path: str) -> BaseGeometry | None:
        build: dict[str, Callable[[Any, str], BaseGeometry | None]] = {
            "Point": self._point,
            "MultiPoint": self._multipoint,
            "LineString": self._line,
            "MultiLineString": lambda item, at: self._many(item, at, self._line, MultiLineString),
            "Polygon": self._polygon,
            "MultiPolygon": lambda item, at: self._many(item, at, self._polygon, MultiPolygon),
        }
        geometry = build[kind](coordinates, path)
        return None if self._faults else geometry

    def _refuse(self, path: str, code: str, message: str, hint: str | None = None) -> None:
        self._faults += 1
        self._add(Problem(path, code, message, hint=hint))

    def _point(self, item: Any, path: str) -> BaseGeometry | None:
        if item == []:
            self._refuse(path, "empty", "坐标为空", "没有位置的要素写 geometry: null")
            return None
        if not self._is_position(item, path):
            return None
        self.vertices += 1
        self.has_heights |= len(item) == 3
        return Point(item[0], item[1])

    def _multipoint(self, item: Any, path: str) -> BaseGeometry | None:
        positions = self._positions(item, path, least=1)
        return None if positions is None else MultiPoint(positions)

    def _line(self, item: Any, path: str) -> BaseGeometry | None:
        positions = self._positions(item, path, least=2)
        if positions is None:
            return None
        if (positions == positions[0]).all():
            self._refuse(path, "zero_length", "线上各点相同，长度为零")
            return None
        return LineString(positions)

    def _polygon(self, item: Any, path: str) -> BaseGeometry | None:
        if not self._is_filled_list(item, path):
            return None
        read = [self._ring(ring, f"{path}[{index}]") for index, ring in enumerate(item)]
        rings = [ring for ring in read if ring is not None]
        return Polygon(rings[0], rings[1:]) if len(rings) == len(read) else None

    def _ring(self, item: Any, path: str) -> LinearRing | None:
        positions = self._positions(item, path, least=4)
        if positions is None:
            return None
        if not (positions[0] == positions[-1]).all():
            self._refuse(path, "open_ring", "环没有闭合：首末两点不同", "末点重复首点的坐标")
            return None
        if (positions == positions[0]).all():
            self._refuse(path, "zero_area", "环上各点相同，面积为零")
            return None
        return LinearRing(positions)

    def _many(
        self,
        item: Any,
        path: str,
        read_part: Callable[[Any, str], BaseGeometry | None],
        join: Callable[[list[Any]], BaseGeometry],
    ) -> BaseGeometry | None:
        if not self._is_filled_list(item, path):
            return None
        parts = [read_part(part, f"{path}[{index}]") for index, part in enumerate(item)]
        found = [part for part in parts if part is not None]
        return join(found) if len(found) == len(parts) else None

    def _is_filled_list(self, item: Any, path: str) -> bool:
        if not isinstance(item, list):
            self._refuse(path, "bad_nesting", "此处应为数组", "检查坐标的嵌套层数")
        elif not item:
            self._refuse(path, "empty", "坐标为空", "没有位置的要素写 geometry: null")
        else:
            return True
        return False

    def _positions(self, item: Any, path: str, least: int) -> Array | None:
        """An array of shape (n, 2). The fast path looks at types in bulk; only a faulty list is walked one by one."""
        if not self._is_filled_list(item, path):
            return None
        self.vertices += len(item)
        if self.vertices > self._max_vertices:
            self._refuse(path, "too_many_vertices", f"一个要素的顶点超过上限 {self._max_vertices:,}", "先概化或拆分")
            return None
        if set(map(type, item)) != {list} or not set(map(len, item)) <= _WIDTHS or not self._are_numbers(item):
            for index, position in enumerate(item):
                self._is_position(position, f"{path}[{index}]")
            return None
        widths = set(map(len, item))
        self.has_heights |= 3 in widths
        array = np.array(item if len(widths) == 1 else [position[:2] for position in item], dtype=float)
        if len(item) < least:
            self._refuse(path, "too_few_positions", f"只有 {len(item)} 个点，至少要 {least} 个")
            return None
        return array[:, :2]

    @staticmethod
    def _are_numbers(item: list[list[Any]]) -> bool:
        flat = list(chain.from_iterable(item))
        return set(map(type, flat)) <= _NUMBERS and all(map(math.isfinite, flat))

    def _is_position(self, item: Any, path: str) -> bool:
        if not isinstance(item, list):
            self._refuse(path, "bad_nesting", f"此处应为一对数，却是 {_shown(item)}", "检查坐标的嵌套层数")
            return False
        if item and isinstance(item[0], list):
            self._refuse(path, "bad_nesting", "坐标多套了一层数组", "检查几何类型与嵌套层数")
            return False
        if len(item) not in _WIDTHS:
            self._refuse(path, "position_width", f"一个点有 {len(item)} 个数，应为两个（或加高程三个）")
            return False
        good = True
        for index, number in enumerate(item):
            at = f"{path}[{index}]"
            if isinstance(number, Unreadable) or (type(number) is float and not math.isfinite(number)):
                self._faults += 1
                self._add(not_finite(number, at))
                good = False
            elif type(number) not in _NUMBERS:
                self._refuse(at, "not_a_number", f"坐标是 {_shown(number)}，不是数", "去掉引号；没有坐标用 null")
                good = False
        return good


def _shown(value: Any) -> str:
    if value is None:
        return "null"
    return f"文字 {value[:20]!r}" if isinstance(value, str) else type(value).__name__
