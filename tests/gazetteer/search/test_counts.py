"""Totals are of places, whichever of a place's rows match, and however few of them stand on the page."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import pytest
import sqlalchemy as sa

from gazetteer.search import Match, parse_query, rebuild, search
from tests.gazetteer.search import brute
from tests.gazetteer.search.brute import Name, Wanted
from tests.gazetteer.search.conftest import make_name, set_thresholds, store, store_divisions


def crowded_world() -> list[Name]:
    """Several rows to a place, two of three with readings of the same few letters as other rows' initials."""
    chance = random.Random(5)

    def letters() -> str:
        return "".join(chance.choice("aabcd") for _ in range(chance.choice((2, 3, 4))))

    rows = [make_name(number, chance, place=chance.randrange(1, 130)) for number in range(1, 600)]
    return [replace(row, pinyin=letters(), initials=letters()) if row.id % 3 else row for row in rows]


@pytest.fixture(scope="module")
def crowded(module_database) -> tuple[sa.Engine, list[Name]]:
    rows = crowded_world()
    set_thresholds(module_database.owner, hot_at=40, least=5, keep=12, most=20, listed_at=10, short=8)
    with module_database.app.begin() as connection:
        store_divisions(connection)
        store(connection, rows)
        rebuild(connection)
    return module_database.reader, rows


@pytest.mark.parametrize("length", [1, 2, 3])
def test_readings_and_initials_are_counted_once(crowded, length):
    engine, rows = crowded
    with engine.connect() as connection:
        for letters in map("".join, product("abcd", repeat=length)):
            expected = len(brute.search(rows, Wanted(letters, letters)))
            for limit in (1, 3, 10):
                assert search(connection, parse_query(letters, limit=limit)).total == expected, (letters, limit)


@pytest.mark.parametrize("division", [None, 2, 31])
def test_names_are_counted_by_place(crowded, division):
    engine, rows = crowded
    with engine.connect() as connection:
        for text in ("村", "新", "白", "新村", "村新", "白露", "东村村"):
            expected = len(brute.search(rows, Wanted(text, division=division)))
            page = search(connection, parse_query(text, limit=1, division=division))
            assert page.total == expected or expected < 5, text


def test_places_that_sound_the_same_are_counted_beside_the_others(crowded):
    """Fewer than five names hold the text, none is it: names that sound so follow, and count."""
    engine, _ = crowded
    counted = 0
    with engine.connect() as connection:
        for text in map("".join, product("水白塘绿心露新", repeat=2)):
            whole = search(connection, parse_query(text, limit=200))
            assert whole.next is None
            kinds = {item.match for item in whole.items}
            if Match.SOUND in kinds and len(kinds) > 1:
                counted += 1
                for limit in range(1, len(whole.items)):
                    page = search(connection, parse_query(text, limit=limit))
                    # As many places as the page holds may be found before the guesses are needed.
                    assert page.total == len(whole.items) or Match.SOUND not in {item.match for item in page.items}
    assert counted > 5
