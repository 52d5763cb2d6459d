"""Proposals without conflict: from the county's history and the neighbourhood, each with its source."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from gazetteer.name_checks import Question, check_name, ideas
from gazetteer.name_checks.ideas import MOST
from gazetteer.naming import Severity
from tests.builders.published import BAILUTANG, SUXIAN, SUXIAN_PATH, Name, add_place, small_world

VILLAGE = {"category": "committee", "class_code": "21610"}
STREET = {"category": "street", "class_code": "23514"}


@pytest.fixture
def register(owner_connection: sa.Connection) -> sa.Connection:
    small_world(owner_connection)
    town = [*SUXIAN_PATH, BAILUTANG]
    add_place(owner_connection, [Name("橘井村"), Name("柳毅村", "former", "[,2001-01-01)")], town, **VILLAGE)
    add_place(owner_connection, [Name("柳毅路")], town, **STREET)
    return owner_connection


def test_history_comes_first_and_names_its_source(register: sa.Connection) -> None:
    question = Question(name="某某巷", category="street", division=SUXIAN)
    found = ideas(register, question)
    assert 0 < len(found) <= MOST
    assert all(item.name.endswith("巷") for item in found)
    by_name = {item.name: item for item in found}
    assert by_name["柳毅巷"].sources == ("苏仙区曾用名：柳毅村",)


def test_nothing_that_is_proposed_is_told_more_than_a_note(register: sa.Connection) -> None:
    question = Question(name="某某路", category="street", division=SUXIAN)
    found = ideas(register, question)
    assert "柳毅路" not in {item.name for item in found}
    for item in found:
        report = check_name(register, Question(name=item.name, category="street", division=SUXIAN)).report
        assert report.worst in (None, Severity.NOTE), item.name


def test_a_name_without_generic_part_gets_the_usual_one(register: sa.Connection) -> None:
    found = ideas(register, Question(name="某某", category="street", division=SUXIAN))
    assert {item.generic for item in found} == {"路"}


def test_no_name_is_made_of_one_character_or_of_two_directions(register: sa.Connection) -> None:
    town = [*SUXIAN_PATH, BAILUTANG]
    add_place(register, [Name("桥东村")], town, importance=90_000, **VILLAGE)
    found = ideas(register, Question(name="某某路", category="street", division=SUXIAN))
    assert found
    assert not [item for item in found if item.specific.startswith(("东", "桥东"))]


def test_where_only_villages_are_registered_a_street_is_named_after_them(register: sa.Connection) -> None:
    """The national list holds nothing else."""
    found = ideas(register, Question(name="某某路", category="street", division=SUXIAN))
    assert "橘井东路" in {item.name for item in found}
