"""GDAL's own OGC API client (the code inside QGIS's and many other readers) against a live server on loopback."""

from __future__ import annotations

import pyogrio
import pytest

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # GDAL warns of what it could do and we do not offer


def test_the_driver_is_there() -> None:
    assert "OAPIF" in pyogrio.list_drivers()


def test_collections_are_layers(landing) -> None:
    layers = pyogrio.list_layers(f"OAPIF:{landing}")
    assert {name for name, _ in layers} == {"places", "names", "divisions"}


@pytest.mark.parametrize("page_size", [2, 1000])
def test_all_features_are_read_page_by_page(landing, page_size) -> None:
    frame = pyogrio.read_dataframe(f"OAPIF:{landing}", layer="places", PAGE_SIZE=page_size)
    assert len(frame) == 10
    assert set(frame["name"]) >= {"苏仙区", "飞天山", "新村"}
    by_name = frame.set_index("name").geometry
    assert (by_name["东河"].x, by_name["东河"].y) == (113.05, 25.75)
    assert by_name["新村"] is None


def test_a_box_is_asked_of_the_server(landing) -> None:
    frame = pyogrio.read_dataframe(f"OAPIF:{landing}", layer="places", bbox=(112.6, 25.0, 112.95, 26.0))
    assert sorted(frame["name"]) == ["东村", "燕泉路"]


@pytest.mark.parametrize("srid", [4490, 4547])
def test_other_systems_come_out_in_the_same_place(landing, srid) -> None:
    """GDAL reads `Content-Crs` and axis order; in its own order (x first) the numbers are those of PROJ."""
    frame = pyogrio.read_dataframe(f"OAPIF:{landing}", layer="places", CRS=f"EPSG:{srid}")
    assert frame.crs.to_epsg() == srid
    point = frame.set_index("name").geometry["东河"]
    in_degrees = frame.set_index("name").geometry[["东河"]].to_crs(4490).iloc[0]
    assert (in_degrees.x, in_degrees.y) == pytest.approx((113.05, 25.75), abs=1e-6)
    assert point.x > 73


def test_areas_are_polygons(landing) -> None:
    frame = pyogrio.read_dataframe(f"OAPIF:{landing}", layer="divisions")
    area = frame.set_index("name").geometry["苏仙区"]
    assert area.geom_type == "MultiPolygon"
    assert area.bounds == pytest.approx((112.9, 25.5, 113.4, 26.1))
