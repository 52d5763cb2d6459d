"""Search and suggestions."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from geoapp.api.schemas.shared import Answer, Division, Position
from geoapp.shared.parsing import AtMost100, BoxText, CategoryWord, Cursor, Day, DivisionCode, Parameters, PositionText


class SearchParameters(Parameters):
    q: str = Field(description="a name, any part of it, pinyin with or without tones, initials, division words")
    division: DivisionCode | None = Field(None, description="only in this division and below")
    category: CategoryWord | None = Field(None, description="see /categories; also settlement")
    bbox: BoxText | None = None
    near: PositionText | None = Field(None, description="order by distance within each kind of match")
    as_of: Day | None = Field(None, description="names in force on this day")
    limit: AtMost100 = 20
    cursor: Cursor | None = None


class SuggestParameters(Parameters):
    q: str = Field(description="what has been typed so far")
    division: DivisionCode | None = None
    category: CategoryWord | None = Field(None, description="see /categories; also settlement")
    limit: AtMost100 = 10


class Found(Position):
    """A place. `match` tells why it was found, `matched` which of its names the query met."""

    place_id: UUID
    name_id: UUID
    name: str
    spelling: str
    status: str
    category: str
    division: str
    match: str
    score: float
    class_code: str
    class_name: str
    kind: str
    matched: str
    division_path: list[Division]


class FoundPage(Answer):
    """Best first. `total` is exact up to 1,000 and "1000+" beyond; `next` goes into `cursor`."""

    items: list[Found]
    total: int | str
    next: str | None
    read_as: str = Field(description="the text that was searched, after division words were taken out")
    read_divisions: list[Division] = Field(description="divisions that the words in the box were taken for")


class Suggestions(Answer):
    items: list[Found]
