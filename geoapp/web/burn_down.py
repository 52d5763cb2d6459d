"""The burn-down of a campaign as the geometry of a small picture. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gazetteer.campaigns.burn_down import DayLeft

WIDTH, HEIGHT = 1000, 280
LEFT, RIGHT, TOP, BOTTOM = 60.0, 985.0, 14.0, 244.0
_TICKS = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Mark:
    """A label at a place of one axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class BurnDown:
    """Paths in the picture's own units; `settling` is empty while nothing is listed."""

    judging: str
    settling: str
    plan: str
    days: tuple[Mark, ...]
    counts: tuple[Mark, ...]


def burn_down_picture(days: Sequence[DayLeft], first: date, last: date) -> BurnDown | None:
    """None while there is nothing to burn down. `first` and `last` are those of the plan."""
    most = max((max(day.to_judge, day.to_settle or 0) for day in days), default=0)
    if most == 0:
        return None
    begin = min(first, days[0].day, date.max - _DAY)
    end = max(last, days[-1].day, begin + _DAY)
    span = (end - begin).days

    def x(day: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (day - begin).days / span, 1)

    def y(count: int) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * count / most, 1)

    def path(points: list[tuple[date, int]]) -> str:
        """Steps: a count holds until the day on which it changes."""
        if not points:
            return ""
        start, *rest = points
        return f"M{x(start[0])} {y(start[1])}" + "".join(f"H{x(day)}V{y(count)}" for day, count in rest)

    listed = [(day.day, day.to_settle) for day in days if day.to_settle is not None]
    ticks = [begin + timedelta(days=round(span * part / _TICKS)) for part in range(_TICKS + 1)]
    return BurnDown(
        judging=path([(day.day, day.to_judge) for day in days]),
        settling=path(listed),
        plan=f"M{x(first)} {y(days[0].to_judge)}L{x(max(last, first))} {y(0)}",
        days=tuple(Mark(x(day), f"{day.month}-{day.day}") for day in dict.fromkeys(ticks)),
        counts=tuple(Mark(y(count), str(count)) for count in dict.fromkeys((0, most // 2, most))),
    )
