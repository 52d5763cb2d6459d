"""GeoJSON from outside, read by RFC 7946 to the letter, because PostGIS and common readers are far laxer.

They take null or text as coordinates, five numbers, open rings, wrong nesting, any `crs`. Here each of these is
refused with its JSON path and a code; nothing is mended. A self-crossing polygon is refused with the crossing
point; `geocore.repair.propose_repair` offers a mended form for a person to accept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from shapely import is_valid, is_valid_reason
from shapely.geometry.base import BaseGeometry

from geocore.coordinates import Envelope, check_point, judge_axes
from geocore.errors import InvalidInput
from geocore.geojson_positions import TYPES, PositionReader
from geocore.problems import Problem
from geocore.strict_json import Members, decode, duplicate_keys, faults

MAX_PROBLEMS = 50
"""A refusal lists at most so many faults: enough to see the pattern, little enough to read."""

_FEATURE_MEMBERS = {"type", "geometry", "properties"}
_FOREIGN = {  # RFC 7946 section 7.1: an object of one kind must not carry the defining members of another
    "FeatureCollection": ("coordinates", "geometries", "geometry", "properties"),
    "Feature": ("coordinates", "geometries", "features"),
    "geometry": ("geometry", "properties", "features"),
}
_SAME_AS_CRS84 = {
    "urn:ogc:def:crs:OGC:1.3:CRS84",
    "urn:ogc:def:crs:OGC::CRS84",
    "urn:ogc:def:crs:EPSG::4490",
    "EPSG:4490",
    "urn:ogc:def:crs:EPSG::4326",
    "EPSG:4326",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may hold; beyond it the whole file is refused before geometry is built."""

    bytes: int = 64 * 1024 * 1024
    features: int = 200_000
    vertices: int = 5_000_000
    vertices_per_feature: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature as given: longitude first, heights dropped. `geometry` is None for an unlocated feature."""

    index: int
    id: str | int | float | None
    properties: Mapping[str, Any]
    geometry: BaseGeometry | None


@dataclass(frozen=True, slots=True)
class FeatureCollection:
    """What was read. `notes` are tolerated oddities (a byte order mark, heights, a harmless `crs` member)."""

    features: tuple[Feature, ...]
    notes: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Reading:
    """State of one file: faults found so far, notes, and how much of the limits is used."""

    limits: Limits
    problems: list[Problem] = field(default_factory=list)
    notes: dict[str, Problem] = field(default_factory=dict)
    vertices: int = 0

    def refuse(self, path: str, code: str, message: str, hint: str | None = None) -> None:
        self.add(Problem(path, code, message, hint=hint))

    def add(self, problem: Problem) -> None:
        self.problems.append(problem)
        if len(self.problems) >= MAX_PROBLEMS:
            raise _Enough

    def note(self, path: str, code: str, message: str) -> None:
        self.notes.setdefault(code, Problem(path, code, message))


class _Enough(Exception):
    """Ends the walk when MAX_PROBLEMS faults are collected."""


def read_geojson(
    data: bytes, *, limits: Limits | None = None, envelope: Envelope | None = None, allow_invalid: bool = False
) -> FeatureCollection:
    """Read a FeatureCollection, a Feature or a bare geometry. Raises InvalidInput with every fault's path and code.

    With `envelope`, each geometry must lie inside it, and exchanged axes are said. `allow_invalid` lets
    self-crossing polygons through for callers that propose repairs; it relaxes nothing else.
    """
    limits = limits or Limits()
    tree, notes = decode(data, limit_bytes=limits.bytes)
    return read_tree(tree, notes, limits=limits, envelope=envelope, allow_invalid=allow_invalid)


def read_tree(
    tree: Any,
    notes: Iterable[Problem],
    *,
    limits: Limits,
    envelope: Envelope | None = None,
    allow_invalid: bool = False,
) -> FeatureCollection:
    """The same for a tree from `strict_json.decode`, which an importer may have put in order first."""
    reading = _Reading(limits, notes={note.code: note for note in notes})
    features: list[Feature] = []
    with suppress(_Enough):
        for path, item in _features(tree, reading):
            feature = _feature(item, path, len(features), reading)
            if feature is None:
                continue
            if feature.geometry is not None:
                _check_geometry(feature.geometry, f"{path}.geometry", reading, envelope, allow_invalid)
            features.append(feature)
    if reading.problems:
        first = reading.problems[0]
        message = f"GeoJSON 有 {len(reading.problems)} 处不合格，第一处在 {first.field}：{first.message}"
        raise InvalidInput(message, reading.problems)
    return FeatureCollection(tuple(features), tuple(reading.notes.values()))


def _features(tree: Any, reading: _Reading) -> list[tuple[str, Any]]:
    """The feature objects with their paths, whatever of the three forms the file has."""
    if not isinstance(tree, Members):
        reading.refuse("$", "not_an_object", "最外层不是 JSON 对象", "GeoJSON 以 { 开头")
        return []
    _check_members(tree, "$", reading)
    _check_crs(tree, reading)
    kind = tree.get("type")
    if kind == "Feature":
        return [("$", tree)]
    if isinstance(kind, str) and kind in TYPES:
        return [("$", Members(type="Feature", properties=None, geometry=tree))]
    if kind != "FeatureCollection":
        reading.refuse("$.type", "bad_type", f"类型 {kind!r} 不是 GeoJSON", "应为 FeatureCollection 或 Feature")
        return []
    items = tree.get("features")
    if not isinstance(items, list):
        reading.refuse("$.features", "missing_features", "没有 features 数组")
        return []
    if len(items) > reading.limits.features:
        reading.refuse("$.features", "too_many_features", f"{len(items):,} 个要素，上限 {reading.limits.features:,}")
        return []
    return [(f"features[{index}]", item) for index, item in enumerate(items)]


def _check_members(item: Members, path: str, reading: _Reading) -> None:
    for problem in duplicate_keys(item, path):
        reading.add(problem)
    kind = item.get("type")
    name = kind if isinstance(kind, str) else ""
    for key in _FOREIGN.get("geometry" if name in TYPES else name, ()):
        if key in item:
            reading.refuse(f"{path}.{key}", "foreign_member", f"{kind} 不得有 {key}（RFC 7946 第 7.1 节）")
    if "bbox" in item:
        box = item["bbox"]
        numbers = isinstance(box, list) and all(type(n) in (int, float) and n - n == 0 for n in box)
        if not numbers or len(box) not in (4, 6):
            reading.refuse(f"{path}.bbox", "bad_bbox", "bbox 应为四个或六个有限的数")


def _check_crs(tree: Members, reading: _Reading) -> None:
    """RFC 7946 knows longitude and latitude only; older writers still name the same system, which is tolerated."""
    if "crs" not in tree:
        return
    crs = tree["crs"]
    properties = crs.get("properties") if isinstance(crs, Members) else None
    name = properties.get("name") if isinstance(properties, Members) else None
    if isinstance(name, str) and name in _SAME_AS_CRS84:
        reading.note("$.crs", "crs_member", f"文件带有已废止的 crs（{name}），与经纬度一致，已略过")
    else:
        reading.refuse("$.crs", "crs_member", f"crs 为 {name!r}，不是经纬度", "先转换到 CGCS2000 经纬度（EPSG:4490）")


def _feature(item: Any, path: str, index: int, reading: _Reading) -> Feature | None:
    before = len(reading.problems)
    if not isinstance(item, Members) or item.get("type") != "Feature":
        reading.refuse(path, "not_a_feature", "不是 Feature")
        return None
    if path != "$":
        _check_members(item, path, reading)
    for key in sorted(_FEATURE_MEMBERS - item.keys()):
        reading.refuse(f"{path}.{key}", "missing_member", f"Feature 缺少 {key}")
    identifier = item.get("id")
    if "id" in item and (isinstance(identifier, bool) or not isinstance(identifier, str | int | float)):
        reading.refuse(f"{path}.id", "bad_id", "id 应为文字或数")
    properties = item.get("properties")
    if properties is not None and not isinstance(properties, Members):
        reading.refuse(f"{path}.properties", "bad_properties", "properties 应为对象或 null")
    for free in ("properties", "id"):
        for problem in faults(item.get(free), f"{path}.{free}"):
            reading.add(problem)
    geometry = _geometry(item.get("geometry"), f"{path}.geometry", reading) if "geometry" in item else None
    if len(reading.problems) > before:
        return None
    return Feature(index, identifier, properties or {}, geometry)


def _geometry(item: Any, path: str, reading: _Reading) -> BaseGeometry | None:
    if item is None:
        return None
    if not isinstance(item, Members):
        reading.refuse(path, "not_a_geometry", "几何不是对象，也不是 null")
        return None
    _check_members(item, path, reading)
    kind = item.get("type")
    if kind == "GeometryCollection":
        reading.refuse(path, "collection", "不接受 GeometryCollection", "拆成单一类型的要素")
        return None
    if not isinstance(kind, str) or kind not in TYPES:
        reading.refuse(f"{path}.type", "bad_type", f"{kind!r} 不是几何类型")
        return None
    reader = PositionReader(reading.add, reading.limits.vertices_per_feature)
    geometry = reader.read(kind, item.get("coordinates"), f"{path}.coordinates")
    if reader.has_heights:
        reading.note(path, "height_dropped", "坐标带有高程，已略去（平面库只存经纬度）")
    reading.vertices += reader.vertices
    if reading.vertices > reading.limits.vertices:
        reading.refuse(path, "too_many_vertices", f"顶点总数超过上限 {reading.limits.vertices:,}", "分成几个文件导入")
        raise _Enough
    return geometry


def _check_geometry(
    geometry: BaseGeometry, path: str, reading: _Reading, envelope: Envelope | None, allow_invalid: bool
) -> None:
    west, south, east, north = geometry.bounds
    world = Envelope(-180, -90, 180, 90)
    for box in (world, envelope):
        if box is not None and not (box.contains(west, south) and box.contains(east, north)):
            corners = ((west, south), (east, north))
            swapped = judge_axes(corners, box).order == "swapped"
            corner = next(point for point in corners if not box.contains(*point))
            for problem in check_point(*corner, box, field=f"{path}.coordinates"):
                reading.add(problem)
            if swapped:
                reading.note(path, "swapped_axes", "整个图形的经度、纬度写反了")
            return
    if not allow_invalid and not is_valid(geometry):
        reading.add(validity_problem(geometry, path))


def validity_problem(geometry: BaseGeometry, path: str) -> Problem:
    """Why a geometry is not simple, with the point in degrees: GEOS says it as `Self-intersection[113.1 27.8]`."""
    reason, _, place = is_valid_reason(geometry).partition("[")
    point = place.rstrip("]").replace(" ", ", ")
    code = "self_crossing" if "elf-intersection" in reason else "invalid_polygon"
    text = "图形自相交" if code == "self_crossing" else f"图形不成立（{reason}）"
    hint = "到图上改正，或查看修补建议；系统不会自动修补"
    return Problem(f"{path}.coordinates", code, f"{text}，位置 {point}", hint=hint)
