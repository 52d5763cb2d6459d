"""An area in which names were compared, drawn with the names in it: a small picture. Pure.

Plain SVG, so that it comes with the page while somebody types, prints, and needs no script.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations
from typing import Final

import shapely

from geoapp.web.picture_words import Wish, Words, place_words
from geocore.coordinates import METRES_PER_DEGREE

WIDTH: Final = 640
TALLEST: Final = 480
TALLEST_DETAIL: Final = 320
LOWEST: Final = 200
MARGIN: Final = 22
"""Room for a pin, which stands above its point."""
DETAIL: Final = 600
"""Steps along the longer side that an outline tells apart: finer than a pixel."""
NEARBY: Final = 1.0
"""A name outside the areas is drawn so far beyond them, in their own width and height."""
SMALLEST_DEGREES: Final = 0.005
"""About 500 m: a single point is not drawn as if the picture knew its doorstep."""
CROWDED: Final = 18
"""Pixels between two names below which they are drawn once more, larger, with all that is within `TOGETHER`."""
TOGETHER: Final = 48
MOST_DETAILS: Final = 2
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


class Tone(StrEnum):
    """What a name is on the picture, which decides its shape and colour. The gravest conflict first."""

    MUST_NOT = "must_not"
    SHOULD_AVOID = "should_avoid"
    NOTE = "note"
    PLACE = "place"
    """A name against which nothing is said."""
    OWN = "own"
    """What the page is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A name at its position, degrees of EPSG:4490. `mark`: what tells it in the list below the picture."""

    name: str
    lon: float
    lat: float
    tone: Tone
    mark: str = ""
    place_id: str | None = None
    words: str = ""
    """Where it is, for the list."""
    status: str = ""
    """Its standing, as a finding gives it."""
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """An area in which names were compared."""

    label: str
    shape: shapely.Geometry
    is_built_up: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """A name in pixels, y down; `words` is None where there is no room for any."""

    x: float
    y: float
    spot: Spot
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """`path` is an SVG path in pixels, y down."""

    label: str
    path: str
    is_built_up: bool


@dataclass(frozen=True, slots=True)
class View:
    """One drawing. `frames` are what its details show (x, y, width, height); `bar` is so many pixels of `bar_words`."""

    outlines: tuple[Outline, ...]
    height: int
    dots: tuple[Dot, ...]
    bar: float
    bar_words: str
    frames: tuple[tuple[float, float, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ScopePicture:
    """The whole, and the parts in which names stand close together. `beyond`: names too far off, not among `spots`."""

    label: str
    view: View
    details: tuple[View, ...]
    spots: tuple[Spot, ...]
    beyond: int = 0


def letter_of(number: int) -> str:
    """The letter of the n-th name, from 0: a … z, aa …"""
    upper, last = divmod(number, len(_LETTERS))
    return (letter_of(upper - 1) if upper else "") + _LETTERS[last]


def picture_of(label: str, areas: Sequence[Area], spots: Sequence[Spot]) -> ScopePicture | None:
    """Draw areas and names in equal scale at their middle latitude; None where there is nothing to draw."""
    bounds = _bounds_of(areas, spots)
    if bounds is None:
        return None
    within = _around(bounds, NEARBY) if areas else bounds
    drawn = [spot for spot in spots if _holds(within, spot)]
    sheet = _Sheet(_together([bounds, *map(_point, drawn)]))
    view = sheet.view(areas, drawn)
    crowds = [crowd for crowd in _crowds(view.dots) if _is_worth(crowd, sheet.bounds)]
    sheets = [_Sheet(crowd, TALLEST_DETAIL) for crowd in crowds[:MOST_DETAILS]]
    return ScopePicture(
        label,
        replace(view, frames=tuple(sheet.frame(detail.bounds) for detail in sheets)),
        tuple(detail.view(areas, drawn) for detail in sheets),
        tuple(drawn),
        len(spots) - len(drawn),
    )


class _Sheet:
    """The part of the ground that a drawing shows, and the way from degrees to its pixels."""

    def __init__(self, bounds: Bounds, tallest: int = TALLEST) -> None:
        self.bounds = bounds
        west, south, east, north = bounds
        self._squeeze = math.cos(math.radians((south + north) / 2))
        across, along = max((east - west) * self._squeeze, 1e-6), max(north - south, 1e-6)
        self._scale = min((WIDTH - 2 * MARGIN) / across, (tallest - 2 * MARGIN) / along)
        self.height = max(LOWEST, min(tallest, math.ceil(along * self._scale + 2 * MARGIN)))
        self._left = (WIDTH - across * self._scale) / 2
        self._top = (self.height - along * self._scale) / 2

    def placed(self, lon: float, lat: float) -> tuple[float, float]:
        west, _south, _east, north = self.bounds
        x, y = (lon - west) * self._squeeze * self._scale, (north - lat) * self._scale
        return round(self._left + x, 1), round(self._top + y, 1)

    def frame(self, bounds: Bounds) -> tuple[float, float, float, float]:
        x, y = self.placed(bounds[0], bounds[3])
        right, bottom = self.placed(bounds[2], bounds[1])
        return x, y, round(right - x, 1), round(bottom - y, 1)

    def view(self, areas: Sequence[Area], spots: Iterable[Spot]) -> View:
        dots = [Dot(*self.placed(spot.lon, spot.lat), spot) for spot in spots]
        shown = [dot for dot in dots if _lies_in(dot, self.height)]
        outlines = [Outline(area.label, self._path(area.shape), area.is_built_up) for area in areas]
        metres, words = _bar(METRES_PER_DEGREE / self._scale)
        return View(
            tuple(outline for outline in outlines if outline.path),
            self.height,
            _with_words(shown, self.height),
            round(metres * self._scale / METRES_PER_DEGREE, 1),
            words,
        )

    def _path(self, shape: shapely.Geometry) -> str:
        west, south, east, north = self.bounds
        # More than is seen: an area that goes on beyond the drawing is cut where nobody looks.
        cut = shapely.clip_by_rect(shape, *_around(self._seen(), 0.2))
        simple = shapely.simplify(cut, max(east - west, north - south) / DETAIL, preserve_topology=True)
        return "".join(self._ring(ring) for ring in _rings(simple))

    def _seen(self) -> Bounds:
        west, _south, _east, north = self.bounds
        wide, tall = WIDTH / self._squeeze / self._scale, self.height / self._scale
        west, north = west - self._left / self._squeeze / self._scale, north + self._top / self._scale
        return west, north - tall, west + wide, north

    def _ring(self, ring: shapely.LinearRing) -> str:
        points = [self.placed(*point[:2]) for point in ring.coords]
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in points[:-1]) + "Z"


def _rings(area: shapely.Geometry) -> list[shapely.LinearRing]:
    polygons = [part for part in shapely.get_parts(area) if isinstance(part, shapely.Polygon) and not part.is_empty]
    return [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]


def _point(spot: Spot) -> Bounds:
    return spot.lon, spot.lat, spot.lon, spot.lat


def _together(parts: Sequence[Bounds]) -> Bounds:
    wests, souths, easts, norths = zip(*parts, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def _bounds_of(areas: Sequence[Area], spots: Sequence[Spot]) -> Bounds | None:
    """Of the areas and what the page is about; without an area of every name."""
    parts = [tuple(area.shape.bounds) for area in areas if not area.shape.is_empty]
    parts += [_point(spot) for spot in spots if not parts or spot.tone is Tone.OWN]
    return _at_least(_together(parts)) if parts else None


def _at_least(bounds: Bounds) -> Bounds:
    west, south, east, north = bounds
    wider, higher = (max(0.0, SMALLEST_DEGREES - side) / 2 for side in (east - west, north - south))
    return west - wider, south - higher, east + wider, north + higher


def _around(bounds: Bounds, share: float) -> Bounds:
    west, south, east, north = bounds
    beside, above = (east - west) * share, (north - south) * share
    return west - beside, south - above, east + beside, north + above


def _holds(bounds: Bounds, spot: Spot) -> bool:
    west, south, east, north = bounds
    return west <= spot.lon <= east and south <= spot.lat <= north


def _lies_in(dot: Dot, height: int) -> bool:
    """Its whole sign is in the drawing."""
    left, top, right, bottom = _sign(dot)
    return left >= 0 and top >= 0 and right <= WIDTH and bottom <= height


def _sign(dot: Dot) -> tuple[float, float, float, float]:
    above, below = (20, 3) if dot.spot.tone is Tone.OWN else (8, 8)  # a pin stands on its point
    return dot.x - 8, dot.y - above, dot.x + 8, dot.y + below


def _crowds(dots: Sequence[Dot]) -> list[Bounds]:
    """Where names stand too close to be told apart: those with the page's own names first, then the larger ones."""
    if not dots:
        return []
    at = shapely.points([(dot.x, dot.y) for dot in dots])
    parts = shapely.get_parts(shapely.union_all(shapely.buffer(at, TOGETHER / 2)))
    groups = [[dots[number] for number in shapely.intersects(part, at).nonzero()[0]] for part in parts]
    crowds = [group for group in groups if _is_crowded(group)]
    crowds.sort(key=lambda crowd: (all(dot.spot.tone is not Tone.OWN for dot in crowd), -len(crowd)))
    return [_at_least(_around(_together([_point(dot.spot) for dot in crowd]), 0.3)) for crowd in crowds]


def _is_crowded(group: Sequence[Dot]) -> bool:
    """Two names at the very same point stay so however large they are drawn."""
    return any(
        math.dist((one.x, one.y), (other.x, other.y)) < CROWDED and _point(one.spot) != _point(other.spot)
        for one, other in combinations(group, 2)
    )


def _is_worth(part: Bounds, whole: Bounds) -> bool:
    """Whether it would be drawn at least twice as large."""
    return 2 * max(part[2] - part[0], part[3] - part[1]) <= max(whole[2] - whole[0], whole[3] - whole[1])


def _bar(metres_per_pixel: float) -> tuple[float, str]:
    """A round length of about a sixth of the width, with its words."""
    most = WIDTH / 6 * metres_per_pixel
    power = 10.0 ** math.floor(math.log10(most))
    metres = power * next(step for step in (5, 2, 1) if step * power <= most)
    return metres, f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"


def _with_words(dots: Sequence[Dot], height: int) -> tuple[Dot, ...]:
    """The page's own names get their words first, and are drawn last, above the others."""
    own_first = sorted(dots, key=lambda dot: dot.spot.tone is not Tone.OWN)
    words = place_words([_wish(dot) for dot in own_first], WIDTH, height)
    named = [replace(dot, words=found) for dot, found in zip(own_first, words, strict=True)]
    return tuple(sorted(named, key=lambda dot: dot.spot.tone is Tone.OWN))


def _wish(dot: Dot) -> Wish:
    mark, name = dot.spot.mark, dot.spot.name
    return Wish(_sign(dot), (f"{mark} {name}", mark) if mark else (name,))
