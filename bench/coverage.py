"""Polygons of neighbours: the check beside GEOS' own, planted faults, and the real county polygons.

Needs no database. The clean sets are Voronoi cells whose shared lines have the same bends on both sides, with as
many polygons and vertices as the counties and the townships of the nation.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from bench.report import Report
from boundaries.importers.county_polygons import read_county_polygons
from boundaries.topology import check_coverage, edges_of, polygons_from
from geocore.coordinates import METRES_PER_DEGREE

SETS = (("counties", 3_000, 63), ("townships", 40_000, 15))
NATION = (90.0, 22.0, 20.0)
ROUNDS = 5
PLANTED = 435
_METRE = 1 / METRES_PER_DEGREE
_SHARE = 0.6


def run(out: Report, chosen: argparse.Namespace) -> None:
    for what, count, bends in SETS:
        polygons = cells(count, bends)
        out.title(f"{len(polygons):,} {what}, {shapely.get_num_coordinates(polygons).sum():,} vertices")
        _beside_geos(out, polygons)
        if what == "counties":
            _planted(out, polygons)
        _there_and_back(out, polygons)
    if chosen.polygons is not None:
        _real(out, chosen)


def _beside_geos(out: Report, polygons: NDArray[np.object_]) -> None:
    """In turns, so that what else the machine does meets both."""
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_seconds(lambda: check_coverage(polygons)))
        theirs.append(_seconds(lambda: shapely.coverage_invalid_edges(polygons)))
    assert check_coverage(polygons) == []
    mine, bare = statistics.median(ours), statistics.median(theirs)
    out.target(
        0, "validity, parity and description against coverage_invalid_edges",
        f"{mine:.2f} s to {bare:.2f} s = {mine / bare:.2f}", f"{_SHARE}", mine <= _SHARE * bare,
    )  # fmt: skip


def _seconds(call: Callable[[], object]) -> float:
    started = time.process_time()
    call()
    return time.process_time() - started


def _planted(out: Report, polygons: NDArray[np.object_]) -> None:
    """Faults one at a time would take an hour; far apart from each other they are told apart by their owners."""
    chance = np.random.default_rng(3)
    for what, change in _FAULTS.items():
        torn, sites = polygons.copy(), {}
        taken: set[int] = set()
        tree = shapely.STRtree(polygons)
        for index in chance.permutation(len(polygons)).tolist():
            around = set(tree.query(polygons[index], predicate="intersects").tolist())
            if len(sites) == PLANTED or around & taken:
                continue
            ring = shapely.get_coordinates(polygons[index].exterior)
            vertex = int(chance.integers(1, len(ring) - 1))
            made = shapely.Polygon(change(ring, vertex))
            if (shapely.get_coordinates(made.exterior).shape == ring.shape) and (
                shapely.get_coordinates(made.exterior) == ring
            ).all():
                continue  # below the last bit of the number
            if not _is_shared(tree, ring[vertex], index):
                continue
            torn[index], sites[index] = made, around
            taken |= around
        named = [set(fault.owners) for fault in check_coverage(torn)]
        found = sum(any(index in owners for owners in named) for index in sites)
        innocent = {owner for owners in named for owner in owners} - taken
        geos = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(torn)))
        out.target(
            0, f"{what} on one side, planted {len(sites)} times", f"{found} found, {len(innocent)} innocent",
            "all, 0", found == len(sites) and not innocent,
        )  # fmt: skip
        out.line(f"      coverage_invalid_edges finds {sum(index in set(geos.tolist()) for index in sites)}")


def _is_shared(tree: shapely.STRtree, position: NDArray[np.float64], owner: int) -> bool:
    near = tree.query(shapely.Point(position), predicate="intersects")
    return any(int(other) != owner for other in near)


def _moved(metres: float) -> Callable[[NDArray[np.float64], int], NDArray[np.float64]]:
    def change(ring: NDArray[np.float64], vertex: int) -> NDArray[np.float64]:
        ring = ring.copy()
        ring[vertex] += (0.6 * metres * _METRE, -0.8 * metres * _METRE)
        return ring

    return change


def _added(ring: NDArray[np.float64], vertex: int) -> NDArray[np.float64]:
    return np.insert(ring, vertex, (ring[vertex - 1] + ring[vertex]) / 2, axis=0)


_FAULTS: dict[str, Callable[[NDArray[np.float64], int], NDArray[np.float64]]] = {
    "vertex moved 1 nm": _moved(1e-9),
    "vertex moved 1 cm": _moved(0.01),
    "vertex moved 1 m": _moved(1),
    "vertex moved 50 m": _moved(50),
    "vertex dropped": lambda ring, vertex: np.delete(ring, vertex, axis=0),
    "vertex added": _added,
}


def _there_and_back(out: Report, polygons: NDArray[np.object_]) -> None:
    started = time.perf_counter()
    edges = edges_of(polygons)
    middle = time.perf_counter()
    back = polygons_from(edges)
    end = time.perf_counter()
    same = sum(
        bool(
            shapely.equals_identical(shapely.normalize(shapely.MultiPolygon([polygons[n]])), shapely.normalize(back[n]))
        )
        for n in range(len(polygons))
    )
    out.target(
        0, f"{len(edges):,} edges in {middle - started:.1f} s, polygons back in {end - middle:.1f} s",
        f"{same:,} of {len(polygons):,} the same bits", "all", same == len(polygons),
    )  # fmt: skip


def _real(out: Report, chosen: argparse.Namespace) -> None:
    found = list(read_county_polygons(chosen.polygons))
    polygons = np.array([one.repair.geometry if one.repair else one.geometry for one in found], dtype=object)
    out.title(f"{len(polygons):,} real county polygons after the proposed repairs")
    started = time.perf_counter()
    faults = check_coverage(polygons)
    edges = edges_of(polygons)
    took = time.perf_counter() - started
    out.target(0, f"list of faults and {len(edges):,} edges", f"{took:.1f} s", "20 s", took <= 20)
    for kind, count in Counter(fault.kind for fault in faults).items():
        of_kind = [fault for fault in faults if fault.kind == kind]
        out.line(f"      {kind:<9} {count:>6,}  {sum(fault.area_m2 for fault in of_kind) / 1e6:,.0f} km²")


def cells(count: int, bends: int, *, square: tuple[float, float, float] = NATION) -> NDArray[np.object_]:
    """Valid polygons that fit each other bit for bit, over a square (west, south, side in degrees)."""
    chance = np.random.default_rng(1)
    west, south, side = square
    points = chance.uniform((west, south), (west + side, south + side), (count, 2))
    box = shapely.box(west, south, west + side, south + side)
    straight = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=box)
    clipped = shapely.set_precision(shapely.intersection(shapely.get_parts(straight), box), 1e-8)
    known: dict[tuple[Any, ...], NDArray[np.float64]] = {}
    bent = [_bent_polygon(shapely.get_coordinates(cell), bends, known, chance) for cell in clipped]
    return np.array([polygon for polygon in bent if polygon.is_valid], dtype=object)


def _bent_polygon(
    ring: NDArray[np.float64],
    bends: int,
    known: dict[tuple[Any, ...], NDArray[np.float64]],
    chance: np.random.Generator,
) -> shapely.Polygon:
    pieces: list[Sequence[Any] | NDArray[np.float64]] = []
    for a, b in pairwise(ring):
        is_forward = tuple(a) < tuple(b)
        low, high = (a, b) if is_forward else (b, a)
        key = (*low.tolist(), *high.tolist())
        if key not in known:
            along = np.sort(chance.uniform(0.02, 0.98, bends))
            across = np.cumsum(chance.normal(0, 0.004, bends)) * np.minimum(along, 1 - along)
            run = high - low
            known[key] = low + np.outer(along, run) + np.outer(across, (-run[1], run[0]))
        pieces += [a[None], known[key] if is_forward else known[key][::-1]]
    return shapely.Polygon(np.concatenate([*pieces, ring[:1]]))
