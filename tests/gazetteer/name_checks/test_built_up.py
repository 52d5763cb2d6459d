"""Art. 9 item 8: streets, estates and buildings have different names within one built-up area (建成区), no further."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from gazetteer.name_checks import Question, check_name
from gazetteer.naming import Finding, Severity
from tests.builders.published import (
    BAILUTANG,
    BEIHU,
    CHENZHOU,
    COUNTRY,
    HUNAN,
    SUXIAN,
    SUXIAN_PATH,
    add_built_up_area,
    add_division,
    add_place,
    small_world,
)

CITY = [COUNTRY, HUNAN, CHENZHOU]
COUNTY = 106
STREET = {"category": "street", "class_code": "23514"}
WEST, EAST = (112.80, 25.70, 112.92, 25.82), (113.05, 25.65, 113.15, 25.75)
"""The first reaches over the line between the two districts (112.9), the second lies in 苏仙区 alone."""
TODAY = date(2026, 3, 2)


@pytest.fixture
def register(owner_connection: sa.Connection) -> sa.Connection:
    small_world(owner_connection)
    add_built_up_area(owner_connection, 1, "郴州市中心城区", WEST, CITY)
    add_built_up_area(owner_connection, 2, "郴州市东城", EAST, CITY)
    return owner_connection


def street(connection: sa.Connection, name: str, lon: float | None, lat: float | None = 25.78, **more: Any) -> UUID:
    path = [*CITY, BEIHU if lon is not None and lon < 112.9 else SUXIAN]
    return add_place(connection, name, more.pop("path", path), lon=lon, lat=lat, **STREET, **more)


def told(
    connection: sa.Connection, name: str, lon: float | None, lat: float = 25.78, day: date = TODAY, **place: object
) -> dict[str, Finding]:
    """Findings on duplicates by rule; the strongest of a rule comes first."""
    where = {"division": BEIHU if lon is not None and lon < 112.9 else SUXIAN, **place}
    question = Question(name=name, category="street", point=None if lon is None else (lon, lat), **where)
    findings = check_name(connection, question, day=day).report.findings
    return {one.rule: one for one in reversed(findings) if one.rule.startswith("duplicate.")}


def test_one_name_in_two_built_up_areas_of_one_county_is_lawful(register) -> None:
    street(register, "桃源路", 112.91)
    found = told(register, "桃源路", 113.1, 25.7)
    assert set(found) == {"duplicate.outside_scope"}
    assert found["duplicate.outside_scope"].severity is Severity.NOTE
    assert "法律不禁止" in found["duplicate.outside_scope"].message


def test_one_name_in_one_built_up_area_must_not_be_also_across_two_districts(register) -> None:
    street(register, "桃源路", 112.82)
    same = told(register, "桃源路", 112.91)["duplicate.same"]
    assert same.severity is Severity.MUST_NOT
    assert same.scope.label == "郴州市中心城区（建成区）"
    assert same.as_dict()["scope"] == {
        "kind": "built_up_area", "label": "郴州市中心城区（建成区）", "division": None,
        "built_up_area": same.scope.built_up_area,
    }  # fmt: skip
    assert UUID(same.scope.built_up_area)


def test_likeness_of_sound_is_looked_for_in_the_same_area(register) -> None:
    add_place(register, "白露路", [*CITY, BEIHU], lon=112.82, lat=25.78, **STREET)
    register.exec_driver_sql("update published.name set pinyin = 'bailulu' where name = '白露路'")
    assert told(register, "白鹭路", 112.91)["duplicate.same_tones"].severity is Severity.SHOULD_AVOID
    assert "duplicate.same_tones" not in told(register, "白鹭路", 113.1, 25.7)


def test_a_name_at_the_edge_of_the_neighbouring_area_is_compared_there_too(register) -> None:
    add_built_up_area(register, 3, "郴州市北城", (112.80, 25.82, 112.92, 25.90), CITY)
    edge = 25.82
    street(register, "桃源路", 112.85, edge + 0.001)  # some 110 m beyond the line
    same = told(register, "桃源路", 112.88, 25.75)["duplicate.same"]
    assert same.severity is Severity.MUST_NOT
    assert "位于建成区边缘" in same.message
    assert same.as_dict()["evidence"][0]["reach"] == "straddles"
    street(register, "梅园路", 112.85, edge + 0.01)  # more than a kilometre: another area's name
    assert "duplicate.same" not in told(register, "梅园路", 112.88, 25.75)
    # And the other way round: a proposal at the line is compared with the whole of the area beyond it.
    at_the_line = told(register, "梅园路", 112.88, edge - 0.001)["duplicate.same"]
    assert at_the_line.as_dict()["evidence"][0]["reach"] == "straddles"


@pytest.mark.parametrize(("edge_m", "is_compared"), [(50, False), (109, False), (150, True), (0, False)])
def test_how_near_the_edge_counts_is_a_row_of_the_area(register, edge_m: int, is_compared: bool) -> None:
    add_built_up_area(register, 3, "郴州市北城", (112.80, 25.82, 112.92, 25.90), CITY)
    street(register, "桃源路", 112.85, 25.821)  # some 111 m beyond the line
    assert "duplicate.same" in told(register, "桃源路", 112.88, 25.75)
    register.execute(
        sa.text(
            "insert into published.naming_provision values (gen_random_uuid(), 'rule', 'duplicate.same', '', 'street',"
            " :city, 'must_not', 'built_up_area', 'full', :details, '', null, '{}', :valid, '市规定（虚构）', '', 1)"
        ),
        {"city": CITY, "details": f"edge_m={edge_m}", "valid": f"[{TODAY},)"},
    )
    assert ("duplicate.same" in told(register, "桃源路", 112.88, 25.75)) is is_compared
    before = TODAY - timedelta(days=1)
    assert "duplicate.same" in told(register, "桃源路", 112.88, 25.75, day=before), "the row of the nation until then"


def test_an_area_that_begins_tomorrow_does_not_count_today(register) -> None:
    tomorrow = TODAY + timedelta(days=1)
    add_built_up_area(register, 4, "郴州市南城", (113.20, 25.55, 113.30, 25.65), CITY, f"[{tomorrow},)")
    street(register, "桃源路", 112.82)
    today = told(register, "桃源路", 113.25, 25.6)["duplicate.same"]
    assert today.severity is Severity.MUST_NOT
    assert today.scope.label == "湖南省郴州市（位置在已登记的建成区以外，按设区的市比较）"
    assert "duplicate.same" not in told(register, "桃源路", 113.25, 25.6, day=tomorrow)


def test_an_area_that_has_ended_counts_no_more(register) -> None:
    add_built_up_area(register, 5, "郴州市老城", (113.20, 25.55, 113.30, 25.65), CITY, f"[2001-01-01,{TODAY})")
    street(register, "桃源路", 112.82)
    assert "duplicate.same" in told(register, "桃源路", 113.25, 25.6)
    assert "duplicate.same" not in told(register, "桃源路", 113.25, 25.6, day=TODAY - timedelta(days=1))


@pytest.mark.parametrize("position", [{"lon": None, "lat": None}, {"lon": 112.82, "position_kind": "demo"}])
def test_a_name_without_a_position_is_compared_and_said_so(register, position) -> None:
    """A demo position is invented: nobody can tell from it in which area the street lies."""
    street(register, "桃源路", **position, path=[*CITY, SUXIAN])
    same = told(register, "桃源路", 113.1, 25.7)["duplicate.same"]
    assert same.severity is Severity.MUST_NOT
    assert "没有登记位置" in same.message
    assert same.as_dict()["evidence"][0]["reach"] == "unplaced"


def test_a_proposal_without_a_position_is_compared_within_the_division(register) -> None:
    street(register, "桃源路", 112.82)
    same = told(register, "桃源路", None, division=BAILUTANG)["duplicate.same"]
    assert same.scope.label == "湖南省郴州市（没有给出位置，按设区的市比较）"
    assert same.scope.division == CHENZHOU


def test_what_lies_in_the_area_counts_whatever_county_it_is_filed_in(register) -> None:
    """The area of a city may reach into a county that is none of its districts."""
    add_division(register, COUNTY, "示例县", CITY, kind="county", kind_name="县")
    add_place(register, "桃源路", [*CITY, COUNTY], lon=113.12, lat=25.7, **STREET)
    register.exec_driver_sql("update published.division set kind = 'county' where name in ('苏仙区', '北湖区')")
    assert told(register, "桃源路", 113.1, 25.7)["duplicate.same"].severity is Severity.MUST_NOT


def test_the_scope_of_committees_is_no_polygon(register) -> None:
    village = Question(name="白露塘村", category="committee", division=SUXIAN, point=(113.1, 25.7))
    add_place(register, "白露塘村", [*SUXIAN_PATH, BAILUTANG], category="committee", class_code="21610")
    (same,) = [one for one in check_name(register, village).report.findings if one.rule == "duplicate.same"]
    assert same.scope.label == "湖南省郴州市苏仙区"
