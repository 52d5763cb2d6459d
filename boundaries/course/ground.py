"""What a line goes along and what it meets: guides and waypoints, without places. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from boundaries.course.natures import Nature, nature_of, refused, require_plain


class Guide(Enum):
    """What kind of line on the ground a boundary line runs along; the value is the word that ends its name."""

    RIDGE = "山脊"
    VALLEY = "山沟"
    CENTRE_LINE = "中心线"
    MAIN_CHANNEL = "主航道中心线"
    LEFT_BANK = "左岸"
    RIGHT_BANK = "右岸"
    EAST_SIDE = "东侧"
    SOUTH_SIDE = "南侧"
    WEST_SIDE = "西侧"
    NORTH_SIDE = "北侧"
    EMBANKMENT = "堤"
    WALL = "围墙"
    FIELD_BANK = "田埂"
    STRAIGHT = "直线"
    DRAWN = "附图所绘界线"
    """Nothing on the ground is known: the line is where the map of the agreement has it."""


_OF_RIVERS = frozenset({Guide.MAIN_CHANNEL, Guide.LEFT_BANK, Guide.RIGHT_BANK})
_NAMED = _OF_RIVERS | {Guide.CENTRE_LINE, Guide.EAST_SIDE, Guide.SOUTH_SIDE, Guide.WEST_SIDE, Guide.NORTH_SIDE}
_NAMELESS = frozenset({Guide.STRAIGHT, Guide.DRAWN})


class Flow(StrEnum):
    """Whether a line goes with its river or against it."""

    DOWNSTREAM = "顺流而下"
    UPSTREAM = "逆流而上"


@dataclass(frozen=True, slots=True)
class Follows:
    """What a leg follows. A centre line, a bank or a side is of a named thing; `flow` is of rivers alone."""

    guide: Guide
    name: str = ""
    flow: Flow | None = None

    def __post_init__(self) -> None:
        if self.name:
            require_plain(self.name)
        if not self.name if self.guide in _NAMED else self.name and self.guide in _NAMELESS:
            raise refused("follows", "bad_follows", f"“{self.name}{self.guide.value}”少了或多了名称", "写明沿何物")
        if not self._is_river if self.guide in _OF_RIVERS else self.guide is Guide.CENTRE_LINE and not self.nature:
            message = f"从“{self.name}”看不出是什么的{self.guide.value}"
            raise refused("follows", "unknown_nature", message, "名称以河、江、公路、铁路等结尾")
        if self.flow and not (self._is_river and self.guide in _OF_RIVERS | {Guide.CENTRE_LINE}):
            raise refused("follows", "flow_without_river", f"{self.name}{self.guide.value}不是河流", "去掉顺流、逆流")

    @property
    def nature(self) -> Nature | None:
        """Of the named thing, by its name."""
        return nature_of(self.name)

    @property
    def _is_river(self) -> bool:
        return self.nature is Nature.RIVER


AS_DRAWN = Follows(Guide.DRAWN)


class WaypointKind(Enum):
    """What is met on the way; of heights the value is the word after their name."""

    CROSSING = "过"
    SUMMIT = "山顶"
    SADDLE = "鞍部"
    SPOT_HEIGHT = "高程点"


@dataclass(frozen=True, slots=True)
class Waypoint:
    """Something crossed or passed. `height_m` is in metres above the datum of 1985, to a tenth, and of heights only."""

    kind: WaypointKind
    name: str = ""
    height_m: float | None = None

    def __post_init__(self) -> None:
        if self.name:
            require_plain(self.name)
        if self.kind is WaypointKind.CROSSING:
            if self.nature is None:
                message = f"从“{self.name}”看不出过的是什么"
                raise refused("waypoint", "unknown_nature", message, "名称以河、江、公路、铁路等结尾")
            if self.height_m is not None:
                raise refused("waypoint", "bad_height", f"过{self.name}不写高程", "高程写在山顶、鞍部、高程点后")
        # False for NaN as well
        if self.height_m is not None and not (
            -500 <= self.height_m <= 9000 and round(self.height_m, 1) == self.height_m
        ):
            raise refused("waypoint", "bad_height", f"高程 {self.height_m} 不成立", "写成 625 或 625.3（米）")

    @property
    def nature(self) -> Nature | None:
        """Of what is crossed, by its name."""
        return nature_of(self.name)
