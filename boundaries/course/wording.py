"""A course in words, one numbered sentence for each stretch. Pure; `parsing` reads them back.

A road after 640 m of 1 250 m is 行约640米，过G107公路，续行约610米. A length of a kilometre and more is in 千米 with as
many decimals as it has: nothing is rounded here, the course has been.
"""

from __future__ import annotations

from boundaries.course.ground import AS_DRAWN, Follows, Waypoint, WaypointKind
from boundaries.course.model import Course, Leg, Mark, Stretch

TITLE = "边界线走向说明"


def mark_words(mark: Mark) -> str:
    """001号界桩; a name that ends in a Chinese character takes no 号: 郑平许界桩."""
    ordinal = "号" if mark.number[-1].isascii() else ""
    return f"{mark.number}{ordinal}{mark.kind}"


def length_words(metres: int) -> str:
    """640米, 1.25千米, 2千米."""
    if metres < 1000:
        return f"{metres}米"
    whole, rest = divmod(metres, 1000)
    decimals = f"{rest:03}".rstrip("0")
    return f"{whole}.{decimals}千米" if decimals else f"{whole}千米"


def follows_words(follows: Follows) -> str:
    """沿舂陵水中心线顺流而下, 沿牛头山山脊, 沿直线."""
    return f"沿{follows.name}{follows.guide.value}{follows.flow or ''}"


def waypoint_words(waypoint: Waypoint) -> str:
    """过京广铁路, 途经牛头山山顶（高程625.3米）."""
    if waypoint.kind is WaypointKind.CROSSING:
        return f"过{waypoint.name}"
    height = ""
    if waypoint.height_m is not None:
        tenths = f"{waypoint.height_m:.1f}".removesuffix(".0")
        height = f"（高程{tenths}米）"
    return f"途经{waypoint.name}{waypoint.kind.value}{height}"


def azimuth_words(minutes: int) -> str:
    return f"（真方位角{minutes // 60}°{minutes % 60:02}′）"


def course_words(course: Course) -> str:
    """The whole text, lines ended by newline; the same course gives the same bytes."""
    told = [f"全长约{length_words(course.length_m)}，共{len(course.stretches)}段", _fineness_words(course)]
    if course.sides:
        told.append(f"沿走向左侧为{course.sides.left}，右侧为{course.sides.right}")
    lines = [TITLE, "；".join(told) + "。"]
    lines += [f"{number}. {stretch_words(one)}" for number, one in enumerate(course.stretches, 1)]
    return "\n".join(lines) + "\n"


def stretch_words(stretch: Stretch) -> str:
    """One sentence, without its number."""
    phrases = [f"从{mark_words(stretch.start)}起"]
    before: Leg | None = None
    for leg in stretch.legs:
        phrases += _leg_phrases(leg, before)
        before = leg
    phrases.append(f"至{mark_words(stretch.end)}")
    if stretch.length_m != stretch.legs_m:
        phrases.append(f"段长约{length_words(stretch.length_m)}")
    return "，".join(phrases) + "。"


def _leg_phrases(leg: Leg, before: Leg | None) -> list[str]:
    turn = "向" if before is None else "续向" if before.direction is leg.direction else "折向"
    opening = turn + leg.direction
    if leg.azimuth is not None:
        opening += azimuth_words(leg.azimuth)
    changed = leg.follows != (before.follows if before else AS_DRAWN)
    if changed:
        opening += follows_words(leg.follows)
    phrases = [opening]
    reached = 0
    for met in leg.met:
        if met.at_m > reached:
            phrases.append(_going(met.at_m - reached, reached))
            reached = met.at_m
        phrases.append(waypoint_words(met.waypoint))
    if leg.distance_m > reached:
        phrases.append(_going(leg.distance_m - reached, reached))
    if not changed and not phrases[1].startswith(("过", "途经")):
        phrases[:2] = ["".join(phrases[:2])]
    return phrases


def _going(metres: int, reached: int) -> str:
    return f"{'续行' if reached else '行'}约{length_words(metres)}"


def _fineness_words(course: Course) -> str:
    """What the lengths are rounded to, and how large a bend is left out, where that is known."""
    left_out = f"，不足{course.tolerance_m}米的曲折不计" if course.tolerance_m else ""
    return f"长度取至{course.rounding_m}米{left_out}"
