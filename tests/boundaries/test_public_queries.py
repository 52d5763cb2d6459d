"""The public record of divisions, their codes and shapes."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

import pytest
from shapely.geometry import shape

from boundaries import public_queries as queries
from geocore.errors import InvalidInput, NotFound
from tests.builders.published import (
    BAILUTANG,
    BEIHU,
    CHENZHOU,
    COUNTRY,
    HUNAN,
    SUXIAN,
    SUXIAN_PATH,
    add_division,
    small_world,
    uid,
)


@pytest.fixture
def world(owner_connection):
    return small_world(owner_connection)


@pytest.mark.parametrize(
    ("code", "seq"),
    [
        ("431003", SUXIAN),
        ("156431003", SUXIAN),
        ("431003000000", SUXIAN),
        ("156431003000000", SUXIAN),
        ("43", HUNAN),
        ("4310", CHENZHOU),
        ("431003104", BAILUTANG),
        ("431003104000", BAILUTANG),
        ("156", COUNTRY),
        ("156000000", COUNTRY),
    ],
)
def test_a_code_is_understood_in_every_form_in_use(owner_connection, world, code, seq) -> None:
    assert queries.resolve_code(owner_connection, code) == seq


@pytest.mark.parametrize("code", ["", "4", "43100", "4.31E+05", "苏仙区", "431003x", "431003\x00", "4" * 40, "４３"])
def test_what_cannot_be_a_code_is_refused(owner_connection, world, code) -> None:
    with pytest.raises(InvalidInput):
        queries.resolve_code(owner_connection, code)


def test_an_unused_code_is_not_found(owner_connection, world) -> None:
    with pytest.raises(NotFound):
        queries.resolve_code(owner_connection, "999999")


def test_a_code_used_again_means_its_present_holder(owner_connection, world) -> None:
    add_division(owner_connection, 90, "旧苏仙", SUXIAN_PATH[:3], kind="county", kind_name="县", civil_code="431003",
                 valid="[1980-01-01,1995-01-01)")  # fmt: skip
    assert queries.resolve_code(owner_connection, "431003") == SUXIAN


def test_record_by_id_code_and_number_is_the_same(owner_connection, world) -> None:
    record = queries.division_record(owner_connection, SUXIAN)
    assert record == queries.division_record(owner_connection, uid(f"division {SUXIAN}"))
    assert record == queries.division_record(owner_connection, str(uid(f"division {SUXIAN}")))
    assert record == queries.division_record(owner_connection, "431003")
    assert (record.name, record.kind_name, record.civil_code, record.statistical_code) == (
        "苏仙区", "市辖区", "431003", "431003000000",
    )  # fmt: skip
    assert record.parent is not None
    assert record.parent.seq == CHENZHOU
    assert record.children_count == 1
    assert record.place_id == world["苏仙区"]
    assert record.bounds == pytest.approx((112.9, 25.5, 113.4, 26.1))
    assert record.in_force


def test_record_as_of_a_day_before_says_so(owner_connection, world) -> None:
    record = queries.division_record(owner_connection, SUXIAN, date(1999, 12, 31))
    assert (record.as_of, record.in_force) == (date(1999, 12, 31), False)


def test_unknown_divisions_are_not_found(owner_connection, world) -> None:
    for ask in (99_999, UUID(int=5), str(UUID(int=5)), "119999"):
        with pytest.raises(NotFound):
            queries.division_record(owner_connection, ask)
    with pytest.raises(NotFound):
        queries.children(owner_connection, 99_999)
    with pytest.raises(NotFound):
        queries.division_area_geojson(owner_connection, BAILUTANG)


def test_children_come_by_code_and_page_without_loss(owner_connection, world) -> None:
    whole = queries.children(owner_connection, CHENZHOU)
    assert [child.seq for child in whole.items] == [BEIHU, SUXIAN]
    assert whole.total == 2
    first = queries.children(owner_connection, CHENZHOU, limit=1)
    second = queries.children(owner_connection, CHENZHOU, first.next, limit=1)
    assert [*first.items, *second.items] == list(whole.items)
    assert second.next is None
    with pytest.raises(InvalidInput):
        queries.children(owner_connection, CHENZHOU, "WzFd")


def test_area_is_longitude_first_and_can_be_simplified(owner_connection, world) -> None:
    whole = json.loads(queries.division_area_geojson(owner_connection, SUXIAN).geojson)
    simple = json.loads(queries.division_area_geojson(owner_connection, SUXIAN, 0.01).geojson)
    corners = simple["coordinates"][0][0]
    assert len(corners) == 5 < len(whole["coordinates"][0][0])
    assert sorted({corner[0] for corner in corners}) == pytest.approx([112.9, 113.4])
    assert all(shape(area).geoms[0].exterior.is_ccw for area in (whole, simple))  # RFC 7946, 3.1.6


def test_bounds_are_those_of_the_smallest_area_around(owner_connection, world) -> None:
    """白露塘镇 has none of its own."""
    suxian = pytest.approx((112.9, 25.5, 113.4, 26.1))
    assert queries.bounds_around(owner_connection, BAILUTANG) == suxian
    assert queries.bounds_around(owner_connection, SUXIAN) == suxian
    assert queries.bounds_around(owner_connection, 999999) is None


def test_earlier_names_kinds_and_codes_are_told_and_lead_here(owner_connection, world) -> None:
    """郴县 became 苏仙区 in 1995; its code had been another."""
    owner_connection.exec_driver_sql(
        "insert into published.division_history values"
        f" ({SUXIAN}, '郴县', 'county', '县', '[1913-01-01,2000-01-01)', '测试')"
    )
    owner_connection.exec_driver_sql(
        "insert into published.division_former_code values"
        f" ({SUXIAN}, 'civil', '432822', '[1980-01-01,2000-01-01)', '测试')"
    )
    now = queries.division_record(owner_connection, SUXIAN)
    assert [version.name for version in now.versions] == ["郴县", "苏仙区"]
    assert (now.name, now.in_force) == ("苏仙区", True)
    then = queries.division_record(owner_connection, "432822", date(1990, 1, 1))
    assert (then.id, then.name, then.kind_name, then.in_force) == (now.id, "郴县", "县", True)
    assert [code.code for code in then.former_codes] == ["432822"]
    before = queries.division_record(owner_connection, SUXIAN, date(1900, 1, 1))
    assert (before.name, before.in_force) == ("苏仙区", False)


def test_what_it_came_from_and_what_it_became(owner_connection, world) -> None:
    owner_connection.exec_driver_sql(
        f"insert into published.division_succession values ('{uid('event')}', {BEIHU}, {SUXIAN}, 'split',"
        " '2000-01-01', '测试', '', 0.5)"
    )
    assert [ref.name for ref in queries.division_record(owner_connection, SUXIAN).predecessors] == ["北湖区"]
    assert [ref.name for ref in queries.division_record(owner_connection, BEIHU).successors] == ["苏仙区"]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("苏仙区", ["苏仙区"]),
        ("苏仙", ["苏仙区"]),
        ("郴州市苏仙区", ["苏仙区"]),
        ("湖南郴州苏仙", ["苏仙区"]),
        ("湖南省", ["湖南省"]),
        ("白露塘镇", ["白露塘镇"]),
        ("北湖区白露塘镇", []),
        ("广东苏仙区", []),
        ("仙区", []),
        ("区", []),
        ("", []),
        ("%", []),
    ],
)
def test_divisions_by_what_people_call_them(owner_connection, world, text, ends) -> None:
    assert [path[-1].name for path in queries.divisions_called(owner_connection, text)] == ends
