"""What search returns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from geocore.paging import Page


class Match(StrEnum):
    """Why a name was found, in the order in which the kinds of match are listed."""

    EXACT = "exact"
    PREFIX = "prefix"
    INNER = "inner"
    PINYIN = "pinyin"
    PINYIN_PREFIX = "pinyin_prefix"
    INITIALS = "initials"
    INITIALS_PREFIX = "initials_prefix"
    SOUND = "sound"
    FUZZY = "fuzzy"


class SearchItem(NamedTuple):
    """One place; a tuple, because a page makes many of them.

    `name` is its standard name; `matched` is the name that the query met, which may be an old one. `matched_kind` is
    the kind of the latter (standard, former, alias …) and `valid_from`, `valid_to` its period (`valid_to` is the first
    day on which it was no longer true). `lon` and `lat` are EPSG:4490 degrees.
    """

    place_id: UUID
    name_id: UUID
    name: str
    spelling: str
    kind: str
    category: str
    class_code: str
    division_path: tuple[int, ...]
    match: Match
    matched: str
    matched_kind: str
    matched_name_id: UUID
    matched_spelling: str
    score: float
    importance: int
    lon: float | None
    lat: float | None
    valid_from: date | None
    valid_to: date | None

    @property
    def why(self) -> str:
        """The contract's `match`: the kind of match, or for an old name or alias what that name is."""
        return self.match.value if self.matched_kind == "standard" else self.matched_kind


@dataclass(frozen=True, slots=True)
class SearchPage(Page[SearchItem]):
    """A page of places. `total` is exact up to 1,000 and "1000+" beyond; `read_as` says how the text was understood."""

    read_as: str = ""
    divisions: tuple[int, ...] = ()
