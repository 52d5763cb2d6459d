"""Edges and the way back: each line once, and polygons that are the same bit for bit."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from boundaries.topology import OUTSIDE, check_coverage, edges_of, polygons_from
from boundaries.topology.edges import Edges
from geocore.errors import InvalidInput
from tests.builders.coverages import cells, grid

SIDE = 6


def same_bits(one: shapely.Geometry, other: shapely.Geometry) -> bool:
    """Whether both hold the same rings of the same positions, wherever a ring begins and whichever way it runs."""
    if one.geom_type == "Polygon":
        one = shapely.MultiPolygon([one])
    return bool(shapely.equals_identical(shapely.normalize(one), shapely.normalize(other)))


def told(edges: Edges) -> list[tuple[bytes, int, int]]:
    return sorted(zip(shapely.to_wkb(edges.lines), edges.left.tolist(), edges.right.tolist(), strict=True))


def assert_comes_back(polygons: list[shapely.Geometry]) -> Edges:
    edges = edges_of(polygons)
    back = polygons_from(edges)
    assert sorted(back) == list(range(len(polygons)))
    for number, polygon in enumerate(polygons):
        assert same_bits(polygon, back[number]), number
    return edges


def test_bent_cells_come_back_bit_for_bit() -> None:
    country = cells(200)
    edges = assert_comes_back(country)
    # Euler: nodes - edges + faces = 1 + connected parts, with the outside as one face.
    assert len(edges.nodes) - len(edges) + len(country) + 1 == 2
    inner = edges.right != OUTSIDE
    assert (edges.left[inner] < edges.right[inner]).all()


def test_an_edge_runs_from_node_to_node_with_its_units_on_their_sides() -> None:
    country = cells(40)
    edges = edges_of(country)
    for line, left, right, start, end in zip(edges.lines, edges.left, edges.right, edges.start, edges.end, strict=True):
        positions = shapely.get_coordinates(line)
        assert (positions[0] == edges.nodes[start]).all()
        assert (positions[-1] == edges.nodes[end]).all()
        a, b = positions[:2]
        across = np.array([a[1] - b[1], b[0] - a[0]]) * 1e-3
        assert country[left].contains(shapely.Point((a + b) / 2 + across))
        if right != OUTSIDE:
            assert country[right].contains(shapely.Point((a + b) / 2 - across))
    met = np.bincount(np.concatenate([edges.start, edges.end]))
    assert met.min() >= 2


def test_the_whole_length_of_every_line_is_there_once() -> None:
    country = cells(80)
    edges = edges_of(country)
    inner = edges.right != OUTSIDE
    outer = shapely.union_all(country).exterior.length
    assert shapely.length(edges.lines[~inner]).sum() == pytest.approx(outer, rel=1e-12)
    assert shapely.length(edges.lines[inner]).sum() == pytest.approx(
        (sum(one.length for one in country) - outer) / 2, rel=1e-12
    )


def test_an_island_and_an_enclave_are_rings_without_junction() -> None:
    inside = shapely.box(112.02, 26.02, 112.05, 26.05)
    far = shapely.box(113, 27, 113.1, 27.1)
    first, second, third, fourth = grid(2, 2)
    edges = assert_comes_back(
        [first.difference(inside), shapely.MultiPolygon([second, far]), third, shapely.MultiPolygon([fourth, inside])]
    )
    closed = np.flatnonzero(edges.start == edges.end)
    assert {(int(edges.left[n]), int(edges.right[n])) for n in closed} == {(0, 3), (1, OUTSIDE)}


def test_an_enclave_within_an_enclave_comes_back() -> None:
    outer, middle, inner = (shapely.box(112 + n / 10, 26 + n / 10, 113 - n / 10, 27 - n / 10) for n in (0, 1, 2))
    assert_comes_back([shapely.MultiPolygon([outer.difference(middle), inner]), middle.difference(inner)])


def test_neither_the_way_of_drawing_nor_the_first_vertex_changes_an_edge() -> None:
    country = cells(60)
    turned = []
    for number, polygon in enumerate(country):
        ring = np.roll(shapely.get_coordinates(polygon)[:-1], 3 * number, axis=0)[:: -1 if number % 2 else 1]
        turned.append(shapely.Polygon(np.vstack([ring, ring[:1]])))
    assert told(edges_of(country)) == told(edges_of(turned))


def test_nothing_has_no_edges() -> None:
    assert len(edges_of([])) == len(edges_of([shapely.Polygon()])) == 0
    assert polygons_from(edges_of([])) == {}


def test_edges_that_do_not_close_are_refused_with_the_place() -> None:
    edges = edges_of(grid(2, 2))
    kept = np.arange(1, len(edges))
    torn = Edges(
        edges.lines[kept], edges.left[kept], edges.right[kept], edges.start[kept], edges.end[kept], edges.nodes
    )
    with pytest.raises(InvalidInput, match="do not close at 112"):
        polygons_from(torn)


@given(st.lists(st.integers(0, 4), min_size=SIDE * SIDE, max_size=SIDE * SIDE))
def test_any_division_of_a_square_grid_comes_back(unit_of_square: list[int]) -> None:
    """With parts, holes, enclaves in enclaves, and parts that touch in one point."""
    squares = np.array(grid(SIDE, SIDE))
    units = sorted(set(unit_of_square))
    chosen = np.array(unit_of_square)
    polygons = [shapely.coverage_union_all(squares[chosen == unit]) for unit in units]
    assert check_coverage(polygons) == []
    edges = edges_of(polygons)
    back = polygons_from(edges)
    for number, polygon in enumerate(polygons):
        assert back[number].is_valid
        assert back[number].equals(polygon)
        assert back[number].area == pytest.approx(polygon.area, abs=1e-12)
    assert check_coverage([back[number] for number in range(len(polygons))]) == []
    inner = edges.right != OUTSIDE
    assert (edges.left != edges.right).all()
    assert shapely.get_num_coordinates(edges.lines[inner]).min(initial=2) >= 2
