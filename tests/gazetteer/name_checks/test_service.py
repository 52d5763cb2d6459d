"""A name checked against a small register: who stands against it, in which area, and what is refused."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from gazetteer.name_checks import Question, check_name, metres_outside
from gazetteer.naming import Candidate, CandidateStatus, Severity
from geocore.errors import InvalidInput
from tests.builders.published import (
    BAILUTANG,
    BEIHU,
    CHENZHOU,
    HUNAN,
    SUXIAN,
    SUXIAN_PATH,
    Name,
    add_place,
    small_world,
)

VILLAGE = {"category": "committee", "class_code": "21610"}


@pytest.fixture
def register(owner_connection: sa.Connection) -> sa.Connection:
    small_world(owner_connection)
    town = [*SUXIAN_PATH, BAILUTANG]
    egret = Name("白露塘村", spelling="Báilùtáng Cūn", facts={"tones": "bai2 lu4 tang2 cun1"})
    orchid = Name("兰河村", spelling="Lánhé Cūn", facts={"tones": "lan2 he2 cun1"})
    add_place(owner_connection, [egret], town, **VILLAGE, lon=113.1, lat=25.7)
    add_place(owner_connection, [orchid], town, **VILLAGE)
    # As the import weighs a county: a thousand times the weight of its class and more.
    add_place(
        owner_connection, [Name("龙泉县")], SUXIAN_PATH[:3], category="division", class_code="21300", importance=80_040
    )
    add_place(
        owner_connection, [Name("朝霞村"), Name("晚霞村", "former", "[,2001-01-01)")], town, key="朝霞村", **VILLAGE
    )
    add_place(owner_connection, [Name("水淹村", valid="[,1970-01-01)")], town, existence="[,1970-01-01)", **VILLAGE)
    return owner_connection


def rules(connection: sa.Connection, name: str, **place: object) -> dict[str, Severity]:
    question = Question(name=name, **{"category": "committee", "division": SUXIAN, **place})
    return {finding.rule: finding.severity for finding in check_name(connection, question).report.findings}


def test_the_same_name_in_the_county_must_not_be(register) -> None:
    assert rules(register, "白露塘村")["duplicate.same"] is Severity.MUST_NOT
    assert "duplicate.same" not in rules(register, "白露塘村", division=BEIHU)


def test_the_same_name_in_the_next_county_is_worth_a_note(register) -> None:
    assert rules(register, "白露塘村", division=BEIHU)["duplicate.outside_scope"] is Severity.NOTE
    assert rules(register, "东村")["duplicate.same"] is Severity.MUST_NOT


def test_homophones_and_near_sounds(register) -> None:
    assert rules(register, "白鹭塘村")["duplicate.same_tones"] is Severity.SHOULD_AVOID
    assert rules(register, "南河村")["duplicate.dialect_near"] is Severity.NOTE


def test_former_and_vanished_names_count_a_step_less_and_are_called_so(register) -> None:
    findings = check_name(register, Question(name="晚霞村", category="committee", division=SUXIAN)).report.findings
    (same,) = [finding for finding in findings if finding.rule == "duplicate.same"]
    assert (same.severity, same.evidence[0].status) == (Severity.SHOULD_AVOID, "former")
    findings = check_name(register, Question(name="水淹村", category="committee", division=SUXIAN)).report.findings
    (gone,) = [finding for finding in findings if finding.rule == "duplicate.same"]
    assert gone.evidence[0].status == "retired"


def test_names_under_way_are_brought_by_the_caller(register) -> None:
    pending = Candidate(name="新竹村", specific="新竹", status=CandidateStatus.PENDING, category="committee")
    question = Question(name="新竹村", category="committee", division=SUXIAN)
    assert not check_name(register, question).report.findings
    (finding,) = check_name(register, question, bring=lambda proposal, division: (pending,)).report.findings
    assert (finding.severity, finding.evidence[0].status) == (Severity.MUST_NOT, "pending")


def test_evidence_tells_place_reading_division_and_distance(register) -> None:
    question = Question(name="白露塘村", category="committee", division=SUXIAN, point=(113.1, 25.709))
    (same,) = [f for f in check_name(register, question).report.findings if f.rule == "duplicate.same"]
    (evidence,) = same.evidence
    assert (evidence.name, evidence.division) == ("白露塘村", "湖南省郴州市苏仙区白露塘镇")
    assert evidence.reading == "bai2 lu4 tang2 cun1"
    assert evidence.distance_m == pytest.approx(1000, rel=0.01)
    assert same.scope.label == "湖南省郴州市苏仙区"


def test_counties_are_compared_in_the_nation_and_towns_in_the_province(register) -> None:
    county = check_name(register, Question(name="龙泉县", category="division", division=HUNAN)).report.findings
    (same,) = [finding for finding in county if finding.rule == "duplicate.same"]
    assert (same.severity, same.scope.label) == (Severity.MUST_NOT, "全国")
    town = check_name(register, Question(name="白露塘镇", category="division", division=BEIHU)).report.findings
    (same,) = [finding for finding in town if finding.rule == "duplicate.same"]
    assert same.scope.label == "湖南省"


def test_without_built_up_areas_the_county_stands_in_and_says_so(register) -> None:
    question = Question(name="燕泉路", category="street", division=BEIHU)
    (same,) = [f for f in check_name(register, question).report.findings if f.rule == "duplicate.same"]
    assert "建成区范围未登记" in same.scope.label


def test_the_place_that_is_renamed_does_not_stand_against_itself(register) -> None:
    own = str(register.exec_driver_sql("select place_id from published.name where name = '兰河村'").scalar_one())
    assert "duplicate.same" in rules(register, "兰河村")
    assert "duplicate.same" not in rules(register, "兰河村", is_alteration_of=own)


def test_a_facility_follows_the_names_around_its_point(register) -> None:
    at = {"category": "facility", "division": None, "point": (113.1, 25.701)}
    assert "facility.local_name" not in rules(register, "白露塘大桥", **at)
    assert "facility.local_name" in rules(register, "腾飞大桥", **at)


def test_the_point_finds_its_county(register) -> None:
    checked = check_name(register, Question(name="东村", category="committee", point=(112.7, 25.8)))
    assert [ref.name for ref in checked.where.path][-1] == "北湖区"


@pytest.mark.parametrize(
    "place",
    [
        {"division": None},
        {"division": None, "point": (100.0, 40.0)},
        {"division": BEIHU, "point": (113.1, 25.7)},
        {"division": SUXIAN, "point": (116.0, 25.8)},
        {"division": BAILUTANG, "point": (116.0, 25.8)},
        {"division": CHENZHOU, "point": (116.0, 25.8)},
    ],
)
def test_a_place_that_cannot_be_is_refused(register, place) -> None:
    with pytest.raises(InvalidInput):
        rules(register, "东村", **place)


def test_a_point_far_off_is_told_with_its_distance(register) -> None:
    with pytest.raises(InvalidInput) as refused:
        rules(register, "东村", division=SUXIAN, point=(116.0, 25.8))
    (problem,) = refused.value.problems
    assert (problem.code, problem.message) == ("outside_division", "the point lies 261 km outside the division")


def test_a_point_beside_the_drawn_line_is_in_its_division(register) -> None:
    """Of the old and coarse drawing nobody is told by 400 m; the name is compared where it was said to stand."""
    for division, lon in ((SUXIAN, 112.896), (BEIHU, 112.904)):
        question = Question(name="某村", category="committee", division=division, point=(lon, 25.8))
        assert check_name(register, question).where.path[-1].seq == division
        assert metres_outside(register, division, {7: (lon, 25.8)}) == {}
    assert metres_outside(register, SUXIAN, {1: (113.0, 25.8), 7: (112.89, 25.8)}) == {7: pytest.approx(1002, abs=5)}


def test_where_nothing_is_drawn_nothing_is_known(register) -> None:
    """Neither of a county without an area nor of its prefecture, whose area is put together from the counties'."""
    register.exec_driver_sql(f"delete from published.division_area where division_seq = {SUXIAN}")
    far = {1: (116.0, 25.8)}
    assert set(metres_outside(register, BEIHU, far)) == {1}
    assert metres_outside(register, CHENZHOU, far) == metres_outside(register, SUXIAN, far) == {}
    rules(register, "东村", division=SUXIAN, point=(116.0, 25.8))


def test_an_empty_name_is_refused(register) -> None:
    with pytest.raises(InvalidInput):
        rules(register, "  ")


def test_the_answer_names_its_versions(register) -> None:
    answer = check_name(register, Question(name="东村", category="committee", division=HUNAN)).as_dict()
    assert set(answer) == {"name", "findings", "rules_version", "data_version"}
    assert answer["data_version"] == "1"
