"""The names of a place as bars over the years, and its events as dots: the geometry of a small picture. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from gazetteer.public_model import PublicEvent, PublicName

LEFT, RIGHT = 8.0, 992.0
"""Edges of the picture in its own units; an open end runs out to the edge."""
ROW_HEIGHT = 34
MARGIN_YEARS = 3
TICKS_AT_MOST = 8
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500)


@dataclass(frozen=True, slots=True)
class Bar:
    """One name: from x to x + width in its row. `from_start`, `to_end`: the period is open or unknown there."""

    label: str
    kind: str
    row: int
    x: float
    width: float
    from_start: bool
    to_end: bool


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    label: str
    on: date


@dataclass(frozen=True, slots=True)
class Tick:
    x: float
    year: int


@dataclass(frozen=True, slots=True)
class NameBars:
    """The picture: `height` in its units, `rows` of names."""

    bars: tuple[Bar, ...]
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    height: int


def name_bars(names: Sequence[PublicName], events: Iterable[PublicEvent], today: date) -> NameBars | None:
    """None where there is nothing to compare: a single name, or no date at all."""
    dated = [event for event in events if event.happened_on is not None]
    days = [day for name in names for day in (name.valid_from, name.valid_to) if day is not None]
    if len(names) < 2 or not days:
        return None
    days += [event.happened_on for event in dated if event.happened_on is not None]
    first, last = min(days).year - MARGIN_YEARS, max(*days, today).year + MARGIN_YEARS

    def x(day: date) -> float:
        start = date(max(first, 1), 1, 1)
        whole = (date(last, 12, 31) - start).days
        return round(LEFT + (RIGHT - LEFT) * (day - start).days / whole, 1)

    bars = []
    for row, name in enumerate(names):
        start = x(name.valid_from) if name.valid_from else LEFT
        end = x(name.valid_to) if name.valid_to else RIGHT
        width = max(2.0, round(end - start, 1))
        bars.append(Bar(name.name, name.kind, row, start, width, not name.valid_from, not name.valid_to))
    dots = tuple(Dot(x(event.happened_on), event.kind, event.happened_on) for event in dated if event.happened_on)
    return NameBars(tuple(bars), dots, _ticks(first, last, x), ROW_HEIGHT * len(names) + 40)


def _ticks(first: int, last: int, x: Callable[[date], float]) -> tuple[Tick, ...]:
    step = next((step for step in _STEPS if (last - first) / step <= TICKS_AT_MOST), _STEPS[-1])
    years = range(-(-first // step) * step, last + 1, step)
    return tuple(Tick(x(date(year, 1, 1)), year) for year in years if year >= 1)
