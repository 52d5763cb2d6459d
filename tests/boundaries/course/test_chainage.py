from __future__ import annotations

import pytest
from shapely.geometry import LineString

from boundaries.course.chainage import MeasuredLine, azimuth_and_distance, moved, on_plane, place_of_vertex
from geocore.errors import InvalidInput
from tests.builders.course_lines import line_of

LINE = line_of((90, 1000), (0, 500), (45, 300))


def test_lengths_are_geodesic_on_cgcs2000() -> None:
    """A degree along a meridian at the equator and at 45°: the first terms of the ellipsoid, not of a sphere."""
    assert azimuth_and_distance((113, 0), (113, 1)) == pytest.approx((0, 110_574.3), abs=0.1)
    assert azimuth_and_distance((113, 0), (112, 0))[0] == 270
    assert azimuth_and_distance((113, 44.5), (113, 45.5))[1] == pytest.approx(111_131.8, abs=0.1)


def test_places_are_metres_along_the_line() -> None:
    assert [place_of_vertex(LINE, index) for index in range(4)] == pytest.approx([0, 1000, 1500, 1800])
    measured = MeasuredLine(LINE)
    assert measured.position_at(1000) == pytest.approx(measured.vertices[1], abs=1e-9)
    assert measured.position_at(place_of_vertex(LINE, 2)) == measured.vertices[2]
    away = azimuth_and_distance(measured.vertices[1], measured.position_at(1200))
    assert away == pytest.approx((0, 200), abs=1e-4)
    assert measured.position_at(99_999) == measured.vertices[-1]


def test_a_part_has_its_ends_and_the_vertices_between() -> None:
    places, positions = MeasuredLine(LINE).between(400, 1500)
    assert places == pytest.approx([400, 1000, 1500])
    assert azimuth_and_distance(positions[0], positions[1])[1] == pytest.approx(600, abs=1e-6)


def test_between_vertices_the_line_is_the_geodesic() -> None:
    """Half-way along a parallel of 50 km the geodesic lies 40 m north of the straight line in degrees."""
    line = LineString([(113, 40), (113.6, 40)])
    measured = MeasuredLine(line)
    middle = measured.position_at(measured.length_m / 2)
    assert azimuth_and_distance((middle[0], 40.0), middle)[1] == pytest.approx(43, abs=3)


def test_the_plane_keeps_distance_and_azimuth_from_its_origin() -> None:
    origin = (113.0, 25.8)
    assert on_plane([origin, moved(origin, 90, 5000), moved(origin, 180, 70)], origin) == [
        pytest.approx((0, 0)), pytest.approx((5000, 0), abs=1e-4), pytest.approx((0, -70), abs=1e-4),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        LineString(),
        LineString([(113, 25), (113, 25)]),
        LineString([(113, 91), (113, 25)]),
        LineString([(5e5, 2e6), (1, 2)]),
    ],
)
def test_what_is_no_line_in_degrees_is_refused(line: LineString) -> None:
    with pytest.raises(InvalidInput) as caught:
        MeasuredLine(line)
    assert caught.value.problems[0].code == "bad_line"


@pytest.mark.parametrize("index", [-1, 4])
def test_a_vertex_that_is_not_there_is_refused(index: int) -> None:
    with pytest.raises(InvalidInput):
        place_of_vertex(LINE, index)
