"""TopoJSON: shared lines once, and shapes as lists of them. The lines are the caller's; none is found or cut here.

Format: https://github.com/topojson/topojson-specification. An index `~i` (that is, -1 - i) is arc i backwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geocore.errors import InvalidInput
from geocore.problems import Problem

Points = NDArray[np.float64]
Indexes = Sequence[int]


@dataclass(frozen=True, slots=True)
class TopoGeometry:
    """`arcs` as deep as the kind says: a line [i, …]; a polygon and lines [[i, …], …]; polygons [[[i, …], …], …]."""

    kind: Literal["LineString", "MultiLineString", "Polygon", "MultiPolygon"]
    arcs: Sequence[Any]
    properties: Mapping[str, object] = field(default_factory=dict)
    id: str | None = None


_DEPTH = {"LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


def write_topojson(
    path: Path,
    arcs: Sequence[Points],
    objects: Mapping[str, Iterable[TopoGeometry]],
    *,
    quantisation: int | None = None,
) -> None:
    """Write whole or not at all. `arcs`: arrays of shape (n, 2), degrees of EPSG:4490, longitude first.

    Without `quantisation` every coordinate keeps all its digits; with it (for instance 100,000) each axis is cut into
    so many steps, which moves points by up to half a step, and the same point everywhere alike. Raises InvalidInput
    for an arc that is not there, and for arcs that do not meet.
    """
    collections = {name: list(geometries) for name, geometries in objects.items()}
    for name, geometries in collections.items():
        for number, geometry in enumerate(geometries, start=1):
            _check(arcs, name, number, geometry)
    topology: dict[str, object] = {"type": "Topology"}
    if quantisation is None:
        topology["arcs"] = [arc.tolist() for arc in arcs]
    else:
        low, step = _grid(arcs, quantisation)
        topology["transform"] = {"scale": step.tolist(), "translate": low.tolist()}
        topology["arcs"] = [_deltas(np.rint((arc - low) / step).astype(np.int64)) for arc in arcs]
    topology["objects"] = {
        name: {"type": "GeometryCollection", "geometries": [_said(one) for one in geometries]}
        for name, geometries in collections.items()
    }
    part = path.with_name(f".{path.stem}.part{path.suffix}")
    try:
        part.write_bytes(orjson.dumps(topology))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _said(geometry: TopoGeometry) -> dict[str, object]:
    said: dict[str, object] = {"type": geometry.kind, "arcs": geometry.arcs, "properties": dict(geometry.properties)}
    return said if geometry.id is None else said | {"id": geometry.id}


def _grid(arcs: Sequence[Points], quantisation: int) -> tuple[Points, Points]:
    if quantisation < 2:
        raise _refused("quantisation", f"量化级数 {quantisation} 太小", "至少 2，通常 10000 到 1000000")
    points = np.concatenate(arcs) if len(arcs) else np.zeros((1, 2))
    low, high = points.min(axis=0), points.max(axis=0)
    step = (high - low) / (quantisation - 1)
    return low, np.where(step > 0, step, 1.0)


def _deltas(arc: NDArray[np.int64]) -> list[list[int]]:
    """The first point, then each from the one before; points that fell together are one, but an arc keeps two."""
    moves = np.diff(arc, axis=0)
    kept = moves[(moves != 0).any(axis=1)]
    deltas: list[list[int]] = np.concatenate([arc[:1], kept if len(kept) else moves[:1]]).tolist()
    return deltas


def _lines(geometry: TopoGeometry) -> list[Indexes]:
    lines: list[Any] = [geometry.arcs]
    for _ in range(_DEPTH[geometry.kind] - 1):
        lines = [line for part in lines for line in part]
    return lines


def _check(arcs: Sequence[Points], name: str, number: int, geometry: TopoGeometry) -> None:
    place = f"{name}[{number}]"
    for line in _lines(geometry):
        if not line or not all(-len(arcs) <= index < len(arcs) for index in line):
            raise _refused(place, f"{place} 用了没有的弧段 {list(line)[:5]}", "弧段从 0 编号，反向写 ~i")
        ends = [(arc[0], arc[-1]) for arc in (_arc(arcs, index) for index in line)]
        closes = [(ends[-1], ends[0])] if "Polygon" in geometry.kind else []
        for before, after in [*pairwise(ends), *closes]:
            if not np.array_equal(before[1], after[0]):
                raise _refused(place, f"{place} 的弧段首尾不相接", "检查弧段的次序和方向")


def _arc(arcs: Sequence[Points], index: int) -> Points:
    return arcs[index] if index >= 0 else arcs[~index][::-1]


def _refused(where: str, message: str, hint: str) -> InvalidInput:
    return InvalidInput(message, [Problem(where, "bad_topology", message, hint=hint)])


def read_topojson(path: Path) -> dict[str, list[tuple[dict[str, Any], BaseGeometry]]]:
    """What `write_topojson` wrote: properties and shapes by object. For our own files, not for those from outside."""
    topology: dict[str, Any] = orjson.loads(path.read_bytes())
    arcs = [np.array(arc, dtype=float) for arc in topology["arcs"]]
    if "transform" in topology:
        scale, translate = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
        arcs = [np.cumsum(arc, axis=0) * scale + translate for arc in arcs]
    return {
        name: [(one["properties"], _shape(one["type"], one["arcs"], arcs)) for one in collection["geometries"]]
        for name, collection in topology["objects"].items()
    }


def _shape(kind: str, indexes: Sequence[Any], arcs: Sequence[Points]) -> BaseGeometry:
    match kind:
        case "LineString":
            return shapely.LineString(_joined(indexes, arcs))
        case "MultiLineString":
            return shapely.MultiLineString([_joined(line, arcs) for line in indexes])
        case "Polygon":
            return _polygon(indexes, arcs)
        case _:
            return shapely.MultiPolygon([_polygon(polygon, arcs) for polygon in indexes])


def _polygon(rings: Sequence[Indexes], arcs: Sequence[Points]) -> shapely.Polygon:
    shell, *holes = (_joined(ring, arcs) for ring in rings)
    return shapely.Polygon(shell, holes)


def _joined(indexes: Indexes, arcs: Sequence[Points]) -> Points:
    """Arcs one after the other; where two meet, their common point stands once."""
    first, *others = (_arc(arcs, index) for index in indexes)
    return np.concatenate([first, *(arc[1:] for arc in others)])
