"""Rows as the dataclasses that leave this package."""

from __future__ import annotations

import math
from collections.abc import Iterable

from gazetteer.search.answer import Found
from gazetteer.search.model import Match, SearchItem

_SCORE = {
    Match.EXACT: 90, Match.PREFIX: 80, Match.INNER: 70, Match.PINYIN: 60, Match.PINYIN_PREFIX: 50,
    Match.INITIALS: 40, Match.INITIALS_PREFIX: 30, Match.SOUND: 20, Match.FUZZY: 10,
}  # fmt: skip
"""Lowest score of each kind of match; importance adds less than 10. Scores only compare results of one search."""


def items_of(found: Iterable[Found]) -> tuple[SearchItem, ...]:
    """The items of a page, in its order."""
    return tuple(_item(one) for one in found)


def _item(found: Found) -> SearchItem:
    row = found.row
    shown = found.standard or row
    return SearchItem(
        place_id=row.place_id,
        name_id=shown.name_id,
        name=shown.name,
        spelling=shown.spelling,
        kind=shown.kind,
        category=row.category,
        class_code=row.class_code,
        division_path=tuple(row.division_path),
        match=found.match,
        matched=row.name,
        matched_kind=row.kind,
        matched_name_id=row.name_id,
        matched_spelling=row.spelling,
        score=score(found.match, row.importance),
        importance=row.importance,
        lon=row.lon,
        lat=row.lat,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def score(match: Match, importance: int) -> float:
    """10 to 100: the kind of match first, importance within."""
    return round(_SCORE[match] + 9.99 * (0.5 + math.atan(importance / 2000) / math.pi), 3)
