"""The shipped tables: complete, consistent, each row with its source, and every rule known everywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gazetteer.naming import NameKind, Severity, shipped_settings
from gazetteer.naming.characters import levels
from gazetteer.naming.divisions import famous
from gazetteer.naming.generics import generic_rules
from gazetteer.naming.likeness import look_alikes
from gazetteer.naming.shipped import rows
from gazetteer.naming.words import LISTS, listed
from gazetteer.romanization.shipped import rows as romanization_rows
from tests.gazetteer.naming.law_cases import law_cases

ROOT = Path(__file__).resolve().parents[3]
NAMES_OF_KINDS = {kind.value for kind in NameKind} | {kind.category for kind in NameKind}


def test_the_levels_are_those_of_the_table() -> None:
    counts = [list(levels().values()).count(level) for level in (1, 2, 3)]
    assert counts == [3500, 3000, 1605]
    assert set(levels()) == {row["character"] for row in romanization_rows("character_readings.csv")}
    assert [levels()[character] for character in "一乂亍"] == [1, 2, 3]


@pytest.mark.parametrize("file_name", sorted(LISTS))
def test_words_are_well_kept(file_name: str) -> None:
    seen = set()
    for word in listed(file_name):
        assert word.word, file_name
        assert word.source, word
        assert word.kind, word
        assert word.where in ("name", "specific", "whole"), word
        assert word.categories <= NAMES_OF_KINDS, word
        assert all(word.word in exception and word.word != exception for exception in word.exceptions), word
        key = (word.word, word.categories)
        assert key not in seen, word
        seen.add(key)


def test_no_listed_person_is_cut_by_a_generic_term() -> None:
    """Names of two characters are ordinary words as often: 陆游园 and 邓公园 can be read either way."""
    whole = {row["word"] for row in romanization_rows("whole_words.csv") if row["kind"] == "person"}
    assert whole == {word.word for word in listed("persons.csv") if len(word.word) > 2}


def test_generic_rules_are_well_kept() -> None:
    for row in generic_rules():
        assert row.rule in ("stacked", "division_for_building", "higher_rank", "misleading", "other_kind")
        assert row.categories <= NAMES_OF_KINDS
        assert row.categories
        assert row.source
        assert bool(row.near) == (row.rule == "misleading")
        assert all(exception.endswith(row.term) for exception in row.exceptions if row.rule != "other_kind"), row


def test_famous_features_have_a_list_they_stand_in() -> None:
    assert len(famous()) == len(rows("famous_features.csv"))
    assert all(evidence.source and evidence.remark for _, evidence in famous().values())


def test_look_alikes_are_pairs_of_standard_characters() -> None:
    pairs = [frozenset((row["left"], row["right"])) for row in rows("look_alikes.csv")]
    assert all(len(pair) == 2 and pair <= levels().keys() for pair in pairs)
    assert len(set(pairs)) == len(pairs)
    assert {row["origin"] for row in rows("look_alikes.csv")} == {"measured", "written"}
    assert look_alikes()


def rules() -> set[str]:
    return {setting.rule for setting in shipped_settings()}


def test_every_rule_holds_for_the_nation_for_every_kind_of_name_it_is_about() -> None:
    everywhere = {setting.rule for setting in shipped_settings() if not setting.is_local}
    assert everywhere == rules()
    assert all(setting.severity is None or setting.severity in Severity for setting in shipped_settings())


NEVER_SAID = {"duplicate.specific_look_alike"}
"""Off in the shipped settings; a register that wants it adds a row."""


def test_every_rule_has_a_law_case() -> None:
    assert {rule for case in law_cases() for rule, _, _ in case.expected} == rules() - NEVER_SAID


def test_every_rule_is_explained() -> None:
    page = (ROOT / "docs" / "naming-rules.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`([a-z]+\.[a-z_]+)`", page)) >= rules()


def test_every_rule_that_code_names_has_settings() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "gazetteer" / "naming").glob("*.py"))
    families = {rule.split(".")[0] for rule in rules()}
    found = {name for name in re.findall(r'"([a-z]+\.[a-z_]+)"', code) if not name.endswith(".csv")}
    named = {name for name in found if name.split(".")[0] in families}
    assert named <= rules()
