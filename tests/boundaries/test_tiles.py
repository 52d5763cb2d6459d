"""Tiles of divisions: levels by zoom, simplified without gaps, names once, kept right by triggers."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from boundaries import tiles
from tests.builders.published import (
    BEIHU,
    CHENZHOU,
    COUNTRY,
    HUNAN,
    SUXIAN,
    SUXIAN_PATH,
    add_area,
    add_division,
    small_world,
    uid,
)
from tests.builders.vector_tiles import Tile, read_tile, tile_of


@pytest.fixture
def world(owner_connection):
    return small_world(owner_connection)


def tile(connection: sa.Connection, z: int, as_of: date | None = None, lon: float = 113.0, lat: float = 25.8) -> Tile:
    x, y = tile_of(z, lon, lat)
    return read_tile(tiles.division_tile(connection, z, x, y, as_of))


@pytest.mark.parametrize(
    ("z", "names"),
    [
        (3, {"湖南省"}), (4, {"湖南省"}), (5, {"湖南省", "郴州市"}), (6, {"湖南省", "郴州市"}),
        (7, {"湖南省", "郴州市", "苏仙区", "北湖区"}), (9, {"湖南省", "郴州市", "苏仙区", "北湖区"}),
    ],
)  # fmt: skip
def test_deeper_levels_come_with_the_zoom(owner_connection, world, z, names) -> None:
    areas = tile(owner_connection, z).features("divisions")
    assert {area["name"] for area in areas} == names
    assert all(area.geometry_type == 3 for area in areas)


def test_attributes_are_those_of_the_map(owner_connection, world) -> None:
    (county,) = [a for a in tile(owner_connection, 9).features("divisions") if a["name"] == "苏仙区"]
    assert dict(county) == {
        "id": str(uid(f"division {SUXIAN}")), "name": "苏仙区", "level": 3, "code": "431003000000",
    }  # fmt: skip


def test_upper_levels_come_first(owner_connection, world) -> None:
    levels = [area["level"] for area in tile(owner_connection, 9).features("divisions")]
    assert levels == sorted(levels)


def test_each_name_stands_on_one_tile_only(owner_connection, world) -> None:
    for z in (5, 7, 9, 12):
        tiles_of_area = {tile_of(z, lon / 10, lat / 10) for lon in range(1087, 1144) for lat in range(246, 303)}
        labels = [
            (label["name"], label["level"], label.geometry_type)
            for x, y in tiles_of_area
            for label in read_tile(tiles.division_tile(owner_connection, z, x, y)).features("labels")
        ]
        assert len(labels) == len(set(labels))
        assert ("湖南省", 1, 1) in labels
        assert (("苏仙区", 3, 1) in labels) == (z >= 7)


def test_coarse_zooms_have_few_points(owner_connection, world) -> None:
    add_division(owner_connection, 150, "细边县", SUXIAN_PATH[:3], kind="county", kind_name="县")
    owner_connection.execute(
        sa.text(
            "insert into published.division_area select 150, st_multi(st_buffer(st_setsrid(st_makepoint(113, 25.8),"
            " 4490), 0.4, 500)), st_setsrid(st_makepoint(113, 25.8), 4490), 100, '测试', '2018-01-01'"
        )
    )
    steps = owner_connection.execute(
        sa.text("select step, st_npoints(geom) from published.tile_area where division_seq = 150 order by step")
    ).all()
    counts = [count for _, count in steps]
    assert counts == sorted(counts)
    assert counts[0] < 100 < 2000 <= counts[-1]


def test_neighbours_keep_their_common_line(owner_connection) -> None:
    """Two areas that share a crooked line share it after every step of simplification: no gap, no overlap."""
    line = ", ".join(f"{113 + (n % 7) * 0.003:.3f} {25 + n * 0.013:.3f}" for n in range(60))
    back = ", ".join(reversed(line.split(", ")))
    top, bottom = 25 + 59 * 0.013, 25.0
    for seq, ring in (
        (151, f"112 {bottom}, {line}, 112 {top:.3f}, 112 {bottom}"),
        (152, f"114 {bottom}, 114 {top:.3f}, {back}, 114 {bottom}"),
    ):
        owner_connection.execute(
            sa.text(
                "insert into published.division_area select :seq, st_multi(g), st_pointonsurface(g), 100, '测试',"
                f" '2018-01-01' from st_geomfromtext('POLYGON(({ring}))', 4490) g"
            ),
            {"seq": seq},
        )
    for step in range(5):
        overlap, whole, parts = owner_connection.execute(
            sa.text(
                "select st_area(st_intersection(a.geom, b.geom)), st_area(st_union(a.geom, b.geom)),"
                " st_numgeometries(st_union(a.geom, b.geom)) from published.tile_area a, published.tile_area b"
                " where a.division_seq = 151 and b.division_seq = 152 and a.step = b.step and a.step = :step"
            ),
            {"step": step},
        ).one()
        assert overlap == pytest.approx(0, abs=whole * 1e-9)
        assert parts == 1


def test_shapes_follow_every_edit(owner_connection, world) -> None:
    def width(seq: int) -> float | None:
        return owner_connection.execute(
            sa.text(
                "select st_xmax(geom) - st_xmin(geom) from published.tile_area where step = 4 and division_seq = :s"
            ),
            {"s": seq},
        ).scalar_one_or_none()

    before = width(SUXIAN)
    owner_connection.execute(
        sa.text("update published.division_area set geom = st_multi(st_scale(geom, st_makepoint(0.999, 1)))"
                " where division_seq = :seq"),
        {"seq": SUXIAN},
    )  # fmt: skip
    assert width(SUXIAN) == pytest.approx(before * 0.999, rel=1e-6)
    owner_connection.execute(sa.text("delete from published.division_area where division_seq = :s"), {"s": BEIHU})
    assert width(BEIHU) is None
    add_area(owner_connection, BEIHU, (112.5, 25.5, 112.9, 26.1))
    assert width(BEIHU) is not None


def test_a_division_is_shown_while_in_force(owner_connection, world) -> None:
    add_division(owner_connection, 153, "旧县", [COUNTRY, HUNAN, CHENZHOU], kind="county", kind_name="县",
                 valid="[1950-01-01,1990-01-01)", box=(112.9, 25.7, 113.1, 25.9))  # fmt: skip

    def shown(day: date | None) -> set[str]:
        return {str(area["name"]) for area in tile(owner_connection, 9, day).features("divisions")}

    assert "旧县" in shown(date(1989, 12, 31))
    assert "旧县" not in shown(date(1990, 1, 1))
    assert "旧县" not in shown(None)
    assert "苏仙区" not in shown(date(1989, 12, 31))
