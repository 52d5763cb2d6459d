"""Tiles of places: every place in one cell of every level, whatever was edited; nothing lost, nothing twice."""

from __future__ import annotations

import math
import random
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazetteer import tiles
from tests.builders.published import COUNTRY, Name, add_place, small_world, uid
from tests.builders.vector_tiles import Tile, read_tile, tile_of

EVERYTHING = """select level, tile_row, tile_column, places, demo_places, round(lon::numeric, 9),
    round(lat::numeric, 9), importance, only_id"""


def cells(connection: sa.Connection) -> list[tuple]:
    return connection.execute(
        sa.text(f"{EVERYTHING} from published.tile_cell order by level, tile_row, tile_column")
    ).all()


def counted_anew(connection: sa.Connection) -> list[tuple]:
    nested = connection.begin_nested()
    tiles.rebuild(connection)
    found = cells(connection)
    nested.rollback()
    return found


def places_tile(connection: sa.Connection, z: int, lon: float, lat: float, as_of: date | None = None) -> Tile:
    x, y = tile_of(z, lon, lat)
    return read_tile(tiles.place_tile(connection, z, x, y, as_of))


@pytest.fixture
def places(owner_connection):
    return small_world(owner_connection)


def test_cells_of_every_level_count_every_place_that_has_not_ended(owner_connection, places) -> None:
    rows = owner_connection.execute(
        sa.text("select level, sum(places), sum(demo_places) from published.tile_cell group by level order by level")
    ).all()
    assert rows == [(level, 8, 1) for level in range(3, 13)]  # of ten, one has no position and one has ended


def test_cells_are_those_of_the_mercator_quadtree(owner_connection, places) -> None:
    """The oracle is PostGIS's own tile envelope."""
    misplaced = owner_connection.execute(
        sa.text(
            """
            select count(*) from published.place p
             where not st_intersects(st_transform(p.geom, 3857), st_tileenvelope(
                 12, published.tile_column(st_x(p.geom)), published.tile_row(st_y(p.geom))))
            """
        )
    ).scalar_one()
    assert misplaced == 0


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_cells_stay_right_under_any_edits(owner_connection, data) -> None:
    """Insert, move, end, weigh and delete: the triggers' cells are those of a full count."""
    with owner_connection.begin_nested() as nested:
        ids = [_drawn_place(owner_connection, data, number) for number in range(data.draw(st.integers(1, 6)))]
        for _ in range(data.draw(st.integers(0, 5))):
            lon, lat = data.draw(COORDINATES)
            given = {"id": data.draw(st.sampled_from(ids)), "lon": lon, "lat": lat}
            owner_connection.execute(sa.text(data.draw(st.sampled_from(EDITS))), given)
        kept, right = cells(owner_connection), counted_anew(owner_connection)
        nested.rollback()
    assert kept == right


COORDINATES = st.tuples(st.floats(73, 135), st.floats(3.5, 53.5))
EDITS = [
    "update published.place set geom = st_setsrid(st_makepoint(:lon, :lat), 4490) where id = :id",
    "update published.place set importance = importance + 2 where id = :id",
    "update published.place set existence = daterange(null, '1990-01-01') where id = :id",
    "update published.place set geom = null, position_kind = 'unknown' where id = :id",
    "delete from published.place where id = :id",
]


def _drawn_place(connection: sa.Connection, data: st.DataObject, number: int) -> UUID:
    lon, lat = data.draw(COORDINATES)
    kind, importance = data.draw(st.sampled_from(["demo", "source"])), data.draw(st.integers(0, 3))
    return add_place(connection, "甲村", [COUNTRY], key=f"edit {number}", lon=lon, lat=lat, position_kind=kind,
                     importance=importance)  # fmt: skip


def test_a_large_load_counts_everything_once(owner_connection) -> None:
    owner_connection.execute(
        sa.text(
            "insert into published.place (id, category, class_code, division_path, importance, existence,"
            " position_kind, geom, source, source_ref, version)"
            " select gen_random_uuid(), 'other', '22200', array[1], n % 7, '(,)', 'source',"
            " st_setsrid(st_makepoint(80 + n % 100 * 0.5, 20 + n / 100 * 0.5), 4490), 'load', n::text, 0"
            " from generate_series(0, 5999) n"
        )
    )
    total = owner_connection.execute(
        sa.text("select sum(places) from published.tile_cell where level = 3")
    ).scalar_one()
    assert total == 6000
    assert cells(owner_connection) == counted_anew(owner_connection)
    owner_connection.execute(sa.text("delete from published.place where source = 'load'"))
    assert cells(owner_connection) == []


def test_every_zoom_shows_every_place_once(owner_connection) -> None:
    """The tiles of a zoom, put together, count all places: no arbitrary cut, no place on two tiles."""
    draw = random.Random(7)
    spots = [(draw.uniform(112.0, 114.0), draw.uniform(25.0, 27.0)) for _ in range(60)]
    for number, (lon, lat) in enumerate(spots):
        add_place(owner_connection, f"乙{number}", [COUNTRY], lon=lon, lat=lat)
    for z in range(13):
        addresses = {tile_of(z, lon, lat) for lon, lat in spots}
        features = [
            feature
            for x, y in addresses
            for feature in read_tile(tiles.place_tile(owner_connection, z, x, y)).features("places")
        ]
        assert sum(feature["count"] for feature in features) == 60, f"zoom {z}"


def test_a_single_place_is_itself_and_a_cell_of_many_is_counted(owner_connection, places) -> None:
    (lone,) = [f for f in places_tile(owner_connection, 9, 112.7, 25.8).features("places") if f.get("name") == "东村"]
    assert (lone["id"], lone["kind"], lone["count"]) == (str(places["东村 北湖"]), "行政村", 1)
    (cluster,) = places_tile(owner_connection, 2, 113.0, 25.8).features("places")
    assert (cluster["count"], cluster["importance"]) == (8, 80)
    assert "name" not in cluster
    assert "id" not in cluster


def test_positions_are_where_the_place_is(owner_connection, places) -> None:
    for z in (9, 10, 12, 14):
        tile = places_tile(owner_connection, z, 112.9, 25.79)
        (street,) = [feature for feature in tile.features("places") if feature.get("name") == "燕泉路"]
        x, y = tile_of(z, 112.9, 25.79)
        lon = (x + street.x / 4096) / 2**z * 360 - 180
        lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (y + street.y / 4096) / 2**z))))
        step = 360 / 2**z / 4096
        assert (lon, lat) == (pytest.approx(112.9, abs=step), pytest.approx(25.79, abs=step))


def test_invented_positions_are_flagged_at_every_zoom(owner_connection, places) -> None:
    (demo,) = places_tile(owner_connection, 14, 113.11, 25.71).features("places")
    assert (demo["name"], demo["demo"]) == ("东村", 1.0)
    (mixed,) = places_tile(owner_connection, 2, 113.0, 25.8).features("places")
    assert mixed["demo"] == 0.5
    assert not [f for f in places_tile(owner_connection, 14, 112.7, 25.8).features("places") if "demo" in f]


@pytest.mark.parametrize("z", [2, 6, 9, 10, 14])
def test_another_day_shows_what_was_there_then(owner_connection, z) -> None:
    lon, lat = 100.02, 30.02
    add_place(owner_connection, [Name("已废", valid="[,1980-01-01)")], [COUNTRY], lon=lon, lat=lat,
              existence="[,1980-01-01)")  # fmt: skip
    add_place(owner_connection, [Name("后建", valid="[2000-01-01,)")], [COUNTRY], lon=lon, lat=lat,
              existence="[2000-01-01,)")  # fmt: skip

    def seen(day: date | None) -> int:
        return sum(f["count"] for f in places_tile(owner_connection, z, lon, lat, day).features("places"))

    assert (seen(date(1979, 12, 31)), seen(date(1990, 1, 1)), seen(date(2000, 1, 1)), seen(None)) == (1, 0, 1, 1)


def test_an_empty_tile_has_no_bytes(owner_connection, places) -> None:
    for z in (0, 5, 9):
        assert tiles.place_tile(owner_connection, z, 0, 0) == b"" or z == 0
    assert tiles.place_tile(owner_connection, 12, 0, 0) == b""


def test_a_crowded_tile_keeps_the_important_places(owner_connection, monkeypatch) -> None:
    monkeypatch.setattr(tiles, "_MOST", 5)
    for number in range(20):
        add_place(owner_connection, f"丙{number}", [COUNTRY], lon=100.001 + number / 1e5, lat=30.001, importance=number)
    shown = places_tile(owner_connection, 12, 100.001, 30.001).features("places")
    assert sorted(feature["name"] for feature in shown) == sorted(f"丙{number}" for number in range(15, 20))


def test_only_the_publishing_role_touches_cells(shared_database) -> None:
    for engine in (shared_database.app, shared_database.reader):
        for statement in ("delete from published.tile_cell", "insert into published.tile_area values (1, 0, null)"):
            refused = pytest.raises(sa.exc.DBAPIError, match=r"permission denied|read-only transaction")
            with engine.connect() as connection, refused:
                connection.execute(sa.text(statement))


def test_the_application_role_keeps_cells_through_the_triggers(connection) -> None:
    add_place(connection, "丁村", [COUNTRY], lon=100.0, lat=30.0)
    assert connection.execute(sa.text("select sum(places) from published.tile_cell where level = 12")).scalar_one() == 1
    connection.execute(sa.text("delete from published.place where id = :id"), {"id": uid("place 丁村")})
    assert cells(connection) == []
