"""The picture of the trail says the same as its table."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from geoapp.auth.audit_lanes import MOST_LANES, lanes
from geoapp.auth.audit_queries import Entry
from tests.geoapp.auth.test_audit_chain import chain


def entries(length: int) -> list[Entry]:
    return [Entry(record, ()) for record in reversed(chain(length))]


def test_every_record_is_one_mark_between_the_ends() -> None:
    found = lanes(entries(20), "others")
    marks = [mark for lane in found.lanes for mark in lane.marks]
    assert sorted(mark.seq for mark in marks) == list(range(1, 21))
    assert {mark.x for mark in marks if mark.seq in (1, 20)} == {0.0, 1.0}
    assert all(0 <= mark.x <= 1 for mark in marks)
    assert sorted(marks, key=lambda m: m.at) == sorted(marks, key=lambda m: m.x)
    assert found.end - found.start == timedelta(seconds=19)


def test_a_broken_link_is_a_seam_at_its_record() -> None:
    given = entries(5)
    given[2] = replace(given[2], faults=("link",))
    (seam,) = lanes(given, "others").seams
    assert (seam.seq, seam.x) == (3, 0.5)


def test_many_people_share_the_last_lane_and_nobody_is_lost() -> None:
    given = [
        replace(entry, record=replace(entry.record, actor_name=f"p{entry.record.seq % 30:02}")) for entry in entries(90)
    ]
    found = lanes(given, "others")
    assert len(found.lanes) == MOST_LANES + 1
    assert found.lanes[-1].person == "others"
    assert sum(len(lane.marks) for lane in found.lanes) == 90


def test_one_moment_and_nothing_at_all() -> None:
    assert lanes(entries(1), "others").lanes[0].marks[0].x == 0
    assert lanes([], "others").lanes == ()
