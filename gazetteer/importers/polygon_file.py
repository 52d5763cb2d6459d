"""Named polygons from outside: Shapefile (packed or not), GeoPackage, GeoJSON, in degrees of EPSG:4490.

Reading and refusing files is `geocore.vector_files`; here stand the names, what belongs together, and the 密级.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.importers.secrecy import SecrecyGuard
from geocore.archives import refused
from geocore.errors import InvalidInput
from geocore.problems import Problem
from geocore.vector_files import VectorFeature, VectorLimits, read_vector_file

LARGEST_FILE: Final = 32 * 1024 * 1024
SUFFIXES: Final = (".zip", ".shp", ".gpkg", ".geojson", ".json")
NAME_COLUMNS: Final = ("name", "名称", "建成区名称", "mc", "jcqmc")

_LIMITS = VectorLimits(
    file_bytes=LARGEST_FILE,
    unpacked_bytes=LARGEST_FILE * 4,
    features=1_000,
    vertices=1_000_000,
    seconds=60,
    memory_bytes=2 * 1024**3,
)


@dataclass(frozen=True, slots=True)
class NamedPolygon:
    """Polygons of one name joined; `row` counts from 1 and is that of the first. The geometry may be invalid."""

    name: str
    geometry: shapely.MultiPolygon
    row: int


@dataclass(frozen=True, slots=True)
class PolygonFile:
    """What a file holds. `source_crs`: the coordinate system it was delivered in."""

    polygons: tuple[NamedPolygon, ...]
    source_crs: str
    name: str
    sha256: str


def read_polygon_file(path: Path, *, crs: str = "", name_column: str = "") -> PolygonFile:
    """Read every named polygon. `crs` for a file that does not tell its own: an EPSG number or a definition.

    Raises InvalidInput: unknown form, too large, damaged, no coordinate system or one that leads nowhere, nothing but
    other geometry, polygons without name, places outside the country, a 密级.
    """
    if path.suffix.lower() not in SUFFIXES:
        told = "不是 Shapefile（.zip、.shp）、GeoPackage 或 GeoJSON"
        raise refused(path, "unknown_form", told, "换成其中一种格式")
    found = read_vector_file(path, crs=crs, kind="Polygon", limits=_LIMITS)
    return PolygonFile(_named(path, found.features, name_column), found.source_crs, found.name, found.sha256)


def _named(path: Path, features: Iterable[VectorFeature], name_column: str) -> tuple[NamedPolygon, ...]:
    by_name: dict[str, tuple[int, list[BaseGeometry]]] = {}
    problems: list[Problem] = []
    guard = SecrecyGuard("公开")
    for feature in features:
        name = feature.text(name_column, NAME_COLUMNS)
        guard.check_row(feature.properties.get("密级", ""), feature.row)
        if not name:
            hint = f"名称列：{'、'.join(NAME_COLUMNS[:2])}，或用 --name-column 指定"
            problems.append(Problem("name", "no_name", "图形没有名称", feature.row, hint=hint))
        elif not isinstance(feature.geometry, shapely.Polygon | shapely.MultiPolygon):
            problems.append(Problem("geometry", "no_polygon", f"“{name}”不是面图形", feature.row))
        else:
            by_name.setdefault(name, (feature.row, []))[1].append(feature.geometry)
    if problems:
        raise InvalidInput(f"{path.name}：{problems[0].message}", problems)
    return tuple(NamedPolygon(name, _joined(parts), row) for name, (row, parts) in by_name.items())


def _joined(parts: list[BaseGeometry]) -> shapely.MultiPolygon:
    """Parts of one name side by side as one; an invalid part is left as it is, for its fault to be told."""
    if len(parts) > 1 and all(part.is_valid for part in parts):
        parts = [shapely.union_all(parts)]
    polygons = [one for part in parts for one in shapely.get_parts(part)]
    return shapely.MultiPolygon(polygons)
