"""Search by looking at every row: the plain meaning that the fast one must equal."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Name:
    """A row of `published.name` as the tests make it."""

    id: int
    place_id: UUID
    name: str
    pinyin: str
    initials: str
    kind: str
    category: str
    importance: int
    path: tuple[int, ...]
    valid: tuple[date | None, date | None]
    lon: float | None
    lat: float | None

    @property
    def class_code(self) -> str:
        """Half of all are settlements by class, whatever their category."""
        return "22200" if self.id % 2 else "26220"


@dataclass(frozen=True)
class Wanted:
    text: str
    letters: str | None = None
    division: int | None = None
    category: str | None = None
    bbox: tuple[float, float, float, float] | None = None
    near: tuple[float, float] | None = None
    as_of: date | None = None


def passes(row: Name, wanted: Wanted) -> bool:
    if wanted.division is not None and wanted.division not in row.path:
        return False
    if wanted.category == "settlement":
        if row.category != "other" or not row.class_code.startswith("22"):
            return False
    elif wanted.category is not None and row.category != wanted.category:
        return False
    if wanted.bbox is not None:
        west, south, east, north = wanted.bbox
        if row.lon is None or not (west <= row.lon <= east and south <= row.lat <= north):
            return False
    if wanted.as_of is not None:
        start, end = row.valid
        return (start is None or start <= wanted.as_of) and (end is None or wanted.as_of < end)
    return True


def kind_of_match(row: Name, wanted: Wanted) -> str | None:
    for kind, fits in (
        ("exact", row.name == wanted.text),
        ("prefix", row.name.startswith(wanted.text)),
        ("inner", wanted.text in row.name),
    ):
        if fits:
            return kind
    if wanted.letters is not None:
        for kind, fits in (
            ("pinyin", row.pinyin == wanted.letters),
            ("pinyin_prefix", row.pinyin.startswith(wanted.letters)),
            ("initials", row.initials == wanted.letters),
            ("initials_prefix", row.initials.startswith(wanted.letters)),
        ):
            if fits:
                return kind
    return None


KINDS = ("exact", "prefix", "inner", "pinyin", "pinyin_prefix", "initials", "initials_prefix")


def ring(row: Name, wanted: Wanted) -> int:
    """0 within 1 km, 1 within 2 km, 2 within 4 km …; rows without a position last."""
    if wanted.near is None:
        return 0
    if row.lon is None:
        return 99
    east = (row.lon - wanted.near[0]) * math.cos(math.radians(wanted.near[1]))
    km = 111.195 * math.hypot(east, row.lat - wanted.near[1])
    return sum(1 for n in range(13) if km >= 2**n)


def search(rows: list[Name], wanted: Wanted) -> list[tuple[int, str]]:
    """(row id, kind of match) of every place, best first; the first row of a place stands for it."""
    found = [
        ((KINDS.index(kind), ring(row, wanted), -row.importance, row.id), row, kind)
        for row in rows
        if passes(row, wanted) and (kind := kind_of_match(row, wanted)) is not None
    ]
    answer, places = [], set()
    for _, row, kind in sorted(found, key=lambda item: item[0]):
        if row.place_id not in places:
            places.add(row.place_id)
            answer.append((row.id, kind))
    return answer
