"""What is to be written into a file of a map program, whatever its format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import shapely
from shapely.geometry.base import BaseGeometry

from geocore.errors import InvalidInput
from geocore.problems import Problem

Value = str | int | float | None
Row = tuple[Mapping[str, Value], BaseGeometry | None]
GeometryType = Literal["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"]


@dataclass(frozen=True, slots=True)
class NewLayer:
    """`fields`: column → the type of its values, any of which may be None. `rows` may be a generator, read once.

    Geometries in degrees of EPSG:4490, longitude first; all of `geometry_type`, where a Multi type takes single shapes
    too. A row without one is a row without place.
    """

    name: str
    fields: Mapping[str, type[str] | type[int] | type[float]]
    geometry_type: GeometryType
    rows: Iterable[Row]

    def checked_rows(self) -> Iterator[Row]:
        """Every row with its geometry in the layer's own type. Raises InvalidInput for one of another kind."""
        single = self.geometry_type.removeprefix("Multi")
        for number, (values, shape) in enumerate(self.rows, start=1):
            if shape is not None and shape.geom_type != self.geometry_type:
                if shape.geom_type != single:
                    message = f"第 {number} 个图形是 {shape.geom_type}，图层“{self.name}”是 {self.geometry_type}"
                    raise InvalidInput(message, [Problem("geometry", "wrong_kind", message, number)])
                shape = _as_multi(shape)
            yield values, shape


def _as_multi(shape: BaseGeometry) -> BaseGeometry:
    match shape:
        case shapely.Point():
            return shapely.MultiPoint([shape])
        case shapely.LineString():
            return shapely.MultiLineString([shape])
        case shapely.Polygon():
            return shapely.MultiPolygon([shape])
    return shape


def plain_text(value: Value) -> str:
    """A value as text: no exponent, every digit that the number has."""
    if value is None:
        return ""
    if isinstance(value, float):
        digits = format(Decimal(repr(float(value))), "f")
        return digits.removesuffix(".0")
    return str(value)
