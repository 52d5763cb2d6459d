"""The fast search gives what looking at every row gives, for all kinds of query, filter and page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from gazetteer.search import parse_query, search
from tests.gazetteer.search import brute
from tests.gazetteer.search.brute import Wanted
from tests.gazetteer.search.conftest import COMMON, DIVISIONS

SLOW = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

texts = st.text(alphabet=sorted(set(COMMON + "𰻞%_A")), min_size=1, max_size=5)
boxes = st.tuples(st.floats(108, 119), st.floats(23, 33), st.floats(0.01, 12), st.floats(0.01, 12)).map(
    lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3])
)
points = st.tuples(st.floats(108, 120), st.floats(23, 34))
dates = st.sampled_from([None, None, date(1940, 1, 1), date(1999, 12, 31), date(2000, 1, 1), date(2010, 1, 1)])
wants = st.builds(
    Wanted,
    text=texts.filter(lambda text: not text.isascii()),
    division=st.sampled_from([None, None, 2, 3, 20, 21, 31, 201, 302]),
    category=st.sampled_from([None, None, "committee", "natural", "park", "settlement", "settlement"]),
    bbox=st.none() | boxes,
    near=st.none() | points,
    as_of=dates,
)


def run(world, wanted: Wanted, limit: int, **more):
    """All pages: (row, kind of match) in order, and the total that the first page told."""
    by_place_and_name = {(row.place_id, 2**64 + row.id): row.id for row in world.rows}
    found, cursor, total = [], None, None
    while True:
        query = parse_query(
            more.get("typed", wanted.text),
            division=wanted.division, category=wanted.category, bbox=wanted.bbox, near=wanted.near,
            as_of=wanted.as_of, limit=limit, cursor=cursor,
        )  # fmt: skip
        with world.engine.connect() as connection:
            page = search(connection, query)
        found += [(by_place_and_name[item.place_id, item.matched_name_id.int], item.match.value) for item in page.items]
        total = page.total if total is None else total
        cursor = page.next
        if cursor is None:
            return found, total
        assert len(page.items) == limit


def literal(found):
    """Without the guesses that follow when little was found."""
    return [(row, kind) for row, kind in found if kind not in ("sound", "fuzzy")]


def with_division_in_front(wanted: Wanted) -> Wanted | None:
    """新水东东, of which there is none: 东东 in 新水省. A division that the filter gives is not overridden."""
    for seq, level, name, short, _ in DIVISIONS:
        for words in (name, short):
            if wanted.division is None and level > 0 and wanted.text.startswith(words) and wanted.text != words:
                return replace(wanted, text=wanted.text.removeprefix(words), division=seq)
    return None


def check_against_every_row(world, wanted: Wanted, limit: int) -> None:
    expected = brute.search(world.rows, wanted)
    if not expected and (inside := with_division_in_front(wanted)):
        expected = brute.search(world.rows, inside)
    found, total = run(world, wanted, limit)
    if expected:
        assert literal(found) == expected
        assert total == len(found) or total == "1000+"
    else:
        assert all(kind in ("sound", "fuzzy") for _, kind in found)


@SLOW
@given(wanted=wants, limit=st.sampled_from([1, 3, 7, 20, 50]))
@example(wanted=Wanted(text="新水东东"), limit=1)
@example(wanted=Wanted(text="山东新水白"), limit=3)
def test_equals_looking_at_every_row(world, wanted, limit):
    check_against_every_row(world, wanted, limit)


@SLOW
@given(letters=st.text(alphabet="xincudobalst", min_size=1, max_size=6), limit=st.sampled_from([2, 20]))
def test_pinyin_and_initials_equal_looking_at_every_row(world, letters, limit):
    assume(letters != "a")  # finds the capital in a name when nothing reads so: test_query_forms
    wanted = Wanted(text=letters, letters=letters)
    found, total = run(world, wanted, limit)
    assert found == brute.search(world.rows, wanted)
    assert total == len(found)


def test_common_characters_come_from_lists(world):
    """The world must really have what the other tests mean to test."""
    with world.engine.connect() as connection:
        kinds = connection.exec_driver_sql("select distinct left(gram, 1) || (facet <> 0) from published.gram")
        lists = kinds.scalars().all()
        cut = connection.exec_driver_sql("select count(*) from published.gram where floor > -9223372036854775808")
        assert {"nfalse", "ntrue", "^false", "pfalse", "ifalse", "ptrue"} <= set(lists)
        assert cut.scalar_one() > 100


def test_no_row_twice_and_none_lost_over_many_pages(world):
    wanted = Wanted(text="村")
    found, _ = run(world, wanted, 1)
    assert len(found) == len({row for row, _ in found}) == len(brute.search(world.rows, wanted)) > 300


@pytest.mark.parametrize("side", [0.2, 0.6, 1.3, 2.2, 5.0, 9.0])
@pytest.mark.parametrize("text", ["村", "新", "新村"])
def test_boxes_of_every_size_over_common_texts(world, text, side):
    """Boxes that cut through grid cells of both sizes, whose lists end at different ranks."""
    for west in (108.9, 110.2, 111.05):
        box = (west, 24.3, west + side, 24.3 + side)
        wanted = Wanted(text=text, bbox=box)
        expected = brute.search(world.rows, wanted)
        for limit in (4, 30):
            found, total = run(world, wanted, limit)
            if expected:
                assert literal(found) == expected, (box, limit)
                assert total == len(found)


@pytest.mark.parametrize("text", ["村", "新", "白"])
def test_nearness_over_common_texts(world, text):
    for near in ((110.5, 25.5), (112.3, 24.1), (100.0, 40.0)):
        wanted = Wanted(text=text, near=near)
        found, _ = run(world, wanted, 25)
        assert found == brute.search(world.rows, wanted), near
