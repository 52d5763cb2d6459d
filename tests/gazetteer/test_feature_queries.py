"""Features of places and names: collecting and walking give the same pages, whatever is asked."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazetteer import feature_queries as queries
from geocore.errors import InvalidInput, NotFound
from geocore.features import Box, Crs, FeatureQuery
from geocore.paging import encode_cursor
from tests.builders.published import BEIHU, CHENZHOU, SUXIAN, small_world, uid

PLAIN = Crs("plain", 4490, swapped=False, is_projected=False)
AROUND = (112.6, 25.0, 113.08, 26.0)

FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "division": st.sampled_from([SUXIAN, BEIHU, CHENZHOU]),
        "category": st.sampled_from(["committee", "natural", "park"]),
        "class_code": st.sampled_from(["21610", "12100"]),
        "name": st.sampled_from(["东村", "苏仙区", "没有"]),
    },
)


@pytest.fixture
def places(owner_connection):
    return small_world(owner_connection)


def pages(connection, kind, limit, **asked):
    found, cursor, matched = [], None, set()
    while True:
        page = kind(connection, FeatureQuery(PLAIN, limit, cursor=cursor, **asked))
        found += [feature.id for feature in page.items]
        matched.add(page.matched)
        cursor = page.next
        if cursor is None:
            return found, matched


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    filters=FILTERS,
    has_box=st.booleans(),
    day=st.none() | st.sampled_from([date(1979, 12, 31), date(2020, 1, 1)]),
    limit=st.integers(1, 4),
    kind=st.sampled_from([queries.places, queries.names]),
)
def test_collecting_and_walking_agree(
    owner_connection, places, monkeypatch, filters, has_box, day, limit, kind
) -> None:
    asked = {
        "properties": filters,
        "boxes": (Box(4490, AROUND, AROUND),) if has_box else (),
        "has_period": day is not None,
        "since": day,
        "until": day,
    }
    with monkeypatch.context() as patched:
        patched.setattr(queries, "COUNTED_AT_MOST", 10_000)
        collected, told = pages(owner_connection, kind, limit, **asked)
        patched.setattr(queries, "COUNTED_AT_MOST", -1)
        walked, untold = pages(owner_connection, kind, limit, **asked)
    assert collected == walked
    assert len(set(collected)) == len(collected)
    assert told == {len(collected)}
    assert untold == {None}


def test_a_name_with_several_readings_is_one_feature(owner_connection, places) -> None:
    owner_connection.exec_driver_sql(
        "insert into published.name (importance, place_id, name_id, name, spelling, kind, category, class_code,"
        " division_path, valid, tokens, geom) select importance, place_id, name_id, name, 'Dōngcūn bis', kind,"
        " category, class_code, division_path, valid, tokens, geom from published.name where name = '东村'"
    )
    found, matched = pages(owner_connection, queries.names, 100, properties={"name": "东村"})
    assert len(found) == len(set(found)) == 2
    assert matched == {2}


@pytest.mark.parametrize("cursor", [encode_cursor("x"), encode_cursor(5), encode_cursor("1", "2"), "%%"])
@pytest.mark.parametrize("kind", [queries.places, queries.names])
def test_a_damaged_cursor_is_said(owner_connection, places, kind, cursor) -> None:
    with pytest.raises(InvalidInput):
        kind(owner_connection, FeatureQuery(PLAIN, 5, cursor=cursor))


def test_unknown_features_are_not_found(owner_connection, places) -> None:
    for ask in (queries.place, queries.name):
        with pytest.raises(NotFound):
            ask(owner_connection, uid("nobody"), PLAIN)
