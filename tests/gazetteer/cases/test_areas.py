"""A division that a form names by words or code is found within one's regions, by index however many there are."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from gazetteer.cases.store import areas
from geocore.errors import InvalidInput

_NATION = [1]


@pytest.fixture
def connection(module_database: Any, places: dict[str, Any]) -> Any:
    with module_database.app.connect() as connection:
        yield connection


@pytest.mark.parametrize("words", ["苏仙区", "431003", "431003000000"])
def test_found_by_name_and_by_either_length_of_code(connection: sa.Connection, words: str) -> None:
    assert [found.name for found in areas.division_by_words(connection, words, _NATION)] == ["苏仙区"]


@pytest.mark.parametrize("words", ["", "无此区", "43", "43100", "4310030000001", "苏仙", "' or true --", "431003'"])
def test_what_names_nothing_finds_nothing(connection: sa.Connection, words: str) -> None:
    assert areas.division_by_words(connection, words, _NATION) == ()
    with pytest.raises(InvalidInput):
        areas.the_division(connection, words, _NATION)


def test_nothing_outside_ones_regions(connection: sa.Connection) -> None:
    (suxian,) = areas.division_by_words(connection, "苏仙区", _NATION)
    (beihu,) = areas.division_by_words(connection, "北湖区", _NATION)
    assert areas.division_by_words(connection, "431003", [suxian.seq]) == (suxian,)
    assert areas.division_by_words(connection, "431003", [beihu.seq]) == ()
    assert areas.division_by_words(connection, "苏仙区", [beihu.seq]) == ()


def test_both_lookups_can_go_by_index(connection: sa.Connection) -> None:
    """With reading in sequence forbidden it is still planned where no index leads. A join of the two views comes to
    that; over a nation it takes half a minute instead of a millisecond."""
    connection.execute(sa.text("set local enable_seqscan = off"))
    for statement, values in (
        (areas._HOLDERS, {"codes": ["431003", "431003000000"]}),
        (areas._CALLED, {"words": "苏仙区", "ids": [], "regions": _NATION}),
    ):
        plan = "\n".join(connection.execute(sa.text(f"explain {statement.text}"), values).scalars())
        assert "Index" in plan
        assert "Seq Scan" not in plan
