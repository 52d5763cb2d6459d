"""The courtesy limit fills and empties with the clock, for each address apart."""

from __future__ import annotations

from geoapp.auth import courtesy
from geoapp.auth.courtesy import Bucket
from tests.builders.site import Clock


def test_a_burst_then_one_at_a_time() -> None:
    clock = Clock()
    bucket = Bucket(3, 10.0, clock)
    assert [bucket.wait_for("a") for _ in range(5)] == [0, 0, 0, 11, 11]
    assert bucket.wait_for("b") == 0
    clock.advance(seconds=4)
    assert bucket.wait_for("a") == 7
    clock.advance(seconds=6)
    assert [bucket.wait_for("a") for _ in range(2)] == [0, 11]


def test_it_never_holds_more_than_the_burst() -> None:
    clock = Clock()
    bucket = Bucket(3, 10.0, clock)
    bucket.wait_for("a")
    clock.advance(days=1)
    assert [bucket.wait_for("a") for _ in range(4)][-1] > 0


def test_it_forgets_the_longest_unseen(monkeypatch) -> None:
    monkeypatch.setattr(courtesy, "_REMEMBERED", 2)
    bucket = Bucket(1, 10.0, Clock())
    for address in ("a", "b", "c"):
        bucket.wait_for(address)
    assert len(bucket._seen) == 2
    assert bucket.wait_for("a") == 0
    assert bucket.wait_for("c") > 0
