"""Within which area a name stands once (条例第九条), and which texts are one name."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.cases.model import PathDivision
from gazetteer.cases.scope import name_key, scope_key


def path(*steps: tuple[int, int, str]) -> tuple[PathDivision, ...]:
    return tuple(PathDivision(UUID(int=seq), seq, level, "x", kind) for seq, level, kind in steps)


DISTRICT = path((1, 0, "country"), (10, 1, "province"), (20, 2, "prefecture_city"), (30, 3, "municipal_district"),
                (40, 4, "town"))  # fmt: skip
COUNTY = path((1, 0, "country"), (10, 1, "province"), (20, 2, "prefecture_city"), (31, 3, "county"), (41, 4, "town"))
MUNICIPALITY = path((1, 0, "country"), (11, 1, "municipality"), (32, 3, "municipal_district"))


@pytest.mark.parametrize(
    ("category", "class_code", "where", "key"),
    [
        ("natural", "13400", COUNTY, "natural:1"),
        ("division", "21300", COUNTY, "division:1"),
        ("division", "21400", COUNTY, "division:10"),
        ("committee", "21610", DISTRICT, "committee:30"),
        ("street", "23514", DISTRICT, "street:20"),
        ("building", "26000", DISTRICT, "building:20"),
        ("street", "23514", COUNTY, "street:31"),
        ("street", "23514", MUNICIPALITY, "street:11"),
        ("other", "26220", COUNTY, "other:31"),
        ("street", "23514", DISTRICT[:3], "street:20"),  # a city's own case
    ],
)
def test_scopes(category: str, class_code: str, where: tuple[PathDivision, ...], key: str) -> None:
    assert scope_key(category, class_code, where) == key


@pytest.mark.parametrize("written", ["人民路", "人民　路", "人·民路", "人民-路", "人民路 "])
def test_marks_do_not_make_another_name(written: str) -> None:
    assert name_key(written) == "人民路"


def test_traditional_and_full_width_forms_are_the_same_name() -> None:
    assert name_key("東風路") == name_key("东风路")
    assert name_key("１０１路") == name_key("101路")


@given(st.text(max_size=30))
def test_a_key_is_its_own_key(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)
