"""The phrases between the first and the last mark of a stretch, walked one after the other into legs. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from boundaries.course.ground import AS_DRAWN, Follows
from boundaries.course.model import Leg, Met
from boundaries.course.natures import refused
from boundaries.course.phrases import (
    DIRECTION,
    DIRECTIONS,
    LENGTH,
    read_azimuth,
    read_follows,
    read_length,
    read_waypoint,
)
from boundaries.course.sectors import Direction

_GO = r"(?:续行|再行|继续行|继续前行|前行|直行|行进|行程|行走|行|走|里程|距离|长|延伸)"
_GOING = re.compile(rf"(?:再|又|继续)?{_GO}?(?P<length>{LENGTH})", re.IGNORECASE)
_LEG = re.compile(
    rf"(?:沿(?P<first>.+?))?(?:折|转|改|再|续|继续|然后|又|仍|大致)*(?:向|往|朝)(?P<direction>{DIRECTION})(?:方向)?"
    rf"(?:\((?:真?方位角)?(?P<azimuth>[^)]*)\))?(?:沿(?P<then>.+?))?(?:{_GO}?(?P<length>{LENGTH}))?",
    re.IGNORECASE,
)
_TURN = re.compile(r"(?:折|转|改|再|续|继续|然后|又|仍|大致)*(?:向|往|朝)")
_MEETING = re.compile(
    r"(?:途经|经过|经由|跨过|跨越|穿过|穿越|越过|横过|横跨|横穿|过|跨|穿|越|经)(?P<what>[^、]+(?:、[^、]+)*)"
)


@dataclass
class _Open:
    """A leg that is not at its end yet."""

    direction: Direction
    azimuth: int | None
    follows: Follows
    reached_m: int = 0
    met: list[Met] = field(default_factory=list)


class Walk:
    """Reads phrases in order. A leg that does not say what it follows goes on along what the one before follows."""

    def __init__(self) -> None:
        self._legs: list[_Open] = []
        self._follows = AS_DRAWN

    def read(self, phrase: str) -> None:
        """Raises InvalidInput with one Problem for a phrase that says nothing known."""
        if matched := _LEG.fullmatch(phrase):
            self._begin(matched)
        elif matched := _GOING.fullmatch(phrase):
            self._leg.reached_m += read_length(matched["length"])
        elif phrase.startswith("沿"):
            self._follow(read_follows(phrase.removeprefix("沿")))
        elif matched := _MEETING.fullmatch(phrase):
            for what in matched["what"].split("、"):
                self._leg.met.append(Met(self._leg.reached_m, read_waypoint(what)))
        elif _TURN.match(phrase):
            # Something stands in for the leg, so that what follows is not told to lack one.
            self._legs.append(_Open(Direction.N, None, self._follows))
            hint = "用十六个方向词之一，如“东偏东南”；后面可写“沿某某”“行约多少米”"
            raise refused("direction", "unknown_direction", "读不出方向", hint)
        else:
            hint = "用逗号分开各句，写成“向东沿山脊”“行约500米”“过某公路”“途经某山顶”“至002号界桩”"
            raise refused("phrase", "unreadable_phrase", "读不出", hint)

    def legs(self) -> tuple[Leg, ...]:
        """Raises InvalidInput where a leg has no distance."""
        return tuple(Leg(one.direction, one.reached_m, one.follows, tuple(one.met), one.azimuth) for one in self._legs)

    @property
    def _leg(self) -> _Open:
        if not self._legs:
            raise refused("direction", "no_direction", "前面没有方向", "先写方向，如“向东行约500米”")
        return self._legs[-1]

    def _begin(self, matched: re.Match[str]) -> None:
        leg = _Open(DIRECTIONS[matched["direction"]], None, self._follows)
        self._legs.append(leg)
        if matched["first"] and matched["then"]:
            raise refused("follows", "two_guides", "写了两次沿什么", "只写一次")
        if guide := matched["first"] or matched["then"]:
            leg.follows = self._follows = read_follows(guide)
        if matched["azimuth"] is not None:
            leg.azimuth = read_azimuth(matched["azimuth"])
        if matched["length"]:
            leg.reached_m = read_length(matched["length"])

    def _follow(self, follows: Follows) -> None:
        """Said on its own, it is of the leg just begun, else of the next one."""
        self._follows = follows
        if self._legs and not self._legs[-1].reached_m and not self._legs[-1].met:
            self._legs[-1].follows = follows
