"""What the register knows fills an application and never writes over a person."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.cases.known import FILLED, LONGEST, NOTHING, Filling, KnownPlace, filled, filling_for, texts_of_filling
from gazetteer.cases.model import CaseKind, DraftItem

PLACE = KnownPlace(UUID(int=1), "白露塘村", 113.11, 25.71, "东至东江，西至京广铁路", "塘边多白鹭", "清代以塘得名。")
CHANGING = [kind for kind in CaseKind if kind.changes_a_name]


@pytest.mark.parametrize("kind", list(CaseKind))
def test_only_what_changes_a_name_is_filled(kind: CaseKind) -> None:
    assert (filling_for(kind, PLACE) == NOTHING) is (kind not in CHANGING)
    assert filling_for(kind, None) == NOTHING


def test_a_new_name_has_the_old_one_as_its_origin_and_no_meaning_yet() -> None:
    told = filling_for(CaseKind.RENAMING, PLACE)
    assert told.meaning == ""
    assert told.origin == "原名“白露塘村”。含义：塘边多白鹭。来历：清代以塘得名。"
    assert told.position == (113.11, 25.71)
    assert filling_for(CaseKind.RENAMING, replace(PLACE, meaning="", origin="")).origin == ""
    for kind in (CaseKind.CORRECTION, CaseKind.RETIREMENT):
        same = filling_for(kind, PLACE)
        assert (same.meaning, same.origin) == ("塘边多白鹭", "清代以塘得名。")


def test_nothing_is_longer_than_an_application_holds() -> None:
    long = replace(PLACE, meaning="甲" * 5000, origin="乙" * 5000, position_text="丙" * 5000)
    for kind in CHANGING:
        told = filling_for(kind, long)
        assert max(map(len, (told.meaning, told.origin, told.position_text))) == LONGEST


TEXT = st.sampled_from(["", "甲", "乙", "丙"])
POINTS = st.sampled_from([None, (113.1, 25.7), (113.2, 25.8), (112.123456789, 25.5)])
FILLINGS = st.builds(Filling, POINTS, TEXT, TEXT, TEXT)
TYPED = st.sets(st.sampled_from(FILLED))


@st.composite
def items(draw: st.DrawFn) -> DraftItem:
    point = draw(POINTS) or (None, None)
    texts = {name: draw(TEXT) for name in ("position_text", "meaning", "origin")}
    return DraftItem(("新名",), reason=draw(TEXT), lon=point[0], lat=point[1], **texts)


@given(items(), FILLINGS, FILLINGS, TYPED)
def test_what_a_person_typed_stays(item: DraftItem, now: Filling, before: Filling, typed: set[str]) -> None:
    after = filled(item, now, before, typed)
    for name in ("position_text", "meaning", "origin"):
        was, is_nobodys = getattr(item, name), getattr(item, name) in ("", getattr(before, name))
        wanted = getattr(now, name) if is_nobodys and name not in typed else was
        assert getattr(after, name) == wanted
    is_free = item.lon is None or (item.lon, item.lat) == before.position
    wanted_point = (now.position or (None, None)) if is_free and not typed & {"lon", "lat"} else (item.lon, item.lat)
    assert (after.lon, after.lat) == wanted_point
    assert (after.reason, after.candidate_names, after.facts) == (item.reason, item.candidate_names, item.facts)


@given(items(), FILLINGS, FILLINGS)
def test_filling_twice_is_filling_once_and_another_place_leaves_nothing_of_the_first(
    item: DraftItem, first: Filling, second: Filling
) -> None:
    once = filled(item, first)
    assert filled(once, first, first) == once
    blank = DraftItem(item.candidate_names, reason=item.reason)
    assert filled(filled(blank, first), second, first) == filled(blank, second)
    assert filled(filled(blank, first), NOTHING, first) == blank


@given(FILLINGS)
def test_the_texts_are_those_of_the_form(told: Filling) -> None:
    texts = texts_of_filling(told)
    assert set(texts) <= set(FILLED)
    assert all(texts.values())
    assert ("lon" in texts) == ("lat" in texts) == (told.position is not None)
