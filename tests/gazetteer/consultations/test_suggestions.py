"""Whom to ask: a list found from kind and place, by rules that are data."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from gazetteer.cases.model import PathDivision
from gazetteer.consultations.services.asking import suggestions
from gazetteer.consultations.store import units
from gazetteer.consultations.suggestions import MOST_SUGGESTED, Condition, Situation, UnitRule, suggested_units
from geocore.db import act_as
from tests.builders.cases import MONDAY, Office
from tests.builders.consultations import under_review

NOBODY = UUID(int=0)
COUNTY = (
    PathDivision(NOBODY, 1, 0, "中华人民共和国", "country"),
    PathDivision(NOBODY, 2, 1, "湖南省", "province"),
    PathDivision(NOBODY, 3, 3, "苏仙区", "municipal_district"),
)


def at(*below: tuple[int, str], **changes: Any) -> Situation:
    path = COUNTY + tuple(PathDivision(NOBODY, 10 + level, level, name, "x") for level, name in below)
    values: dict[str, Any] = {"category": "street", "class_code": "23514", "path": path}
    return Situation(**{**values, **changes})


def rule(unit: str, condition: str = "always", reason: str = "甲", **which: str) -> UnitRule:
    return UnitRule(Condition(condition), unit, reason, **which)


def asked(situation: Situation, *rules: UnitRule) -> list[str]:
    return [suggestion.unit for suggestion in suggested_units(situation, rules)]


def test_a_rule_is_for_its_category_and_class() -> None:
    rules = (
        rule("{county}住建局", category="street"),
        rule("{county}水利局", class_prefix="12"),
        rule("{county}交通局", class_prefix="23"),
    )
    assert asked(at(), *rules) == ["苏仙区住建局", "苏仙区交通局"]
    assert asked(at(category="natural", class_code="12100"), *rules) == ["苏仙区水利局"]


def test_a_unit_is_named_once_with_every_reason() -> None:
    found = suggested_units(at(), (rule("{county}局"), rule("{county}局", reason="乙"), rule("{county}局")))
    assert [(suggestion.unit, suggestion.reason) for suggestion in found] == [("苏仙区局", "甲；乙")]


@pytest.mark.parametrize(
    ("below", "unit"),
    [
        ((4, "白露塘镇"), "白露塘镇人民政府"),
        ((4, "苏仙岭街道"), "苏仙岭街道办事处"),
        ((4, "郴州高新区"), None),
        ((5, "白露塘村"), "白露塘村民委员会"),
        ((5, "东塔社区"), "东塔社区居民委员会"),
        ((5, "卜里坪村民委员会"), "卜里坪村民委员会"),
    ],
)
def test_who_speaks_for_a_township_or_village(below: tuple[int, str], unit: str | None) -> None:
    rules = (rule("{township}", "township"), rule("{village}", "village"))
    assert asked(at(below), *rules) == ([unit] if unit else [])


def test_neighbours_only_where_one_is_near() -> None:
    one = rule("{neighbour}民政局", "neighbour")
    assert asked(at(), one) == []
    assert asked(at(neighbours=("北湖区", "桂阳县")), one) == ["北湖区民政局", "桂阳县民政局"]


def test_minority_affairs_by_division_or_by_what_the_applicant_tells() -> None:
    one = rule("{county}民族宗教事务局", "minority")
    assert asked(at(), one) == []
    assert asked(at((4, "月峰瑶族自治乡")), one) == ["苏仙区民族宗教事务局"]
    assert asked(at((4, "回龙民族乡")), one) == ["苏仙区民族宗教事务局"]
    assert asked(at(texts=("源自瑶族语，意为清泉（虚构）",)), one) == ["苏仙区民族宗教事务局"]


def test_the_list_stays_short() -> None:
    assert len(asked(at(), *(rule(f"第{number}局") for number in range(30)))) == MOST_SUGGESTED


def test_shipped_rules_of_a_street_and_an_offices_own(bureau: Office) -> None:
    case = bureau.look(under_review(bureau))
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors["reviewer@suxian"])
        found = {suggestion.unit: suggestion.reason for suggestion in suggestions(connection, case, MONDAY)}
    assert list(found)[:3] == ["苏仙区住房和城乡建设局", "苏仙区自然资源局", "苏仙区公安局"]
    with bureau.database.owner.begin() as connection:
        connection.exec_driver_sql(
            "insert into gazetteer.consultation_unit_rule (division_seq, condition, unit, reason, position, source)"
            " select seq, 'always', '{county}档案馆', '本地规定（虚构）', 1, '测试' from published.division"
            " where civil_code = '431003'"
        )
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors["reviewer@suxian"])
        found = {suggestion.unit: suggestion.reason for suggestion in suggestions(connection, case, MONDAY)}
        elsewhere = units.unit_rules(connection, (1, 2), MONDAY)
    assert next(iter(found.items())) == ("苏仙区档案馆", "本地规定（虚构）")
    assert all("档案馆" not in one.unit for one in elsewhere)


def test_counties_near_a_point(bureau: Office) -> None:
    """Squares instead of counties: the case's own county is never its neighbour, a far one neither."""
    with bureau.database.owner.begin() as connection:
        for code, west in (("431002", 112.90), ("431003", 113.0)):
            connection.exec_driver_sql(
                "insert into published.division_area (division_seq, geom, label_point, accuracy_m, source, as_of)"
                f" select seq, st_multi(st_makeenvelope({west}, 25.7, {west} + 0.1, 25.8, 4490)),"
                f" st_setsrid(st_makepoint({west}, 25.7), 4490), 100, 'test', '2026-01-01' from published.division"
                f" where civil_code = '{code}'"
            )
    case = bureau.look(under_review(bureau))
    with bureau.database.app.connect() as connection:
        for lon, names in ((113.01, ("北湖区",)), (113.05, ())):
            assert units.counties_near(connection, case.division_path, (lon, 25.75), 2000) == names
