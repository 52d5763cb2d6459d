"""Candidate names: made of given words only, without repetition, without conflict, with their sources."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from gazetteer.naming import (
    Candidate,
    Proposal,
    Severity,
    SourceWord,
    Surroundings,
    check,
    settings_for,
    shipped_settings,
    suggest,
)

HISTORY = [SourceWord("义帝", "《郴州志》卷三"), SourceWord("橘井", "《列仙传》")]
NEIGHBOURS = [SourceWord("燕泉", "现行地名：燕泉路")]


def anything(name: str) -> bool:
    return True


def test_history_comes_before_neighbours_and_joined_words() -> None:
    names = [found.name for found in suggest(HISTORY, NEIGHBOURS, "路", anything, most=20)]
    assert names == [
        *["义帝路", "橘井路"],
        *["燕泉东路", "燕泉西路", "燕泉南路", "燕泉北路", "燕泉中路"],
        *["义橘路", "橘义路", "义燕路", "橘燕路"],
    ]


def test_a_suggestion_says_how_it_was_made_and_from_what() -> None:
    first, *_, last = suggest(HISTORY, NEIGHBOURS, "路", anything, most=20)
    assert (first.specific, first.generic, first.sources) == ("义帝", "路", ("《郴州志》卷三",))
    assert "义帝" in first.derivation
    assert last.sources == ("《列仙传》", "现行地名：燕泉路")


def test_only_as_many_names_are_tried_as_needed() -> None:
    asked: list[str] = []

    def acceptable(name: str) -> bool:
        asked.append(name)
        return len(asked) > 1

    assert [found.name for found in suggest(HISTORY, NEIGHBOURS, "路", acceptable, most=1)] == ["橘井路"]
    assert asked == ["义帝路", "橘井路"]


def test_names_in_conflict_are_left_out_by_a_check() -> None:
    rivals = (Candidate(name="橘井路", specific="橘井"), Candidate(name="燕全东路", specific="燕全"))

    def acceptable(name: str) -> bool:
        proposal = Proposal(name=name, category="street")
        chosen = settings_for(shipped_settings(), proposal, date(2026, 1, 1))
        worst = check(proposal, chosen, Surroundings(candidates=rivals)).worst
        return worst in (None, Severity.NOTE)

    names = [found.name for found in suggest(HISTORY, NEIGHBOURS, "路", acceptable, most=3)]
    assert names == ["义帝路", "燕泉西路", "燕泉南路"]


@given(
    st.lists(st.builds(SourceWord, st.text(max_size=4), st.just("s")), max_size=4),
    st.lists(st.builds(SourceWord, st.text(max_size=4), st.just("t")), max_size=4),
    st.integers(min_value=0, max_value=8),
)
def test_no_name_twice_and_each_of_given_characters(
    history: list[SourceWord], neighbours: list[SourceWord], most: int
) -> None:
    found = suggest(history, neighbours, "路", anything, most)
    given_ = {character for word in (*history, *neighbours) for character in word.word} | set("东西南北中")
    assert len(found) <= most
    assert len({suggestion.name for suggestion in found}) == len(found)
    assert all(set(suggestion.specific) <= given_ and suggestion.sources for suggestion in found)


def test_words_too_long_to_be_said_are_left_out() -> None:
    long = [SourceWord("一二三四五", "s"), SourceWord("一二三四", "s")]
    assert [found.name for found in suggest(long, [], "路", anything, most=1)] == ["一二三四路"]
