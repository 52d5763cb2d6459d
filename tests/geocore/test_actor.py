"""What an actor may do follows the divisions of the grants, downwards only."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from geocore.actor import ANONYMOUS, Actor

CLERK = Actor(None, "clerk", {"names.read": frozenset({4})})
paths = st.lists(st.integers(1, 30), min_size=1, max_size=6, unique=True).map(tuple)


def test_a_grant_reaches_its_division_and_all_below() -> None:
    assert CLERK.may("names.read", (1, 2, 4))
    assert CLERK.may("names.read", (1, 2, 4, 9))


def test_a_grant_reaches_neither_parent_nor_neighbour() -> None:
    assert not CLERK.may("names.read", (1, 2))
    assert not CLERK.may("names.read", (1, 2, 5))


def test_a_right_without_a_place_only_says_that_it_is_held_somewhere() -> None:
    assert CLERK.may("names.read")
    assert not CLERK.may("names.import")
    assert not CLERK.may("names.import", (4,))


def test_nobody_may_do_anything() -> None:
    assert ANONYMOUS.is_anonymous
    assert ANONYMOUS.permissions == frozenset()
    assert not ANONYMOUS.may("names.read")


@given(path=paths, regions=st.frozensets(st.integers(1, 30), max_size=5))
def test_may_is_set_intersection(path: tuple[int, ...], regions: frozenset[int]) -> None:
    actor = Actor(None, "x", {"p.q": regions})
    assert actor.may("p.q", path) == bool(regions & set(path))
    assert actor.may("p.q", list(path)) == actor.may("p.q", path)
