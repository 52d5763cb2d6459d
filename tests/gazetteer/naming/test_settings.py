"""Which row holds for a name: nearest area, then the most special kind, on the day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.naming import (
    ComparisonKey,
    Condition,
    GenericThreshold,
    Measures,
    Proposal,
    RuleSetting,
    ScopeKind,
    Severity,
    parse_conditions,
    settings_for,
    shipped_settings,
    shipped_thresholds,
)

DAY = date(2026, 1, 1)
STREET = Proposal(
    name="和平路", category="street", division_path=(1, 12, 123), division_names=("浙江省", "宁波市", "海曙区")
)
TOWNSHIP = Proposal(name="良田镇", category="division", class_code="21400")


def row(**changes: Any) -> RuleSetting:
    return RuleSetting(**{"rule": "r", "severity": Severity.NOTE, "source": "s", **changes})


def chosen(*rows: RuleSetting, proposal: Proposal = STREET, day: date = DAY) -> RuleSetting:
    return settings_for(rows, proposal, day).of("r")


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        ({}, {"division": 1}),
        ({"division": 1}, {"division": 123}),
        ({"area": ("浙江省",)}, {"area": ("浙江省", "宁波市")}),
        ({"category": "street"}, {"division": 1}),
        ({}, {"category": "street"}),
        ({"valid_from": date(2020, 1, 1)}, {"valid_from": date(2024, 1, 1)}),
        ({"division": 99, "category": "street"}, {}),
        ({"area": ("浙江省", "杭州市"), "category": "street"}, {}),
        ({"category": "building", "division": 123}, {}),
        ({"valid_to": DAY, "division": 123}, {}),
        ({"valid_from": date(2026, 1, 2), "division": 123}, {}),
    ],
)
def test_the_nearer_then_the_more_special_row_holds(
    weaker: dict[str, object], stronger: dict[str, object], turned: bool
) -> None:
    rows = [row(**weaker, parameters={"it": "weaker"}), row(**stronger, parameters={"it": "stronger"})]
    assert chosen(*(reversed(rows) if turned else rows)).parameters == {"it": "stronger"}


def test_a_kind_is_more_special_than_its_category() -> None:
    rows = [
        row(category="division", parameters={"it": "category"}),
        row(category="township", parameters={"it": "kind"}),
    ]
    assert chosen(*rows, proposal=TOWNSHIP).parameters == {"it": "kind"}


def test_a_row_holds_from_its_first_day_until_the_day_before_its_end() -> None:
    dated = row(valid_from=date(2024, 5, 1), valid_to=date(2025, 5, 1), severity=Severity.MUST_NOT)
    held = [chosen(dated, day=day).severity for day in (date(2024, 4, 30), date(2024, 5, 1), date(2025, 4, 30))]
    assert held == [None, Severity.MUST_NOT, Severity.MUST_NOT]
    assert chosen(dated, day=date(2025, 5, 1)).severity is None


ROWS = st.lists(
    st.builds(
        row,
        category=st.sampled_from([None, "street", "building"]),
        division=st.sampled_from([None, 1, 12, 99]),
        valid_from=st.sampled_from([None, date(2020, 1, 1), date(2027, 1, 1)]),
        severity=st.sampled_from(Severity),
    ),
    max_size=6,
)


@given(ROWS, st.builds(row, division=st.just(99), severity=st.sampled_from(Severity)))
def test_rows_of_other_areas_change_nothing(rows: list[RuleSetting], elsewhere: RuleSetting) -> None:
    assert chosen(*rows) == chosen(elsewhere, *rows)


def test_ningbo_compares_specific_parts_in_the_whole_city() -> None:
    for grade in ("same", "same_tones", "dialect_near"):
        setting = settings_for(shipped_settings(), STREET, DAY).of(f"duplicate.{grade}")
        assert (setting.key, setting.scope_kind) == (ComparisonKey.SPECIFIC, ScopeKind.CITY)
        assert "宁波市地名管理条例" in setting.source
    hangzhou = Proposal(name="和平路", category="street", division_names=("浙江省", "杭州市"))
    elsewhere = settings_for(shipped_settings(), hangzhou, DAY).of("duplicate.same")
    assert (elsewhere.key, elsewhere.scope_kind) == (ComparisonKey.FULL, ScopeKind.BUILT_UP_AREA)


def test_the_order_holds_from_its_first_day() -> None:
    before = settings_for(shipped_settings(), STREET, date(2022, 4, 30))
    assert "meaning.exaggerated" not in before.rules
    assert "meaning.exaggerated" in settings_for(shipped_settings(), STREET, date(2022, 5, 1)).rules


def test_every_shipped_row_says_where_it_comes_from() -> None:
    assert all(setting.source for setting in shipped_settings())
    assert all(threshold.source for threshold in shipped_thresholds())


def test_the_threshold_of_the_nearest_area_holds() -> None:
    def threshold(*division_names: str, generic: str = "大厦") -> GenericThreshold | None:
        proposal = Proposal(name=f"天河{generic}", category="building", division_names=division_names)
        return settings_for(shipped_settings(), proposal, DAY).threshold

    guangdong, nation = threshold("广东省", "广州市"), threshold("湖南省")
    assert guangdong is not None
    assert nation is not None
    assert (guangdong.area, nation.area) == (("广东省",), ())
    assert threshold("广东省", generic="小区") is None


def test_thresholds_of_a_register_replace_the_shipped_ones() -> None:
    proposal = Proposal(name="天河大厦", category="building")
    assert settings_for(shipped_settings(), proposal, DAY, thresholds=()).threshold is None


def test_conditions_are_alternatives_of_joined_measures() -> None:
    read = parse_conditions("site_area_m2>=10000&floor_area_ratio<0.5|floors>=20")
    assert read == (
        (Condition("site_area_m2", ">=", 10000), Condition("floor_area_ratio", "<", 0.5)),
        (Condition("floors", ">=", 20),),
    )


@pytest.mark.parametrize("text", ["", "floors", "floors>20", "rooms>=3", "floors>=many", "floors>=1&"])
def test_other_conditions_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_conditions(text)


@pytest.mark.parametrize(
    ("stated", "met"), [(None, None), (19.9, False), (20, True), (float("nan"), False), (float("inf"), True)]
)
def test_a_condition_is_open_until_its_measure_is_stated(stated: float | None, met: bool | None) -> None:
    assert Condition("floors", ">=", 20).met_by(Measures(floors=stated)) is met
