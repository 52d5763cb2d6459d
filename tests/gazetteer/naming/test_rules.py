"""Details of single rules that a law case would not show: words of messages, evidence, excuses."""

from __future__ import annotations

from datetime import date

import pytest

from gazetteer.naming import (
    Candidate,
    Feature,
    FeatureKind,
    Finding,
    GenericThreshold,
    LocalName,
    Measures,
    NameKind,
    Proposal,
    RuleSetting,
    Severity,
    Surroundings,
    check,
    kind_of,
    parse_conditions,
    settings_for,
    shipped_settings,
)
from gazetteer.naming.characters import han_number, standard_form
from gazetteer.naming.generics import required_words

DAY = date(2026, 1, 1)


def findings(proposal: Proposal, facts: Surroundings | None = None) -> dict[str, Finding]:
    report = check(proposal, settings_for(shipped_settings(), proposal, DAY), facts or Surroundings())
    return {finding.rule: finding for finding in report.findings}


@pytest.mark.parametrize(
    ("figures", "written"),
    [("1", "一"), ("10", "十"), ("24", "二十四"), ("30", "三十"), ("07", "〇七"), ("108", "一〇八"), ("５", "五")],
)
def test_numbers_are_written_as_they_are_said(figures: str, written: str) -> None:
    assert han_number(figures) == written


@pytest.mark.parametrize(("character", "standard"), [("東", "东"), ("峯", "峰"), ("邨", "村"), ("东", ""), ("亖", "")])
def test_standard_form(character: str, standard: str) -> None:
    assert standard_form(character) == standard


def test_the_way_out_of_a_traditional_form_is_the_name_in_standard_characters() -> None:
    found = findings(Proposal(name="東風路", category="street"))["characters.traditional"]
    assert "“东风路”" in found.way_out
    assert [item.as_dict()["word"] for item in found.evidence] == ["東", "風"]


@pytest.mark.parametrize(
    ("category", "class_code", "name", "kind"),
    [
        ("street", "", "和平路", NameKind.STREET),
        ("building", "23514", "和平路", NameKind.STREET),
        ("division", "", "良田镇", NameKind.TOWNSHIP),
        ("division", "", "苏仙区", NameKind.UPPER_DIVISION),
        ("division", "21300", "良田镇", NameKind.UPPER_DIVISION),
        ("settlement", "22200", "张家湾", NameKind.SETTLEMENT),
        ("settlement", "22100", "和平里", NameKind.BUILDING),
        ("committee", "27610", "和平村", NameKind.COMMITTEE),
        ("other", "21630", "一组", NameKind.OTHER),
        ("facility", "23610", "和平桥", NameKind.FACILITY),
        ("no such", "", "和平", NameKind.OTHER),
    ],
)
def test_kind_of(category: str, class_code: str, name: str, kind: NameKind) -> None:
    assert kind_of(category, class_code, name) is kind


@pytest.mark.parametrize(("facts", "severity"), [({}, "should_avoid"), ({"commemorative": True}, "note")])
def test_memory_excuses_persons_but_not_leaders(facts: dict[str, bool], severity: str) -> None:
    person = findings(Proposal(name="雷锋路", category="street", **facts))["persons.person"]
    leader = findings(Proposal(name="毛泽东路", category="street", **facts))["persons.leader"]
    assert (person.severity, leader.severity) == (severity, "must_not")


def test_a_stricter_local_law_is_cited_beside_the_order() -> None:
    proposal = Proposal(name="和平路", category="street", division_names=("浙江省", "宁波市"))
    facts = Surroundings(candidates=(Candidate(name="和平街", specific="和平"),))
    found = findings(proposal, facts)["duplicate.specific_same"]
    assert found.article == "《地名管理条例》第九条第八项；《宁波市地名管理条例》第十条第三项"
    assert found.severity is Severity.MUST_NOT


def test_a_kind_that_the_order_does_not_bind_is_judged_by_analogy() -> None:
    facts = Surroundings(candidates=(Candidate(name="人民公园", specific="人民"),))
    found = findings(Proposal(name="人民公园", category="park"), facts)["duplicate.same"]
    assert found.article == "参照《地名管理条例》第九条第八项"


def test_a_rule_can_be_switched_off_for_an_area() -> None:
    proposal = Proposal(name="世界村", category="building", division_path=(7,))
    off = RuleSetting(rule="meaning.exaggerated", severity=None, division=7, source="本地规定")
    for rows, said in ((shipped_settings(), True), ((*shipped_settings(), off), False)):
        report = check(proposal, settings_for(rows, proposal, DAY), Surroundings())
        assert ("meaning.exaggerated" in {finding.rule for finding in report.findings}) is said


def test_a_rule_that_no_row_puts_in_force_says_nothing() -> None:
    proposal = Proposal(name="A·毛泽东路", category="street")
    assert check(proposal, settings_for([], proposal, DAY), Surroundings()).findings == ()


def test_a_setting_makes_a_listed_word_weaker_but_never_stronger() -> None:
    proposal = Proposal(name="罗马家园", category="building")
    for severity, result in ((Severity.NOTE, Severity.NOTE), (Severity.MUST_NOT, Severity.MUST_NOT)):
        rows = [RuleSetting(rule="foreign.listed", severity=severity, source="s")]
        report = check(proposal, settings_for(rows, proposal, DAY), Surroundings())
        assert {f.rule: f.severity for f in report.findings}["foreign.listed"] is result
    plain = Proposal(name="硅谷家园", category="building")
    rows = [RuleSetting(rule="foreign.listed", severity=Severity.MUST_NOT, source="s")]
    report = check(plain, settings_for(rows, plain, DAY), Surroundings())
    assert {f.rule: f.severity for f in report.findings}["foreign.listed"] is Severity.NOTE


def test_a_threshold_says_what_is_asked_and_what_was_stated() -> None:
    proposal = Proposal(
        name="云溪山庄",
        category="building",
        division_names=("广东省",),
        measures=Measures(site_area_m2=20000, floor_area_ratio=1.2),
    )
    evidence = findings(proposal)["generic.threshold"].evidence[0].as_dict()
    assert evidence["required"] == "占地面积不少于10000平方米且容积率低于0.5且建筑密度低于25%"
    assert evidence["stated"] == "占地面积20000平方米，容积率1.2，建筑密度未填"


def test_alternatives_of_a_threshold_are_said_one_after_the_other() -> None:
    asked = GenericThreshold(generic="大厦", alternatives=parse_conditions("floors>=20|height_m>=24"), source="s")
    assert required_words(asked) == "层数不少于20层，或者高度不少于24米"


def test_a_namesake_nearby_makes_a_famous_name_a_question() -> None:
    proposal = Proposal(name="黄山镇", category="division", class_code="21400")
    hill = Feature(name="黄山", kind=FeatureKind.NATURAL)
    assert findings(proposal)["division.famous_natural"].severity is Severity.MUST_NOT
    asked = findings(proposal, Surroundings(features=(hill,)))["division.famous_natural"]
    assert asked.severity is Severity.NOTE
    assert "当地另有同名地物" in asked.message


def test_a_facility_is_shown_the_names_around_it() -> None:
    around = tuple(LocalName(name=f"白露塘{n}村", specific=f"白露塘{n}") for n in "一二三四五六七")
    found = findings(Proposal(name="幸福站", category="facility"), Surroundings(local_names=around))
    assert len(found["facility.local_name"].evidence) == 5
    assert "白露塘一站" in found["facility.local_name"].way_out
