"""The check as a whole: any text, any surroundings; order, shape and version of what it says."""

from __future__ import annotations

import json
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer.naming import (
    Candidate,
    CandidateStatus,
    Feature,
    FeatureKind,
    LocalName,
    Measures,
    NameKind,
    Proposal,
    Report,
    Scope,
    ScopeKind,
    Severity,
    Surroundings,
    check,
    rules_version,
    settings_for,
    shipped_settings,
)
from gazetteer.naming import shipped as shipped_data

DAY = date(2026, 1, 1)
PLACES = [
    (),
    ("湖南省", "郴州市", "苏仙区"),
    ("浙江省", "宁波市", "海曙区"),
    ("上海市", "市辖区", "浦东新区"),
    ("广东省", "广州市", "天河区"),
]
CATEGORIES = [*{kind.category for kind in NameKind}, "", "unknown"]

words = st.sampled_from(
    "和平 合平 燕泉 黄山 世界 帝王 中南海 毛泽东 鲁迅 巴黎 万达 广场 花园 大厦 路 村 镇 山 1 A · 𡎚 濛 儿".split()
)
stored_texts = st.text(max_size=20) | st.lists(words, max_size=4).map("".join)
texts = stored_texts | st.characters().map(str)
"""What a person can send; half surrogate pairs come from command lines and scripts, never from a database."""
numbers = st.none() | st.floats(allow_nan=True, allow_infinity=True)
measures = st.builds(Measures, floors=numbers, site_area_m2=numbers, green_share=numbers, open_ground_m2=numbers)
proposals = st.builds(
    Proposal,
    name=texts,
    category=st.sampled_from(CATEGORIES),
    class_code=st.sampled_from(["", "21300", "21400", "21610", "23514", "22100", "99999", "x"]),
    division_names=st.sampled_from(PLACES),
    division_path=st.sampled_from([(), (1, 2, 3)]),
    specific=st.just("") | texts,
    generic=st.just("") | texts,
    readings=st.lists(st.sampled_from(["he2 ping2 lu4", "x", " ", "he2"]), max_size=2).map(tuple),
    measures=measures,
    is_alteration_of=st.none() | st.just("p1"),
    long_existing=st.booleans(),
    commemorative=st.booleans(),
)
distances = st.none() | st.floats(min_value=0, max_value=1e5)
candidates = st.builds(
    Candidate,
    name=stored_texts,
    specific=stored_texts,
    status=st.sampled_from(CandidateStatus),
    category=st.sampled_from(["", "street", "committee"]),
    place_id=st.none() | st.sampled_from(["p1", "p2"]),
    readings=st.lists(st.sampled_from(["he2 ping2 lu4", ""]), max_size=1).map(tuple),
    distance_m=distances,
    in_scope=st.booleans(),
)
features = st.builds(Feature, name=stored_texts, kind=st.sampled_from(FeatureKind), distance_m=distances)
locals_ = st.builds(LocalName, name=stored_texts, specific=stored_texts, distance_m=distances)
surroundings = st.builds(
    Surroundings,
    candidates=st.lists(candidates, max_size=4).map(tuple),
    features=st.lists(features, max_size=2).map(tuple),
    local_names=st.lists(locals_, max_size=2).map(tuple),
)


NOTHING_AROUND = Surroundings()


def checked(proposal: Proposal, facts: Surroundings = NOTHING_AROUND) -> Report:
    return check(proposal, settings_for(shipped_settings(), proposal, DAY), facts)


@settings(max_examples=500, deadline=None)
@given(proposals, surroundings)
def test_any_name_anywhere_is_judged_and_every_finding_is_complete(proposal: Proposal, facts: Surroundings) -> None:
    report = checked(proposal, facts)
    for finding in report.findings:
        assert "《地名管理条例》" in finding.article
        assert finding.message.endswith("。")
        assert finding.way_out.endswith("。")
        assert finding.scope.label
        assert finding.evidence
    json.dumps(report.as_dict("1"), ensure_ascii=False, allow_nan=False).encode("utf-8")


@settings(max_examples=200, deadline=None)
@given(proposals, surroundings, candidates)
def test_another_candidate_never_takes_a_finding_away(
    proposal: Proposal, facts: Surroundings, candidate: Candidate
) -> None:
    more = Surroundings(
        candidates=(*facts.candidates, candidate), features=facts.features, local_names=facts.local_names
    )
    before = {(finding.rule, finding.severity) for finding in checked(proposal, facts).findings}
    assert before <= {(finding.rule, finding.severity) for finding in checked(proposal, more).findings}


@settings(max_examples=100, deadline=None)
@given(proposals, st.lists(candidates, min_size=2, max_size=5), st.randoms())
def test_the_order_of_facts_changes_nothing(proposal: Proposal, found: list[Candidate], random: Random) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    reports = [checked(proposal, Surroundings(candidates=tuple(order))) for order in (found, shuffled)]
    said = [[(f.rule, f.severity, len(f.evidence)) for f in report.findings] for report in reports]
    assert said[0] == said[1]


@settings(max_examples=100, deadline=None)
@given(proposals, surroundings)
def test_strongest_findings_come_first(proposal: Proposal, facts: Surroundings) -> None:
    ranks = [finding.severity.rank for finding in checked(proposal, facts).findings]
    assert ranks == sorted(ranks)


def test_a_clean_name_is_told_nothing() -> None:
    report = checked(Proposal(name="燕泉路", category="street"))
    assert report.findings == ()
    assert report.worst is None


def test_the_answer_has_the_agreed_form() -> None:
    rival = Candidate(
        name="和平路",
        specific="和平",
        place_id="p7",
        readings=("he2 ping2 lu4",),
        division="湖南省郴州市",
        distance_m=320.5,
    )
    place = {"division_names": ("湖南省", "郴州市", "苏仙区"), "division_path": (1, 2, 3)}
    report = checked(Proposal(name="和平路", category="street", **place), Surroundings(candidates=(rival,)))
    assert report.worst is Severity.MUST_NOT
    assert report.as_dict("7") == {
        "name": "和平路",
        "findings": [
            {
                "rule": "duplicate.same",
                "article": "《地名管理条例》第九条第八项",
                "severity": "must_not",
                "message": "与“和平路”（现行地名）同名。",
                "scope": {"kind": "built_up_area", "label": "所在建成区", "division": None},
                "evidence": [
                    {
                        "place_id": "p7",
                        "name": "和平路",
                        "reading": "he2 ping2 lu4",
                        "division": "湖南省郴州市",
                        "status": "current",
                        "distance_m": 320.5,
                    }
                ],
                "way_out": "换用其他专名；可选用当地历史地名，或者由周围地名派生。",
            }
        ],
        "rules_version": rules_version(),
        "data_version": "7",
    }


def test_the_area_that_the_caller_found_is_shown() -> None:
    area = Scope(ScopeKind.BUILT_UP_AREA, "郴州市中心城区建成区")
    facts = Surroundings(
        candidates=(Candidate(name="和平路", specific="和平"),), scopes={ScopeKind.BUILT_UP_AREA: area}
    )
    assert checked(Proposal(name="和平路", category="street"), facts).findings[0].scope == area


@pytest.mark.parametrize(
    ("class_code", "kind", "label", "division"),
    [("21300", "nation", "全国", None), ("21400", "province", "湖南省", 1)],
)
def test_divisions_are_compared_in_the_area_of_their_level(
    class_code: str, kind: str, label: str, division: int | None
) -> None:
    proposal = Proposal(
        name="良田镇",
        category="division",
        class_code=class_code,
        division_names=("湖南省", "郴州市"),
        division_path=(1, 2),
    )
    found = checked(proposal, Surroundings(candidates=(Candidate(name="良田镇", specific="良田"),))).findings
    scope = next(finding.scope for finding in found if finding.rule == "duplicate.same")
    assert scope.as_dict() == {"kind": kind, "label": label, "division": division}


def test_a_place_does_not_stand_against_itself() -> None:
    own = Candidate(name="和平路", specific="和平", place_id="p1", status=CandidateStatus.FORMER)
    back = Proposal(name="和平路", category="street", is_alteration_of="p1")
    assert checked(back, Surroundings(candidates=(own,))).findings == ()


def test_names_of_another_kind_do_not_stand_against_it() -> None:
    village = Candidate(name="和平", specific="和平", category="committee")
    assert checked(Proposal(name="和平", category="settlement"), Surroundings(candidates=(village,))).findings == ()


def test_several_candidates_make_one_finding_with_the_nearest_first() -> None:
    rivals = [Candidate(name="和平路", specific="和平", place_id=str(m), distance_m=m) for m in (900.0, 100.0, 500.0)]
    unplaced = Candidate(name="和平路", specific="和平", place_id="unplaced")
    facts = Surroundings(candidates=(unplaced, *rivals))
    (finding,) = checked(Proposal(name="和平路", category="street"), facts).findings
    assert [item.as_dict()["place_id"] for item in finding.evidence] == ["100.0", "500.0", "900.0", "unplaced"]
    assert "等4个现行地名" in finding.message


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        ({"name": "\ud800路"}, "characters.marks"),
        ({"name": "和平路", "specific": "\ud800", "generic": "路"}, "structure.parts_differ"),
        ({"name": "和平路", "specific": "和平", "generic": "\ud800"}, "structure.parts_differ"),
    ],
)
def test_half_a_surrogate_pair_is_reported_and_does_no_harm(parts: dict[str, str], rule: str) -> None:
    report = checked(Proposal(category="street", **parts))
    assert rule in {finding.rule for finding in report.findings}
    json.dumps(report.as_dict("1"), ensure_ascii=False).encode("utf-8")


def test_a_name_of_any_length_is_answered() -> None:
    report = checked(Proposal(name="和平" * 50_000 + "路", category="street"))
    assert "characters.length" in {finding.rule for finding in report.findings}


def test_the_version_follows_code_and_data(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    assert rules_version() == rules_version()
    before = shipped_data.digest()
    assert rules_version().endswith(before)
    shipped_data.digest.cache_clear()
    monkeypatch.setattr(shipped_data, "_folder", lambda: tmp_path)
    try:
        assert shipped_data.digest() != before
    finally:
        shipped_data.digest.cache_clear()
