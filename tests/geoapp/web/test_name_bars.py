"""The picture of names over time: where bars, dots and years stand."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from gazetteer.public_model import PublicEvent, PublicName
from geoapp.web.name_bars import LEFT, RIGHT, TICKS_AT_MOST, name_bars

TODAY = date(2026, 3, 1)
DAYS = st.none() | st.dates(date(1, 1, 1), date(2100, 1, 1))


def name(text: str, valid_from: date | None, valid_to: date | None, kind: str = "standard") -> PublicName:
    return PublicName(
        UUID(int=len(text)), text, kind, "", "", "", "listed", valid_from, valid_to, "proposed", "computed", None, True,
        None, None, None, None, None, None, None, "",
    )  # fmt: skip


def event(on: date | None) -> PublicEvent:
    return PublicEvent(UUID(int=1), None, "rename", on, None, None, None)


def test_nothing_to_compare_no_picture() -> None:
    assert name_bars([name("甲", date(1990, 1, 1), None)], [], TODAY) is None
    assert name_bars([name("甲", None, None), name("乙", None, None)], [event(None)], TODAY) is None


def test_one_name_ends_where_the_next_begins() -> None:
    names = [name("郴县", None, date(1995, 1, 1), "former"), name("苏仙区", date(1995, 1, 1), None)]
    picture = name_bars(names, [], TODAY)
    assert picture
    old, new = picture.bars
    assert (old.x, old.from_start, old.to_end) == (LEFT, True, False)
    assert (new.from_start, new.to_end) == (False, True)
    assert abs(old.x + old.width - new.x) < 0.2
    assert abs(new.x + new.width - RIGHT) < 0.2


def test_dots_stand_on_their_day() -> None:
    names = [name("甲", None, date(1995, 1, 1)), name("乙", date(1995, 1, 1), None)]
    picture = name_bars(names, [event(date(1995, 1, 1)), event(None)], TODAY)
    assert picture
    assert [dot.x for dot in picture.dots] == [picture.bars[1].x]


@given(st.lists(st.tuples(DAYS, DAYS), min_size=2, max_size=6), st.lists(DAYS, max_size=4))
def test_everything_stays_inside(periods: list[tuple[date | None, date | None]], events: list[date | None]) -> None:
    ordered = [(a, b) if a is None or b is None or a <= b else (b, a) for a, b in periods]
    picture = name_bars([name("名", a, b) for a, b in ordered], [event(on) for on in events], TODAY)
    if picture is None:
        return
    xs = [*(bar.x for bar in picture.bars), *(dot.x for dot in picture.dots), *(tick.x for tick in picture.ticks)]
    assert all(LEFT - 0.1 <= x <= RIGHT + 0.1 for x in xs)
    assert all(bar.width > 0 and bar.x + bar.width <= RIGHT + 2.1 for bar in picture.bars)
    assert len(picture.ticks) <= TICKS_AT_MOST + 1
