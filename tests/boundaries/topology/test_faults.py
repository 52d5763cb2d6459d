"""Every planted fault is found, with both owners, and nobody innocent is named."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from boundaries.topology import Fault, check_coverage
from boundaries.topology.fault import width_m
from geocore.coordinates import METRES_PER_DEGREE
from tests.builders.coverages import cells, grid, moved, with_midpoint, without

METRE = 1 / METRES_PER_DEGREE


@pytest.fixture(scope="module")
def country() -> list[shapely.Polygon]:
    return cells(30)


def kinds(faults: list[Fault]) -> list[str]:
    return [fault.kind for fault in faults]


def neighbours_at(polygons: list[shapely.Polygon], position: np.ndarray, *, but: int) -> set[int]:
    """Those that have exactly this vertex, or a segment through it."""
    point = shapely.Point(position)
    return {index for index, one in enumerate(polygons) if index != but and one.exterior.distance(point) < 1e-12}


def shared_vertices(polygons: list[shapely.Polygon], every: int) -> list[tuple[int, int]]:
    """(polygon, vertex) of vertices that have one neighbour or more, spread over the whole."""
    found = []
    for index, polygon in enumerate(polygons):
        ring = shapely.get_coordinates(polygon.exterior)
        for vertex in range(1 + index % every, len(ring) - 1, every):
            if neighbours_at(polygons, ring[vertex], but=index):
                found.append((index, vertex))
    return found


def test_neighbours_that_fit_have_no_fault(country: list[shapely.Polygon]) -> None:
    assert check_coverage(country) == []


def test_neither_direction_of_drawing_nor_the_first_vertex_matters(country: list[shapely.Polygon]) -> None:
    rolled = []
    for number, polygon in enumerate(country):
        ring = shapely.get_coordinates(polygon.exterior)[:-1]
        ring = np.roll(ring, number, axis=0)[:: -1 if number % 2 else 1]
        rolled.append(shapely.Polygon(np.vstack([ring, ring[:1]])))
    assert check_coverage(rolled) == []


@pytest.mark.parametrize("metres", [1e-9, 1e-3, 0.01, 1.0, 50.0])
@pytest.mark.parametrize("direction", [(1.0, 0.0), (-0.6, 0.8)])
def test_a_vertex_moved_on_one_side_is_found_at_any_size(
    country: list[shapely.Polygon], metres: float, direction: tuple[float, float]
) -> None:
    for index, vertex in shared_vertices(country, 37):
        before = shapely.get_coordinates(country[index].exterior)[vertex]
        torn = [*country]
        torn[index] = moved(torn[index], vertex, lambda at: at + np.array(direction) * metres * METRE)
        if (shapely.get_coordinates(torn[index].exterior)[vertex] == before).all():
            continue  # a nanometre is below the last bit of this number
        faults = [fault for fault in check_coverage(torn) if fault.kind != "invalid"]
        assert faults, (index, vertex)
        named = {owner for fault in faults for owner in fault.owners}
        assert index in named
        assert named & neighbours_at(country, before, but=index)
        if torn[index].is_valid:
            near = shapely.Point(before).buffer(0.2)
            assert all(country[owner].intersects(near) for owner in named)


@pytest.mark.parametrize("metres", [1.0, 50.0])
def test_only_those_are_named_whose_line_does_not_match(country: list[shapely.Polygon], metres: float) -> None:
    for index, vertex in shared_vertices(country, 53):
        torn = [*country]
        torn[index] = moved(torn[index], vertex, lambda at: at + metres * METRE)
        beside = {
            other
            for other, one in enumerate(country)
            if other != index and one.intersects(torn[index].symmetric_difference(country[index]).buffer(1e-9))
        }
        named = {owner for fault in check_coverage(torn) for owner in fault.owners}
        assert named <= {index} | beside, (index, vertex)


def test_a_vertex_dropped_or_added_on_one_side_is_found(country: list[shapely.Polygon]) -> None:
    for change in (without, with_midpoint):
        for index, vertex in shared_vertices(country, 23):
            at = shapely.get_coordinates(country[index].exterior)[vertex]
            torn = [*country]
            torn[index] = change(torn[index], vertex)
            named = {owner for fault in check_coverage(torn) for owner in fault.owners}
            assert index in named, (change.__name__, index, vertex)
            assert named & neighbours_at(country, at, but=index)


def test_a_vertex_exactly_on_the_neighbours_line_is_unmatched_without_area() -> None:
    west, east = grid(2, 1)
    finer = shapely.segmentize(west, 0.05)
    faults = check_coverage([finer, east])
    assert kinds(faults) == ["unmatched"]
    assert faults[0].owners == (0, 1)
    assert faults[0].area_m2 == 0
    assert shapely.length(faults[0].geometry) == pytest.approx(0.1)


@pytest.mark.parametrize(("metres", "kind"), [(50.0, "gap"), (1e-6, "unmatched")])
def test_a_gap_that_is_open_at_the_coast_is_told(metres: float, kind: str) -> None:
    plain, east = grid(2, 1)
    left, low, right, high = plain.bounds
    # The corner where both meet the outer line, moved along the coast.
    torn = shapely.Polygon([(left, low), (right - metres * METRE, low), (right, high), (left, high)])
    faults = check_coverage([torn, east])
    assert kinds(faults) == [kind]
    assert faults[0].owners == (0, 1)
    if kind == "gap":
        assert faults[0].reason == "open"
        assert 10 < faults[0].width_m < 56


def test_neighbours_that_touch_nowhere_and_lie_a_metre_apart_were_meant_to_meet() -> None:
    lower, upper = grid(1, 2)
    west, south, east, north = lower.bounds
    faults = check_coverage([shapely.box(west, south, east, north - METRE), upper])
    assert kinds(faults) == ["gap"]
    assert faults[0].owners == (0, 1)
    assert 1 <= faults[0].width_m < 1.2
    assert faults[0].area_m2 == pytest.approx(0.1 * 0.898 * METRES_PER_DEGREE, rel=0.01)
    # The same by a hair: nothing that has an area.
    assert kinds(check_coverage([shapely.box(west, south, east, north - 1e-13), upper])) == ["unmatched"]


def test_islands_with_water_between_them_are_no_neighbours() -> None:
    lower, upper = grid(1, 2)
    west, south, east, north = lower.bounds
    assert check_coverage([shapely.box(west, south, east, north - 30 * METRE), upper]) == []


def test_a_bay_with_room_for_a_boat_is_none() -> None:
    west, east = grid(2, 1)
    bay = shapely.Polygon([(112.09, 26), (112.1, 26.05), (112.11, 26)])
    assert check_coverage([west.difference(bay), east.difference(bay)]) == []


def test_a_missing_unit_within_is_one_gap_with_all_its_neighbours() -> None:
    squares = grid(3, 3)
    del squares[4]
    (gap,) = check_coverage(squares)
    assert gap.kind == "gap"
    assert gap.owners == (1, 3, 4, 6)
    assert gap.area_m2 == pytest.approx(0.1 * METRES_PER_DEGREE * 0.1 * METRES_PER_DEGREE * 0.898, rel=0.01)
    assert gap.width_m == pytest.approx(0.1 * METRES_PER_DEGREE * 0.898, rel=0.15)


def test_a_missing_unit_at_the_edge_is_a_bay_and_no_gap() -> None:
    assert check_coverage(grid(3, 3)[1:]) == []


def test_a_unit_drawn_twice_or_within_another_is_an_overlap() -> None:
    squares = grid(2, 2)
    twice = check_coverage([*squares, squares[3]])
    assert kinds(twice) == ["overlap"]
    assert twice[0].owners[-2:] == (3, 4)
    inside = shapely.box(112.02, 26.02, 112.05, 26.05)
    nested = check_coverage([*squares, inside])
    assert kinds(nested) == ["overlap"]
    assert nested[0].owners == (0, 4)
    assert nested[0].geometry.equals(inside)


def test_enclaves_islands_and_units_of_several_parts_are_no_faults() -> None:
    inside = shapely.box(112.02, 26.02, 112.05, 26.05)
    far = shapely.box(113, 27, 113.1, 27.1)
    first, second, third, fourth = grid(2, 2)
    holed = first.difference(inside)
    owner_of_enclave = shapely.MultiPolygon([fourth, inside])
    with_island = shapely.MultiPolygon([second, far])
    assert check_coverage([holed, with_island, third, owner_of_enclave]) == []
    # The same with the enclave left empty: no width of a search for gaps finds that it is none.
    assert kinds(check_coverage([holed, with_island, third, fourth])) == ["gap"]


def test_units_that_touch_in_one_point_do_not_touch_as_lines() -> None:
    squares = grid(2, 2)
    assert check_coverage([squares[0], squares[3]]) == []


def test_overlapping_neighbours_are_told_with_the_area_that_both_claim() -> None:
    west, east = grid(2, 1)
    wider = shapely.box(*west.bounds[:2], west.bounds[2] + 0.01, west.bounds[3])
    (overlap,) = check_coverage([wider, east])
    assert overlap.kind == "overlap"
    assert overlap.owners == (0, 1)
    assert overlap.geometry.equals(wider.intersection(east))


def test_a_polygon_that_crosses_itself_is_told_with_the_place_and_is_not_mended() -> None:
    bow = shapely.Polygon([(112, 26), (112.1, 26.1), (112.1, 26), (112, 26.1), (112, 26)])
    (fault,) = check_coverage([bow])
    assert fault.kind == "invalid"
    assert shapely.get_coordinates(fault.geometry)[0] == pytest.approx((112.05, 26.05))
    assert fault.reason == "Self-intersection"


def test_nothing_and_empty_polygons_are_passed_over() -> None:
    assert check_coverage([]) == []
    assert check_coverage([None, shapely.Polygon(), grid(1, 1)[0]]) == []


def test_the_width_is_that_of_the_largest_circle_in_metres() -> None:
    strip = shapely.box(112, 26, 112.1, 26 + 8 * METRE)
    assert 8 <= width_m(strip) <= 9
