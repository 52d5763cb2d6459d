"""Differences between two states of a record."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geocore.history import Change, changes_between

states = st.dictionaries(st.sampled_from("abcdef"), st.one_of(st.none(), st.integers(0, 3)))


@dataclass(frozen=True)
class Sign:
    text: str
    place: str | None = None


def test_fields_that_differ_in_their_order() -> None:
    assert changes_between(Sign("苏仙路"), Sign("苏仙北路", "路口")) == (
        Change("text", "苏仙路", "苏仙北路"),
        Change("place", None, "路口"),
    )


def test_the_same_state_has_no_changes() -> None:
    assert changes_between(Sign("苏仙路"), Sign("苏仙路")) == ()


def test_what_has_no_fields_cannot_be_compared() -> None:
    for nonsense in (3, "text", Sign):
        with pytest.raises(TypeError, match="no fields"):
            changes_between(nonsense, {})


@given(states, states)
def test_changes_lead_from_old_to_new_and_inverted_back(old: dict[str, object], new: dict[str, object]) -> None:
    changes = changes_between(old, new)
    for change in changes:
        assert (old.get(change.field), new.get(change.field)) == (change.old, change.new)
        assert change.inverted().inverted() == change
    untouched = (old.keys() | new.keys()) - {c.field for c in changes}
    assert all(old.get(name) == new.get(name) for name in untouched)
