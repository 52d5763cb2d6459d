from __future__ import annotations

import pytest
from pyproj import Geod
from shapely.geometry import LineString, MultiPolygon, Polygon, box
from shapely.geometry.polygon import orient

from geocore.repair import area_m2, propose_repair


def test_a_bow_tie_is_mended_with_its_difference_said() -> None:
    bow_tie = Polygon([(113, 28), (114, 29), (114, 28), (113, 29)])
    proposal = propose_repair(bow_tie)
    assert proposal is not None
    assert proposal.geometry.is_valid
    assert (proposal.parts_before, proposal.parts_after) == (1, 2)
    assert proposal.area_after_m2 == pytest.approx(area_m2(proposal.geometry))
    assert proposal.relative_difference > 0.9  # the halves of a bow-tie cancel out: mending it invents the area


def test_a_spike_goes_without_changing_the_area() -> None:
    spiked = Polygon([(113, 28), (114, 28), (114, 29), (113.5, 29), (113.5, 30), (113.5, 29), (113, 29)])
    proposal = propose_repair(spiked)
    assert proposal is not None
    assert proposal.geometry.is_valid
    assert proposal.geometry.area == pytest.approx(1.0)
    assert proposal.relative_difference < 1e-3


def test_the_original_is_left_alone() -> None:
    bow_tie = Polygon([(113, 28), (114, 29), (114, 28), (113, 29)])
    before = bow_tie.wkb
    propose_repair(bow_tie)
    assert bow_tie.wkb == before


def test_overlapping_parts_are_joined() -> None:
    proposal = propose_repair(MultiPolygon([box(113, 28, 114, 29), box(113.5, 28, 114.5, 29)]))
    assert proposal is not None
    assert proposal.geometry.area == pytest.approx(1.5)


def test_what_has_no_area_has_no_repair() -> None:
    assert propose_repair(Polygon([(113, 28), (114, 28), (113, 28), (113, 28)])) is None
    assert propose_repair(LineString([(113, 28), (114, 28)])) is None


def test_areas_are_geodesic_on_the_cgcs2000_ellipsoid() -> None:
    hole = [(113.02, 28.02), (113.05, 28.02), (113.05, 28.05)]
    square = Polygon([(113, 28), (113.1, 28), (113.1, 28.1), (113, 28.1)], [hole])
    reference = Geod(a=6378137, rf=298.257222101).geometry_area_perimeter(orient(square))[0]
    assert area_m2(square) == pytest.approx(reference, rel=1e-9)
    assert area_m2(square.reverse()) == pytest.approx(area_m2(square), rel=1e-12)
