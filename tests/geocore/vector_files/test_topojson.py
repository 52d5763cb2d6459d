"""Shared lines stand once in the file, and the shapes made of them come back whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from geocore.errors import InvalidInput
from geocore.vector_files.topojson import TopoGeometry, read_topojson, write_topojson

# Two squares with a common side; an island in a lake of the second.
SHARED = np.array([(113.1, 25.0), (113.10000000000001, 25.05), (113.1, 25.1)])
WEST = np.array([(113.1, 25.1), (113.0, 25.1), (113.0, 25.0), (113.1, 25.0)])
EAST = np.array([(113.1, 25.0), (113.2, 25.0), (113.2, 25.1), (113.1, 25.1)])
LAKE = np.array([(113.15, 25.05), (113.15, 25.06), (113.16, 25.06), (113.15, 25.05)])
ARCS = [SHARED, WEST, EAST, LAKE]
OBJECTS = {
    "政区": [
        TopoGeometry("Polygon", [[0, 1]], {"name": "西"}, "w"),
        TopoGeometry("MultiPolygon", [[[~0, 2], [3]], [[~3]]][:1], {"name": "东"}),
    ],
    "界线": [TopoGeometry("LineString", [0]), TopoGeometry("MultiLineString", [[~1], [2]])],
}


def expected() -> dict[str, list[shapely.Geometry]]:
    west = shapely.Polygon(np.concatenate([SHARED, WEST[1:]]))
    east = shapely.Polygon(np.concatenate([SHARED[::-1], EAST[1:]]), [LAKE])
    return {
        "政区": [west, shapely.MultiPolygon([east])],
        "界线": [shapely.LineString(SHARED), shapely.MultiLineString([WEST[::-1], EAST])],
    }


def test_shapes_come_back_bit_for_bit(tmp_path: Path) -> None:
    path = tmp_path / "x.topojson"
    write_topojson(path, ARCS, OBJECTS)
    found = read_topojson(path)
    for name, shapes in expected().items():
        assert [shape.wkb for _, shape in found[name]] == [shape.wkb for shape in shapes]
        assert all(shape.is_valid for _, shape in found[name])
    assert [properties for properties, _ in found["政区"]] == [{"name": "西"}, {"name": "东"}]
    written = json.loads(path.read_text("utf-8"))
    assert len(written["arcs"]) == 4
    assert written["objects"]["政区"]["geometries"][0]["id"] == "w"
    assert [item.name for item in tmp_path.iterdir()] == ["x.topojson"]


def test_quantised_points_move_by_half_a_step_at_most_and_alike(tmp_path: Path) -> None:
    path = tmp_path / "x.topojson"
    write_topojson(path, ARCS, OBJECTS, quantisation=1_001)
    written = json.loads(path.read_text("utf-8"))
    assert all(isinstance(number, int) for arc in written["arcs"] for point in arc for number in point)
    found = read_topojson(path)
    for name, shapes in expected().items():
        for (_, shape), exact in zip(found[name], shapes, strict=True):
            assert shapely.hausdorff_distance(shape, exact) <= np.hypot(0.0001, 0.0001)
    (_, west), (_, east) = found["政区"]
    assert shapely.coverage_is_valid([west, east])


def test_arcs_that_are_one_step_apart_do_not_grow_together(tmp_path: Path) -> None:
    """The first step of a delta is absolute: an arc that falls into one point keeps its two positions."""
    path = tmp_path / "x.topojson"
    tiny = np.array([(113.0, 25.0), (113.0000001, 25.0)])
    far = np.array([(113.0, 25.0), (114.0, 26.0)])
    write_topojson(path, [tiny, far], {"a": [TopoGeometry("LineString", [0])]}, quantisation=100)
    assert [len(arc) for arc in json.loads(path.read_text("utf-8"))["arcs"]] == [2, 2]


@pytest.mark.parametrize(
    "geometry",
    [
        TopoGeometry("Polygon", [[0, 4]]),
        TopoGeometry("Polygon", [[0, ~4]]),
        TopoGeometry("Polygon", [[0, ~1]]),
        TopoGeometry("Polygon", [[0]]),
        TopoGeometry("LineString", []),
        TopoGeometry("MultiLineString", [[1, 1]]),
    ],
)
def test_arcs_that_are_not_there_or_do_not_meet_are_refused(tmp_path: Path, geometry: Any) -> None:
    path = tmp_path / "x.topojson"
    with pytest.raises(InvalidInput) as refused:
        write_topojson(path, ARCS, {"政区": [geometry]})
    assert [(one.code, one.field) for one in refused.value.problems] == [("bad_topology", "政区[1]")]
    assert not path.exists()


def test_the_library_reads_it_too(tmp_path: Path) -> None:
    import pyogrio

    path = tmp_path / "x.topojson"
    write_topojson(path, ARCS, OBJECTS, quantisation=100_001)
    frame = pyogrio.read_dataframe(path, layer="政区")
    assert frame["name"].tolist() == ["西", "东"]
    assert all(shapely.hausdorff_distance(a, b) < 1e-5 for a, b in zip(frame.geometry, expected()["政区"], strict=True))
