"""What a review map shows: layers of items, each item a geometry with a label and attributes. No drawing in here."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar

from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from geocore.errors import InvalidInput
from geocore.problems import Problem

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_DASH = re.compile(r"\d{1,2}( \d{1,2})*")


@dataclass(frozen=True, slots=True)
class Style:
    """How a layer is drawn. Widths and radius in pixels; `dash` as in SVG, "6 4"; raises ValueError otherwise.

    The values end in script and in SVG attributes, so nothing but these forms is let through.
    """

    colour: str
    width: float = 2.0
    dash: str | None = None
    fill: float = 0.12
    radius: float = 7.0

    def __post_init__(self) -> None:
        if not _COLOUR.fullmatch(self.colour):
            raise ValueError(f"colour {self.colour!r} is not of the form #rrggbb in lower case")
        if self.dash is not None and not _DASH.fullmatch(self.dash):
            raise ValueError(f"dash {self.dash!r} is not a list of pixels")
        if not all(math.isfinite(value) and 0 <= value <= 40 for value in (self.width, self.fill, self.radius)):
            raise ValueError("width, fill and radius must be between 0 and 40")


class Tone(Enum):
    """The styles by meaning. Before and after differ in dash too, findings in width: colour is never alone."""

    SUBJECT = Style("#b8440b", width=3.0, fill=0.14)
    BEFORE = Style("#5b6770", width=2.5, dash="7 5", fill=0.08)
    AFTER = Style("#0d5c7d", width=3.0, fill=0.14)
    CONTEXT = Style("#8f79a6", width=1.4, dash="9 3 2 3", fill=0.03, radius=5.0)
    PLACE = Style("#0d5c7d", width=2.0, fill=0.9, radius=6.0)
    PROBLEM = Style("#9e2318", width=4.0, fill=0.35, radius=9.0)
    GOOD = Style("#1a6538", width=2.5, fill=0.2)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the map. `geometry` is GeoJSON or shapely, longitude and latitude in degrees (EPSG:4490).

    `label` and `attributes` are free text from anywhere; the document shows them as text and nothing else.
    """

    geometry: Mapping[str, Any] | BaseGeometry
    label: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layer:
    """Items of one kind under one title in the legend. `labelled` writes every label beside its item."""

    title: str
    items: Sequence[Item]
    style: Style = Tone.CONTEXT.value
    labelled: bool = False

    kinds: ClassVar[frozenset[str]] = frozenset()
    """GeoJSON types that this layer takes."""
    shape: ClassVar[str] = ""
    order: ClassVar[int] = 0
    """Areas are drawn first, points last, so that nothing is hidden."""


@dataclass(frozen=True, slots=True)
class AreaLayer(Layer):
    kinds: ClassVar[frozenset[str]] = frozenset({"Polygon", "MultiPolygon"})
    shape: ClassVar[str] = "area"
    order: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class LineLayer(Layer):
    kinds: ClassVar[frozenset[str]] = frozenset({"LineString", "MultiLineString"})
    shape: ClassVar[str] = "line"
    order: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class PointLayer(Layer):
    kinds: ClassVar[frozenset[str]] = frozenset({"Point", "MultiPoint"})
    style: Style = Tone.PLACE.value
    shape: ClassVar[str] = "point"
    order: ClassVar[int] = 2


def geometries(layers: Sequence[Layer]) -> list[list[BaseGeometry]]:
    """The geometry of every item, per layer. Raises InvalidInput with every item that cannot be drawn."""
    problems: list[Problem] = []
    found = []
    for number, layer in enumerate(layers):
        drawn = []
        for index, item in enumerate(layer.items):
            where = f"layers[{number}].items[{index}]"
            try:
                drawn.append(_drawable(item.geometry, layer.kinds))
            except ValueError as error:
                problems.append(Problem(where, "not_drawable", str(error)))
        found.append(drawn)
    if problems:
        raise InvalidInput("some geometries cannot be drawn", problems)
    return found


def _drawable(given: Mapping[str, Any] | BaseGeometry, kinds: frozenset[str]) -> BaseGeometry:
    try:
        geometry = given if isinstance(given, BaseGeometry) else shape(dict(given))
    except (ShapelyError, AttributeError, KeyError, IndexError, TypeError) as error:
        # shapely.shape fails in all these ways, by what is missing or of the wrong kind.
        raise ValueError("not a GeoJSON geometry") from error
    if geometry.geom_type not in kinds:
        raise ValueError(f"{geometry.geom_type} in a layer of {', '.join(sorted(kinds))}")
    if geometry.is_empty:
        raise ValueError("empty geometry")
    # NaN compares false with everything, so this refuses it too.
    west, south, east, north = geometry.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError("coordinates are not degrees of longitude and latitude")
    return geometry


def as_geojson(geometry: BaseGeometry) -> dict[str, Any]:
    """Plain GeoJSON with nothing but type and coordinates, whatever else the given object carried."""
    return dict(mapping(geometry))
