"""The area in which a rule compared names, drawn with the names that stand against the proposal: a small picture.

Plain SVG, so that it comes with the page while somebody types, prints, and needs no script.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import shapely
import sqlalchemy as sa

from boundaries import public_queries as public_boundaries
from gazetteer.name_checks import CheckedName
from gazetteer.naming import NameEvidence
from gazetteer.public_queries import built_up_area_shape, positions_of

WIDTH: Final = 640
TALLEST: Final = 480
MARGIN: Final = 12
DETAIL: Final = 600
"""Steps along the longer side that the outline tells apart: finer than a pixel."""
MOST_DOTS: Final = 40
LOOKED_UP: Final = 160


@dataclass(frozen=True, slots=True)
class Dot:
    """A name that stands against the proposal, in pixels."""

    x: float
    y: float
    name: str
    standing: str


@dataclass(frozen=True, slots=True)
class ScopePicture:
    """One scope. `outline` is an SVG path in pixels, y down; `dots` lie where the register places their names."""

    label: str
    outline: str
    height: int
    dots: tuple[Dot, ...]


def scope_pictures(connection: sa.Connection, checked: CheckedName) -> tuple[ScopePicture, ...]:
    """A picture for each scope of the findings that is a built-up area, or a division whose area is known.

    The built-up area of the place is drawn as well where no finding speaks of it; the nation has no picture.
    """
    by_scope: dict[int | str, tuple[str, list[NameEvidence]]] = {}
    area = checked.scope.built_up_area
    if area is not None:
        by_scope[area] = (checked.scope.label, [])
    for finding in checked.report.findings:
        key = finding.scope.built_up_area or finding.scope.division
        if key is not None:
            _, names = by_scope.setdefault(key, (finding.scope.label, []))
            names.extend(item for item in finding.evidence if isinstance(item, NameEvidence) and item.place_id)
    seqs = [key for key in by_scope if isinstance(key, int)]
    areas: dict[int | str, bytes] = {**public_boundaries.area_shapes(connection, seqs)}
    if area is not None:
        areas[area] = built_up_area_shape(connection, UUID(area))
    against = [UUID(item.place_id) for _, names in by_scope.values() for item in names if item.place_id]
    where = {str(place): at for place, at in positions_of(connection, against[:LOOKED_UP]).items()}
    return tuple(
        picture_of(label, shapely.from_wkb(areas[seq]), names, where)
        for seq, (label, names) in by_scope.items()
        if seq in areas
    )


def picture_of(
    label: str, area: shapely.Geometry, names: Sequence[NameEvidence], where: dict[str, tuple[float, float]]
) -> ScopePicture:
    """Draw an area of EPSG:4490 in equal scale at its middle latitude, and the names that have a position."""
    west, south, east, north = area.bounds
    squeeze = math.cos(math.radians((south + north) / 2))
    across, along = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
    scale = min((WIDTH - 2 * MARGIN) / across, (TALLEST - 2 * MARGIN) / along)

    def placed(lon: float, lat: float) -> tuple[float, float]:
        left = (WIDTH - across * scale) / 2
        return round(left + (lon - west) * squeeze * scale, 1), round(MARGIN + (north - lat) * scale, 1)

    simple = shapely.simplify(area, max(east - west, north - south) / DETAIL, preserve_topology=True)
    dots = {
        item.place_id: Dot(*placed(*where[item.place_id]), item.name, item.status)
        for item in names
        if item.place_id in where
    }
    return ScopePicture(
        label,
        "".join(_ring(ring, placed) for ring in _rings(simple)),
        min(TALLEST, math.ceil(along * scale + 2 * MARGIN)),
        tuple(dots.values())[:MOST_DOTS],
    )


def _rings(area: shapely.Geometry) -> list[shapely.LinearRing]:
    polygons = [part for part in shapely.get_parts(area) if isinstance(part, shapely.Polygon)]
    return [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]


def _ring(ring: shapely.LinearRing, placed: Callable[[float, float], tuple[float, float]]) -> str:
    points = [placed(*point[:2]) for point in ring.coords]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points[:-1]) + "Z"
