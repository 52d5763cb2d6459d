"""The head of a text: whole length, number of stretches, rounding, what is left out, units on both sides. Pure.

Every statement may be missing; what the head says of the whole must agree with the stretches.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from boundaries.course.model import Sides, Stretch
from boundaries.course.phrases import LENGTH, read_length
from boundaries.course.wording import length_words
from geocore.problems import Problem

_TOTAL = re.compile(rf"(?:全长|总长度?|总里程|线长)(?P<length>{LENGTH})", re.IGNORECASE)
_COUNT = re.compile(r"[共分](?:为|计)?(?P<count>[0-9]{1,6})段")
_ROUNDING = re.compile(r"长度取至(?P<rounding>[0-9]{1,6})米")
_TOLERANCE = re.compile(r"(?:不足|小于)(?P<tolerance>[0-9]{1,6})米的曲折不计")
_SIDES = re.compile(r"左(?:侧|边)?为(?P<left>[^,。]+),右(?:侧|边)?为(?P<right>[^,。]+)")


@dataclass(frozen=True, slots=True)
class Head:
    """What a head says; None for what it does not. `total_step_m` is the last written digit of the whole length."""

    total_m: int | None = None
    total_step_m: int = 1
    count: int | None = None
    rounding_m: int | None = None
    tolerance_m: int | None = None
    sides: Sides | None = None

    def against(self, stretches: Sequence[Stretch]) -> list[Problem]:
        """Where the whole is not what the stretches make. A length without 长度取至 is as exact as its last digit."""
        problems = []
        if self.count is not None and self.count != len(stretches):
            message = f"开头写共{self.count}段，下文有{len(stretches)}段"
            problems.append(Problem("head", "count_differs", message, hint="补上缺的一段，或改开头的段数"))
        summed = sum(stretch.length_m for stretch in stretches)
        allowed = 0 if self.rounding_m else self.total_step_m / 2
        if self.total_m is not None and abs(self.total_m - summed) > allowed:
            message = f"开头写全长{length_words(self.total_m)}，各段之和为{length_words(summed)}"
            problems.append(Problem("head", "length_differs", message, hint="核对各段的长度，或改开头的全长"))
        return problems


def read_head(text: str) -> Head:
    """Read half-width text without spaces; other words are a title. Raises InvalidInput for a bad length or name."""
    total, count, rounding = _TOTAL.search(text), _COUNT.search(text), _ROUNDING.search(text)
    tolerance, sides = _TOLERANCE.search(text), _SIDES.search(text)
    return Head(
        read_length(total["length"]) if total else None,
        _step(total) if total else 1,
        int(count["count"]) if count else None,
        int(rounding["rounding"]) or 1 if rounding else None,
        int(tolerance["tolerance"]) if tolerance else None,
        Sides(sides["left"], sides["right"]) if sides else None,
    )


def _step(total: re.Match[str]) -> int:
    """Metres of the last digit written: of 12.3千米 it is 100."""
    if total["unit"].lower() not in ("千米", "公里", "km"):
        return 1
    return (1000, 100, 10, 1)[min(3, len(total["number"].partition(".")[2]))]
