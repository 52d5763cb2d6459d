"""The course (走向说明) of a boundary line as data. Pure; knows neither words nor geometry.

A course is what a text says and no more: whole metres, direction words, names. What it goes along and meets is in
`ground`; what a line *is*, with marks and features at their places on it, in `placed`. Every class refuses what no
course can say with InvalidInput.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from boundaries.course.ground import AS_DRAWN, Follows, Waypoint
from boundaries.course.natures import refused, require_plain
from boundaries.course.sectors import Direction, direction_of

ARC_MINUTES = 360 * 60


class MarkKind(StrEnum):
    """The value is the word after the number."""

    MARKER = "界桩"
    BOUNDARY_POINT = "边界点"


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a stretch begins or ends: a marker, or a boundary point without one. `number` is 001, 3132005, 郑平许 …"""

    kind: MarkKind
    number: str

    def __post_init__(self) -> None:
        require_plain(self.number)


@dataclass(frozen=True, slots=True)
class Met:
    """A waypoint on a leg, `at_m` whole metres from where the leg begins."""

    at_m: int
    waypoint: Waypoint


@dataclass(frozen=True, slots=True)
class Leg:
    """One direction held: `distance_m` is straight from turn to turn. `azimuth`, if said, is true, in whole minutes."""

    direction: Direction
    distance_m: int
    follows: Follows = AS_DRAWN
    met: tuple[Met, ...] = ()
    azimuth: int | None = None

    def __post_init__(self) -> None:
        if self.distance_m <= 0:
            raise refused("leg", "no_length", f"向{self.direction}没有距离", "写明“行约多少米”")
        places = [0, *(met.at_m for met in self.met), self.distance_m]
        if places != sorted(places):
            raise refused("leg", "waypoints_out_of_order", "途中各处的距离不依次增大或超过行程", "按先后写")
        if self.azimuth is not None and not 0 <= self.azimuth < ARC_MINUTES:
            raise refused("leg", "bad_azimuth", "方位角应在 0° 与 360° 之间", "写成 112°30′")
        if self.azimuth is not None and direction_of(self.azimuth / 60) is not self.direction:
            message = f"方位角属于“{direction_of(self.azimuth / 60)}”，不是“{self.direction}”"
            raise refused("leg", "azimuth_against_word", message, "改方位角或方向词")


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one mark to the next. `length_m` is along the line, so no less than where it is straight."""

    start: Mark
    end: Mark
    legs: tuple[Leg, ...]
    length_m: int

    def __post_init__(self) -> None:
        if not self.legs:
            raise refused("stretch", "no_direction", "没有写方向", "写明“向东行约多少米”")
        if self.length_m <= 0:
            raise refused("stretch", "no_length", "没有段长", "写明段长")

    @property
    def legs_m(self) -> int:
        """Sum of the straight distances."""
        return sum(leg.distance_m for leg in self.legs)


@dataclass(frozen=True, slots=True)
class Sides:
    """The units on both sides, seen in the direction of the course."""

    left: str
    right: str

    def __post_init__(self) -> None:
        require_plain(self.left)
        require_plain(self.right)


@dataclass(frozen=True, slots=True)
class Course:
    """`rounding_m`: the step of lengths. `tolerance_m`: bends up to it are not told; 0 where a text does not say."""

    stretches: tuple[Stretch, ...]
    sides: Sides | None = None
    rounding_m: int = 1
    tolerance_m: int = 0

    def __post_init__(self) -> None:
        if not self.stretches:
            raise refused(
                "course", "no_stretch", "没有一段走向", "至少写一段，如“从001号界桩起，向东行约500米，至002号界桩”"
            )
        if self.rounding_m < 1 or self.tolerance_m < 0:
            raise refused("course", "bad_rounding", "取整单位应不小于 1 米，曲折限差不小于 0", "例如取至10米")
        for number, (one, after) in enumerate(zip(self.stretches, self.stretches[1:], strict=False), 2):
            if one.end != after.start:
                raise refused("course", "marks_do_not_meet", f"第{number}段不从上一段的终点起", "核对界桩号")

    @property
    def length_m(self) -> int:
        """Along the whole line."""
        return sum(stretch.length_m for stretch in self.stretches)
