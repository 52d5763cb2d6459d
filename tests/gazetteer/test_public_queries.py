"""The public record of places: what is shown, as of when, and how lists are paged."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
import shapely
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazetteer import public_queries as queries
from gazetteer.public_model import PlacePosition
from geocore.errors import InvalidInput, NotFound
from tests.builders.published import (
    BAILUTANG,
    CHENZHOU,
    COUNTRY,
    SUXIAN,
    SUXIAN_PATH,
    Name,
    add_built_up_area,
    add_change,
    add_event,
    add_place,
    small_world,
    uid,
)

UNKNOWN = UUID(int=0)


@pytest.fixture
def places(owner_connection: sa.Connection) -> dict[str, UUID]:
    return small_world(owner_connection)


def test_record_says_what_is_known_and_none_for_the_rest(owner_connection, places) -> None:
    record = queries.place_record(owner_connection, places["苏仙区"])

    assert (record.name.name, record.name.spelling, record.name.kind) == ("苏仙区", "Sūxiān Qū", "standard")
    assert [name.name for name in record.names] == ["苏仙区", "郴县"]
    assert (record.category_name, record.class_name) == ("行政区划", "县级行政区")
    assert [ref.name for ref in record.division_path] == ["中华人民共和国", "湖南省", "郴州市", "苏仙区"]
    assert record.is_division is not None
    assert record.is_division.seq == SUXIAN
    assert {(code.system, code.code) for code in record.codes} == {
        ("civil", "431003"), ("statistical", "431003000000"),
    }  # fmt: skip
    assert (record.announcement.standard_name, record.announcement.romanisation) == ("苏仙区", "SŪXIĀN QŪ")
    assert record.announcement.division == "湖南省郴州市苏仙区"
    assert record.announcement.position is record.announcement.approving_body is None
    assert (record.lon, record.lat, record.position_kind) == (113.0, 25.8, "source")
    assert record.version == 0


def test_record_keeps_apart_places_with_and_without_position(owner_connection, places) -> None:
    assert queries.place_record(owner_connection, places["东村"]).position_kind == "demo"
    nowhere = queries.place_record(owner_connection, places["新村"])
    assert (nowhere.lon, nowhere.lat, nowhere.position_kind) == (None, None, "unknown")


def test_record_as_of_a_day_shows_the_name_of_that_day(owner_connection) -> None:
    place = add_place(
        owner_connection,
        [Name("新名", valid="[2010-05-01,)"), Name("旧名", valid="[1950-01-01,2010-05-01)")],
        SUXIAN_PATH,
        existence="[1950-01-01,)",
    )

    def name_on(day: date) -> tuple[str, bool, bool]:
        record = queries.place_record(owner_connection, place, day)
        assert record.as_of == day
        return record.name.name, record.has_name_then, record.exists

    assert name_on(date(2010, 5, 1)) == ("新名", True, True)
    assert name_on(date(2010, 4, 30)) == ("旧名", True, True)
    assert name_on(date(1949, 12, 31)) == ("旧名", False, False)


def test_record_of_a_vanished_place_answers_with_its_last_name(owner_connection, places) -> None:
    record = queries.place_record(owner_connection, places["老街"])
    assert (record.name.name, record.has_name_then, record.exists) == ("老街", False, False)


def test_events_come_in_order_of_time(owner_connection, places) -> None:
    for kind, on in (("rename", date(2010, 1, 1)), ("naming", date(1980, 1, 1)), ("listed", None)):
        add_event(owner_connection, places["东河"], kind, on)
    record = queries.place_record(owner_connection, places["东河"])
    assert [event.kind for event in record.events] == ["listed", "naming", "rename"]


def test_positions_say_which_are_invented_and_leave_out_what_has_none(owner_connection, places) -> None:
    found = queries.positions_of(owner_connection, [places[name] for name in ("东村", "山村", "新村")])
    assert found == {
        places["东村"]: PlacePosition(113.11, 25.71, is_demo=True),
        places["山村"]: PlacePosition(113.2, 25.6, is_demo=False),
    }


def test_a_built_up_area_has_its_outline_after_its_end(owner_connection, places) -> None:
    ended = add_built_up_area(
        owner_connection, 1, "旧城", (113.0, 25.7, 113.1, 25.8), SUXIAN_PATH, "[2020-01-01,2021-01-01)"
    )
    shapes = queries.built_up_area_shapes(owner_connection, [ended, UNKNOWN])
    assert set(shapes) == {ended}
    assert shapely.from_wkb(shapes[ended]).bounds == (113.0, 25.7, 113.1, 25.8)


def test_unknown_identifiers_are_not_found(owner_connection, places) -> None:
    for ask in (queries.place_record, queries.place_of_name, queries.same_name):
        with pytest.raises(NotFound):
            ask(owner_connection, UNKNOWN)
    with pytest.raises(NotFound):
        queries.places_in_division(owner_connection, 16_000_000)


def test_place_of_name_leads_from_an_old_name_to_the_place(owner_connection, places) -> None:
    old = next(n for n in queries.place_record(owner_connection, places["苏仙区"]).names if n.name == "郴县")
    assert queries.place_of_name(owner_connection, old.name_id) == places["苏仙区"]


def test_nearby_is_ordered_by_metres_not_degrees(owner_connection, places) -> None:
    # At 60° north a degree of longitude is half as long: the eastern place is nearer although further in degrees.
    here = add_place(owner_connection, "此地", [COUNTRY], lon=120.0, lat=50.0)
    add_place(owner_connection, "北边", [COUNTRY], lon=120.0, lat=50.010)
    add_place(owner_connection, "东边", [COUNTRY], lon=120.013, lat=50.0)

    near = queries.nearby(owner_connection, here, limit=2)

    assert [found.name for found in near] == ["东边", "北边"]
    assert near[0].distance_m == pytest.approx(929, abs=5)


def test_nearby_leaves_out_itself_what_is_gone_and_what_has_no_position(owner_connection, places) -> None:
    names = [found.name for found in queries.nearby(owner_connection, places["苏仙区"], limit=20)]
    assert "苏仙区" not in names
    assert "老街" not in names
    assert "新村" not in names
    assert queries.nearby(owner_connection, places["新村"]) == ()


def test_same_name_tells_by_division_and_class(owner_connection, places) -> None:
    (other,) = queries.same_name(owner_connection, places["东村"])
    assert other.place_id == places["东村 北湖"]
    assert other.division_path[-1].name == "北湖区"
    assert other.class_name == "行政村"


def test_division_list_holds_the_subtree_best_first_and_filters(owner_connection, places) -> None:
    page = queries.places_in_division(owner_connection, SUXIAN)
    assert [item.name for item in page.items[:2]] == ["苏仙区", "白露塘镇"]
    assert page.total == 7  # the vanished street is not there today
    natural = queries.places_in_division(owner_connection, SUXIAN, "natural")
    assert {item.name for item in natural.items} == {"东河", "飞天山"}
    assert queries.places_in_division(owner_connection, BAILUTANG).total == 4
    assert queries.places_in_division(owner_connection, SUXIAN, "no such category").items == ()


@pytest.mark.parametrize("sorted_at_most", [queries.SORTED_AT_MOST, 0], ids=["sorted", "walked"])
def test_paging_meets_every_place_once(owner_connection, places, monkeypatch, sorted_at_most) -> None:
    monkeypatch.setattr(queries, "SORTED_AT_MOST", sorted_at_most)
    for number in range(25):
        add_place(owner_connection, f"甲{number}", SUXIAN_PATH, importance=number % 3)
    whole = [item.place_id for item in queries.places_in_division(owner_connection, CHENZHOU, limit=1000).items]
    assert len(whole) == len(set(whole)) == 34

    paged, cursor = [], None
    while True:
        page = queries.places_in_division(owner_connection, CHENZHOU, cursor=cursor, limit=7)
        paged += [item.place_id for item in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert paged == whole


def test_a_damaged_cursor_is_said(owner_connection, places) -> None:
    with pytest.raises(InvalidInput):
        queries.places_in_division(owner_connection, SUXIAN, cursor="not-a-cursor!")


def test_changes_are_compacted_and_continue(owner_connection) -> None:
    start = owner_connection.execute(sa.text("select coalesce(max(seq), 0) from published.change")).scalar_one()
    for key, operation in (("a", "put"), ("b", "put"), ("a", "put"), ("b", "remove"), ("c", "put")):
        add_change(owner_connection, "place", uid(key), operation)

    whole = queries.changes_since(owner_connection, start)
    assert [(change.entity_id, change.operation) for change in whole.items] == [
        (uid("a"), "put"), (uid("b"), "remove"), (uid("c"), "put"),
    ]  # fmt: skip
    assert whole.next is None
    first = queries.changes_since(owner_connection, start, limit=2)
    assert first.next == str(first.items[-1].seq)
    assert queries.changes_since(owner_connection, whole.items[-1].seq).items == ()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    operations=st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["put", "remove"])), max_size=30),
    limit=st.integers(1, 9),
)
def test_replaying_the_feed_gives_the_present_state(owner_connection, operations, limit) -> None:
    nested = owner_connection.begin_nested()
    since = owner_connection.execute(sa.text("select coalesce(max(seq), 0) from published.change")).scalar_one()
    state: dict[UUID, str] = {}
    for key, operation in operations:
        add_change(owner_connection, "place", uid(key), operation)
        state[uid(key)] = operation

    replayed: dict[UUID, str] = {}
    while True:
        page = queries.changes_since(owner_connection, since, limit=limit)
        replayed |= {change.entity_id: change.operation for change in page.items}
        if page.next is None:
            break
        since = int(page.next)
    nested.rollback()
    assert replayed == state


def test_code_tables(owner_connection) -> None:
    assert [category.code for category in queries.categories(owner_connection)] == [
        "natural", "division", "committee", "park", "street", "building", "facility", "other",
    ]  # fmt: skip
    by_code = {item.code: item for item in queries.classes(owner_connection)}
    assert by_code["21610"].name_zh == "行政村"
    assert by_code["21610"].category == "committee"


def test_the_announced_position_is_told_in_its_own_words(owner_connection, places) -> None:
    name_id = owner_connection.exec_driver_sql("select name_id from published.name where name = '燕泉路'").scalar_one()
    for number, position in ((1, "旧的描述"), (2, "东起燕泉广场，西至国庆路")):
        owner_connection.execute(
            sa.text(
                "insert into published.announcement (id, number, ordinal, kind, place_id, name_id, standard_name,"
                " romanisation, division, position, approving_body, approved_on, announced_on, issuer, body, body_hash)"
                " values (:id, :number, 1, 'naming', :place, :name, '燕泉路', 'Yànquán Lù', '北湖区', :position,"
                " '北湖区人民政府', '2026-01-01', :day, '北湖区民政局', '', '')"
            ),
            {"id": uid(f"announcement {number}"), "number": str(number), "place": places["燕泉路"], "name": name_id,
             "position": position, "day": date(2026, 1, number)},
        )  # fmt: skip
    assert queries.place_record(owner_connection, places["燕泉路"]).announcement.position == "东起燕泉广场，西至国庆路"
    assert queries.place_record(owner_connection, places["东村"]).announcement.position is None
