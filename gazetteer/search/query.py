"""One box of text and the filters beside it, checked and normalised. Pure; what the words mean is decided later."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gazetteer.romanization import normalize_query_pinyin
from gazetteer.search.variants import simplified
from geocore.errors import InvalidInput
from geocore.problems import Problem

LONGEST_QUERY = 100
LARGEST_PAGE = 200


@dataclass(frozen=True, slots=True)
class Word:
    """A part of the query between spaces. `letters` is its toneless joined pinyin if it can be pinyin, else None."""

    text: str
    letters: str | None


@dataclass(frozen=True, slots=True)
class Filters:
    """What the places must be, beside the text. The box is west, south, east, north in EPSG:4490 degrees."""

    division: int | None = None
    division_code: str | None = None
    category: str | None = None
    bbox: tuple[float, float, float, float] | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A query that is fit to be run. `near` (longitude, latitude) orders by distance within each kind of match.

    Without `counts` the total of the page is left at 0.
    """

    text: str
    words: tuple[Word, ...]
    filters: Filters
    near: tuple[float, float] | None
    limit: int
    cursor: str | None
    counts: bool = True

    def texts(self, text: str) -> Iterator[str]:
        """The ways to write `text` that are tried, in order: as typed, in simplified characters, in capitals (t3路).

        Lazily: converting costs more than the rest of understanding a query, and is seldom needed.
        """
        yield text
        plain = simplified(text)
        if plain != text:
            yield plain
        if plain.upper() not in (text, plain):
            yield plain.upper()


def parse_query(
    text: str,
    *,
    division: int | None = None,
    division_code: str | None = None,
    category: str | None = None,
    bbox: tuple[float, float, float, float] | None = None,
    near: tuple[float, float] | None = None,
    as_of: date | None = None,
    limit: int = 20,
    cursor: str | None = None,
) -> SearchQuery:
    """Check and normalise. Raises InvalidInput with every problem found, each named by its parameter."""
    problems = [*_text_problems(text), *_filter_problems(division_code, category, bbox, near, limit)]
    if problems:
        raise InvalidInput(problems[0].message, problems)
    words = _words(normalised(text))
    if not words:
        problem = Problem("q", "empty", "the query holds nothing to search for", hint="type a name, a part, or pinyin")
        raise InvalidInput(problem.message, [problem])
    return SearchQuery(
        text=" ".join(word.text for word in words),
        words=words,
        filters=Filters(division, division_code, category, bbox, as_of),
        near=near,
        limit=limit,
        cursor=cursor,
    )


def normalised(text: str) -> str:
    """NFKC, no invisible characters, single spaces."""
    text = unicodedata.normalize("NFKC", text)
    visible = (" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text if not _is_invisible(c))
    return " ".join("".join(visible).split())


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) == "Cf" or "\ufe00" <= character <= "\ufe0f"


def _words(text: str) -> tuple[Word, ...]:
    """Parts between spaces; neighbouring parts in Latin letters are one, since pinyin is often typed by syllable."""
    words: list[Word] = []
    for part in text.split(" "):
        letters = normalize_query_pinyin(part) or None
        if letters and words and words[-1].letters:
            words[-1] = Word(f"{words[-1].text} {part}", words[-1].letters + letters)
        elif part:
            words.append(Word(part, letters))
    return tuple(words)


def _text_problems(text: str) -> list[Problem]:
    if "\x00" in text:
        return [Problem("q", "nul", "the query holds a NUL character", hint="remove it")]
    if any("\ud800" <= c <= "\udfff" for c in text):
        return [Problem("q", "encoding", "the query is not valid Unicode", hint="send it as UTF-8")]
    if not text.strip():
        return [Problem("q", "empty", "the query is empty", hint="type a name, a part of it, or its pinyin")]
    # The length that is searched counts, yet nothing longer than ten times that is even normalised.
    if len(text) > 10 * LONGEST_QUERY or len(normalised(text)) > LONGEST_QUERY:
        return [Problem("q", "too_long", f"the query is longer than {LONGEST_QUERY} characters", hint="shorten it")]
    return []


def _filter_problems(
    division_code: str | None,
    category: str | None,
    bbox: tuple[float, float, float, float] | None,
    near: tuple[float, float] | None,
    limit: int,
) -> list[Problem]:
    problems = []
    if division_code is not None and not re.fullmatch(r"[0-9]{2,12}", division_code):
        problems.append(Problem("division", "bad_code", "a division code is 2 to 12 digits", hint="for example 431003"))
    if category is not None and not re.fullmatch(r"[a-z_]{1,40}", category):
        problems.append(Problem("category", "bad_category", "one of the eight words of article 3, or settlement"))
    if bbox is not None and not _is_box(bbox):
        problems.append(Problem("bbox", "bad_box", "a box is west,south,east,north in degrees, west below east"))
    if near is not None and not _is_position(*near):
        problems.append(Problem("near", "bad_position", "a position is longitude,latitude in degrees"))
    if not 1 <= limit <= LARGEST_PAGE:
        problems.append(Problem("limit", "bad_limit", f"a page holds 1 to {LARGEST_PAGE} results"))
    return problems


def _is_position(lon: float, lat: float) -> bool:
    return math.isfinite(lon) and math.isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90


def _is_box(box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    return _is_position(west, south) and _is_position(east, north) and west <= east and south <= north
