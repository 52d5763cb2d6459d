"""Whatever is alike must be found: a pattern that is too narrow would hide a name from the law."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.name_checks.probes import NOTHING, probes_of, syllables_alike
from gazetteer.naming import Proposal, readings_of, sounding_name, sounding_proposal
from gazetteer.naming.likeness import shared_grade

CHARACTERS = "白百露鹭塘糖东冬村庄新兴胜利民路街道大小李家荷花湖福江南兰日曰末未安西先"
NAMES = st.text(CHARACTERS, min_size=1, max_size=5)


def is_found(proposal: Proposal, name: str, sound: str) -> bool:
    probes = probes_of(proposal)
    return bool(re.search(probes.text, name) or re.search(probes.sound, sound))


@pytest.mark.parametrize(
    ("proposed", "other", "sound"),
    [
        ("白露塘村", "白露塘村", "bailutangcun"),
        ("白露塘村", "百露塘村", "bailutangcun"),
        ("白露塘村", "白鹭塘社区", "bailutangshequ"),
        ("南山村", "兰山村", "lanshancun"),
        ("四河村", "石河村", "shihecun"),
        ("福江村", "湖江村", "hujiangcun"),
        ("绿化村", "女花村", "nvhuacun"),
    ],
)
def test_alike_names_are_found(proposed: str, other: str, sound: str) -> None:
    assert is_found(Proposal(name=proposed, category="committee"), other, sound)


@pytest.mark.parametrize(("other", "sound"), [("红旗村", "hongqicun"), ("新白露塘村", "xinbailutangcun")])
def test_other_names_are_not(other: str, sound: str) -> None:
    assert not is_found(Proposal(name="白露塘村", category="committee"), other, sound)


@given(NAMES, NAMES, st.sampled_from(["committee", "street", "building", "division", "natural"]))
def test_no_likeness_escapes(proposed: str, other: str, category: str) -> None:
    proposal = Proposal(name=proposed, category=category)
    beside = Proposal(name=other, category=category)
    readings = readings_of(other, (), category)
    theirs = sounding_name(other, beside.specific, readings)
    if shared_grade(sounding_proposal(proposal).any, theirs.usual) is None:
        return
    sound = "".join(syllable.rstrip("12345") for syllable in readings.usual[0]) if readings.usual else ""
    assert is_found(proposal, other, sound)


@given(st.text(max_size=120))
def test_any_text_makes_patterns(text: str) -> None:
    probes = probes_of(Proposal(name=text, category="street"))
    re.compile(probes.text)
    re.compile(probes.sound)


@pytest.mark.parametrize("text", ["a.*村", "(村", "[x]村", "村{2}", "\\d村", "^$村"])
def test_marks_stand_for_themselves(text: str) -> None:
    probes = probes_of(Proposal(name=text, category="committee"))
    assert re.search(probes.text, Proposal(name=text, category="committee").specific + "村")
    assert not re.search(probes.text, "东村")
    assert probes.sound == NOTHING or "东" not in probes.sound


def test_every_syllable_is_alike_to_itself() -> None:
    assert all(alike for alike in syllables_alike().values())
    assert "lan" in syllables_alike()["nan"]
