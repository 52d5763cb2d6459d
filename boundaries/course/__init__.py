"""走向说明: the course of a boundary line in words, from its geometry and back, so that text and map prove each other.

Pure: no database, no web. Other packages import these names only; `docs/boundary-course.md` tells the rules.
"""

from boundaries.course.agreeing import agrees
from boundaries.course.chainage import place_of_vertex
from boundaries.course.describing import Fineness, describe
from boundaries.course.ground import Flow, Follows, Guide, Waypoint, WaypointKind
from boundaries.course.mismatches import Mismatch, MismatchKind
from boundaries.course.model import Course, Leg, Mark, MarkKind, Met, Sides, Stretch
from boundaries.course.natures import Nature
from boundaries.course.parsing import parse_course
from boundaries.course.placed import (
    PlacedGuide,
    PlacedMark,
    PlacedWaypoint,
    along,
    along_way,
    boundary_point,
    crossing,
    marker,
    passing,
)
from boundaries.course.sectors import Direction, direction_of
from boundaries.course.telling import course_text, proven_text
from boundaries.course.tracing import trace, trace_tolerance_m

__all__ = [
    "Course",
    "Direction",
    "Fineness",
    "Flow",
    "Follows",
    "Guide",
    "Leg",
    "Mark",
    "MarkKind",
    "Met",
    "Mismatch",
    "MismatchKind",
    "Nature",
    "PlacedGuide",
    "PlacedMark",
    "PlacedWaypoint",
    "Sides",
    "Stretch",
    "Waypoint",
    "WaypointKind",
    "agrees",
    "along",
    "along_way",
    "boundary_point",
    "course_text",
    "crossing",
    "describe",
    "direction_of",
    "marker",
    "parse_course",
    "passing",
    "place_of_vertex",
    "proven_text",
    "trace",
    "trace_tolerance_m",
]
