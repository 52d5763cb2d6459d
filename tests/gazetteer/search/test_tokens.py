"""Tokens: their ranges, that no match is lost, and that the database checks what it can."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.search import tokens
from gazetteer.search.tokens import text_tokens, tokens_for, tokens_for_many

names = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1, max_size=30)
INT4 = range(-(2**31), 2**31)


@given(names)
def test_every_token_fits_an_integer_and_its_own_range(name):
    found = tokens_for(name, [1, 2, 16_777_215], "committee", 179.999, 89.999)
    assert len(found) == len(set(found))
    assert all(token in INT4 for token in found)
    starts = [t for t in found if t < -(2**20) - 2**16]
    singles = [t for t in found if -(2**20) - 2**16 <= t < 0]
    pairs = [t for t in found if 0 <= t < 2**30]
    assert starts == [tokens.start_token(name[0])]
    assert len(singles) == len(set(name))
    assert len(pairs) <= max(0, len(name) - 1)
    assert len(found) - len(starts) - len(singles) - len(pairs) == 6


@given(names, st.data())
def test_every_part_of_a_name_finds_it(name, data):
    found = set(tokens_for(name, [1]))
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    assert found.issuperset(text_tokens(name[start:end]))
    assert found.issuperset(text_tokens(name[:end], at_start=True))


def test_characters_of_the_supplementary_planes_are_exact():
    biang, other = "\U00030ede", "\U00030edd"
    assert tokens.character_token(biang) in tokens_for(f"{biang}村", [1])
    assert tokens.character_token(biang) not in tokens_for(f"{other}村", [1])
    assert tokens.slot(biang) < 2**15


def test_common_ideographs_have_a_slot_each():
    slots = {tokens.slot(chr(code_point)) for code_point in range(0x3400, 0xA000)}
    assert len(slots) == 0xA000 - 0x3400


def test_bulk_form_gives_the_same():
    rows = [
        ("白露塘", (1, 2), "committee", 113.1, 25.8),
        ("村", (1,), None, None, None),
        ("新村", (1, 9), "park", None, None),
    ]
    assert tokens_for_many(rows) == [tokens_for(*row) for row in rows]


def test_a_sequence_number_beyond_the_range_is_refused():
    with pytest.raises(ValueError, match="16777216"):
        tokens_for("村", [16_777_216])


@pytest.mark.parametrize(("lon", "lat"), [(113.0, 25.0), (112.999999, 24.999999), (73.5, 18.2), (134.9, 53.4)])
def test_the_table_computes_the_same_cells(connection, lon, lat):
    _insert(connection, tokens_for("白露塘", [1, 2], "committee", lon, lat), lon, lat)


def test_the_table_refuses_a_position_without_its_cells(connection):
    with pytest.raises(sa.exc.IntegrityError, match="ck_name_cells"):
        _insert(connection, tokens_for("白露塘", [1, 2], "committee"), 113.0, 25.0)


def _insert(connection, found: list[int], lon: float, lat: float) -> None:
    connection.exec_driver_sql(
        "insert into published.name (importance, place_id, name_id, name, kind, category, class_code, division_path,"
        " valid, tokens, geom) values (1, gen_random_uuid(), gen_random_uuid(), '白露塘', 'standard', 'committee',"
        " '22200', '{1,2}', '[,)', %s, st_setsrid(st_makepoint(%s, %s), 4490))",
        (found, lon, lat),
    )
